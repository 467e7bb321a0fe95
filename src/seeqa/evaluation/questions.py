"""Question sets: our JSON Lines form, one question a line.

    {"id": "q017", "question": "Who paid for …?", "split": "dev", "tags": ["paraphrase"],
     "answers": [{"document": "<id>", "start": 3210, "end": 3244, "text": "Governments of …"}],
     "history": ["earlier question"], "standalone": "…", "filters": {"place": "Ohrid"}}

`answers` are gold spans: offsets into the document's text, with the words for a reader of the
file. In a question tagged "list" all are wanted, each there or at one of the places under its
"also"; otherwise each alone answers. `documents` (optional) grades whole documents, as the test
collections of information retrieval do: {"<id>": 1}. Neither: the archive does not answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seeqa import schema
from seeqa.evaluation.files import malformed, read_text, unique, write_text

SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold span: document.text[start:end] == text; `also` are other places as good as it."""

    document: str
    start: int
    end: int
    text: str
    also: tuple[Gold, ...] = ()

    @property
    def places(self) -> tuple[Gold, ...]:
        """The span itself and those as good as it."""
        return (self, *self.also)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its gold spans or graded documents; none if it is unanswerable.

    `documents` maps a relevant document to its grade, a whole number of at least 1. `wordings` are
    the texts that exact match and F1 are taken against, where those are not the gold spans' own;
    `wrong` are words that look like an answer and are none: an older figure, another item's.
    """

    id: str
    question: str
    split: str
    tags: tuple[str, ...] = ()
    answers: tuple[Gold, ...] = ()
    history: tuple[str, ...] = ()
    standalone: str | None = None
    filters: Mapping[str, str | list[str]] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    wordings: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the archive answers."""
        return bool(self.answers or self.documents)

    @property
    def wants_all(self) -> bool:
        """Whether all gold spans are wanted rather than any one."""
        return "list" in self.tags


def read_questions(path: Path) -> list[Question]:
    """Read a question set in JSON Lines, also gzipped.

    Raises QuestionSetError, naming file, line and reason, for anything that is not a question.
    """
    lines = read_text(path).split("\n")  # U+2028 may stand in a text
    questions = list(_questions(path, lines))
    unique(path, ((number, question.id) for number, question in questions))
    return [question for _, question in questions]


def write_questions(path: Path, questions: Sequence[Question]) -> None:
    """Write a question set in JSON Lines; fields that are empty are left out."""
    lines = [json.dumps(_form(question), ensure_ascii=False) for question in questions]
    write_text(path, "".join(f"{line}\n" for line in lines))


def _form(question: Question) -> dict[str, Any]:
    form: dict[str, Any] = schema.to_json(question)
    form["answers"] = [_bare(gold) for gold in form["answers"]]
    return {k: v for k, v in form.items() if v or k in ("question", "answers")}


def _bare(gold: dict[str, Any]) -> dict[str, Any]:
    also = [_bare(other) for other in gold.pop("also")]
    return {**gold, "also": also} if also else gold


def _questions(path: Path, lines: list[str]) -> Iterator[tuple[int, Question]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, _question(json.loads(line))
        except json.JSONDecodeError as error:
            raise malformed(path, number, f"no JSON ({error.msg})") from error
        except KeyError as error:
            raise malformed(path, number, f"no field {error}") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise malformed(path, number, str(error)) from error


def _gold(form: dict[str, Any]) -> Gold:
    return Gold(**{**form, "also": tuple(_gold(other) for other in form.get("also", ()))})


def _question(form: dict[str, Any]) -> Question:
    if form["split"] not in SPLITS:
        raise ValueError(f"split {form['split']!r}, not one of {', '.join(SPLITS)}")
    if "answers" not in form and "documents" not in form:
        raise ValueError("neither 'answers' nor 'documents' (an empty list: unanswerable)")
    if not isinstance(form["question"], str):
        raise TypeError("a question that is no text")
    return Question(
        id=str(form["id"]),
        question=form["question"],
        split=form["split"],
        tags=tuple(form.get("tags", ())),
        answers=tuple(_gold(gold) for gold in form.get("answers", ())),
        documents={str(k): int(v) for k, v in form.get("documents", {}).items()},
        history=tuple(form.get("history", ())),
        standalone=form.get("standalone"),
        filters=dict(form.get("filters", {})),
        wordings=tuple(form.get("wordings", ())),
        wrong=tuple(form.get("wrong", ())),
    )
