"""Feedback: kept through a crash, never over another file, made into questions once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes import small_config
from seeqa.archive import read_corpus
from seeqa.cli import cli
from seeqa.errors import FeedbackError, QuestionSetError
from seeqa.evaluation import read_questions
from seeqa.feedback import (
    NOTHING,
    Feedback,
    Quote,
    State,
    Store,
    Verdict,
    add_question,
    known,
    propose,
)
from seeqa.types import Document

WRITER = """
import sys
from pathlib import Path
from seeqa.feedback import Feedback, Store, Verdict
store = Store(Path(sys.argv[1]))
while True:
    print(store.put(Feedback("who?", Verdict.WRONG)).id, flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept" / "feedback.sqlite3")


@pytest.fixture
def documents(tmp_path: Path) -> dict[str, Document]:
    corpus = small_config(tmp_path).corpus
    return {document.id: document for document in read_corpus(corpus).documents}


def quote(documents: dict[str, Document], text: str) -> Quote:
    document = next(d for d in documents.values() if text in d.text)
    start = document.text.index(text)
    return Quote(document.id, start, start + len(text), text)


def test_what_is_kept_comes_back(store: Store) -> None:
    assert store.all() == []
    assert not store.path.exists()
    some = Quote("d", 1, 4, "“ü”")
    first = store.put(Feedback("Who “paid”?", Verdict.WORDS, ("Before?",), (some,), some))
    second = store.put(Feedback("What?", Verdict.RIGHT, correction=NOTHING))
    assert (first.id, second.id) == (1, 2)
    assert store.all() == [first, second]
    assert store.path.stat().st_mode & 0o077 == 0


def test_a_second_verdict_replaces_the_first(store: Store) -> None:
    first = store.put(Feedback("Who?", Verdict.WRONG))
    second = store.put(replace(first, verdict=Verdict.RIGHT))
    assert store.all() == [second]


def test_nothing_personal_has_a_place(store: Store) -> None:
    store.put(Feedback("Who?", Verdict.WRONG))
    with sqlite3.connect(store.path) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(feedback)")}
    said = {"question", "history", "quotes", "verdict", "correction"}
    assert columns == said | {"id", "day", "state"}
    assert len(store.all()[0].day) == len("2022-05-31")


@pytest.mark.parametrize("content", [b"not a database at all, but long enough" * 99, b"SQLite?"])
def test_a_damaged_file_is_told_and_left_alone(store: Store, content: bytes) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(content)
    with pytest.raises(FeedbackError, match="left as it is"):
        store.put(Feedback("Who?", Verdict.RIGHT))
    with pytest.raises(FeedbackError, match="feedback.sqlite3"):
        store.all()
    assert store.path.read_bytes() == content


def test_a_page_that_was_overwritten_is_told(store: Store) -> None:
    for _ in range(200):
        store.put(Feedback("Who? " * 40, Verdict.RIGHT))
    damaged = bytearray(store.path.read_bytes())
    damaged[8192:12288] = os.urandom(4096)
    store.path.write_bytes(damaged)
    with pytest.raises(FeedbackError):
        store.all()
    assert store.path.read_bytes() == bytes(damaged)


def test_a_database_of_another_program_is_left_alone(store: Store) -> None:
    store.path.parent.mkdir()
    with sqlite3.connect(store.path) as connection:
        connection.execute("CREATE TABLE feedback (mine TEXT)")
    connection.close()
    before = store.path.read_bytes()
    with pytest.raises(FeedbackError, match="another program"):
        store.put(Feedback("Who?", Verdict.RIGHT))
    assert store.path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FeedbackError, match="SEEQA_FEEDBACK"):
        Store(tmp_path / "file" / "feedback.sqlite3").put(Feedback("Who?", Verdict.RIGHT))


def test_killing_the_writer_loses_nothing_committed(store: Store) -> None:
    for _ in range(3):
        command = [sys.executable, "-c", WRITER, str(store.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            told = [int(writer.stdout.readline()) for _ in range(15)]
            writer.send_signal(signal.SIGKILL)
            told += [int(line) for line in writer.stdout if line.endswith("\n")]
        assert set(told) <= {one.id for one in store.all()}


def test_threads_that_begin_together_lose_nothing(tmp_path: Path) -> None:
    for attempt in range(20):
        store = Store(tmp_path / str(attempt) / "feedback.sqlite3")
        failed: list[Exception] = []
        together = threading.Barrier(4)

        def write(store: Store, together: threading.Barrier, failed: list[Exception]) -> None:
            together.wait()
            try:
                for _ in range(3):
                    store.put(Feedback("Who?", Verdict.RIGHT))
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=write, args=(store, together, failed)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert [one.id for one in store.all()] == list(range(1, 13))


def test_what_becomes_a_question(documents: dict[str, Document]) -> None:
    shown = quote(documents, "UNODC trained 12 border officers")
    right = quote(documents, "Turkish police hosted the course.")
    table = [
        (Feedback("Q?", Verdict.RIGHT, quotes=(shown,)), shown),
        (Feedback("Q?", Verdict.WRONG, quotes=(shown,), correction=right), right),
        (Feedback("Q?", Verdict.WORDS, quotes=(shown,), correction=right), right),
        (Feedback("Q?", Verdict.WRONG, correction=right), right),
    ]
    for said, wanted in table:
        question = propose(said, documents).question
        assert question is not None
        (gold,) = question.answers
        assert (gold.document, gold.start, gold.end, gold.text) == (
            wanted.document,
            wanted.start,
            wanted.end,
            wanted.text,
        )
        assert documents[gold.document].text[gold.start : gold.end] == gold.text
    for said in (
        Feedback("Q?", Verdict.RIGHT),
        Feedback("Q?", Verdict.WRONG, quotes=(shown,), correction=NOTHING),
    ):
        question = propose(said, documents).question
        assert question is not None
        assert (question.answers, "unanswerable" in question.tags) == ((), True)


def test_what_does_not_become_a_question(documents: dict[str, Document]) -> None:
    shown = quote(documents, "UNODC trained 12 border officers")
    moved = replace(shown, start=shown.start + 1, end=shown.end + 1)
    for said, why in [
        (Feedback("Q?", Verdict.WRONG, quotes=(shown,)), "not what is right"),
        (Feedback("Q?", Verdict.WORDS, quotes=(shown,)), "not what is right"),
        (Feedback("Q?", Verdict.WRONG), "not what is right"),
        (Feedback("Q?", Verdict.RIGHT, quotes=(moved,)), "no longer stands"),
        (Feedback("Q?", Verdict.RIGHT, quotes=(replace(shown, document="?"),)), "no longer"),
    ]:
        proposal = propose(said, documents)
        assert proposal.question is None
        assert why in proposal.why


def test_a_question_is_added_once_and_keeps_the_split_of_its_item(
    documents: dict[str, Document], tmp_path: Path
) -> None:
    into = tmp_path / "sets" / "mine.jsonl"
    shown = quote(documents, "UNODC trained 12 border officers")
    first = propose(Feedback("Who was trained?", Verdict.RIGHT, quotes=(shown,)), documents)
    assert first.question is not None
    assert add_question(into, replace(first.question, split="test"))
    into.write_bytes(into.read_bytes().rstrip(b"\n"))  # as an editor may leave it
    before = into.read_bytes()
    again = propose(
        Feedback("who  was TRAINED?", Verdict.RIGHT, quotes=(shown,)),
        documents,
        read_questions(into),
    ).question
    assert again is not None
    assert again.split == "test"
    assert known(again, read_questions(into))
    assert not add_question(into, again)
    assert into.read_bytes() == before
    unlike = propose(Feedback("Who was trained?", Verdict.RIGHT), documents).question
    assert unlike is not None
    assert add_question(into, unlike)  # the same words with another answer: another id
    assert into.read_bytes().startswith(before + b"\n")
    assert len(read_questions(into)) == 2
    assert [p.name for p in into.parent.iterdir()] == ["mine.jsonl"]


def test_a_malformed_set_is_not_added_to(documents: dict[str, Document], tmp_path: Path) -> None:
    into = tmp_path / "mine.jsonl"
    into.write_text("{}\n")
    question = propose(Feedback("Q?", Verdict.RIGHT), documents).question
    assert question is not None
    with pytest.raises(QuestionSetError, match="line 1"):
        add_question(into, question)
    assert into.read_text() == "{}\n"


def test_a_review_cut_short_after_the_write_adds_nothing_twice(
    store: Store, documents: dict[str, Document], tmp_path: Path
) -> None:
    into = tmp_path / "mine.jsonl"
    shown = quote(documents, "UNODC trained 12 border officers")
    proposal = propose(store.put(Feedback("Q?", Verdict.RIGHT, quotes=(shown,))), documents)
    assert proposal.question is not None
    add_question(into, proposal.question)  # … and the program died before it was marked
    assert store.all()[0].state is State.OPEN
    assert not store.take(proposal, into)
    assert store.all()[0].state is State.TAKEN
    assert len(read_questions(into)) == 1


def test_review_on_the_command_line(
    documents: dict[str, Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, into = Store(tmp_path / "feedback.sqlite3"), tmp_path / "mine.jsonl"
    monkeypatch.setenv("SEEQA_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("SEEQA_FEEDBACK", str(store.path))
    run = CliRunner().invoke
    assert run(cli, ["feedback", "list"]).output == "Nobody has said anything yet.\n"
    shown = quote(documents, "UNODC trained 12 border officers")
    right = quote(documents, "Turkish police hosted the course.")
    store.put(Feedback("Who hosted it?", Verdict.WRONG, ("Where?",), (shown,), right))
    store.put(Feedback("Who was trained?", Verdict.RIGHT, (), (shown,)))
    store.put(Feedback("Who else?", Verdict.WRONG))
    told = run(cli, ["feedback", "review", "--into", str(into)], input="y\nn\n")
    assert told.exit_code == 0, told.output
    assert "  answered: UNODC trained 12 border officers" in told.output
    assert "  corrected: Turkish police hosted the course." in told.output
    assert "  after: Where?" in told.output
    assert told.output.endswith(f"Reviewed: 3. Questions added to {into}: 1.\n")
    assert [one.state for one in store.all()] == ["taken", "declined", "unusable"]
    (question,) = read_questions(into)
    assert (question.question, question.history) == ("Who hosted it?", ("Where?",))
    assert question.answers[0].text == right.text
    assert "Reviewed: 0." in run(cli, ["feedback", "review", "--into", str(into)]).output
    listed = json.loads(run(cli, ["feedback", "list", "--json"]).output)
    assert [one["verdict"] for one in listed] == ["wrong", "right", "wrong"]


def test_a_damaged_file_is_a_line_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feedback.sqlite3").write_bytes(b"nonsense" * 1000)
    monkeypatch.setenv("SEEQA_FEEDBACK", str(tmp_path / "feedback.sqlite3"))
    told = CliRunner().invoke(cli, ["feedback", "list"])
    assert told.exit_code == 1
    assert len(told.output.splitlines()) == 1
    assert "Traceback" not in told.output


def test_a_disk_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FeedbackError, match="expected to write .*; found (File exists|Not a dir)"):
        Store(tmp_path / "file" / "kept.sqlite3").put(Feedback("who?", Verdict.RIGHT))
    (tmp_path / "folder").mkdir()
    with pytest.raises(FeedbackError, match="expected to write .* unable to open .*SEEQA_FEEDBACK"):
        Store(tmp_path / "folder").put(Feedback("who?", Verdict.RIGHT))
