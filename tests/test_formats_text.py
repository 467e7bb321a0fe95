"""Plain text: lines that a margin broke are one again, all others stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.archive.formats.text import joined, read
from seeqa.archive.source import Line, Role

WRAPPED = """\
Regional course on financial investi-
gations in Podgorica
3-5 July 2023, Podgorica, Montenegro: The agency organised a regio-
nal course on financial investigations for 18 prosecutors from five
countries. The course was funded by the Government of the Nether-
lands and hosted by the Judicial Training Centre.

The next course will take place in October 2023 in Pristina and will
be open to tax inspectors.
Handbook on witness protection presented
10 July 2023, Sarajevo, Bosnia and Herzegovina: The agency presented
a handbook on witness protection to 40 judges.
"""


def lines(text: str) -> list[Line]:
    return [line for part in read(text, "a.txt").parts for line in part.lines]


@law
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\f"), max_size=60)))
def test_no_letter_is_lost(written: list[str]) -> None:
    text = "\n".join(written)
    marks = set("-‐*•–·‣▪◦●■>o#\u00ad")  # hyphens, bullets, the marks of quoted mails
    kept = "".join(line.text for line in lines(text))
    for letter in set(text):
        if letter.isalnum() and letter not in marks:
            assert kept.count(letter) == sum(row.count(letter) for row in text.split("\n"))


def test_a_wrapped_text_is_joined_by_paragraphs() -> None:
    found = [(line.number, line.more, line.text) for line in lines(WRAPPED)]
    assert found == [
        (1, 1, "Regional course on financial investigations in Podgorica"),
        (
            3,
            3,
            "3-5 July 2023, Podgorica, Montenegro: The agency organised a regional course on "
            "financial investigations for 18 prosecutors from five countries. The course was "
            "funded by the Government of the Netherlands and hosted by the Judicial Training "
            "Centre.",
        ),
        (
            8,
            1,
            "The next course will take place in October 2023 in Pristina and will be open to tax "
            "inspectors.",
        ),
        (10, 0, "Handbook on witness protection presented"),
        (
            11,
            1,
            "10 July 2023, Sarajevo, Bosnia and Herzegovina: The agency presented a handbook on "
            "witness protection to 40 judges.",
        ),
    ]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = "A headline\n3 May 2022, Ohrid: It met there.\nIt ended on the same day.\n"
    assert [line.text for line in lines(text)] == text.splitlines()


@pytest.mark.parametrize(
    ("before", "after", "whole", "one"),
    [
        ("the regio-", "nal course", "", "the regional course"),
        ("a well-", "known case", "it is well-known", "a well-known case"),
        ("a police-", "led raid", "", "a police-led raid"),
        ("the UNODC-", "OSCE meeting", "", "the UNODC-OSCE meeting"),
        ("they met", "again", "", "they met again"),
        ("soft\u00ad", "ware", "", "software"),
    ],
)
def test_divided_words(before: str, after: str, whole: str, one: str) -> None:
    assert joined(before, after, whole) == one


def test_rules_bullets_and_underlined_headings() -> None:
    found = [
        (line.role, line.level, line.text)
        for line in lines(
            "Open Shelves\n============\n\n- first entry\n  goes on\n• second\n\n* * *\n"
        )
    ]
    assert found == [
        (Role.HEADING, 1, "Open Shelves"),
        (Role.ENTRY, 0, "first entry goes on"),
        (Role.ENTRY, 0, "second"),
        (Role.RULE, 0, "* * *"),
    ]


def test_a_quoted_mail_loses_its_marks() -> None:
    assert [line.text for line in lines("> A headline\n>\n> The text of it.\n")] == [
        "A headline",
        "The text of it.",
    ]
