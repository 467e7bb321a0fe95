"""What a question demands of the sentence that answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeqa.archive import read_corpus
from seeqa.demands import demanded
from seeqa.demands.preferred import acted, defined, done_by, spoken_by, talk_of, taught
from seeqa.names import Names
from seeqa.passages import split
from seeqa.types import Document, Passage, Span

ITEM = """Workshop on firearms in Tirana
11 May 2022, Tirana, Albania: UNODC organised a workshop. The next one is planned for June 2022.
It was funded by Norway. “It helped,” said Ana Berg, a judge. The director opened it.
The second regional workshop gathered 40 judges on 12 May and lasted two days.
"""

NAMES = Names([ITEM])


def alike(one: str, other: str) -> float:
    """Compare by first letters: enough to see that it is asked."""
    return 1.0 if one[:3] == other[:3] else 0.0


@pytest.fixture
def item(tmp_path: Path) -> tuple[Document, Passage]:
    (tmp_path / "small.txt").write_text(ITEM, encoding="utf-8")
    documents = read_corpus(tmp_path).documents
    return documents[0], split(documents)[0]


@pytest.mark.parametrize(
    ("question", "words", "met"),
    [
        ("Who funded the workshop?", "UNODC", False),
        ("Who funded the workshop?", "Norway", True),
        ("Which country paid for it?", "UNODC", False),
        ("Was the workshop funded by Serbia?", "UNODC", False),
        ("Who is the director of the workshop?", "director", False),
        ("What is the name of the judge?", "judge", True),
        ("What is the budget of the workshop?", "UNODC", False),
        ("How much did Norway contribute to the workshop?", "Norway", False),
        ("Who trained for the workshop?", "organised", False),
        ("When is the next workshop?", "11 May 2022", False),
        ("When is the next workshop?", "June 2022", True),
        ("In which month will it be?", "11 May 2022", False),
        ("In which month will it be?", "June 2022", True),
        ("When exactly will it be?", "June 2022", False),
        ("How many judges came?", "40 judges", True),
        ("How many people came?", "40 judges", True),
        ("How many vehicles came?", "40 judges", False),
        ("How many judges came?", "12 May", False),
        ("How long did it last?", "two days", True),
        ("How long has it been held?", "two days", False),
        ("By when must it be held?", "11 May 2022", False),
        ("By when must it be held?", "June 2022", True),
        ("How long did it last?", "Norway", False),
        ("On which day was it?", "12 May", True),
        ("On which day was it?", "June 2022", False),
        ("In which month was it?", "Norway", False),
        ("What share of the judges agreed?", "40 judges", False),
        ("What does it say about firearms?", "judge", True),  # of the headline
        ("What does it say about drugs?", "judge", False),
        ("Where was the first regional workshop?", "two days", False),
        ("Where was the second regional workshop?", "two days", True),
        ("Where was the third regional workshop?", "UNODC", False),
        ("Who signed it?", "Norway", False),
        ("When does the project end?", "11 May 2022", False),
        ("Until when does it run?", "June 2022", True),
        ("Why was the workshop so long?", "two days", False),
        ("Who acted for the Norwegians?", "Norway", False),
        ("Why did they cancel the workshop?", "two days", False),
        ("What did the judge say?", "It helped", True),
        ("What did the mayor say?", "It helped", False),
        ("What does the report say?", "It helped", True),
        ("What did Ana Berg say?", "It helped", True),
        ("What did Cy De say?", "It helped", False),
        ("What did Ana Berg say about Norway?", "It helped", True),
        ("What did Ana Berg say about Serbia?", "It helped", False),
        ("What did Ana Berg say about Albania?", "It helped", False),
        ("When did the programme begin?", "11 May 2022", False),
        ("When was it released?", "June 2022", False),
        ("Which company helped?", "Norway", False),
        ("Was the workshop certified?", "Norway", False),
        ("Was Norway involved?", "UNODC", True),
        ("Was the workshop funded?", "Norway", True),
        ("Where was the first official workshop?", "UNODC", False),
        ("What did the head of the court say?", "director", True),
        ("Tell me something about drugs that were seized", "judge", False),
        ("How many Italians came?", "40 judges", True),
        ("I am off next week: where did they meet?", "UNODC", True),
        ("Where will the judges meet?", "UNODC", False),
        ("Where will the judges meet?", "June 2022", True),
        ("Where was the first of the five meetings?", "UNODC", False),
        ("Was it the second regional workshop?", "two days", True),
        ("Was this the third regional workshop?", "two days", True),
        ("Was anybody arrested over it?", "two days", False),
        ("Who joined online?", "40 judges", False),
        ("Which boats were there?", "two days", False),
        ("Which judges were there?", "40 judges", True),
        ("What decision did they take?", "two days", False),
        ("Where were the judges certified?", "40 judges", False),
        ("Which countries sent judges?", "40 judges", False),
        ("What does WCO stand for?", "40 judges", False),
        ("Who spoke at the workshop?", "Norway", False),
        ("How does it define a judge?", "40 judges", False),
        ("What is the deadline for the course?", "two days", False),
        ("Did they meet the president?", "Norway", False),
        ("Did they meet the director?", "director", True),
        ("When does UNICEF take over?", "June 2022", False),
        ("Why did Ana Berg step down?", "director", False),
        ("Where did they go next?", "UNODC", False),
        ("Is there something on judges for the region?", "40 judges", True),
        ("What do people do against their will?", "40 judges", True),
    ],
)
def test_demands(item: tuple[Document, Passage], question: str, words: str, met: bool) -> None:
    document, _ = item
    passage = next(p for p in split([document]) if words in p.text)
    at = passage.text.index(words)
    start = max(passage.text.rfind(". ", 0, at) + 2, 0) if ". " in passage.text[:at] else 0
    end = passage.text.find(".", at) + 1
    span = Span(passage, start, end, 1.0, (at, at + len(words)))
    demand, *_ = demanded(question, alike, NAMES.tokens)
    assert demand.met(span, document) is met
    assert demand.unmet.startswith("Where it comes nearest")


def test_words_of_the_question_are_no_answer(item: tuple[Document, Passage]) -> None:
    document, passage = item
    at = passage.text.index("workshop")
    span = Span(passage, 0, len(passage.text), 1.0, (at, at + len("workshop")))
    (more,) = demanded("Who ran the workshop?", alike, NAMES.tokens)
    assert not more.met(span, document)
    (more,) = demanded("Who ran it?", alike, NAMES.tokens)
    assert more.met(span, document)
    assert more.met(Span(passage, 0, len(passage.text), 1.0), document)


@pytest.mark.parametrize(
    "question",
    [
        "Who organised the workshop?",
        "What was in Norway?",
        "When was the workshop?",
        "Who covered the costs?",
        "",
    ],
)
def test_most_questions_demand_no_more_than_that(question: str) -> None:
    assert len(demanded(question, alike, NAMES.tokens)) == 1


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("When was the plan adopted?", "They adopted it in May.", True),
        ("When was the plan adopted?", "They met in May.", False),
        ("What did the judges present?", "Nets were presented by the judges.", True),
        ("What did the judges present?", "The judges came with nets.", False),
        ("What is the Strong Nets Programme?", "The SN programme is a course.", True),
        ("What is the Strong Nets Programme?", "SN was read.", False),
        ("What is UNICEF?", "UNICEF is a fund.", True),
        ("What is UNICEF?", "UNICEF met.", False),
        ("What are nets?", "Good nets, which are things, help.", True),
        ("Which ministry helped?", "UNICEF met.", False),
        ("Which ministry helped?", "The Ministry of Nets helped.", True),
        ("Why did they meet?", "They met in May.", True),
        ("Why did they meet?", "This activity contributes to SDG 16.", False),
        ("Why did they meet?", "The purpose of it was to assess nets.", True),
        ("How come they met?", "This activity contributes to SDG 16.", False),
        ("What was the reason for the course?", "A course was held.", True),
    ],
)
def test_what_is_preferred_is_no_condition(question: str, sentence: str, met: bool) -> None:
    preferred = next(d for d in demanded(question, alike, NAMES.tokens) if d.waived)
    passage = Passage(id=1, document_id="d", start=0, end=len(sentence), text=sentence, context="")
    span = Span(passage, 0, len(sentence), 1.0, (0, len(sentence)))
    assert preferred.met(span, None) is met  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("What are nets?", "They used nets and boats.", False),
        ("What is a net?", "Nets are made of rope.", True),
        ("What does net mean?", "A trap (net) was set.", True),
        ("What are nets?", "Things called nets were set.", True),
        ("What is flotsam?", "Wood was flotsam, or what else drifts.", True),
    ],
)
def test_what_a_term_is_must_be_said(question: str, sentence: str, met: bool) -> None:
    passage = Passage(id=1, document_id="d", start=0, end=len(sentence), text=sentence, context="")
    demand = defined(question)
    assert demand is not None
    assert demand.met(Span(passage, 0, len(sentence), 1.0), None) is met  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [
        "What is the net?",
        "What is it?",
        "What is in the net?",
        "What does the net do?",
        "What does Strong Nets teach?",
    ],
)
def test_what_is_no_term_need_not_be_explained(question: str) -> None:
    assert defined(question) is None


@pytest.mark.parametrize(("sentence", "met"), [("40 judges from Oslo came.", False),
    ("40 Norwegian judges came.", True)])  # fmt: skip
def test_a_number_of_people_from_somewhere_is_of_those(sentence: str, met: bool) -> None:
    passage = Passage(id=1, document_id="d", start=0, end=len(sentence), text=sentence, context="")
    span = Span(passage, 0, len(sentence), 1.0, (0, 9))
    demands = demanded("How many judges from Norway came?", alike, NAMES.tokens)
    assert all(demand.met(span, None) for demand in demands) is met  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("What did they agree on in the end?", "They agreed to meet.", True),
        ("What did they agree on in the end?", "They met.", False),
        ("What else do they contain, besides nets?", "They also contain boats.", True),
        ("What else do they contain, besides nets?", "They contain boats.", False),
        ("Who led the visit?", "It was led by a judge.", True),
        ("Who led the visit?", "A visit was held.", False),
        ("Who taught them?", "Eight trainers delivered the course.", True),
        ("Who taught them?", "A course was held.", False),
        ("What was the title of Ana Berg's talk?", "Ana Berg spoke on “Nets”.", True),
        ("What was the title of Ana Berg's talk?", "It was on “Boats”.", False),
        ("What did the judge say?", "The judge said no.", True),
        ("What did the judge say?", "The judge met the mayor.", False),
    ],
)
def test_the_act_the_teacher_and_the_speaker_are_preferred(
    question: str, sentence: str, met: bool
) -> None:
    preferred = filter(
        None,
        (
            acted(question),
            done_by(question),
            taught(question),
            talk_of(question, NAMES.tokens),
            spoken_by(question),
        ),
    )
    passage = Passage(id=1, document_id="d", start=0, end=len(sentence), text=sentence, context="")
    span = Span(passage, 0, len(sentence), 1.0, (0, len(sentence)))
    (demand,) = preferred
    assert demand.waived
    assert demand.met(span, None) is met  # type: ignore[arg-type]
