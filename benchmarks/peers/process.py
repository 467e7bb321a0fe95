"""Start the systems, each in its own environment, all with the same threads and no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SEEQA, FLOOR = "seeqa", "floor"
MODULES = {SEEQA: "peers.seeqa_itself"}  # of the others: peers.NAME
_OFFLINE = {
    "OMP_WAIT_POLICY": "PASSIVE",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ORT_DISABLE_TELEMETRY": "1",
}
_PATIENCE = 120  # seconds for a server to come up


class Failed(Exception):
    """A system that could not do what it was asked."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where environments and models lie, what is worked on, and with how many threads."""

    peers: Path
    folder: Path
    corpus: Path
    threads: int

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables of every system."""
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("SEEQA_", "PYTHON"))}
        names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
        return kept | _OFFLINE | dict.fromkeys(names, str(self.threads))

    @property
    def seeqa(self) -> dict[str, str]:
        """Those of SEEQA, which is this checkout."""
        return self.environ | {
            "PYTHONPATH": str(ROOT / "src"),
            "SEEQA_CORPUS": str(self.corpus),
            "SEEQA_INDEX": str(self.index(SEEQA)),
            "SEEQA_FEEDBACK": str(self.folder / "feedback.sqlite3"),
        }

    def index(self, name: str) -> Path:
        """Return the folder of a system's index."""
        return self.folder / "indexes" / name

    def log(self, name: str) -> Path:
        """Return the file that holds what a system says on standard error."""
        return self.folder / f"{name}.log"

    def adapter(self, name: str, *more: str) -> tuple[list[str], dict[str, str]]:
        """Return the command that runs a system behind the protocol, and its environment."""
        python = sys.executable if name == SEEQA else str(self.peers / name / "bin" / "python")
        models = ["--models", str(self.peers / "models"), "--index", str(self.index(name))]
        command = [python, "-m", MODULES.get(name, f"peers.{name}"), *models, *more]
        return command, self.seeqa if name == SEEQA else self.environ

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """Return a command of SEEQA, and its environment."""
        return [sys.executable, "-m", "seeqa", *arguments], self.seeqa


class Talking:
    """A running system that is asked line by line."""

    def __init__(self, name: str, places: Places) -> None:
        """Start it."""
        self.name = name
        self._log = places.log(name)
        command, environ = places.adapter(name)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT / "benchmarks",
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """Return the reply to a request; raises Failed with what the system said."""
        assert self._process.stdin and self._process.stdout
        try:
            print(json.dumps({"do": do, **request}), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise Failed(last_line(self._log))
        told: dict[str, Any] = json.loads(line)
        if "error" in told:
            raise Failed(told["error"])
        return told

    def __enter__(self) -> Talking:
        """Return it, running."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def last_line(log: Path) -> str:
    """Return the last line that a system said."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it ended without a word")


def once(
    command: Sequence[str], environ: Mapping[str, str], request: Mapping[str, Any] | None, log: Path
) -> float:
    """Run a command from its start to its end; return the seconds. Raises Failed."""
    given = json.dumps(request) if request else ""
    start = time.perf_counter()
    with log.open("ab") as errors:
        done = subprocess.run(
            command,
            input=given,
            env=dict(environ),
            cwd=ROOT / "benchmarks",
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    seconds = time.perf_counter() - start
    if done.returncode or '"error"' in done.stdout[:10]:
        raise Failed(done.stdout[:300] or last_line(log))
    return seconds


@contextmanager
def serving(
    command: Sequence[str], environ: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server; end it afterwards."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, env=dict(environ), cwd=ROOT / "benchmarks", stdout=errors, stderr=errors
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that a process has used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def until(ready: Any, process: subprocess.Popen[bytes], log: Path) -> float:
    """Try again and again until `ready()` is true; return the seconds. Raises Failed."""
    start = time.perf_counter()
    while not ready():
        if process.poll() is not None or time.perf_counter() - start > _PATIENCE:
            raise Failed(last_line(log))
        time.sleep(0.01)
    return time.perf_counter() - start
