"""Keeping an archive up to date: what is seen of a folder, what is read again, what is told."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes import SMALL, HashEncoder, small_config, write_corpus
from seeqa import Assistant
from seeqa.archive import signature
from seeqa.chat.freshness import news
from seeqa.chat.masthead import masthead
from seeqa.chat.opening import Opening
from seeqa.chat.texts import LANGUAGES, Texts
from seeqa.cli import cli
from seeqa.errors import CorpusError, SeeqaError
from seeqa.refresh import Archive, Changes, Refresher, Status, Watcher
from seeqa.types import Document, FileRecord, Ledger, Remark, RemarkKind

NOON = datetime(2026, 3, 1, 13, 3, tzinfo=UTC)
NEW = "Boats searched in Split\n4 June 2022, Split, Croatia: Divers searched nine boats.\n"


class Folder:
    """A folder whose signature a test sets; counts how often it was read again."""

    def __init__(self) -> None:
        self.signature = "as it was"
        self.read = 0
        self.error: Exception | None = None

    def sign(self) -> str:
        if self.error:
            raise self.error
        return self.signature

    def reread(self) -> None:
        self.read += 1


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.fixture
def watcher(folder: Folder) -> Watcher:
    made = Watcher(folder.sign, folder.reread)
    made.begin()
    return made


def test_a_folder_that_stays_is_not_read(folder: Folder, watcher: Watcher) -> None:
    assert [watcher.look() for _ in range(5)] == [False] * 5
    assert folder.read == 0


def test_a_changed_folder_is_read_once_it_is_at_rest(folder: Folder, watcher: Watcher) -> None:
    for half in ("half a copy", "more of it", "all of it"):
        folder.signature = half
        assert not watcher.look()
    assert watcher.look()
    assert not watcher.look()
    assert folder.read == 1


def test_what_changes_while_it_is_read_is_read_after(folder: Folder) -> None:
    def reread() -> None:
        folder.reread()
        folder.signature = "changed meanwhile"

    watcher = Watcher(folder.sign, reread)
    watcher.begin()
    folder.signature = "changed"
    assert [watcher.look() for _ in range(4)] == [False, True, False, True]
    assert folder.read == 2


@pytest.mark.parametrize(
    "error", [OSError("gone"), CorpusError(expected="it", found="none", mend="")]
)
def test_a_folder_that_goes_and_comes_is_read_both_times(
    folder: Folder, watcher: Watcher, error: Exception
) -> None:
    folder.error = error
    assert [watcher.look() for _ in range(3)] == [False, True, False]
    folder.error = None
    assert [watcher.look() for _ in range(3)] == [False, True, False]


def test_the_thread_looks_and_ends(folder: Folder) -> None:
    read = threading.Event()
    watcher = Watcher(folder.sign, read.set, every=0.01)
    watcher.begin()
    watcher.start()
    folder.signature = "changed"
    assert read.wait(5)
    watcher.stop()
    watcher.join()
    assert "watcher" not in [thread.name for thread in threading.enumerate()]


def test_a_fault_does_not_end_the_looking(folder: Folder) -> None:
    calls: list[int] = []
    twice = threading.Event()

    def reread() -> None:
        calls.append(1)
        folder.signature += "."
        if len(calls) > 1:
            twice.set()
        raise RuntimeError("a fault")

    watcher = Watcher(folder.sign, reread, every=0.01)
    watcher.begin()
    folder.signature = "changed"
    watcher.start()
    assert twice.wait(5)
    watcher.stop()
    watcher.join()


class Held:
    """An archive of items by name, and files that were not read."""

    def __init__(self, unread: tuple[str, ...] = (), **items: str) -> None:
        self.items = {name: Document(name, "a.txt", text, ()) for name, text in items.items()}
        remark = Remark(RemarkKind.UNREAD, 1, "a picture")
        self.ledger = Ledger(tuple(FileRecord(name, "", 0, {}, (remark,)) for name in unread))


def reading(archive: Held, *steps: int) -> Callable[..., Archive]:
    def reread(*, needed: bool, progress: Callable[[int, int], None]) -> Archive:
        for step in steps:
            progress(step, 12)
        return archive

    return reread


def test_changes() -> None:
    before = Held(a="1", b="2", c="3")
    after = Held(b="2", c="other", d="4", e="5", unread=("x.bin",))
    changes = Changes.between(before, after)
    assert changes == Changes(("d", "e"), ("c",), ("a",), ("x.bin",))
    assert str(changes) == "2 items added, 1 changed, 1 removed, not read: x.bin"
    assert str(Changes(removed=("a",))) == "1 item removed"
    assert str(Changes()) == "nothing changed"
    assert not Changes.between(after, after)


def test_what_a_reading_finds_is_news_only_if_something_changed() -> None:
    refresher = Refresher(Held(a="1"), reading(Held(a="1", b="2")), clock=lambda: NOON)
    assert refresher.status == Status()
    told = refresher.refresh()
    assert told == refresher.status == Status(1, at=NOON, changes=Changes(added=("b",)))
    assert refresher.refresh() == Status(1, at=NOON)


def test_progress_is_told_while_it_is_read() -> None:
    seen: list[Status] = []

    def reread(*, needed: bool, progress: Callable[[int, int], None]) -> Archive:
        seen.append(refresher.status)
        progress(3, 12)
        seen.append(refresher.status)
        return Held(a="1")

    refresher = Refresher(Held(a="1"), reread)
    assert not refresher.refresh().reading
    assert [(s.reading, s.done, s.total) for s in seen] == [(True, 0, 0), (True, 3, 12)]


def test_a_failure_is_told_until_it_is_over() -> None:
    gone = [CorpusError(expected="a folder", found="none", mend="Make it.")]

    def reread(*, needed: bool, progress: Callable[[int, int], None]) -> Archive:
        if gone:
            raise gone.pop()
        return Held(a="1")

    refresher = Refresher(Held(a="1"), reread, clock=lambda: NOON)
    failed = refresher.refresh()
    assert failed.version == 1
    assert isinstance(failed.error, CorpusError)
    assert refresher.refresh() == Status(2, at=NOON)


def test_a_fault_is_told_in_a_sentence() -> None:
    def broken(*, needed: bool, progress: Callable[[int, int], None]) -> Archive:
        raise RuntimeError("a fault\nwith a trace")

    error = Refresher(Held(a="1"), broken).refresh().error
    assert isinstance(error, SeeqaError)
    assert "RuntimeError: a fault." in str(error)


def test_a_stopped_reading_leaves_all_as_it_was() -> None:
    refresher = Refresher(Held(a="1"), reading(Held(), 1, 2))
    refresher.stop()
    assert refresher.refresh() == Status()


def test_items_are_needed_only_where_there_were_some() -> None:
    asked: list[bool] = []

    def reread(*, needed: bool, progress: Callable[[int, int], None]) -> Archive:
        asked.append(needed)
        return Held(a="1")

    refresher = Refresher(Held(), reread)
    refresher.refresh()
    refresher.refresh()
    refresher.refresh(needed=False)
    assert asked == [False, True, False]


def test_one_reading_at_a_time() -> None:
    at_work = threading.Lock()

    def reread(*, needed: bool, progress: Callable[[int, int], None]) -> Archive:
        assert at_work.acquire(blocking=False)
        threading.Event().wait(0.02)
        at_work.release()
        return Held(a="1")

    refresher = Refresher(Held(a="1"), reread)
    threads = [threading.Thread(target=refresher.refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refresher.status.error is None


# --- over a real archive ------------------------------------------------------------------


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return Assistant.open(small_config(tmp_path), encoder=HashEncoder())


def test_an_assistant_answers_from_what_was_added(assistant: Assistant) -> None:
    write_corpus(assistant.config.corpus, more=NEW)
    assert len(assistant.documents()) == 2
    seen: list[tuple[int, int]] = []
    index = assistant.refresh(progress=lambda done, total: seen.append((done, total)))
    assert seen[:2] == [(1, 2), (2, 2)]
    assert len(index.documents) == 3
    assert assistant.index is index
    assert assistant.refresh() is index
    assert "Divers searched nine boats." in assistant.ask("Who searched the boats?").text


def test_a_corpus_without_items_leaves_the_old_ones(assistant: Assistant) -> None:
    (assistant.config.corpus / "small.txt").unlink()
    with pytest.raises(CorpusError, match="none that can be read"):
        assistant.refresh(needed=True)
    assert len(assistant.documents()) == 2
    assert len(assistant.refresh().documents) == 0
    answer = assistant.ask("Who funded the workshop?")
    assert answer.abstention
    assert answer.abstention.message.startswith("The archive is empty. Put files")


def test_an_empty_archive_tells_of_the_files_that_were_not_read(tmp_path: Path) -> None:
    config = small_config(tmp_path)
    (config.corpus / "small.txt").unlink()
    for name in ("a.xlsb", "b.bin", "c.bin"):
        (config.corpus / name).write_bytes(b"\x00\x01\x02 no text \x00" * 9)
    opening = Opening.of(Assistant.open(config, encoder=HashEncoder()))
    answer = opening.assistant().ask("Who funded the workshop?")
    assert answer.abstention
    assert "3 files were not read (.xlsb, .bin)" in answer.abstention.message
    assert "Not read: 3 files (.xlsb, .bin)." in masthead(opening)


def test_an_opening_tells_how_up_to_date_it_is(assistant: Assistant) -> None:
    opening = Opening.of(assistant)
    assert opening.status == Status()
    write_corpus(assistant.config.corpus, more=NEW, small=SMALL.replace("Austria", "Denmark"))
    status = opening.refresh()
    assert (len(status.changes.added), len(status.changes.changed)) == (1, 1)
    assert len(opening.documents) == 3
    assert 'data-version="1"' in masthead(opening)


def test_a_watched_archive_notices_by_itself(assistant: Assistant) -> None:
    opening = Opening.of(assistant)
    corpus = assistant.config.corpus
    watcher = Watcher(lambda: signature(corpus), opening.refresh)
    watcher.begin()
    write_corpus(corpus, more=NEW)
    assert [watcher.look(), watcher.look()] == [False, True]
    assert len(opening.documents) == 3
    (corpus / "more.txt").unlink()
    assert [watcher.look(), watcher.look()] == [False, True]
    assert opening.status.changes.removed
    corpus.rename(corpus.with_name("away"))
    assert [watcher.look(), watcher.look()] == [False, True]
    assert opening.status.error
    assert len(opening.documents) == 2
    corpus.with_name("away").rename(corpus)
    assert [watcher.look(), watcher.look()] == [False, True]
    assert opening.status.error is None


def test_questions_are_answered_by_the_old_index_meanwhile(assistant: Assistant) -> None:
    write_corpus(assistant.config.corpus, more=NEW)
    other = Assistant.open(assistant.config, encoder=HashEncoder())
    assert len(other.documents()) == 3
    with assistant._swap:  # another thread is at it
        assert len(assistant.documents()) == 2
    assert len(assistant.documents()) == 3


class Watching:
    """A `seeqa index --watch` of its own over the small corpus."""

    def __init__(self, folder: Path) -> None:
        self.corpus = small_config(folder).corpus
        command = [sys.executable, "-u", "-m", "seeqa", "index", "--watch"]
        folders = ["--corpus", str(self.corpus), "--index", str(folder / "index")]
        self.process = subprocess.Popen(
            [*command, *folders],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A shell that starts the tests in the background has Ctrl-C ignored, by children too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        # A line that never comes ends the test instead of waiting for ever.
        self.end = threading.Timer(180, self.process.kill)
        self.end.daemon = True
        self.end.start()

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().rstrip()


@pytest.mark.model
def test_the_command_line_watches_until_it_is_interrupted(tmp_path: Path) -> None:
    watching = Watching(tmp_path)
    corpus = watching.corpus
    lines = iter(watching.line, "")
    assert next(line for line in lines if "passages in" in line).startswith("2 items")
    assert next(lines) == f"Watching {corpus} (Ctrl-C ends it)"
    write_corpus(corpus, more=NEW)
    assert next(lines).split(" ", 1)[1] == "1 item added"
    for path in corpus.iterdir():
        path.unlink()
    assert "kept as it was: expected items in" in next(lines)
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(timeout=30) == 0
    assert list(lines) == []
    watching.end.cancel()


def test_watching_goes_not_with_json() -> None:
    ran = CliRunner().invoke(cli, ["index", "--watch", "--json"])
    assert ran.exit_code == 2
    assert "--watch goes not with --json" in ran.output


# --- the sentence -------------------------------------------------------------------------


def test_the_sentence_of_a_reading() -> None:
    changes = Changes(("a", "b"), ("c",), ("d",), ("x.bin",))
    status = Status(1, at=NOON, changes=changes)
    told = "The archive was read again at 13:03: "
    assert news(status) == f"{told}2 items added, 1 changed, 1 removed, not read: 1 file."
    assert news(Status(1, at=NOON)) == f"{told}nothing changed."
    assert news(Status()) == ""
    error = CorpusError(expected="a folder", found="no folder corpus", mend="Make it.")
    assert news(Status(1, at=NOON, error=error)) == (
        "The folder could not be read again at 13:03 (no folder corpus); questions are answered "
        "from the archive as it was."
    )


@pytest.mark.parametrize(
    ("offset", "time"),
    [("-60", "14:03"), ("300", "08:03"), ("", "13:03"), ("x", "13:03"), ("99999", "13:03")],
)
def test_the_time_is_the_visitors(offset: str, time: str) -> None:
    assert time in news(Status(1, at=NOON), offset=offset)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_it(language: str) -> None:
    status = Status(1, at=NOON, changes=Changes(("a",) * 3, ("b",), ("c",) * 5, ("d",)))
    told = news(status, Texts(language))
    assert [sign for sign in told if sign.isdigit()] == list("13033151")
    assert "{" not in told
