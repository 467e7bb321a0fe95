"""A message and those before it -> what is asked: leaning, focus, filters, several questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import SMALL, HashEncoder, law, make_index, small_config
from seeqa.conversation import ITEM, Asked, Conversation, Told, clean
from seeqa.errors import QuestionError
from seeqa.evidence.weights import Regression, Weights
from seeqa.language.english import english_words
from seeqa.language.names import known_words
from seeqa.language.parse import Parse, Parser
from seeqa.question import scope
from seeqa.question.facts import Facts
from seeqa.question.frame import Kind, read_frame
from seeqa.question.lean import Lean
from seeqa.question.spelling import Speller
from seeqa.retrieve import retrieve
from seeqa.types import Filters, Hit, Query, Topic, Wants

TEXT = (
    f"{SMALL}Fair in Istanbul\n3 June 2022, Istanbul, Türkiye: The museum held a fair. "
    "Norway paid for it.\n"
)
TIRANA, ISTANBUL, FAIR = (
    "small/corruption-workshop-in-tirana",
    "small/officers-trained-in-istanbul",
    "small/fair-in-istanbul",
)
LIMIT = 200
Understand = Callable[..., tuple[Asked, ...]]
texts = st.text(st.characters(), max_size=40)  # lone surrogates too: a shell may pass them


def scoped(intercept: float) -> Weights:
    """Weights that take every question for a list, or none, by their sign."""
    size = len(scope.features(read_frame(Parse("", (), ())), None))
    none = Regression(np.zeros(0), 0.0)
    return Weights(none, none, none, Regression(np.zeros(size), intercept), embedded=False)


@pytest.fixture(scope="module")
def facts_first(parser: Parser, tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    """Takes what filters do not decide for a question for one fact."""
    encoder = HashEncoder(dimension=512)
    index = make_index(small_config(tmp_path_factory.mktemp("small"), TEXT), encoder)
    facts = Facts(index.columns, index.lexicon, index.documents)

    def found(text: str, filters: Filters) -> tuple[Hit, ...]:
        among = facts.satisfying(filters) if filters else None
        vector = encoder.encode([text])[0]
        return retrieve(Query(text, text), vector, index, k=9, lexical_weight=0.5, among=among)

    def told(text: str) -> Told:
        return Told(tuple(hit.passage.document_id for hit in found(text, Filters())[:1]))

    return Conversation(
        parser=parser,
        speller=Speller(index.lexicon.written, known_words(), english=english_words),
        facts=facts,
        weights=scoped(-5),
        encode=encoder.encode,
        retrieve=found,
        told=told,
        limit=LIMIT,
    )


@pytest.fixture(scope="module")
def lists_first(facts_first: Conversation) -> Conversation:
    """Takes every question for one that wants a list."""
    return replace(facts_first, weights=scoped(5))


# --- cleaning, and what is refused --------------------------------------------------------------


@law
@given(texts)
def test_a_clean_question_is_one_plain_line(question: str) -> None:
    cleaned = clean(question)
    assert clean(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())
    cleaned.encode("utf-8")
    assert not any(char in cleaned for char in "\0\n\t\u200b\u202e\ufeff")


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


@law
@given(texts, st.lists(texts | st.sampled_from(["Who met in Tirana?", "And why?"]), max_size=3))
def test_any_message_is_understood_or_refused(
    facts_first: Conversation, question: str, history: list[str]
) -> None:
    if not clean(question):
        with pytest.raises(QuestionError):
            facts_first.understand(question, history)
        return
    found = facts_first.understand(question, history)
    assert found
    assert len(found) > 1 or found[0].query.question == clean(question)
    for one in found:
        assert one.query.filters == Filters() or one.query.wants in (Wants.LIST, Wants.COUNT)
        assert (one.query.follows is None) == (one.lean is Lean.NOT)
        assert one.focus is None or one.query.follows
        assert one.full


@pytest.mark.parametrize("question", ["", "  \n", "\u200b\x00"])
def test_nothing_is_refused(facts_first: Conversation, question: str) -> None:
    with pytest.raises(QuestionError, match="Type a question"):
        facts_first.understand(question)


def test_too_long_is_refused_with_its_length(facts_first: Conversation) -> None:
    short = replace(facts_first, limit=1000)
    with pytest.raises(QuestionError, match=r"at most 1000 characters; found 1,001 characters"):
        short.understand("x" * 1001)
    assert short.understand("x" * 1000)[0].query.text == "x" * 1000


# --- one question -------------------------------------------------------------------------------


def test_a_question_by_itself(facts_first: Conversation) -> None:
    question = "Who funded the workshop?"
    (one,) = facts_first.understand(question)
    assert one.query == Query(question, question)
    assert (one.frame.kind, one.frame.act) == (Kind.PERSON, "fund")
    assert (one.lean, one.focus, one.full, one.facet) == (Lean.NOT, None, question, None)


def test_misspelt_words_are_searched_for_corrected_and_kept_as_asked(
    facts_first: Conversation,
) -> None:
    (one,) = facts_first.understand("who fundd the workshp in Tirana?")
    assert one.query.question == "who fundd the workshp in Tirana?"
    assert one.query.text == one.full == "who funded the workshop in Tirana?"
    assert one.query.corrections == (("fundd", "funded"), ("workshp", "workshop"))
    assert one.frame.act == "fund"


def test_what_is_asked_of_the_archive_as_a_whole(facts_first: Conversation) -> None:
    history = ["What happened in Tirana?"]
    (one,) = facts_first.understand("Which places are covered?", history)
    assert (one.query.wants, one.facet, one.lean) == (Wants.OVERVIEW, "places", Lean.NOT)
    (one,) = facts_first.understand("Which places are covered in May?")
    assert one.query.wants is not Wants.OVERVIEW


# --- filters --------------------------------------------------------------------------------------


def test_filters_of_a_fact_are_preferred_alone(facts_first: Conversation) -> None:
    (one,) = facts_first.understand("Who funded the workshop in Tirana?")
    assert one.query.wants is Wants.PASSAGE
    assert one.query.filters == Filters()
    assert (one.prefers, one.taken) == (Filters(places=("Tirana",)), frozenset({"tirana"}))


def test_what_is_mentioned_is_a_list(facts_first: Conversation) -> None:
    wanted = {
        question: facts_first.understand(question)[0].query.wants
        for question in ("Is Norway mentioned?", "How many officers are mentioned?")
    }
    assert list(wanted.values()) == [Wants.LIST, Wants.PASSAGE]


def test_filters_of_a_list_decide(lists_first: Conversation) -> None:
    (one,) = lists_first.understand("Which workshops were held in Tirana?")
    assert one.query.wants is Wants.LIST
    assert one.query.filters == one.prefers == Filters(places=("Tirana",))
    (one,) = lists_first.understand("How many officers were trained in Istanbul?")
    assert one.query.wants is Wants.COUNT
    assert one.query.filters == Filters(places=("Istanbul",))


@pytest.mark.parametrize(
    ("question", "wants", "filters"),
    [
        ("Which events were in Istanbul?", Wants.LIST, Filters(places=("Istanbul",))),
        ("How many events were in Istanbul?", Wants.COUNT, Filters(places=("Istanbul",))),
        ("What happened in Tirana?", Wants.LIST, Filters(places=("Tirana",))),
        (
            "What happened on 11 May?",
            Wants.LIST,
            Filters(first=date(2022, 5, 11), last=date(2022, 5, 11)),
        ),
        (
            "What happened in May?",
            Wants.LIST,
            Filters(first=date(2022, 5, 1), last=date(2022, 5, 31)),
        ),
        ("Who met in Tirana?", Wants.PASSAGE, Filters()),
        ("How many officers met in Istanbul?", Wants.PASSAGE, Filters()),
    ],
)
def test_a_question_of_filters_alone_wants_all_that_satisfy_them(
    facts_first: Conversation, question: str, wants: Wants, filters: Filters
) -> None:
    (one,) = facts_first.understand(question)
    assert (one.query.wants, one.query.filters) == (wants, filters)


def test_given_filters_count_for_every_question(
    facts_first: Conversation, lists_first: Conversation
) -> None:
    given = Filters(places=("Tirana",))
    (one,) = facts_first.understand("Who funded the workshop?", filters=given)
    assert (one.query.filters, one.prefers) == (given, Filters())
    (one,) = lists_first.understand("Which events support SDG 16?", filters=given)
    assert one.query.filters == Filters(places=("Tirana",), topics=(Topic(16),))


def test_a_given_filter_overrules_the_question_s(lists_first: Conversation) -> None:
    given = Filters(places=("Turkey",))
    (one,) = lists_first.understand("Which workshops were held in Tirana?", filters=given)
    assert one.query.filters == Filters(places=("Türkiye",))
    assert one.query.notes == ("The question says Tirana, the filter Türkiye; the filter counts.",)


def test_filters_are_not_read_where_that_is_not_wanted(lists_first: Conversation) -> None:
    question = "Which workshops were held in Tirana?"
    (one,) = lists_first.understand(question, read_filters=False)
    assert (one.query.filters, one.prefers, one.taken) == (Filters(), Filters(), frozenset())


def test_what_is_no_date_is_told(facts_first: Conversation) -> None:
    (one,) = facts_first.understand("Who met on 31 June?")
    assert one.query.notes == ("31 June is no date; it was left out of the search.",)


# --- leaning on what was asked before -------------------------------------------------------------


@pytest.mark.parametrize("question", ["Who funded it?", "And who funded it?", "Why?"])
def test_a_follow_up_is_about_the_item_before(facts_first: Conversation, question: str) -> None:
    before = "What happened in Tirana with corruption?"
    (one,) = facts_first.understand(question, [before])
    assert (one.focus, one.query.follows, one.lean) == (TIRANA, before, Lean.POINTING)
    assert one.query.text == question
    assert one.full == f"{question} happened Tirana corruption"


def test_words_that_both_have_are_not_added_twice(facts_first: Conversation) -> None:
    history = ["Who held the fair in Istanbul?"]
    (one,) = facts_first.understand("And who paid for the fair?", history)
    assert one.full == "And who paid for the fair? held Istanbul"


def test_a_definite_thing_leans_if_the_archive_bears_it_out(facts_first: Conversation) -> None:
    question = "Who hosted the course?"
    (one,) = facts_first.understand(question, ["What did officers learn in Istanbul?"])
    assert (one.focus, one.lean) == (ISTANBUL, Lean.INCOMPLETE)
    (one,) = facts_first.understand(question, ["What happened in Tirana with corruption?"])
    assert (one.focus, one.query.follows, one.lean) == (None, None, Lean.NOT)
    assert one.full == question


def test_what_shares_no_word_with_the_item_before_does_not_lean(
    facts_first: Conversation,
) -> None:
    (one,) = facts_first.understand("Who won the cup?", ["What did officers learn in Istanbul?"])
    assert (one.focus, one.query.follows, one.lean) == (None, None, Lean.NOT)


@pytest.mark.parametrize(
    "question",
    [
        "Which customs officers met in Istanbul?",
        "What happened in May?",
        "Who funded the workshop in Tirana?",
    ],
)
def test_what_stands_by_itself_does_not_lean(facts_first: Conversation, question: str) -> None:
    (one,) = facts_first.understand(question, ["Who paid for the fair in Istanbul?"])
    assert (one.focus, one.query.follows, one.full) == (None, None, question)


def test_what_points_back_without_anything_before_asks_for_what_is_meant(
    facts_first: Conversation,
) -> None:
    for history in ([], [""]):
        (one,) = facts_first.understand("Who funded it?", history)
        assert (one.focus, one.query.follows, one.lean) == (None, None, Lean.NOT)
        assert one.none == "“it” stands for nothing that was asked before. Name what you mean."
    (one,) = facts_first.understand("Who funded it in Oslo?")
    assert not one.none


def told(conversation: Conversation, what: Told) -> Conversation:
    """A conversation whose earlier questions were all answered so."""
    return replace(conversation, told=lambda text: what)


def test_what_follows_a_list_may_mean_any_of_its_items(facts_first: Conversation) -> None:
    listed = told(facts_first, Told((TIRANA, FAIR), several=True))
    history = ["Which events were there?"]
    (one,) = listed.understand("Who funded it?", history)
    assert (one.focus, one.may, one.unsure) == (TIRANA, (TIRANA, FAIR), False)
    assert one.none == "It is not clear which of the items listed is meant."
    (one,) = listed.understand("Which of them were in Istanbul?", history)
    assert (one.of_listed, one.may) == (True, ())
    (one,) = listed.understand("Who funded it?", history, about=FAIR)  # that was shown since
    assert (one.focus, one.may) == (FAIR, ())


def test_what_follows_a_refusal_is_sure_of_nothing(facts_first: Conversation) -> None:
    refused = told(facts_first, Told((TIRANA, FAIR), answered=False))
    (one,) = refused.understand("Who funded it?", ["What did the rocket cost?"])
    assert (one.focus, one.may, one.unsure) == (TIRANA, (TIRANA, FAIR), True)
    assert "“What did the rocket cost?” was not answered" in one.none


def test_what_is_not_taken_to_be_about_the_item_before_is_told(facts_first: Conversation) -> None:
    history = ["What happened in Tirana with corruption?"]
    (one,) = facts_first.understand("And how many officers did UNODC train?", history)
    assert (one.focus, one.dropped) == (None, TIRANA)
    (one,) = facts_first.understand("How many officers did UNODC train?", history)
    assert one.dropped is None


@pytest.mark.parametrize("question", ["Tell me more.", "Show me that item", "What else?"])
def test_an_item_as_a_whole_is_asked_for(facts_first: Conversation, question: str) -> None:
    (one,) = facts_first.understand(question, ["Who held the fair in Istanbul?"])
    assert (one.facet, one.focus, one.query.wants) == (ITEM, FAIR, Wants.OVERVIEW)
    listed = told(facts_first, Told((TIRANA, FAIR), several=True))
    (one,) = listed.understand(question, ["Which events were there?"])
    assert (one.unclear, one.may) == (True, (TIRANA, FAIR))


@pytest.mark.parametrize(
    "question",
    ["When was it?", "Where was that?", "How much was it?", "Why was that?", "Who told it?"],
)
def test_what_asks_for_a_fact_asks_for_no_item_as_a_whole(
    facts_first: Conversation, question: str
) -> None:
    (one,) = facts_first.understand(question, ["Who held the fair in Istanbul?"])
    assert (one.facet, one.focus) == (None, FAIR)


def test_more_of_nothing_is_asked_back(facts_first: Conversation) -> None:
    (one,) = facts_first.understand("Tell me more.")
    assert one.unclear
    assert one.none.startswith("“Tell me more.” stands for nothing that was asked before.")


def test_an_item_given_is_what_is_asked_about(
    facts_first: Conversation, lists_first: Conversation
) -> None:
    only = Filters(items=(FAIR,))
    for history in ([], ["What happened in Tirana with corruption?"]):
        (one,) = facts_first.understand("Who funded it?", history, only)
        assert (one.focus, one.query.filters, one.none) == (FAIR, only, "")
        assert one.full == "Who funded it? Fair Istanbul"
    (one,) = facts_first.understand("Who hosted the course?", [], only)  # it is not leant on
    assert (one.focus, one.full, one.dropped) == (FAIR, "Who hosted the course?", None)
    (one,) = lists_first.understand("Which museums held fairs?", [], only)
    assert (one.focus, one.query.wants, one.query.filters) == (FAIR, Wants.PASSAGE, only)
    (one,) = facts_first.understand("What is it about?", [], only)
    assert (one.facet, one.focus) == (ITEM, FAIR)


def test_a_follow_up_leans_on_the_last_question_that_leans_on_none(
    facts_first: Conversation,
) -> None:
    history = ["What happened in Tirana with corruption?", "Who held the fair in Istanbul?"]
    (one,) = facts_first.understand("And who paid for it?", [*history, "How long did it last?"])
    assert (one.focus, one.query.follows) == (FAIR, history[1])


def test_only_the_last_ten_questions_are_looked_at(facts_first: Conversation) -> None:
    history = ["Who held the fair in Istanbul?", *["Why?"] * 10]
    (one,) = facts_first.understand("Who paid for it?", history)
    assert one.focus != FAIR
    (one,) = facts_first.understand("Who paid for it?", history[:-1])
    assert one.focus == FAIR


def test_what_points_back_to_several_is_told(facts_first: Conversation) -> None:
    history = ["Which events were there in May?"]
    (one,) = facts_first.understand("Which of them were in Istanbul?", history)
    assert one.of_listed
    (one,) = facts_first.understand("Who funded it?", history)
    assert not one.of_listed


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        (
            "Which fairs were held in Istanbul?",
            "And in Tirana?",
            "Which fairs were held in Tirana?",
        ),
        ("What happened in Istanbul?", "What about Tirana?", "What happened in Tirana?"),
        ("What happened on 11 May?", "And on 3 June?", "What happened on 3 June?"),
        ("Did Austria fund the workshop?", "And Norway?", "Did Norway fund the workshop?"),
    ],
)
def test_something_else_is_put_into_the_question_before(
    facts_first: Conversation, before: str, question: str, meant: str
) -> None:
    (one,) = facts_first.understand(question, [before])
    assert (one.query.text, one.full, one.query.follows) == (meant, meant, before)
    assert (one.query.question, one.lean, one.focus) == (question, Lean.CARRYING, None)


def test_and_in_tirana_asks_for_what_is_in_tirana(lists_first: Conversation) -> None:
    history = ["Which fairs were held in Istanbul?"]
    (one,) = lists_first.understand("And in Tirana?", history)
    assert one.query.wants is Wants.LIST
    assert one.query.filters == one.prefers == Filters(places=("Tirana",))


def test_what_was_put_in_is_what_the_next_leans_on(facts_first: Conversation) -> None:
    history = ["What happened in Istanbul?", "And in Tirana?"]
    (one,) = facts_first.understand("Who funded it?", history)
    assert (one.focus, one.query.follows) == (TIRANA, "What happened in Tirana?")


# --- several questions in one message -------------------------------------------------------------


def test_each_question_of_a_message_is_understood(facts_first: Conversation) -> None:
    one, two = facts_first.understand(
        "Who paid for the fair and who discussed corruption in Tirana?"
    )
    assert (one.query.question, one.prefers) == ("Who paid for the fair?", Filters())
    assert two.query.question == "who discussed corruption in Tirana?"
    assert two.prefers == Filters(places=("Tirana",))


def test_the_second_question_may_lean_on_the_first(facts_first: Conversation) -> None:
    one, two = facts_first.understand("Who held the fair in Istanbul? Who paid for it?")
    assert (one.focus, two.focus) == (None, FAIR)
    assert two.query.follows == one.query.question == "Who held the fair in Istanbul?"


def test_what_is_told_before_the_question_is_leant_on(facts_first: Conversation) -> None:
    message = "I read about a fair in Istanbul. Who paid for it?"
    (one,) = facts_first.understand(message)
    assert one.focus == FAIR
    assert (one.query.question, one.query.text) == (message, "Who paid for it?")


def test_the_asker_s_own_dates_are_no_filter(lists_first: Conversation) -> None:
    for message in (
        "I need it by 3 June. Which events were held in Tirana?",
        "I need to know by Friday: which events were held in Tirana?",
    ):
        (one,) = lists_first.understand(message)
        assert one.query.filters == Filters(places=("Tirana",))
        assert one.query.question == message


def test_what_points_to_one_item_asks_no_list_of_all(lists_first: Conversation) -> None:
    (one,) = lists_first.understand("Who funded it?", ["Which officers met in Istanbul?"])
    assert (one.query.wants, bool(one.focus)) == (Wants.PASSAGE, True)
    (alone,) = lists_first.understand("Who funded the course in Istanbul?")
    assert alone.query.wants is Wants.LIST
