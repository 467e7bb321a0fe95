"""When, where and for which SDG: the words found, or a line of the item where they tell neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeqa import Passage, Wants
from seeqa.archive import read_corpus
from seeqa.particulars import told_by_item, told_by_lines
from seeqa.passages import split
from seeqa.sentences import sentence_offsets
from seeqa.types import Document, Reading, Span

ITEM = """Workshop on nets in Bergen
2-3 June 2021, Bergen, Norway: UNICEF held a three-day workshop for staff from Malta and Oslo. \
They went to the Port of Oslo in July, and told of the NETS. It was read in South Europe.
"""


@pytest.fixture
def item(tmp_path: Path) -> tuple[Document, Passage]:
    (tmp_path / "small.txt").write_text(ITEM, encoding="utf-8")
    documents = read_corpus(tmp_path).documents
    return documents[0], split(documents)[0]


def told(question: str, wants: Wants, words: str, item: tuple[Document, Passage]) -> Span:
    document, passage = item
    at = passage.text.index(words)
    start = max(0, passage.text.rfind(". ", 0, at) + 2) if ". " in passage.text[:at] else 0
    span = Span(passage, start, len(passage.text), 3.0, (at, at + len(words)), 0.7)
    other = Span(passage, 0, 5, 1.0, (0, 5), 0.2)
    reading = Reading((span, other))
    found = told_by_lines(wants, question, reading, {document.id: document}, lambda *_: passage)
    assert found.spans[1:] == (other,)
    assert (found.spans[0].score, found.spans[0].confidence) == (3.0, 0.7)
    return found.spans[0]


@pytest.mark.parametrize(
    ("question", "wants", "words", "emphasised"),
    [
        ("In which country was it held?", Wants.WHERE, "Oslo", "Bergen, Norway"),
        ("In which country was it held?", Wants.WHERE, "South Europe", "Bergen, Norway"),
        ("Where was it held?", Wants.WHERE, "NETS", "Bergen, Norway"),
        ("Where was it held?", Wants.WHERE, "Norway", "Norway"),
        ("Where did they go?", Wants.WHERE, "Port of Oslo", "Port of Oslo"),
        ("Where was it read?", Wants.WHERE, "South Europe", "South Europe"),
        ("Where did staff come from?", Wants.WHERE, "Malta", "Malta"),
        ("When was it held?", Wants.WHEN, "three-day", "2-3 June 2021"),
        ("Where were the two meetings?", Wants.WHERE, "three-day", "three-day"),
        ("When will it be?", Wants.WHEN, "three-day", "three-day"),
        ("When did they go to Oslo?", Wants.WHEN, "July", "July"),
        ("When was it held?", Wants.WHEN, "2-3 June", "2-3 June"),
        ("Who held it?", Wants.PASSAGE, "UNICEF", "UNICEF"),
    ],
)
def test_the_dateline_tells_where_the_words_found_do_not(
    question: str, wants: Wants, words: str, emphasised: str, item: tuple[Document, Passage]
) -> None:
    span = told(question, wants, words, item)
    assert span.emphasis is not None
    assert span.passage.text[slice(*span.emphasis)] == emphasised
    if words != emphasised:
        assert span.text.startswith("2-3 June 2021, Bergen, Norway: UNICEF")
        assert span.text.endswith("Oslo.")


GOALS = """Workshop on nets in Bergen
2-3 June 2021, Bergen, Norway: UNICEF held a workshop. It rained.
This activity contributes to SDG 14, particularly Target 14.b on small fishers. It was of use.
Another one
4 June 2021, Oslo, Norway: UNICEF met.
"""


def test_an_sdg_is_told_by_its_line_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "goals.txt").write_text(GOALS, encoding="utf-8")
    documents = {document.id: document for document in read_corpus(tmp_path).documents}
    passages = split(documents.values())

    def at(document_id: str, start: int) -> Passage | None:
        own = [passage for passage in passages if passage.document_id == document_id]
        return next((p for p in own if p.start <= start < p.end), own[0])

    def told_of(passage: Passage) -> tuple[Span, ...]:
        reading = Reading((Span(passage, 0, 10, 3.0, (0, 4), 0.7),))
        return told_by_lines(Wants.TOPIC, "Which SDG?", reading, documents, at).spans

    (line,) = told_of(passages[0])
    assert line.emphasis is not None
    assert line.passage.text[slice(*line.emphasis)] == "SDG 14, particularly Target 14.b"
    assert line.text == (
        "This activity contributes to SDG 14, particularly Target 14.b on small fishers."
    )
    assert line.confidence == 0.7
    assert told_of(passages[-1]) == ()


def test_without_a_dateline_in_the_text_all_stays(item: tuple[Document, Passage]) -> None:
    document, passage = item
    at = passage.text.index("NETS")
    reading = Reading((Span(passage, 0, len(passage.text), 3.0, (at, at + 4), 0.7),))
    documents = {document.id: document}
    asked = (Wants.WHERE, "Where was it?")
    assert told_by_lines(*asked, reading, documents, lambda *_: None) is reading
    assert told_by_lines(*asked, Reading(), {}, lambda *_: None) == Reading()


PARTIES = """Workshop on nets in Bergen
2-3 June 2021, Bergen, Norway: UNICEF held a workshop for 12 fishers. It rained.
It was funded by Malta and Oslo. Four trainers came for two days.
"""


@pytest.mark.parametrize(
    ("kind", "found", "sure", "emphasised", "confidence"),
    [
        ("fund", None, 0.7, "Malta and Oslo", 0.7),
        ("fund", ("It rained.", 0.6), 0.7, "Malta and Oslo", 0.7),
        ("fund", ("funded by Malta", 0.8), 0.7, "Malta and Oslo", 0.8),
        ("organise", ("It rained.", 0.6), 0.55, "UNICEF", 0.55),
        ("number", ("12 fishers", 0.4), 0.8, "12 fishers", 0.6),
        ("number", ("12 fishers", 0.9), 0.8, "12 fishers", 0.9),
        ("lasting", ("It rained.", 0.6), 0.8, "2-3 June 2021", 0.8),
        ("lasting", ("It rained.", 0.9), 0.8, "It rained.", 0.9),
        ("lasting", ("two days", 0.6), 0.8, "two days", 0.7),
        ("lasting", ("two days", 0.4), 0.8, "2-3 June 2021", 0.8),
    ],
)
def test_what_an_item_tells_of_itself(
    kind: str,
    found: tuple[str, float] | None,
    sure: float,
    emphasised: str,
    confidence: float,
    tmp_path: Path,
) -> None:
    (tmp_path / "parties.txt").write_text(PARTIES, encoding="utf-8")
    (document,) = read_corpus(tmp_path).documents
    passages = split([document])

    def span(words: str, confidence: float) -> Span:
        passage = next(p for p in passages if words in p.text)
        at = passage.text.index(words)
        places = sentence_offsets(passage.text)
        start, end = next(place for place in places if place[0] <= at < place[1])
        return Span(passage, start, end, 1.0, (at, at + len(words)), confidence)

    reading = Reading((span(*found),)) if found else Reading()
    known = Reading((span("2-3 June 2021", sure),))
    told = told_by_item(
        kind, "the workshop", reading, known, {document.id: document}, lambda _: passages
    )
    best = told.spans[0]
    assert best.emphasis is not None
    assert best.passage.text[slice(*best.emphasis)] == emphasised
    assert best.confidence == pytest.approx(confidence)


@pytest.mark.parametrize(("line", "told"), [("2 June", "two days"), ("2-3 June", "2-3 June 2021")])
def test_a_dateline_of_one_day_yields_to_a_duration(line: str, told: str, tmp_path: Path) -> None:
    text = f"Workshop on nets\n{line} 2021, Oslo, Norway: UNICEF met. It lasted for two days.\n"
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    (document,) = read_corpus(tmp_path).documents
    (passage,) = split([document])

    def reading(words: str, confidence: float) -> Reading:
        at = passage.text.index(words)
        emphasis = (at, at + len(words))
        return Reading((Span(passage, 0, len(passage.text), 1.0, emphasis, confidence),))

    found = told_by_item(
        "lasting",
        "it",
        reading("two days", 0.4),
        reading(f"{line} 2021", 0.8),
        {document.id: document},
        lambda _: [passage],
    )
    (best,) = found.spans
    assert best.emphasis is not None
    assert passage.text[slice(*best.emphasis)] == told
