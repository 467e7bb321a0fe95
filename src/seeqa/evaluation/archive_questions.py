"""Questions on an archive, told by item and sentence -> Questions with golds in its documents.

    {"id": "food-001", "kind": "plain", "question": "Which hospital …?", "answers": ["Cornwall …"],
     "evidence": ["Two children … spent a night in Cornwall …"], "item": "Buffet blamed for …",
     "file": "JFSSA_Bulletin_26.pdf"}

Such a line knows nothing of how the files were read. Its golds are the answer's words within the
evidence, in the documents of that file with that headline (or of `also_file`); where the evidence
is not told in those words (a table's row), wherever the answer's words stand in the item. What
was not read keeps a gold that nothing can hit, so that no question leaves a denominator. Lists and
filters are judged by documents (`gold_items`, `gold_files`). Without answers: unanswerable.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from seeqa.evaluation.files import malformed, read_objects, unique, wanted
from seeqa.evaluation.folding import Folded, fold
from seeqa.evaluation.formats import QuestionSet
from seeqa.evaluation.items import TrueItem
from seeqa.evaluation.questions import Gold, Question
from seeqa.types import Document

SINGLE = ("plain", "paraphrase", "keyword", "typo", "latest")
FOLLOW_UP, TOPIC_CHANGE, LIST, FILTER = "follow-up", "topic-change", "list", "filter"
UNANSWERABLE, NEAR_MISS = "unanswerable", "near-miss"
_NOT_READ = "not read: "
KINDS = (*SINGLE, "followup", LIST, FILTER, UNANSWERABLE)
_NEAR = ("near", "near_miss")


class _How(StrEnum):
    """How the golds of a question were found; the value completes a remark, if worth one."""

    SENTENCE = ""
    WORDS = "whose evidence the item has in other words, judged by the answer's words"
    UNREAD = "on items that were not read (no document has the headline), missed"
    ELSEWHERE = "on items that were not read, the evidence being in another document, missed"
    NOT_THERE = "on items that were read without evidence or answer, missed"
    UNREAD_OF_LIST = "for lists of which an item was not read, missed in part"


def read_archive_questions(
    path: Path, documents: Sequence[Document], items: Sequence[TrueItem] = ()
) -> QuestionSet:
    """Read the questions on an archive against the documents that were read of it.

    `items`, where given, tell what is an item: a question on anything else (an imprint, a table)
    is looked for in its whole file. Raises QuestionSetError.
    """
    archive = _Archive(documents, items)
    read = [
        (number, *_question(path, number, form, archive)) for number, form in read_objects(path)
    ]
    unique(path, ((number, question.id) for number, question, _ in read))
    counts = Counter(how for *_, how in read if how)
    remarks = tuple(f"questions {how}: {n}" for how, n in sorted(counts.items()))
    return QuestionSet(path, tuple(question for _, question, _ in read), None, remarks)


def alone(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the form that leans on nothing of every question that has one."""
    return tuple(
        dataclasses.replace(q, id=f"{q.id}/alone", question=q.standalone, history=())
        for q in questions
        if q.standalone
    )


class _Text:
    """A document and its folded text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._folded = Folded(document.text)

    def golds(self, sentence: str, answers: Sequence[str]) -> list[Gold]:
        """Return the answers' words within a sentence, else the sentence; [] if it is not here."""
        spans = self._folded.find(sentence) or self._folded.find_in_two(sentence)
        within = [gold for span in spans for gold in self.words(answers, span)]
        return within or [self._gold(*span) for span in spans]

    def words(self, answers: Sequence[str], within: tuple[int, int] | None = None) -> list[Gold]:
        """Return every place of the answers' words, in a stretch of the text or all of it."""
        start, end = within or (0, len(self.document.text))
        part = Folded(self.document.text[start:end])
        found = [span for words in answers for span in part.find(words, whole=True)]
        return [self._gold(start + first, start + last) for first, last in found]

    def _gold(self, start: int, end: int) -> Gold:
        """Return a span, or the longest part of it in one block: no quote goes beyond."""
        blocks = self.document.blocks
        parts = [(max(start, b.start), min(end, b.end)) for b in blocks]
        first, last = max(parts, key=lambda part: part[1] - part[0], default=(start, end))
        if first >= last:
            first, last = start, end
        return Gold(self.document.id, first, last, self.document.text[first:last])


class _Archive:
    """The documents by file and headline."""

    def __init__(self, documents: Sequence[Document], items: Sequence[TrueItem]) -> None:
        self._of_file: defaultdict[str, list[_Text]] = defaultdict(list)
        for document in documents:
            self._of_file[document.file].append(_Text(document))
        self._items = {(item.file, fold(item.headline)) for item in items}

    def of_file(self, file: str | None) -> Sequence[_Text]:
        """Return the documents of a file."""
        return self._of_file.get(file or "", ())

    def of_item(self, file: str, headline: str) -> Sequence[_Text]:
        """Return the documents of an item, of the whole file for what is known to be none."""
        own = self.titled(file, headline)
        known = not self._items or (file, fold(headline)) in self._items
        return own if own or known else self.of_file(file)

    def titled(self, file: str, headline: str) -> Sequence[_Text]:
        """Return the documents of a file with a headline."""
        title = fold(headline)
        return [text for text in self.of_file(file) if fold(text.document.headline) == title]


def _question(
    path: Path, number: int, form: dict[str, Any], archive: _Archive
) -> tuple[Question, _How]:
    if form.get("kind") not in KINDS:
        raise malformed(path, number, f"kind {form.get('kind')!r}, not one of {', '.join(KINDS)}")
    question = Question(
        id=wanted(path, number, form, "id"),
        question=wanted(path, number, form, "question"),
        split="test",
        tags=_tags(form),
        history=tuple(form.get("history", ())),
        standalone=form.get("standalone"),
        wordings=tuple(form.get("answers", ())),
        wrong=tuple(form.get("also_wrong", ())),
    )
    try:
        return _answered(question, form, archive)
    except KeyError as error:
        raise malformed(path, number, f"a {form['kind']} question without field {error}") from error
    except ValueError as error:
        raise malformed(path, number, "gold_items and gold_files of different length") from error


def _answered(question: Question, form: dict[str, Any], archive: _Archive) -> tuple[Question, _How]:
    """Return a question with its golds, and how they were found."""
    if form["kind"] == UNANSWERABLE:
        return question, _How.SENTENCE
    if form["kind"] in (LIST, FILTER):
        wanted_items = zip(form["gold_items"], form["gold_files"], strict=True)
        graded = dict.fromkeys(_documents(wanted_items, archive), 1)
        lost = any(name.startswith(_NOT_READ) for name in graded)
        how = _How.UNREAD_OF_LIST if lost else _How.SENTENCE
        return dataclasses.replace(question, documents=graded), how
    golds, how = _golds(form, archive)
    golds = golds or [Gold(_lost(form["file"], form["item"]), 0, 0, form["answers"][0])]
    return dataclasses.replace(question, answers=tuple(dict.fromkeys(golds))), how


def _golds(form: dict[str, Any], archive: _Archive) -> tuple[list[Gold], _How]:
    own = archive.of_item(form["file"], form["item"])
    answers, evidence = form["answers"], form["evidence"]
    texts = [*own, *archive.of_file(form.get("also_file"))]
    golds = [gold for text in texts for words in evidence for gold in text.golds(words, answers)]
    if golds:
        return golds, _How.SENTENCE
    for words in sorted(answers, key=len, reverse=True):
        if golds := [gold for text in own for gold in text.words([words])]:
            return golds, _How.WORDS
    if own:
        return [], _How.NOT_THERE
    others = archive.of_file(form["file"])
    elsewhere = any(text.golds(words, answers) for text in others for words in evidence)
    return [], _How.ELSEWHERE if elsewhere else _How.UNREAD


def _lost(file: str, headline: str) -> str:
    """Return the name of an item that no document has, in a document's stead."""
    return f"{_NOT_READ}{file}: {headline}"


def _documents(items: Iterable[tuple[str, str]], archive: _Archive) -> Iterator[str]:
    """Yield a document for each (headline, file); of items of one headline, each another one."""
    taken: set[str] = set()
    for headline, file in items:
        names = [text.document.id for text in archive.titled(file, headline)]
        free = next((name for name in names if name not in taken), None)
        name = free or _lost(file, headline)
        while name in taken:
            name = f"{name}, again"
        taken.add(name)
        yield name


def _tags(form: dict[str, Any]) -> tuple[str, ...]:
    kind = form["kind"]
    if kind == "followup":
        return ("conversation", TOPIC_CHANGE if form.get("topic_change") else FOLLOW_UP)
    if kind == UNANSWERABLE:
        sub = str(form.get("sub") or form.get("subtype") or "")
        return (kind, *([NEAR_MISS] if sub in _NEAR else [sub.replace("_", "-")] if sub else []))
    told = [name for name in ("count", "table") if form.get(name)]
    return (kind, *([LIST] if kind == FILTER else []), *told)
