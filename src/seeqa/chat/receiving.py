"""Files that a visitor sends -> the corpus folder: safe names, nothing overwritten, taken back.

A file is written under a hidden name, which no reading sees, and gets its own in one step.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

MEGABYTES = 100  # of one file
_LONGEST = 180  # bytes of a name, UTF-8; file systems take 255
_ENDING = 16  # characters of what still counts as a name's ending
_BAD = frozenset('<>:"/\\|?*')  # not in a name on every system
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{port}{i}" for port in ("COM", "LPT") for i in range(1, 10)}
)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was put into the folder, and by what it is known to be that very file."""

    name: str
    size: int
    modified: int  # nanoseconds
    inode: int
    sha256: str


def receive(source: Path, folder: Path, given: str) -> Received:
    """Put a file into the folder under a safe name of its own, like the given one.

    Raises OSError where the folder cannot be written; nothing is left there then.
    """
    hidden = folder / f".{uuid.uuid4().hex}.part"
    try:
        with source.open("rb") as read, hidden.open("xb") as written:
            shutil.copyfileobj(read, written)
            written.flush()
            os.fsync(written.fileno())
        path = _placed(hidden, folder, safe_name(given))
    finally:
        hidden.unlink(missing_ok=True)
    return _known(path)


def take_back(files: Iterable[Received], folder: Path) -> tuple[list[str], list[str]]:
    """Remove files that are as they were received; return the names of those, and of the others.

    Raises OSError where one cannot be removed.
    """
    removed: list[str] = []
    left: list[str] = []
    for file in files:
        path = folder / file.name
        try:
            same = path.is_file() and not path.is_symlink() and _known(path) == file
        except FileNotFoundError:
            same = False
        if same:
            path.unlink()
        (removed if same else left).append(file.name)
    return removed, left


def safe_name(given: str) -> str:
    r"""Return a name without path and signs that some system forbids or does not show.

    >>> safe_name("../a\\Minutes: May?.pdf"), safe_name(".."), safe_name(".env")
    ('Minutes_ May_.pdf', 'file', 'env')
    """
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rsplit("/", 1)[-1])
    signs = ("_" if sign in _BAD else sign for sign in name if sign.isprintable())
    name = " ".join("".join(signs).split()).lstrip(". ").rstrip(". ")
    stem, ending = _parted(name)
    if stem.upper() in _DEVICES:
        stem = f"_{stem}"
    room = _LONGEST - len(ending.encode())
    stem = stem.encode("utf-8", "ignore")[:room].decode("utf-8", "ignore").rstrip(". ")
    return f"{stem or 'file'}{ending}"


def _placed(hidden: Path, folder: Path, name: str) -> Path:
    """Give a file its name, or "name (2).pdf" where there is another; return its path."""
    stem, ending = _parted(name)
    for number in count(1):
        path = folder / (name if number == 1 else f"{stem} ({number}){ending}")
        try:
            _named(hidden, path)
        except FileExistsError:
            continue
        return path
    raise AssertionError("there is always another number")


def _parted(name: str) -> tuple[str, str]:
    """Return a name without its ending, and the ending."""
    ending = PurePosixPath(name).suffix
    return (name.removesuffix(ending), ending) if len(ending) <= _ENDING else (name, "")


def _named(hidden: Path, path: Path) -> None:
    """Name a file; raises FileExistsError where another has the name."""
    try:
        path.hardlink_to(hidden)
    except FileExistsError:
        raise
    except OSError:  # no links on this file system: keep the name, then put the file there
        path.open("xb").close()
        hidden.replace(path)


def _known(path: Path) -> Received:
    stat = path.stat()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Received(path.name, stat.st_size, stat.st_mtime_ns, stat.st_ino, digest)
