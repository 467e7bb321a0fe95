"""A Reading -> an Answer: abstaining if and only if there is no citation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import Document, Hit, Passage, Query, Reason, Span
from seeqa.answer import MESSAGES, abstain, choose, compose
from seeqa.types import Block, BlockKind, Reading

TEXT = "Alpha one. Beta two. Gamma three. Alpha one."
DOCUMENT = Document("d", "d.txt", TEXT, (Block(BlockKind.PARAGRAPH, 0, len(TEXT), 1, 1),))
PASSAGE = Passage(1, "d", 0, len(TEXT), TEXT, "")
PLACES = {"alpha": (0, 10), "beta": (11, 20), "gamma": (21, 33), "again": (34, 44), "wide": (0, 20)}
QUERY = Query("q?", "q", corrections=(("qq", "q"),))
HITS = (Hit(PASSAGE, 1, 0.5),)


def span(name: str, score: float, confidence: float = 1.0) -> Span:
    return Span(PASSAGE, *PLACES[name], score, confidence=confidence)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    row = st.tuples(st.sampled_from(list(PLACES)), st.floats(0, 1), st.floats(0, 1))
    table = draw(st.lists(row, max_size=6))
    spans = sorted((span(*row) for row in table), key=lambda one: -one.score)
    return Reading(tuple(spans))


@law
@given(readings(), st.floats(0, 1), st.integers(1, 4))
def test_it_abstains_if_and_only_if_it_cites_nothing(
    reading: Reading, least: float, limit: int
) -> None:
    answer = compose(
        QUERY, reading, HITS, {"d": DOCUMENT}, min_confidence=least, max_sentences=limit
    )
    assert (answer.abstention is None) == bool(answer.citations)
    assert (answer.abstention is None) == (bool(reading.spans) and reading.confidence >= least)
    assert len(answer.citations) <= limit
    assert all(TEXT[c.start : c.end] == c.quote for c in answer.citations)
    assert (answer.hits, answer.confidence) == (HITS, reading.confidence)
    assert (answer.question, answer.corrections) == ("q?", (("qq", "q"),))


@law
@given(readings(), st.integers(1, 4))
def test_what_is_chosen_is_the_best_and_near_it_without_repeats(
    reading: Reading, limit: int
) -> None:
    chosen = choose(reading, limit)
    assert chosen[:1] == reading.spans[:1]
    assert all(one.score >= reading.spans[0].score - reading.margin for one in chosen)
    assert len({one.text for one in chosen}) == len(chosen) <= limit
    taken = [i for one in chosen for i in range(one.start, one.end)]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize(
    ("rows", "limit", "chosen"),
    [
        ([("alpha", 0.9)], 3, ["alpha"]),
        ([("alpha", 0.9), ("beta", 0.89)], 3, ["alpha", "beta"]),
        ([("alpha", 0.9), ("beta", 0.89)], 1, ["alpha"]),
        ([("alpha", 0.9), ("beta", 0.5)], 3, ["alpha"]),
        ([("wide", 0.9), ("beta", 0.9), ("gamma", 0.9)], 3, ["wide", "gamma"]),
        ([("alpha", 0.9), ("again", 0.9)], 3, ["alpha"]),
        ([], 3, []),
    ],
)
def test_choices_by_hand(rows: list[tuple[str, float]], limit: int, chosen: list[str]) -> None:
    found = choose(Reading(tuple(span(*row) for row in rows), 0.02), limit)
    assert [(one.start, one.end) for one in found] == [PLACES[name] for name in chosen]


def test_the_sentence_of_an_abstention_tells_its_reason() -> None:
    assert set(MESSAGES) == set(Reason)
    for reason in Reason:
        answer = abstain(QUERY, reason, HITS, 0.1)
        assert answer.abstention is not None
        assert (answer.abstention.reason, answer.abstention.message) == (reason, MESSAGES[reason])
        assert (answer.citations, answer.text, answer.confidence) == ((), "", 0.1)
        assert answer.hits == HITS
    said = abstain(QUERY, Reason.NOT_ANSWERED, why="“Oslo” is not in the archive.").abstention
    assert said is not None
    assert said.message == f"{MESSAGES[Reason.NOT_ANSWERED]} “Oslo” is not in the archive."
