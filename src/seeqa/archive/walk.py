"""A folder -> its files, by name, each with what keeps it from being read: none is dropped.

Left out on purpose are hidden files and folders (".git", "~$draft.docx") and READMEs. Everything
else comes out: a link that leads out of the folder, a pipe or a file too large as an entry with a
problem, so that the ledger names it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seeqa.errors import CorpusError
from seeqa.types import Remark, RemarkKind

LARGEST = 200 * 2**20  # bytes of one file
_CHUNK = 1 << 20
ANOTHER = "name another folder (--corpus, SEEQA_CORPUS)"
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    r"""A file below the archive's folder; `problem` says why it cannot be read.

    `name` is its path in the folder with "/" between, fit to be shown and stored: bytes that are
    not UTF-8 and control characters are written "\xe9". `path` opens it.
    """

    name: str
    path: Path
    problem: Remark | None = None


def walk(folder: Path) -> Iterator[Entry]:
    """Return the files below a folder, sorted by name.

    Raises CorpusError when the folder does not exist.
    """
    if not folder.is_dir():
        raise CorpusError(
            expected="a folder of bulletins",
            found=f"no folder {printable(str(folder.absolute()))}",
            mend=f"Create it and put files into it, or {ANOTHER}.",
        )
    return _named(_below(folder, folder.resolve(), ""))


def holds_files(folder: Path) -> bool:
    """Tell whether there is any file below a folder. Raises CorpusError when it does not exist."""
    return next(walk(folder), None) is not None


def read_bytes(entry: Entry) -> bytes | Remark:
    """Return what a file holds, or why it cannot be read."""
    if entry.problem:
        return entry.problem
    try:
        with entry.path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        return _unread(_reason(error))
    return data if len(data) <= LARGEST else _unread("larger than 200 MB")


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file by name; one with a problem has that of the problem's words.

    Raises CorpusError when the folder does not exist.
    """
    return {entry.name: digest(entry) for entry in walk(folder)}


def digest(entry: Entry) -> str:
    """Return the SHA-256 of a file, or of the words of the problem that it has."""
    if entry.problem:
        return _digest_of(entry.problem)
    found = hashlib.sha256()
    try:
        with entry.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except OSError as error:
        return _digest_of(_unread(_reason(error)))
    return found.hexdigest()


def signature(folder: Path) -> str:
    """Return a word that changes when a file comes, goes or is written; no file is opened.

    It is made of names, sizes, times and inodes. Raises CorpusError when the folder does not exist.
    """
    found = hashlib.sha256()
    for entry in walk(folder):
        try:
            it = entry.path.stat()
            facts = f"{it.st_size} {it.st_mtime_ns} {it.st_ino}"
        except OSError as error:
            facts = _reason(error)
        problem = entry.problem.message if entry.problem else ""
        found.update(f"{entry.name}\0{facts}\0{problem}\n".encode())
    return found.hexdigest()


def passed_over(parts: Sequence[str]) -> bool:
    """Tell whether a path's parts lead to what nobody put there to be read: hidden, or a README."""
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
    return hidden or parts[-1].split(".")[0].upper() == "README"


def printable(name: str) -> str:
    r"""Return a name with "\xe9" for a byte that is not UTF-8 and for a control character."""
    return _UNPRINTABLE.sub(_escaped, name)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:  # so Python keeps a byte of a name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _named(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Keep names apart that are only alike once they are printable."""
    taken: set[str] = set()
    for entry in entries:
        name = entry.name
        while name in taken:
            name += "'"
        taken.add(name)
        yield entry if name == entry.name else Entry(name, entry.path, entry.problem)


def _below(folder: Path, root: Path, above: str) -> Iterator[Entry]:
    """Yield the files of a folder and of those in it, by name."""
    try:
        with os.scandir(folder) as scan:
            children = sorted(scan, key=lambda child: printable(child.name))
    except OSError as error:
        yield Entry(above.rstrip("/") or ".", folder, _unread(_reason(error)))
        return
    for child in children:
        if child.name.startswith((".", "~$")) or child.name == "__MACOSX":
            continue
        path, name = folder / child.name, above + printable(child.name)
        if child.is_dir(follow_symlinks=False):
            yield from _below(path, root, f"{name}/")
        elif not passed_over([child.name]):
            yield Entry(name, path, _problem(path, root))


def _problem(path: Path, root: Path) -> Remark | None:
    """Return what keeps a file, or what a link leads to, from being read."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return _unread("a link out of the folder")
        it = path.stat()
    except RuntimeError:  # so pathlib says that a link leads to itself
        return _unread("a link that leads to itself")
    except OSError as error:
        lost = isinstance(error, FileNotFoundError) and path.is_symlink()
        return _unread("a link that leads nowhere" if lost else _reason(error))
    if stat.S_ISDIR(it.st_mode):  # what it leads to is read in its own place
        return _unread("a link to a folder")
    if not stat.S_ISREG(it.st_mode):
        return _unread("no file that can be read from its beginning to its end")
    if it.st_size > LARGEST:
        return _unread("larger than 200 MB")
    return None if os.access(path, os.R_OK) else _unread("Permission denied")


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _unread(message: str) -> Remark:
    return Remark(RemarkKind.UNREAD, 1, message)


def _digest_of(problem: Remark) -> str:
    return hashlib.sha256(f"{problem.message} {problem.detail}".encode()).hexdigest()
