"""The composer: opening, asking, searching, and taking over a new index."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import (
    ROOT,
    SMALL,
    HashEncoder,
    law,
    make_index,
    small_config,
    write_corpus,
    write_weights,
)
from seeqa import Answer, Assistant, Config, Filters, Hit, Reason
from seeqa import assistant as assistant_module
from seeqa.answer.cite import verify
from seeqa.assistant import build_index, recipe
from seeqa.errors import CorpusError, IndexDamaged, QuestionError
from seeqa.language.parse import Parser
from seeqa.read import SentenceReader
from seeqa.store import CURRENT, current
from seeqa.types import Wants

BANK = "A bank was opened\n3 June 2022, Ohrid, North Macedonia: A bank was opened by Norway.\n"


@pytest.fixture(scope="module")
def bulletin(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    index = tmp_path_factory.mktemp("index")
    config = Config(
        corpus=ROOT / "corpus", index=index, reader="sentences", weights=write_weights(index)
    )
    return Assistant.open(config.with_values(min_confidence=0.1), encoder=HashEncoder())


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return small_config(tmp_path)


def check(assistant: Assistant, answer: Answer) -> None:
    """Hold an answer to the laws."""
    assert (answer.abstention is None) == bool(answer.citations)
    assert 0 <= answer.confidence <= 1
    for citation in answer.citations:
        document = assistant.document(citation.document_id)
        assert document is not None
        verify(citation, document)


# --- asking -------------------------------------------------------------------------------


@law
@given(
    st.text(min_size=1)
    | st.lists(st.sampled_from("who officers Serbia funded report and it".split()), min_size=1).map(
        " ".join
    ),
    st.lists(st.sampled_from(["Who met in Tirana?", "And then?", ""]), max_size=2),
)
def test_any_question_is_answered_verbatim_or_abstained_from(
    bulletin: Assistant, question: str, history: list[str]
) -> None:
    try:
        answer = bulletin.ask(question, history=history)
    except QuestionError:
        return
    check(bulletin, answer)
    several = len(bulletin.asked(question, history=history)) > 1
    few = len(answer.citations) <= bulletin.config.max_sentences
    assert answer.listing or several or few
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))


def test_an_answer_is_quoted_with_its_place(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask("Who funded the workshop in Tirana?")
    assert answer.citations[0].quote == "Austria funded the workshop."
    assert (answer.citations[0].file, answer.citations[0].first_line) == ("small.txt", 7)
    assert set(answer.seconds) == {"understand", "retrieve", "read", "answer"}
    check(assistant, answer)


def test_a_plain_question_is_parsed_retrieved_and_read_once(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    assistant.ask("Who hosted the course in Istanbul?")  # what is loaded late is loaded
    calls: Counter[str] = Counter()
    counted = [
        (Parser, "parses"),
        (assistant_module, "retrieve"),
        (SentenceReader, "candidates"),
        (assistant_module, "features"),
    ]
    for owner, name in counted:
        whole = getattr(owner, name)

        def count(*args: Any, name: str = name, whole: Any = whole, **more: Any) -> Any:
            calls[name] += 1
            return whole(*args, **more)

        monkeypatch.setattr(owner, name, count)
    entered = set()

    def enter(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and str(frame.f_globals.get("__name__")).startswith("seeqa."):
            entered.add(frame.f_globals["__name__"])

    sys.setprofile(enter)
    try:
        answer = assistant.ask("By whom was the workshop in Tirana funded?")
    finally:
        sys.setprofile(None)
    assert answer.citations
    assert calls == {"parses": 1, "retrieve": 1, "candidates": 1, "features": 1}
    assert len(entered) <= 44, sorted(entered)


def test_below_the_least_confidence_it_abstains_and_shows_what_came_nearest(
    config: Config,
) -> None:
    strict = Assistant.open(config.with_values(min_confidence=1.0), encoder=HashEncoder())
    answer = strict.ask("Who funded the workshop in Tirana?")
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.NOT_ANSWERED
    assert (answer.citations, answer.text) == ((), "")
    assert answer.hits[0].passage.text.endswith("Austria funded the workshop.")


@pytest.mark.parametrize(
    ("question", "reason"),
    [("????", Reason.NO_WORDS), ("Кој го финансираше извештајот?", Reason.OTHER_LANGUAGE)],
)
def test_what_cannot_be_searched_for_is_told(config: Config, question: str, reason: Reason) -> None:
    answer = Assistant.open(config, encoder=HashEncoder()).ask(question)
    assert answer.abstention is not None
    assert (answer.abstention.reason, answer.hits) == (reason, ())


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index", reader="sentences")
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask("Who funded the workshop?")
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.EMPTY_ARCHIVE
    assert (assistant.documents(), assistant.search("workshop")) == ((), ())


def test_questions_that_cannot_be_asked(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    for question in ("", "x" * 1001):
        with pytest.raises(QuestionError):
            assistant.ask(question)
        with pytest.raises(QuestionError):
            assistant.search(question)


def test_a_follow_up_is_about_the_item_before(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    history = ["What happened in Tirana with corruption?"]
    answer = assistant.ask("And who funded it?", history=history)
    assert answer.about == "Corruption workshop in Tirana"
    assert answer.hits[0].passage.document_id == "small/corruption-workshop-in-tirana"
    assert assistant.search("And who came?", history=history)[0].passage.text.startswith(
        "11 May 2022, Tirana, Albania: Twenty"
    )
    assert assistant.ask("Which customs officers met in Istanbul?", history=history).about is None


def documents(hits: Sequence[Hit]) -> set[str]:
    return {hit.passage.document_id for hit in hits}


TIRANA, ISTANBUL = "small/corruption-workshop-in-tirana", "small/officers-trained-in-istanbul"


def test_filters_by_hand_leave_out_all_other_items(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    question = "Which officers discussed corruption in Tirana?"
    given = Filters(places=("Turkey",))
    answer = assistant.ask(question, filters=given)
    assert (documents(answer.hits), answer.filters.places) == ({ISTANBUL}, ("Türkiye",))
    assert answer.notes == ("The question says Tirana, the filter Türkiye; the filter counts.",)
    assert documents(assistant.search(question, filters=given)) == {ISTANBUL}
    check(assistant, answer)


def test_what_a_question_says_itself_filters_lists_and_is_else_preferred(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    fact, every = "Which officers discussed corruption in Tirana?", "What happened in Tirana?"
    (asked,) = assistant.asked(fact)
    assert (asked.query.wants, asked.query.filters) == (Wants.PASSAGE, Filters())
    assert asked.prefers == Filters(places=("Tirana",))
    answer = assistant.ask(fact)
    assert documents(answer.hits) == {TIRANA, ISTANBUL}
    assert answer.filters == asked.prefers  # what is quoted meets them
    answer = assistant.ask(every)
    assert (answer.wants, answer.filters) == (Wants.LIST, Filters(places=("Tirana",)))
    assert {citation.document_id for citation in answer.citations} == {TIRANA}
    assert documents(assistant.search(every)) == {TIRANA}
    unread = assistant.ask(every, read_filters=False)
    assert (unread.wants, unread.filters) == (Wants.PASSAGE, Filters())
    assert documents(assistant.search(every, read_filters=False)) == {TIRANA, ISTANBUL}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            Filters(date(2022, 6, 1), date(2022, 6, 30)),
            "No item is dated June 2022; the archive covers 11–27 May 2022.",
        ),
        (
            Filters(places=("Podgorica",)),
            "No item is placed in Podgorica. Places in the archive: Istanbul, Tirana.",
        ),
    ],
)
def test_a_filter_by_hand_that_leaves_no_item_is_told_and_the_nearest_shown(
    config: Config, given: Filters, message: str
) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    question = "Who funded the workshop?"
    answer = assistant.ask(question, filters=given)
    assert answer.abstention is not None
    assert (answer.abstention.reason, answer.abstention.message) == (Reason.NO_ITEM, message)
    assert documents(answer.hits) == {TIRANA, ISTANBUL}
    assert assistant.search(question, filters=given) == ()
    assert assistant.why_none(given) == message
    check(assistant, answer)


def test_a_date_that_no_item_has_is_told_where_it_is_all_that_is_asked(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask("What happened in June 2022?")
    assert answer.abstention is not None
    assert (answer.abstention.reason, answer.abstention.message) == (
        Reason.NO_ITEM,
        "No item is dated June 2022; the archive covers 11–27 May 2022.",
    )
    assert documents(answer.hits) == {TIRANA, ISTANBUL}


def test_filters_of_a_question_that_leave_no_item_together_are_told(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    question = "What happened in Tirana on 23 May?"
    answer = assistant.ask(question)
    assert answer.abstention is not None
    assert (answer.abstention.reason, answer.abstention.message) == (
        Reason.NO_ITEM,
        "No item is dated 23 May 2022 and placed in Tirana at once. "
        "Dates of items in Tirana: 11 May 2022.",
    )
    assert documents(answer.hits) == {TIRANA}
    assert assistant.search(question) == ()
    check(assistant, answer)


def test_what_could_not_be_understood_is_noted(config: Config) -> None:
    answer = Assistant.open(config, encoder=HashEncoder()).ask("What happened on 31 June?")
    assert answer.notes == ("31 June is no date; it was left out of the search.",)
    assert not answer.filters


def test_an_abstention_names_what_the_archive_lacks(config: Config) -> None:
    strict = Assistant.open(config.with_values(min_confidence=1.0), encoder=HashEncoder())
    answer = strict.ask("Did Norway fund the workshop?")
    assert answer.abstention is not None
    assert answer.abstention.message == (
        "It is not sure that the archive answers this question. "
        "“Norway” is in no item of the archive."
    )
    check(strict, dataclasses.replace(answer, citations=answer.perhaps, abstention=None))


# --- lists and overviews --------------------------------------------------------------------


def test_a_list_has_a_quote_of_every_item_that_belongs_and_says_of_how_many(
    config: Config, tmp_path: Path
) -> None:
    weights = write_weights(tmp_path, lists=True)
    assistant = Assistant.open(config.with_values(weights=weights), encoder=HashEncoder())
    answer = assistant.ask("Which items are on corruption workshops?")
    assert answer.listing is not None
    assert (answer.wants, answer.listing.items, answer.listing.of) == (Wants.LIST, 1, 2)
    assert [citation.document_id for citation in answer.citations] == [TIRANA]
    assert assistant.ask("How many items are on corruption?").wants is Wants.COUNT
    check(assistant, answer)


def test_where_the_filters_say_it_all_every_item_that_satisfies_them_is_listed(
    config: Config,
) -> None:
    write_corpus(config.corpus, more=BANK)
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask("What happened in May 2022?")
    assert answer.listing is not None
    assert [citation.document_id for citation in answer.citations] == [TIRANA, ISTANBUL]
    assert (answer.listing.items, answer.listing.of, answer.confidence) == (2, 2, 1.0)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert {hit.passage.document_id for hit in answer.hits[:2]} == {TIRANA, ISTANBUL}
    check(assistant, answer)


def test_what_the_archive_holds_is_told_by_an_overview(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask("Which places are covered by the archive?")
    assert answer.listing is not None
    assert (answer.wants, answer.listing.items) == (Wants.OVERVIEW, 2)
    assert dict(answer.listing.facets)["places"]
    check(assistant, answer)


# --- follow-ups ---------------------------------------------------------------------------


def test_a_follow_up_elsewhere_is_not_about_the_item_before(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    history = ["What happened in Tirana with corruption?"]
    elsewhere = assistant.ask("And what happened in Istanbul?", history=history)
    assert (elsewhere.about, documents(elsewhere.hits)) == (None, {ISTANBUL})


@pytest.mark.parametrize(
    ("before", "question", "filters"),
    [
        ("What happened in Tirana?", "And in Türkiye?", Filters(places=("Türkiye",))),
        ("What happened in Tirana?", "What about Istanbul?", Filters(places=("Istanbul",))),
        (
            "What happened on 11 May 2022?",
            "and on 23 May 2022?",
            Filters(date(2022, 5, 23), date(2022, 5, 23)),
        ),
    ],
)
def test_a_listing_is_asked_again_of_something_else(
    config: Config, before: str, question: str, filters: Filters
) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    query = assistant.understand(question, history=[before])
    assert (query.wants, query.filters, query.follows) == (Wants.LIST, filters, before)
    assert {c.document_id for c in assistant.ask(question, history=[before]).citations} == {
        ISTANBUL
    }


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How many companies came to it?", "Corruption workshop in Tirana"),
        ("Who discussed the workshop?", "Corruption workshop in Tirana"),
        ("And did Albania discuss it?", "Corruption workshop in Tirana"),
        ("Who hosted the course?", None),  # another item fits better
        ("Which customs officers met in Istanbul?", None),  # it has names of its own
    ],
)
def test_a_question_leans_only_where_the_archive_bears_it_out(
    config: Config, question: str, about: str | None
) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    assert assistant.ask(question, history=["What was discussed in Tirana?"]).about == about


def test_a_follow_up_is_about_what_the_thread_has_come_to(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    history = ["What happened in Tirana in May 2022?", "And in Istanbul?"]
    assert assistant.ask("How long did it last?", history=history).about == (
        "Officers trained in Istanbul"
    )


# --- several questions, spelling, search ----------------------------------------------------


def test_several_questions_in_a_message_are_each_answered(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    message = "Who funded the workshop in Tirana? Who hosted the course in Istanbul?"
    answer = assistant.ask(message)
    assert [one.query.question for one in assistant.asked(message)] == [
        "Who funded the workshop in Tirana?",
        "Who hosted the course in Istanbul?",
    ]
    assert {citation.document_id for citation in answer.citations} == {TIRANA, ISTANBUL}
    assert [citation.number for citation in answer.citations] == list(
        range(1, len(answer.citations) + 1)
    )
    check(assistant, answer)


def test_misspelt_words_are_corrected_and_told(config: Config) -> None:
    answer = Assistant.open(config, encoder=HashEncoder()).ask("Who funded the workshp in Tiranna?")
    assert answer.question == "Who funded the workshp in Tiranna?"
    assert answer.corrections == (("workshp", "workshop"), ("Tiranna", "Tirana"))
    assert answer.citations[0].quote == "Austria funded the workshop."


def test_search_gives_k_hits_of_the_documents(bulletin: Assistant) -> None:
    hits = bulletin.search("vehicle search training in Istanbul", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert len(bulletin.search("training")) == bulletin.config.top_k
    for hit in hits:
        document = bulletin.document(hit.passage.document_id)
        assert document is not None
        assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert "Istanbul, Türkiye" in hits[0].passage.searchable


def test_documents_are_those_of_the_archive(bulletin: Assistant) -> None:
    documents = bulletin.documents()
    assert len(documents) == 15
    assert all(bulletin.document(document.id) == document for document in documents)
    assert bulletin.document("none") is None


def test_threads_get_the_answers_of_one_thread(bulletin: Assistant) -> None:
    questions = ["Who funded the report?", "Which officers met in Istanbul?", "Who met in Tirana?"]
    alone = [bulletin.ask(question).citations for question in questions]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda question: bulletin.ask(question).citations, questions * 5))
    assert together == alone * 5


# --- opening ------------------------------------------------------------------------------


def test_opening_builds_once_and_then_loads(config: Config) -> None:
    first = Assistant.open(config, encoder=HashEncoder())
    pointer = current(config.index)
    encoder = HashEncoder()
    second = Assistant.open(config, encoder=encoder)
    assert current(config.index) == pointer
    assert encoder.encoded == []
    assert second.documents() == first.documents()


def test_a_changed_corpus_is_indexed_anew_with_only_the_new_embedded(config: Config) -> None:
    Assistant.open(config, encoder=HashEncoder())
    write_corpus(config.corpus, more=BANK)
    encoder = HashEncoder()
    assistant = Assistant.open(config, encoder=encoder)
    assert encoder.encoded == [
        "A bank was opened\n3 June 2022, Ohrid, North Macedonia: A bank was opened by Norway.",
        "3 June 2022, Ohrid, North Macedonia: A bank was opened by Norway.",
    ]
    assert assistant.ask("Who opened the bank?").citations[0].file == "more.txt"
    (config.corpus / "more.txt").unlink()
    assert len(Assistant.open(config, encoder=HashEncoder()).documents()) == 2


def test_another_encoder_embeds_all_anew(config: Config) -> None:
    Assistant.open(config, encoder=HashEncoder())
    encoder = HashEncoder(name="other", dimension=32)
    assistant = Assistant.open(config, encoder=encoder)
    assert len(encoder.encoded) == 10
    assert assistant.index.recipe == recipe(config, encoder)


def test_building_fresh_embeds_all_anew(config: Config) -> None:
    Assistant.open(config, encoder=HashEncoder())
    kept, fresh = HashEncoder(), HashEncoder()
    build_index(config, kept)
    build_index(config, fresh, fresh=True)
    assert (len(kept.encoded), len(fresh.encoded)) == (0, 10)


def test_vectors_of_other_sentences_are_not_reused(config: Config) -> None:
    encoder = HashEncoder()
    other = dataclasses.replace(recipe(config, encoder), splitter="another")
    index = make_index(config, encoder)
    index.recipe = other
    index.save(config.index)
    fresh = HashEncoder()
    Assistant.open(config, encoder=fresh)
    assert fresh.encoded == encoder.encoded != []


def test_damage_is_told_and_a_fresh_build_mends_it(config: Config) -> None:
    Assistant.open(config, encoder=HashEncoder())
    (path,) = config.index.glob("g-*/passages.jsonl")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match="seeqa index --rebuild"):
        Assistant.open(config, encoder=HashEncoder())
    build_index(config, HashEncoder(), fresh=True)
    assert Assistant.open(config, encoder=HashEncoder()).ask("Who funded the workshop?").citations


def test_no_corpus_folder_is_told(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "none", index=tmp_path / "index", reader="sentences")
    with pytest.raises(CorpusError, match="SEEQA_CORPUS"):
        Assistant.open(config, encoder=HashEncoder())
    assert not config.index.exists()


def test_a_corpus_with_files_that_cannot_be_read_is_opened(config: Config) -> None:
    (config.corpus / "bad.txt").write_bytes(bytes(range(256)))
    (config.corpus / "empty.txt").touch()
    (config.corpus / "picture.png").write_bytes(b"\x89PNG")
    assistant = Assistant.open(config, encoder=HashEncoder())
    assert len(assistant.documents()) == 2
    assert [record.documents for record in assistant.index.ledger.files] == [0, 0, 0, 2]


def test_an_index_of_a_timestamped_document_can_be_opened_again(config: Config) -> None:
    write_corpus(config.corpus, a_md="---\nheadline: A\ndate: 2022-05-03 10:30:00\n---\nIt met.\n")
    first = Assistant.open(config, encoder=HashEncoder())
    assert Assistant.open(config, encoder=HashEncoder()).documents() == first.documents()


def test_a_folder_that_was_moved_still_serves(config: Config, tmp_path: Path) -> None:
    Assistant.open(config, encoder=HashEncoder())
    shutil.move(config.index, tmp_path / "moved")
    encoder = HashEncoder()
    Assistant.open(dataclasses.replace(config, index=tmp_path / "moved"), encoder=encoder)
    assert encoder.encoded == []


# --- a new generation under a running assistant -------------------------------------------


def test_a_running_assistant_takes_over_a_new_generation(config: Config) -> None:
    running = Assistant.open(config, encoder=HashEncoder())
    write_corpus(config.corpus, more=BANK)
    Assistant.open(config, encoder=HashEncoder())
    answer = running.ask("Who opened the bank?")
    assert answer.citations[0].file == "more.txt"
    assert len(running.documents()) == 3
    check(running, answer)


def test_without_a_new_generation_the_index_stays(config: Config) -> None:
    running = Assistant.open(config, encoder=HashEncoder())
    index = running.index
    running.ask("Who funded the workshop?")
    assert running.index is index


def test_a_running_assistant_outlives_its_index_folder(config: Config) -> None:
    running = Assistant.open(config, encoder=HashEncoder())
    expected = running.ask("Who funded the workshop?").citations
    (config.index / CURRENT).unlink()
    assert running.ask("Who funded the workshop?").citations == expected
    shutil.rmtree(config.index)
    assert running.ask("Who funded the workshop?").citations == expected


def test_a_running_assistant_keeps_its_index_when_the_new_one_has_another_encoder(
    config: Config,
) -> None:
    running = Assistant.open(config, encoder=HashEncoder())
    expected = running.ask("Who funded the workshop?").citations
    build_index(config, HashEncoder(name="other", dimension=32))
    assert running.ask("Who funded the workshop?").citations == expected
    write_corpus(config.corpus, more=BANK)
    build_index(config, HashEncoder())
    assert running.ask("Who opened the bank?").citations[0].file == "more.txt"


def test_questions_while_the_index_changes_are_all_answered(config: Config) -> None:
    running = Assistant.open(config, encoder=HashEncoder())

    def rebuild() -> None:
        for number in range(8):
            write_corpus(config.corpus, small=SMALL + BANK * (number % 2))
            build_index(config, HashEncoder())

    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(rebuild)
        while not building.done():
            answer = running.ask("Who funded the workshop in Tirana?")
            assert answer.citations[0].quote == "Austria funded the workshop."
            check(running, answer)
        building.result()
    running.ask("Who opened the bank?")
    assert len(running.documents()) == 3
