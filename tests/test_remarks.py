"""What is said beside quotes: another unit, what was called off, no sum."""

from __future__ import annotations

import pytest

from seeqa.answer.remarks import CALLED_OFF, NO_SUM, another_unit, remarks
from seeqa.language.record import Statement
from seeqa.question.frame import Frame, Kind, Word

HELD = Statement(0, 20)
CANCELLED = Statement(0, 20, calls_off=True)


@pytest.mark.parametrize(
    ("question", "text", "units"),
    [
        ("How many dollars was it worth?", "It was worth EUR 30 million.", ("dollars", "euros")),
        ("How many dollars was it worth?", "It was worth €30 million.", ("dollars", "euros")),
        ("How many euros was it worth?", "It was worth €30 million.", None),
        ("How many kilometres?", "They walked 150 miles.", ("kilometres", "miles")),
        ("How many miles?", "They walked 240 km, or 150 miles.", None),
        ("How much was it worth?", "It was worth EUR 30 million.", None),
        ("How many pounds did it weigh?", "It weighed 40 kg.", ("pounds", "kilograms")),
        ("How many pounds did it cost?", "It cost £40 and weighed 3 kg.", None),
        ("How much did all the courses cost?", "It cost EUR 300.", None),
        ("How many dollars was it worth?", "All of it was worth $300.", None),
        ("How warm was it in degrees Celsius?", "It was 86 °F.", ("Celsius", "Fahrenheit")),
    ],
)
def test_another_unit_is_told(question: str, text: str, units: tuple[str, str] | None) -> None:
    assert another_unit(question, text) == units


def test_what_was_called_off_is_said() -> None:
    asked = Frame("Who came?", Kind.PERSON, act="come")
    assert remarks(asked, [("It was cancelled.", CANCELLED)]) == (CALLED_OFF,)
    assert remarks(asked, [("It was held.", HELD), ("It was.", None)]) == ()
    assert remarks(asked, [("a", HELD), ("b", CANCELLED)]) == (f"{CALLED_OFF[:-1]}: 1 of these.",)


def test_who_asks_of_a_cancellation_is_not_told_of_it() -> None:
    word = Word("cancelled", "cancel", verb=True)
    asked = Frame("Why was it cancelled?", Kind.REASON, act="cancel", words=(word,))
    assert remarks(asked, [("It was cancelled.", CANCELLED)]) == ()


def test_no_sum_is_made() -> None:
    asked = Frame("How many in total?", Kind.NUMBER, total=True)
    assert remarks(asked, [("Forty came.", HELD)]) == (NO_SUM,)
    assert remarks(asked, []) == ()


def test_only_what_is_measured_has_a_unit() -> None:
    told = [("They ran 5 miles.", HELD)]
    assert remarks(Frame("Who funded the 5 km run?", Kind.PERSON), told) == ()
    assert remarks(Frame("How many km did they run?", Kind.NUMBER), told) != ()
