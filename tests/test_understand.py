"""Question -> Query: cleaning, following on, what cannot be answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import Query, Reason
from seeqa.errors import QuestionError
from seeqa.spelling import Speller
from seeqa.types import Wants
from seeqa.understand import (
    Lean,
    clean,
    completed,
    elliptic,
    lean,
    names,
    names_again,
    of_another,
    of_them,
    remainder,
    said_by_another,
    sluiced,
    swaps,
    thread,
    unanswerable,
    understand,
)

texts = st.text(st.characters())  # lone surrogates too: a shell or JSON may pass them


@law
@given(texts)
def test_a_clean_question_is_one_plain_line(question: str) -> None:
    cleaned = clean(question)
    assert clean(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())
    cleaned.encode("utf-8")
    assert not any(char in cleaned for char in "\0\n\t\u200b\u202e\ufeff")


@law
@given(texts, st.lists(texts, max_size=3), st.integers(1, 50))
def test_a_question_is_understood_or_refused(question: str, history: list[str], limit: int) -> None:
    length = len(clean(question))
    if 0 < length <= limit:
        query = understand(question, history, limit=limit)
        assert query.question == query.text == clean(question)
        assert query.follows is None or query.follows in [clean(one) for one in history]
    else:
        with pytest.raises(QuestionError):
            understand(question, history, limit=limit)


@pytest.mark.parametrize(
    ("question", "cleaned"),
    [
        ("  Who\tpaid?\n", "Who paid?"),
        ("Who\u200b paid\x00?", "Who paid ?"),
        ("S\u030cibenik", "Šibenik"),
        ("caf\udce9?", "caf ?"),
        ("\u202e \ufeff", ""),
    ],
)
def test_cleaning_by_hand(question: str, cleaned: str) -> None:
    assert clean(question) == cleaned


@pytest.mark.parametrize("question", ["", "  \n", "\u200b\x00"])
def test_nothing_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="Type a question"):
        understand(question, limit=10)


def test_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(QuestionError, match=r"at most 1000 characters; found 1,001 characters"):
        understand("x" * 1001, limit=1000)
    assert understand("x" * 1000, limit=1000).text == "x" * 1000


def test_misspelt_words_are_searched_for_corrected_and_kept_as_asked() -> None:
    query = understand("who met in Sibenic?", limit=100, speller=Speller(["They met in Šibenik."]))
    assert query == Query("who met in Sibenic?", "who met in Šibenik?", (("Sibenic", "Šibenik"),))


@pytest.mark.parametrize(
    ("question", "how"),
    [
        ("And who organised it?", Lean.POINTING),
        ("What about Serbia and Croatia?", Lean.CARRYING),
        ("How many officers took part in it?", Lean.POINTING),
        ("But which donors funded the training?", Lean.CARRYING),
        ("What did they get to see there?", Lean.POINTING),
        ("How many people attended that one?", Lean.POINTING),
        ("Who pays for the projects of that plan?", Lean.POINTING),
        ("Why?", Lean.POINTING),
        ("Funding?", Lean.POINTING),
        ("By whom?", Lean.POINTING),
        ("What were the officers briefed on?", Lean.INCOMPLETE),
        ("What was the purpose?", Lean.POINTING),
        ("What is the next step?", Lean.INCOMPLETE),
        ("What comes next?", Lean.POINTING),
        ("Was the EU involved?", Lean.POINTING),
        ("Did Serbia host a course on nets?", Lean.NOT),
        ("Did UNODC present anything at the event?", Lean.INCOMPLETE),
        ("How many schools did the second training cover?", Lean.INCOMPLETE),
        ("Was Europol involved as well?", Lean.POINTING),
        ("How many people joined online?", Lean.POINTING),
        ("How many officers took part?", Lean.POINTING),
        ("How many judges were in the group?", Lean.POINTING),
        ("How many judges took part in the course on nets?", Lean.NOT),
        ("Are there any film festivals?", Lean.INCOMPLETE),
        ("Who funded the trafficking report on Serbia?", Lean.NOT),
        ("Which officers were trained in Istanbul?", Lean.NOT),
        ("Andorra police training", Lean.NOT),
        ("What happened in Tirana?", Lean.NOT),
        ("What is taurine?", Lean.NOT),
        ("With whom did UNODC organize the Dubrovnik conference?", Lean.NOT),
        ("What is frictional unemployment and why is it important?", Lean.NOT),
        ("Which kinds of crime do traffickers push children into with their lies?", Lean.NOT),
        ("There was a training for psychologists, where was it held?", Lean.NOT),
        ("what is this bulletin about", Lean.NOT),
        ("What is the bulletin about?", Lean.NOT),
        ("Which places does the archive cover?", Lean.NOT),
        ("I keep hearing the term debt bondage. What does it mean?", Lean.NOT),
        ("For how long has a woman from Ohrid been helping others?", Lean.NOT),
        ("Who paid for the terrorism financing course?", Lean.NOT),
        ("Is it true that women are forced to work on ships?", Lean.NOT),
        ("Is it funded by Norway?", Lean.POINTING),
        ("How many people worked on that big study of modern slavery?", Lean.NOT),
        ("Who coached the port police and customs people in Bosnia?", Lean.NOT),
    ],
)
def test_how_plainly_a_question_leans_on_the_one_before(question: str, how: Lean) -> None:
    assert lean(question) is how


@pytest.mark.parametrize(
    ("question", "ellipsis", "swap"),
    [
        ("And in Tirana?", True, False),
        ("What about Vienna?", True, True),
        ("What about the platform - who made it?", False, False),
        ("and list all trainings in Serbia", False, False),
        ("only Austria please", True, False),
    ],
)
def test_what_puts_something_else_into_the_question_before(
    question: str, ellipsis: bool, swap: bool
) -> None:
    assert (elliptic(question), swaps(question)) == (ellipsis, swap)


def test_the_thing_that_the_question_before_speaks_of_is_named_again() -> None:
    assert names_again("Who delivered the training?", "What is the training in Istanbul about?")
    assert not names_again("Who delivered the course?", "What is the training in Istanbul about?")
    assert not names_again("Who delivered a training?", "What is the training in Istanbul about?")
    assert not names_again("Who led the training in Ohrid?", "When was the training in Istanbul?")


def test_the_archive_may_refuse_that_a_question_leans() -> None:
    seen = []

    def evidence(question: str, on: str, how: Lean) -> bool:
        seen.append((question, on, how))
        return question != "Who attended the meeting?"

    history = ["Which judges met in Belgrade?", "Who attended the meeting?", "How long was it?"]
    query = understand("And why?", history, limit=99, evidence=evidence)
    assert query.follows == "Who attended the meeting?"
    assert seen == [
        ("Who attended the meeting?", "Which judges met in Belgrade?", Lean.INCOMPLETE),
        ("How long was it?", "Who attended the meeting?", Lean.POINTING),
        ("And why?", "Who attended the meeting?", Lean.POINTING),
    ]


def test_a_follow_up_is_completed_with_the_words_it_lacks() -> None:
    query = Query(
        "How long was the visit?", "How long was the visit?", follows="Who led the visit in Ohrid?"
    )
    assert completed(query).text == "How long was the visit? led Ohrid"
    assert completed(Query("Who?", "Who?")).text == "Who?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who met in Ohrid with the EU?", ["Ohrid", "EU"]),
        ("“Exploitation” was written by whom", []),
        ("Who wrote “Exploitation”?", ["Exploitation"]),
        ("WHO PAID FOR IT", []),
        ("What did I and they say?", []),
        ("what about šibenik and Šibenik?", ["Šibenik"]),
    ],
)
def test_names_are_capitals_inside(question: str, expected: list[str]) -> None:
    assert names(question) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("I am briefing the minister tomorrow: who organised Ohrid?", "who organised Ohrid?"),
        ("Who organised Ohrid? I need it by Friday.", "Who organised Ohrid?"),
        ("My report is due today, so who organised Ohrid?", "so who organised Ohrid?"),
        ("I met the judges in Ohrid. Who paid?", "I met the judges in Ohrid. Who paid?"),
        ("I am calling OSCE. What did they pay?", "I am calling OSCE. What did they pay?"),
        ("I need the list of donors.", "I need the list of donors."),
        ("According to it, which form is worst?", "According to it, which form is worst?"),
    ],
)
def test_what_the_asker_plans_is_not_searched_for(question: str, text: str) -> None:
    query = understand(question, limit=99)
    assert (query.question, query.text) == (question, text)


def test_a_thread_is_what_leans_on_its_first_question() -> None:
    history = ["Who met in Ohrid?", "Which events were held in Croatia?", "And in Tirana?", "Why?"]
    assert thread(history) == history[1:]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([], None),
        (["", " \n"], None),
        (["Who funded the trafficking report?"], "Who funded the trafficking report?"),
        (
            ["Who funded the trafficking report?", "And when was it?"],
            "Who funded the trafficking report?",
        ),
        (
            ["Who funded the trafficking report?", "Which officers met in Istanbul?", "Why?"],
            "Which officers met in Istanbul?",
        ),
        (["Why?", "And then?"], "Why?"),
    ],
)
def test_a_follow_up_leans_on_the_last_question_that_stands_alone(
    history: list[str], expected: str | None
) -> None:
    assert next(iter(thread(history)), None) == expected
    assert understand("And who came?", history, limit=99).follows == expected
    assert understand("Which judges met in Belgrade?", history, limit=99).follows is None


@pytest.mark.parametrize(
    ("text", "follows", "reason"),
    [
        ("Who funded the report?", None, None),
        ("Šibenik Türkiye", None, None),
        ("12 May", None, None),
        ("Кој го финансираше извештајот?", None, Reason.OTHER_SCRIPT),
        ("谁资助了报告?", None, Reason.OTHER_SCRIPT),
        ("Кој funded the report?", None, None),
        ("????", None, Reason.NO_WORDS),
        ("?", "Who funded the report?", Reason.NO_WORDS),
        ("Why?", "Who funded the report?", None),
        ("Thanks, that was helpful!", "Who funded the report?", Reason.SMALL_TALK),
        ("the of and", None, Reason.NO_WORDS),
        ("and who was it?", "Who funded the report?", None),
    ],
)
def test_what_no_archive_could_answer(
    text: str, follows: str | None, reason: Reason | None
) -> None:
    assert unanswerable(Query(text, text, follows=follows)) is reason


@pytest.mark.parametrize(
    ("question", "rest"),
    [("And in Tirana?", "in Tirana"), ("What about Vienna?", "Vienna"), ("and sweden", "sweden")],
)
def test_an_elliptic_question_puts_something_else_in(question: str, rest: str) -> None:
    assert elliptic(question)
    assert remainder(question) == rest


@pytest.mark.parametrize(
    "question", ["And who organised it?", "And where?", "Sweden?", "And what did they do there?"]
)
def test_a_question_that_asks_something_is_not_elliptic(question: str) -> None:
    assert not elliptic(question)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What about Vienna?", "Vienna"),
        ("only Austria please", "Austria"),
        ("And to 16.2?", "to 16.2"),
    ],
)
def test_what_an_elliptic_question_puts_in(question: str, left: str) -> None:
    assert elliptic(question)
    assert remainder(question) == left


def test_what_is_asked_of_the_items_listed_before() -> None:
    assert of_them("Which of them were in Serbia?") == " were in Serbia"
    assert of_them("And how many of those concern drugs?") == " concern drugs"
    assert of_them("Which of the reports is new?") is None
    assert of_them("How many is that in total?") == " in total"
    assert of_them("How many is that course?") is None


def test_it_may_stand_for_nothing() -> None:
    assert lean("It would help me to know what was done on 17 May 2022 by UNODC") is Lean.NOT
    assert lean("What is it that makes seasonal workers of UNODC projects easy prey?") is Lean.NOT
    assert lean("What must minors do for those who exploit minors in Serbia?") is Lean.NOT
    assert lean("I keep hearing of debt bondage among workers. What does it mean?") is Lean.NOT
    assert lean("is there anything about drones") is Lean.NOT
    assert lean("Who took part?") is Lean.POINTING


@pytest.mark.parametrize(
    ("question", "earlier", "full"),
    [
        ("Where?", "When was the plan adopted?", "Where was the plan adopted?"),
        ("And when was that?", "Where did they adopt it?", "when did they adopt it?"),
        ("In which town was it?", "When was the visit?", "In which town was the visit?"),
        ("Why?", "Where did they go?", "Why did they go?"),
        ("Why?", "Where was the visit?", None),
        ("When?", "When was the visit?", None),
        ("When?", "Who went to Oslo?", None),
        ("When did they go?", "Where was the visit?", None),
    ],
)
def test_a_bare_question_is_asked_of_what_the_one_before_was(
    question: str, earlier: str, full: str | None
) -> None:
    assert sluiced(question, earlier) == full


@pytest.mark.parametrize(
    ("question", "earlier", "full"),
    [
        ("And the course in Oslo?", "Who paid for it?", "Who paid for the course in Oslo?"),
        ("And the visit?", "And who paid for the course?", "who paid for the visit?"),
        ("And in Oslo?", "How long was the visit to Bergen?", "How long was the event in Oslo?"),
        ("And the nets?", "Who paid for the visit?", None),
        ("And the visit?", "Which nets are sold?", None),
        ("Who held the visit?", "Who paid for it?", None),
    ],
)
def test_what_was_asked_of_an_item_is_asked_of_another(
    question: str, earlier: str, full: str | None
) -> None:
    assert of_another(question, earlier) == full


@pytest.mark.parametrize(
    ("question", "earlier", "full"),
    [
        ("And the judge?", "What did the mayor say?", "What did the judge say?"),
        ("and the RAI head?", "What did Ana Berg say of it?", "What did the RAI head say of it?"),
        ("And in Oslo?", "What did the mayor say?", None),
        ("And the judge?", "What did the mayor wear?", None),
        ("What about the judge?", "What did the mayor say?", "What did the judge say?"),
        ("Who is the judge?", "What did the mayor say?", None),
    ],
)
def test_what_somebody_said_is_asked_of_another(
    question: str, earlier: str, full: str | None
) -> None:
    assert said_by_another(question, earlier) == full


def test_how_many_countries_there_were_is_no_overview_after_a_question() -> None:
    query = understand(
        "And how many countries were there?", ("Who held the course in Oslo?",), limit=500
    )
    assert query.wants is Wants.PASSAGE
