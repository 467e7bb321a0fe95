"""The JSON forms: what the index stores, and the one schema of command line, HTTP and tools.

`to_json` turns any value of `seeqa.types` into plain dicts, lists, strings and numbers;
`document_from`, `passage_from` and `ledger_from` read back what the index stores.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from seeqa.types import (
    Answer,
    Block,
    BlockKind,
    Citation,
    DateRange,
    Document,
    FileRecord,
    Filters,
    Hit,
    Ledger,
    Passage,
    Remark,
    Topic,
)


def to_json(value: Any) -> Any:
    """Return the plain form of a dataclass, container, enum, date or number."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, StrEnum | date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value if isinstance(value, str | bool | int | type(None)) else float(value)


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as command line, HTTP and tools give it."""
    return {
        "question": answer.question,
        "answered": answer.abstention is None,
        "answer": answer.text,
        "confidence": round(answer.confidence, 4),
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "abstention": to_json(answer.abstention),
        "corrections": to_json(answer.corrections),
        "about": answer.about,
        "wants": str(answer.wants),
        "filters": filters_to_json(answer.filters),
        "notes": list(answer.notes),
        "listing": to_json(answer.listing),
        "hits": [hit_to_json(hit) for hit in answer.hits],
        "seconds": {stage: round(spent, 4) for stage, spent in answer.seconds.items()},
    }


def filters_to_json(filters: Filters) -> dict[str, str]:
    """Return the filters that are set: "from" and "to" (days), "place", "topic" ("16", "16.4")."""
    topic = filters.topic
    form = {
        "from": filters.first and str(filters.first),
        "to": filters.last and str(filters.last),
        "place": filters.place,
        "topic": topic and (topic.target or str(topic.goal)),
    }
    return {name: value for name, value in form.items() if value}


def citation_to_json(citation: Citation) -> dict[str, Any]:
    """Return a citation; `start` and `end` are offsets into the document's text."""
    form: dict[str, Any] = to_json(citation)
    return form


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """Return a hit with its standing in each searcher."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "document_id": hit.passage.document_id,
        "passage_id": str(hit.passage.id),  # a string: JavaScript cannot hold 63 bits
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "context": hit.passage.context,
        "dense": to_json(hit.dense),
        "lexical": to_json(hit.lexical),
        "terms": list(hit.terms),
        "retrieved": hit.retrieved,
        "evidence": None if hit.evidence is None else round(hit.evidence, 3),
    }


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document with its headline and dateline beside its text."""
    form: dict[str, Any] = to_json(document)
    return {**form, "headline": document.headline, "dateline": document.dateline}


def document_from(form: Mapping[str, Any]) -> Document:
    """Read back what `to_json` made of a document."""
    return Document(
        id=form["id"],
        file=form["file"],
        text=form["text"],
        blocks=tuple(Block(**{**b, "kind": BlockKind(b["kind"])}) for b in form["blocks"]),
        dates=_dates_from(form["dates"]),
        place=form["place"],
        country=form["country"],
        topics=tuple(Topic(**topic) for topic in form["topics"]),
        links=tuple(form["links"]),
    )


def passage_from(form: Mapping[str, Any]) -> Passage:
    """Read back what `to_json` made of a passage."""
    return Passage(**form)


def ledger_from(form: Mapping[str, Any]) -> Ledger:
    """Read back what `to_json` made of a ledger."""
    return Ledger(
        tuple(
            FileRecord(**{**f, "remarks": tuple(Remark(**r) for r in f["remarks"])})
            for f in form["files"]
        )
    )


def _dates_from(form: Mapping[str, Any] | None) -> DateRange | None:
    if form is None:
        return None
    first, last = date.fromisoformat(form["first"]), date.fromisoformat(form["last"])
    return DateRange(first, last, form["inferred"])
