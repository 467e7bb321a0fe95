"""CSV question sets: one question a row, for those who keep theirs in a spreadsheet.

    question,answer,document,split,tags
    Who paid?,the Governments of France and Sweden,,test,who direct

`answer` is the words, letter for letter as in the archive, wherever they stand; several wanted
or possible answers are separated by " | ". `document` limits where they are looked for; alone, it
judges the whole document. Neither: unanswerable. `id`, `split` (test) and `tags` may be missing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from seeqa.evaluation.files import malformed, read_text, unique, write_text
from seeqa.evaluation.questions import SPLITS, Gold, Question
from seeqa.types import Document

COLUMNS = ("id", "question", "answer", "document", "split", "tags")
_BETWEEN = " | "


def read_table(path: Path, documents: Mapping[str, Document]) -> list[Question]:
    """Read a CSV question set against the documents that hold its answers.

    Raises QuestionSetError with the line for words that stand nowhere, unknown columns, splits.
    """
    rows = csv.DictReader(io.StringIO(read_text(path)), strict=True)
    unknown = set(rows.fieldnames or ()) - set(COLUMNS)
    if unknown or "question" not in (rows.fieldnames or ()):
        raise malformed(path, 1, f"columns {', '.join(rows.fieldnames or ()) or 'none'}")
    questions: list[tuple[int, Question]] = []
    try:
        for row in rows:
            if None in row or None in row.values():
                raise malformed(path, rows.line_num, "more or fewer cells than the heading")
            questions.append((rows.line_num, _question(path, rows.line_num, row, documents)))
    except csv.Error as error:
        raise malformed(path, rows.line_num, str(error)) from error
    unique(path, ((number, question.id) for number, question in questions))
    return [question for _, question in questions]


def _question(
    path: Path, number: int, row: Mapping[str, str], documents: Mapping[str, Document]
) -> Question:
    split = row.get("split") or "test"
    home = row.get("document", "").strip()
    answers = [words for words in row.get("answer", "").split(_BETWEEN) if words.strip()]
    if split not in SPLITS:
        raise malformed(path, number, f"split {split!r}, not one of {', '.join(SPLITS)}")
    if home and home not in documents:
        raise malformed(path, number, f"document {home!r}, which the archive has not")
    if not row["question"].strip():
        raise malformed(path, number, "no question")
    searched = [documents[home]] if home else list(documents.values())
    return Question(
        id=row.get("id") or f"line-{number}",
        question=row["question"],
        split=split,
        tags=tuple(row.get("tags", "").split()),
        answers=tuple(_find(path, number, words.strip(), searched) for words in answers),
        documents={home: 1} if home and not answers else {},
    )


def _find(path: Path, number: int, words: str, documents: Sequence[Document]) -> Gold:
    """Return the first place of the words, the others under `also`."""
    places = [
        Gold(document.id, start, start + len(words), words)
        for document in documents
        for start in _places(document.text, words)
    ]
    if not places:
        raise malformed(path, number, f"answer {words!r}, which stands nowhere in the archive")
    first = places[0]
    return Gold(first.document, first.start, first.end, first.text, tuple(places[1:]))


def _places(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def write_table(path: Path, questions: Sequence[Question]) -> None:
    """Write a CSV question set; histories and exact places are lost."""
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(COLUMNS)
    for question in questions:
        homes = {gold.document for gold in question.answers} | set(question.documents)
        home = homes.pop() if len(homes) == 1 else ""
        answers = _BETWEEN.join(gold.text for gold in question.answers)
        tags = " ".join(question.tags)
        rows.writerow([question.id, question.question, answers, home, question.split, tags])
    write_text(path, sheet.getvalue())
