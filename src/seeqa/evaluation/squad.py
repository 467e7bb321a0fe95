"""SQuAD 1.1 and 2.0 JSON, plain or .gz: every paragraph a document, every answer a gold span.

Rajpurkar, Jia & Liang 2018, "Know What You Don't Know". The file has no splits: all of it is
the test split.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from seeqa.errors import QuestionSetError
from seeqa.evaluation.beir import plain_document
from seeqa.evaluation.files import read_text, write_text
from seeqa.evaluation.questions import Gold, Question
from seeqa.types import Document

VERSION = "v2.0"


def read_squad(path: Path) -> tuple[list[Question], tuple[Document, ...]]:
    """Read questions and documents; `is_impossible` makes an unanswerable question.

    Raises QuestionSetError when a field is missing or an answer is not at its place.
    """
    try:
        articles = json.loads(read_text(path))["data"]
        read = [pair for article in articles for pair in _article(path, article)]
    except json.JSONDecodeError as error:
        raise _malformed(path, f"line {error.lineno}", f"no JSON ({error.msg})") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise _malformed(path, "the file", f"no field or wrong kind: {error}") from error
    questions = [question for _, asked in read for question in asked]
    names = [question.id for question in questions]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _malformed(path, f"question {twice!r}", "the same id twice")
    return questions, tuple(document for document, _ in read)


def _article(path: Path, article: Mapping[str, Any]) -> Iterator[tuple[Document, list[Question]]]:
    title = str(article.get("title", ""))
    for number, paragraph in enumerate(article["paragraphs"], 1):
        name = f"{'_'.join(title.split()) or path.name}/{number}"
        document = plain_document(
            name, title.replace("_", " "), paragraph["context"], file=path.name, line=number
        )
        yield document, [_question(path, document, form) for form in paragraph["qas"]]


def _question(path: Path, document: Document, form: Mapping[str, Any]) -> Question:
    golds = []
    impossible = bool(form.get("is_impossible", False))
    if not impossible and not form["answers"]:
        raise _malformed(path, f"question {form['id']!r}", "no answers, yet not is_impossible")
    base = document.paragraphs[0].start if document.paragraphs else 0
    for answer in [] if impossible else form["answers"]:
        start = base + int(answer["answer_start"])
        gold = Gold(document.id, start, start + len(answer["text"]), answer["text"])
        if document.text[gold.start : gold.end] != gold.text or not gold.text:
            found = f"answer {gold.text!r} not at {answer['answer_start']} of its context"
            raise _malformed(path, f"question {form['id']!r}", found)
        golds.append(gold)
    return Question(str(form["id"]), form["question"], "test", answers=tuple(dict.fromkeys(golds)))


def write_squad(path: Path, questions: Sequence[Question], documents: Sequence[Document]) -> None:
    """Write SQuAD 2.0: each document an article of one paragraph, its whole text.

    An unanswerable question goes to the first document. Raises QuestionSetError for a question
    that is judged by documents alone, which the form cannot hold.
    """
    asked: dict[str, list[dict[str, Any]]] = {document.id: [] for document in documents}
    for question in questions:
        if question.documents and not question.answers:
            raise _malformed(path, f"question {question.id!r}", "no gold span to write")
        home = question.answers[0].document if question.answers else documents[0].id
        asked[home].append(_form(question, home))
    articles = [
        {"title": d.id, "paragraphs": [{"context": d.text, "qas": asked[d.id]}]} for d in documents
    ]
    form = {"version": VERSION, "data": articles}
    write_text(path, json.dumps(form, ensure_ascii=False))


def _form(question: Question, home: str) -> dict[str, Any]:
    answers = [
        {"text": place.text, "answer_start": place.start}
        for gold in question.answers
        for place in gold.places
        if place.document == home  # SQuAD knows one paragraph per question
    ]
    return {
        "id": question.id,
        "question": question.question,
        "is_impossible": not question.answers,
        "answers": answers,
    }


def _malformed(path: Path, where: str, found: str) -> QuestionSetError:
    return QuestionSetError(
        expected=f"SQuAD JSON in {path}, {where}",
        found=found,
        mend="Mend the file; docs/evaluation.md shows the form.",
    )
