"""What users say of answers, kept in a small SQLite file, and the questions made of it.

Kept are the question, those before it, the answer's quotes, the verdict, the right sentence where
one was chosen, and the day: no address, name or session. Every write is one transaction that is on
the disk when the call returns; each operation has its own connection, so threads may share a Store.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from seeqa.errors import FeedbackError
from seeqa.evaluation import Gold, Question, read_questions
from seeqa.types import Answer, Citation, Document

_APPLICATION = 0x5EE0A001  # SQLite's application_id: marks the file as ours
_VERSION = 1
_PATIENCE = 10.0  # seconds to wait for another writer
_OF_THE_DISK = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
)
_SCHEMA = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    question TEXT NOT NULL,
    history TEXT NOT NULL,
    quotes TEXT NOT NULL,
    verdict TEXT NOT NULL,
    correction TEXT,
    state TEXT NOT NULL
) STRICT
"""


class Verdict(StrEnum):
    """What the user says of an answer, or of an abstention."""

    RIGHT = "right"
    WRONG = "wrong"
    WORDS = "right passage, wrong words"


class State(StrEnum):
    """What became of a piece of feedback."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document: document.text[start:end] == text when it was kept."""

    document: str
    start: int
    end: int
    text: str


# A correction: the archive does not answer. Its document is empty, which no document's id is.
NOTHING = Quote("", 0, 0, "")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict; no `quotes`: the assistant abstained. `correction` may be NOTHING."""

    question: str
    verdict: Verdict
    history: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    correction: Quote | None = None
    state: State = State.OPEN
    day: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The question that a piece of feedback makes, or why it makes none."""

    feedback: Feedback
    question: Question | None
    why: str = ""


class Store:
    """The feedback file; made, with its folder, by the first `put`."""

    def __init__(self, path: Path) -> None:
        """Take the path; nothing is opened yet."""
        self.path = path

    def put(self, feedback: Feedback) -> Feedback:
        """Keep feedback and return it with its id; one that has an id replaces what was said.

        Raises FeedbackError when the file is damaged, foreign or cannot be written.
        """
        values = _row(feedback)
        with self._open(create=True) as connection:
            names = ", ".join(values)
            marks = ", ".join("?" * len(values))
            statement = f"INSERT OR REPLACE INTO feedback ({names}) VALUES ({marks})"
            number = connection.execute(statement, tuple(values.values())).lastrowid
        return _feedback({**values, "id": number})

    def all(self) -> list[Feedback]:
        """Return everything kept, oldest first; nothing if there is no file.

        Raises FeedbackError when the file is damaged or foreign.
        """
        if not self.path.exists():
            return []
        with self._open() as connection:
            (sound,) = connection.execute("PRAGMA quick_check").fetchone()
            if sound != "ok":
                raise self._fault(sound)
            return [_feedback(row) for row in connection.execute("SELECT * FROM feedback")]

    def take(self, proposal: Proposal, into: Path) -> bool:
        """Write a proposal's question into a set and mark its feedback; False if it is there.

        If the program dies in between, the question is there and the next review only marks it.
        Raises FeedbackError, QuestionSetError.
        """
        assert proposal.question is not None
        with self._open() as connection:
            added = add_question(into, proposal.question)
            self._mark(connection, proposal.feedback, State.TAKEN)
        return added

    def mark(self, feedback: Feedback, state: State) -> None:
        """Note what became of a piece of feedback."""
        with self._open() as connection:
            self._mark(connection, feedback, state)

    @staticmethod
    def _mark(connection: sqlite3.Connection, feedback: Feedback, state: State) -> None:
        connection.execute("UPDATE feedback SET state = ? WHERE id = ?", (state, feedback.id))

    @contextmanager
    def _open(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """Yield a connection inside a writing transaction; commit it unless something is raised."""
        connection = None
        try:
            if create and not self.path.exists():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                # Other users of the machine need not read what was asked.
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            connection.row_factory = sqlite3.Row
            self._check(connection)
            _log_ahead(connection)
            connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
            connection.execute("BEGIN IMMEDIATE")
            self._prepare(connection)
            yield connection
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise self._unwritten(error) or self._fault(str(error)) from error
        finally:
            if connection is not None:
                connection.close()  # rolls back what was not committed

    def _check(self, connection: sqlite3.Connection) -> None:
        """Raise unless the file is empty or ours, before anything is written to it."""
        connection.execute("BEGIN")  # one view of all three, whoever makes the table meanwhile
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("COMMIT")
        if tables and (application, version) != (_APPLICATION, _VERSION):
            raise self._fault(f"a database of another program or version ({version})")

    @staticmethod
    def _prepare(connection: sqlite3.Connection) -> None:
        """Make the table in an empty file, inside the transaction."""
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if not tables:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")

    def _unwritten(self, error: Exception) -> FeedbackError | None:
        """Return the error where the disk is what hinders, not what the file holds."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary one
        if not isinstance(error, OSError) and code not in _OF_THE_DISK:
            return None
        return FeedbackError(
            expected=f"to write the feedback file {self.path}",
            found=getattr(error, "strerror", None) or str(error),
            mend="Make room there or permit it, or set SEEQA_FEEDBACK to another path.",
        )

    def _fault(self, found: str) -> FeedbackError:
        return FeedbackError(
            expected=f"a feedback file of this version at {self.path}",
            found=found,
            mend="It was left as it is; move it away, or set SEEQA_FEEDBACK to another path.",
        )


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite does not wait by itself for another who is just switching."""
    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.02)


def of_answer(
    answer: Answer, verdict: Verdict, *, history: Sequence[str] = (), number: int | None = None
) -> Feedback:
    """Return the feedback that a verdict on an answer is; with `number`, in place of that one."""
    quotes = tuple(map(_shown_quote, answer.shown))
    return Feedback(answer.question, verdict, tuple(history), quotes, id=number)


def propose(
    feedback: Feedback, documents: Mapping[str, Document], others: Sequence[Question] = ()
) -> Proposal:
    """Return the question of a set that a piece of feedback makes, or why it makes none.

    The split is that of the `others` about the same document, so that dev and test stay apart.
    """
    right = _right(feedback)
    if right is None:
        return Proposal(feedback, None, "says that the answer is wrong, but not what is right")
    if right == NOTHING:
        return Proposal(feedback, _question(feedback, (), "dev"))
    document = documents.get(right.document)
    if document is None or document.text[right.start : right.end] != right.text or not right.text:
        return Proposal(feedback, None, "the sentence no longer stands at its place in the archive")
    gold = Gold(right.document, right.start, right.end, right.text)
    split = next(
        (q.split for q in others if any(g.document == gold.document for g in q.answers)), "dev"
    )
    return Proposal(feedback, _question(feedback, (gold,), split))


def known(question: Question, others: Sequence[Question]) -> bool:
    """Return whether a set already asks this, after the same questions, with the same answer."""
    return any(_key(question) == _key(other) for other in others)


def add_question(path: Path, question: Question) -> bool:
    """Append a question to a set unless it is known; a reader sees the old file or the new one.

    Raises QuestionSetError when the set is malformed, FeedbackError when it cannot be written.
    """
    others = read_questions(path) if path.exists() else []
    if known(question, others):
        return False
    line = json.dumps(_form(_with_free_id(question, others)), ensure_ascii=False)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        gap = b"\n" if before and not before.endswith(b"\n") else b""
        with temporary.open("wb") as file:
            file.write(before + gap + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise FeedbackError(
            expected=f"to write the question set {path}",
            found=error.strerror or str(error),
            mend="Choose another file with --into.",
        ) from error
    return True


def _right(feedback: Feedback) -> Quote | None:
    """Return what answers according to the user: NOTHING if nothing does, None if unsaid."""
    if feedback.correction is not None:
        return feedback.correction
    if feedback.verdict is not Verdict.RIGHT:
        return None
    return feedback.quotes[0] if feedback.quotes else NOTHING


def _shown_quote(citation: Citation) -> Quote:
    """Return what a citation says: the emphasised words where the reader found them."""
    start, end = citation.emphasis or (citation.start, citation.end)
    text = citation.quote[start - citation.start : end - citation.start]
    return Quote(citation.document_id, start, end, text)


def _question(feedback: Feedback, golds: tuple[Gold, ...], split: str) -> Question:
    said = json.dumps([feedback.question, feedback.history], ensure_ascii=False)
    tags = ("feedback", *(("conversation",) if feedback.history else ()))
    return Question(
        id=f"f{hashlib.sha256(said.encode()).hexdigest()[:10]}",
        question=feedback.question,
        split=split,
        tags=(*tags, *(() if golds else ("unanswerable",))),
        answers=golds,
        history=feedback.history,
    )


def _with_free_id(question: Question, others: Sequence[Question]) -> Question:
    taken = {other.id for other in others}
    number, name = 1, question.id
    while name in taken:
        number += 1
        name = f"{question.id}-{number}"
    return Question(name, question.question, question.split, question.tags, question.answers,
                    question.history)  # fmt: skip


def _key(question: Question) -> tuple[object, ...]:
    golds = {(g.document, g.start, g.end) for g in question.answers}
    asked = tuple(" ".join(q.casefold().split()) for q in (*question.history, question.question))
    return asked, frozenset(golds)


def _form(question: Question) -> dict[str, Any]:
    golds = [
        {"document": g.document, "start": g.start, "end": g.end, "text": g.text}
        for g in question.answers
    ]
    form = {
        "id": question.id,
        "question": question.question,
        "split": question.split,
        "tags": list(question.tags),
        "answers": golds,
    }
    return {**form, "history": list(question.history)} if question.history else form


def _row(feedback: Feedback) -> dict[str, Any]:
    quotes = [asdict(quote) for quote in feedback.quotes]
    correction = None if feedback.correction is None else asdict(feedback.correction)
    return {
        "id": feedback.id,
        "day": feedback.day,
        "question": feedback.question,
        "history": json.dumps(feedback.history, ensure_ascii=False),
        "quotes": json.dumps(quotes, ensure_ascii=False),
        "verdict": str(feedback.verdict),
        "correction": correction and json.dumps(correction, ensure_ascii=False),
        "state": str(feedback.state),
    }


def _feedback(row: Mapping[str, Any] | sqlite3.Row) -> Feedback:
    correction = row["correction"]
    return Feedback(
        id=row["id"],
        day=row["day"],
        question=row["question"],
        history=tuple(json.loads(row["history"])),
        quotes=tuple(Quote(**quote) for quote in json.loads(row["quotes"])),
        verdict=Verdict(row["verdict"]),
        correction=Quote(**json.loads(correction)) if correction else None,
        state=State(row["state"]),
    )
