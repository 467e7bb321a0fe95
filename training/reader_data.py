"""Read SQuAD-format files and index their passages and questions."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

# Sources whose article titles are file names or site names, not headlines.
TWINS = "twins"
UNTITLED_SOURCES = ("squadshifts-reddit", "squadshifts-amazon", "policyqa")


@dataclass(frozen=True)
class Passage:
    """Hold one paragraph and the article it comes from."""

    text: str
    title: str
    article: str


@dataclass(frozen=True)
class Question:
    """Hold one question; `answers` is empty when the passage has no answer.

    `twin`, where given, is a question of the same shape that the passage does not answer;
    `elsewhere` a passage under whose title and dateline this one would not answer the question.
    """

    qid: str
    text: str
    passage: int
    source: str
    answers: tuple[tuple[str, int], ...]
    twin: str = ""
    elsewhere: int | None = None


@dataclass
class Corpus:
    """Hold passages and the questions that point into them."""

    passages: list[Passage]
    questions: list[Question]


def read_squad(path: Path) -> list[dict[str, Any]]:
    """Return the articles of a SQuAD-format file, gzipped or plain, or of a file of twins."""
    if path.suffix == ".jsonl":
        return read_twins(path)
    raw = path.read_bytes()
    text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    articles: list[dict[str, Any]] = json.loads(text)["data"]
    return articles


def read_twins(path: Path) -> list[dict[str, Any]]:
    """Return a file of near-miss twins (`training/twins/README.md`) as SQuAD articles."""
    lines = path.read_text(encoding="utf-8").splitlines()
    forms = [json.loads(line) for line in lines if line.strip()]
    return [_twins(path.stem, n, form, forms) for n, form in enumerate(forms)]


def _twins(
    stem: str, number: int, form: dict[str, Any], forms: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a passage and its pairs as an article; those of a family share its name."""
    passage = form["passage"]
    others = (f for f in forms if f.get("family") == form.get("family"))
    other = next((f["passage"] for f in others if f.get("item") != form.get("item")), None)
    qas = [
        {
            "id": f"{stem}-{number}-{k}",
            "question": pair["question"],
            "answers": [{"text": pair["answer"], "answer_start": passage.index(pair["answer"])}],
            "twin": pair["near"],
            "elsewhere": other if pair.get("title_only") else None,
        }
        for k, pair in enumerate(form["pairs"])
    ]
    family = form.get("family", f"alone-{number}")
    return {
        "title": "\n".join(filter(None, (form["title"], form.get("dateline")))),
        "source": TWINS,
        "article": f"{stem}/{family}",
        "paragraphs": [{"context": passage, "qas": qas}],
    }


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
    if source == TWINS:
        return title
    text = re.sub(r"[_\-]+", " ", title) if " " not in title else title
    return text.strip()


def build_corpus(articles: Iterable[dict[str, Any]]) -> Corpus:
    """Index articles, merging paragraphs whose text is the same."""
    corpus = Corpus([], [])
    seen: dict[str, int] = {}
    elsewhere: dict[str, str] = {}
    for article in articles:
        source = str(article.get("source", "squad2"))
        name = str(article.get("title", ""))
        for paragraph in article["paragraphs"]:
            text = str(paragraph["context"])
            if text not in seen:
                seen[text] = len(corpus.passages)
                kin = str(article.get("article", name))
                passage = Passage(text, clean_title(name, source), f"{source}/{kin}")
                corpus.passages.append(passage)
            corpus.questions.extend(_questions(paragraph["qas"], seen[text], source))
            elsewhere |= {
                qa["id"]: qa["elsewhere"] for qa in paragraph["qas"] if qa.get("elsewhere")
            }
    corpus.questions = [
        replace(q, elsewhere=seen[elsewhere[q.qid]]) if q.qid in elsewhere else q
        for q in corpus.questions
    ]
    return corpus


def _questions(qas: list[dict[str, Any]], passage: int, source: str) -> list[Question]:
    """Return the questions of one paragraph."""
    found = []
    for qa in qas:
        answers: tuple[tuple[str, int], ...] = ()
        if not qa.get("is_impossible", False):
            answers = tuple((str(a["text"]), int(a["answer_start"])) for a in qa["answers"])
        text = str(qa["question"]).strip()
        found.append(Question(str(qa["id"]), text, passage, source, answers, qa.get("twin", "")))
    return found


def contains_answer(text: str, answers: tuple[tuple[str, int], ...]) -> bool:
    """Tell whether any answer string occurs in a text, ignoring case."""
    lowered = text.lower()
    return any(answer.lower() in lowered for answer, _ in answers)
