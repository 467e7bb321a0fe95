"""How reading is judged: texts as they compare, and items against documents, counted by hand."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.errors import QuestionSetError
from seeqa.evaluation.beir import plain_document
from seeqa.evaluation.folding import Folded, fold
from seeqa.evaluation.items import (
    ReadingReport,
    TrueItem,
    days_of,
    judge_items,
    pooled,
    read_items,
)
from seeqa.types import DateRange, Document, FileRecord, Ledger, Remark, RemarkKind

MAY_12, MAY_13 = date(2022, 5, 12), date(2022, 5, 13)


# --- texts that compare equal --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("“Flu –  wave”", '"flu - wave"'),
        ("Vitė:\nnot yesterday", "vitė: not yesterday"),
        ("the reader’s ﬁne", "the reader's fine"),
        ("co\u00adoperate", "cooperate"),
        ("E\u0301cole", "école"),
    ],
)
def test_what_folds_alike(text: str, same: str) -> None:
    assert fold(text) == same


@pytest.mark.parametrize("other", ["flu wave", "flu-wave", "flu - waves"])
def test_what_folds_apart(other: str) -> None:
    assert fold("Flu – wave") != fold(other)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("He ate food-\nborne things.", "foodborne", ["food-\nborne"]),
        ("He ate foodborne things.", "food-borne things", ["foodborne things"]),
        ("“We  won”, she said", '"we won"', ["We  won"]),
        ("one ﬁne day", "fine", ["ﬁne"]),
        ("9,860 of 12,400", "9 860", []),
        ("a", "", []),
    ],
)
def test_words_are_found_as_the_text_has_them(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in Folded(text).find(words)] == found


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        ("cases: 870", "870", 1),
        ("cases: 1,870", "870", 0),
        ("cases: 870,5", "870", 0),
        ("cases: 870, deaths: 2", "870", 1),
        ("sixty and six", "six", 1),
        ("it cost €41.", "€41", 1),
    ],
)
def test_whole_words_and_whole_numbers(text: str, words: str, count: int) -> None:
    assert len(Folded(text).find(words, whole=True)) == count


def test_a_sentence_that_something_stands_in() -> None:
    text = "The office said that the inves-\nFigure 2: a map\ntigation is going on."
    pieces = Folded(text).find_in_two("The office said that the investigation is going on.")
    assert [text[start:end] for start, end in pieces] == [
        "The office said that the inves",
        "tigation is going on.",
    ]
    assert Folded(text).find_in_two("The office said that nothing is going on.") == []


@law
@given(st.text(), st.text(), st.text())
def test_law_what_is_in_a_text_is_found_in_it(before: str, words: str, after: str) -> None:
    found = Folded(f"{before}\n{words}\n{after}").find(words)
    kept = Folded(words)
    assert found or not kept.find(words)


# --- items --------------------------------------------------------------------------------


def item(name: str, **fields: object) -> TrueItem:
    made = TrueItem(
        file="a.txt",
        headline=f"The {name}",
        dates=frozenset({(MAY_12, MAY_12)}),
        places=("Šibenik",),
        begins=f"{name} opens here with words",
        ends=f"and so the {name} ends.",
    )
    return dataclasses.replace(made, **fields)  # type: ignore[arg-type]


def text_of(*names: str) -> str:
    return "\n".join(f"{n} opens here with words and more, and so the {n} ends." for n in names)


def document(name: str, body: str, **fields: object) -> Document:
    made = plain_document(name, f"The {name}", body, file="a.txt", line=1)
    made = dataclasses.replace(made, dates=DateRange(MAY_12, MAY_12), place="Sibenik")
    return dataclasses.replace(made, **fields)  # type: ignore[arg-type]


def judged(items: list[TrueItem], *documents: Document, doubt: str = "") -> ReadingReport:
    remarks = (Remark(RemarkKind.DOUBTFUL, 1, "no date"),) if doubt else ()
    ledger = Ledger((FileRecord(doubt or "a.txt", "", 1, {}, remarks),))
    return judge_items(items, documents, ledger)


def counts(report: ReadingReport) -> dict[str, int]:
    shares = report.figures()
    return {name: round(f.value * f.n) for name, f in shares.items() if round(f.value * f.n)}


def test_what_is_read_right() -> None:
    report = judged([item("lion"), item("zebra")], *(document(n, text_of(n)) for n in LAND))
    assert counts(report) == {
        "right": 2,
        "right and apart": 2,
        "headline right": 2,
        "date right": 2,
        "place right": 2,
    }
    assert report.wrong == []
    assert report.figures()["right"].n == 2


LAND = ("lion", "zebra")


def test_two_items_in_one_document_are_merged_and_the_first_may_be_right() -> None:
    report = judged([item("lion"), item("zebra")], document("lion", text_of(*LAND)))
    assert counts(report) == {
        "right": 1,
        "headline right": 1,
        "date right": 2,
        "place right": 2,
        "merged": 2,
        "wrong and silent": 1,
    }
    assert [wrong.faults for wrong in report.wrong] == [("merged",), ("headline", "merged")]


def test_lost_cut_and_extra() -> None:
    begun, ended = text_of("lion").split("and more, ")
    report = judged(
        [item("lion"), item("zebra")],
        document("lion", begun),
        document("tail", ended),
        document("imprint", "Printed in Oslo."),
        doubt="a.txt",
    )
    lion, zebra = report.items
    assert lion.faults == ("cut",)
    assert zebra.faults == ("lost",)
    assert (lion.doubted, zebra.doubted, lion.silent) == (True, True, False)
    assert [d.id for d in report.extra] == ["tail", "imprint"]
    assert counts(report)["extra documents"] == 2
    assert report.figures()["extra documents"].n == 3
    assert report.to_json()["doubted"] == 2


def test_a_doubt_about_another_file_is_silence_about_this_one() -> None:
    report = judged([item("lion")], doubt="b.txt")
    assert counts(report) == {"lost": 1, "wrong and silent": 1}


def test_items_that_open_alike_are_told_apart_by_their_ends() -> None:
    series = [
        item("lion", begins="The market was full"),
        item("zebra", begins="The market was full"),
    ]
    opened = [document(n, f"The market was full, and so the {n} ends.") for n in LAND]
    report = judged(series, *reversed(opened))
    assert [i.document.id for i in report.items if i.document] == list(LAND)
    assert report.wrong == []


def test_only_documents_of_its_file_hold_an_item() -> None:
    report = judged([item("lion", file="b.pdf")], document("lion", text_of("lion")))
    assert report.items[0].lost


@pytest.mark.parametrize(
    ("wanted", "dates", "more", "right"),
    [
        ([(MAY_12, MAY_13)], DateRange(MAY_12, MAY_13), (), True),
        ([(MAY_12, MAY_13)], DateRange(MAY_12, MAY_12), (), False),
        ([(MAY_13, MAY_13), (MAY_12, MAY_12)], (MAY_12, MAY_12), ((MAY_13, MAY_13),), True),
        ([(MAY_12, MAY_12)], (MAY_12, MAY_12), ((MAY_13, MAY_13),), False),
        ([], None, (), True),
        ([], DateRange(MAY_12, MAY_12), (), False),
        ([(MAY_12, MAY_12)], None, (), False),
    ],
)
def test_dates_are_right_as_sets(
    wanted: list[tuple[date, date]],
    dates: DateRange | tuple[date, date] | None,
    more: tuple[tuple[date, date], ...],
    right: bool,
) -> None:
    first = DateRange(*dates) if isinstance(dates, tuple) else dates
    further = tuple(DateRange(*days) for days in more)
    read = document("lion", text_of("lion"), dates=first, more_dates=further)
    report = judged([item("lion", dates=frozenset(wanted))], read)
    assert report.items[0].date_right is right
    assert len(days_of(read)) == bool(first) + len(further)


@pytest.mark.parametrize(
    ("wanted", "place", "more", "right"),
    [
        (("ŠIBENIK",), "Sibenik", (), True),
        (("Bujanovac", "Preševo"), "Presevo", (("Bujanovac", None),), True),
        (("Bujanovac", "Preševo"), "Presevo", (), False),
        ((), None, (), True),
        ((), "Oslo", (), False),
        (("Oslo",), None, (), False),
    ],
)
def test_places_are_right_as_sets(
    wanted: tuple[str, ...],
    place: str | None,
    more: tuple[tuple[str, str | None], ...],
    right: bool,
) -> None:
    read = document("lion", text_of("lion"), place=place, more_places=more)
    assert judged([item("lion", places=wanted)], read).items[0].place_right is right


def test_pooling_adds_up() -> None:
    one = judged([item("lion")], document("lion", text_of("lion")))
    other = judged([item("lion"), item("zebra")], document("imprint", "Printed in Oslo."))
    every = pooled([one, other])
    assert (len(every.items), every.documents, len(every.extra)) == (3, 2, 1)
    assert every.figures()["right"].value == 1 / 3
    assert every.figures()["lost"].value == 2 / 3


# --- the file -----------------------------------------------------------------------------

FORM = {
    "file": "a.txt",
    "headline": None,
    "date": "2022-05-12",
    "place": None,
    "country": None,
    "begins": "a b",
    "ends": "c d",
}


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2022-05-12", [(MAY_12, MAY_12)]),
        ("2022-05-12/2022-05-13", [(MAY_12, MAY_13)]),
        ("2022-02", [(date(2022, 2, 1), date(2022, 2, 28))]),
        ("2022-01/2022-02", [(date(2022, 1, 1), date(2022, 2, 28))]),
        (["2022-05-13", "2022-05-12"], [(MAY_12, MAY_12), (MAY_13, MAY_13)]),
        (None, []),
    ],
)
def test_the_dates_of_an_item(tmp_path: Path, written: object, days: list[object]) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps({**FORM, "date": written}))
    (read,) = read_items(tmp_path / "items.jsonl")
    assert sorted(read.dates) == days
    assert (read.headline, read.places) == ("", ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date": "May 2022"}, "line 1; found date 'May 2022'"),
        ({"date": "2022-02-31"}, "date '2022-02-31'"),
        ({"date": 2022}, "date 2022"),
        ({"begins": None}, "no field 'begins'"),
    ],
)
def test_a_line_that_is_no_item(tmp_path: Path, change: dict[str, object], said: str) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps(FORM | change))
    with pytest.raises(QuestionSetError, match=said):
        read_items(tmp_path / "items.jsonl")


def test_every_wrong_item_is_shown_beside_what_was_found() -> None:
    report = judged([item("zebra")], document("lion", text_of("zebra"), place=None))
    assert report.to_json()["wrong"] == [
        {
            "file": "a.txt",
            "faults": ["headline", "place"],
            "doubted": False,
            "wanted": {"headline": "The zebra", "dates": ["2022-05-12"], "places": ["Šibenik"]},
            "found": {
                "document": "lion",
                "headline": "The lion",
                "dates": ["2022-05-12"],
                "places": [],
            },
        }
    ]
