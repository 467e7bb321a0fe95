"""Weighed spans -> an Answer: abstaining if and only if there is no citation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import Answer, Document, Hit, Passage, Query, Reason, Span
from seeqa.answer.compose import MESSAGES, abstain, choose, compose, together
from seeqa.types import Block, BlockKind, Filters

TEXT = "Alpha one. Beta two. Gamma three. Alpha one."
DOCUMENT = Document("d", "d.txt", TEXT, (Block(BlockKind.PARAGRAPH, 0, len(TEXT), 1, 1),))
PASSAGE = Passage(1, "d", 0, len(TEXT), TEXT, "")
PLACES = {"alpha": (0, 10), "beta": (11, 20), "gamma": (21, 33), "again": (34, 44), "wide": (0, 20)}
QUERY = Query("q?", "q", corrections=(("qq", "q"),))
HITS = (Hit(PASSAGE, 1, 0.5),)


def span(name: str, confidence: float) -> Span:
    return Span(PASSAGE, *PLACES[name], confidence, confidence=confidence)


weighed = st.lists(st.builds(span, st.sampled_from(list(PLACES)), st.floats(0, 1)), max_size=6).map(
    lambda spans: sorted(spans, key=lambda one: -one.confidence)
)


def answered(*rows: tuple[str, float], question: str = "q?", note: str = "") -> Answer:
    """An answer of spans, or an abstention without any."""
    spans = [span(*row) for row in rows]
    query = Query(question, question, notes=(note,) if note else ())
    return compose(query, spans, HITS, {"d": DOCUMENT}, min_confidence=0.0, max_sentences=3)


@law
@given(weighed, st.floats(0, 1), st.integers(1, 4))
def test_it_abstains_if_and_only_if_it_cites_nothing(
    spans: list[Span], least: float, limit: int
) -> None:
    answer = compose(QUERY, spans, HITS, {"d": DOCUMENT}, min_confidence=least, max_sentences=limit)
    sure = spans[0].confidence if spans else 0.0
    assert (answer.abstention is None) == bool(answer.citations)
    assert (answer.abstention is None) == (bool(spans) and sure >= least)
    assert len(answer.citations) <= limit
    assert all(TEXT[c.start : c.end] == c.quote for c in answer.citations)
    assert (answer.hits, answer.confidence) == (HITS, sure)
    assert (answer.question, answer.corrections) == ("q?", (("qq", "q"),))


@pytest.mark.parametrize(("sure", "quoted"), [(0.14, []), (0.15, ["Beta two."]), (0.6, [])])
def test_what_may_answer_is_quoted_where_it_is_not_sure_that_nothing_does(
    sure: float, quoted: list[str]
) -> None:
    answer = compose(
        QUERY, [span("beta", sure)], HITS, {"d": DOCUMENT}, min_confidence=0.35, max_sentences=3
    )
    assert [citation.quote for citation in answer.perhaps] == quoted
    assert (answer.abstention is None) == (sure > 0.35)
    unsure = answer.abstention is not None and "not sure" in answer.abstention.message
    assert unsure == bool(quoted)


@law
@given(weighed, st.integers(1, 4))
def test_what_is_chosen_is_the_best_and_near_it_without_repeats(
    spans: list[Span], limit: int
) -> None:
    chosen = choose(spans, limit)
    assert list(chosen[:1]) == spans[:1]
    assert all(one.confidence >= 0.9 * spans[0].confidence for one in chosen)
    assert len({one.text for one in chosen}) == len(chosen) <= limit
    taken = [i for one in chosen for i in range(one.start, one.end)]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize(
    ("rows", "limit", "chosen"),
    [
        ([("alpha", 0.9)], 3, ["alpha"]),
        ([("alpha", 0.9), ("beta", 0.85)], 3, ["alpha", "beta"]),
        ([("alpha", 0.9), ("beta", 0.85)], 1, ["alpha"]),
        ([("alpha", 0.9), ("beta", 0.5)], 3, ["alpha"]),
        ([("wide", 0.9), ("beta", 0.9), ("gamma", 0.9)], 3, ["wide", "gamma"]),
        ([("alpha", 0.9), ("again", 0.9)], 3, ["alpha"]),
        ([], 3, []),
    ],
)
def test_choices_by_hand(rows: list[tuple[str, float]], limit: int, chosen: list[str]) -> None:
    found = choose([span(*row) for row in rows], limit)
    assert [(one.start, one.end) for one in found] == [PLACES[name] for name in chosen]


def test_the_sentence_of_an_abstention_tells_its_reason() -> None:
    assert set(MESSAGES) == set(Reason)
    for reason in Reason:
        answer = abstain(QUERY, reason, HITS, 0.1)
        assert answer.abstention is not None
        assert (answer.abstention.reason, answer.abstention.message) == (reason, MESSAGES[reason])
        assert (answer.citations, answer.text, answer.confidence) == ((), "", 0.1)
        assert answer.hits == HITS
    said = abstain(
        QUERY, Reason.NOT_ANSWERED, why="“Oslo” is in no item of the archive."
    ).abstention
    assert said is not None
    assert said.message == f"{MESSAGES[Reason.NOT_ANSWERED]} “Oslo” is in no item of the archive."


# --- several questions in one message -----------------------------------------------------


def test_one_answer_stays_as_it_is() -> None:
    answer = answered(("alpha", 0.9))
    assert together([answer], "q?") is answer


def test_answers_to_several_questions_are_quoted_one_after_another() -> None:
    first, second = answered(("alpha", 0.9), note="n"), answered(("beta", 0.4), ("gamma", 0.39))
    answer = together([first, second], "Who? And what?")
    assert [(c.number, c.quote) for c in answer.citations] == [
        (1, "Alpha one."),
        (2, "Beta two."),
        (3, "Gamma three."),
    ]
    assert (answer.question, answer.confidence) == ("Who? And what?", 0.4)
    assert (answer.notes, answer.abstention) == (("n",), None)
    assert answer.hits == HITS  # each passage once


def test_several_questions_with_one_answer_quote_it_once() -> None:
    first, second = answered(("alpha", 0.8)), answered(("alpha", 0.4), ("beta", 0.4))
    answer = together([first, second], "Who? And what?")
    assert [(c.number, c.quote) for c in answer.citations] == [(1, "Alpha one."), (2, "Beta two.")]


def test_one_item_that_does_not_answer_is_said_to_be_one() -> None:
    query = Query("Why?", "Why?", filters=Filters(items=("a",)))
    none = abstain(query, Reason.NOT_ANSWERED).abstention
    assert none and none.message == "The item asked about does not answer this question."


def test_what_is_not_answered_of_several_is_noted() -> None:
    answer = together([answered(question="Why?"), answered(("beta", 0.4))], "Why? And what?")
    assert [c.quote for c in answer.citations] == ["Beta two."]
    assert answer.notes == ("Not answered: “Why?”",)


def test_where_none_of_several_is_answered_it_abstains() -> None:
    answer = together([answered(question="Why?"), answered(question="Who?")], "Why? Who?")
    assert (answer.question, answer.citations) == ("Why? Who?", ())
    assert answer.abstention is not None


def test_each_item_is_quoted_once_where_each_is_to_tell_its_own() -> None:
    other = Passage(2, "e", 0, len(TEXT), TEXT, "")
    third = Passage(3, "f", 0, len(TEXT), TEXT, "")
    spans = [
        span("alpha", 0.8),
        span("beta", 0.7),
        Span(other, *PLACES["gamma"], 0.5, confidence=0.5),
        Span(third, *PLACES["beta"], 0.3, confidence=0.3),
    ]
    assert choose(spans, 1, each=0.0) == (spans[0], spans[2])
    assert choose(spans, 1, each=0.6) == (spans[0],)
    assert choose(spans, 3) == (spans[0],)
