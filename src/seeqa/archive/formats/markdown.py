"""`.md`: Markdown as written everywhere (CommonMark, tables, footnotes), with or without matter."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from seeqa.archive.formats import html
from seeqa.archive.formats.front_matter import front_matter
from seeqa.archive.formats.grid import Cell, tell
from seeqa.archive.formats.runs import (
    NOTICE,
    Run,
    Stretch,
    Turn,
    all_marked,
    is_notice,
    is_slanted_day,
    stretches,
    text_of,
)
from seeqa.archive.source import LOOKS_LIKE_HEADING, Line, Part, Role, Source
from seeqa.types import Unit

if TYPE_CHECKING:
    from markdown_it.token import Token

_HEADING_LETTERS = 200
_ATTRIBUTES = re.compile(r"\s*\{[#.][^{}]*\}$")  # "A heading {#its-name}", as Pandoc has it
_BOLD_WORDS = 30
_DEEPEST = 100  # blocks within blocks


def read(text: str, name: str) -> Source:
    """Read a Markdown text, decoded, composed, its line ends one character each."""
    rows = text.removeprefix("\ufeff").split("\n")
    matter = front_matter(rows)
    body = _Body([""] * matter.body + rows[matter.body :])
    lines = [*matter.lines, *body.read()]
    if not lines and not matter.fields:
        return Source("markdown", remarks=matter.remarks)
    return Source("markdown", [Part(lines, Unit.LINE, fields=matter.fields)], "", matter.remarks)


class _Body:
    """A text without its front matter, blank lines in the place of that."""

    def __init__(self, rows: Sequence[str]) -> None:
        """Parse the rows of a text."""
        self.rows = rows
        self.env: dict[str, Any] = {}
        self.tokens = _parsed("\n".join(rows), self.env)
        inlines = (child for token in self.tokens for child in token.children or ())
        self.referred = {_label(one) for one in inlines if one.type == "footnote_ref"}
        self.notes: dict[str, list[Line]] = {}
        self.hosts: list[tuple[Line, str]] = []  # which line refers to which footnote
        self.lines: list[Line] = []
        self.found = self.lines  # where the lines that are read go: the text, or a footnote
        self.links: dict[int, str] = {}  # the address of each link, by its mark
        self.marked = 0

    def read(self) -> list[Line]:
        """Return the lines in reading order, each footnote after the line that refers to it."""
        index = 0
        while index < len(self.tokens):
            if self.tokens[index].type == "table_open":
                index = self._table(index)
            else:
                self._block(index)
            index += 1
        for line in _odd_references(self.env, self.rows):
            self.lines.insert(bisect(self.lines, line.number, key=lambda one: one.number), line)
        return list(self._with_notes())

    def _block(self, index: int) -> None:
        """Take in the block at a token, if one begins or ends there."""
        token = self.tokens[index]
        if token.type == "footnote_reference_open":
            label = str(token.meta["label"])
            self.found = self.notes.setdefault(label, []) if label in self.referred else self.lines
        elif token.type == "footnote_reference_close":
            self.found = self.lines
        elif token.type == "hr":
            self.found.append(_row(token, self.rows, Role.RULE))
        elif token.type == "inline":
            self._paragraph(token, index)
        elif token.type in ("fence", "code_block"):
            first = _first(token) + (token.type == "fence")
            for number, row in enumerate(token.content.split("\n"), first):
                if row.strip():
                    self.found.append(Line(number, row.strip()))
        elif token.type == "html_block":
            self.found += _html_lines(token)

    def _paragraph(self, token: Token, index: int) -> None:
        """Take in a paragraph or a heading."""
        opening = self.tokens[index - 1]
        role, marker = self._around(index)
        runs = [Run(marker), *self._runs(token.children or ())]
        if opening.type == "heading_open":
            self._heading(opening, token, runs)
            return
        for stretch in stretches(runs):
            line = _line(stretch, role)
            if self._is_notice(stretch.runs):
                line = Line(0, stretch.text, Role.FURNITURE, why=NOTICE)
            line.number, line.more = _first(token) + stretch.first, stretch.more
            self._add(line, stretch.runs)

    def _heading(self, opening: Token, token: Token, runs: list[Run]) -> None:
        """Take in a heading, or a paragraph under which somebody drew a line."""
        text = _ATTRIBUTES.sub("", text_of(runs))
        more = _length(token) - 1
        if not text:
            return
        drawn = opening.markup == "-" and (
            len(text) > _HEADING_LETTERS or (more > 0 and text.endswith("."))
        )
        if not drawn:
            line = Line(_first(token), text, Role.HEADING, int(opening.tag[1:]), more)
            self._add(line, runs)
            return
        self._add(Line(_first(token), text, more=more), runs)
        number = _first(token) + more + 1
        self.found.append(Line(number, self.rows[number - 1].strip(), Role.RULE))

    def _add(self, line: Line, runs: Sequence[Run]) -> None:
        """Add a line, and remember its footnotes."""
        if self.found is not self.lines:
            line.role, line.level = Role.ASIDE, 0
        self.found.append(line)
        self.hosts += [(line, run.note) for run in runs if run.note]

    def _around(self, index: int) -> tuple[Role, str]:
        """Return the role of a paragraph by what it stands in, and the number it begins with.

        A list of one is none: in "3. Oktober 2022" the number is a word of the text.
        """
        level = self.tokens[index].level
        for at in range(index - 1, -1, -1):
            token = self.tokens[at]
            if level == 0:
                break
            if token.level >= level or token.nesting < 1:
                continue
            level = token.level
            if token.type == "footnote_reference_open":
                return Role.ASIDE, ""
            if token.type == "list_item_open":
                if not token.info or self._items(at, level) > 1:
                    return Role.ENTRY, ""
                first = at == index - 2
                return Role.TEXT, f"{token.info}{token.markup} " if first else ""
        return Role.TEXT, ""

    def _items(self, at: int, level: int) -> int:
        """Return how many entries the list has of which one begins at a token."""
        start = next(n for n in range(at, -1, -1) if self.tokens[n].level < level)
        count = 0
        for token in self.tokens[start + 1 :]:
            if token.level < level:
                break
            count += token.level == level and token.type == "list_item_open"
        return count

    def _table(self, index: int) -> int:
        """Take in the table that begins at a token; return where it ends."""
        rows: list[list[Cell]] = []
        numbers: list[int] = []
        notes: list[Run] = []
        while self.tokens[index].type != "table_close":
            token = self.tokens[index]
            if token.type == "tr_open":
                rows.append([])
                numbers.append(_first(token))
            elif token.type == "inline":
                runs = self._runs(token.children or ())
                notes += [run for run in runs if run.note]
                rows[-1].append(Cell(text_of(runs)))
            index += 1
        told = tell(rows, heads=1)
        for at, text in [*told.titles, *told.rows]:
            self._add(Line(numbers[at], text, Role.ROW), notes if at == len(rows) - 1 else ())
        return index

    def _runs(self, children: Sequence[Token]) -> list[Run]:
        """Return the runs of inline tokens."""
        runs: list[Run] = []
        marks, start = Run(), 0
        for token in children:
            kind = token.type
            if kind.endswith(("_open", "_close")):
                marks = self._marks(marks, token)
                start = len(runs) if kind == "link_open" else start
                if kind == "link_close":
                    runs += self._bare_address(runs[start:])
            elif kind in ("softbreak", "hardbreak") or _is_break(token):
                _turn(runs, token)
            elif kind == "footnote_ref":
                runs.append(self._reference(token))
            elif kind in ("text", "code_inline"):
                runs.append(replace(marks, text=token.content))
            elif kind == "image":
                runs.append(Run(" "))
        return runs

    def _marks(self, marks: Run, token: Token) -> Run:
        """Return the marks with one more, or with one less."""
        self.marked += 1
        number = self.marked if token.nesting > 0 else 0
        if token.type.startswith("strong"):
            return replace(marks, strong=number)
        if token.type.startswith("em"):
            return replace(marks, slanted=number)
        if number and token.type == "link_open":
            self.links[number] = str(token.attrs.get("href", ""))
        return replace(marks, link=number) if token.type.startswith("link") else marks

    def _bare_address(self, within: Sequence[Run]) -> list[Run]:
        """Return the address of the link that ends here, if it shows neither word nor picture."""
        address = list(self.links.values())[-1]
        return [] if within else [Run(unquote(address))]

    def _is_notice(self, runs: Sequence[Run]) -> bool:
        """Tell a line in which a newsletter tells how to leave it."""
        return any(run.link and is_notice(self.links[run.link], run.text) for run in runs)

    def _reference(self, token: Token) -> Run:
        """Return the run that refers to a footnote; one written in the text is taken out of it."""
        label = _label(token)
        if label.startswith("^"):
            tokens = self.env["footnotes"]["list"][token.meta["id"]]["tokens"]
            self.notes[label] = [Line(0, text_of(self._runs(tokens)), Role.ASIDE)]
        return Run(note=label)

    def _with_notes(self) -> Iterator[Line]:
        """Yield the lines, each followed by the footnotes that it is the first to refer to."""
        waiting: dict[int, list[str]] = {}
        for line, label in self.hosts:
            waiting.setdefault(id(line), []).append(label)
        pending = list(reversed(self.lines))
        while pending:
            line = pending.pop()
            yield line
            for label in reversed(waiting.get(id(line), [])):
                notes = self.notes.pop(label, [])
                for note in notes:
                    note.number = note.number or line.number
                pending += reversed([note for note in notes if note.text])
        for notes in self.notes.values():  # of footnotes that refer only to one another
            yield from notes


def _parsed(text: str, env: dict[str, Any]) -> list[Token]:
    """Return the tokens of a text; text that is set in is no code in a bulletin."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"]).disable("code")
    return parser.use(footnote_plugin, move_to_end=False).parse(text, env)


def _first(token: Token) -> int:
    """Return the number of a block's first line."""
    return token.map[0] + 1 if token.map else 1


def _length(token: Token) -> int:
    return token.map[1] - token.map[0] if token.map else 1


def _row(token: Token, rows: Sequence[str], role: Role) -> Line:
    number = _first(token)
    return Line(number, rows[number - 1].strip(), role)


def _label(token: Token) -> str:
    """Return what a reference calls its footnote; one written in the text has a number only."""
    return str(token.meta.get("label") or f"^{token.meta['id']}")


def _html_lines(token: Token) -> Iterator[Line]:
    """Yield the lines of a piece of a page amid the text."""
    more = len(token.content.rstrip("\n").split("\n")) - 1
    for line in html.part_of(token.content).lines:
        yield replace(line, number=_first(token), more=more)


def _turn(runs: list[Run], token: Token) -> None:
    """Add a break; <br> at the end of a written line is one with that end."""
    turn = Turn.SOFT if token.type == "softbreak" else Turn.LINE
    if runs and runs[-1].turn is Turn.LINE and not runs[-1].text and token.type != "html_inline":
        runs[-1] = Run("\n", turn=Turn.LINE)
    else:
        runs.append(Run("" if token.type == "html_inline" else "\n", turn=turn))


def _is_break(token: Token) -> bool:
    written = token.content.replace(" ", "").lower()
    return token.type == "html_inline" and written in ("<br>", "<br/>")


def _line(stretch: Stretch, role: Role) -> Line:
    """Return a line with the role that its marks give it."""
    text, runs = stretch.text, stretch.runs
    if role is not Role.TEXT:
        return Line(0, text, role)
    sharps = len(text) - len(text.lstrip("#"))
    if 2 <= sharps <= 6 and text[sharps:].strip():
        return Line(0, text[sharps:].strip(" #"), Role.HEADING, sharps)
    if all_marked(runs, "strong") and len(text.split()) <= _BOLD_WORDS:
        return Line(0, text, Role.HEADING, LOOKS_LIKE_HEADING)
    if is_slanted_day(runs):
        return Line(0, text, Role.STAMP)
    return Line(0, text)


def _odd_references(env: dict[str, Any], rows: Sequence[str]) -> Iterator[Line]:
    """Yield the lines that only look like a link's address: "[Update]: closed"."""
    for reference in [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]:
        address, place = reference.get("href", ""), reference.get("map")
        if place and not any(mark in address for mark in "/.#@:"):
            yield Line(place[0] + 1, rows[place[0]].strip())
