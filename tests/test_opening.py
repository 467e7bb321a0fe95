"""Opening an archive in the background: who needs it waits, and gets it or its error."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes import HashEncoder, small_config, write_corpus
from seeqa import Assistant, Config, SeeqaError
from seeqa.chat.asking import answered, stages
from seeqa.chat.masthead import masthead
from seeqa.chat.opening import Opening, State
from seeqa.chat.turn import Turn
from seeqa.errors import CorpusError, ServeError


def test_an_open_archive_is_ready_at_once(tmp_path: Path) -> None:
    assistant = Assistant.open(small_config(tmp_path), encoder=HashEncoder())
    opening = Opening.of(assistant)
    assert opening.state is State.READY
    assert opening.assistant() is assistant
    assert asyncio.run(opening.arrived()) is assistant
    assert list(opening.documents) == [document.id for document in assistant.documents()]
    assert "2 items in the archive, 11 May 2022 to 27 May 2022." in masthead(opening)


def test_before_it_is_ready_it_says_so_and_holds_nothing(tmp_path: Path) -> None:
    opening = Opening(small_config(tmp_path))
    assert opening.state is State.LOADING
    assert opening.documents == {}
    assert "The models are loading" in masthead(opening)


def test_a_failure_reaches_all_who_wait(tmp_path: Path) -> None:
    opening = Opening(Config(corpus=tmp_path / "none", index=tmp_path / "index"))
    waiting = Waiting(opening.assistant)
    told = threading.Event()
    opening.start(told.set)
    opening.join()
    assert told.is_set()
    assert opening.state is State.FAILED
    assert isinstance(waiting.raised(), CorpusError)
    with pytest.raises(CorpusError, match="SEEQA_CORPUS"):
        asyncio.run(opening.arrived())
    assert "SEEQA_CORPUS" in masthead(opening)
    assert "SEEQA_CORPUS" in str(answered(opening, Turn("Who paid?"), "Who paid?").problem)


def test_stopping_lets_go_who_waits(tmp_path: Path) -> None:
    opening = Opening(small_config(tmp_path))
    waiting = Waiting(opening.assistant)
    opening.stop()
    assert isinstance(waiting.raised(), ServeError)
    assert opening.state is State.FAILED


@pytest.mark.model
def test_stopping_leaves_an_index_unbuilt(tmp_path: Path) -> None:
    text = "".join(f"Head {i}\n3 May 2022, Ohrid: Sentence {i} was said.\n" for i in range(3000))
    corpus = write_corpus(tmp_path / "corpus", many=text)
    begun = threading.Event()
    config = Config(corpus=corpus, index=tmp_path / "index")
    opening = Opening(config, progress=lambda done, total: begun.set())
    opening.start()
    assert begun.wait(120)
    opening.stop()
    before = time.monotonic()
    opening.join()
    assert time.monotonic() - before < 30
    assert not [path for path in (tmp_path / "index").glob("*") if path.name != ".lock"]


class Waiting:
    """A thread that calls a function; what it raised is kept."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._error: SeeqaError | None = None
        self._thread = threading.Thread(target=self._run, args=(function,))
        self._thread.start()

    def _run(self, function: Callable[[], object]) -> None:
        try:
            function()
        except SeeqaError as error:
            self._error = error

    def raised(self) -> SeeqaError | None:
        self._thread.join(10)
        assert not self._thread.is_alive()
        return self._error


def test_a_question_is_told_stage_by_stage(tmp_path: Path) -> None:
    opening = Opening.of(Assistant.open(small_config(tmp_path), encoder=HashEncoder()))
    question = "Who hosted the course?"
    *busy, last = stages(opening, Turn(question), question)
    assert [turn.busy for turn in busy] == [
        "Searching 2 items",
        "Searching 2 items",
        "Reading 4 passages",
    ]
    assert last.answer is not None
    assert last.busy is None
    *_, last = stages(opening, Turn(""), "")
    assert "Type a question" in str(last.problem)
