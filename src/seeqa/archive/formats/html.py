"""`.html`: pages as a browser saves them, and the pages within mails.

A line is the text of a block (a paragraph, an entry, a cell of a layout), in reading order.
`number` counts these lines. What is no part of any item by its marks is FURNITURE.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from seeqa.archive.formats import encoding
from seeqa.archive.formats.grid import Cell, tell
from seeqa.archive.formats.html_head import fields_of
from seeqa.archive.formats.html_marks import (
    BLOCKS,
    DROPPED,
    Marks,
    heading_level,
    is_block,
    is_note_mark,
    is_strong,
    is_titled,
    mostly_links,
    stamp_of,
    tag_of,
)
from seeqa.archive.formats.runs import (
    NOTICE,
    Run,
    Stretch,
    Turn,
    all_marked,
    clean,
    is_notice,
    is_slanted_day,
    stretches,
    text_of,
    wholly,
)
from seeqa.archive.source import LOOKS_LIKE_HEADING, Line, Part, Role, Source
from seeqa.types import Remark, RemarkKind, Unit

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING_WORDS = 60
_BOLD_WORDS = 30
_STAMP_WORDS = 25
_BESIDE_STAMP = 8  # words in the line of a day that is its stamp: "3 October 2022 · Vitė"
_CELL_WORDS = 60
_TYPICAL_CELL_WORDS = 12
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_APART = ("a", "time", "button", "label", "option")
_BULLETS = "•·▪‣●◦"


def read(data: bytes, name: str) -> Source:
    """Read a page."""
    try:
        text, coded = decode(data)
    except encoding.UnreadableText:
        remark = Remark(RemarkKind.UNREAD, 1, "a page that is no text", name)
        return Source("html", remarks=[remark])
    part, remarks = _read(text)
    if not part.lines:
        remarks.append(Remark(RemarkKind.UNREAD, 1, "a page without words"))
        return Source("html", [], coded, remarks)
    return Source("html", [part], coded, remarks)


def part_of(text: str) -> Part:
    """Return the lines and the fields of a page, or of a piece of one."""
    return _read(text)[0]


def decode(data: bytes) -> tuple[str, str]:
    """Return a page's text and its encoding: the one it names, unless its bytes say otherwise.

    Raises `encoding.UnreadableText`.
    """
    declared = _CHARSET.search(data[:_CHARSET_WITHIN])
    named = _known(declared[1].decode("ascii", "replace")) if declared else ""
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if named and named != "utf-8" and not marked and not (_is_utf8(data) and not data.isascii()):
        try:
            return encoding.clean(data.decode(named)), named
        except UnicodeDecodeError:
            pass
    return encoding.decode(data)


def _known(name: str) -> str:
    """Return Python's name of the encoding that browsers take a name for; empty if none."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    if found.startswith("utf-16"):  # a page whose ASCII could be read is not in it
        return "utf-8"
    return "cp1252" if found in ("iso8859-1", "ascii") else found


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read(text: str) -> tuple[Part, list[Remark]]:
    """Return a page's part, and a remark where the parser gave up."""
    from lxml import html
    from lxml.etree import ParserError

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except ParserError:  # no element and no word
        return Part([], Unit.PARAGRAPH), []
    remarks = [
        Remark(RemarkKind.DOUBTFUL, 1, "a page that was not read to its end", error.message)
        for error in parser.error_log
        if error.level_name == "FATAL"
    ]
    lines = _Walk(root).lines
    return Part(lines, Unit.PARAGRAPH, fields=fields_of(root, lines)), remarks


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the words at one place of a page; `block` is where the line began."""

    role: Role = Role.TEXT
    level: int = 0
    why: str = ""
    beside: str = ""  # why words amid a line are no part of it
    strong: int = 0
    slanted: int = 0
    link: int = 0
    stamp: str | None = None  # of words amid a line
    day: str | None = None  # of a block
    entry: int = -1  # the number of lines before the entry
    written: bool = False  # in <pre>
    raised: bool = False
    block: bool = True
    rules: bool = False


@dataclass(slots=True)
class _Walk:
    """One way through a page; `lines` are what was found."""

    root: _Element
    lines: list[Line] = field(default_factory=list)
    count: int = 0
    runs: list[Run] = field(default_factory=list)
    spare: list[tuple[str, str]] = field(default_factory=list)
    linked: set[int] = field(default_factory=set)
    marked: int = 0
    notices: set[int] = field(default_factory=set)
    edge: int = -1  # the number of runs where a link or the like ended

    def __post_init__(self) -> None:
        """Walk."""
        from lxml.etree import iterwalk

        marks = Marks(self.root)
        states = [_State()]
        walk = iterwalk(self.root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                states.append(self._start(element, states, marks))
                if tag_of(element) in DROPPED or self._table(element, states[-1]):
                    walk.skip_subtree()
                else:
                    self._text(element.text, states[-1])
                continue
            if event == "end":
                self._end(element, states)
            if element is not self.root:
                self._text(element.tail, states[-1])
        self._flush(states[-1])
        _take_headings_of_links(self.lines)

    def _start(self, element: _Element, states: list[_State], marks: Marks) -> _State:
        """Return the state within an element; a block ends the line before it."""
        state, tag = states[-1], tag_of(element)
        if tag in DROPPED:
            return replace(state, block=False, rules=False)
        why = state.why or marks.why_furniture(element)
        if is_block(element) or (why and marks.measures[element].blocks):
            self._flush(_block(states))
            if not why and marks.is_links(element):
                why = "links"
            rules = not why and marks.is_card(element)
            if rules or tag == "hr" and not why:
                self._rule()
            state = self._within_block(state, element, tag, why)
            return replace(state, rules=rules)
        return self._within_line(replace(state, rules=False, block=False), element, tag, why)

    def _within_block(self, state: _State, element: _Element, tag: str, why: str) -> _State:
        """Return the state within a block."""
        day = stamp_of(element)
        state = replace(state, why=why, block=True, day=state.day if day is None else day)
        level = heading_level(element)
        if level:
            return replace(state, role=Role.HEADING, level=level)
        if state.role is Role.HEADING:
            return state
        if tag in ("li", "td", "th", "dd"):
            role = Role.ENTRY if tag == "li" else Role.TEXT
            return replace(state, role=role, level=0, entry=len(self.lines) if tag == "li" else -1)
        if tag in ("figcaption", "caption", "aside"):
            return replace(state, role=Role.ASIDE, level=0)
        if tag == "pre":
            return replace(state, written=True)
        if is_titled(element):
            return replace(state, level=LOOKS_LIKE_HEADING)
        return self._marked(replace(state, level=0), element, tag)

    def _within_line(self, state: _State, element: _Element, tag: str, why: str) -> _State:
        """Return the state within an element amid a line."""
        if tag == "br":
            self.runs.append(Run(turn=Turn.LINE))
            return state
        stamp = stamp_of(element)
        if tag in _APART or stamp is not None:
            self._separate()
        if why and not state.why:
            self.spare += [] if state.beside else [(why, " ")]
            return replace(state, beside=state.beside or why)
        if stamp is not None:
            state = replace(state, stamp=stamp)
        return self._marked(replace(state, raised=tag == "sup"), element, tag)

    def _marked(self, state: _State, element: _Element, tag: str) -> _State:
        """Return a state with the marks that an element gives to words."""
        self.marked += 1
        if is_strong(element) and not state.strong:
            state = replace(state, strong=self.marked)
        if tag in ("i", "em"):
            state = replace(state, slanted=self.marked)
        if tag == "a" and element.get("href"):
            state = replace(state, link=self.marked)
            if is_notice(element.get("href", ""), _words_of(element)):
                self.notices.add(self.marked)
        return state

    def _end(self, element: _Element, states: list[_State]) -> None:
        """Leave an element; the end of a block ends its line."""
        state = states.pop()
        if not state.block:
            self.edge = len(self.runs) if tag_of(element) in _APART else self.edge
            return
        self._flush(state)
        if tag_of(element) == "li":
            self._close_entry(state, element)
        if state.rules:
            self._rule()

    def _text(self, text: str | None, state: _State) -> None:
        """Take in words."""
        if not text:
            return
        if state.beside:
            self.spare.append((state.beside, text))
            return
        if state.raised:
            text = _raised(text)
        pieces = text.split("\n") if state.written else [text]
        for index, piece in enumerate(pieces):
            if index:
                self.runs.append(Run(turn=Turn.LINE))
            self.runs.append(Run(piece, state.strong, state.slanted, state.link, state.stamp))

    def _separate(self) -> None:
        """Part two things that a style sheet sets apart: `<a>Home</a><a>News</a>`."""
        last = self.runs[-1] if self.runs else None
        if last and self.edge == len(self.runs) and last.text[-1:].isalnum():
            self.runs.append(Run(" "))

    def _flush(self, state: _State) -> None:
        """Make lines of the words gathered."""
        runs, self.runs = self.runs, []
        spare, self.spare = self.spare, []
        if text_of(runs):
            why = state.why or ("links" if _is_link_row(runs) else "")
            if why:
                self._add(Line(0, text_of(runs), Role.FURNITURE, why=why))
            else:
                for stretch in stretches(runs):
                    self._add_stretch(stretch, state)
        for why, text in _joined(spare):
            if text:
                self._add(Line(0, text, Role.FURNITURE, why=why))

    def _add_stretch(self, stretch: Stretch, state: _State) -> None:
        """Add a line, or the two that a headline and its day in one block are."""
        for runs in _unstamped(stretch.runs, state):
            if not text_of(runs):
                continue
            if any(run.link in self.notices for run in runs):
                self._add(Line(0, text_of(runs), Role.FURNITURE, why=NOTICE))
                continue
            self._add(_line(runs, state))
            if wholly(runs, "link"):
                self.linked.add(self.count)

    def _add(self, line: Line) -> None:
        self.count += 1
        line.number = self.count
        self.lines.append(line)

    def _rule(self) -> None:
        """Note that something ends or begins here, once."""
        if self.lines and self.lines[-1].role is not Role.RULE:
            self.lines.append(Line(self.count, "", Role.RULE))

    def _close_entry(self, state: _State, element: _Element) -> None:
        """Take an entry that holds a headline for what it is: no entry of an enumeration."""
        start = state.entry
        lines = [line for line in self.lines[start:] if line.role is not Role.FURNITURE]
        headed = any(line.role is Role.HEADING for line in lines)
        nested = next(element.iterdescendants("li"), None) is not None
        first = next((n for n, one in enumerate(lines) if one.role is not Role.STAMP), 0)
        if not headed and not nested and len(lines) > 1 and lines[first].number in self.linked:
            lines[first].role, lines[first].level = Role.HEADING, LOOKS_LIKE_HEADING
            headed = True
        for line in lines if headed and not nested else ():
            if line.role is Role.ENTRY:
                line.role = Role.TEXT

    def _table(self, element: _Element, state: _State) -> bool:
        """Tell the rows of a table of data, and whether an element is one."""
        if tag_of(element) != "table" or not _is_data(element):
            return False
        caption = next(element.iterchildren("caption"), None)
        if caption is not None and _words_of(caption):
            self._add_told(_words_of(caption), Role.ASIDE, state)
        rows = [[_cell(cell) for cell in _cells(row)] for row in _rows(element)]
        told = tell(rows, _head_count(element))
        for _, text in told.titles:
            self._add_told(text, Role.ASIDE, state)
        for _, text in told.rows:
            self._add_told(text, Role.ROW, state)
        return True

    def _add_told(self, text: str, role: Role, state: _State) -> None:
        self._add(Line(0, text, Role.FURNITURE if state.why else role, why=state.why))


def _take_headings_of_links(lines: list[Line]) -> None:
    """Take a heading with nothing but links under it for one of them: "Contents"."""
    for at, line in enumerate(lines):
        if line.role is Role.HEADING and at + 1 < len(lines) and lines[at + 1].why == "links":
            under = next((one for one in lines[at + 1 :] if one.why != "links"), None)
            if under is None or under.role in (Role.HEADING, Role.RULE, Role.FURNITURE):
                line.role, line.level, line.why = Role.FURNITURE, 0, "links"


def _block(states: list[_State]) -> _State:
    """Return the state of the innermost block."""
    return next(state for state in reversed(states) if state.block)


def _joined(spare: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the words beside a line, those of one kind together."""
    for why in dict.fromkeys(why for why, _ in spare):
        yield why, clean("".join(text for other, text in spare if other == why))


def _line(runs: list[Run], state: _State) -> Line:
    """Return a line with the role that its block and its marks give it."""
    text = text_of(runs)
    words = len(text.split())
    stamps = [run.stamp for run in runs if run.stamp is not None]
    if state.role is Role.HEADING and words <= _HEADING_WORDS and not _is_stamp(runs, text):
        return Line(0, text, Role.HEADING, state.level)
    if state.day is not None and words <= _STAMP_WORDS:
        return Line(0, text, Role.STAMP, stamp=next(filter(None, stamps), state.day))
    if stamps and _is_stamp(runs, text):
        return Line(0, text, Role.STAMP, stamp=next(filter(None, stamps), ""))
    if state.role is Role.TEXT and text[0] in _BULLETS and text[1:].strip():
        return Line(0, text[1:].strip(), Role.ENTRY)
    bold = state.level == LOOKS_LIKE_HEADING or all_marked(runs, "strong")
    if state.role is Role.TEXT and bold and words <= _BOLD_WORDS:
        return Line(0, text, Role.HEADING, LOOKS_LIKE_HEADING)
    if state.role is Role.TEXT and is_slanted_day(runs):
        return Line(0, text, Role.STAMP)
    return Line(0, text, Role.TEXT if state.role is Role.HEADING else state.role)


def _is_stamp(runs: list[Run], text: str) -> bool:
    """Tell a line that gives a day and little else, from a sentence that mentions one."""
    others = len(text_of(run for run in runs if run.stamp is None).split())
    stamped = any(run.stamp is not None for run in runs)
    return stamped and others <= (3 if text.endswith((".", "!", "?")) else _BESIDE_STAMP)


def _unstamped(runs: list[Run], state: _State) -> Iterator[list[Run]]:
    """Yield a headline and its day apart where one block holds both, else all."""
    days = [index for index, run in enumerate(runs) if run.stamp is not None and run.text.strip()]
    if days:
        first, last = days[0], days[-1] + 1
        before, after = runs[:first], runs[last:]
        if _is_headline(before, state) and not any(c.isalnum() for c in text_of(after)):
            yield from (before, runs[first:])
            return
        if _is_headline(after, state) and not any(c.isalnum() for c in text_of(before)):
            yield from (runs[:last], after)
            return
    yield runs


def _is_headline(runs: list[Run], state: _State) -> bool:
    """Tell words that are a headline by their marks: a heading's, bold, or a link."""
    if len(text_of(runs).split()) < 2:
        return False
    return (
        state.role is Role.HEADING
        or bool(wholly(runs, "strong"))
        or (bool(wholly(runs, "link")) and len(text_of(runs).split()) > 2)
    )


def _is_link_row(runs: list[Run]) -> bool:
    """Tell a line that is a row of links."""
    links = {run.link for run in runs if run.link}
    linked = len(text_of(run for run in runs if run.link or run.turn).split())
    dated = any(run.stamp is not None for run in runs)
    return not dated and mostly_links(len(text_of(runs).split()), linked, len(links))


def _raised(text: str) -> str:
    """Return raised figures as such: "10" and "6" above it must not become 106."""
    figures = text.strip()
    if figures and all(ord(character) in _RAISED for character in figures):
        return text.translate(_RAISED)
    return text


def _is_data(table: _Element) -> bool:
    """Tell a table of data from one that only sets things side by side."""
    if table.get("role", "").lower() in ("presentation", "none"):
        return False
    holds = {tag_of(element) for element in table.iterdescendants()}
    if holds & {"table", "article", "section", "form", "ul", "ol", "h1", "h2", "h3"}:
        return False
    rows = [list(_cells(row)) for row in _rows(table)]
    sizes = sorted(len(_words_of(cell).split()) for row in rows for cell in row)
    if not sizes or sizes[-1] > 2 * _CELL_WORDS:
        return False
    if "th" in holds or "caption" in holds:
        return True
    wide = [row for row in rows if sum(bool(_words_of(cell)) for cell in row) > 1]
    if len(wide) < 2 or sizes[-1] > _CELL_WORDS or sizes[len(sizes) // 2] > _TYPICAL_CELL_WORDS:
        return False
    return not any(_blocks(cell) > 1 for row in rows for cell in row)


def _rows(table: _Element) -> Iterator[_Element]:
    """Yield a table's rows; its foot comes last."""
    for group in ("thead", "", "tbody", "tfoot"):
        for child in table:
            if group and tag_of(child) == group:
                yield from child.iterchildren("tr")
            elif not group and tag_of(child) == "tr":
                yield child


def _head_count(table: _Element) -> int | None:
    """Return how many rows stand in the head, None where a table has none."""
    count = sum(1 for head in table.iterchildren("thead") for _ in head.iterchildren("tr"))
    return count or None


def _cells(row: _Element) -> Iterator[_Element]:
    return row.iterchildren("td", "th")


def _blocks(cell: _Element) -> int:
    """Return how many blocks of text a cell holds."""
    return sum(tag_of(element) in BLOCKS for element in cell.iterdescendants())


def _cell(element: _Element) -> Cell:
    """Return a cell."""
    strong = next(element.iterdescendants("b", "strong"), None)
    return Cell(
        _words_of(element),
        head=tag_of(element) == "th",
        strong=strong is not None and _words_of(strong) == _words_of(element) != "",
        across=_number(element.get("colspan", "")),
        down=_number(element.get("rowspan", "")),
    )


def _number(written: str) -> int:
    return int(written) if written.strip().isdecimal() and len(written) < 6 else 1


def _words_of(element: _Element) -> str:
    """Return an element's words in one line; blocks and breaks within are spaces."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    walk = iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        tag = tag_of(inner)
        if tag in BLOCKS or tag == "br":
            pieces.append(" ")
        if event == "start":
            if tag in DROPPED or (tag == "sup" and is_note_mark(inner)):
                walk.skip_subtree()
            else:
                pieces.append(_raised(inner.text or "") if tag == "sup" else inner.text or "")
        elif inner is not element:
            pieces.append(inner.tail or "")
    return clean("".join(pieces))
