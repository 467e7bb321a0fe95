"""What a file is read into before it becomes documents: placed lines, items, remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from seeqa.dates import Dateline
from seeqa.types import BlockKind, DateRange, Remark, Topic

_TOPICS = re.compile(r"contribut\w* to (?:the )?SDGs?\s*\d", re.IGNORECASE)
_ONLY_LINK = re.compile(
    r"(?:https?://\S+|www\.\S+|\S[^\n]{0,150}\.(?:pdf|docx?|pptx?|html?)(?:\s*\([\w.-]+\))?)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"[^.!?]{1,60}:")


@dataclass(slots=True)
class Line:
    """A line of a text file while it is being placed."""

    number: int
    text: str
    kind: BlockKind
    dateline: Dateline | None = None
    more: int = 0  # how many lines of the file follow that were joined to it


@dataclass(slots=True)
class Item:
    """The lines of one item, and what its front matter says."""

    lines: list[Line]
    dates: DateRange | None = None
    place: str | None = None
    country: str | None = None
    topics: tuple[Topic, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """The items of one file and the remarks about it."""

    items: list[Item] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def doubt(self, line: int, message: str) -> None:
        """Note a doubt."""
        self.remarks.append(Remark("doubtful", line, message))


def furniture(line: str) -> BlockKind | None:
    """Tell whether a line is metadata by its own form."""
    if _ONLY_LINK.fullmatch(line):
        return BlockKind.LINK
    if _TOPICS.search(line):
        return BlockKind.TOPICS
    return BlockKind.NOTE if _INTRODUCES.fullmatch(line) else None


def dated_line(item: Item) -> int:
    """Return the number of the line with the dateline, or of the first line."""
    return next((ln.number for ln in item.lines if ln.dateline), item.lines[0].number)


def check_item(item: Item, draft: Draft) -> None:
    """Doubt an item without a possible date or without body text."""
    first = item.lines[0]
    if item.dates is None:
        written = next((ln.dateline.date_text for ln in item.lines if ln.dateline), None)
        what = f"{written!r} is no possible date or lacks a year" if written else "without a date"
        draft.doubt(dated_line(item), f"item {first.text[:60]!r}: {what}")
    if not any(line.kind is BlockKind.PARAGRAPH for line in item.lines):
        draft.doubt(first.number, f"item {first.text[:60]!r} has no body text")
