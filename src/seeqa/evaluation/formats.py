"""Which form a question set has, and what it brings along: the one door to all readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from seeqa.errors import QuestionSetError
from seeqa.evaluation.beir import read_corpus, read_folder
from seeqa.evaluation.questions import Question, read_questions
from seeqa.evaluation.squad import read_squad
from seeqa.evaluation.tables import read_table
from seeqa.types import Document


class Form(StrEnum):
    """The forms of question sets."""

    JSONL = "jsonl"
    BEIR = "beir"
    SQUAD = "squad"
    CSV = "csv"


_SUFFIXES = {".jsonl": Form.JSONL, ".json": Form.SQUAD, ".csv": Form.CSV}


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, the documents that they bring along (None: the archive's), and remarks."""

    path: Path
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] | None = None
    remarks: tuple[str, ...] = ()


def detect(path: Path) -> Form:
    """Return the form of a file or folder, by its name: a folder is BEIR's, .json SQuAD's.

    Raises QuestionSetError.
    """
    if path.is_dir():
        return Form.BEIR
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    if plain.suffix in _SUFFIXES:
        return _SUFFIXES[plain.suffix]
    raise QuestionSetError(
        expected=f"a question set at {path}",
        found=f"the ending {plain.suffix!r}",
        mend="Give a BEIR folder, or a .jsonl, .json (SQuAD) or .csv file, each also .gz.",
    )


def read_set(path: Path, archive: Callable[[], Mapping[str, Document]]) -> QuestionSet:
    """Read a question set of any form; `archive` gives the documents that a CSV's words are in.

    Raises QuestionSetError, also where it holds no question.
    """
    found = _read(path, archive)
    if not found.questions:
        raise QuestionSetError(
            expected=f"at least one question in {path}",
            found="none",
            mend="Write some; docs/evaluation.md shows the form.",
        )
    return found


def _read(path: Path, archive: Callable[[], Mapping[str, Document]]) -> QuestionSet:
    match detect(path):
        case Form.BEIR:
            questions, documents, remarks = read_folder(path)
            return QuestionSet(path, tuple(questions), documents, remarks)
        case Form.SQUAD:
            questions, documents = read_squad(path)
            return QuestionSet(path, tuple(questions), documents)
        case Form.CSV:
            return QuestionSet(path, tuple(read_table(path, archive())))
        case Form.JSONL:
            return QuestionSet(path, tuple(read_questions(path)))


def read_documents(path: Path) -> tuple[Document, ...] | None:
    """Return the documents of a BEIR corpus file or folder, None for a folder of bulletins.

    Raises QuestionSetError.
    """
    if path.is_dir():
        inside = [path / name for name in ("corpus.jsonl", "corpus.jsonl.gz")]
        path = next((file for file in inside if file.is_file()), path)
    return read_corpus(path) if path.is_file() and ".jsonl" in path.suffixes else None
