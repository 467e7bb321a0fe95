"""The real encoder on the real bulletin: the questions that the project promises to answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seeqa import Assistant, Query, Reason, Wants, conversation
from seeqa.cite import verify
from seeqa.embed import (
    DEFAULT,
    DEFAULT_DIGESTS,
    SentenceEncoder,
    file_digest,
    find_encoder,
)
from seeqa.embed import (
    verify as verify_encoder,
)
from seeqa.errors import EncoderError, EncoderMissing
from seeqa.evaluation import evaluate, read_questions
from seeqa.understand import understand

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
def test_promised_answers(bulletin: Assistant, question: str, words: str, document: str) -> None:
    answer = bulletin.ask(question)
    assert answer.abstention is None
    assert words in answer.citations[0].quote
    assert answer.citations[0].headline == document


@pytest.mark.parametrize(
    ("question", "emphasised"),
    [
        ("In which country was the vehicle search training held?", "Istanbul, Türkiye"),
        ("When was the study visit to Piraeus?", "10-12 May 2022"),
        ("How long did the training in Istanbul last?", "23-27 May 2022"),
        ("Which SDG does the Istanbul training serve?", "SDG 16, particularly SDG 16.a"),
        ("Who funded the Tirana workshop?", "the Austrian Development Cooperation Agency"),
        (
            "Who organised the study visit to Piraeus?",
            "The UNODC-WCO Container Control Programme (CCP)",
        ),
        (
            "Which activities took place in Istanbul?",
            "a training on Advanced Vehicle Search",
        ),
    ],
)
def test_what_is_asked_of_an_item_is_told_by_its_own_words(
    bulletin: Assistant, question: str, emphasised: str
) -> None:
    answer = bulletin.ask(question)
    (citation,) = answer.citations
    shown = answer.hits[0].passage
    assert (shown.document_id, shown.start) <= (citation.document_id, citation.start)
    assert citation.end <= shown.end
    assert citation.emphasis is not None
    start, end = (at - citation.start for at in citation.emphasis)
    assert citation.quote[start:end] == emphasised


def test_what_an_item_does_not_say_of_itself_is_not_answered(bulletin: Assistant) -> None:
    for question in (
        "Who funded the training in Istanbul?",
        "Which SDG does the report serve?",
        "How many people attended the cooking class in Vienna?",
    ):
        assert bulletin.ask(question).abstention is not None


def test_and_there_is_what_is_asked_about_next(bulletin: Assistant) -> None:
    asked = ["Which activities took place in Belgrade?", "and in Ohrid?"]
    (terror,) = bulletin.ask("Which of them dealt with terrorism?", history=asked).citations
    assert "financing of terrorism" in terror.quote
    asked = ["When was the study visit to Piraeus?", "And the mentoring visit to Gradiška?"]
    (run,) = bulletin.ask("Who organised it?", history=asked).citations
    assert (run.place, run.quote.count("conducted a mentoring visit")) == ("Gradiška", 1)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Which items mention Sweden?", 3),
        ("Does the bulletin mention the World Bank?", 1),
        ("Is Interpol mentioned anywhere?", 1),
        ("Do any of the articles mention chess?", 0),
    ],
)
def test_what_is_mentioned_is_listed(bulletin: Assistant, question: str, items: int) -> None:
    answer = bulletin.ask(question)
    assert len({c.document_id for c in answer.citations}) == items
    assert (answer.abstention is None) == bool(items)


@pytest.mark.parametrize(
    "question", ["What date did UNODC sit down with GIZ in Belgrade?", "UNODC GIZ meeting date"]
)
def test_the_only_item_with_all_the_names_is_meant(bulletin: Assistant, question: str) -> None:
    (citation,) = bulletin.ask(question).citations
    assert citation.dateline == "18 May 2022, Belgrade, Serbia"


def test_who_came_is_asked_of_the_item_that_was_spoken_of(bulletin: Assistant) -> None:
    asked = ["What was the training in Istanbul about?"]
    for question, told in (
        ("How many officers took part?", "12"),
        ("From which countries?", "Bosnia and Herzegovina, Montenegro and Kosovo"),
    ):
        (citation,) = bulletin.ask(question, history=asked).citations
        assert citation.place == "Istanbul"
        assert citation.emphasis is not None
        start, end = (at - citation.start for at in citation.emphasis)
        assert citation.quote[start:end] == told
        asked.append(question)
    asked = ["Which countries did officers come from in Belgrade?"]
    (citation,) = bulletin.ask(
        "Where were they from?", history=["How many officers came to the synthetic drugs training?"]
    ).citations
    assert "31 officers from Serbia, North Macedonia" in citation.quote
    certificate = bulletin.ask(
        "Did they get a certificate at the end?",
        history=["Who has been learning how to search cars?", "Where was that?"],
    )
    assert certificate.abstention is not None  # others did, elsewhere
    (citation,) = bulletin.ask("And in Istanbul?", history=asked).citations
    assert "Montenegro and Kosovo" in citation.quote
    (citation,) = bulletin.ask(
        "When was that?", history=["Which activities did Austria fund?"]
    ).citations
    assert citation.quote.startswith("11 May 2022, Tirana")
    longest = bulletin.ask("Which was the longest?", history=["How many trainings were there?"])
    assert {c.dateline[:8] for c in longest.citations if c.dateline} == {"9-13 May", "23-27 Ma"}
    listed = ["Which activities took place in Belgrade?"]
    answer = bulletin.ask("How many of them were trainings?", history=listed)
    assert answer.wants is Wants.COUNT
    assert len({c.document_id for c in answer.citations}) == 2


def test_the_second_one_is_that_of_the_list(bulletin: Assistant) -> None:
    asked = ["Which events took place in Belgrade?"]
    listed = bulletin.ask(asked[0]).citations
    firsts = list({c.document_id: c for c in listed}.values())
    for question, at in (
        ("Who attended the first one?", 0),
        ("How long was it?", 0),
        ("And the second one?", 1),
        ("Who funded the last of them?", -1),
        ("When was the 3rd event?", 2),
    ):
        answer = bulletin.ask(question, history=asked)
        assert answer.about == firsts[at].headline
        asked.append(question)
    again = bulletin.ask("Which of them dealt with corruption?", history=asked).citations
    assert [c.dateline[:6] for c in again] == ["17 May", "18 May"]
    # Where nothing was listed, "the first one" is left as it is.
    before = ["Who funded the firearms meeting?"]
    assert bulletin.ask("How many judges attended the first one?", history=before).citations


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the capital of Peru?", Reason.NOT_ANSWERED),
        ("Кој го финансираше извештајот?", Reason.OTHER_SCRIPT),
        ("????", Reason.NO_WORDS),
    ],
)
def test_abstains_with_its_reason(bulletin: Assistant, question: str, reason: Reason) -> None:
    answer = bulletin.ask(question)
    assert answer.abstention is not None
    assert answer.abstention.reason is reason
    assert not answer.citations


def test_a_follow_up_is_about_the_item_before(bulletin: Assistant) -> None:
    answer = bulletin.ask("And who organised it?", history=["What happened in Dubrovnik?"])
    assert (
        answer.about
        == "South-Eastern Europe addresses trafficking in persons for sexual exploitation"
    )


def test_every_quote_over_a_tenth_of_the_questions_is_verbatim(bulletin: Assistant) -> None:
    source = (ROOT / "corpus" / "unodc-see-bulletin-2022-05.txt").read_text(encoding="utf-8")
    lines = source.split("\n")
    report = evaluate(bulletin, read_questions(ROOT / "questions" / "bulletin.jsonl")[::10])
    cited = [c for o in report.outcomes if o.answer for c in o.answer.citations]
    assert len(cited) > 100
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
        ("Which activities did the UK fund?", "And Sweden?", 3),
        ("What happened in Ohrid?", "And in Tirana?", 1),
        ("Which trainings took place in May 2022?", "and conferences?", 2),
    ],
)
def test_a_list_is_asked_again_of_something_else(
    bulletin: Assistant, before: str, question: str, items: int
) -> None:
    answer = bulletin.ask(question, history=[before])
    assert answer.listing is not None
    assert answer.listing.items == items
    assert answer.about is None


def test_an_overview_quotes_every_headline(bulletin: Assistant) -> None:
    answer = bulletin.ask("What is this bulletin about?")
    assert answer.listing is not None
    assert [c.quote for c in answer.citations] == [c.headline for c in answer.citations]
    assert len({c.document_id for c in answer.citations}) == len(bulletin.documents())
    assert {h.passage.document_id for h in answer.hits} == {c.document_id for c in answer.citations}


def test_when_is_answered_from_the_dateline(bulletin: Assistant) -> None:
    (citation, *_) = bulletin.ask("When was the Dubrovnik conference?").citations
    assert citation.emphasis is not None
    start, end = (at - citation.start for at in citation.emphasis)
    assert citation.quote[start:end] == "11-12 May 2022"


def test_a_long_conversation_is_gone_through_once(
    bulletin: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def counted(*given: Any, **named: Any) -> Query:
        nonlocal asked
        asked += 1
        return understand(*given, **named)

    monkeypatch.setattr(conversation, "understand", counted)
    places = "Belgrade Vienna Ohrid Tirana Dubrovnik Athens Skopje Rome".split()
    history = ["How many officers were trained?", *(f"And in {place}?" for place in places)]
    bulletin.understand("And who paid?", history=history)
    assert asked <= 3 * len(history)
