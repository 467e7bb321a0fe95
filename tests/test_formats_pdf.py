"""PDFs are made here with reportlab; the bulletins of food-safety have their true text beside."""

from __future__ import annotations

import io
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive.formats.pdf import read
from seeqa.archive.source import Line, Role, Source
from seeqa.types import Origin, RemarkKind, Unit

pdfium = pytest.importorskip("pypdfium2")
canvas = pytest.importorskip("reportlab.pdfgen.canvas")

HOME = Path(__file__).parent.parent / "questions" / "archives" / "food-safety"
ISSUES = sorted(HOME.glob("files/*.pdf"))
WIDTH, HEIGHT = 595.0, 842.0
Drawn = Callable[[Any], object]


def made(*pages: Drawn, title: str = "", **options: Any) -> bytes:
    out = io.BytesIO()
    pen = canvas.Canvas(out, pagesize=(WIDTH, HEIGHT), **options)
    if title:
        pen.setTitle(title)
    for page in pages:
        page(pen)
        pen.showPage()
    pen.save()
    return out.getvalue()


def text(
    pen: Any, x: float, y: float, *lines: str, size: float = 10, font: str = "Times-Roman"
) -> float:
    pen.setFont(font, size)
    for line in lines:
        pen.drawString(x, y, line)
        y -= 1.25 * size
    return y


def lines(source: Source) -> list[tuple[str, str]]:
    return [(line.role.value, line.text) for part in source.parts for line in part.lines]


def words(source: Source) -> list[str]:
    return [text for _, text in lines(source)]


def letters(written: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", written) if c.isalpha())


def plain(data: bytes) -> str:
    document = pdfium.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in document)


# The real thing


def truth(issue: Path) -> list[tuple[str, str]]:
    number = issue.name.split("_")[2]
    found: list[tuple[str, str]] = []
    for line in (HOME / "source" / f"bulletin-{number}.md").read_text("utf-8").splitlines()[2:]:
        if line.startswith("[^1]: "):
            found.append(("aside", line[6:]))
        elif line.startswith("#"):
            found.append(("heading", line.lstrip("# ")))
        elif re.fullmatch(r"_.{1,80}_", line):
            found.append(("stamp", line.strip("_")))
        elif line and not line.startswith("["):
            found.append(("text", line.replace("_", "").replace("[^1]", "")))
    return found


@pytest.mark.parametrize("issue", ISSUES, ids=lambda p: p.stem)
def test_a_bulletin_in_two_columns_comes_out_as_it_was_written(issue: Path) -> None:
    source = read(issue.read_bytes(), issue.name)
    got = lines(source)
    assert [item for item in truth(issue) if item not in got] == []
    note = next(text for role, text in truth(issue) if role == "aside")
    order = [item for item in got if item in truth(issue) and item[1] != note]
    assert order == [item for item in truth(issue) if item[1] != note]
    assert source.remarks == []


@pytest.mark.parametrize("issue", ISSUES, ids=lambda p: p.stem)
def test_no_letter_is_lost_or_doubled(issue: Path) -> None:
    data = issue.read_bytes()
    rows = [text for role, text in lines(read(data, "")) if role == "row"]
    others = [text for role, text in lines(read(data, "")) if role != "row"]
    heads = re.findall(r"([^;:]+): ", rows[0])
    cells = [cell.split(": ")[1] for row in rows for cell in row.split("; ")]
    assert letters("".join([*others, *heads, *cells])) == letters(plain(data))


def test_the_table_and_the_notes_of_the_bulletins() -> None:
    first, second = (lines(read(issue.read_bytes(), issue.name)) for issue in ISSUES)
    row = "Region: South East; Inspected: 1,482; Satisf.: 1,173; Notices: 284; Closed: 25"
    assert ("row", row) in first
    assert first[first.index(("row", row)) - 1] == (
        "aside",
        "Table 1. Inspections by region, January–March 2023",
    )
    assert ("row", "Region: Total; Inspected: 4,474; Satisf.: 3,575; Notices: 818; Closed: 81") in (
        second
    )
    note = next(k for k, (_, text) in enumerate(second) if text.startswith("Fifty inspections"))
    assert second[note - 1][1].startswith("The figure for the Southern region")
    assert ("aside", "30; 20; 10; 0; 2021; 2022; 2023") in first


def test_lines_count_pages_and_what_the_file_says_of_itself() -> None:
    source = read(ISSUES[1].read_bytes(), ISSUES[1].name)
    part = source.parts[0]
    assert (source.format, part.unit) == ("pdf", Unit.PAGE)
    over = [line for line in part.lines if line.more]
    assert [(line.number, line.more) for line in over] == [(1, 1)]
    assert over[0].text.startswith("Portland had been without") and "A retired one" in over[0].text
    assert part.fields["title"].value == "JFSSA Quarterly Bulletin No. 27"
    assert part.fields["title"].origin is Origin.META
    furniture = {line.why for line in part.lines if line.role is Role.FURNITURE}
    assert furniture == {"running header", "page number"}


# Columns


def test_two_columns_are_read_one_after_the_other_below_a_wide_heading() -> None:
    def page(pen: Any) -> None:
        text(pen, 50, 780, "A heading over both of the columns of this page", size=22)
        for column, x in (("left", 50), ("right", 310)):
            y = 740.0
            for k in range(3):
                body = [f"{column} {k} line {n} of words that fill all of it" for n in range(4)]
                y = text(pen, x, y, *body, f"{column} {k} ends.") - 8

    got = lines(read(made(page), ""))
    assert got[0] == ("heading", "A heading over both of the columns of this page")
    assert [body.split()[:2] for _, body in got[1:]] == [
        [side, str(k)] for side in ("left", "right") for k in range(3)
    ]


def test_three_columns() -> None:
    def page(pen: Any) -> None:
        for k, x in enumerate((40, 220, 400)):
            text(pen, x, 700, *[f"column {k} has a line {n} here," for n in range(12)], "the end.")

    assert [t[:8] for t in words(read(made(page), ""))] == ["column 0", "column 1", "column 2"]


def test_a_box_comes_after_the_column_that_it_interrupts() -> None:
    def page(pen: Any) -> None:
        left = [f"In the left column the line {n} goes on and on" for n in range(8)]
        text(pen, 50, 700, *left)
        pen.setFillGray(0.8)
        pen.rect(45, 480, 240, 90, fill=1, stroke=0)
        pen.setFillGray(0)
        text(
            pen,
            55,
            550,
            *[f"Inside of the box there is a line {n} of it" for n in range(4)],
            "End.",
        )
        text(
            pen, 50, 460, *[f"and below of it come more lines like {n}" for n in range(7)], "Over."
        )
        text(
            pen, 310, 700, *[f"In the right column the line {n} goes on" for n in range(20)], "Out."
        )

    got = words(read(made(page), ""))
    assert [t[:12] for t in got] == ["In the left ", "Inside of th", "In the right"]
    assert got[0].endswith("Over.")


# Paragraphs


def test_hyphens_part_words_or_belong_to_them() -> None:
    def page(pen: Any) -> None:
        text(
            pen,
            50,
            700,
            "The chosen men of the well-known house began an inves-",
            "tigation of all that had come to pass and a well-",
            "known lady told them of the north in Guinea-",
            "Bissau and that the numbers were between 12-",
            "14 and no more, and that was the end of the mat\u00ad",
            "ter.",
        )

    assert words(read(made(page), "")) == [
        "The chosen men of the well-known house began an investigation of all that had come to"
        " pass and a well-known lady told them of the north in Guinea-Bissau and that the numbers"
        " were between 12-14 and no more, and that was the end of the matter."
    ]


def test_a_paragraph_goes_on_over_a_page_but_not_over_a_heading() -> None:
    full = [f"This is a line of the text with number {n} and it is full" for n in range(5)]

    def first(pen: Any) -> None:
        text(pen, 50, 300, *full, "and it goes on upon the page that comes after this one")

    def second(pen: Any) -> None:
        y = text(pen, 50, 780, "where it ends at last.")
        y = text(pen, 50, y - 20, "A new matter", font="Times-Bold", size=14)
        text(pen, 50, y - 6, *full, "which is the end.")

    source = read(made(first, second), "")
    assert [(line.number, line.more, line.role.value) for line in source.parts[0].lines] == [
        (1, 1, "text"),
        (2, 0, "heading"),
        (2, 0, "text"),
    ]


def test_paragraphs_are_told_by_space_by_indent_and_by_a_short_last_line() -> None:
    def page(pen: Any) -> None:
        y = text(pen, 50, 700, "One begins here and it fills the whole of its line", "and ends.")
        y = text(pen, 50, y - 8, "Two is set off by space and fills its whole line", "and ends so.")
        y = text(pen, 65, y, "Three is set in and fills the rest of its line up")
        text(
            pen,
            50,
            y,
            "to the end, and then it stops.",
            "Four begins after a short line that ended.",
        )

    assert [t.split()[0] for t in words(read(made(page), ""))] == ["One", "Two", "Three", "Four"]


def test_headings_have_the_rank_of_their_size_and_dates_in_italics_are_stamps() -> None:
    def page(pen: Any) -> None:
        y = text(pen, 50, 780, "The largest of", "the headings", size=24)
        y = text(pen, 50, y - 10, "A smaller one", size=14)
        y = text(pen, 50, y, "3 May 2023, Kingston", size=9, font="Times-Italic")
        y = text(pen, 50, y - 10, "Bold and alone", font="Times-Bold")
        text(pen, 50, y - 4, *["Here is the body of the text in its usual size,"] * 9, "and ends.")

    part = read(made(page), "").parts[0]
    assert [(line.role.value, line.level, line.text[:28]) for line in part.lines] == [
        ("heading", 1, "The largest of the headings"),
        ("heading", 2, "A smaller one"),
        ("stamp", 0, "3 May 2023, Kingston"),
        ("heading", 3, "Bold and alone"),
        ("text", 0, "Here is the body of the text"),
    ]


def test_bullets_are_entries_without_their_sign() -> None:
    def page(pen: Any) -> None:
        y = text(pen, 50, 700, "There are two of them that are to be told here:")
        for entry in ("the first, which runs over more than one", "the second."):
            pen.drawString(50, y, "\u2022")
            y = text(pen, 62, y, entry, *(["line of the page;"] if "first" in entry else []))

    assert lines(read(made(page), "")) == [
        ("text", "There are two of them that are to be told here:"),
        ("entry", "the first, which runs over more than one line of the page;"),
        ("entry", "the second."),
    ]


# What is no text of an item


def test_running_headers_and_page_numbers_of_two_pages() -> None:
    def page(number: int) -> Drawn:
        def draw(pen: Any) -> None:
            text(pen, 50, 810, "The Bulletin of May", size=8)
            text(pen, 50, 700, f"Here is what page {'one two'.split()[number - 1]} tells.")
            text(pen, 290, 30, f"– {number} –", size=8)

        return draw

    part = read(made(page(1), page(2)), "").parts[0]
    assert [(line.number, line.role.value, line.why) for line in part.lines] == [
        (1, "furniture", "running header"),
        (1, "text", ""),
        (1, "furniture", "page number"),
        (2, "furniture", "running header"),
        (2, "text", ""),
        (2, "furniture", "page number"),
    ]


def test_a_note_stands_after_the_paragraph_that_refers_to_it() -> None:
    def page(pen: Any) -> None:
        pen.setFont("Times-Roman", 10)
        pen.drawString(50, 700, "The limit was passed by far.")
        end = 50 + pen.stringWidth("The limit was passed by far.", "Times-Roman", 10)
        pen.setFont("Times-Roman", 6)
        pen.drawString(end, 704, "1")
        text(pen, 50, 670, "Then came a second paragraph about 5 m", "and it was long enough.")
        text(pen, 50, 640, "A third one about other things of the same kind, and long.")
        text(pen, 50, 100, "1 Which is laid down by law.", size=7)

    assert lines(read(made(page), "")) == [
        ("text", "The limit was passed by far."),
        ("aside", "Which is laid down by law."),
        ("text", "Then came a second paragraph about 5 m and it was long enough."),
        ("text", "A third one about other things of the same kind, and long."),
    ]


def test_a_raised_figure_without_a_note_stays() -> None:
    def page(pen: Any) -> None:
        pen.setFont("Times-Roman", 10)
        pen.drawString(50, 700, "They bought 300 m")
        end = 50 + pen.stringWidth("They bought 300 m", "Times-Roman", 10)
        pen.setFont("Times-Roman", 6)
        pen.drawString(end, 704, "2")
        text(pen, end + 5, 700, "of the land.")

    assert words(read(made(page), "")) == ["They bought 300 m2 of the land."]


def test_words_in_a_figure_are_one_aside() -> None:
    def page(pen: Any) -> None:
        text(pen, 50, 700, *["Before the figure there are these lines of text,"] * 5, "and an end.")
        for k, x in enumerate((100, 150, 200)):
            pen.rect(x, 500, 30, 40 + 20 * k, fill=1)
            text(pen, x + 5, 490, str(2020 + k), size=7)
        pen.line(90, 500, 240, 500)
        text(pen, 60, 540, "Seizures", size=7)
        text(
            pen, 50, 450, *["After the figure there are some other lines of text,"] * 5, "and end."
        )

    got = lines(read(made(page), ""))
    assert [role for role, _ in got] == ["text", "aside", "text"]
    assert got[1][1] == "Seizures; 2020; 2021; 2022"


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("Map 9 Main routes of the year", "aside"),
        ("Fig. 12 Seizures by country, 2022", "aside"),
        ("Table 1. Inspections", "aside"),
        ("Figure 1 shows that there were more.", "text"),
        ("Table 12 has what was found.", "text"),
    ],
)
def test_a_caption_is_told_from_a_sentence(written: str, role: str) -> None:
    assert lines(read(made(lambda pen: text(pen, 50, 700, written)), "")) == [(role, written)]


# Tables


def grid(pen: Any, rules: bool) -> None:
    text(
        pen, 50, 740, *["Before the table there are these lines of plain text,"] * 6, "and an end."
    )
    cells = [
        ("Country", "Seizures", "Kilograms"),
        ("Serbia", "22", "1,400"),
        ("Chile", "7", "35"),
        ("Nepal", "11", "208"),
    ]
    for k, row in enumerate(cells):
        for x, cell in zip((55, 180, 300), row, strict=True):
            text(pen, x, 600 - 18 * k, cell, font="Times-Bold" if not k else "Times-Roman")
    if rules:
        for k in range(5):
            pen.line(50, 613 - 18 * k, 400, 613 - 18 * k)
        for x in (50, 170, 290, 400):
            pen.line(x, 613, x, 613 - 72)
    text(
        pen, 50, 480, *["After the table there are some other lines of plain text,"] * 6, "and end."
    )


@pytest.mark.parametrize("rules", [True, False])
def test_a_table_is_told_row_by_row_with_its_heads(rules: bool) -> None:
    got = lines(read(made(lambda pen: grid(pen, rules)), ""))
    assert [role for role, _ in got] == ["text", "row", "row", "row", "text"]
    assert [t for role, t in got if role == "row"] == [
        "Country: Serbia; Seizures: 22; Kilograms: 1,400",
        "Country: Chile; Seizures: 7; Kilograms: 35",
        "Country: Nepal; Seizures: 11; Kilograms: 208",
    ]


def test_heads_and_cells_of_two_lines_are_joined() -> None:
    def page(pen: Any) -> None:
        for y in (700, 670, 640, 622):
            pen.line(50, y, 400, y)
        for x in (50, 170, 290, 400):
            pen.line(x, 700, x, 622)
        text(pen, 55, 688, "Country", font="Times-Bold")
        text(pen, 175, 688, "Persons", "arrested", font="Times-Bold")
        text(pen, 295, 688, "Drug", font="Times-Bold")
        text(pen, 55, 658, "Bosnia and", "Herzegovina")
        text(pen, 175, 658, "12")
        text(pen, 295, 658, "Cannabis", "resin")
        text(pen, 55, 628, "Chile")
        text(pen, 175, 628, "3")
        text(pen, 295, 628, "Cocaine")

    assert words(read(made(page), "")) == [
        "Country: Bosnia and Herzegovina; Persons arrested: 12; Drug: Cannabis resin",
        "Country: Chile; Persons arrested: 3; Drug: Cocaine",
    ]


# Files that are not as they should be


def locked(password: str) -> bytes:
    pdfencrypt = pytest.importorskip("reportlab.lib.pdfencrypt")

    guard = pdfencrypt.StandardEncryption(password, ownerPassword="owner", canPrint=0)
    return made(lambda pen: text(pen, 50, 700, "A secret line."), encrypt=guard)


def pictured(pen: Any) -> None:
    from PIL import Image

    reader = pytest.importorskip("reportlab.lib.utils").ImageReader
    pen.drawImage(reader(Image.new("L", (40, 40), 128)), 50, 300, 400, 400)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (locked("sesame"), "an encrypted PDF"),
        (made(pictured, pictured), "a scanned PDF without a text layer"),
        (b"", "a PDF that cannot be opened"),
        (b"%PDF-1.7\nnothing of the kind", "a PDF that cannot be opened"),
        (b"PK\x03\x04", "a PDF that cannot be opened"),
    ],
    ids=["encrypted", "scanned", "empty", "broken", "other"],
)
def test_what_cannot_be_read_is_said(data: bytes, message: str) -> None:
    source = read(data, "x.pdf")
    assert source.parts == []
    assert [(r.kind, r.line, r.message) for r in source.remarks] == [
        (RemarkKind.UNREAD, 1, message)
    ]


def test_an_empty_password_opens() -> None:
    assert words(read(locked(""), "")) == ["A secret line."]


def test_a_page_that_is_a_picture_is_remarked() -> None:
    source = read(made(lambda pen: text(pen, 50, 700, "A line."), pictured), "")
    assert [(r.line, r.message) for r in source.remarks] == [
        (2, "a page without text (a picture?)")
    ]
    assert words(source) == ["A line."]


@pytest.mark.parametrize(
    ("title", "human"),
    [
        ("Microsoft Word - bulletin 3.docx", False),
        ("bulletin_2023_05.indd", False),
        ("untitled", False),
        ("2023-05", False),
        ("Bulletin of May", True),
    ],
)
def test_only_a_human_title_is_one(title: str, human: bool) -> None:
    fields = read(made(lambda pen: text(pen, 50, 700, "A."), title=title), "").parts[0].fields
    assert ("title" in fields) == human
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", fields["created"].value)


def test_a_turned_page_is_read_as_it_is_seen() -> None:
    def page(pen: Any) -> None:
        pen.setPageRotation(90)
        pen.saveState()
        pen.translate(100, 100)
        pen.rotate(90)
        text(pen, 0, 0, "The first line of two that stand upright,", "and the second.")
        pen.restoreState()

    got = read(made(page), "")
    assert words(got) == ["The first line of two that stand upright, and the second."]
    assert lines(got)[0][0] == "text"


def test_what_lies_outside_of_the_page_is_furniture() -> None:
    def page(pen: Any) -> None:
        text(pen, 50, 700, "A line.")
        text(pen, 50, 900, "A slug of the printer.")

    part = read(made(page), "").parts[0]
    assert part.lines[-1] == Line(
        1, "A slug of the printer.", Role.FURNITURE, why="outside the page"
    )


def test_two_threads_may_read_at_once() -> None:
    data = ISSUES[0].read_bytes()
    found: list[list[tuple[str, str]]] = []
    threads = [
        threading.Thread(target=lambda: found.append(lines(read(data, "")))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(one == found[0] for one in found)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text("abcdefgh ABC.,-12", min_size=1, max_size=60).filter(str.strip),
            st.sampled_from([40.0, 60.0, 220.0, 310.0, 430.0]),
            st.integers(30, 810),
            st.sampled_from([6.0, 10.0, 10.0, 10.0, 18.0]),
            st.sampled_from(["Times-Roman", "Times-Bold", "Times-Italic"]),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_no_letter_is_lost_wherever_it_stands(
    drawn: list[tuple[str, float, int, float, str]],
) -> None:
    def page(pen: Any) -> None:
        for body, x, y, size, font in drawn:
            text(pen, x, y, body, size=size, font=font)

    data = made(page)
    source = read(data, "")
    missing = letters(plain(data)) - letters("".join(words(source)))
    # raised letters that a note answers are its marks, told by the note's place
    assert sum(missing.values()) <= 2 * sum(
        line.role is Role.ASIDE for p in source.parts for line in p.lines
    )


@pytest.mark.parametrize("cut", range(12))
def test_a_file_cut_short_does_not_raise(cut: int) -> None:
    data = ISSUES[1].read_bytes()
    source = read(data[: len(data) * cut // 12], "cut.pdf")
    assert source.parts or source.remarks
