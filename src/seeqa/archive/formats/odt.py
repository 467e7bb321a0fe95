"""OpenDocument texts (.odt) -> lines: paragraphs, lists, tables, notes, frames in reading order.

odfdo opens the file; what its elements mean is OpenDocument 1.3, part 3. The text of tracked
deletions stands in a place of its own there, which is passed over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from seeqa.archive.formats import office, zipped
from seeqa.archive.formats.office import Block, Paragraph, Table, TableCell
from seeqa.archive.formats.runs import Run, Turn
from seeqa.archive.source import Source

Element = Any  # of odfdo

_GONE = frozenset(
    {"text:tracked-changes", "office:forms", "text:note-citation", "text:ruby-text", "table:shapes"}
)
_CONTENTS = frozenset({"text:table-of-content", "text:alphabetical-index"})
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(pt|%)")
_MOST = 100  # repeated rows or columns that are told
_DEEPEST = 20  # styles based on one another
_TITLE = -1  # the rank of a title until it is known whether there is one


@dataclass(frozen=True, slots=True)
class _Look:
    """How a style's letters look, and the names of it and of those it is based on."""

    bold: bool = False
    slanted: bool = False
    size: float = 0.0
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Odt:
    """What reading one file needs to know and finds beside the text."""

    document: Any
    looks: dict[tuple[str, str, _Look], _Look] = field(default_factory=dict)
    described: list[str] = field(default_factory=list)
    remarked: list[str] = field(default_factory=list)


def read(data: bytes, name: str) -> Source:
    """Return the lines of an OpenDocument text."""
    refusal = zipped.bomb(data)
    if refusal:
        return Source("odt", remarks=[refusal])
    from odfdo import Document

    document = Document(io.BytesIO(data))
    odt = _Odt(document)
    blocks = list(_blocks(odt, document.body))
    _rank(blocks)
    headers, footers = _repeated(odt, "style:header"), _repeated(odt, "style:footer")
    part = office.part(
        blocks,
        before=office.furniture(headers, "running header"),
        after=[
            *office.furniture(footers, "running footer"),
            *office.furniture(odt.described, "a picture's description"),
            *office.furniture(odt.remarked, "a reviewer's comment"),
        ],
    )
    part.fields |= office.title_field(document.meta.title, name)
    return Source("odt", [part] if part.lines else [])


def _rank(blocks: list[Block]) -> None:
    """Put the headings one rank lower where the document has a title."""
    headed = [it for it in office.paragraphs_of(blocks) if it.level]
    titled = any(it.level == _TITLE for it in headed)
    for it in headed:
        it.level = 1 if it.level == _TITLE else it.level + titled


def _blocks(odt: _Odt, parent: Element, entry: bool = False, why: str = "") -> Iterator[Block]:
    """Yield the paragraphs and tables of a body, a section, a list, a cell or a frame."""
    for it in parent.children:
        if it.tag in ("text:p", "text:h"):
            yield _paragraph(odt, it, entry, why)
        elif it.tag == "table:table":
            yield _table(odt, it)
        elif it.tag == "draw:frame":
            yield _framed(odt, it)
        elif it.tag in _CONTENTS:
            yield from _blocks(odt, it, entry, "table of contents")
        elif it.tag in ("text:list-item", "text:list-header"):
            yield from _blocks(odt, it, True, why)
        elif it.tag not in _GONE:
            yield from _blocks(odt, it, entry, why)


def _framed(odt: _Odt, frame: Element) -> Paragraph:
    """Return a frame that stands between paragraphs as an empty paragraph with text boxes."""
    made = Paragraph()
    _inline(odt, frame, made, _Look(), set())
    return made


def _paragraph(odt: _Odt, it: Element, entry: bool, why: str) -> Paragraph:
    """Return a paragraph with its marks."""
    style = it.get_attribute_string("text:style-name") or ""
    look = _look(odt, "paragraph", style, _look(odt, "paragraph", "", _Look()))
    made = Paragraph(entry=entry, why=why)
    if it.tag == "text:h":
        made.level = int(it.get_attribute_string("text:outline-level") or 1)
    elif "Title" in look.names:
        made.level = _TITLE
    made.caption = bool({"Caption", "Illustration", "Figure", "Drawing"} & set(look.names))
    made.dated = bool({"Date", "Dateline", "Subtitle"} & set(look.names))
    made.rule = "Horizontal_20_Line" in look.names
    sizes: set[float] = set()
    _inline(odt, it, made, look, sizes)
    made.size = sizes.pop() if len(sizes) == 1 else 0.0
    return made


def _inline(odt: _Odt, it: Element, made: Paragraph, look: _Look, sizes: set[float]) -> None:
    """Add to a paragraph what an element holds, its text and that behind each child."""
    _add(made, it.text, look, sizes)
    for child in it.children:
        _inline_child(odt, child, made, look, sizes)
        _add(made, child.tail, look, sizes)


def _inline_child(odt: _Odt, it: Element, made: Paragraph, look: _Look, sizes: set[float]) -> None:
    """Add to a paragraph what stands in it as one element."""
    if it.tag == "text:span":
        style = it.get_attribute_string("text:style-name") or ""
        _inline(odt, it, made, _look(odt, "text", style, look), sizes)
    elif it.tag in ("text:s", "text:tab"):
        made.runs.append(Run(" "))
    elif it.tag == "text:line-break":
        made.runs.append(Run(turn=Turn.LINE))
    elif it.tag == "text:note":
        bodies = [body for body in it.children if body.tag == "text:note-body"]
        made.notes += [office.words_of(list(_blocks(odt, body))) for body in bodies]
    elif it.tag == "office:annotation":
        odt.remarked.append(office.words_of(list(_blocks(odt, it))))
    elif it.tag in ("svg:desc", "svg:title"):
        odt.described.append(it.text or "")
    elif it.tag in ("draw:text-box", "draw:custom-shape"):
        made.boxes += _blocks(odt, it)
    elif it.tag not in _GONE:
        _inline(odt, it, made, look, sizes)


def _add(made: Paragraph, text: str | None, look: _Look, sizes: set[float]) -> None:
    """Add a stretch of letters to a paragraph."""
    if text:
        made.runs.append(Run(text, strong=int(look.bold), slanted=int(look.slanted)))
        if text.strip() and look.size:
            sizes.add(look.size)


def _look(odt: _Odt, family: str, style: str, around: _Look) -> _Look:
    """Return how letters look in a style; without a name, in what the document has for all."""
    key = (family, style, around)
    if key not in odt.looks:
        odt.looks[key] = _resolved(odt, family, style, around, 0)
    return odt.looks[key]


def _resolved(odt: _Odt, family: str, style: str, around: _Look, depth: int) -> _Look:
    """Work out a style from those that it is based on and what it says itself."""
    it = odt.document.get_style(family, style) if style else odt.document.get_style(family)
    if it is None or depth > _DEEPEST:
        return replace(around, names=(*around.names, style)) if style else around
    above = it.get_attribute_string("style:parent-style-name") if style else None
    look = _resolved(odt, family, above, around, depth + 1) if above else around
    said = it.get_properties(area="text") or {}
    weight, slant = said.get("fo:font-weight"), said.get("fo:font-style")
    return _Look(
        look.bold if weight is None else _heavy(str(weight)),
        look.slanted if slant is None else slant in ("italic", "oblique"),
        _size(str(said.get("fo:font-size", "")), look.size),
        (*look.names, style) if style else look.names,
    )


def _heavy(weight: str) -> bool:
    return weight == "bold" or (weight.isdigit() and int(weight) >= 600)


def _size(said: str, above: float) -> float:
    """Return the size of letters in points: "14pt", or "115%" of that of the style above."""
    match = _SIZE.fullmatch(said)
    if not match:
        return above
    return round(above * float(match[1]) / 100 if match[2] == "%" else float(match[1]), 1)


def _table(odt: _Odt, it: Element) -> Table:
    """Return a table; cells that another covers are left out, since that one spans them."""
    table = Table()
    heads = 0
    for row, head in _rows(it, False):
        cells = []
        for at in row.children:
            if at.tag == "table:table-cell":
                cell = TableCell(
                    list(_blocks(odt, at)),
                    across=_number(at, "table:number-columns-spanned"),
                    down=_number(at, "table:number-rows-spanned"),
                )
                cells += [cell] * min(_number(at, "table:number-columns-repeated"), _MOST)
        heads += head and heads == len(table.rows)
        table.rows += [cells] * min(_number(row, "table:number-rows-repeated"), _MOST)
    table.heads = heads or None
    return table


def _rows(parent: Element, head: bool) -> Iterator[tuple[Element, bool]]:
    """Yield the rows of a table, and whether each is marked as a head."""
    for it in parent.children:
        if it.tag == "table:table-row":
            yield it, head
        elif it.tag.startswith("table:table-") and it.tag.endswith(("rows", "row-group")):
            yield from _rows(it, head or it.tag == "table:table-header-rows")


def _number(it: Element, attribute: str) -> int:
    said = it.get_attribute_string(attribute) or ""
    return max(int(said), 1) if said.isdigit() else 1


def _repeated(odt: _Odt, tag: str) -> list[str]:
    """Return the words of each paragraph of the headers or footers of all pages."""
    words = []
    for page in odt.document.styles.master_pages:
        for it in page.children:
            if it.tag.startswith(tag):
                words += [
                    office.words_of([each]) for each in office.paragraphs_of(list(_blocks(odt, it)))
                ]
    return words
