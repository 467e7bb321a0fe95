"""TREC's qrels and run files, so that trec_eval and ir-measures can score what SEEQA found.

qrels   <question> 0 <document> <grade>
run     <question> Q0 <document> <rank> <score> <name of the run>
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from seeqa.errors import QuestionSetError
from seeqa.evaluation.beir import graded
from seeqa.evaluation.files import malformed, read_text, write_text
from seeqa.evaluation.questions import Question

Grades = dict[str, dict[str, int]]
_STEP = 1e-6
Ranking = Sequence[tuple[str, float]]


def read_qrels(path: Path) -> Grades:
    """Read judgements: question -> document -> grade. Raises QuestionSetError."""
    grades: Grades = {}
    for number, fields in _rows(path, 4):
        grades.setdefault(fields[0], {})[fields[2]] = _whole(path, number, fields[3])
    return grades


def write_qrels(path: Path, questions: Sequence[Question]) -> None:
    """Write the judgements of documents; a gold span's document is relevant."""
    rows = [
        f"{_word(path, question.id)} 0 {_word(path, document)} {grade}\n"
        for question in questions
        for document, grade in graded(question).items()
    ]
    write_text(path, "".join(rows))


def read_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """Read a run: question -> (document, score), best first. Raises QuestionSetError."""
    run: dict[str, list[tuple[str, float]]] = {}
    for number, fields in _rows(path, 6):
        try:
            score = float(fields[4])
        except ValueError as error:
            raise malformed(path, number, f"score {fields[4]!r}, no number") from error
        run.setdefault(fields[0], []).append((fields[2], score))
    return {name: sorted(found, key=lambda pair: -pair[1]) for name, found in run.items()}


def write_run(path: Path, rankings: Mapping[str, Ranking], name: str = "seeqa") -> None:
    """Write a run whose scores fall by at least a millionth from rank to rank.

    Readers sort by score, in 32 bits, and break ties by name: a tie would lose our order.
    """
    rows = []
    for question, ranking in rankings.items():
        last = float("inf")
        for rank, (document, score) in enumerate(ranking, 1):
            last = min(score, last - _STEP)
            place = f"{_word(path, question)} Q0 {_word(path, document)}"
            rows.append(f"{place} {rank} {last:.7f} {name}\n")
    write_text(path, "".join(rows))


def _rows(path: Path, columns: int) -> list[tuple[int, list[str]]]:
    rows = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        fields = line.split()
        if fields and len(fields) != columns:
            raise malformed(path, number, f"{len(fields)} columns, not {columns}")
        if fields:
            rows.append((number, fields))
    return rows


def _whole(path: Path, number: int, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise malformed(path, number, f"grade {text!r}, no whole number") from error


def _word(path: Path, name: str) -> str:
    if not name or name.split() != [name]:
        raise QuestionSetError(
            expected=f"ids without white space to write {path}",
            found=repr(name),
            mend="Rename it: TREC files are separated by white space.",
        )
    return name
