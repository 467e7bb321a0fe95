"""Question sets: our JSON Lines form, one question a line.

    {"id": "q017", "question": "Who paid for …?", "split": "dev", "tags": ["paraphrase"],
     "answers": [{"document": "<id>", "start": 3210, "end": 3244, "text": "Governments of …"}],
     "history": ["earlier question"], "standalone": "…", "filters": {"place": "Ohrid"}}

`answers` are gold spans: offsets into the document's text, with the words for a reader of the
file. In a question tagged "list" all are wanted, each there or at one of the places under its
"also"; otherwise each alone answers. No answers: the archive does not answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seeqa.errors import QuestionSetError

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
    """A question with its gold spans; none if it is unanswerable."""

    id: str
    question: str
    split: str
    tags: tuple[str, ...] = ()
    answers: tuple[Gold, ...] = ()
    history: tuple[str, ...] = ()
    standalone: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def answerable(self) -> bool:
        """Whether the archive answers."""
        return bool(self.answers)

    @property
    def wants_all(self) -> bool:
        """Whether all gold spans are wanted rather than any one."""
        return "list" in self.tags


def read_questions(path: Path) -> list[Question]:
    """Read a question set.

    Raises QuestionSetError, naming file, line and reason, for anything that is not a question.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # U+2028 may stand in a text
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(
            expected=f"a question set at {path}",
            found=getattr(error, "strerror", None) or "a file that is not UTF-8 text",
            mend="Give a JSON Lines file with --questions.",
        ) from error
    questions = list(_questions(path, lines))
    seen: dict[str, int] = {}
    for number, question in questions:
        if question.id in seen:
            raise _malformed(path, number, f"id {question.id!r}, as in line {seen[question.id]}")
        seen[question.id] = number
    return [question for _, question in questions]


def _questions(path: Path, lines: list[str]) -> Iterator[tuple[int, Question]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, _question(json.loads(line))
        except json.JSONDecodeError as error:
            raise _malformed(path, number, f"no JSON ({error.msg})") from error
        except KeyError as error:
            raise _malformed(path, number, f"no field {error}") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise _malformed(path, number, str(error)) from error


def _malformed(path: Path, number: int, found: str) -> QuestionSetError:
    return QuestionSetError(
        expected=f"a question in {path}, line {number}",
        found=found,
        mend="Mend the line; docs/design.md shows the form.",
    )


def _gold(form: dict[str, Any]) -> Gold:
    return Gold(**{**form, "also": tuple(_gold(other) for other in form.get("also", ()))})


def _question(form: dict[str, Any]) -> Question:
    if form["split"] not in SPLITS:
        raise ValueError(f"split {form['split']!r}, not one of {', '.join(SPLITS)}")
    if not isinstance(form["question"], str):
        raise TypeError("a question that is no text")
    return Question(
        id=str(form["id"]),
        question=form["question"],
        split=form["split"],
        tags=tuple(form.get("tags", ())),
        answers=tuple(_gold(gold) for gold in form["answers"]),
        history=tuple(form.get("history", ())),
        standalone=form.get("standalone"),
        filters=dict(form.get("filters", {})),
    )
