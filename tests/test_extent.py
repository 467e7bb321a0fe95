"""Words that answer -> the number, name or series that they are part of; the quote stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import Passage, Span
from seeqa.extent import reaching, widened


@pytest.mark.parametrize(
    ("question", "text", "part", "whole"),
    [
        ("Who said so?", "“It rained,” said Ana Berg, a judge.", "It rained", "Ana Berg, a judge"),
        (
            "Who noted it?",
            "The Head of the Board noted that “it rained”.",
            "it",
            "The Head of the Board",
        ),
        ("Who says it?", "“A,” says Al Bo. “It rained.”", "It rained", "Al Bo"),
        ("Who said so?", "“A,” says Al Bo. “It rained,” adds Cy De.", "rained", "Cy De"),
        ("Who said so?", "It rained.", "It", "It"),
        (
            "What topics were there?",
            "A course on “nets, knots and fish”.",
            "fish",
            "nets, knots and fish",
        ),
        ("What was it called?", "A course on nets.", "nets", "nets"),
        ("How many came?", "In all, more than 40 nurses came.", "40", "more than 40"),
        ("How many came?", "In all around twenty nurses came.", "twenty", "around twenty"),
        ("How many came?", "Around 20 nurses came.", "20 nurses", "Around 20 nurses"),
        ("How many came?", "There were 20 nurses.", "20", "20"),
        (
            "How many states and bodies belong to it?",
            "A coalition of 58 partner states and 23 bodies, for fish.",
            "23",
            "58 partner states and 23 bodies",
        ),
        (
            "How many nurses came, and from how many towns?",
            "Over 40 school nurses from 12 towns came.",
            "40",
            "Over 40 school nurses from 12 towns",
        ),
        (
            "How many nurses came, and from how many towns?",
            "Over 40 school nurses from 12 towns came.",
            "Over 40",
            "Over 40 school nurses from 12 towns",
        ),
        (
            "How long have they met?",
            "A five-day course, given since June 2021.",
            "five-day",
            "since June 2021",
        ),
        ("How many came?", "An additional 36 nurses came.", "36", "36"),
        ("Which nets did they use?", "They saw the trawl nets of Oslo.", "trawl", "trawl nets"),
        ("What type of net was it?", "It was a trawl net.", "trawl", "trawl net"),
        ("Which article says so?", "It is Article 4 of the Act.", "4", "Article 4"),
        (
            "Which fish office did they visit?",
            "They saw the Nets Office of the Oslo Fish Board.",
            "Oslo Fish Board",
            "the Nets Office of the Oslo Fish Board",
        ),
        ("Which units went?", "The Oslo Unit went.", "The Oslo Unit", "The Oslo Unit"),
        (
            "With whom did the council hold it?",
            "It was held by the Oslo Council and the Bergen Board.",
            "the Oslo Council",
            "the Bergen Board",
        ),
        (
            "Who held it with others?",
            "It was held by the Oslo Council and the Bergen Board.",
            "the Oslo Council",
            "the Oslo Council and the Bergen Board",
        ),
        (
            "Which offices funded it?",
            "It was funded by the Office of Fish of Malta, the Office of Nets of Oslo, and "
            "sponsored by the City of Bergen.",
            "Fish of Malta",
            "the Office of Fish of Malta, the Office of Nets of Oslo",
        ),
        ("What does FCU stand for?", "The Fish Care Unit (FCU) met.", "met", "Fish Care Unit"),
        ("What is the FCU?", "The FCU is a unit of five.", "unit", "a unit of five"),
        (
            "What was the expert's talk called?",
            "The expert gave “Old Nets” and the judge “New Nets”.",
            "expert",
            "Old Nets",
        ),
        ("How many nurses and cooks came?", "In all 40 nurses and cooks came.", "40", "40"),
        (
            "Which convention was it?",
            "The Convention on Trade in Wild Fish (CWF) and waste.",
            "Convention on Trade",
            "Convention on Trade in Wild Fish (CWF)",
        ),
        (
            "To which government did it go?",
            "It went to the Government of Malta.",
            "Malta",
            "the Government of Malta",
        ),
        (
            "Who sponsored it?",
            "It was funded by the Office of Malta, and sponsored by the City of Oslo.",
            "Malta",
            "the City of Oslo",
        ),
        (
            "Who paid?",
            "It was paid for by Malta, the Isle of Man, and Norway through a fund.",
            "Malta",
            "Malta, the Isle of Man, and Norway",
        ),
        (
            "Who paid?",
            "It was paid for by Malta, the Isle of Man, and Norway through a fund.",
            "Norway",
            "Malta, the Isle of Man, and Norway",
        ),
        (
            "Who ran it?",
            "Run by UNICEF jointly with Save the Cats.",
            "Save",
            "UNICEF jointly with Save",
        ),
        ("Who paid?", "Paid for by Malta and implemented by UNICEF.", "Malta", "Malta"),
        ("Who paid?", "Run by UNICEF with the financial support of Malta.", "UNICEF", "Malta"),
        (
            "Who paid?",
            "Run by UNICEF, it was funded by Malta and Oslo.",
            "UNICEF",
            "Malta and Oslo",
        ),
        ("Who paid?", "It was run by UNICEF and Oslo.", "UNICEF", "UNICEF and Oslo"),
        (
            "Who paid?",
            "It was funded by Malta, Oslo, and sponsored by the City of Ulm.",
            "Oslo",
            "Malta, Oslo, and sponsored by the City of Ulm",
        ),
        (
            "Who said it?",
            "So the Head of FAO’s Nets said.",
            "the Head of FAO",
            "the Head of FAO’s Nets",
        ),
        (
            "Which agency?",
            "It met the Agency for Fish in May.",
            "the Agency",
            "the Agency for Fish",
        ),
        ("Where were they from?", "Staff from Malta and Oslo came.", "Malta", "Malta and Oslo"),
        ("When was it?", "In October 2021 for 36 people.", "October 2021", "October 2021"),
        ("Who ran it?", "Run by UNICEF, it was funded by Malta.", "UNICEF", "UNICEF"),
        (
            "Who spoke?",
            "Additionally, the Ministry of Health spoke.",
            "the Ministry of Health",
            "the Ministry of Health",
        ),
        (
            "Where and when was it?",
            "11 May, Oslo, Norway: It was.",
            "Norway",
            "11 May, Oslo, Norway",
        ),
        ("When was it?", "11 May, Oslo, Norway: It was.", "11 May", "11 May"),
        ("Where was it?", "Held in Oslo and Bergen.", "Oslo", "Oslo and Bergen"),
        (
            "Which units went?",
            "The staff of the Mobile Care Unit (MCU) Split, Croatia, and the MCU Bar went.",
            "MCU) Split",
            "the Mobile Care Unit (MCU) Split, Croatia, and the MCU Bar",
        ),
        (
            "In which sectors do they work?",
            "They work in farming, fishing, and hotel kitchens.",
            "hotel kitchens",
            "farming, fishing, and hotel kitchens",
        ),
        (
            "What did she say?",
            "She said “now is the time” and left.",
            "the time”",
            "“now is the time”",
        ),
        (
            "Which bodies came?",
            "All bodies of Oslo, including the Net Board, the Fish Office and a bank, came.",
            "bodies",
            "bodies of Oslo, including the Net Board, the Fish Office and a bank, came",
        ),
        (
            "By which routes do they go?",
            "They take three routes (north, south and east) to it.",
            "three routes",
            "three routes (north, south and east)",
        ),
        ("How long was it?", "A four-day course.", "four", "four-day"),
        ("How long was it?", "It took two days.", "two", "two days"),
        (
            "Which training was it?",
            "Oslo paid for a training on nets.",
            "Oslo",
            "a training on nets",
        ),
        ("What is the project name?", "The project “Old Nets” is of Oslo.", "Oslo", "Old Nets"),
        ("What is it called?", "“Old Nets” and “New Nets” of Oslo.", "Oslo", "Oslo"),
        (
            "Which convention was it?",
            "It was the Convention on Trade in nets.",
            "Trade",
            "the Convention on Trade",
        ),
        ("What is it?", "An online (or “digital course here.", "“digital", "“digital"),
    ],
)
def test_a_part_becomes_the_whole(question: str, text: str, part: str, whole: str) -> None:
    start = text.index(part)
    at = widened(question, text, start, start + len(part))
    assert text[slice(*at)] == whole


@law
@given(st.text("Aa b,(”“) and1", max_size=60), st.data())
def test_it_only_widens_and_within_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wide = widened("Who was it?", text, start, end)
    assert 0 <= wide[0] <= start <= end <= wide[1] <= len(text)


def test_the_quote_stays_and_offsets_are_the_passages() -> None:
    text = "Before. It was paid for by Malta and Norway. After."
    passage = Passage(1, "d", 0, len(text), text, "")
    at = text.index("Norway")
    span = Span(passage, 8, 44, 1.0, (at, at + 6), 0.5)
    found = reaching("Who paid?", span)
    assert found.text == span.text
    assert found.emphasis is not None
    assert text[slice(*found.emphasis)] == "Malta and Norway"
    why = reaching("Why is that?", replace(span, emphasis=None, end=len(text)))
    assert why.emphasis is None
    without = Span(passage, 8, 44, 1.0)
    assert reaching("Who paid?", without) is without


def test_the_reason_and_what_was_said_are_emphasised() -> None:
    text = "“Nets tear, since rocks are sharp,” says Ana Berg, a judge."
    passage = Passage(1, "d", 0, len(text), text, "")

    def emphasised(question: str, words: str | None) -> str:
        at = text.index(words) if words else 0
        emphasis = (at, at + len(words)) if words else None
        found = reaching(question, Span(passage, 0, len(text), 1.0, emphasis)).emphasis
        return text[slice(*found)] if found else ""

    assert emphasised("Why do they tear?", None) == "since rocks are sharp"
    assert emphasised("What does Ana Berg say?", None) == "Nets tear, since rocks are sharp"
    assert emphasised("What does Ana Berg say?", "a judge") == "Nets tear, since rocks are sharp"
    assert emphasised("What does Ana Berg say tears?", "Nets") == "Nets"


@pytest.mark.parametrize("row", ["A-", "Ab ", "Ab, ", "Ab of the ", "ab, ", "Ab and ", "(", "“"])
def test_long_rows_are_no_trouble(row: str) -> None:
    text = row * 20_000
    start, end = widened("Who was it?", text, 30_000, 30_010)
    assert end - start < 1_000
