"""Question + Hits -> Candidates: the plain reader of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import HashEncoder, SentenceArchive, law
from seeqa import Hit, Passage
from seeqa.read import SentenceReader
from seeqa.read.likeness import share
from seeqa.sentences import sentence_offsets
from seeqa.terms import terms

pieces = st.sampled_from(
    ["UNODC trained officers.", "Sweden funded it.", "Was it 12?", " ", "…", "Šibenik 😀 met."]
)
hit_lists = st.lists(
    st.tuples(st.lists(pieces, max_size=4).map(" ".join), st.floats(0, 1)), max_size=4
)


def hits_of(*texts: str, score: float = 0.5) -> list[Hit]:
    return [
        Hit(Passage(i, "d", 0, len(text), text, "Headline"), i, score)
        for i, text in enumerate(texts, 1)
    ]


def reader(encoder: HashEncoder | None = None) -> SentenceReader:
    return SentenceReader(encoder or HashEncoder(), SentenceArchive())


@law
@given(hit_lists, st.text(max_size=30))
def test_candidates_are_the_sentences_of_the_hits(
    table: list[tuple[str, float]], question: str
) -> None:
    hits = [
        Hit(Passage(i, "d", 0, len(text), text, ""), i, score)
        for i, (text, score) in enumerate(table, 1)
    ]
    found = reader().candidates(question, hits)
    every = [(hit, *place) for hit in hits for place in sentence_offsets(hit.passage.text)]
    assert [(c.hit, c.start, c.end) for c in found] == every
    for one in found:
        text = one.hit.passage.text
        assert one.text == text[one.start : one.end] == one.text.strip() != ""
        assert sentence_offsets(text)[one.sentence] == (one.start, one.end)
        assert one.score == one.relevance == one.likeness


def test_no_hits_no_candidates() -> None:
    assert reader().candidates("q", []) == []


@pytest.mark.parametrize(
    ("question", "best", "other"),
    [
        ("Who trained the officers?", "UNODC trained officers.", "A bank was opened."),
        ("Where did the judges meet?", "Judges met in Ohrid.", "Officers came from Tirana."),
    ],
)
def test_what_shares_words_is_liked_more(question: str, best: str, other: str) -> None:
    for texts in ((best, other), (other, best)):
        found = reader().candidates(question, hits_of(*texts))
        assert max(found, key=lambda one: one.likeness).text == best


def test_a_sentence_of_a_better_hit_is_liked_more() -> None:
    (low,), (high,) = (
        reader().candidates("Who came?", hits_of("UNODC trained officers.", score=score))
        for score in (0.2, 0.8)
    )
    assert low.likeness < high.likeness


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("officers trained", "Training of officers", 1.0),
        ("officers trained Peru Lima", "Training of officers", 0.5),
        ("Peru", "Training of officers", 0.0),
        ("who was it", "Training of officers", 0.0),
        ("officers officers Peru", "officers", 0.5),
    ],
)
def test_the_share_of_the_questions_terms(question: str, text: str, expected: float) -> None:
    weights = dict.fromkeys(terms(question), 1.0)
    assert share(weights, set(terms(text))) == pytest.approx(expected)


def test_rare_terms_weigh_more() -> None:
    assert share({"offic": 1.0, "peru": 3.0}, {"offic"}) == pytest.approx(0.25)
    assert share({"offic": 1.0, "peru": 3.0}, {"peru"}) == pytest.approx(0.75)


def test_no_sentence_is_embedded_at_question_time() -> None:
    encoder = HashEncoder()
    reader(encoder).candidates("zebra", hits_of("One is here. Two is here.", "Three."))
    assert encoder.encoded == ["zebra"]


def test_a_dateline_that_no_index_holds_is_embedded_with_the_question() -> None:
    encoder = HashEncoder()
    line = Passage(-1, "d", 0, 12, "3 May, Ohrid", "Headline")
    (found,) = reader(encoder).candidates("Where?", [Hit(line, 1, 0.5)])
    assert encoder.encoded == ["Where?", "3 May, Ohrid"]
    assert found.text == "3 May, Ohrid"


def test_weights_cannot_know_it() -> None:
    assert reader().digest == ""
