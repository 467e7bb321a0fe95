"""The composer: opening, asking, searching, and taking over a new index."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, SMALL, HashEncoder, law, make_index, small_config, write_corpus
from seeqa import Answer, Assistant, Config, Filters, Hit, Reason
from seeqa.assistant import build_index, recipe
from seeqa.cite import verify
from seeqa.errors import CorpusError, IndexDamaged, QuestionError
from seeqa.store import CURRENT, current
from seeqa.types import Topic, Wants

BANK = "A bank was opened\n3 June 2022, Ohrid, North Macedonia: A bank was opened by Norway.\n"


@pytest.fixture(scope="module")
def bulletin(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    index = tmp_path_factory.mktemp("index")
    config = Config(corpus=ROOT / "corpus", index=index, reader="sentences")
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
    assert answer.listing or len(answer.citations) <= bulletin.config.max_sentences
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))


def test_an_answer_is_quoted_with_its_place(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask("Who funded the workshop in Tirana?")
    assert answer.citations[0].quote == "Austria funded the workshop."
    assert (answer.citations[0].file, answer.citations[0].first_line) == ("small.txt", 7)
    assert set(answer.seconds) == {"understand", "retrieve", "read", "answer"}
    check(assistant, answer)


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
    [("????", Reason.NO_WORDS), ("Кој го финансираше извештајот?", Reason.OTHER_SCRIPT)],
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


def test_only_items_that_satisfy_the_filters_are_asked_about(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    question = "Which officers discussed corruption in Tirana?"
    answer = assistant.ask(question)
    assert (documents(answer.hits), answer.filters) == ({TIRANA}, Filters(places=("Tirana",)))
    assert documents(assistant.search(question)) == {TIRANA}
    assert documents(assistant.ask(question, read_filters=False).hits) == {TIRANA, ISTANBUL}
    assert not assistant.ask(question, read_filters=False).filters
    given = Filters(places=("Turkey",))
    answer = assistant.ask(question, filters=given)
    assert (documents(answer.hits), answer.filters.places) == ({ISTANBUL}, ("Türkiye",))
    assert answer.notes == ("The question says Tirana, the filter Türkiye; the filter counts.",)
    check(assistant, answer)


@pytest.mark.parametrize(
    ("question", "message", "nearest"),
    [
        (
            "What happened in June 2022?",
            "No item is dated June 2022; the archive covers 11–27 May 2022.",
            {TIRANA, ISTANBUL},
        ),
        (
            "Who funded the workshop in Podgorica?",
            "No item is placed in Podgorica. Places in the archive: Istanbul, Tirana.",
            {TIRANA, ISTANBUL},
        ),
        (
            "What happened in Tirana on 23 May?",
            "No item is dated 23 May 2022 and placed in Tirana at once. "
            "Dates of items in Tirana: 11 May 2022.",
            {TIRANA},
        ),
    ],
)
def test_a_filter_that_leaves_no_item_is_told_and_the_nearest_shown(
    config: Config, question: str, message: str, nearest: set[str]
) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask(question)
    assert answer.abstention is not None
    assert (answer.abstention.reason, answer.abstention.message) == (Reason.NO_ITEM, message)
    assert documents(answer.hits) == nearest
    assert assistant.search(question) == ()
    assert assistant.why_none(assistant.understand(question).filters) == message
    check(assistant, answer)


def test_what_could_not_be_understood_is_noted(config: Config) -> None:
    answer = Assistant.open(config, encoder=HashEncoder()).ask("What happened on 31 June?")
    assert answer.notes == ("31 June is no date; it was left out of the search.",)
    assert not answer.filters


def test_what_is_listed_is_not_about_a_word_that_the_archive_lacks(config: Config) -> None:
    assistant = Assistant.open(config.with_values(min_confidence=0.0), encoder=HashEncoder())
    answer = assistant.ask("Is there a workshop on cryptozoology?")
    assert answer.abstention is not None
    assert "“cryptozoology” is not in the archive." in answer.abstention.message


def test_an_abstention_names_what_the_archive_lacks(config: Config) -> None:
    strict = Assistant.open(config.with_values(min_confidence=1.0), encoder=HashEncoder())
    answer = strict.ask("Did Norway fund the workshop?")
    assert answer.abstention is not None
    assert answer.abstention.message == (
        "The archive does not answer this question. “Norway” is not in the archive."
    )


def test_a_follow_up_elsewhere_is_not_about_the_item_before(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    history = ["What happened in Tirana with corruption?"]
    assert assistant.ask("And who funded it?", history=history).filters == Filters(
        places=("Tirana",)
    )
    elsewhere = assistant.ask("And what happened in Istanbul?", history=history)
    assert (elsewhere.about, documents(elsewhere.hits)) == (None, {ISTANBUL})


@pytest.mark.parametrize(
    ("before", "question", "filters"),
    [
        ("What took place in Tirana?", "And in Türkiye?", Filters(places=("Türkiye",))),
        (
            "Which events were held in Tirana?",
            "only Istanbul please",
            Filters(places=("Istanbul",)),
        ),
        (
            "Which items contribute to SDG 16.5?",
            "and to 16.a?",
            Filters(topics=(Topic(16, "16.a"),)),
        ),
        (
            "What took place in Tirana?",
            "Which of them were on corruption?",
            Filters(places=("Tirana",)),
        ),
        ("What took place in Tirana?", "only the ones in Istanbul", Filters(places=("Istanbul",))),
        ("Which events were held in Tirana?", "and with companies?", Filters(places=("Tirana",))),
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
    assert (query.wants, query.filters, query.follows) == (Wants.LIST, filters, None)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How many companies came to it?", "Corruption workshop in Tirana"),
        ("Who discussed the workshop?", "Corruption workshop in Tirana"),
        ("Did they come from Istanbul?", None),  # the item has no such name
        ("Was Austria involved?", "Corruption workshop in Tirana"),
        ("Was Istanbul involved?", None),
        ("And did Albania discuss it?", "Corruption workshop in Tirana"),
        ("And what did Austria fund?", None),  # one item alone has the name: it stands alone
        ("What about the course, who hosted it?", None),
        ("Who hosted the course?", None),  # another item fits better
        ("Who hosted the vehicle searches course of the border officers then?", None),
    ],
)
def test_a_question_leans_only_where_the_archive_bears_it_out(
    config: Config, question: str, about: str | None
) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    assert assistant.ask(question, history=["What was discussed in Tirana?"]).about == about


def test_a_follow_up_keeps_the_filters_that_the_thread_has_come_to(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    history = ["What happened in Tirana in May 2022?", "And in Istanbul?"]
    filters = assistant.understand("How long did it last?", history=history).filters
    assert filters == Filters(date(2022, 5, 1), date(2022, 5, 31), ("Istanbul",))


@pytest.mark.parametrize("dates", ["on 31 June", "from 25 May to 3 May 2022"])
def test_what_happened_on_no_date_is_not_guessed(config: Config, dates: str) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask(f"What happened {dates}?")
    assert (answer.abstention is not None, answer.citations) == (True, ())
    assert "left out of the search" in answer.notes[0]


def test_what_words_find_in_no_item_of_a_filter_is_read_for(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    answer = assistant.ask("Which events in Istanbul dealt with searching bicycles?")
    assert (answer.listing, answer.citations[0].document_id) == (None, ISTANBUL)
    answer = assistant.ask("Which events in Istanbul did Norway fund?")
    assert (answer.abstention is not None, answer.citations) == (True, ())


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("How many companies were at the one in Tirana?", "Corruption workshop in Tirana"),
        ("How many officers were trained at the one in Istanbul?", "Officers trained in Istanbul"),
        ("What did they discuss there?", "Corruption workshop in Tirana"),
    ],
)
def test_after_a_list_a_question_is_about_the_item_of_it_that_fits_best(
    config: Config, question: str, about: str
) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder())
    assert assistant.ask(question, history=["What happened in May 2022?"]).about == about


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
    assert Assistant.open(config, encoder=HashEncoder()).ask("Who funded it?").citations


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


def test_who_holds_an_office_is_answered_with_a_name_or_not_at_all(config: Config) -> None:
    assistant = Assistant.open(config, encoder=HashEncoder(words=("who", "director")))
    answer = assistant.ask("Who is the director of the corruption workshop in Tirana?")
    assert answer.abstention is not None
    assert answer.abstention.message.endswith("no name is given.")
