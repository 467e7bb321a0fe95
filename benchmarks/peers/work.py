"""What the systems are asked: passages, questions with their answers, a corpus for SEEQA.

The others index the very texts that SEEQA reads, so that all search and read the same tokens. A
paragraph of a SQuAD file is one item, "title — paragraph"; an archive's passages are SEEQA's own.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seeqa.archive import read_corpus
from seeqa.evaluation.archive_questions import read_archive_questions
from seeqa.evaluation.questions import Question
from seeqa.evaluation.squad import read_squad
from seeqa.passages import split

_SEED = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the documents that answer it, and the words that do."""

    question: str
    documents: frozenset[str]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """Texts by id, of which document each is, and questions in a fixed, mixed order."""

    name: str
    corpus: Path
    passages: tuple[dict[str, str], ...]
    document_of: dict[str, str]
    questions: tuple[Asked, ...]

    def rank(self, asked: Asked, found: Sequence[str]) -> int | None:
        """Return the rank, from 1, of the first hit in a document that answers."""
        documents = (self.document_of.get(name, name) for name in found)
        return next((i for i, d in enumerate(documents, 1) if d in asked.documents), None)


def squad_work(path: Path, corpus: Path) -> Work:
    """Write a SQuAD file's paragraphs into a corpus, one item each, and take its questions."""
    questions, told = read_squad(path)
    corpus.mkdir(parents=True)
    lines = (
        json.dumps({"headline": d.headline, "text": d.text.removeprefix(f"{d.headline}\n")})
        for d in told
    )
    (corpus / "squad.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    read = {d.blocks[0].first_line: d for d in read_corpus(corpus).documents}
    entries = {d.id: read[n].id for n, d in enumerate(told, 1) if n in read}
    passages = tuple({"id": d.id, "text": " — ".join(d.text.split("\n", 1))} for d in read.values())
    return Work(
        name=f"{path.name}, {len(passages)} paragraphs",
        corpus=corpus,
        passages=passages,
        document_of={},
        questions=_mixed([_asked(q, entries) for q in questions if q.answers]),
    )


def archives_work(folders: Sequence[Path], corpus: Path) -> Work:
    """Copy the files of archives into one corpus, and take their questions for one fact."""
    for folder in folders:
        shutil.copytree(folder / "files", corpus / folder.name)
    documents = read_corpus(corpus).documents
    questions: list[Question] = []
    for folder in folders:
        top = f"{folder.name}/"
        own = [
            replace(d, file=d.file.removeprefix(top)) for d in documents if d.file.startswith(top)
        ]
        questions += read_archive_questions(folder / "questions.jsonl", own).questions
    numbered = [(f"{n}", p) for n, p in enumerate(split(documents))]
    return Work(
        name=f"{len(folders)} archives, {len(numbered)} passages of {len(documents)} items",
        corpus=corpus,
        passages=tuple(
            {"id": n, "text": " — ".join(filter(None, (p.context, p.text)))} for n, p in numbered
        ),
        document_of={n: p.document_id for n, p in numbered},
        questions=_mixed([_asked(q, {}) for q in questions if q.answers and not q.history]),
    )


def _asked(question: Question, entries: dict[str, str]) -> Asked:
    documents = frozenset(entries.get(gold.document, gold.document) for gold in question.answers)
    words = question.wordings or tuple(dict.fromkeys(gold.text for gold in question.answers))
    return Asked(question.question, documents, words)


def _mixed(questions: Sequence[Asked]) -> tuple[Asked, ...]:
    return tuple(random.Random(_SEED).sample(questions, len(questions)))
