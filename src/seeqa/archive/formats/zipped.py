"""A ZIP file -> its members' bytes, with a guard against every way in which one can do harm.

Nothing is ever written to disk, so that a member's path is only a name. ZIP files within a ZIP
file are opened too, those within them are not.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from seeqa.archive.walk import passed_over, printable
from seeqa.types import Remark, RemarkKind

MOST_MEMBERS = 10_000
MOST_BYTES = 200 * 2**20  # of all members together, unpacked
_BOMB_RATIO = 200  # text shrinks to a fifth or a tenth
_BOMB_BYTES = 2**20  # what is smaller does no harm
_DEEPEST = 2
_JUNK = frozenset({"thumbs.db", "desktop.ini"})

_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
)
# What a ZIP file is by one of its members, or by what its first member "mimetype" holds.
_BY_MEMBER = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
)
_BY_TYPE = (
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument", "office"),
    ("application/epub+zip", "epub"),
)


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked, and which names are taken."""

    left: int = MOST_BYTES
    members: int = MOST_MEMBERS
    taken: set[str] = field(default_factory=set)


def kind(data: bytes) -> str:
    """Tell what a file is that begins as ZIP files do: "docx", "odt", "epub", "zip" and so on."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = set(file.namelist())
            if "mimetype" in names and file.getinfo("mimetype").file_size < 200:
                stated = file.read("mimetype").decode("ascii", errors="replace")
                for beginning, found in _BY_TYPE:
                    if stated.startswith(beginning):
                        return found
    except _FAULTS:
        return "zip"
    found = next((found for member, found in _BY_MEMBER if member in names), "")
    return found or ("office" if "[Content_Types].xml" in names else "zip")


def bomb(data: bytes) -> Remark | None:
    """Return the refusal of a ZIP file (a .docx, an .odt) that would unpack to far too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            members = file.infolist()
    except _FAULTS as error:
        return _unread("a file that its parser cannot read", f"{type(error).__name__}: {error}")
    if len(members) > MOST_MEMBERS or sum(it.file_size for it in members) > MOST_BYTES:
        return _unread("more than 200 MB when unpacked")
    return _unread("a zip bomb?") if any(map(_swells, members)) else None


def members(archive: bytes | Path, name: str) -> Iterator[tuple[str, bytes | Remark]]:
    """Yield each file in a ZIP file under its name ("outer.zip/inner/path.txt"), in its order.

    A member that cannot be read comes as the remark that says why; if none can, the remark comes
    under the name of the ZIP file.
    """
    yield from _members(archive, name, 1, _Budget())


def _members(
    archive: bytes | Path, name: str, depth: int, budget: _Budget
) -> Iterator[tuple[str, bytes | Remark]]:
    """Yield the members of a ZIP file at a depth, and of those in it, within a budget."""
    try:
        file = zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive)
    except _FAULTS as error:
        yield name, _broken(error)
        return
    with file:
        wanted = [it for it in file.infolist() if not _ignored(it)]
        if not wanted:
            yield name, _unread("a ZIP file without files")
        for it in wanted[: budget.members]:
            inner = _unlike(f"{name}/{_path(it)}", budget.taken)
            found = _unpack(file, it, budget)
            if isinstance(found, bytes) and found[:4] == b"PK\x03\x04" and kind(found) == "zip":
                if depth < _DEEPEST:
                    yield from _members(found, inner, depth + 1, budget)
                    continue
                found = _unread("a ZIP file within a ZIP file within a ZIP file")
            yield inner, found
        if len(wanted) > budget.members:
            beyond = f"{len(wanted) - budget.members} of {len(wanted)} members"
            yield name, _unread("more than 10,000 members", beyond)
        budget.members = max(0, budget.members - len(wanted))


def _unpack(file: zipfile.ZipFile, it: zipfile.ZipInfo, budget: _Budget) -> bytes | Remark:
    """Return a member's bytes, or why it is not unpacked."""
    if it.flag_bits & 1:
        return _unread("encrypted")
    if stat.S_ISLNK(it.external_attr >> 16):
        return _unread("a link")
    if _swells(it):
        return _unread("a zip bomb?", f"{it.compress_size} bytes are to become {it.file_size}")
    if it.file_size > budget.left:
        return _unread("more than 200 MB when unpacked")
    try:
        data = file.read(it)  # no more than file_size, whatever is packed: zipfile sees to that
    except _FAULTS as error:
        return _broken(error)
    budget.left -= len(data)
    return data


def _swells(it: zipfile.ZipInfo) -> bool:
    """Tell whether a member would grow as no text does."""
    return it.file_size > _BOMB_BYTES and it.file_size > _BOMB_RATIO * max(it.compress_size, 1)


def _ignored(it: zipfile.ZipInfo) -> bool:
    """Tell whether a member is a folder, or what no one put there to be read."""
    parts = _path(it).split("/")
    return it.is_dir() or passed_over(parts) or parts[-1].lower() in _JUNK


def _path(it: zipfile.ZipInfo) -> str:
    """Return a member's path, relative and fit to be shown.

    zipfile reads a name without the UTF-8 flag as that of DOS (cp437), which many packers ignore.
    """
    name = it.filename
    if not it.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = it.filename
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return printable("/".join(parts)) or "nameless"


def _unlike(name: str, taken: set[str]) -> str:
    """Return a name, counted up before its suffix where another member has it: "a (2).txt"."""
    stem, dot, suffix = name.rpartition(".")
    unlike, count = name, 1
    while unlike in taken:
        count += 1
        unlike = f"{stem} ({count}).{suffix}" if dot else f"{name} ({count})"
    taken.add(unlike)
    return unlike


def _broken(error: Exception) -> Remark:
    return _unread("a ZIP file, or a member of one, that is broken", f"{error}")


def _unread(message: str, detail: str = "") -> Remark:
    return Remark(RemarkKind.UNREAD, 1, message, detail)
