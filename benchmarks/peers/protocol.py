"""What every compared system speaks: a JSON object a line, or over HTTP, and one back.

    {"do": "build", "passages": [{"id": …, "text": …}]}   reads nothing else, writes its index
    {"do": "retrieve", "question": …, "k": 5}             -> "found": ids, best first
    {"do": "answer", "question": …}                       -> "answer": retrieved, and five read
    {"do": "memory"}                                      -> "rss", "peak": megabytes
    {"do": "versions"}                                    -> "versions"

Every reply tells the wall-clock `seconds` that the system itself took, or an `error`. Standard
library only: it runs in the environment of each system.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, TextIO

READ = 5  # passages read for an answer
Passages = Sequence[Mapping[str, str]]
Reply = dict[str, Any]


class System(Protocol):
    """A system made of a folder of models and a folder of its own for an index."""

    @property
    def packages(self) -> Sequence[str]:
        """The names of the packages whose versions are told."""
        ...

    def build(self, passages: Passages) -> Reply | None:
        """Index passages and save the index; return what else there is to tell of it."""
        ...

    def retrieve(self, question: str, k: int) -> list[str]:
        """Return the ids of k passages, the best first."""
        ...

    def answer(self, question: str) -> str | Reply:
        """Retrieve, read, and return the words that answer, and what else there is to tell."""
        ...


def reply(system: System, request: Mapping[str, Any]) -> Reply:
    """Do what a request asks; what goes wrong is a reply too."""
    start = time.perf_counter()
    try:
        told = _do(system, request)
    except Exception as error:  # a peer may raise anything, and the run goes on without it
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    return {"seconds": time.perf_counter() - start, **told}


def _do(system: System, request: Mapping[str, Any]) -> Reply:
    match request["do"]:
        case "build":
            return system.build(request["passages"]) or {}
        case "retrieve":
            return {"found": system.retrieve(request["question"], request["k"])}
        case "answer":
            answer = system.answer(request["question"])
            return {"answer": answer} if isinstance(answer, str) else answer
        case "memory":
            return memory()
        case "versions":
            return {"versions": {name: version(name) for name in system.packages}}
    # What only one system can do, such as encoding texts, is a method of that name.
    told: Reply = getattr(system, f"do_{request['do']}")(request)
    return told


def memory() -> Reply:
    """Return the resident memory of this process, now and at most, in megabytes (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    named = {"rss": "VmRSS", "peak": "VmHWM"}
    return {name: int(fields[field].split()[0]) / 1024 for name, field in named.items()}


def talk(system: System, lines: Iterable[str], out: TextIO) -> None:
    """Answer every line with one."""
    for line in lines:
        print(json.dumps(reply(system, json.loads(line))), file=out, flush=True)


def serve(system: System, port: int, lock: AbstractContextManager[Any]) -> None:
    """Answer requests over HTTP, each connection by a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave in one packet
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            """Answer a request."""
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                told = reply(system, request)
            if "error" in told:
                print(told["error"], file=sys.stderr)
            body = json.dumps(told).encode()
            self.send_response(500 if "error" in told else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # five, the default, refuses some of sixteen that come at once

    Server(("127.0.0.1", port), Handler).serve_forever()


def main(make: Callable[[Path, Path], System], *, alone: bool = False) -> None:
    """Run a system by the command line; `alone`: it must not be asked by two threads at once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--port", type=int, help="serve HTTP there instead of standard input")
    args = parser.parse_args()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no reply
    system = make(args.models, args.index)
    if args.port:
        serve(system, args.port, threading.Lock() if alone else nullcontext())
    else:
        talk(system, sys.stdin, out)
