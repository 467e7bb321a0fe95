"""What word processors' files have in common -> lines: paragraphs by their marks, tables by rows.

The readers of .docx, .odt and .rtf translate their format into `Paragraph`s and `Table`s; here it
is decided what each is. Writers who know no styles write headlines in bold or in larger letters:
such short paragraphs are headings of rank 7 and, where there are several sizes, of 8 and 9.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seeqa.archive.formats.grid import Cell, tell
from seeqa.archive.formats.runs import Run, all_marked, stretches, text_of
from seeqa.archive.source import Field, Line, Part, Role
from seeqa.types import Origin, Unit

_HEADLINE = 160  # characters that a headline may have
_STAMP = 100
_CELL = 300  # characters from which a cell is no table's
_MARKED_CELL = 1000  # where the table has marked heads
_LARGER = 1.15  # than most of the text
_BY_LOOKS, _LAST_RANK = 7, 9
_UNNAMED = re.compile(
    r"(?i)(microsoft word\b.*"
    r"|(untitled|word|document|dokument|template|blank|title)( document)?[\s\d_-]*"
    r"|\S*[\\/_]\S*|\S*\.(docx?|odt|rtf|pdf|txt|html?))"
)


@dataclass(slots=True)
class Paragraph:
    """A paragraph and its marks, as a word processor keeps them.

    `level` is its rank as a heading (0: none), `size` that of all its letters in points (0: they
    differ, or it is not known), `why` what makes it no part of the text. `notes` are the footnotes
    it refers to, `boxes` the text boxes anchored in it. One without words may be a `rule`.
    """

    runs: list[Run] = field(default_factory=list)
    level: int = 0
    size: float = 0.0
    entry: bool = False
    caption: bool = False
    dated: bool = False
    rule: bool = False
    why: str = ""
    notes: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class TableCell:
    """A cell, its paragraphs, and how many columns and rows it takes."""

    blocks: list[Block]
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Table:
    """A table's rows; the first `heads` are marked as heads, None where none are."""

    rows: list[list[TableCell]] = field(default_factory=list)
    heads: int | None = None


Block = Paragraph | Table


@dataclass(slots=True)
class _Telling:
    """The lines told so far, and which of them are headings by their looks alone."""

    usual: float
    number: int = 0
    gap: int = 0
    lines: list[Line] = field(default_factory=list)
    looks: list[tuple[Line, float, bool]] = field(default_factory=list)  # its size, a list's entry?


def part(blocks: Sequence[Block], before: Sequence[Line] = (), after: Sequence[Line] = ()) -> Part:
    """Return the lines of a document between those that stand on each page (headers, footers).

    They are counted in paragraphs, each row of a table one; empty ones do not count.
    """
    telling = _Telling(_usual_size(blocks))
    for block in blocks:
        _tell(telling, block)
    _rank(telling)
    for line in after:
        line.number = max(telling.number, 1)
    return Part([*before, *telling.lines, *after], Unit.PARAGRAPH)


def furniture(texts: Sequence[str], why: str) -> list[Line]:
    """Return what is repeated on every page, each once."""
    kept = dict.fromkeys(" ".join(text.split()) for text in texts)
    return [Line(1, text, Role.FURNITURE, why=why) for text in kept if text]


def words_of(blocks: Sequence[Block]) -> str:
    """Return all the words of paragraphs and tables, one after another."""
    return " ".join(text_of(it.runs) for it in paragraphs_of(blocks) if text_of(it.runs))


def paragraphs_of(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Yield every paragraph, those in tables and text boxes too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            yield from paragraphs_of(block.boxes)
        else:
            for row in block.rows:
                for cell in row:
                    yield from paragraphs_of(cell.blocks)


def title_field(title: str | None, name: str) -> dict[str, Field]:
    """Return a document's own title as a field, unless a program put it there."""
    title = " ".join((title or "").split())
    stem = name.rpartition("/")[2].rpartition(".")[0]
    given = len(title) > 3 and any(map(str.isalpha, title)) and title.casefold() != stem.casefold()
    return (
        {"title": Field(title, 1, Origin.META)} if given and not _UNNAMED.fullmatch(title) else {}
    )


def _usual_size(blocks: Sequence[Block]) -> float:
    """Return the size in which most of the text is set, 0 if it is not known."""
    sizes: Counter[float] = Counter()
    for it in paragraphs_of(blocks):
        sizes[it.size] += len(text_of(it.runs))
    sizes.pop(0.0, None)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _tell(telling: _Telling, block: Block) -> None:
    """Tell a paragraph or a table."""
    if isinstance(block, Table):
        _tell_table(telling, block)
        return
    text = text_of(block.runs)
    if text:
        telling.number += 1
        for line in _lines_of(telling, block):
            line.number, line.gap, telling.gap = telling.number, telling.gap, 0
            telling.lines.append(line)
    elif block.rule:
        telling.lines.append(Line(max(telling.number, 1), "", Role.RULE))
    elif not block.notes and not block.boxes:
        telling.gap += 1
    _tell_notes(telling, block.notes)
    for box in block.boxes:
        _tell(telling, box)


def _tell_notes(telling: _Telling, notes: Sequence[str]) -> None:
    """Tell the footnotes that were referred to."""
    telling.lines += [Line(max(telling.number, 1), note, Role.ASIDE) for note in notes if note]


def _lines_of(telling: _Telling, it: Paragraph) -> Iterator[Line]:
    """Yield the lines of a paragraph: one, or those that written breaks part."""
    text = text_of(it.runs)
    if it.why:
        yield Line(0, text, Role.FURNITURE, why=it.why)
    elif it.level:
        yield Line(0, text, Role.HEADING, level=it.level)
    elif it.caption:
        yield Line(0, text, Role.ASIDE)
    elif it.dated and len(text) <= _STAMP and any(map(str.isdigit, text)):
        yield Line(0, text, Role.STAMP)
    else:
        for stretch in stretches(it.runs):
            yield _by_looks(telling, it, stretch.text, stretch.runs)


def _by_looks(telling: _Telling, it: Paragraph, text: str, runs: Sequence[Run]) -> Line:
    """Return a line with the role that its letters give it."""
    plain = Line(0, text, Role.ENTRY if it.entry else Role.TEXT)
    if not any(map(str.isalnum, text)):
        return Line(0, text, Role.RULE) if len(text) > 2 else plain
    larger = telling.usual and it.size >= _LARGER * telling.usual
    if len(text) <= _HEADLINE and (larger or all_marked(runs, "strong")):
        telling.looks.append((plain, it.size, it.entry))
    elif len(text) <= _STAMP and all_marked(runs, "slanted") and any(map(str.isdigit, text)):
        return Line(0, text, Role.STAMP)
    return plain


def _rank(telling: _Telling) -> None:
    """Make headings of the lines that look like headings, unless most of the text does."""
    spoken = sum(len(line.text) for line in telling.lines if line.role is not Role.FURNITURE)
    if 2 * sum(len(line.text) for line, _, _ in telling.looks) > spoken:
        return
    where = {id(line): at for at, line in enumerate(telling.lines)}
    entries = {where[id(line)] for line, _, entry in telling.looks if entry}
    sizes = sorted({size for _, size, _ in telling.looks}, reverse=True)
    for line, size, entry in telling.looks:
        at = where[id(line)]
        if not (entry and {at - 1, at + 1} & entries):  # a list of bold entries is a list
            line.role = Role.HEADING
            line.level = min(_BY_LOOKS + sizes.index(size), _LAST_RANK)


def _tell_table(telling: _Telling, table: Table) -> None:
    """Tell a table by its rows, or one that only arranges the page as what stands in it."""
    if _arranges(table):
        for row in table.rows:
            for cell in row:
                for block in cell.blocks:
                    _tell(telling, block)
        return
    told = tell([[_cell(it) for it in row] for row in table.rows], table.heads)
    texts = dict(told.titles + told.rows)
    first = telling.number
    for at, row in enumerate(table.rows):
        telling.number = first + at + 1
        if at in texts:
            line = Line(telling.number, texts[at], Role.ROW, gap=telling.gap)
            telling.lines.append(line)
            telling.gap = 0
        inside = paragraphs_of([block for cell in row for block in cell.blocks])
        _tell_notes(telling, [note for it in inside for note in it.notes])


def _arranges(table: Table) -> bool:
    """Tell a table that is there for the page's looks: one column, one row, or long cells."""
    cells = [cell for row in table.rows for cell in row]
    if len(table.rows) < 2 or max(len(row) for row in table.rows) < 2:
        return True
    if any(isinstance(block, Table) for cell in cells for block in cell.blocks):
        return True
    inside = list(paragraphs_of([block for cell in cells for block in cell.blocks]))
    longest = max(len(words_of(cell.blocks)) for cell in cells)
    limit = _MARKED_CELL if table.heads else _CELL
    return longest > limit or any(it.boxes or (it.level and text_of(it.runs)) for it in inside)


def _cell(it: TableCell) -> Cell:
    """Return a cell with its words, and whether all are bold."""
    strong = all(all_marked(each.runs, "strong") for each in paragraphs_of(it.blocks))
    text = words_of(it.blocks)
    return Cell(text, strong=strong and bool(text), across=it.across, down=it.down)
