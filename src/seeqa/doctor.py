"""Checks of an installation, each with what to do when it fails."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from seeqa import embed, store
from seeqa.archive import digests, read_corpus
from seeqa.chat.server import check_port
from seeqa.config import Config
from seeqa.errors import SeeqaError
from seeqa.index import Index

PACKAGES = ("torch", "sentence-transformers", "faiss-cpu", "bm25s", "gradio", "numpy")


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check: what was looked at, what was found, and the mend if not ok."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def examine(config: Config) -> list[Check]:
    """Run every check; a check that fails does not stop the next."""
    checks: tuple[tuple[str, Callable[[Config], str]], ...] = (
        ("versions", _versions),
        ("corpus", _corpus),
        ("encoder", _encoder),
        ("index", _index),
        ("address", _address),
    )
    return [_run(name, check, config) for name, check in checks]


def _run(name: str, check: Callable[[Config], str], config: Config) -> Check:
    try:
        return Check(name, True, check(config))
    except SeeqaError as error:
        return Check(name, False, f"{error.found} (expected {error.expected})", error.mend)


def _versions(_: Config) -> str:
    missing = []
    found = [f"Python {sys.version.split()[0]}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        raise SeeqaError(
            expected="the packages of requirements.lock",
            found=f"no {', '.join(missing)}",
            mend="Run: pip install -r requirements.lock",
        )
    return ", ".join(found)


def _corpus(config: Config) -> str:
    ledger = read_corpus(config.corpus).ledger
    documents = sum(file.documents for file in ledger.files)
    doubts = sum(r.kind == "doubtful" for file in ledger.files for r in file.remarks)
    if not documents:
        raise SeeqaError(
            expected="at least one bulletin",
            found=f"none in {config.corpus}",
            mend="Put bulletins (.txt or .md) there, or set SEEQA_CORPUS.",
        )
    files = f"{len(ledger.files)} file{'' if len(ledger.files) == 1 else 's'}"
    return f"{documents} items in {files} of {config.corpus}, {doubts} doubts"


def _encoder(config: Config) -> str:
    files = embed.find_encoder(config.encoder)
    embed.verify(config.encoder, files)
    verified = "digests verified" if config.encoder == embed.DEFAULT else "no digests published"
    return f"{config.encoder} from {files.origin}, {verified}"


def _index(config: Config) -> str:
    index = Index.load(config.index)
    if dict(index.recipe.corpus) != digests(config.corpus):
        raise SeeqaError(
            expected="an index of the corpus as it is",
            found="one of an older corpus",
            mend="Run 'seeqa index'; asking or serving does it too.",
        )
    if index.recipe.encoder["name"] != config.encoder:
        raise SeeqaError(
            expected=f"vectors of {config.encoder}",
            found=f"vectors of {index.recipe.encoder['name']}",
            mend=store.REBUILD,
        )
    return f"{len(index.items)} items, {len(index)} passages, every file as written"


def _address(config: Config) -> str:
    check_port(config.host, config.port)
    return f"{config.host}:{config.port} is free"
