"""Several clients over HTTP, each with one connection and one question at a time."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from peers.process import SEEQA

K = 5


class Client:
    """One connection to a system's server."""

    def __init__(self, name: str, port: int) -> None:
        """Connect when first asked."""
        self._own = name == SEEQA
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, kind: str, question: str) -> bool:
        """Ask for passages ("retrieve") or an answer; tell whether it was answered at all."""
        try:
            return self._send(*(self._seeqa if self._own else self._peer)(kind, question)) == 200
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return False

    def get(self, path: str) -> int | None:
        """Return the status of a page; None where nobody answers."""
        try:
            return self._send("GET", path, None)
        except OSError:
            self._connection.close()
            return None

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _seeqa(self, kind: str, question: str) -> tuple[str, str, Any]:
        if kind == "retrieve":
            return "GET", f"/api/search?{urlencode({'question': question, 'k': K})}", None
        return "POST", "/api/ask", {"question": question}

    def _peer(self, kind: str, question: str) -> tuple[str, str, Any]:
        return "POST", "/", {"do": kind, "question": question, "k": K}

    def _send(self, method: str, path: str, form: Any) -> int:
        body = None if form is None else json.dumps(form).encode()
        headers = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        response.read()
        return response.status


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def many(
    name: str, port: int, kind: str, questions: Iterator[str], clients: int, seconds: float
) -> dict[str, float]:
    """Ask from several clients for some seconds; return answers a second, and how many failed."""
    lock, counts = threading.Lock(), {True: 0, False: 0}
    start = time.perf_counter()

    def run() -> None:
        client = Client(name, port)
        while time.perf_counter() - start < seconds:
            with lock:
                question = next(questions)
            done = client.ask(kind, question)
            with lock:
                counts[done] += 1
        client.close()

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"qps": counts[True] / (time.perf_counter() - start), "failed": counts[False]}
