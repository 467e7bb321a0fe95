"""Keeps an archive up to date while it is served: sees that its folder changed, has it read again.

    folder ──signature──▶ Watcher ──at rest──▶ Refresher ──▶ Status (being read, changes, error)

Knows nothing of indexes, pages or Gradio: what takes the signature and what reads again are given.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from seeqa.errors import SeeqaError, ServeError, writing
from seeqa.types import Document, Ledger

_log = logging.getLogger(__name__)
_PATIENCE = 10.0  # seconds waited for a thread that was told to end
EVERY = 2.0  # seconds between two looks at the folder
_SHARE = 9  # times as long as a look took, at least, until the next: a tenth of the time


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the lock under which one process at a time brings the index of a folder up to date.

    Raises DiskError when the folder cannot be written.
    """
    with writing(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / ".refreshing")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


class Archive(Protocol):
    """What an index tells of an archive."""

    @property
    def items(self) -> Mapping[str, Document]:
        """What is listed and counted, by id."""
        ...

    @property
    def ledger(self) -> Ledger:
        """What was read of each file."""
        ...


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of the items that came, changed and went, and the files that newly were not read."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: Archive, after: Archive) -> Changes:
        """Compare two states of an archive."""
        old, new = before.items, after.items
        return cls(
            added=tuple(name for name in new if name not in old),
            changed=tuple(name for name in new if name in old and new[name] != old[name]),
            removed=tuple(name for name in old if name not in new),
            unread=tuple(sorted(_unread(after.ledger) - _unread(before.ledger))),
        )

    def __bool__(self) -> bool:
        """Tell whether there is anything to tell."""
        return self != Changes()

    def __str__(self) -> str:
        """Return "2 items added, 1 changed, 1 removed"."""
        counts = (("added", self.added), ("changed", self.changed), ("removed", self.removed))
        told = [(len(ids), what) for what, ids in counts if ids]
        words = [
            f"{count} {'' if i else 'item ' if count == 1 else 'items '}{what}"
            for i, (count, what) in enumerate(told)
        ]
        words += [f"not read: {', '.join(self.unread)}"] if self.unread else []
        return ", ".join(words) or "nothing changed"


def _unread(ledger: Ledger) -> set[str]:
    return {file.file for file in ledger.files if file.unread}


@dataclass(frozen=True, slots=True)
class Status:
    """How up to date an archive is.

    `version` grows when there is news: changes, a failure, or its end. `reading` while it is read
    again, `done` of `total` so far. `at` is when the last reading ended, `error` why it failed;
    the archive is then as it was before.
    """

    version: int = 0
    reading: bool = False
    done: int = 0
    total: int = 0
    at: datetime | None = None
    changes: Changes = Changes()
    error: SeeqaError | None = None


class Reread(Protocol):
    """Reads the folder again and returns what it holds now; that then serves."""

    def __call__(self, *, needed: bool, progress: Callable[[int, int], None]) -> Archive:
        """Read; where items are `needed`, none is an error. Raises SeeqaError."""
        ...


class Refresher:
    """Has an archive read again, one reading at a time, and knows what came of it."""

    def __init__(
        self,
        archive: Archive,
        reread: Reread,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """Take what is served now and what reads it again."""
        self._known = archive
        self._reread = reread
        self._clock = clock
        self._one = threading.Lock()
        self._stopped = threading.Event()
        self._status = Status()

    @property
    def status(self) -> Status:
        """How it stands now, without waiting."""
        return self._status

    def refresh(self, *, needed: bool = True) -> Status:
        """Read the folder again, after a reading under way, and return what came of it.

        Never raises: an error is in the status. Where items are `needed`, a folder that had some
        and has none any more is an error.
        """
        with self._one:
            before = self._status
            self._status = replace(before, reading=True, done=0, total=0)
            try:
                needed = needed and bool(self._known.items)
                found = self._reread(needed=needed, progress=self._advance)
            except _Stopped:
                self._status = before
            except SeeqaError as error:
                self._failed(error)
            except Exception as error:  # told in a sentence like any other; the log has the trace
                _log.exception("the archive could not be read again")
                self._failed(_unexpected(error))
            else:
                changes = Changes.between(self._known, found)
                self._known = found
                news = bool(changes) or before.error is not None
                self._status = Status(before.version + news, at=self._clock(), changes=changes)
            return self._status

    def stop(self) -> None:
        """End a reading under way at its next step; what it would have built is left unbuilt."""
        self._stopped.set()

    def _advance(self, done: int, total: int) -> None:
        if self._stopped.is_set():
            raise _Stopped
        self._status = replace(self._status, done=done, total=total)

    def _failed(self, error: SeeqaError) -> None:
        number = self._status.version + 1
        self._status = Status(number, at=self._clock(), error=error)


class _Stopped(Exception):
    """The archive is no longer served."""


class Watcher:
    """Has a folder read again once it has changed and come to rest.

    What differs from the signature of the last reading is read when the next look finds it as
    it was, so that files that are still being copied are left alone.
    """

    def __init__(
        self,
        signature: Callable[[], str],
        changed: Callable[[], object],
        *,
        every: float = EVERY,
    ) -> None:
        """Take what signs the folder, and what is called when it changed."""
        self._sign = signature
        self._changed = changed
        self._every = every
        self._read = self._last = ""
        self._took = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, name="watcher", daemon=True)

    def begin(self) -> None:
        """Take the folder as it is for read; to be called before it is read."""
        self._read = self._last = self._signature()

    def look(self) -> bool:
        """Look once; tell whether the folder had changed, was at rest, and so was read again."""
        now = self._signature()
        rested, self._last = now == self._last, now
        if now == self._read or not rested:
            return False
        self._read = now
        self._changed()
        return True

    def start(self) -> None:
        """Look every few seconds, in a thread, until stopped."""
        if not self._stop.is_set():
            self._thread.start()

    def stop(self) -> None:
        """End the looking, after what it is at."""
        self._stop.set()

    def join(self) -> None:
        """Wait for the thread to end; one that does not look up from its work is left behind."""
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def run(self) -> None:
        """Look every few seconds until stopped."""
        while not self._stop.wait(max(self._every, _SHARE * self._took)):
            try:
                self.look()
            except Exception:  # one bad look must not end the looking
                _log.exception("the folder could not be looked at")

    def _signature(self) -> str:
        """Return the folder's signature, or what hinders it, which is a change as well."""
        begun = time.perf_counter()
        try:
            return self._sign()
        except (OSError, SeeqaError) as error:
            return f"{type(error).__name__}: {error}"
        finally:
            self._took = time.perf_counter() - begun


def _unexpected(error: Exception) -> ServeError:
    return ServeError(
        expected="to read the archive again",
        found=f"{type(error).__name__}: {error}".splitlines()[0],
        mend="The details are in the log; run 'seeqa doctor'.",
    )
