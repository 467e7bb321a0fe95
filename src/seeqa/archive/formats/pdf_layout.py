"""From the words of a page to its columns, tables and figures, in reading order.

Pieces (words that follow one another on a line) are cut along the widest-reaching gutter, a
strip without ink that has text on both sides; what crosses a gutter separates what stands above
from what stands below (a recursive XY cut, Nagy & Seth 1984, that looks for gutters first). Tables
and figures are taken out before and stand in the columns as blocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

from seeqa.archive.formats.pdf_glyphs import Ink, Shape, Style, Word

_MARK = re.compile(r"[\d*†‡§]{1,4}|[a-z]{1,2}|\d+(?:[,;–-]\d+)+|\[\d+\]|\(\d+\)")
CAPTION = re.compile(
    r"(?:fig(?:ure|ura|\.)?|table|tab\.|tabelle|tableau|tabla|cuadro|chart|graph|map|abb(?:ildung|"
    r"\.)|gr[aá]fico|carte|karte|photo|foto|box|image|source|sources|note|quelle)\b"
    r"(?:\s*:|\.?\s*[A-Z]?\d[\d.-]*+[.:–—]?+(?-i:(?!\s+[a-z])))",
    re.IGNORECASE,
)
DEPTH = 40  # of cuts within cuts, far more than any page has
BOXES = 300  # of a page that are looked into, the largest first


@dataclass(slots=True)
class Piece:
    """Words that follow one another on a line."""

    words: list[Word]
    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0
    base: float = 0.0
    size: float = 0.0

    def __post_init__(self) -> None:
        """Measure the words."""
        self.measure()

    def measure(self) -> None:
        """Measure the words again; the base is that of the type that most of it is set in."""
        main = _main(self.words)
        self.base, self.size = main.base, main.size
        self.x0, self.x1 = min(w.x0 for w in self.words), max(w.x1 for w in self.words)
        self.top = self.base - 0.76 * self.size
        self.bottom = self.base + 0.24 * self.size
        if main.style.turned:
            self.top, self.bottom = main.top, main.bottom

    @property
    def text(self) -> str:
        """The words with spaces between."""
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class Row:
    """A line of type. `marks` are raised signs, left out of its text, with their offsets in it.

    `lead` is the width of its first word, `hang` the place where its second begins.
    """

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    style: Style
    marks: tuple[tuple[int, str], ...] = ()
    lead: float = 0.0
    hang: float = 0.0
    tab: bool = False  # the gap after its first word is wider than a space

    @property
    def size(self) -> float:
        """The size of its type in points."""
        return self.style.size


@dataclass(slots=True)
class Column:
    """Lines that stand under one another. `flow` is "main", or that of the box it stands in."""

    rows: list[Row]
    left: float
    right: float
    flow: str = "main"


@dataclass(slots=True)
class Table:
    """A table's cells, the heads in the first row."""

    page: int
    cells: list[list[str]]


@dataclass(slots=True)
class Figure:
    """The words in a figure, each label once."""

    page: int
    labels: list[str]


@dataclass(slots=True)
class Inset:
    """What stands in a column as one: a table, a figure, or the blocks of a box."""

    x0: float
    top: float
    x1: float
    bottom: float
    blocks: list[Block]
    boxed: bool = False
    size: float = 0.0


Block = Column | Table | Figure
Element = Piece | Inset


@dataclass(slots=True)
class Page:
    """A page's blocks in reading order."""

    number: int
    width: float
    height: float
    blocks: list[Block] = field(default_factory=list)
    outside: str = ""  # words that the file has outside of the page's edges


def lay_out(ink: Ink, body: float) -> Page:
    """Put a page's words into blocks in reading order; `body` is the document's type size."""
    outside = " ".join(word.text for word in ink.outside)
    page = Page(ink.number, ink.width, ink.height, outside=outside)
    level = [word for word in ink.words if not word.style.turned]
    pieces = _pieces(level)
    insets, pieces = _tables(pieces, ink)
    turned = [Piece([word]) for word in ink.words if word.style.turned]
    figures, pieces = _figures(pieces, turned, ink, body, insets)
    elements: list[Element] = [*pieces, *insets, *figures]
    areas = [s for s in ink.shapes if s.kind in ("box", "shape", "image")]
    page.blocks = _arrange(elements, areas, "main", ink)
    return page


# Pieces


def _main(words: Sequence[Word]) -> Word:
    """Return a word set in the type that most of the letters have."""
    counts: Counter[tuple[float, float]] = Counter()
    for word in words:
        counts[word.size, round(word.base)] += len(word.text)
    size, base = counts.most_common(1)[0][0]
    return next(w for w in words if w.size == size and round(w.base) == base)


def _pieces(words: Sequence[Word]) -> list[Piece]:
    """Join the words that follow one another on a line."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return _gather([Piece(run) for run in runs])


def _follows(last: Word, word: Word) -> bool:
    """Tell whether a word stands right behind another, or is raised behind it."""
    size = max(last.size, word.size)
    small = min(last.size, word.size)
    room = 0.7 * (small if small > 0.8 * size else size)
    drift = abs(word.base - last.base)
    raised = small < 0.85 * size and drift < 0.6 * size and word.x0 - last.x1 < 0.3 * size
    return (drift < 0.2 * size or raised) and -0.3 * size < word.x0 - last.x1 < room


def _gather(pieces: list[Piece]) -> list[Piece]:
    """Join pieces that the file draws apart though they stand on one line."""
    pieces.sort(key=lambda p: (round(p.base), p.x0))
    joined: list[Piece] = []
    recent: list[Piece] = []
    for piece in pieces:
        recent = [r for r in recent if piece.base - r.base < 1.0 * max(r.size, piece.size)]
        home = next((r for r in recent if _beside(r, piece)), None)
        if home is None:
            joined.append(piece)
            recent.append(piece)
        else:
            home.words = sorted([*home.words, *piece.words], key=lambda w: w.x0)
            home.measure()
    return joined


def _beside(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces are one line's."""
    left, right = (one, other) if one.x0 <= other.x0 else (other, one)
    size = max(left.size, right.size)
    ahead = right.x0 - left.x1
    if min(left.size, right.size) < 0.8 * size:
        return abs(one.base - other.base) < 0.5 * size and -0.2 * size < ahead < 0.25 * size
    return abs(one.base - other.base) < 0.2 * size and -0.3 * size < ahead < 0.7 * size


def _row(pieces: Sequence[Piece], page: int) -> Row:
    """Make a line of its pieces; raised marks are taken out of its text."""
    words = [word for piece in pieces for word in piece.words]
    main = _main(words)
    text, marks = "", list[tuple[int, str]]()
    last: Word | None = None
    kept: list[Word] = []
    for word in words:
        raised = word.size < 0.85 * main.size and word.base < main.base - 0.1 * main.size
        if raised and _MARK.fullmatch(word.text):
            marks.append((len(text), word.text))
            continue
        apart = last is not None and (word.spaced or word.x0 - last.x1 > 0.2 * main.size)
        text += f" {word.text}" if apart and text else word.text
        kept.append(word)
        last = word
    letters = sum(len(w.text) for w in kept)
    bold = sum(len(w.text) for w in kept if w.style.bold) >= 0.95 * letters > 0
    italic = sum(len(w.text) for w in kept if w.style.italic) >= 0.9 * letters > 0
    second = words[1] if len(words) > 1 else words[0]
    return Row(
        text=text,
        page=page,
        x0=words[0].x0,
        x1=max(w.x1 for w in words),
        top=main.base - 0.76 * main.size,
        bottom=main.base + 0.24 * main.size,
        base=main.base,
        style=Style(main.size, bold, italic, main.style.font),
        marks=tuple(marks),
        lead=words[0].x1 - words[0].x0,
        hang=second.x0,
        tab=second.x0 - words[0].x1 > 0.4 * main.size,
    )


def _lines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Group pieces that stand at one height, from the top, each group from the left."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.base):
        if groups and abs(piece.base - groups[-1][0].base) < 0.3 * min(
            piece.size, groups[-1][0].size
        ):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [sorted(group, key=lambda p: p.x0) for group in groups]


# Columns


def _arrange(elements: list[Element], areas: Sequence[Shape], flow: str, ink: Ink) -> list[Block]:
    """Return the blocks of a page, or of a box on it, in reading order."""
    elements = _boxes(elements, areas, flow, ink)
    blocks: list[Block] = []
    for column in _cut(elements, ink.width):
        blocks.extend(_column(column, flow, ink.number))
    return blocks


def _boxes(elements: list[Element], areas: Sequence[Shape], flow: str, ink: Ink) -> list[Element]:
    """Put what stands in a box of its own into insets."""
    rest = elements
    for area in sorted(areas, key=lambda s: -s.width * s.height)[: BOXES if len(flow) < 8 else 0]:
        if area.width < 80 or area.height < 25 or area.width > 0.97 * ink.width:
            continue
        inside = [e for e in rest if _holds(area, e)]
        banner = area.width > 0.5 * ink.width and len(inside) > 1
        wordy = _wordy(inside)
        if len(inside) == len(elements) or not (wordy or banner):
            continue
        within = [
            s for s in areas if s is not area and s.width * s.height < area.width * area.height
        ]
        inner = flow if not wordy else "box" if flow == "main" else f"{flow}+"
        blocks = _arrange(inside, within, inner, ink)
        taken = {id(e) for e in inside}
        rest = [e for e in rest if id(e) not in taken]
        bounds = area.x0, area.top, area.x1, area.bottom
        rest.append(Inset(*bounds, blocks=blocks, boxed=wordy))
    return rest


def _holds(area: Shape, element: Element) -> bool:
    """Tell whether an element stands in an area."""
    x, y = (element.x0 + element.x1) / 2, (element.top + element.bottom) / 2
    return area.x0 <= x <= area.x1 and area.top <= y <= area.bottom


def _wordy(elements: Sequence[Element]) -> bool:
    """Tell whether elements are a text: three lines or more, and not of mere labels."""
    pieces = [e for e in elements if isinstance(e, Piece)]
    words = sum(len(p.words) for p in pieces)
    return (
        words >= 10
        and words >= 2.5 * len(pieces)
        and max(len(p.words) for p in pieces) >= 4
        and len(_lines(pieces)) >= 3
    )


def _cut(elements: list[Element], width: float, depth: int = 0) -> list[list[Element]]:
    """Cut elements into columns in reading order."""
    if len(elements) < 2 or depth > DEPTH:
        return [elements] if elements else []
    slabs = _slabs(elements)
    room = 0.8 * _usual([e.size for e in elements if e.size] or [10.0])
    gutter = _gutter(slabs, room, width)
    if gutter is None:
        return [elements]
    columns: list[list[Element]] = []
    for crossed, run in _runs(slabs, gutter):
        if crossed:
            columns.extend(_cut(run, width, depth + 1) if len(run) < len(elements) else [run])
        else:
            columns.extend(_cut([e for e in run if e.x1 <= gutter], width, depth + 1))
            columns.extend(_cut([e for e in run if e.x1 > gutter], width, depth + 1))
    return _stacked(columns)


def _usual(numbers: Sequence[float]) -> float:
    """Return the middle one of some numbers."""
    return sorted(numbers)[len(numbers) // 2]


def _slabs(elements: Iterable[Element]) -> list[list[Element]]:
    """Group elements between which no level strip is free of ink, from the top."""
    slabs: list[list[Element]] = []
    end = 0.0
    for element in sorted(elements, key=lambda e: e.top):
        shy = 0.15 * element.size  # lines set solid must not touch
        if slabs and element.top + shy < end:
            slabs[-1].append(element)
            end = max(end, element.bottom - shy)
        else:
            slabs.append([element])
            end = element.bottom - shy
    return slabs


def _gaps(slab: Sequence[Element]) -> list[tuple[float, float, float, float, bool]]:
    """Return a slab's free strips: from, to, widths of the text left and right, last or not."""
    spans: list[list[float]] = []
    for element in sorted(slab, key=lambda e: e.x0):
        if spans and element.x0 <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], element.x1)
        else:
            spans.append([element.x0, element.x1])
    return [(a[1], b[0], a[1] - a[0], b[1] - b[0], b is spans[-1]) for a, b in pairwise(spans)]


def _gutter(slabs: Sequence[Sequence[Element]], room: float, width: float) -> float | None:
    """Return the middle of the gutter with most text on both sides of it, if there is one."""
    edges: list[tuple[float, int, float]] = []
    narrow = max(5 * room, 0.06 * width)
    for slab in slabs:
        for start, end, before, after, last in _gaps(slab):
            marker = before < narrow or (last and after < narrow)
            if end - start < room or marker:
                continue
            middle = (start + end) / 2
            lines = _pairs(slab, middle)
            if lines < 2 and end - start < 3 * room:
                lines = 0.0 if _loose(slab, start, end) else 0.4
            edges.append((start + room / 2, 0, lines))
            edges.append((end - room / 2, 1, lines))
    best, weight, at = 0.0, 0.0, None
    for place, close, lines in sorted(edges):
        weight += -lines if close else lines
        if not close and weight > best + 0.01:
            best, at = weight, place
    if at is None or best < 1:
        return None
    ends = [place for place, close, _ in edges if close and place >= at]
    return (at + min(ends)) / 2


def _loose(slab: Sequence[Element], start: float, end: float) -> bool:
    """Tell whether a gap stands between single words, as in a line that is spaced out."""
    beside = (e for e in slab if e.x1 == start or e.x0 == end)
    return any(isinstance(e, Piece) and len(e.words) == 1 for e in beside)


def _pairs(slab: Sequence[Element], x: float) -> float:
    """Return how many lines stand on both sides of x."""
    sides: tuple[set[int], set[int]] = set(), set()
    for element in slab:
        base = round(element.base) if isinstance(element, Piece) else round(element.top)
        sides[element.x0 > x].update(
            (base,) if isinstance(element, Piece) else range(base, base + 3)
        )
    return float(min(map(len, sides)))


def _runs(slabs: Sequence[list[Element]], gutter: float) -> list[tuple[bool, list[Element]]]:
    """Group slabs into those that a gutter runs through and those that cross it."""
    runs: list[tuple[bool, list[Element]]] = []
    for k, slab in enumerate(slabs):
        crossed = any(e.x0 < gutter < e.x1 for e in slab)
        if runs and runs[-1][0] == crossed and (crossed or not _opens(slabs, k, gutter)):
            runs[-1][1].extend(slab)
        else:
            runs.append((crossed, list(slab)))
    joined: list[tuple[bool, list[Element]]] = []
    for crossed, run in runs:
        whole = crossed or len({e.x0 > gutter for e in run}) == 1
        if joined and joined[-1][0] and whole:
            joined[-1][1].extend(run)
        else:
            joined.append((whole, run))
    return joined


def _opens(slabs: Sequence[list[Element]], k: int, gutter: float) -> bool:
    """Tell whether a slab is a heading of what follows it, on both sides of a gutter."""
    slab = slabs[k]
    if k == 0 or k + 1 == len(slabs) or any(e.x0 > gutter for e in slab):
        return False
    if not all(isinstance(e, Piece) and e.words[0].style.bold for e in slab):
        return False
    above = max(e.bottom for e in slabs[k - 1])
    below = min(e.top for e in slabs[k + 1])
    top, bottom = min(e.top for e in slab), max(e.bottom for e in slab)
    follows = any(e.x0 < gutter < e.x1 for e in slabs[k + 1]) or (
        any(e.x0 > gutter for e in slabs[k + 1])
    )
    return follows and below - above > 3 * slab[0].size and top - above >= below - bottom


def _stacked(columns: list[list[Element]]) -> list[list[Element]]:
    """Join columns of which one is simply the other's continuation below it."""
    joined: list[list[Element]] = []
    for column in columns:
        if joined and column and _under(joined[-1], column):
            joined[-1].extend(column)
        elif column:
            joined.append(column)
    return joined


def _under(upper: Sequence[Element], lower: Sequence[Element]) -> bool:
    """Tell whether a column stands below another and is about as wide."""
    if min(e.top for e in lower) < max(e.bottom for e in upper) - 3:
        return False
    left = abs(min(e.x0 for e in upper) - min(e.x0 for e in lower))
    right = abs(max(e.x1 for e in upper) - max(e.x1 for e in lower))
    return left < 15 and right < 25


def _column(elements: Sequence[Element], flow: str, page: int) -> list[Block]:
    """Return the lines of a column and the blocks that stand between them.

    A box that interrupts the lines comes after them.
    """
    insets = sorted((e for e in elements if isinstance(e, Inset)), key=lambda e: e.top)
    rows = _rows([e for e in elements if isinstance(e, Piece)], page)
    table = _aligned(elements, page) if not insets else None
    if table is not None:
        return [*table]
    late = [i for i in insets if i.boxed and rows and rows[0].base < i.top < rows[-1].base]
    blocks: list[Block] = []
    done = 0
    left, right = (min(r.x0 for r in rows), max(r.x1 for r in rows)) if rows else (0.0, 0.0)
    for inset in (i for i in insets if i not in late):
        upto = next((k for k, r in enumerate(rows) if r.base > inset.top + 2), len(rows))
        if upto > done:
            blocks.append(Column(rows[done:upto], left, right, flow))
        done = max(done, upto)
        blocks.extend(inset.blocks)
    if done < len(rows):
        blocks.append(Column(rows[done:], left, right, flow))
    return blocks + [block for inset in late for block in inset.blocks]


def _rows(pieces: Sequence[Piece], page: int) -> list[Row]:
    """Make lines of a column's pieces; what stands far apart on one height is not one line."""
    rows: list[Row] = []
    for line in _lines(pieces):
        groups = [[line[0]]]
        for last, piece in pairwise(line):
            far = piece.x0 - last.x1 > 4 * max(last.size, piece.size)
            number = piece.text.strip(".").isdigit()
            other = abs(piece.size - last.size) > 0.2 * last.size
            if (far and not number) or (other and piece.x0 - last.x1 > last.size):
                groups.append([piece])
            else:
                groups[-1].append(piece)
        rows.extend(_row(group, page) for group in groups)
    return rows


# Tables


def _tables(pieces: list[Piece], ink: Ink) -> tuple[list[Inset], list[Piece]]:
    """Take out the tables that have rules."""
    insets: list[Inset] = []
    upright = [s for s in ink.shapes if s.kind == "rule" and s.height > s.width]
    for rules in _ruled(ink.shapes):
        for run in _tabular_runs(rules, pieces, upright):
            area = Shape(rules[0].x0 - 3, run[0], rules[0].x1 + 3, run[-1], "box")
            inside = [p for p in pieces if _holds(area, p)]
            walls = [s for s in upright if _crosses(s, area)]
            cells = _cells(inside, run, sorted({round(s.x0, 1) for s in walls}))
            if cells is None:
                continue
            taken = {id(p) for p in inside}
            pieces = [p for p in pieces if id(p) not in taken]
            box = min(p.x0 for p in inside), area.top, max(p.x1 for p in inside), area.bottom
            insets.append(Inset(*box, blocks=[Table(ink.number, cells)]))
    return insets, pieces


def _crosses(rule: Shape, area: Shape, high: float = 5.0) -> bool:
    """Tell whether an upright rule stands inside of an area, over some height of it."""
    overlap = min(rule.bottom, area.bottom) - max(rule.top, area.top)
    return area.x0 + 8 < rule.x0 < area.x1 - 8 and overlap > high


def _ruled(shapes: Sequence[Shape]) -> list[list[Shape]]:
    """Group level rules of one extent that stand under one another."""
    level: list[Shape] = []
    for rule in sorted(_level(shapes), key=lambda s: (round(s.top), s.x0)):
        last = level[-1] if level else rule
        if level and rule.top - last.top < 3 and last.x0 - 3 < rule.x0 and rule.x1 < last.x1 + 3:
            continue  # drawn twice, or a box's edge and a rule
        if level and abs(level[-1].top - rule.top) < 2 and rule.x0 - level[-1].x1 < 2:
            level.pop()
            x0, x1 = min(last.x0, rule.x0), max(last.x1, rule.x1)
            kind = "rule" if "rule" in (last.kind, rule.kind) else "edge"
            rule = Shape(x0, last.top, x1, last.bottom, kind)
        level.append(rule)
    groups: dict[tuple[int, int], list[Shape]] = {}
    for rule in level:
        if rule.width < 60:
            continue
        near = (
            (round(rule.x0 / 5) + i, round(rule.x1 / 5) + j) for i in (0, -1, 1) for j in (0, -1, 1)
        )
        key = next((k for k in near if k in groups), (round(rule.x0 / 5), round(rule.x1 / 5)))
        groups.setdefault(key, []).append(rule)
    return [
        group
        for group in groups.values()
        if 2 <= len(group) <= 200 and any(r.kind == "rule" for r in group)
    ]


def _level(shapes: Sequence[Shape]) -> Iterator[Shape]:
    """Yield the level rules, and the edges of flat boxes, which may be a table's rows."""
    for shape in shapes:
        if shape.kind == "rule" and shape.width > shape.height:
            yield shape
        elif shape.kind == "box" and shape.height < 60 and shape.width > 100:
            yield Shape(shape.x0, shape.top, shape.x1, shape.top, "edge")
            yield Shape(shape.x0, shape.bottom, shape.x1, shape.bottom, "edge")


def _tabular_runs(
    rules: Sequence[Shape], pieces: Sequence[Piece], upright: Sequence[Shape]
) -> list[list[float]]:
    """Return the heights of consecutive rules between which there are rows of cells."""
    runs: list[list[float]] = []
    for upper, lower in pairwise(rules):
        area = Shape(upper.x0 - 3, upper.top, upper.x1 + 3, lower.top, "box")
        inside = [p for p in pieces if _holds(area, p)]
        if not inside and lower.top - upper.top < 5:  # a double rule
            continue
        high = 0.7 * (lower.top - upper.top)
        walled = any(_crosses(s, area, high) for s in upright) and len(inside) > 1
        if not inside or not (walled or _celled(inside, area.width)):
            continue
        if runs and runs[-1][-1] >= upper.top - 5:
            runs[-1].append(lower.top)
        else:
            runs.append([upper.top, lower.top])
    return runs


def _celled(pieces: Sequence[Piece], width: float) -> bool:
    """Tell whether pieces are a table's row or rows, and not columns of text."""
    lines = _lines(pieces)
    several = sum(len(line) >= 2 for line in lines)
    long = sum(p.x1 - p.x0 > 0.4 * width and len(p.words) > 5 for p in pieces)
    return several >= 0.4 * len(lines) and long <= 0.3 * len(pieces)


def _cells(
    pieces: Sequence[Piece], rules: Sequence[float], walls: Sequence[float]
) -> list[list[str]] | None:
    """Return a table's cells by row, heads first, or nothing where there is no table."""
    lines = _lines(pieces)
    spans = _between(pieces, walls) if walls else _spans(lines)
    if len(spans) < 2 or len(lines) < 2:
        return None
    filled = [_placed(line, spans) for line in lines]
    rows = _joined(lines, filled, rules)
    several = sum(sum(bool(cell) for cell in row) >= 2 for row in rows)
    lettered = sum(any(c.isalpha() for c in cell) for row in rows for cell in row)
    count = sum(bool(cell) for row in rows for cell in row)
    digits = any(c.isdigit() for row in rows[1:] for cell in row for c in cell)
    if len(rows) == 2 and not walls and not digits:
        return None
    if not walls and any(len(p.words) > 8 for line in lines[:1] for p in line):
        return None
    if not walls and sum(len(p.words) > 8 for p in pieces) > 0.2 * len(pieces):
        return None
    if len(rows) < 2 or several < max(2, 0.5 * len(rows)) or lettered < 0.15 * count:
        return None
    return rows


def _between(pieces: Sequence[Piece], walls: Sequence[float]) -> list[tuple[float, float]]:
    """Return the extents of the columns that upright rules part."""
    x0, x1 = min(p.x0 for p in pieces) - 1, max(p.x1 for p in pieces) + 1
    edges = [x0, *(w for w in walls if x0 + 3 < w < x1 - 3), x1]
    return [(a, b) for a, b in pairwise(edges) if b - a > 6]


def _spans(lines: Sequence[Sequence[Piece]]) -> list[tuple[float, float]]:
    """Return the extents of columns, after the line that has most cells."""
    model = max(lines, key=len)
    spans = [(p.x0, p.x1) for p in model]
    for line in lines:
        for piece in line:
            over = [k for k, (a, b) in enumerate(spans) if piece.x0 < b and piece.x1 > a]
            if len(over) == 1:
                a, b = spans[over[0]]
                spans[over[0]] = min(a, piece.x0), max(b, piece.x1)
    return spans


def _placed(line: Sequence[Piece], spans: Sequence[tuple[float, float]]) -> list[str]:
    """Return the words of a line by column."""
    cells = [""] * len(spans)
    for piece in line:
        for words in _parted(piece, spans):
            middle = (words[0].x0 + words[-1].x1) / 2
            best = max(
                range(len(spans)),
                key=lambda k: (
                    min(words[-1].x1, spans[k][1]) - max(words[0].x0, spans[k][0]),
                    -abs(middle - sum(spans[k]) / 2),
                ),
            )
            text = _row([Piece(words)], 0)
            cells[best] = f"{cells[best]} {_unmarked(text)}".strip()
    return cells


def _unmarked(row: Row) -> str:
    """Return a line's text with its raised marks written after what they belong to."""
    text = row.text
    for offset, mark in reversed(row.marks):
        text = f"{text[:offset]}{mark}{text[offset:]}"
    return text


def _parted(piece: Piece, spans: Sequence[tuple[float, float]]) -> list[list[Word]]:
    """Part a piece that runs over the edge of a column which it does not fill from its start."""
    groups = [[piece.words[0]]]
    edges = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    for last, word in pairwise(piece.words):
        wide = word.x0 - last.x1 > 0.45 * piece.size
        if wide and any(last.x1 <= e + 1 and word.x0 >= e - 1 for e in edges):
            groups.append([word])
        else:
            groups[-1].append(word)
    return groups


def _joined(
    lines: Sequence[Sequence[Piece]], filled: Sequence[list[str]], rules: Sequence[float]
) -> list[list[str]]:
    """Join the lines of a cell that runs over several."""
    strips = [sum(rule < line[0].base for rule in rules) for line in lines]
    grid = len(set(strips)) >= 3 and not _open_strip(strips, filled)
    steps = [b[0].base - a[0].base for a, b in pairwise(lines)]
    usual = _usual(steps) if steps else 0.0
    rows = [list(filled[0])]
    for k in range(1, len(lines)):
        same = strips[k] == strips[k - 1]
        head = same and strips[k] == strips[0] and len(set(strips)) >= 2
        tight = not filled[k][0] or (steps[k - 1] < 0.85 * usual and not all(filled[k]))
        if same and (grid or head or tight):
            rows[-1] = [_mended(a, b) for a, b in zip(rows[-1], filled[k], strict=True)]
        else:
            rows.append(list(filled[k]))
    return rows


def _mended(text: str, more: str) -> str:
    """Join two lines of a cell or label; a word parted between them becomes one again."""
    if text[-1:] == "-" and text[-2:-1].isalpha() and more[:1].islower():
        return text[:-1] + more
    return f"{text} {more}".strip()


def _open_strip(strips: Sequence[int], filled: Sequence[list[str]]) -> bool:
    """Tell whether most lines stand between two rules, each a row of its own."""
    strip, count = Counter(strips).most_common(1)[0]
    lines = [cells for s, cells in zip(strips, filled, strict=True) if s == strip]
    whole = all(cells[0] and sum(bool(c) for c in cells) >= 2 for cells in lines)
    return count >= 3 and count >= 0.5 * len(strips) and whole


def _aligned(elements: Sequence[Element], page: int) -> list[Block] | None:
    """Return a column's blocks if it is a table without rules, with what stands around it."""
    pieces = [e for e in elements if isinstance(e, Piece)]
    lines = _lines(pieces)
    first = next((k for k, line in enumerate(lines) if _regular(lines, k)), None)
    if first is None:
        return None
    last = first
    while last < len(lines) and len(lines[last]) >= 2:
        last += 1
    inside = [p for line in lines[first:last] for p in line]
    cells = _cells(inside, [], [])
    if cells is None:
        return None
    later = [cell for row in cells[1:] for cell in row[1:] if cell]
    figures = sum(any(c.isdigit() for c in cell) for cell in later) >= 0.4 * len(later)
    if not figures and not all(w.style.bold for p in lines[first] for w in p.words):
        return None  # narrow columns of text
    blocks: list[Block] = []
    before = [e for line in lines[:first] for e in line]
    after = [e for line in lines[last:] for e in line]
    if before:
        blocks.extend(_column(before, "main", page))
    blocks.append(Table(page, cells))
    if after:
        blocks.extend(_column(after, "main", page))
    return blocks


def _regular(lines: Sequence[Sequence[Piece]], k: int) -> bool:
    """Tell whether three lines from the k-th on are cells that stand under one another."""
    if k + 3 > len(lines) or min(len(line) for line in lines[k : k + 3]) < 2:
        return False
    if len({len(line) for line in lines[k : k + 3]}) != 1:
        return False
    for cells in zip(*lines[k : k + 3], strict=True):
        size = cells[0].size
        left = max(c.x0 for c in cells) - min(c.x0 for c in cells)
        right = max(c.x1 for c in cells) - min(c.x1 for c in cells)
        if min(left, right) > 0.6 * size or max(len(c.words) for c in cells) > 6:
            return False
    wide = all(b.x0 - a.x1 > 1.2 * a.size for line in lines[k : k + 3] for a, b in pairwise(line))
    marker = all(len(line) == 2 and len(line[0].text) <= 4 for line in lines[k : k + 3])
    return wide and not marker


# Figures


def _figures(
    pieces: list[Piece],
    turned: list[Piece],
    ink: Ink,
    body: float,
    tables: Sequence[Inset],
) -> tuple[list[Inset], list[Piece]]:
    """Take out the words in figures; turned words are a figure's, or stand by themselves."""
    figures: list[Inset] = []
    prose = _prose(pieces, body)
    shapes = [s for s in ink.shapes if 2 < s.height < 12 and s.width < 40 or s.kind == "rule"]
    for zone in _zones(ink, pieces, body, tables):
        area, inside = zone, list[Piece]()
        for _ in range(12):
            near = [
                p
                for p in (*pieces, *turned)
                if id(p) not in prose and (_label(p, area, body) or _keyed(p, area, body, shapes))
            ]
            if not near:
                break
            inside.extend(near)
            taken = {id(p) for p in near}
            pieces = [p for p in pieces if id(p) not in taken]
            turned = [p for p in turned if id(p) not in taken]
            area = _around([area, *near])
        if inside:
            bounds = area.x0, area.top, area.x1, area.bottom
            figures.append(Inset(*bounds, blocks=[Figure(ink.number, _labels(inside))]))
    if turned:
        area = _around(turned)
        bounds = area.x0, area.top, area.x1, area.bottom
        figures.append(Inset(*bounds, blocks=[Figure(ink.number, [p.text for p in turned])]))
    return figures, pieces


def _around(parts: Sequence[Shape | Piece]) -> Shape:
    """Return the box around some parts."""
    return Shape(
        min(p.x0 for p in parts),
        min(p.top for p in parts),
        max(p.x1 for p in parts),
        max(p.bottom for p in parts),
        "shape",
    )


def _prose(pieces: Sequence[Piece], body: float) -> set[int]:
    """Return the pieces of the body's size that stand in a block with longer lines."""
    starts: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.size > 0.93 * body and len(piece.words) >= 4:
            for x in (-1, 0, 1):
                starts.setdefault(round(piece.x0) + x, []).append(piece)
    return {
        id(piece)
        for piece in pieces
        if piece.size > 0.93 * body
        and any(
            other is not piece and abs(other.base - piece.base) < 1.5 * piece.size
            for other in starts.get(round(piece.x0), ())
        )
    }


def _keyed(piece: Piece, area: Shape, body: float, shapes: Sequence[Shape]) -> bool:
    """Tell whether a piece stands behind the sample of colour of a figure's key."""
    size = piece.size
    if size > 0.93 * body or len(piece.words) > 6 or CAPTION.match(piece.text):
        return False
    if not (area.x0 - 5 < piece.x0 < area.x1 and abs(piece.top - area.bottom) < 5 * size):
        return False
    return any(
        0 <= piece.x0 - s.x1 < 1.2 * size and piece.top - 1 < (s.top + s.bottom) / 2 < piece.bottom
        for s in shapes
    )


def _label(piece: Piece, area: Shape, body: float) -> bool:
    """Tell whether a piece is a label in a figure or right beside it."""
    size = piece.size
    small = size <= 0.93 * body or bool(piece.words[0].style.turned)
    inside = _holds(area, piece)
    if CAPTION.match(piece.text) or (not small and not inside):
        return False
    if inside:
        return small or len(piece.words) <= 5
    across = max(area.x0 - piece.x1, piece.x0 - area.x1, 0.0)
    down = max(area.top - piece.bottom, piece.top - area.bottom, 0.0)
    short = len(piece.words) <= 6 and not (len(piece.words) > 3 and piece.text.endswith("."))
    reach = 2.5 if piece.words[0].style.turned else 1.2
    return short and across <= reach * size and down <= reach * size


def _zones(ink: Ink, pieces: Sequence[Piece], body: float, tables: Sequence[Inset]) -> list[Shape]:
    """Return the areas in which something other than text is drawn."""
    texts = [p for p in pieces if p.size > 0.93 * body and len(p.words) >= 4]
    drawn = [s for s in ink.shapes if not _behind(s, ink, texts, tables)]
    zones: list[Shape] = []
    for cluster in _clusters(drawn):
        real = [s for s in cluster if s.kind != "rule"]
        area = _around(cluster)
        image = any(s.kind == "image" for s in real)
        if real and area.width >= 40 and area.height >= 25 and (image or len(cluster) >= 3):
            zones.append(area)
    return zones


def _behind(shape: Shape, ink: Ink, texts: Sequence[Piece], tables: Sequence[Inset]) -> bool:
    """Tell whether a shape is a page's or a box's ground, or part of a table."""
    if shape.width > 0.9 * ink.width or shape.height > 0.9 * ink.height:
        return True
    if any(
        t.x0 - 6 <= shape.x0
        and shape.x1 <= t.x1 + 12
        and t.top - 3 <= shape.top
        and shape.bottom <= t.bottom + 3
        for t in tables
    ):
        return True
    return shape.width * shape.height > 2000 and sum(_holds(shape, t) for t in texts) >= 2


def _clusters(shapes: Sequence[Shape], cell: float = 8.0) -> list[list[Shape]]:
    """Group shapes that touch or nearly do, over a grid of cells."""
    at: dict[tuple[int, int], list[int]] = {}
    for k, shape in enumerate(shapes):
        for spot in _spots(shape, cell):
            at.setdefault(spot, []).append(k)
    groups: list[list[Shape]] = []
    seen: set[int] = set()
    spots_seen: set[tuple[int, int]] = set()
    for start in range(len(shapes)):
        if start in seen:
            continue
        seen.add(start)
        stack, group = [start], list[Shape]()
        while stack:
            k = stack.pop()
            group.append(shapes[k])
            for i, j in _spots(shapes[k], cell):
                for spot in ((i, j), (i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                    if spot in spots_seen:
                        continue
                    spots_seen.add(spot)
                    fresh = [m for m in at.get(spot, ()) if m not in seen]
                    seen.update(fresh)
                    stack.extend(fresh)
        groups.append(group)
    return groups


def _spots(shape: Shape, cell: float) -> list[tuple[int, int]]:
    """Return the cells on a shape's edge, which is where it can touch another."""
    x0, x1 = int(max(shape.x0, -50) // cell), int(min(shape.x1, 5000) // cell)
    y0, y1 = int(max(shape.top, -50) // cell), int(min(shape.bottom, 5000) // cell)
    edge = {(i, j) for i in range(x0, x1 + 1) for j in (y0, y1)}
    edge |= {(i, j) for j in range(y0, y1 + 1) for i in (x0, x1)}
    return sorted(edge)


def _labels(pieces: Sequence[Piece]) -> list[str]:
    """Return a figure's labels in order; one that is written over several lines is one."""
    labels: list[list[Piece]] = []
    for line in _lines([p for p in pieces if not p.words[0].style.turned]):
        for piece in line:
            home = next((g for g in reversed(labels[-40:]) if _wrapped(g[-1], piece)), None)
            if home is None:
                labels.append([piece])
            else:
                home.append(piece)
    level = [reduce(_mended, (p.text for p in group)) for group in labels]
    return level + [p.text for p in pieces if p.words[0].style.turned]


def _wrapped(upper: Piece, lower: Piece) -> bool:
    """Tell whether a piece is the next line of a label."""
    step = lower.base - upper.base
    if not 0.5 * upper.size < step < 1.45 * upper.size or abs(upper.size - lower.size) > 0.3:
        return False
    if not any(c.isalpha() for c in upper.text) or not any(c.isalpha() for c in lower.text):
        return False
    middle = abs(upper.x0 + upper.x1 - lower.x0 - lower.x1) / 2
    return middle < 1.0 * upper.size or abs(upper.x0 - lower.x0) < 0.3
