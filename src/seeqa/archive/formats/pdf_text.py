"""From the blocks of a PDF's pages to lines: furniture, headings, paragraphs, notes, rows.

All is measured against the document itself: its body is the type that most letters are set in,
a heading is larger or bolder, a note is smaller and begins with a mark that the text refers to.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from seeqa.archive.formats.pdf_layout import CAPTION, Column, Figure, Page, Row, Table
from seeqa.archive.source import Line, Role

_BULLET = re.compile(r"[•‣◦▪▫■□●○◘►▶➢➤✓✔·›»∙⁃\uf0b7\uf0a7\uf0d8–—*-](?=\s)\s*|[•●▪■\uf0b7]\s*")
_SIGN = re.compile(r"[•‣◦▪▫■□●○◘►▶➢➤✓✔∙⁃\uf0b7\uf0a7\uf0d8]")
_LISTED = re.compile(r"[.!?:;,…][\"'”’»)\]]*$|\b(?:and|or|und|oder|et|ou|y|o)$")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[ivxlc]{1,5}|[a-zA-Z])[.)](?=\s|$)|\d{1,3}(?=\s)")
_NOTE = re.compile(r"(\d{1,3}|[a-z]{1,2}|[*†‡§]+)(?:[.)]?\s+|(?=[A-Z“\"]))")
_STAR = re.compile(r"(?<=[\w.,;:!?)\]”\"])([*†‡§]+)(?=\s|$)")
_FINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$|[”»]$")
_PAGE = re.compile(
    r"[\W_]*(?:(?:page|p|seite|s|p[aá]gina|pag|sida|side|strona|str)\.?\s*)?\d{1,4}"
    r"(?:\s*(?:/|of|von|sur|de)\s*\d{1,4})?[\W_]*|[\W_]*[ivxl]{1,6}[\W_]*",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:\b(?:[kcdm]?m|ft|yd|in|s|10)|\bCO|\bH)$")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d+|[ivxl]+)$")  # an entry of a table of contents
_DASHES = "-\u00ad\u2010"
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_TOP, _FOOT = 0.12, 0.88


class Kind(Enum):
    """What a paragraph is."""

    TEXT = auto()
    HEADING = auto()
    STAMP = auto()
    ENTRY = auto()
    CAPTION = auto()
    NOTE = auto()


@dataclass(slots=True)
class Para:
    """Rows that belong together. `level` ranks a heading; `mark` is a note's own."""

    rows: list[Row]
    kind: Kind
    flow: str
    level: int = 0
    mark: str = ""
    right: float = 0.0
    edge: float = 0.0  # of the column that it ends in
    width: float = 0.0
    notes: list[Para] = field(default_factory=list)

    @property
    def page(self) -> int:
        """The page that it begins on."""
        return self.rows[0].page

    @property
    def size(self) -> float:
        """The size of most of its type."""
        return self.rows[0].size


@dataclass(slots=True)
class Typography:
    """How a document is set: the size of its body, its headings' sizes, leadings, marks, words."""

    body: float
    leading: dict[float, float]
    marks: set[str]
    headings: list[float] = field(default_factory=list)


Item = Para | Table | Figure | Line


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """Return the lines of a document's pages, each word once."""
    furniture = _furniture(pages)
    columns = [_without(page, furniture) for page in pages]
    look = _typography(columns)
    items: list[Item] = []
    open_: dict[str, Para] = {}
    for page, blocks in zip(pages, columns, strict=True):
        extra = furniture[page.number]
        items.extend(line for line, top in extra if top)
        _read_page(blocks, look, items, open_)
        items.extend(line for line, top in extra if not top)
        if page.outside:
            why = "outside the page"
            items.append(Line(page.number, page.outside, Role.FURNITURE, why=why))
    _rank([i for i in items if isinstance(i, Para)], look)
    items = _place_notes(items)
    return list(_written(items))


# Furniture


def _furniture(pages: Sequence[Page]) -> dict[int, list[tuple[Line, bool]]]:
    """Return by page the running headers, footers and page numbers, and whether at the top.

    The rows are told by what they say, digits aside, how they are set and where they stand.
    """
    seen: dict[tuple[str, float, bool, bool], list[tuple[int, Row]]] = defaultdict(list)
    for page in pages:
        for row in _edge_rows(page):
            top = row.base < 0.5 * page.height
            key = re.sub(r"\d+", "#", row.text.casefold()), row.size, row.style.italic, top
            seen[key].append((page.number, row))
    found: dict[int, list[tuple[Line, bool]]] = {page.number: [] for page in pages}
    for (_, _, _, top), rows in seen.items():
        for number, row in rows:
            alike = {n for n, r in rows if abs(r.base - row.base) < 6}
            if _PAGE.fullmatch(row.text):
                why = "page number"
            elif len(alike) > 1:
                why = "running header" if top else "running footer"
            else:
                continue
            found[number].append((Line(number, row.text, Role.FURNITURE, why=why), top))
    return found


def _edge_rows(page: Page) -> Iterator[Row]:
    """Yield the rows at the top and bottom of a page, down to where the text begins."""
    rows = [r for b in page.blocks if isinstance(b, Column) for r in b.rows]
    bases = sorted({round(r.base) for r in rows})
    top = _edge(bases, 0.0, _TOP * page.height)
    foot = _edge([-b for b in reversed(bases)], -page.height, -_FOOT * page.height)
    for row in rows:
        if round(row.base) <= top or -round(row.base) <= foot:
            yield row


def _edge(bases: Sequence[float], start: float, end: float) -> float:
    """Return the last of the heights before `end` that stand well apart from the text after."""
    edge = start
    for this, following in pairwise([*bases, end + 1000]):
        if this > end:
            break
        if following - this > 14:
            edge = this
    return edge


def _without(
    page: Page, furniture: dict[int, list[tuple[Line, bool]]]
) -> list[Column | Table | Figure]:
    """Return a page's blocks without its furniture."""
    texts = Counter(line.text for line, _ in furniture[page.number])
    blocks: list[Column | Table | Figure] = []
    edge = {id(row) for row in _edge_rows(page)}
    for block in page.blocks:
        if isinstance(block, Column):
            rows = [r for r in block.rows if not (id(r) in edge and texts[r.text])]
            if not rows:
                continue
            left, right = min(r.x0 for r in rows), max(r.x1 for r in rows)
            block = Column(rows, left, right, block.flow)
        blocks.append(block)
    return blocks


# Typography


def _typography(pages: Iterable[Sequence[Column | Table | Figure]]) -> Typography:
    """Measure how a document is set."""
    sizes: Counter[float] = Counter()
    steps: dict[float, Counter[float]] = defaultdict(Counter)
    marks: set[str] = set()
    for column in (b for blocks in pages for b in blocks if isinstance(b, Column)):
        for row in column.rows:
            sizes[row.size] += len(row.text)
            marks.update(m for o, mark in row.marks if o for m in _split_mark(mark))
            marks.update(m.group(1) for m in _STAR.finditer(row.text))
        for upper, lower in pairwise(column.rows):
            step = lower.base - upper.base
            if upper.size == lower.size and 0.8 * upper.size < step < 1.9 * upper.size:
                steps[upper.size][round(step * 2) / 2] += 1
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    leading = {
        size: counts.most_common(1)[0][0]
        for size, counts in steps.items()
        if counts.most_common(1)[0][1] >= 3
    }
    return Typography(body, leading, marks)


def _split_mark(mark: str) -> list[str]:
    """Return the marks that stand together: "12,13" -> ["12", "13"]."""
    return [m for m in re.split(r"[,;–()\[\]-]", mark) if m]


def _leading(rows: Sequence[Row], size: float, look: Typography) -> float:
    """Return the usual step from line to line in a column, for type of a size."""
    steps = Counter(
        round((b.base - a.base) * 2) / 2
        for a, b in pairwise(rows)
        if a.size == b.size == size and 0.8 * size < b.base - a.base < 1.9 * size
    )
    if sum(steps.values()) >= 6:
        return steps.most_common(1)[0][0]
    return look.leading.get(size, 1.25 * size)


# Paragraphs


def _read_page(
    blocks: Sequence[Column | Table | Figure],
    look: Typography,
    items: list[Item],
    open_: dict[str, Para],
) -> None:
    """Append a page's items; a paragraph that goes on is continued where it began."""
    for k, block in enumerate(blocks):
        if not isinstance(block, Column):
            items.append(block)
            continue
        near = [b for b in blocks[max(0, k - 1) : k + 2] if isinstance(b, Figure | Table)]
        for para in _paras(block, look, bool(near)):
            flow = "note" if para.kind is Kind.NOTE else para.flow
            last = open_.get(flow)
            above = items[-1] if items else None
            if isinstance(above, Para) and _adjoins(above, para, look):
                last = above
            elif last is not None and not _continues(last, para, look):
                last = None
            if last is not None:
                last.rows.extend(para.rows)
                last.right, last.edge, last.width = para.right, para.edge, para.width
                continue
            items.append(para)
            if para.kind is not Kind.CAPTION:
                open_[flow] = para


def _paras(column: Column, look: Typography, near: bool) -> Iterator[Para]:
    """Yield a column's paragraphs."""
    rows = column.rows
    notes = _first_note(rows, look)
    lead = {size: _leading(rows, size, look) for size in {r.size for r in rows}}
    group: list[Row] = []
    for k, row in enumerate(rows):
        if group and (k == notes or _parts(rows, k, lead, column, look, k >= notes)):
            yield _para(group, column, look, k > notes, near)
            group = []
        group.append(row)
    if group:
        yield _para(group, column, look, len(rows) > notes, near)


def _first_note(rows: Sequence[Row], look: Typography) -> int:
    """Return where the notes at a column's foot begin, or the number of its rows.

    They are set smaller than the body, and one of them begins with a mark that the text has.
    """
    first = len(rows)
    while first and rows[first - 1].size < 0.93 * look.body:
        first -= 1
    if not any(_note_mark(row, look) for row in rows[first:]):
        return len(rows)
    small = min(r.size for r in rows[first:] if _note_mark(r, look))
    while first < len(rows) and rows[first].size > 1.05 * small:
        first += 1
    while first < len(rows) and CAPTION.match(rows[first].text):
        first += 1
    return first


def _note_mark(row: Row, look: Typography) -> str:
    """Return the mark with which a note begins, if a row is one's first."""
    if row.marks and row.marks[0][0] == 0:
        return row.marks[0][1]
    match = _NOTE.match(row.text)
    return match.group(1) if match and match.group(1) in look.marks else ""


def _parts(
    rows: Sequence[Row],
    k: int,
    lead: dict[float, float],
    column: Column,
    look: Typography,
    note: bool,
) -> bool:
    """Tell whether a paragraph ends between the rows k-1 and k."""
    last, row = rows[k - 1], rows[k]
    step = row.base - last.base
    if abs(row.size - last.size) > 0.06 * max(row.size, last.size):
        return True
    heading = _large(last, look) and _large(row, look)
    if heading and row.style.bold == last.style.bold:
        return not 0.5 * row.size < step < 1.7 * row.size
    if step > 1.12 * lead[row.size] + 0.5 or step < 0.5 * row.size:
        return True
    if note and _note_mark(row, look) and row.x0 < column.left + 1.5 * row.size:
        return True
    full = last.x1 > column.right - 1.5 * last.size
    if row.style.bold != last.style.bold and not (full and row.text[:1].islower()):
        return True
    return _begins(rows, k, column, full)


def _begins(rows: Sequence[Row], k: int, column: Column, full: bool) -> bool:
    """Tell by indent, bullet and the line before whether row k begins a paragraph."""
    last, row = rows[k - 1], rows[k]
    size = row.size
    shift = row.x0 - last.x0
    if _marker(row) and (_SIGN.match(row.text) or _LISTED.search(last.text)):
        return True
    if _marker(last) and abs(row.x0 - last.hang) < 0.4 * size:
        return False
    if _LEADERS.search(last.text):
        return True
    ended = bool(_FINAL.search(last.text))
    right = max(r.x1 for r in rows if abs(r.size - size) < 0.5)
    room = right - last.x1
    fits = room > row.lead + 0.6 * size
    if fits and (ended or room > 0.3 * (right - column.left)):
        return True
    if row.style.italic != last.style.italic and fits:
        return True
    indented = 0.7 * size < shift < 4 * size and last.x0 < column.left + 0.5 * size
    if indented and ended:
        return k + 1 == len(rows) or rows[k + 1].x0 < row.x0 - 0.5 * size or full
    return shift < -0.7 * size and ended and not _indented_first(rows, k - 1, column)


def _indented_first(rows: Sequence[Row], k: int, column: Column) -> bool:
    """Tell whether row k is the first of an indented paragraph."""
    return k == 0 or rows[k - 1].x0 < rows[k].x0 - 0.5 * rows[k].size


def _marker(row: Row) -> bool:
    """Tell whether a row begins with the sign or number of a list's entry."""
    return bool(_BULLET.match(row.text) or (_NUMBER.match(row.text) and row.tab))


def _large(row: Row, look: Typography) -> bool:
    """Tell whether a row is set as a heading is."""
    bold = row.style.bold and row.size >= 0.95 * look.body
    return bold or row.size >= 1.12 * look.body


def _para(rows: list[Row], column: Column, look: Typography, note: bool, near: bool) -> Para:
    """Make a paragraph and tell what it is."""
    right = max(r.x1 for r in column.rows if abs(r.size - rows[0].size) < 0.5)
    para = Para(rows, Kind.TEXT, column.flow, right=right, edge=column.right)
    para.width = column.right - column.left
    text = " ".join(row.text for row in rows)
    words = text.count(" ") + 1
    italic = all(row.style.italic for row in rows)
    small = para.size < 0.93 * look.body
    if note or (text[:1] in "*†‡" and text[:1] in look.marks and small):
        para.kind, para.mark = Kind.NOTE, _note_mark(rows[0], look)
    elif CAPTION.match(text) and words < 60:
        para.kind = Kind.CAPTION
    elif all(_large(row, look) for row in rows) and not _prose(text, words):
        para.kind = Kind.HEADING
    elif _marker(rows[0]):
        para.kind = Kind.ENTRY
    elif small and near and (italic or words <= 12) and para.size < 0.8 * look.body:
        para.kind = Kind.CAPTION
    elif italic and len(text) <= 90 and len(rows) <= 2 and any(c.isdigit() for c in text):
        para.kind = Kind.STAMP
    return para


def _prose(text: str, words: int) -> bool:
    """Tell whether what is set large is a lead or a quotation and no heading."""
    lead = words > 40 or (words > 14 and text.rstrip()[-1:] == ".")
    return lead or bool(_LEADERS.search(text)) or not any(c.isalnum() for c in text)


def _adjoins(above: Para, para: Para, look: Typography) -> bool:
    """Tell whether a paragraph was cut between two lines because its last one is short."""
    before, after = above.rows[-1], para.rows[0]
    step = after.base - before.base
    large = _large(before, look) and _large(after, look)
    lead = 1.7 * after.size if large else 1.12 * look.leading.get(after.size, 1.25 * after.size)
    return (
        before.page == after.page
        and abs(before.size - after.size) < 0.06 * before.size
        and 0.5 * after.size < step < lead + 0.5
        and before.style.bold == after.style.bold
        and after.x0 < above.right
        and not para.mark
        and not _marker(after)
        and (large or not _FINAL.search(before.text) or after.text[:1].islower())
    )


def _continues(last: Para, para: Para, look: Typography) -> bool:
    """Tell whether a paragraph at the head of a column goes on with an earlier one."""
    before, after = last.rows[-1], para.rows[0]
    if para.kind is Kind.NOTE:
        return last.kind is Kind.NOTE and not para.mark and para.page - last.rows[-1].page <= 1
    alike = (
        abs(before.size - after.size) < 0.06 * before.size
        and before.style.bold == after.style.bold
        and para.kind is Kind.TEXT
        and last.kind in (Kind.TEXT, Kind.ENTRY)
    )
    moved = before.page != after.page or after.base < before.base or after.x0 > last.right
    near = after.page - before.page <= 2
    if not alike or not near:
        return False
    if not moved and after.base - before.base < 2.5 * look.leading.get(after.size, after.size):
        return False  # parted within one column, for a reason
    full = before.x1 > last.edge - 0.12 * last.width
    if not _FINAL.search(before.text):
        wide = abs(last.width - para.width) < 0.15 * last.width
        return (wide and full) or after.text[:1].islower() or before.text[-1:] in _DASHES
    flush = len(last.rows) > 2 and abs(before.x1 - last.right) < 0.4 and _justified(last)
    return (full and after.text[:1].islower()) or flush


def _justified(para: Para) -> bool:
    """Tell whether a paragraph's lines all reach its right edge."""
    return all(abs(row.x1 - para.right) < 1.0 for row in para.rows[-20:-1])


def _rank(paras: Sequence[Para], look: Typography) -> None:
    """Give the headings their levels: the largest is 1, bold of the body's size comes last."""
    sizes = sorted({p.size for p in paras if p.kind is Kind.HEADING}, reverse=True)
    ranks: dict[float, int] = {}
    for size in sizes:
        plain = size < 1.03 * look.body
        close = [s for s in ranks if s - size < 0.03 * s and (s < 1.03 * look.body) == plain]
        ranks[size] = ranks[close[0]] if close else len(set(ranks.values())) + 1
    for para in paras:
        if para.kind is Kind.HEADING:
            para.level = ranks[para.size]


# Notes


def _place_notes(items: Sequence[Item]) -> list[Item]:
    """Put each note after the paragraph that has its mark, on the same page or the one before."""
    refer: dict[tuple[int, str], Para] = {}
    for item in items:
        if isinstance(item, Para) and item.kind is not Kind.NOTE:
            for row in item.rows:
                for mark in _references(row):
                    refer[row.page, mark] = item
    notes = [i for i in items if isinstance(i, Para) and i.kind is Kind.NOTE]
    count = Counter((note.page, note.mark) for note in notes)
    placed: list[Item] = []
    for item in items:
        note = isinstance(item, Para) and item.kind is Kind.NOTE and bool(item.mark)
        if isinstance(item, Para) and note and count[item.page, item.mark] == 1:
            home = refer.get((item.page, item.mark)) or refer.get((item.page - 1, item.mark))
            if home is not None:
                home.notes.append(item)
                continue
        placed.append(item)
    return placed


def _references(row: Row) -> Iterator[str]:
    """Yield the marks of notes that a row refers to."""
    for offset, mark in row.marks:
        if offset:
            yield from _split_mark(mark)
    for match in _STAR.finditer(row.text):
        yield match.group(1)


# Writing


def _written(items: Sequence[Item]) -> Iterator[Line]:
    """Yield lines."""
    paras = [p for i in items if isinstance(i, Para) for p in (i, *i.notes)]
    known = {p.mark for p in paras if p.kind is Kind.NOTE}
    known |= _endnotes(paras)
    plain, hyphened = _vocabulary(paras)
    pen = _Pen(known, plain, hyphened)
    for item in items:
        if isinstance(item, Line):
            yield item
        elif isinstance(item, Table):
            yield from _table(item)
        elif isinstance(item, Figure):
            yield Line(item.page, "; ".join(item.labels), Role.ASIDE)
        else:
            yield pen.line(item)
            yield from (pen.line(note, attached=True) for note in item.notes)


def _endnotes(paras: Sequence[Para]) -> set[str]:
    """Return the marks of notes that stand in a list at the end."""
    found: set[str] = set()
    for para in paras:
        match = _NOTE.match(para.rows[0].text) if para.kind is Kind.ENTRY else None
        if match:
            found.add(match.group(1))
    return found


def _vocabulary(paras: Iterable[Para]) -> tuple[set[str], set[str]]:
    """Return the words written in one and those with a hyphen, within a line."""
    plain: set[str] = set()
    hyphened: set[str] = set()
    for para in paras:
        for row in para.rows:
            for word in _WORD.findall(row.text):
                (hyphened if "-" in word else plain).add(word.casefold())
    return plain, hyphened


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes paragraphs out, with what it knows of the document's marks and words."""

    marks: set[str]
    plain: set[str]
    hyphened: set[str]

    def line(self, para: Para, attached: bool = False) -> Line:
        """Return a paragraph as a line."""
        rows: list[str] = []
        for row in para.rows:
            more = self._row(row)
            rows[-1:] = [*self._joint(rows[-1], more)] if rows else [more]
        text = re.sub(r"\s+", " ", "".join(rows).replace("\u00ad", "")).strip()
        role, level = _role(para)
        if role is Role.ENTRY:
            text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
        if attached:
            text = re.sub(rf"^\W?{re.escape(para.mark)}[.)\]]?\s*", "", text)
        return Line(para.page, text, role, level, more=para.rows[-1].page - para.page)

    def _row(self, row: Row) -> str:
        """Return a row's text, with those raised signs that no note answers."""
        text = row.text
        for offset, mark in reversed(row.marks):
            power = _UNIT.search(text[:offset]) and mark.isdigit() and len(mark) == 1
            if not offset:
                text = f"{mark} {text}"
            elif power or not set(_split_mark(mark)) & self.marks:
                text = text[:offset] + mark + text[offset:]
        return text

    def _joint(self, text: str, more: str) -> tuple[str, str]:
        """Return two rows as they are to be written; a word parted between them is one again."""
        if not text or not more:
            return text, more
        if text[-1] in _DASHES and len(text) > 1 and not text[-2].isspace():
            return (text[:-1] if self._parted(text, more) else text), more
        wide = ord(text[-1]) >= 0x2E80 and ord(more[0]) >= 0x2E80  # scripts without spaces
        address = re.search(r"(?:https?://|www\.)\S*[/._?=&]$", text)
        slash = text[-1] in "/–—" and not text[-2:-1].isspace()
        return text, more if wide or address or slash else f" {more}"

    def _parted(self, text: str, more: str) -> bool:
        """Tell whether the hyphen at the end of a row only parts a word."""
        if text[-1] == "\u00ad":
            return True
        left = re.split(r"\s", text[:-1])[-1]
        right = re.match(r"[^\W_]+", more)
        if not right or "/" in left or "@" in left or "www." in left:
            return False
        stem = re.split(r"[^\w’'-]", left)[-1].casefold()
        if f"{stem}-{right.group().casefold()}" in self.hyphened:
            return False
        if f"{stem}{right.group().casefold()}" in self.plain:
            return True
        return right.group()[0].islower() and left[-1:].isalpha()


def _role(para: Para) -> tuple[Role, int]:
    """Return a paragraph's role and level."""
    roles = {
        Kind.TEXT: Role.TEXT,
        Kind.HEADING: Role.HEADING,
        Kind.STAMP: Role.STAMP,
        Kind.ENTRY: Role.ENTRY,
        Kind.CAPTION: Role.ASIDE,
        Kind.NOTE: Role.ASIDE,
    }
    return roles[para.kind], para.level


def _table(table: Table) -> Iterator[Line]:
    """Yield a table's rows, each cell told with its column's head."""
    heads, *rows = table.cells
    bare = [head for k, head in enumerate(heads) if not any(row[k] for row in rows)]
    if any(bare):
        yield Line(table.page, "; ".join(filter(None, bare)), Role.ROW)
    for row in rows:
        cells = [
            f"{head}: {cell}" if head else cell
            for head, cell in zip(heads, row, strict=True)
            if cell
        ]
        yield Line(table.page, "; ".join(cells), Role.ROW)
