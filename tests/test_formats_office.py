"""No word of a word processor's file is lost, and what it marks is told as what it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import docx as python_docx
import odfdo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive.formats import docx, odt, rtf
from seeqa.archive.source import Line, Role, Source
from seeqa.types import Origin, Unit

BODY = "The sanatorium was fined for having no rule on sick kitchen staff, and it has one now."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def words(source: Source) -> Counter[str]:
    lines = [line.text for part in source.parts for line in part.lines]
    return Counter(re.findall(r"\w+", " ".join(lines)))


def told(source: Source) -> list[tuple[int, Role, int, str]]:
    return [(it.number, it.role, it.level, it.text) for part in source.parts for it in part.lines]


def roles(source: Source) -> list[tuple[Role, str]]:
    return [(it.role, it.text) for part in source.parts for it in part.lines]


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word(*paragraphs: str) -> Any:
    document = python_docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def add_xml(document: Any, xml: str) -> None:
    """Add a paragraph of which python-docx makes none."""
    from docx.oxml.parser import parse_xml

    document.element.body.insert(len(document.element.body) - 1, parse_xml(f"<w:p {W}>{xml}</w:p>"))


def text_file(*blocks: Any) -> Any:
    document = odfdo.Document("text")
    document.body.clear()
    bold = odfdo.Style("paragraph", name="Bold", area="text", bold=True)
    slanted = odfdo.Style("paragraph", name="Slanted", area="text", italic=True)
    for style in (bold, slanted):
        document.insert_style(style, automatic=True)
    for block in blocks:
        document.body.append(block)
    return document


def grid(rows: Sequence[Sequence[str]]) -> odfdo.Table:
    table = odfdo.Table("T", width=len(rows[0]), height=len(rows))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            table.set_value((x, y), cell)
    return table


def rich(text: str) -> Source:
    return rtf.read(rf"{{\rtf1\ansi\ansicpg1252 {text}}}".encode("latin-1"), "a.rtf")


WORDS = st.text("abcdefgé", min_size=2, max_size=6)
TEXTS = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
TABLES = st.lists(st.tuples(WORDS, WORDS, TEXTS), min_size=1, max_size=4)
BLOCKS = st.lists(
    st.tuples(st.just("text"), TEXTS)
    | st.tuples(st.sampled_from(["head", "list", "bold"]), TEXTS)
    | st.tuples(st.just("rows"), TABLES),
    min_size=1,
    max_size=6,
)


def as_docx(blocks: Sequence[tuple[str, Any]]) -> Source:
    document = word()
    for kind, it in blocks:
        if kind == "rows":
            table = document.add_table(len(it), 3)
            for row, cells in zip(table.rows, it, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
        elif kind == "bold":
            document.add_paragraph().add_run(it).bold = True
        else:
            style = {"head": "Heading 1", "list": "List Bullet"}.get(kind)
            document.add_paragraph(it, style=style)
    return docx.read(saved(document), "a.docx")


def as_odt(blocks: Sequence[tuple[str, Any]]) -> Source:
    make: dict[str, Callable[[Any], Any]] = {
        "head": lambda it: odfdo.Header(1, it),
        "list": lambda it: odfdo.List([it]),
        "bold": lambda it: odfdo.Paragraph(it, style="Bold"),
        "text": odfdo.Paragraph,
        "rows": grid,
    }
    document = text_file(*(make[kind](it) for kind, it in blocks))
    return odt.read(saved(document), "a.odt")


def as_rtf(blocks: Sequence[tuple[str, Any]]) -> Source:
    def escaped(text: str) -> str:
        return text.replace("é", r"\'e9")

    made = ""
    for kind, it in blocks:
        if kind == "rows":
            for row in it:
                cells = "".join(rf"{escaped(cell)}\cell " for cell in row)
                made += rf"\trowd\cellx1\cellx2\cellx3\intbl {cells}\row "
            made += r"\pard "
        else:
            mark = {"bold": r"\b ", "head": r"\outlinelevel0 ", "list": r"{\listtext x\tab}"}
            made += rf"\pard {{{mark.get(kind, '')}{escaped(it)}}}\par "
    return rich(made)


@pytest.mark.parametrize("make", [as_docx, as_odt, as_rtf])
@settings(max_examples=20, deadline=None)
@given(blocks=BLOCKS)
def test_no_word_is_lost(
    make: Callable[[Sequence[tuple[str, Any]]], Source], blocks: list[tuple[str, Any]]
) -> None:
    written: Counter[str] = Counter()
    for kind, it in blocks:
        cells = [cell for row in it for cell in row] if kind == "rows" else [it]
        written.update(re.findall(r"\w+", " ".join(cells)))
    source = make(blocks)
    assert set(written) <= set(words(source))
    numbers = [line.number for part in source.parts for line in part.lines]
    assert numbers == sorted(numbers)
    assert min(numbers) >= 1


def test_headings_are_ranked_below_a_title() -> None:
    document = word()
    for text, style in (("The Weekly", "Title"), ("Flu", "Heading 1"), ("Who", "Heading 2")):
        document.add_paragraph(text, style=style)
    heads = [(it[2], it[3]) for it in told(docx.read(saved(document), "a.docx"))]
    assert heads == [(1, "The Weekly"), (2, "Flu"), (3, "Who")]
    document = word()
    document.add_paragraph("Flu", style="Heading 1")
    assert told(docx.read(saved(document), "a.docx")) == [(1, Role.HEADING, 1, "Flu")]
    titled = text_file(odfdo.Paragraph("The Weekly", style="Title"), odfdo.Header(1, "Flu"))
    heads = [(it[2], it[3]) for it in told(odt.read(saved(titled), "a.odt"))]
    assert heads == [(1, "The Weekly"), (2, "Flu")]


def test_bold_and_slanted_lines_are_headlines_and_datelines() -> None:
    document = word()
    document.add_paragraph().add_run("Flu eases").bold = True
    document.add_paragraph().add_run("Vienna, 4 May 2022").italic = True
    partly = document.add_paragraph()
    partly.add_run("The flu").bold = True
    partly.add_run(" is over. " + BODY)
    document.add_paragraph().add_run("Said in italics").italic = True
    assert [it[1:3] for it in told(docx.read(saved(document), "a.docx"))] == [
        (Role.HEADING, 7),
        (Role.STAMP, 0),
        (Role.TEXT, 0),
        (Role.TEXT, 0),
    ]
    again = text_file(
        odfdo.Paragraph("Flu eases", style="Bold"),
        odfdo.Paragraph("Vienna, 4 May 2022", style="Slanted"),
        odfdo.Paragraph(BODY),
    )
    assert [it[1:3] for it in told(odt.read(saved(again), "a.odt"))] == [
        (Role.HEADING, 7),
        (Role.STAMP, 0),
        (Role.TEXT, 0),
    ]
    assert roles(rich(rf"{{\b Flu eases}}\par \i Vienna, 4 May 2022\i0\par {BODY}\par")) == [
        (Role.HEADING, "Flu eases"),
        (Role.STAMP, "Vienna, 4 May 2022"),
        (Role.TEXT, BODY),
    ]


def test_larger_letters_are_of_a_higher_rank() -> None:
    document = word()
    for text, size in (("Health", 18), ("Flu eases", 14), (BODY, 11), ("Ticks", 14), (BODY, 11)):
        document.add_paragraph().add_run(text).font.size = python_docx.shared.Pt(size)
    levels = [it[2] for it in told(docx.read(saved(document), "a.docx"))]
    assert levels == [7, 8, 0, 8, 0]


def test_where_most_is_bold_boldness_says_nothing() -> None:
    document = word("Plain.")
    for _ in range(3):
        document.add_paragraph().add_run(BODY).bold = True
    assert {it[1] for it in told(docx.read(saved(document), "a.docx"))} == {Role.TEXT}


def test_a_bold_entry_is_a_headline_and_several_are_a_list() -> None:
    def made(*texts: str) -> list[Role]:
        document = word()
        for text in texts:
            if text == BODY:
                document.add_paragraph(text)
            else:
                document.add_paragraph(style="List Number").add_run(text).bold = True
        return [it[1] for it in told(docx.read(saved(document), "a.docx"))]

    assert made("Flu", BODY, "Ticks", BODY) == [Role.HEADING, Role.TEXT] * 2
    assert made(BODY, "Flu", "Ticks", BODY) == [Role.TEXT, Role.ENTRY, Role.ENTRY, Role.TEXT]


TABLE = [["Country", "Cases"], ["Serbia", "22"], ["Malta", "3"]]
TOLD = ["Country: Serbia; Cases: 22", "Country: Malta; Cases: 3"]


def test_tables_are_told_with_their_heads() -> None:
    document = word("Before.")
    table = document.add_table(3, 2)
    for row, cells in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("After.")
    expected = [
        (1, Role.TEXT, 0, "Before."),
        (3, Role.ROW, 0, TOLD[0]),
        (4, Role.ROW, 0, TOLD[1]),
        (5, Role.TEXT, 0, "After."),
    ]
    assert told(docx.read(saved(document), "a.docx")) == expected
    again = text_file(odfdo.Paragraph("Before."), grid(TABLE), odfdo.Paragraph("After."))
    assert told(odt.read(saved(again), "a.odt")) == expected
    row = r"\trowd\cellx1\cellx2\intbl {}\cell {}\cell\row "
    rows = "".join(row.replace("{}", "%s") % tuple(cells) for cells in TABLE)
    assert told(rich(rf"Before.\par {rows}\pard After.\par")) == expected


def test_a_merged_cell_is_told_in_each_of_its_rows() -> None:
    document = word()
    table = document.add_table(4, 2)
    for row, cells in zip(table.rows, [*TABLE, ["", "5"]], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(2, 0).merge(table.cell(3, 0))
    lines = [it[3] for it in told(docx.read(saved(document), "a.docx"))]
    assert lines == [*TOLD, "Country: Malta; Cases: 5"]


def test_a_table_that_arranges_the_page_is_read_as_what_is_in_it() -> None:
    document = word()
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text = "Flu eases"
    cells[1].text = BODY
    assert told(docx.read(saved(document), "a.docx")) == [
        (1, Role.TEXT, 0, "Flu eases"),
        (2, Role.TEXT, 0, BODY),
    ]


def test_running_heads_are_furniture_once_each() -> None:
    document = word(BODY)
    document.sections[0].header.paragraphs[0].text = "The Weekly"
    document.sections[0].footer.paragraphs[0].text = "Page"
    lines = docx.read(saved(document), "a.docx").parts[0].lines
    assert [(it.text, it.why) for it in lines if it.role is Role.FURNITURE] == [
        ("The Weekly", "running header"),
        ("Page", "running footer"),
    ]
    heads = [it for it in rich(r"{\header The Weekly\par}Text.\par").parts[0].lines if it.why]
    assert [(it.text, it.why) for it in heads] == [("The Weekly", "running header")]


def test_a_note_stands_after_what_refers_to_it() -> None:
    paragraph = odfdo.Paragraph("Ill since March.")
    paragraph.insert_note(after="Ill", note_id="n", citation="1", body="As reported.")
    expected = [(1, Role.TEXT, 0, "Ill since March."), (1, Role.ASIDE, 0, "As reported.")]
    assert told(odt.read(saved(text_file(paragraph)), "a.odt")) == expected
    assert told(rich(r"Ill{\super\chftn{\footnote As \b reported.}} since March.\par")) == expected
    assert told(docx.read(with_note(), "a.docx")) == expected


def with_note() -> bytes:
    """Return a Word file with a footnote, which python-docx cannot make."""
    document = word()
    add_xml(
        document,
        "<w:r><w:t>Ill</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:t xml:space='preserve'> since March.</w:t></w:r>",
    )
    notes = (
        f"<w:footnotes {W}><w:footnote w:id='0' w:type='separator'><w:p/></w:footnote>"
        "<w:footnote w:id='2'><w:p><w:r><w:t>As reported.</w:t></w:r></w:p></w:footnote>"
        "</w:footnotes>"
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(document))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                relation = f"<Relationship Id='n' Type='{office}/footnotes' Target='notes.xml'/>"
                data = data.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
            new.writestr(name, data)
        new.writestr("word/notes.xml", notes)
    return stream.getvalue()


def test_deletions_are_left_out_and_insertions_kept() -> None:
    document = word()
    add_xml(
        document,
        "<w:r><w:t xml:space='preserve'>It is </w:t></w:r>"
        "<w:del><w:r><w:delText>bad</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>good</w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t xml:space='preserve'> news</w:t></w:r></w:hyperlink>",
    )
    assert [it[3] for it in told(docx.read(saved(document), "a.docx"))] == ["It is good news"]
    assert roles(rich(r"It is {\deleted bad}{\revised good} news\par")) == [
        (Role.TEXT, "It is good news")
    ]


def test_text_boxes_content_controls_and_contents() -> None:
    document = word()
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    add_xml(document, f"<w:r><w:t>Around.</w:t><w:pict>{box}</w:pict></w:r>")
    add_xml(document, "<w:sdt><w:sdtContent><w:r><w:t>Held.</w:t></w:r></w:sdtContent></w:sdt>")
    add_xml(document, "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r>")
    assert roles(docx.read(saved(document), "a.docx")) == [
        (Role.TEXT, "Around."),
        (Role.TEXT, "Boxed."),
        (Role.TEXT, "Held."),
        (Role.FURNITURE, "Hidden."),
    ]
    boxed = r"Around.{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Boxed.\par}}}\par Held.\par"
    assert [it[3] for it in told(rich(boxed))] == ["Around.", "Boxed.", "Held."]


def test_a_break_within_a_paragraph_parts_headline_and_text() -> None:
    document = word()
    paragraph = document.add_paragraph()
    paragraph.add_run("Flu eases").bold = True
    paragraph.add_run().add_break()
    paragraph.add_run(BODY)
    assert told(docx.read(saved(document), "a.docx")) == [
        (1, Role.HEADING, 7, "Flu eases"),
        (1, Role.TEXT, 0, BODY),
    ]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Weekly Bulletin 11/2025", True),
        ("Microsoft Word - draft", False),
        ("Word Document", False),
        ("Word from the mayor", True),
        ("Document1", False),
        ("bulletin", False),
        ("final_v2.docx", False),
        ("", False),
    ],
)
def test_only_a_title_that_a_person_gave_is_a_field(title: str, kept: bool) -> None:
    document = word(BODY)
    document.core_properties.title = title
    fields = docx.read(saved(document), "x/bulletin.docx").parts[0].fields
    assert [(it.value, it.origin) for it in fields.values()] == [(title, Origin.META)] * kept


def test_places_are_paragraphs_and_empty_ones_are_gaps() -> None:
    document = word("One.", "", "", "Two.")
    part = docx.read(saved(document), "a.docx").parts[0]
    assert part.unit is Unit.PARAGRAPH
    assert part.lines == [Line(1, "One."), Line(2, "Two.", gap=2)]


def test_signs_between_paragraphs_are_rules() -> None:
    assert roles(docx.read(saved(word("One.", "* * *", "Two.")), "a.docx"))[1] == (
        Role.RULE,
        "* * *",
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"caf\'e9 \u322?\u8211?x", "café ł–x"),
        (r"\u-10179?\u-8704?", "😀"),
        (r'{\field{\*\fldinst{HYPERLINK "http://a.example"}}{\fldrslt a link}}', "a link"),
        (r"a | bar\line and", "a | bar and"),
        (r"{\pict\bin4 }}{{}after", "after"),
    ],
)
def test_what_rich_text_means(written: str, read: str) -> None:
    assert [it[3] for it in told(rich(rf"{written}\par"))] == [read]


def test_an_empty_file_has_no_parts() -> None:
    assert docx.read(saved(word()), "a.docx").parts == []
    assert odt.read(saved(text_file()), "a.odt").parts == []
    assert rich("").parts == []


def test_a_bomb_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", bytes(5 * 2**20))
    assert [it.message for it in docx.read(stream.getvalue(), "a.docx").remarks] == ["a zip bomb?"]
    assert [it.message for it in odt.read(stream.getvalue(), "a.odt").remarks] == ["a zip bomb?"]
