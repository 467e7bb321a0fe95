"""Word files (.docx) -> lines: paragraphs, tables, notes and text boxes in the order of the text.

python-docx opens the file and knows its parts; the paragraphs are read from their XML, since it
does not tell of footnotes, text boxes, content controls and tracked changes. Deleted text is left
out, inserted text is in. Element names are those of ECMA-376, part 1.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from seeqa.archive.formats import office, zipped
from seeqa.archive.formats.office import Block, Paragraph, Table, TableCell
from seeqa.archive.formats.runs import Run, Turn
from seeqa.archive.source import Source

Element = Any  # of lxml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Templates and files with macros (which are never run) are built like documents.
_LIKE_IT = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rt"})
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS = re.compile(r"toc (\d|heading)", re.IGNORECASE)


@dataclass(slots=True)
class _Style:
    """A style, with what it has from those it is based on; None where nothing is said."""

    names: list[str] = field(default_factory=list)
    bold: bool | None = None
    slanted: bool | None = None
    size: float | None = None
    outline: int | None = None
    listed: bool = False


@dataclass(slots=True)
class _Word:
    """What reading one file needs to know: its styles, its notes, whether it has a Title."""

    styles: dict[str, _Style]
    usual: str
    titled: bool
    notes: dict[tuple[str, str], str]
    told: set[tuple[str, str]] = field(default_factory=set)


def read(data: bytes, name: str) -> Source:
    """Return the lines of a Word file."""
    refusal = zipped.bomb(data)
    if refusal:
        return Source("docx", remarks=[refusal])
    document = _open(data)
    part = document.part
    word = _Word(*_styles(document), titled=False, notes={})
    for kind in ("footnote", "endnote"):
        word.notes |= _notes(word, part, kind)
    body = document.element.body
    word.titled = any("title" in _style(word, it).names for it in body.iter(f"{_W}p"))
    blocks = list(_blocks(word, body))
    unasked = [text for key, text in word.notes.items() if key not in word.told]
    blocks += [Paragraph(notes=[text]) for text in unasked]
    read_part = office.part(
        blocks,
        before=office.furniture(_related(word, part, "header"), "running header"),
        after=[
            *office.furniture(_related(word, part, "footer"), "running footer"),
            *office.furniture(_hidden(body), "hidden text"),
            *office.furniture(_descriptions(body), "a picture's description"),
            *office.furniture(_related(word, part, "comments"), "a reviewer's comment"),
        ],
    )
    read_part.fields |= office.title_field(document.core_properties.title, name)
    return Source("docx", [read_part] if read_part.lines else [])


def _open(data: bytes) -> Any:
    """Open a file with python-docx, which refuses templates and files with macros by itself."""
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart

    for content_type in (_MAIN, *_LIKE_IT):
        PartFactory.part_type_for[content_type] = DocumentPart
    part: Any = Package.open(io.BytesIO(data)).main_document_part
    return part.document


def _styles(document: Any) -> tuple[dict[str, _Style], str]:
    """Return the styles by their ids, and the id of the one that a paragraph has by itself."""
    root = document.styles.element
    found = {it.get(f"{_W}styleId"): it for it in root.iter(f"{_W}style")}
    usual = next(
        (
            key
            for key, it in found.items()
            if it.get(f"{_W}type") == "paragraph" and it.get(f"{_W}default") in ("1", "true")
        ),
        "",
    )
    bottom = _Style()
    for it in root.iter(f"{_W}rPrDefault"):
        _set_style(bottom, it)
    return {key: _resolved(found, key, bottom) for key in found} | {"": bottom}, usual


def _resolved(found: dict[str, Element], key: str, bottom: _Style) -> _Style:
    """Return a style with what it has from the styles that it is based on, nearest last."""
    chain: list[Element] = []
    while key in found and found[key] not in chain:
        chain.append(found[key])
        key = _value(found[key].find(f"{_W}basedOn"))
    style = _Style([], bottom.bold, bottom.slanted, bottom.size)
    for it in reversed(chain):
        _set_style(style, it)
    style.names = [_value(it.find(f"{_W}name")).lower() for it in chain]
    return style


def _set_style(style: _Style, it: Element) -> None:
    """Take over what a style itself says."""
    marks, layout = it.find(f"{_W}rPr"), it.find(f"{_W}pPr")
    if marks is not None:
        style.bold = _flag(marks, "b", style.bold)
        style.slanted = _flag(marks, "i", style.slanted)
        style.size = _size(marks, style.size)
    if layout is not None:
        outline = layout.find(f"{_W}outlineLvl")
        style.outline = style.outline if outline is None else int(_value(outline))
        style.listed = style.listed or _numbered(layout) is True


def _blocks(word: _Word, parent: Element) -> Iterator[Block]:
    """Yield the paragraphs and tables of a body, a cell, a text box or a note."""
    for it in parent:
        if it.tag == f"{_W}p":
            yield _paragraph(word, it)
        elif it.tag == f"{_W}tbl":
            yield _table(word, it)
        elif it.tag == f"{_MC}AlternateContent":
            yield from _blocks(word, it[0] if len(it) else it)
        elif isinstance(it.tag, str) and it.tag not in _GONE and len(it):
            yield from _blocks(word, it)  # a content control, custom XML, an insertion


def _paragraph(word: _Word, it: Element) -> Paragraph:
    """Return a paragraph with its marks."""
    style = _style(word, it)
    layout = it.find(f"{_W}pPr")
    made = Paragraph(level=_level(word, style, layout))
    numbered = None if layout is None else _numbered(layout)
    listed = style.listed or any(name.split()[:1] == ["list"] for name in style.names[:1])
    made.entry = listed if numbered is None else numbered
    made.caption = "caption" in style.names
    made.dated = bool({"date", "dateline", "subtitle"} & set(style.names))
    if any(map(_CONTENTS.fullmatch, style.names)) or _of_contents(it):
        made.why = "table of contents"
    sizes: set[float] = set()
    _inline(word, it, made, style, sizes)
    made.size = sizes.pop() if len(sizes) == 1 else 0.0
    made.rule = made.rule or (layout is not None and layout.find(f"{_W}pBdr") is not None)
    return made


def _level(word: _Word, style: _Style, layout: Element | None) -> int:
    """Return a paragraph's rank as a heading: by its style's name, else by its outline level."""
    if style.names[:1] == ["title"]:
        return 1
    named = next(filter(None, map(_HEADING.fullmatch, style.names)), None)
    outline = None if layout is None else layout.find(f"{_W}outlineLvl")
    depth = style.outline if outline is None else int(_value(outline))
    if named:
        return int(named[1]) + word.titled
    if depth is None or depth > 8:
        return 0
    return depth + 1 + word.titled


def _inline(
    word: _Word, parent: Element, made: Paragraph, style: _Style, sizes: set[float]
) -> None:
    """Add to a paragraph what stands in it; a run's own marks go before its style's."""
    for it in parent:
        if not isinstance(it.tag, str) or it.tag in _GONE or _anchored(word, it, made):
            continue
        if it.tag == f"{_W}r":
            if not _vanishes(it):
                _inline(word, it, made, _run_style(word, it, style), sizes)
        elif it.tag in (f"{_W}t", f"{_M}t", *_CHARACTERS):
            text = _CHARACTERS.get(it.tag) or it.text or ""
            strong, slanted = int(bool(style.bold)), int(bool(style.slanted))
            made.runs.append(Run(text, strong=strong, slanted=slanted))
            if text.strip() and style.size:
                sizes.add(style.size)
        elif it.tag == f"{_MC}AlternateContent":  # the same twice, for new and for old programs
            _inline(word, it[0] if len(it) else it, made, style, sizes)
        else:
            _inline(word, it, made, style, sizes)


def _anchored(word: _Word, it: Element, made: Paragraph) -> bool:
    """Add to a paragraph what is no letter of it; tell whether there was anything to add."""
    if it.tag in (f"{_W}br", f"{_W}cr"):
        made.runs.append(Run(turn=Turn.LINE))
    elif it.tag == f"{_W}sym":
        made.runs.append(Run(_symbol(it)))
    elif it.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
        key = (it.tag[len(_W) : -len("Reference")], it.get(f"{_W}id"))
        made.notes += [word.notes[key]] if key in word.notes else []
        word.told.add(key)
    elif it.tag == f"{_W}txbxContent":
        made.boxes += _blocks(word, it)
    elif it.tag == f"{_V}rect" and it.get(f"{_O}hr"):
        made.rule = True
    else:
        return it.tag in (f"{_W}pPr", f"{_W}rPr")
    return True


def _run_style(word: _Word, run: Element, around: _Style) -> _Style:
    """Return the marks of a run: its own, its character style's, its paragraph's."""
    marks = run.find(f"{_W}rPr")
    if marks is None:
        return around
    named = word.styles.get(_value(marks.find(f"{_W}rStyle")), _Style())
    bold = around.bold if named.bold is None else named.bold
    slanted = around.slanted if named.slanted is None else named.slanted
    size = _size(marks, around.size)
    return _Style([], _flag(marks, "b", bold), _flag(marks, "i", slanted), size)


def _table(word: _Word, it: Element) -> Table:
    """Return a table; a cell that goes on below is told in every row that it takes."""
    table = Table()
    above: dict[int, TableCell] = {}
    heads = 0
    for row in _inside(it, f"{_W}tr"):
        column, cells = 0, []
        for at in _inside(row, f"{_W}tc"):
            layout = at.find(f"{_W}tcPr")
            across = _value(None if layout is None else layout.find(f"{_W}gridSpan"))
            merged = None if layout is None else layout.find(f"{_W}vMerge")
            cell = TableCell(list(_blocks(word, at)), across=int(across or 1))
            if merged is not None and _value(merged) != "restart" and column in above:
                above[column].down += 1
            else:
                cells.append(cell)
                above[column] = cell
            column += cell.across
        marks = row.find(f"{_W}trPr")
        if marks is not None and _flag(marks, "tblHeader", None) and heads == len(table.rows):
            heads += 1
        table.rows.append(cells)
    table.heads = heads or None
    return table


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """Yield a table's rows or a row's cells, those in content controls too, not deleted ones."""
    for it in parent:
        if it.tag == tag:
            marks = it.find(f"{_W}trPr")
            if marks is None or marks.find(f"{_W}del") is None:
                yield it
        elif it.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _inside(it, tag)


def _notes(word: _Word, part: Any, kind: str) -> dict[tuple[str, str], str]:
    """Return the words of the footnotes or endnotes, by their kind and id."""
    found = {}
    for root in _parts(part, f"{kind}s"):
        for it in root.iter(f"{_W}{kind}"):
            if it.get(f"{_W}type") in (None, "normal"):
                found[kind, it.get(f"{_W}id")] = office.words_of(list(_blocks(word, it)))
    return found


def _related(word: _Word, part: Any, kind: str) -> list[str]:
    """Return the words of each paragraph of the headers, footers or comments of a document."""
    blocks = [block for root in _parts(part, kind) for block in _blocks(word, root)]
    return [office.words_of([it]) for it in office.paragraphs_of(blocks)]


def _parts(part: Any, kind: str) -> Iterator[Element]:
    """Yield the roots of the XML parts to which a document has a relation of a kind."""
    from docx.oxml.parser import parse_xml

    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            yield parse_xml(relation.target_part.blob)


def _hidden(body: Element) -> list[str]:
    """Return the words that are hidden in the text."""
    runs = [it for it in body.iter(f"{_W}r") if _vanishes(it)]
    return ["".join(text.text or "" for text in it.iter(f"{_W}t")) for it in runs]


def _descriptions(body: Element) -> list[str]:
    """Return what the pictures of a text are said to show."""
    return [it.get("descr") or "" for it in body.iter() if str(it.tag).endswith("}docPr")]


def _style(word: _Word, paragraph: Element) -> _Style:
    """Return the style of a paragraph."""
    layout = paragraph.find(f"{_W}pPr")
    key = _value(None if layout is None else layout.find(f"{_W}pStyle")) or word.usual
    return word.styles.get(key) or word.styles[""]


def _of_contents(it: Element) -> bool:
    """Tell whether a paragraph stands in a content control that is a table of contents."""
    return any(
        _value(gallery) == "Table of Contents"
        for control in it.iterancestors(f"{_W}sdt")
        for gallery in control.iterfind(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    )


def _numbered(layout: Element) -> bool | None:
    """Tell whether a paragraph is in a list; None where its own layout says nothing."""
    numbering = layout.find(f"{_W}numPr")
    if numbering is None:
        return None
    return _value(numbering.find(f"{_W}numId")) != "0"


def _vanishes(run: Element) -> bool:
    marks = run.find(f"{_W}rPr")
    return marks is not None and bool(_flag(marks, "vanish", False))


def _flag(marks: Element, name: str, otherwise: bool | None) -> bool | None:
    """Return whether a mark is set, or what goes where it is not spoken of."""
    it = marks.find(f"{_W}{name}")
    return otherwise if it is None else _value(it) not in _OFF


def _size(marks: Element, otherwise: float | None) -> float | None:
    """Return the size of letters in points."""
    value = _value(marks.find(f"{_W}sz"))
    return float(value) / 2 if value.isdigit() else otherwise


def _symbol(it: Element) -> str:
    """Return a character that is named by its code; those of a font of symbols are not letters."""
    try:
        code = int(it.get(f"{_W}char") or "", 16)
    except ValueError:
        return ""
    return " • " if 0xE000 <= code <= 0xF8FF else chr(code)


def _value(it: Element | None) -> str:
    return "" if it is None else it.get(f"{_W}val") or ""
