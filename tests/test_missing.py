"""Why a question is not answered: each reason by hand, in a sentence that is true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from little import AYR, DOCUMENTS, OSLO, PASSAGES, RECORDS, ROME, archive, frame, hit, word
from plain import archive_of
from seeqa.evidence.missing import missing
from seeqa.language.record import Record, Statement
from seeqa.question.frame import Frame, Kind
from seeqa.types import Block, BlockKind

ARCHIVE = archive()
WHO_FUNDED = frame("funded", kind=Kind.PERSON, act="fund", wh="who")


def why(asked: Frame, *names: str) -> str:
    return missing(asked, [hit(name) for name in names], ARCHIVE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["zebra"], "“zebra” is in no item of the archive."),
        (["zebra", "fair", "lion"], "“zebra” and “lion” are in no item of the archive."),
        (["zebra", "Kenya"], "“Kenya” is in no item of the archive."),
        (["Kenya", "Malta", "Peru"], "“Kenya”, “Malta” and “Peru” are in no item of the archive."),
        (
            ["Kenya", "Malta", "Peru", "Chile"],
            "“Kenya”, “Malta” and “Peru” are in no item of the archive.",
        ),
        (["Zebra"], "“Zebra” is in no item of the archive."),
        (["fair", "1999"], "The nearest item does not mention “1999”."),
    ],
)
def test_words_that_the_archive_lacks(words: list[str], said: str) -> None:
    assert why(frame(*words), AYR) == said


def test_a_word_is_named_once() -> None:
    asked = replace(frame(), words=(word("zebra"), word("zebra")))
    assert why(asked, AYR) == "“zebra” is in no item of the archive."


def test_that_a_slot_was_not_found_is_not_told_as_a_fact_of_the_text() -> None:
    for asked in (WHO_FUNDED, frame("course", kind=Kind.REASON, wh="why")):
        assert "not said" not in why(asked, OSLO)
        assert "is given" not in why(asked, OSLO)


def test_what_may_be_asked_of_any_event_is_not_told_to_be_missing() -> None:
    asked = frame("long", "last", "circus")
    assert why(asked, AYR) == "“circus” is in no item of the archive."


def test_words_that_the_nearest_item_lacks() -> None:
    assert why(WHO_FUNDED, AYR) == why(frame("fair"), AYR) == ""
    assert why(WHO_FUNDED, OSLO, AYR) == ""  # it may have another verb
    assert why(frame("nurses", "Oslo", "course"), AYR) == (
        "The nearest item does not mention “Oslo” and “course”."
    )
    assert why(frame("nurses", "Ayr"), AYR) == ""


def test_what_is_printed_beside_the_news_is_told_so() -> None:
    ayr = DOCUMENTS[AYR]
    text = f"{ayr.text}\nThe bulletin is funded by Kenya."
    note = Block(BlockKind.NOTE, len(ayr.text) + 1, len(text), 4, 4)
    documents = DOCUMENTS | {AYR: replace(ayr, text=text, blocks=(*ayr.blocks, note))}
    beside = archive_of(documents, list(PASSAGES.values()), RECORDS)
    said = missing(frame("Kenya", "fair"), [hit(AYR)], beside)
    assert said == "Only what is printed beside the news has “Kenya”."


def test_nothing_found_lacks_nothing_of_an_item() -> None:
    assert why(frame("nurses", "Oslo")) == ""
    assert why(frame("zebra")) == "“zebra” is in no item of the archive."


def test_no_words_lack_nothing() -> None:
    assert why(frame(), AYR) == ""


def test_a_word_that_the_archive_has_in_another_form_is_not_said_to_be_missing() -> None:
    """The term of "held" in a question is that of "hold", whatever form an item has."""
    passage = replace(PASSAGES[ROME], text="The museum held it.")
    record = Record((Statement(0, 19, ("hold",)),))
    held = archive_of({ROME: DOCUMENTS[ROME]}, [passage], {passage.id: record})
    asked = replace(frame(act="hold"), words=(replace(word("held"), term="hold", verb=True),))
    found = replace(hit(ROME), passage=passage)
    assert "“held”" not in missing(asked, [found], held)
