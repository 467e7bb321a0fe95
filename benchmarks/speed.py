"""SEEQA's speed beside a bare floor and four peers, all with the same weights, in one table.

    python benchmarks/speed.py --squad SQUAD.json.gz --peers FOLDER --json RESULTS.json
    python benchmarks/speed.py --archives questions/archives/* --peers FOLDER --systems seeqa

FOLDER holds what `peers.environments` made (see README.md here). Every question is asked of each
system in turn, in an order that changes, and its ratio to the floor is taken. Sections that are
not run keep what RESULTS.json has of them, so that a long run can be cut in two.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from peers import figures
from peers.load import Client, K, free_port, many
from peers.process import (
    FLOOR,
    ROOT,
    SEEQA,
    Failed,
    Places,
    Talking,
    cpu_seconds,
    once,
    serving,
    until,
)
from peers.table import table
from peers.work import Asked, Work, archives_work, squad_work
from seeqa.bert import threads

PEERS = ("langchain", "haystack", "txtai", "llamaindex")
KINDS = ("retrieve", "answer")
CLIENTS = (1, 4, 16)
WARM_UP = 3  # questions that are not counted
Row = dict[str, Any]


class Run:
    """One run: what is asked of whom, and what came of it so far."""

    def __init__(self, args: argparse.Namespace, work: Work, folder: Path) -> None:
        """Take the settings; results of an earlier run are kept."""
        self.args = args
        self.work = work
        self.places = Places(args.peers.resolve(), folder, work.corpus, args.threads)
        self.names = [FLOOR, *(name for name in args.systems if name != FLOOR)]
        self.chance = random.Random(1)
        known = json.loads(args.json.read_text()) if args.json and args.json.exists() else {}
        self.systems: dict[str, Row] = known.get("systems", {})
        for name in self.names:
            self.systems.setdefault(name, {})

    def questions(self, kind: str) -> Sequence[Asked]:
        """Return the questions of a kind; none is asked twice, for systems remember."""
        first = WARM_UP + self.args.questions
        if kind == "retrieve":
            return self.work.questions[WARM_UP:first]
        return self.work.questions[first : first + self.args.read]

    def section(self, section: str) -> None:
        """Run a section; what failed in it before is forgotten."""
        for row in self.systems.values():
            row.get("failed", {}).pop(section, None)
        getattr(self, section)()

    def fail(self, name: str, section: str, error: Failed) -> None:
        """Note that a system failed, and go on without it."""
        self.systems[name].setdefault("failed", {})[section] = str(error)
        self.names.remove(name)
        sys.stderr.write(f"{name} failed: {section}: {error}\n")

    # --- sections --------------------------------------------------------------------------

    def build(self) -> None:
        """Build every index, alone; encode the same texts barely, beside it."""
        with Talking(FLOOR, self.places) as floor:
            texts = [passage["text"] for passage in self.work.passages]
            raw = floor.ask("encode", texts=texts)["seconds"]
            for name in list(self.names):
                try:
                    self._build(name, floor, raw)
                except Failed as error:
                    self.fail(name, "build", error)

    def _build(self, name: str, floor: Talking, raw: float) -> None:
        passages = self.work.passages
        shutil.rmtree(self.places.index(name), ignore_errors=True)
        with Talking(name, self.places) as system:
            if name != SEEQA:
                system.ask("build", passages=passages[:2])  # loads what is loaded late
                shutil.rmtree(self.places.index(name), ignore_errors=True)
            told = system.ask("build", passages=passages)
            peak = system.ask("memory")["peak"]
            versions = system.ask("versions")["versions"]
        if "texts" in told:  # more than the passages
            raw = floor.ask("encode", texts=told["texts"])["seconds"]
        files = (path for path in self.places.index(name).rglob("*") if path.is_file())
        self.systems[name] |= {
            "versions": versions,
            "build": {
                "seconds": told["seconds"],
                "passages_per_second": len(passages) / told["seconds"],
                "of_raw": raw / told["seconds"],
                "raw_seconds": raw,
                "texts": len(told.get("texts", passages)),
                "peak_mb": peak,
                "index_mb": sum(path.stat().st_size for path in files) / 1e6,
                **({"embedding": told["embedding"] / told["seconds"]} if "texts" in told else {}),
            },
        }

    def warm(self) -> None:
        """Ask every question of each system in turn, first to retrieve, then to answer."""
        with ExitStack() as stack:
            running = {n: stack.enter_context(Talking(n, self.places)) for n in self.names}
            for kind in KINDS:
                self._ask_all(kind, running)
                for name in self.names:
                    memory = running[name].ask("memory")["rss"]
                    self.systems[name].setdefault("memory", {})[kind] = memory
        own = self.systems.get(SEEQA, {})
        own["against"] = {
            name: {
                kind: figures.ratio(self.systems[name][kind]["seconds"], own[kind]["seconds"])
                for kind in KINDS
                if kind in own
            }
            for name in self.names
            if name not in (FLOOR, SEEQA) and SEEQA in self.names
        }

    def _ask_all(self, kind: str, running: dict[str, Talking]) -> None:
        asked = [*self.work.questions[:WARM_UP], *self.questions(kind)]
        replies: dict[str, list[Row]] = {name: [] for name in self.names}
        for one in asked:
            for name in self.chance.sample(self.names, len(self.names)):
                try:
                    replies[name].append(running[name].ask(kind, question=one.question, k=K))
                except Failed as error:
                    self.fail(name, "warm", error)
        counted = {name: replies[name][WARM_UP:] for name in self.names}
        floor = [reply["seconds"] for reply in counted[FLOOR]]
        for name, told in counted.items():
            seconds = [reply["seconds"] for reply in told]
            self.systems[name][kind] = {
                **figures.times(seconds),
                **figures.ratio(seconds, floor),
                **self._quality(kind, asked[WARM_UP:], told),
                "seconds": seconds,
            }

    def _quality(self, kind: str, asked: Sequence[Asked], told: Sequence[Row]) -> Row:
        if kind == "retrieve":
            return dict(figures.recall(self.work, asked, [reply["found"] for reply in told]))
        answers = [reply["answer"] for reply in told]
        if "perhaps" not in told[0]:
            return dict(figures.words(asked, answers))
        shown = [reply["answer"] or reply["perhaps"] for reply in told]
        return {
            **figures.words(asked, answers),
            "perhaps": figures.words(asked, shown),
            "abstained": sum(not answer for answer in answers) / len(answers),
        }

    def cold(self) -> None:
        """Start every system anew on its index, ask one question, and wait for its end."""
        seconds: dict[tuple[str, str], list[float]] = {}
        for turn in range(self.args.repeats):
            question = self.work.questions[turn].question
            for kind, name in self._mixed([(k, n) for k in KINDS for n in self.names]):
                if name not in self.names:
                    continue
                try:
                    taken = once(*self._cold(name, kind, question), self.places.log(name))
                except Failed as error:
                    self.fail(name, "cold", error)
                else:
                    seconds.setdefault((name, kind), []).append(taken)
        for name in self.names:
            self.systems[name]["cold"] = {kind: _spread(seconds[name, kind]) for kind in KINDS}

    def _cold(self, name: str, kind: str, question: str) -> tuple[list[str], dict[str, str], Any]:
        if name == SEEQA:
            words = ["search", "-k", str(K)] if kind == "retrieve" else ["ask"]
            return *self.places.command(*words, "--", question), None
        return *self.places.adapter(name), {"do": kind, "question": question, "k": K}

    def page(self) -> None:
        """Start SEEQA's chat, wait for its page, and ask a question as soon as it is there."""
        if SEEQA not in self.names:
            return
        try:
            turns = [self._page(one.question) for one in self.work.questions[: self.args.repeats]]
        except Failed as error:
            self.fail(SEEQA, "page", error)
            return
        columns = zip(("up", "cpu", "answered"), zip(*turns, strict=True), strict=True)
        self.systems[SEEQA]["page"] = {name: _spread(values) for name, values in columns}

    def _page(self, question: str) -> tuple[float, float, float]:
        port, log = free_port(), self.places.log("page")
        environ = self.places.seeqa | {"SEEQA_PORT": str(port)}
        with serving([sys.executable, str(ROOT / "app.py")], environ, log) as process:
            client = Client(SEEQA, port)
            up = until(lambda: client.get("/") == 200, process, log)
            cpu = cpu_seconds(process.pid)
            answered = until(partial(client.ask, "answer", question), process, log)
        return up, cpu, answered

    def http(self) -> None:
        """Ask each system's server from several clients: SEEQA's own, one for all others."""
        for name in self._mixed(self.names):
            try:
                self.systems[name]["http"] = self._http(name)
            except Failed as error:
                self.fail(name, "http", error)

    def _http(self, name: str) -> Row:
        port, log = free_port(), self.places.log(name)
        command, environ = (
            self.places.command("serve", "--port", str(port))
            if name == SEEQA
            else self.places.adapter(name, "--port", str(port))
        )
        left = itertools.cycle(self.work.questions[WARM_UP:])
        texts: Iterator[str] = (asked.question for asked in left)
        found: Row = {}
        with serving(command, environ, log) as process:
            until(lambda: Client(name, port).get("/") is not None, process, log)
            for kind in KINDS:
                warming = Client(name, port)
                for one in self.work.questions[:WARM_UP]:
                    warming.ask(kind, one.question)
                warming.close()
                found[kind] = {
                    str(clients): many(name, port, kind, texts, clients, self.args.seconds)
                    for clients in CLIENTS
                }
        return found

    def _mixed(self, values: Sequence[Any]) -> list[Any]:
        return self.chance.sample(values, len(values))

    # --- results ---------------------------------------------------------------------------

    def results(self) -> Row:
        """Return everything as the JSON file holds it."""
        args = self.args
        return {
            "machine": _machine(args.threads),
            "work": self.work.name,
            "counts": {name: getattr(args, name) for name in ("questions", "read", "repeats")},
            "systems": self.systems,
        }


SECTIONS = ("build", "warm", "cold", "page", "http")


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": median(values), "least": min(values), "most": max(values)}


def _machine(count: int) -> Row:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    describe = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(describe, cwd=ROOT, capture_output=True, text=True)
    return {
        "cpu": next(models, platform.machine()),
        "cores": os.cpu_count(),
        "threads": count,
        "python": platform.python_version(),
        "commit": done.stdout.strip() or "of no commit",
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--squad", type=Path, help="a file of SQuAD's form, plain or .gz")
    what.add_argument("--archives", type=Path, nargs="+", help="folders as in questions/archives")
    parser.add_argument("--peers", type=Path, required=True, help="environments and models")
    parser.add_argument("--folder", type=Path, help="keep corpus and indexes there, for sections")
    parser.add_argument("--json", type=Path, help="write results there, beside what it has")
    parser.add_argument("--systems", nargs="+", choices=(FLOOR, SEEQA, *PEERS), metavar="SYSTEM")
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--questions", type=int, default=500, help="questions retrieved [500]")
    parser.add_argument("--read", type=int, default=120, help="further ones answered [120]")
    parser.add_argument("--repeats", type=int, default=5, help="cold starts, pages [5]")
    parser.add_argument("--seconds", type=float, default=3, help="of each number of clients [3]")
    parser.add_argument("--threads", type=int, default=threads(), help="of every system [cores]")
    parser.set_defaults(systems=(SEEQA, *PEERS))
    return parser.parse_args()


def main() -> None:
    """Run the sections that are asked for and print the table."""
    args = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (args.folder or Path(temporary)).resolve()
        corpus = folder / "corpus"
        shutil.rmtree(corpus, ignore_errors=True)
        work = (
            squad_work(args.squad, corpus) if args.squad else archives_work(args.archives, corpus)
        )
        if len(work.questions) < WARM_UP + args.questions + args.read:
            sys.exit(f"{len(work.questions)} questions are too few: give fewer --questions, --read")
        run = Run(args, work, folder)
        for section in args.sections:
            start = time.monotonic()
            run.section(section)
            sys.stderr.write(f"{section}: {time.monotonic() - start:.0f} s\n")
            if args.json:
                args.json.write_text(json.dumps(run.results(), indent=1), encoding="utf-8")
    sys.stdout.write(table(run.results()) + "\n")


if __name__ == "__main__":
    main()
