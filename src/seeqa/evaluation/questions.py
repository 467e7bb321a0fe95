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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import NoneType
from typing import Any

from seeqa import schema
from seeqa.evaluation.files import malformed, read_objects, unique, write_text

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
    questions = [(number, _read(path, number, form)) for number, form in read_objects(path)]
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


def _read(path: Path, number: int, form: dict[str, Any]) -> Question:
    try:
        return _question(form)
    except KeyError as error:
        raise malformed(path, number, f"no field {error}") from error
    except ValueError as error:
        raise malformed(path, number, str(error)) from error


def _question(form: dict[str, Any]) -> Question:
    if form["split"] not in SPLITS:
        raise ValueError(f"split {form['split']!r}, not one of {', '.join(SPLITS)}")
    if "answers" not in form and "documents" not in form:
        raise ValueError("neither 'answers' nor 'documents' (an empty list: unanswerable)")
    for name, grade in _is(form.get("documents", {}), dict, "documents that are no object").items():
        _is(grade, int, f"a grade that is no whole number: {grade!r} of {name!r}")
    filters = _is(form.get("filters", {}), dict, "filters that are no object")
    return Question(
        id=str(_is(form["id"], (str, int), "an id that is no text")),
        question=_is(form["question"], str, "a question that is no text"),
        split=form["split"],
        tags=_texts(form, "tags"),
        answers=_golds(form, "answers"),
        documents=form.get("documents", {}),
        history=_texts(form, "history"),
        standalone=_is(form.get("standalone"), (str, NoneType), "a standalone that is no text"),
        filters={k: v if isinstance(v, str) else [*_texts(filters, k)] for k, v in filters.items()},
        wordings=_texts(form, "wordings"),
        wrong=_texts(form, "wrong"),
    )


def _golds(form: dict[str, Any], name: str) -> tuple[Gold, ...]:
    return tuple(map(_gold, _is(form.get(name, []), list, f"{name} that are no list")))


def _gold(form: Any) -> Gold:
    _is(form, dict, "an answer that is no object")
    if unknown := set(form) - {field.name for field in fields(Gold)}:
        raise ValueError(f"a field that no answer has: {', '.join(sorted(unknown))}")
    return Gold(
        document=_is(form["document"], str, "a document that is no text"),
        start=_is(form["start"], int, f"a start that is no whole number: {form['start']!r}"),
        end=_is(form["end"], int, f"an end that is no whole number: {form['end']!r}"),
        text=_is(form["text"], str, "an answer's text that is none"),
        also=_golds(form, "also"),
    )


def _texts(form: dict[str, Any], name: str) -> tuple[str, ...]:
    said = f"{name} that is no list of texts"
    return tuple(_is(text, str, said) for text in _is(form.get(name, []), list, said))


def _is(value: Any, kind: type | tuple[type, ...], said: str) -> Any:
    """Return a value of a kind; raises ValueError with what is `said` of one of another."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(said)
    return value
