"""Datelines and date lines of all forms, by hand; laws over any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.dates import days_of
from seeqa.language.stamps import Place, dateline, stamp_line

TEXT = "The office presented a report to forty judges in the capital."
A, M = "Austria", "Montenegro"
NM = "North Macedonia"


@law
@given(st.text(max_size=120))
def test_no_text_is_too_odd(text: str) -> None:
    found = dateline(text)
    if found is not None:
        assert 0 == found.start < found.end < found.body < len(text)
        assert found.dates or found.places
    line = stamp_line(text)
    if line is not None:
        assert 0 <= line.start < line.end == len(text)
        for one in line.dates:
            assert line.start <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    ("head", "first", "last", "places"),
    [
        ("2 December 2014, Tirana, Albania: ", "2014-12-02", "2014-12-02", [("Tirana", "Albania")]),
        ("3 and 4 May 2023, Vienna, Austria: ", "2023-05-03", "2023-05-04", [("Vienna", A)]),
        ("3 to 5 May 2023, Vienna, Austria: ", "2023-05-03", "2023-05-05", [("Vienna", A)]),
        ("3rd May 2023, Vienna, Austria: ", "2023-05-03", "2023-05-03", [("Vienna", A)]),
        ("May 3, 2023, Vienna, Austria: ", "2023-05-03", "2023-05-03", [("Vienna", A)]),
        ("3‑5 May 2023, Vienna, Austria: ", "2023-05-03", "2023-05-05", [("Vienna", A)]),
        ("3 May 2023, New York, NY, USA: ", "2023-05-03", "2023-05-03", [("New York", "USA")]),
        (
            "3 May 2023, Washington, D.C., United States: ",
            "2023-05-03",
            "2023-05-03",
            [("Washington, D.C.", "United States")],
        ),
        (
            "3 May 2023, Bar, Ulcinj and Budva, Montenegro: ",
            "2023-05-03",
            "2023-05-03",
            [("Bar", M), ("Ulcinj", M), ("Budva", M)],
        ),
        ("3 May 2023, St. Gallen, Switzerland: ", "2023-05-03", "2023-05-03",
         [("St. Gallen", "Switzerland")]),
        ("3 May 2023, Vienna, Austria – ", "2023-05-03", "2023-05-03", [("Vienna", A)]),
        ("Vienna, 3 May 2023: ", "2023-05-03", "2023-05-03", [("Vienna", None)]),
        ("3. May 2023, Vienna, Austria: ", "2023-05-03", "2023-05-03", [("Vienna", A)]),
        ("03.05.2023, Vienna, Austria: ", "2023-05-03", "2023-05-03", [("Vienna", A)]),
        ("Wednesday, 3 May 2023, Vienna, Austria: ", "2023-05-03", "2023-05-03", [("Vienna", A)]),
        ("May 2023, Vienna, Austria: ", "2023-05-01", "2023-05-31", [("Vienna", A)]),
        ("3 May 2023, Vienna, Austria:", "2023-05-03", "2023-05-03", [("Vienna", A)]),
        ("Monrovia, Liberia - September 14, 2015: ", "2015-09-14", "2015-09-14",
         [("Monrovia", "Liberia")]),
        ("SKOPJE, 30 May 2007- ", "2007-05-30", "2007-05-30", [("Skopje", None)]),
        ("Bucharest, October 23, 2014 - ", "2014-10-23", "2014-10-23", [("Bucharest", None)]),
        ("Bangkok (Thailand), 26 August 2010 - ", "2010-08-26", "2010-08-26",
         [("Bangkok", "Thailand")]),
        ("13.12.2016 Sarajevo, BiH: ", "2016-12-13", "2016-12-13", [("Sarajevo", "BiH")]),
        ("PARIS, 3 May 2023 (Agency) — ", "2023-05-03", "2023-05-03", [("Paris", None)]),
        ("Tuzla, Bosnia and Herzegovina, 3 May 2023 – ", "2023-05-03", "2023-05-03",
         [("Tuzla", "Bosnia and Herzegovina")]),
        ("TETOVO/GOSTIVAR, 3 May 2023 – ", "2023-05-03", "2023-05-03",
         [("Tetovo", None), ("Gostivar", None)]),
        ("3 May 2023 – ", "2023-05-03", "2023-05-03", []),
        ("28 May – 2 June 2022, Ohrid, North Macedonia: ", "2022-05-28", "2022-06-02",
         [("Ohrid", NM)]),
    ],
)  # fmt: skip
def test_the_forms_of_datelines(head: str, first: str, last: str, places: list[Place]) -> None:
    found = dateline(head + TEXT)
    assert found is not None
    assert (head + TEXT)[found.body :] == TEXT
    (days,) = days_of(found.dates[0])
    assert (str(days.first), str(days.last)) == (first, last)
    assert list(found.places) == places


def test_two_towns_with_two_dates() -> None:
    found = dateline(f"12 May, Skopje and 14 May, Ohrid, North Macedonia: {TEXT}")
    assert found is not None
    assert [one.first for one in found.dates] == [(0, 5, 12), (0, 5, 14)]
    assert found.places == (("Skopje", NM), ("Ohrid", NM))


@pytest.mark.parametrize(
    ("head", "place"), [("BIAŁYSTOK. ", "Białystok"), ("NOVI PAZAR – ", "Novi Pazar")]
)
def test_a_place_alone_begins_a_text_in_capitals(head: str, place: str) -> None:
    found = dateline(head + TEXT)
    assert found is not None
    assert (found.places, found.dates) == (((place, None),), ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"12 May: {TEXT}",
        "Correction: accessibility of polling stations",
        "12 May 2022, Ohrid",
        f"12, Ohrid, North Macedonia: {TEXT}",
        "12 May 2022, it met. In Ohrid: yes.",
        "12 May 2022, 25 experts: they met.",
        "UNODC-OSCE Meeting on Addressing Illicit Financial Flows",
        "Kinder – so heißt es – sind die Zukunft des Landes und seiner Leute",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert dateline(text) is None


@pytest.mark.parametrize(
    ("line", "first", "places"),
    [
        ("14 MAY 2009", "2009-05-14", ()),
        ("Publishing date: 28/06/2021", "2021-06-28", ()),
        ("Published on 14 May 2009 by Press Office", "2009-05-14", ()),
        ("3 October 2022 · Vitė", "2022-10-03", (("Vitė", None),)),
        ("Week 14, 2–8 April 2023 · Montego Bay", "2023-04-02", (("Montego Bay", None),)),
        ("Week 16, 16–22 April 2023 · May Pen", "2023-04-16", (("May Pen", None),)),
        ("Posted: Mon, 3 May 2021 10:00 CET", "2021-05-03", ()),
        ("Łomża and Suwałki, 20 March 2025", "2025-03-20", (("Łomża", None), ("Suwałki", None))),
    ],
)
def test_lines_of_dates(line: str, first: str, places: tuple[Place, ...]) -> None:
    found = stamp_line(line)
    assert found is not None
    assert str(days_of(found.dates[0])[0].first) == first
    assert found.places == places


def test_a_place_line_needs_its_label() -> None:
    found = stamp_line("Place: Washington, D.C.")
    assert found is not None
    assert (found.places, found.label) == ((("Washington, D.C.", None),), "place")
    assert stamp_line("Washington, D.C.") is None


@pytest.mark.parametrize(
    "line",
    ["The meeting took place in May 2022", "Participants from Bosnia, 12 May", "No. 26", "Ohrid"],
)
def test_what_is_no_line_of_a_date(line: str) -> None:
    assert stamp_line(line) is None
