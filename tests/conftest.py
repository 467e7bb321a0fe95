"""What several test files use: the parser, the real assistant, a served chat, each made once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes import BULLETIN, copied_index, write_weights
from seeqa import Assistant, Config
from seeqa.language.parse import Parser

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = f"""\
Hostile <img src=x onerror=alert(1)> ${{alert(2)}} {{{{value}}}} headline
3 June 2022, Skopje, North Macedonia: The zebra committee wrote \
<img src=x onerror="window.pwned=1"> and ${{window.pwned=2}} and [x](javascript:window.pwned=3) \
and <script>window.pwned=4</script> and {{{{window.pwned=5}}}} in its minutes.
https://example.org/?a="><script>window.pwned=6</script>
Long line
4 June 2022, Skopje, North Macedonia: The giraffe committee met. \
{"A" * 2_000_000} The giraffe committee ended.
"""


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The real parser of English."""
    return Parser.load()


@pytest.fixture(scope="session")
def bulletin(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The real models on the real bulletin, with weights made by hand."""
    folder = tmp_path_factory.mktemp("bulletin")
    index = copied_index(folder / "index")
    config = Config(corpus=ROOT / "corpus", index=index, weights=write_weights(folder))
    return Assistant.open(config)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Serve the chat over a corpus folder in a process of its own; returns the address."""
    processes = []
    weights = write_weights(tmp_path_factory.mktemp("weights"))

    def start(corpus: Path) -> str:
        port = free_port()
        index = tmp_path_factory.mktemp("served")
        if (corpus / BULLETIN.name).exists():
            copied_index(index)
        environ = {
            **os.environ,
            "SEEQA_CORPUS": str(corpus),
            "SEEQA_INDEX": str(index),
            "SEEQA_PORT": str(port),
            "SEEQA_WEIGHTS": weights,
        }
        command = [sys.executable, "-m", "seeqa", "serve"]
        processes.append(subprocess.Popen(command, env=environ))
        address = f"http://127.0.0.1:{port}"
        wait_for(address, processes[-1])
        return address

    yield start
    for process in processes:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def chat(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a chat over the bulletin and a hostile one."""
    corpus = tmp_path_factory.mktemp("corpus")
    for path in (ROOT / "corpus").iterdir():
        shutil.copy(path, corpus)
    (corpus / "zz-hostile.txt").write_text(HOSTILE, encoding="utf-8")
    return serve(corpus)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not come up in two minutes")
