"""What a format's reader makes of a file, before anything is cut into items: placed lines.

A reader (one module a format in `seeqa.archive.formats`) knows its format and nothing of
bulletins: it tells in reading order what stands where, what the format itself marks (headings,
lists, table rows, dates, navigation), and what the file says of itself (`Field`). Which lines
begin an item is decided in `seeqa.archive.items` alone.

Law, held by a test for every reader: no word of the file is lost. What no reader would read aloud
(navigation, a cookie notice, a running header, a page number) is kept as FURNITURE with its
reason, so that the ledger can name it; only markup, scripts and style sheets are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from seeqa.types import Origin, Remark, Unit

LOOKS_LIKE_HEADING = 7  # the level of what is only set apart: in bold, in larger letters, by marks


class Role(StrEnum):
    """What the format marks a line as."""

    TEXT = "text"  # a paragraph; in a plain text, one written line
    HEADING = "heading"  # `level` says of which rank
    ENTRY = "entry"  # of a list
    ROW = "row"  # of a table, told with its column heads: "Country: Serbia; Seizures: 22"
    STAMP = "stamp"  # marked as telling when or where (<time>, class="dateline")
    ASIDE = "aside"  # a caption, or a footnote, which stands after the line that refers to it
    RULE = "rule"  # separates; its text is what was written ("* * *"), empty for mere markup
    FURNITURE = "furniture"  # not part of any item; `why` says what it is


@dataclass(slots=True)
class Line:
    """A line, a paragraph or a table's row, in reading order.

    `number` counts in the part's unit, from 1; `more` says how many further ones were joined to
    it. `gap` is the number of blank lines above it, where the format has such. `stamp` is the day
    that markup gives in a machine's form (`<time datetime="2022-10-03">`).
    """

    number: int
    text: str
    role: Role = Role.TEXT
    level: int = 0
    more: int = 0
    gap: int = 0
    stamp: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What a file says of itself in a place for it: its words, which line, what kind of place."""

    value: str
    number: int
    origin: Origin


@dataclass(slots=True)
class Part:
    """A stretch that is read by itself: a file, or one of its entries.

    `unit` is what `Line.number` counts. `whole` is set where the format itself says that this is
    exactly one item (a row of a CSV, an object of a JSON file). `fields` has of "title", "date",
    "place", "country", "topics", "links" what the file gives, and "created", the day on which the
    file itself was made; its words need not stand in a line.
    """

    lines: list[Line]
    unit: Unit = Unit.LINE
    whole: bool = False
    fields: dict[str, Field] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A file, read: its format ("text", "html", "pdf", …), its parts in order, remarks.

    `encoding` is the one in which its text was decoded, empty where the format says it itself.
    A file that could not be read has no parts and a remark that says why.
    """

    format: str
    parts: list[Part] = field(default_factory=list)
    encoding: str = ""
    remarks: list[Remark] = field(default_factory=list)
