"""Lines -> items: the law that none is lost, then the layouts that publishers have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.archive.formats.text import read
from seeqa.archive.items import Cut, cut
from seeqa.archive.source import Line, Part, Role
from seeqa.types import BlockKind, RemarkKind

BODY = "The officers met in the town hall for two days and talked about the exchange of data."
OTHER = "A second group of forty judges visited the court of appeal and asked many questions."

roles = st.sampled_from([*Role])
lines = st.lists(
    st.builds(
        lambda text, role, level, gap: Line(0, text, role, level, gap=gap, why="navigation"),
        st.sampled_from(
            [
                "A headline",
                "ANOTHER HEADLINE",
                "1. A numbered one",
                "3 May 2022",
                "Ohrid, 3 May 2022: " + BODY,
                "SKOPJE – " + OTHER,
                BODY,
                OTHER,
                "By Jane Doe",
                "Contact: press@example.org",
                "About the Mission: it was set up in 2009 by fourteen states to help the police.",
                "https://example.org/a",
                "* * *",
                "No. 4 · May 2022",
            ]
        ),
        roles,
        st.sampled_from([0, 1, 2, 7]),
        st.sampled_from([0, 1, 3]),
    ),
    max_size=14,
)


def headlines(made: Cut) -> list[str]:
    found = []
    for item in made.items:
        head = next((p for p in item.lines if p.words[1]), None)
        found.append(head.line.text[slice(*head.words)].strip() if head else "")
    return found


@law
@given(lines)
def test_every_line_is_in_an_item_or_left_out_by_name(written: list[Line]) -> None:
    for number, line in enumerate(written, 1):
        line.number = number
    made = cut(Part(written))
    placed = {
        n
        for item in made.items
        for p in item.lines
        for n in range(p.line.number, p.line.number + p.line.more + 1)
    }
    left = {
        n
        for remark in made.remarks
        if remark.kind is RemarkKind.LEFT_OUT
        for n in range(remark.line, max(remark.line, remark.last) + 1)
    }
    worded = {
        x.number for x in written if x.role is not Role.RULE and any(map(str.isalnum, x.text))
    }
    assert worded <= placed | left
    assert not placed & left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # headline, dateline
        (f"One\n3 May 2022, Ohrid: {BODY}\nTwo\n4 May 2022, Budva: {OTHER}\n", ["One", "Two"]),
        # a deck and a byline
        (
            f"Court opens\nJudges move to a new house\nBy Jane Doe\n\nOhrid, 3 May 2022: {BODY}\n\n"
            f"Port closes\nShips wait outside\nBy John Roe\n\nBudva, 4 May 2022: {OTHER}\n",
            ["Court opens", "Port closes"],
        ),
        # the date over the headline
        (
            f"3 May 2022\nOne court\n\n{BODY}\n\n4 May 2022\nTwo ports\n\n{OTHER}\n",
            ["One court", "Two ports"],
        ),
        # the date under the text
        (
            f"One court\n\n{BODY}\n\n3 May 2022\n\nTwo ports\n\n{OTHER}\n\n4 May 2022\n",
            ["One court", "Two ports"],
        ),
        # a masthead, numbers, rules
        (
            f"THE OFFICE\nNewsletter No. 4, May 2022\n\n* * *\n1. One court\n\n{BODY}\n\n* * *\n"
            f"2. Two ports\n\n{OTHER}\n",
            ["One court", "Two ports"],
        ),
        # no date at all
        (f"One court\n\n{BODY}\n\nTwo ports\n\n{OTHER}\n", ["One court", "Two ports"]),
        # a date beside the headline
        (
            f"One court (3.5.2022)\n\n{BODY}\n\nTwo ports (14.5.2022)\n\n{OTHER}\n",
            ["One court", "Two ports"],
        ),
        (
            f"12/03/2022 - One court\n{BODY}\n\n28/03/2022 - Two ports\n{OTHER}\n",
            ["One court", "Two ports"],
        ),
        # a letterhead
        (
            "COURT OF APPEAL\nPress release No. 4/14\n\nOhrid, 3 May 2022\n\n"
            f"Pilots may fly\n\n{BODY}\n",
            ["Pilots may fly"],
        ),
        # headlines of two lines
        (
            f"Course on boat searches and\nthe control of containers\n3 May 2022, Ohrid: {BODY}\n",
            ["Course on boat searches and the control of containers"],
        ),
        # decorated headlines
        (
            f"+++ One court +++\n\n{BODY}\n\n+++ Two ports +++\n\n{OTHER}\n",
            ["One court", "Two ports"],
        ),
        # a table of contents
        (
            f"Contents:\n- One court\n- Two ports\n\nOne court\n3 May 2022, Ohrid: {BODY}\n\n"
            f"Two ports\n4 May 2022, Budva: {OTHER}\n",
            ["One court", "Two ports"],
        ),
        # headlines in the line of their text
        (
            f"Slower ships. Budva, 14 March 2012 – {BODY}\n\n"
            f"Faster letters. Ohrid, 15 March 2012 – {OTHER}\n",
            ["Slower ships", "Faster letters"],
        ),
        # the date in brackets under the text, and a line of the publisher's
        (
            f"One court\n\n{BODY}\n\n(3 May 2022)\n\n\nTwo ports\n\n{OTHER}\n\n(4 May 2022)\n\n\n"
            "Hours: Mon-Fri 9-7.\n",
            ["One court", "Two ports"],
        ),
        # marks before headlines; before what is none
        (
            f"The hospital\n1 May 2022\n\n>> One court\n{BODY}\n\n>> Two ports\n{OTHER}\n",
            ["One court", "Two ports"],
        ),
        (
            f"One court\n\n{BODY}\n\n>> Ring Ann on 555\n\n"
            f"Two ports\n\n{OTHER}\n\n>> Ring Bo on 556\n",
            ["One court", "Two ports"],
        ),
        # a headline in capitals that goes on behind a comma
        (
            f"ONE COURT\n\nOhrid, 3 May 2022 - {BODY}\n\n\n"
            f"CENTRES TO OPEN ON SATURDAYS,\nMINISTER SAYS\n\nBudva, 4 May 2022 - {OTHER}\n",
            ["ONE COURT", "CENTRES TO OPEN ON SATURDAYS, MINISTER SAYS"],
        ),
        # entries with their headlines, under an issue's date
        (
            "OUR SCHOOL\nNewsletter No. 12    Friday 6 May 2022\n\nDear parents,\n\n"
            f"* SWIMMING. {BODY}\n\n* CHESS. {OTHER}\n\n* CAR PARK. {BODY}\n",
            ["SWIMMING", "CHESS", "CAR PARK"],
        ),
        # a caption among the text
        (
            f"One court\n\n3 May 2022\n\n{BODY}\n\n"
            f"Photo: Judges at the door. Credit: A. Doe\n\n{OTHER}\n",
            ["One court"],
        ),
        # labelled lines
        (
            f"Title: One court\nDate: 3 May 2022\nPlace: Ohrid\n\n{BODY}\n\n"
            f"Title: Two ports\nDate: 4 May 2022\nPlace: Budva\n\n{OTHER}\n",
            ["One court", "Two ports"],
        ),
    ],
)
def test_the_layouts_of_text_files(text: str, expected: list[str]) -> None:
    (part,) = read(text, "a.txt").parts
    assert headlines(cut(part)) == expected


def test_subheadings_belong_to_their_item() -> None:
    part = Part(
        [
            Line(1, "The bulletin", Role.HEADING, 1),
            Line(2, "One court", Role.HEADING, 2),
            Line(3, "3 May 2022", Role.STAMP),
            Line(4, BODY),
            Line(5, "What comes next", Role.HEADING, 3),
            Line(6, OTHER),
            Line(7, "Two ports", Role.HEADING, 2),
            Line(8, "4 May 2022", Role.STAMP),
            Line(9, OTHER),
        ]
    )
    made = cut(part)
    assert headlines(made) == ["One court", "Two ports"]
    assert [p.kind for p in made.items[0].lines][3] is BlockKind.SUBHEAD
    assert [line.text for line in made.masthead] == ["The bulletin"]


def test_a_file_without_any_item_is_one() -> None:
    made = cut(Part([Line(1, BODY), Line(2, OTHER)]))
    assert [len(item.lines) for item in made.items] == [2]
    assert headlines(made) == [""]


def test_what_tells_about_the_publisher_is_no_news() -> None:
    about = "About the Mission: it was set up in 2009 by fourteen states to help the police."
    text = f"One\n3 May 2022, Ohrid: {BODY}\n\n\nTwo\n4 May 2022, Budva: {OTHER}\n\n\n{about}\n"
    (part,) = read(text, "a.txt").parts
    made = cut(part)
    assert [item.about for item in made.items] == [False, False, True]
    assert made.items[-1].lines[0].line.text == about


def test_a_line_like_a_dateline_inside_an_item_is_doubted() -> None:
    inside = Line(6, f"Budva, 9 May 2022: {OTHER}")
    lines = [Line(i, f"Part {i}", Role.HEADING, 2) for i in (2, 4)]
    text = [Line(i, BODY) for i in (3, 5)]
    made = cut(
        Part([Line(1, "Item", Role.HEADING, 1), lines[0], text[0], lines[1], text[1], inside])
    )
    assert headlines(made) == ["Item"]
    (remark,) = made.remarks
    assert (remark.kind, remark.line) == (RemarkKind.DOUBTFUL, 6)
    assert remark.message == "a line like a dateline inside an item"
