"""Checks of an installation, each with what to do when it fails."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from seeqa import embed, store
from seeqa.archive import ANOTHER, digests, read_corpus
from seeqa.chat.report import summary
from seeqa.chat.server import check_port
from seeqa.config import Config
from seeqa.errors import SeeqaError
from seeqa.index import Index

PACKAGES = (
    "onnxruntime",
    "tokenizers",
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "gradio",
    "numpy",
)


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
            mend="Run: pip install -r requirements.lock, or install seeqa again.",
        )
    return ", ".join(found)


def _corpus(config: Config) -> str:
    ledger = read_corpus(config.corpus).ledger
    if not any(file.documents for file in ledger.files):
        raise SeeqaError(
            expected="at least one bulletin",
            found=f"none in {config.corpus}",
            mend=f"Put files there, or {ANOTHER}.",
        )
    return f"{summary(ledger)} in {config.corpus}"


def _encoder(config: Config) -> str:
    files = embed.find_encoder(config.encoder)
    embed.verify(config.encoder, files)
    verified = "digests verified" if config.encoder == embed.DEFAULT else "no digests published"
    runs = embed.engine(config.encoder)
    return f"{config.encoder} from {files.origin}, {verified}, run by {runs}"


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
    searched = ", ".join(f"{name} {value}" for name, value in index.search.items())
    return f"{len(index.items)} items, {len(index)} passages, every file as written; {searched}"


def _address(config: Config) -> str:
    check_port(config.host, config.port)
    return f"{config.host}:{config.port} is free"
