"""Read SQuAD-format files and index their passages and questions."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Sources whose article titles are file names or site names, not headlines.
UNTITLED_SOURCES = ("squadshifts-reddit", "squadshifts-amazon", "policyqa")


@dataclass(frozen=True)
class Passage:
    """Hold one paragraph and the article it comes from."""

    text: str
    title: str
    article: str


@dataclass(frozen=True)
class Question:
    """Hold one question; `answers` is empty when the passage has no answer."""

    qid: str
    text: str
    passage: int
    source: str
    answers: tuple[tuple[str, int], ...]


@dataclass
class Corpus:
    """Hold passages and the questions that point into them."""

    passages: list[Passage]
    questions: list[Question]


def read_squad(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a SQuAD-format file, gzipped or plain."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    articles: list[dict[str, Any]] = json.loads(text)["data"]
    return articles


def split_articles(
    articles: list[dict[str, Any]], seed: str = "reader-split-1"
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split articles in two halves by a seeded hash of their titles."""

    def key(article: dict[str, Any]) -> str:
        return hashlib.sha256(f"{seed}:{article.get('title', '')}".encode()).hexdigest()

    ordered = sorted(articles, key=key)
    middle = len(ordered) // 2
    return ordered[:middle], ordered[middle:]


def clean_title(title: str, source: str) -> str:
    """Return a readable title, or an empty string when it is not a real one."""
    if source in UNTITLED_SOURCES:
        return ""
    text = re.sub(r"[_\-]+", " ", title) if " " not in title else title
    return text.strip()


def build_corpus(articles: Iterable[dict[str, Any]]) -> Corpus:
    """Index articles, merging paragraphs whose text is the same."""
    corpus = Corpus([], [])
    seen: dict[str, int] = {}
    for article in articles:
        source = str(article.get("source", "squad2"))
        name = str(article.get("title", ""))
        for paragraph in article["paragraphs"]:
            text = str(paragraph["context"])
            if text not in seen:
                seen[text] = len(corpus.passages)
                passage = Passage(text, clean_title(name, source), f"{source}/{name}")
                corpus.passages.append(passage)
            corpus.questions.extend(_questions(paragraph["qas"], seen[text], source))
    return corpus


def _questions(qas: list[dict[str, Any]], passage: int, source: str) -> list[Question]:
    """Return the questions of one paragraph."""
    found = []
    for qa in qas:
        answers: tuple[tuple[str, int], ...] = ()
        if not qa.get("is_impossible", False):
            answers = tuple((str(a["text"]), int(a["answer_start"])) for a in qa["answers"])
        text = str(qa["question"]).strip()
        found.append(Question(str(qa["id"]), text, passage, source, answers))
    return found


def contains_answer(text: str, answers: tuple[tuple[str, int], ...]) -> bool:
    """Tell whether any answer string occurs in a text, ignoring case."""
    lowered = text.lower()
    return any(answer.lower() in lowered for answer, _ in answers)
