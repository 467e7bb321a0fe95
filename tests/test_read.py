"""Query + Hits -> a Reading: the plain reader of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import HashEncoder, SentenceArchive, law
from seeqa import Hit, Passage, Query
from seeqa.read import SentenceReader
from seeqa.read.likeness import share
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
def test_spans_are_sentences_of_the_hits_best_first(
    table: list[tuple[str, float]], question: str
) -> None:
    hits = [
        Hit(Passage(i, "d", 0, len(text), text, ""), i, score)
        for i, (text, score) in enumerate(table, 1)
    ]
    reading = reader().read(Query(question, question), hits)
    passages = [hit.passage for hit in hits]
    for span in reading.spans:
        assert span.passage in passages
        assert span.text == span.passage.text[span.start : span.end] == span.text.strip() != ""
    scores = [span.score for span in reading.spans]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= reading.confidence <= 1
    assert sum(len(s.text.replace(" ", "")) for s in reading.spans) == sum(
        len(text.replace(" ", "")) for text, _ in table
    )


def test_no_hits_no_spans_no_confidence() -> None:
    reading = reader().read(Query("q", "q"), [])
    assert (reading.spans, reading.confidence) == ((), 0.0)


@pytest.mark.parametrize(
    ("question", "best", "other"),
    [
        ("Who trained the officers?", "UNODC trained officers.", "A bank was opened."),
        ("How many came?", "And 60 came.", "And they came."),
        ("How many came?", "Three came.", "They came."),
        ("When was it held?", "It was held in May.", "It was held again."),
        (
            "Who funded it?",
            "It got financial support from Sweden.",
            "It got some help from Sweden.",
        ),
    ],
)
def test_what_is_asked_for_decides(question: str, best: str, other: str) -> None:
    for texts in ((best, other), (other, best)):
        reading = reader().read(Query(question, question), hits_of(*texts))
        assert reading.spans[0].text == best


def test_a_better_hit_gives_more_confidence() -> None:
    query = Query("Who trained officers?", "Who trained officers?")
    low, high = (
        reader().read(query, hits_of("UNODC trained officers.", score=score))
        for score in (0.2, 0.8)
    )
    assert low.confidence < high.confidence


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
    reader(encoder).read(Query("q", "zebra"), hits_of("One is here. Two is here.", "Three."))
    assert encoder.encoded == ["zebra"]
