"""What the archive holds, in a sentence, and how its files were read."""

from __future__ import annotations

from collections.abc import Sequence

from seeqa.catalogue import Items
from seeqa.chat.report import (
    doubts,
    endings,
    kind_named,
    read_as,
    summary,
    summed,
    unread,
    why_unread,
)
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape
from seeqa.types import FileRecord, Ledger

_LISTED = 200  # files listed, and remarks of one


def holds(items: Items, say: Texts = ENGLISH, ledger: Ledger | None = None) -> str:
    """Return a sentence of how many items there are, and from when to when.

    Of an empty archive, how many files of its ledger were not read.
    """
    if not items:
        files = unread(ledger) if ledger else []
        if not files:
            return say("archive.empty")
        count = say.count("files", len(files))
        return say("archive.empty.unread", files=count, kinds=endings(files))
    count = say.count("items", len(items))
    if not items.span:
        return say("archive.holds.undated", items=count)
    first, last = items.span
    return say("archive.holds", items=count, first=say.day(first), last=say.day(last))


def report(ledger: Ledger, say: Texts = ENGLISH) -> str:
    """Return what each file was read as, what was doubted; first what was not read, and why.

    It is folded where nothing is doubted and everything was read.
    """
    files = [file for file in ledger.files if not file.unread]
    if not ledger.files:
        return ""
    cut = say("report.cut", shown=_LISTED, files=say.count("files", len(files)))
    note = _note(cut) if len(files) > _LISTED else ""
    rows = "".join(_file(file, say) for file in files[:_LISTED])
    is_open = " open" if unread(ledger) or doubts(ledger) else ""
    return (
        f'<details class="shelf"{is_open}><summary><h2>{escape(say("report"))}</h2></summary>'
        f"{_note(summary(ledger, say))}{_unread(unread(ledger), say)}{note}{rows}</details>"
    )


def _unread(files: Sequence[FileRecord], say: Texts) -> str:
    rows = "".join(
        f"<li><b>{escape(file.file)}</b> {escape(why_unread(file, say))}</li>"
        for file in files[:_LISTED]
    )
    if not files:
        return ""
    return f'<h3>{escape(say("report.unread"))}</h3><ul class="unread">{rows}</ul>'


def _file(file: FileRecord, say: Texts) -> str:
    head = (
        f'<span class="what">{escape(file.file)}</span> '
        f'<span class="when">{escape(read_as(file, say))}</span>'
    )
    told = remarks(file, say)
    if not told:
        return f'<p class="entry">{head}</p>'
    return f'<details class="entry"><summary>{head}</summary>{told}</details>'


def remarks(file: FileRecord, say: Texts = ENGLISH) -> str:
    """Return the remarks on a file, summed up, as a list."""
    told = (
        (kind_named(one.kind, say), one.sentence(file.unit, say))
        for one in summed(file.remarks)[:_LISTED]
    )
    rows = "".join(f"<li><b>{escape(kind)}</b> {escape(what)}</li>" for kind, what in told)
    return f"<ul>{rows}</ul>" if rows else ""


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'
