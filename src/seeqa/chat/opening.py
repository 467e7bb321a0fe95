"""Opens the archive while the page is already up; whoever needs the assistant waits for it.

Once it is open, and unless the settings say otherwise, its folder is watched and read again when
it changes.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from enum import StrEnum

from seeqa.archive import signature
from seeqa.assistant import Assistant
from seeqa.catalogue import Catalogue, Items
from seeqa.config import Config
from seeqa.errors import SeeqaError, ServeError
from seeqa.index import Progress
from seeqa.refresh import Refresher, Status, Watcher
from seeqa.types import Document, Ledger

_log = logging.getLogger(__name__)
_LOOK = 0.1  # seconds between two looks at the state, where a thread must not wait


class State(StrEnum):
    """How far an opening is."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class _Stopped(Exception):
    """The chat was stopped while the archive was being opened."""


class Opening:
    """An assistant that is being opened in a thread, or the error that came of it.

    `config` is known at once, everything else once the state is READY.
    """

    def __init__(self, config: Config, *, progress: Progress | None = None) -> None:
        """Prepare to open the archive of the settings; `start` begins."""
        self.config = config
        self._progress = progress
        self._assistant: Assistant | None = None
        self._refresher: Refresher | None = None
        self._watcher = Watcher(lambda: signature(config.corpus), self.refresh)
        self._error: SeeqaError | None = None
        self._settled = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._open, name="opening")

    @classmethod
    def of(cls, assistant: Assistant) -> Opening:
        """Return the opening of an assistant that is open already."""
        opening = cls(assistant.config)
        opening._settle(assistant)
        return opening

    @property
    def state(self) -> State:
        """How far it is, without waiting."""
        if not self._settled.is_set():
            return State.LOADING
        return State.READY if self._assistant else State.FAILED

    @property
    def error(self) -> SeeqaError | None:
        """Why there is no assistant, once that is known."""
        return self._error

    @property
    def documents(self) -> Mapping[str, Document]:
        """The archive's documents by id; none before the state is READY. Does not wait."""
        return self._assistant.index.documents if self._assistant else {}

    @property
    def items(self) -> Items:
        """The documents that are listed and counted; does not wait either."""
        return Catalogue.of(self._assistant.index).items if self._assistant else Items.none()

    @property
    def ledger(self) -> Ledger:
        """What was read of each file; nothing before the state is READY. Does not wait."""
        return self._assistant.index.ledger if self._assistant else Ledger()

    @property
    def status(self) -> Status:
        """How up to date the archive is, without waiting."""
        return self._refresher.status if self._refresher else Status()

    def refresh(self, *, needed: bool = True) -> Status:
        """Read the folder again and return what came of it, after waiting for the assistant.

        Where items are `needed`, a folder that had some and has none any more is an error, as any
        other in the status. Raises what opening the archive raised.
        """
        self.assistant()
        return self._refresher.refresh(needed=needed) if self._refresher else Status()

    def start(self, settled: Callable[[], None] = lambda: None) -> None:
        """Begin to open; `settled` is called, in the opening's thread, when that is over."""
        self._when_settled = settled
        if not self._stop.is_set():
            self._thread.start()

    def stop(self) -> None:
        """Let go all who wait, and the threads at their next step; what they open is left."""
        self._stop.set()
        self._watcher.stop()
        if self._refresher:
            self._refresher.stop()
        self._settle(None, _stopping())

    def join(self) -> None:
        """Wait for the threads to end."""
        if self._thread.is_alive():
            self._thread.join()
        self._watcher.join()

    def assistant(self) -> Assistant:
        """Return the assistant, after waiting for it; raises what opening it raised."""
        self._settled.wait()
        if self._assistant is None:
            raise self._error or _stopping()
        return self._assistant

    async def arrived(self) -> Assistant:
        """Do as `assistant`, without keeping a thread waiting."""
        while self.state is State.LOADING:
            await asyncio.sleep(_LOOK)
        return self.assistant()

    def _open(self) -> None:
        try:
            self._watcher.begin()
            self._settle(Assistant.open(self.config, progress=self._advance))
            if self.config.watch:
                self._watcher.start()
        except SeeqaError as error:
            self._settle(None, error)
        except _Stopped:
            pass
        except Exception as error:  # told in a line like any other; the log has the trace
            _log.exception("the archive could not be opened")
            self._settle(None, _unexpected(error))
        finally:
            self._when_settled()

    def _advance(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        if self._progress:
            self._progress(done, total)

    def _settle(self, assistant: Assistant | None, error: SeeqaError | None = None) -> None:
        if not self._settled.is_set():
            if assistant:
                self._refresher = Refresher(assistant.index, assistant.refresh)
            self._assistant, self._error = assistant, error
            self._settled.set()


def _stopping() -> ServeError:
    return ServeError(
        expected="the chat to be open", found="that it is being stopped", mend="Start it again."
    )


def _unexpected(error: Exception) -> ServeError:
    return ServeError(
        expected="to open the archive",
        found=f"{type(error).__name__}: {error}".splitlines()[0],
        mend="The details are in the log; run 'seeqa doctor'.",
    )
