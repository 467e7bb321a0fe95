"""The real encoder and reader on the real bulletin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from seeqa import Assistant, Reason, Wants
from seeqa.answer.cite import verify
from seeqa.bert import file_digest
from seeqa.embed import (
    DEFAULT,
    DEFAULT_DIGESTS,
    SentenceEncoder,
    find_encoder,
)
from seeqa.embed import (
    verify as verify_encoder,
)
from seeqa.errors import EncoderError, EncoderMissing
from seeqa.evaluation import evaluate, read_questions
from seeqa.evaluation.archive import variant
from seeqa.read import SpanReader
from seeqa.types import Hit

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("question", "words", "document"),
    [
        (
            "How many officers were trained on vehicle searches in Istanbul?",
            "12 border law enforcement officers",
            "South-Eastern Europe supported in countering drug trafficking",
        ),
        (
            "Who paid for the trafficking report?",
            "Governments of France and Sweden",
            "Exploitation and Abuse: The Scale and Scope of Human Trafficking in "
            "South-Eastern Europe",
        ),
        (
            "What did the PCU in Gradiska inspect?",
            "selected and inspected several containerized shipments",
            "Container Control Programme supported PCU Gradiška with a mentoring visit",
        ),
    ],
)
def test_a_fact_is_found_and_quoted_from_its_item(
    bulletin: Assistant, question: str, words: str, document: str
) -> None:
    answer = bulletin.ask(question)
    assert answer.abstention is None
    assert words in answer.citations[0].quote
    assert answer.citations[0].headline == document


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the capital of Peru?", Reason.NOT_ANSWERED),
        ("Кој го финансираше извештајот?", Reason.OTHER_LANGUAGE),
        ("????", Reason.NO_WORDS),
    ],
)
def test_abstains_with_its_reason(bulletin: Assistant, question: str, reason: Reason) -> None:
    answer = bulletin.ask(question)
    assert answer.abstention is not None
    assert answer.abstention.reason is reason
    assert not answer.citations


def test_no_passage_is_read_that_need_not_be(
    bulletin: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few where one answers surely, each once, all where it is compared; none asked again."""
    read: list[list[int]] = []
    whole = SpanReader.candidates

    def candidates(self: SpanReader, question: str, hits: Sequence[Hit], *more: Any) -> Any:
        read.append([hit.passage.id for hit in hits])
        return whole(self, question, hits, *more)

    monkeypatch.setattr(SpanReader, "candidates", candidates)
    asked: list[list[int]] = []
    for question in ("Who paid for the guidelines?", "Who signed the plan in Peru?"):
        for certain in (0.001, 2.0):
            read.clear()
            monkeypatch.setattr("seeqa.assistant._CERTAIN", certain)
            bulletin.ask(question + " " * len(asked))  # written otherwise, the same question
            asked.append([len(ids) for ids in read])
            assert len({i for ids in read for i in ids}) == sum(map(len, read))
            bulletin._serving.answers.cache_clear()  # type: ignore[attr-defined]
    assert asked == [[3], [3, 3], [3], [3, 3]]
    read.clear()
    bulletin.ask("Who paid for the latest guidelines?")
    assert [len(ids) for ids in read] == [12]
    bulletin.ask("Who paid for the latest guidelines?")
    assert len(read) == 1


def test_a_follow_up_is_about_the_item_before(bulletin: Assistant) -> None:
    answer = bulletin.ask("And who organised it?", history=["What happened in Dubrovnik?"])
    assert (
        answer.about
        == "South-Eastern Europe addresses trafficking in persons for sexual exploitation"
    )


def test_every_quote_over_a_part_of_the_questions_is_verbatim(bulletin: Assistant) -> None:
    source = (ROOT / "corpus" / "unodc-see-bulletin-2022-05.txt").read_text(encoding="utf-8")
    lines = source.split("\n")
    bold = variant(bulletin, bulletin.config.with_values(min_confidence=0.0))
    report = evaluate(bold, read_questions(ROOT / "questions" / "bulletin.jsonl")[::15])
    cited = [c for o in report.outcomes if o.answer for c in o.answer.citations]
    assert len(cited) > 60
    for citation in cited:
        document = bulletin.document(citation.document_id)
        assert document is not None
        verify(citation, document)
        assert citation.quote in "\n".join(lines[citation.first_line - 1 : citation.last_line])
    assert report.part("dev").means()["Success@5"] >= 0.95
    assert report.part("test").means()["Success@5"] >= 0.90


def test_encode_gives_unit_vectors_and_loses_nothing_of_a_long_text(bulletin: Assistant) -> None:
    encoder = SentenceEncoder.load(DEFAULT)
    long = "officers were trained in Istanbul. " * 200
    vectors = encoder.encode(["a", long, long + " The minister of Peru sang."])
    assert vectors.shape == (3, 384)
    assert (abs((vectors**2).sum(axis=1) - 1) < 1e-5).all()
    assert float(vectors[1] @ vectors[2]) < 0.99999  # the end of a long text still counts


def test_the_packaged_encoder_is_the_published_one(tmp_path: Path) -> None:
    files = find_encoder(DEFAULT)
    verify_encoder(DEFAULT, files)
    assert {n: file_digest(files.folder / n) for n in DEFAULT_DIGESTS} == DEFAULT_DIGESTS


def test_an_encoder_that_is_nowhere_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderMissing, match="SEEQA_ENCODER"):
        find_encoder("nobody/no-such-encoder", download=True)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="config.json"):
        find_encoder(str(tmp_path))


@pytest.mark.parametrize(
    ("before", "question", "items"),
    [
        ("What happened in Belgrade?", "And in Istanbul?", 1),
        ("What happened in Istanbul?", "And in Belgrade?", 5),
    ],
)
def test_a_list_is_asked_again_of_something_else(
    bulletin: Assistant, before: str, question: str, items: int
) -> None:
    answer = bulletin.ask(question, history=[before])
    assert answer.listing is not None
    assert (answer.wants, answer.listing.items, answer.about) == (Wants.LIST, items, None)


def test_an_overview_quotes_every_headline(bulletin: Assistant) -> None:
    answer = bulletin.ask("What is this bulletin about?")
    assert answer.listing is not None
    assert [c.quote for c in answer.citations] == [c.headline for c in answer.citations]
    assert len({c.document_id for c in answer.citations}) == len(bulletin.documents())
    assert {h.passage.document_id for h in answer.hits} == {c.document_id for c in answer.citations}


def test_when_is_told_by_the_dateline(bulletin: Assistant) -> None:
    (citation, *_) = bulletin.ask("When was the Dubrovnik conference?").citations
    assert citation.emphasis is not None
    start, end = (at - citation.start for at in citation.emphasis)
    assert citation.quote[start:end] == "11-12 May 2022"
