"""What an archive of many passages costs: `python benchmarks/growth.py [--plot PATH] [SIZE …]`.

Sizes are numbers of passages, by default 10,000 and 100,000; a million takes half an hour or
more and 8.4 GB of disk. The archives are made of the repository's own: sentences of their
items, most of one item together, are put together anew with other numbers, under their headlines,
with their places and days of thirty years. Vectors are made, not embedded: a sentence's is that
which the encoder gives to the original, moved a third of its length toward another sentence of the
same archive and as far at random; a passage's is the mean of its sentences' with a little of the
original passage's. So they lie in clusters like real ones, and the archives' real questions, which
are embedded, are asked of them.

Each size is built, opened and asked in a process of its own. A part that takes more memory than
`_MEMORY`, or too long (questions ten minutes), is told to have failed, and the rest goes on.
Prints a table; draws it with `--plot`.
"""

from __future__ import annotations

import argparse
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, cast

import numpy as np

from seeqa import Assistant, Config, Document, Passage, store
from seeqa.archive import read_corpus
from seeqa.assistant import reader_factory
from seeqa.embed import SentenceEncoder
from seeqa.index import Index, Recipe
from seeqa.language.parse import Entity, Parser
from seeqa.language.record import Record, Statement, records
from seeqa.language.signs import Slot
from seeqa.passages import split
from seeqa.retrieve import retrieve
from seeqa.sentences import sentence_offsets
from seeqa.types import Block, BlockKind, DateRange, Ledger, Origin, Query
from seeqa.vectors import Matrix

ROOT = Path(__file__).resolve().parents[1]
ARCHIVES = ROOT / "questions" / "archives"
_PARAGRAPHS = 5  # of an item
_KEPT = 1000  # passages of which is known what they were made of
_MEMORY = 10 << 30
_SECONDS = 600
_DAYS = 30 * 365


# Answers are remembered, so each is asked once; the first is the first of its kind in the process.
_ASKED = {
    "fact ms": (
        "Who paid for the training of the officers?",
        "How many litres of oil were spilled?",
        "When does the exhibition open?",
    ),
    "list ms": (
        "Which workshops were held on corruption?",
        "Which items are about recalls of food?",
        "List all items on vaccination.",
    ),
    "date ms": (
        "What happened in May 2019?",
        "What happened in June 2004?",
        "Which items are from 12 March 2011?",
    ),
    "place ms": (
        "What happened in Istanbul?",
        "Which items are from Ayr?",
        "What was held outside Serbia in 2012?",
    ),
}


class Seeds:
    """The sentences of the repository's archives: their texts, vectors and records."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        """Read, embed and parse them."""
        folders = [*sorted(ARCHIVES.glob("*/files")), ROOT / "corpus"]
        archives = [[d for d in read_corpus(f).documents if not d.about] for f in folders]
        self.documents = [document for archive in archives for document in archive]
        self.places = list(dict.fromkeys((d.place, d.country) for d in self.documents if d.place))
        self.texts: list[str] = []
        self.items: list[list[int]] = []  # the sentences of each item
        wholes: list[str] = []
        self.whole: list[int] = []  # of each sentence the passage that it is of
        archive_of: list[int] = []
        for number, archive in enumerate(archives):
            for document in archive:
                first = len(self.texts)
                for passage in split([document]):
                    for start, end in sentence_offsets(passage.text):
                        self.texts.append(passage.text[start:end].replace("\n", " "))
                        self.whole.append(len(wholes))
                        archive_of.append(number)
                    wholes.append(passage.searchable)
                self.items.append(list(range(first, len(self.texts))))
        self.ends = np.searchsorted(archive_of, np.arange(len(archives) + 1))
        self.archive_of = np.array(archive_of)
        self.vectors, self.wholes = encoder.encode(self.texts), encoder.encode(wholes)
        self.records = list(records(self.texts, Parser.load()))


class Made:
    """An archive made of seeds, the same at each time; also what is known of its passages."""

    def __init__(self, seeds: Seeds, passages: int) -> None:
        """Make so many passages."""
        self.seeds = seeds
        self.items = passages // _PARAGRAPHS
        self._known: dict[int, tuple[Passage, list[int]]] = {}  # the passages lately made
        self._noise = np.random.default_rng(1)

    def documents(self) -> Iterator[Document]:
        """Yield the items."""
        return (self._item(number)[0] for number in range(self.items))

    def __len__(self) -> int:
        """Return the number of passages."""
        return self.items * _PARAGRAPHS

    def __iter__(self) -> Iterator[Passage]:
        """Yield the passages; what is known of the last ones is kept."""
        for number in range(self.items):
            document, drawn = self._item(number)
            passages = split([document])
            assert len(passages) == _PARAGRAPHS, document.text
            for passage, sentences in zip(passages, drawn, strict=True):
                self._known[passage.id] = (passage, sentences)
                yield passage
            while len(self._known) > _KEPT:
                del self._known[next(iter(self._known))]

    def _item(self, number: int) -> tuple[Document, list[list[int]]]:
        """Return an item, and of each paragraph the sentences that it was made of."""
        chance, seeds = Random(number), self.seeds
        own = chance.choice(seeds.items)
        while len(own) < 4:
            own = chance.choice(seeds.items)
        drawn = [
            [
                chance.choice(own) if chance.random() < 0.7 else chance.randrange(len(seeds.texts))
                for _ in range(chance.randint(1, 4))
            ]
            for _ in range(_PARAGRAPHS)
        ]
        drawn = [_short(sentences, seeds.texts) for sentences in drawn]
        day = date(1995, 1, 1) + timedelta(chance.randrange(_DAYS))
        place, country = chance.choice(seeds.places)
        headline = chance.choice(seeds.documents).title.rstrip(".:")
        dateline = f"{day.day} {day:%B %Y}, {', '.join(filter(None, (place, country)))}"
        texts = [" ".join(_renumbered(seeds.texts[s], chance) for s in one) for one in drawn]
        text, blocks = f"{headline}\n{dateline}: ", [(BlockKind.HEADLINE, 0, len(headline))]
        blocks.append((BlockKind.DATELINE, len(headline) + 1, len(text) - 2))
        for one in texts:
            blocks.append((BlockKind.PARAGRAPH, len(text), len(text) + len(one)))
            text += f"{one}\n"
        placed = [Block(kind, a, b, line, line) for line, (kind, a, b) in enumerate(blocks, 1)]
        document = Document(
            id=f"{number // 1000:04d}/item-{number}",
            file=f"{number // 1000:04d}.txt",
            text=text,
            blocks=tuple(placed),
            dates=DateRange(day, day),
            place=place,
            country=country,
            placed=Origin.DATELINE,
        )
        return document, drawn

    # --- what is known of a passage, as an index that has it already tells it -----------------

    @property
    def by_id(self) -> Made:
        """Itself, which tells that a passage is known."""
        return self

    @property
    def records(self) -> Made:
        """Itself, which gives a passage's record."""
        return self

    def __contains__(self, passage_id: int) -> bool:
        """Tell that it is known."""
        return True

    def vectors_of(self, passage_id: int) -> Matrix:
        """Return a passage's vector and its sentences'."""
        passage, drawn = self._known[passage_id]
        count = len(sentence_offsets(passage.text))
        rows = np.array([drawn[min(i, len(drawn) - 1)] for i in range(count)])
        seeds, archives = self.seeds, self.seeds.archive_of[rows]
        others = self._noise.integers(seeds.ends[archives], seeds.ends[archives + 1])
        noise = self._noise.standard_normal((count, seeds.vectors.shape[1]), dtype=np.float32)
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        sentences = _unit(seeds.vectors[rows] + 0.35 * seeds.vectors[others] + 0.35 * noise)
        whole = sentences.mean(axis=0) + 0.3 * seeds.wholes[seeds.whole[drawn[0]]]
        return np.concatenate([_unit(whole[None]), sentences])

    def __getitem__(self, passage_id: int) -> Record:
        """Return a passage's record, put together of its sentences'."""
        passage, drawn = self._known[passage_id]
        statements: list[Statement] = []
        entities: list[Entity] = []
        slots: list[Slot] = []
        for (start, end), seed in zip(sentence_offsets(passage.text), drawn, strict=False):
            record = self.seeds.records[seed]
            said = {lemma: None for one in record.statements for lemma in one.lemmas}
            statements.append(Statement(start, end, tuple(said)))
            here = end - len(self.seeds.texts[seed])
            entities += [Entity(e.start + here, e.end + here, e.label) for e in record.entities]
            slots += [replace(s, start=s.start + here, end=s.end + here) for s in record.slots]
        return Record(tuple(statements), tuple(entities), tuple(slots))


def _short(drawn: list[int], texts: Sequence[str]) -> list[int]:
    """Return as many of the sentences as a passage holds."""
    lengths = np.cumsum([len(texts[one]) + 1 for one in drawn])
    return drawn[: max(1, int(np.searchsorted(lengths, 750)))]


def _renumbered(text: str, chance: Random) -> str:
    """Return a text with other numbers of as many digits."""
    return "".join(str(chance.randrange(10)) if c.isdecimal() else c for c in text)


def _unit(rows: Matrix) -> Matrix:
    return cast("Matrix", rows / np.linalg.norm(rows, axis=1, keepdims=True))


# --- measuring ----------------------------------------------------------------------------


class Measured:
    """The parts of a measurement, each in a process of its own."""

    def __init__(self, folder: Path, size: int) -> None:
        """Measure an archive of so many passages, which is built in a folder."""
        self.folder = folder
        self.size = size

    @cached_property
    def encoder(self) -> SentenceEncoder:
        """The encoder of the settings."""
        return SentenceEncoder.load(Config().encoder, download=True)

    def build(self) -> dict[str, Any]:
        """Build the index, and tell what that took."""
        made = Made(Seeds(self.encoder), self.size)
        recipe = Recipe(asdict(self.encoder.identity), "made", "made", "made", "made", {})
        start = time.perf_counter()
        index = Index.build(
            recipe=recipe,
            documents=made.documents(),
            passages=cast("Sequence[Passage]", made),
            ledger=Ledger(),
            encoder=self.encoder,
            parser=Parser.load(),
            known=cast("Index", made),
            progress=_tell,
            root=self.folder,
        )
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {
            "build s": time.perf_counter() - start,
            "disk MB": sum(path.stat().st_size for path in files) / 1e6,
            "build peak MB": peak,
            **{f"search {name}": value for name, value in index.search.items()},
        }

    def search(self) -> dict[str, Any]:
        """Open the index and search it by the archives' questions, which are embedded before."""
        start = time.perf_counter()
        index = Index.load(self.folder)
        opened = time.perf_counter() - start
        asked = _questions()
        vectors = self.encoder.encode(asked)
        own = _memory()
        spent = []
        for question, vector in zip(asked, vectors, strict=True):
            began = np.array([time.perf_counter(), time.process_time()])
            retrieve(Query(question, question), vector, index, k=50, lexical_weight=0.5)
            spent.append(1000 * (np.array([time.perf_counter(), time.process_time()]) - began))
        p50, p95 = np.percentile(spent, (50, 95), axis=0).tolist()
        found = [index.nearest(vector, 100)[0][:10] for vector in vectors]
        wanted = index.nearest_exactly(vectors, 10)
        shares = [np.isin(w, f).mean() for w, f in zip(wanted, found, strict=True)]
        return {
            "open s": opened,
            "retrieve p50 ms": p50[0],
            "retrieve p95 ms": p95[0],
            "retrieve p50 ms of CPU": p50[1],
            "retrieve p95 ms of CPU": p95[1],
            "recall@10": float(np.mean(shares)),
            "own MB": own,
        }

    def ask(self) -> dict[str, Any]:
        """Ask through the assistant what goes over all items."""
        start = time.perf_counter()
        config = Config(index=self.folder, corpus=self.folder / "none")
        assistant = Assistant(
            config=config,
            encoder=self.encoder,
            reader=reader_factory(config, self.encoder),
            index=Index.load(self.folder),
            pointer=store.current(self.folder),
        )
        found: dict[str, Any] = {"assistant s": time.perf_counter() - start}
        for name, questions in _ASKED.items():
            found[name] = median(_milliseconds(partial(assistant.ask, q)) for q in questions)
            print(json.dumps(found), flush=True)  # so that what comes after may fail
        return {**found, "assistant MB": _memory()}


def _milliseconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - start)


def _questions() -> list[str]:
    """Return questions that the archives answer."""
    asked = []
    for path in sorted(ARCHIVES.glob("*/questions.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()[:20]
        asked += [json.loads(line)["question"] for line in lines]
    return asked


def _memory() -> float:
    """Return the memory of this process that is not of files, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def _tell(done: int, total: int) -> None:
    if done % 6400 == 0 or done == total:
        print(f"\r{done:,} of {total:,}", end="", file=sys.stderr, flush=True)


# --- running and showing ------------------------------------------------------------------


def _apart(part: str, folder: Path, size: int) -> dict[str, Any]:
    """Measure a part in a process of its own; of one that fails, what it had, and why."""
    seconds = _SECONDS if part == "ask" else 10 * _SECONDS
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder), str(size)]
    ran = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=False,
        preexec_fn=lambda: _bound(seconds),
    )  # fmt: skip
    lines = ran.stdout.splitlines()
    found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    if ran.returncode:
        found[f"{part} failed"] = f"status {ran.returncode}"
    return found


def _bound(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    signal.alarm(seconds)


def measure(size: int, folder: Path) -> dict[str, Any]:
    """Return all that is measured of a size."""
    found: dict[str, Any] = {"passages": size}
    for part in ("build", "search", "ask"):
        found |= _apart(part, folder, size)
    return found


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return a Markdown table, a column for each size."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [f"| {name} | {' | '.join(_said(row.get(name)) for row in rows)} |" for name in names]
    return "\n".join([lines[0], f"| --- {'| ---: ' * len(rows)}|", *lines[1:]])


def _said(value: Any) -> str:
    if not isinstance(value, int | float):
        return str(value or "—")
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def draw(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw milliseconds of questions, seconds of opening, and memory over the passages."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    panels = (
        (
            "ms",
            (
                "retrieve p95 ms",
                "retrieve p95 ms of CPU",
                "fact ms",
                "list ms",
                "date ms",
                "place ms",
            ),
        ),
        ("s", ("build s", "open s", "assistant s")),
        ("MB", ("disk MB", "build peak MB", "own MB", "assistant MB")),
    )
    figure, axes = plt.subplots(1, len(panels), figsize=(13, 4), layout="constrained")
    for axis, (unit, names) in zip(axes, panels, strict=True):
        for name in names:
            there = [(row["passages"], row[name]) for row in rows if name in row]
            if there:
                axis.loglog(*zip(*there, strict=True), marker="o", label=name)
        axis.set(xlabel="passages", ylabel=unit)
        axis.legend(fontsize=8)
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measure the sizes, or a part of one."""
    parser = argparse.ArgumentParser(description="What an archive of many passages costs.")
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--folder", type=Path, help="where to build; a temporary one if not given")
    parser.add_argument("--part", choices=("build", "search", "ask"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        measured = Measured(given.folder, given.sizes[0])
        print(json.dumps(getattr(measured, given.part)()), flush=True)
        return
    rows = []
    for size in given.sizes:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            rows.append(measure(size, Path(folder)))
        print(f"\n{table(rows)}", flush=True)
    if given.plot:
        draw(rows, given.plot)


if __name__ == "__main__":
    main()
