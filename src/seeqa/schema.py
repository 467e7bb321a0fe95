"""The JSON forms: what the index stores, and the one schema of command line, HTTP and tools.

`to_json` turns any value of `seeqa.types` into plain dicts, lists, strings and numbers;
`document_from`, `passage_from` and `ledger_from` read back what the index stores.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from seeqa import permalink
from seeqa.errors import FilterError
from seeqa.language.parse import Entity
from seeqa.language.record import Record, Statement
from seeqa.language.signs import Slot
from seeqa.types import (
    Answer,
    Block,
    BlockKind,
    Citation,
    DateRange,
    Days,
    Document,
    FileRecord,
    Filters,
    Hit,
    Ledger,
    Origin,
    Passage,
    Remark,
    RemarkKind,
    Topic,
    Unit,
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
        "perhaps": [citation_to_json(citation) for citation in answer.perhaps],
        "corrections": to_json(answer.corrections),
        "about": answer.about,
        "dropped": answer.dropped
        and {"document_id": answer.dropped[0], "title": answer.dropped[1]},
        "wants": str(answer.wants),
        "filters": filters_to_json(answer.filters),
        "notes": list(answer.notes),
        "listing": to_json(answer.listing),
        "hits": [hit_to_json(hit) for hit in answer.hits],
        "seconds": {stage: round(spent, 4) for stage, spent in answer.seconds.items()},
    }


def filters_to_json(filters: Filters) -> dict[str, str | list[str]]:
    """Return the filters that are set: "from" and "to" (days), "place", "topic" ("16", "16.4").

    Several places or topics, of which any will do, are a list; so are items, named by document id
    ("item"). "or" are further stretches of days
    as in ISO 8601 ("2023-01-01/2023-12-31", ".." for no end), "not_place" what is excluded.
    """
    form = {
        "from": filters.first and str(filters.first),
        "to": filters.last and str(filters.last),
        "or": _one_or_all([f"{a or _OPEN}/{b or _OPEN}" for a, b in filters.more_days]),
        "place": _one_or_all(filters.places),
        "not_place": _one_or_all(filters.not_places),
        "topic": _one_or_all([topic.target or str(topic.goal) for topic in filters.topics]),
        "item": _one_or_all(filters.items),
    }
    return {name: value for name, value in form.items() if value}


def _one_or_all(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


_FILTERS = ("from", "to", "or", "place", "not_place", "topic", "item")
_OPEN = ".."
_DAY_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%B %d %Y")
_TOPIC = re.compile(r"(?:SDG\s*)?(1[0-7]|[1-9])(?:\.(\d{1,2}|[a-d]))?", re.IGNORECASE)


def filters_from(form: Mapping[str, Any]) -> Filters:
    """Read what `filters_to_json` gives; days also as "11 May 2022". None or "" asks for nothing.

    A place or topic may be a list or tuple of several. Raises FilterError.
    """
    unknown = [name for name in form if name not in _FILTERS]
    if unknown:
        raise FilterError(
            expected=f"filters named {', '.join(_FILTERS)}",
            found=", ".join(map(repr, unknown)),
            mend="Correct or leave it out.",
        )
    first, last = (_day_from(name, str(form.get(name) or "").strip()) for name in ("from", "to"))
    if first and last and first > last:
        raise FilterError(
            expected="'from' to be no later than 'to'",
            found=f"from {first} to {last}",
            mend="Exchange or correct them.",
        )
    return Filters(
        first,
        last,
        places=_values(form.get("place")),
        topics=tuple(map(_topic_from, _values(form.get("topic")))),
        more_days=tuple(map(_days_from, _values(form.get("or")))),
        not_places=_values(form.get("not_place")),
        items=_values(form.get("item")),
    )


def _days_from(text: str) -> Days:
    """Read "2023-01-01/2023-12-31"; ".." or nothing is no end."""
    first, _, last = (part.strip() for part in text.partition("/"))
    ends = ("" if part == _OPEN else part for part in (first, last))
    one, other = (_day_from("or", part) for part in ends)
    return one, other


def _values(given: Any) -> tuple[str, ...]:
    """Return what is asked for in one value or several, each once, without empty ones."""
    several = given if isinstance(given, list | tuple) else (given,)
    said = (str(value).strip() for value in several if value is not None)
    return tuple(dict.fromkeys(filter(None, said)))


def _day_from(name: str, text: str) -> date | None:
    for form in _DAY_FORMS if text else ():
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    if text:
        raise FilterError(
            expected=f"'{name}' to be a day such as 2022-05-11 or 11 May 2022",
            found=repr(text),
            mend="Correct or leave it out.",
        )
    return None


def _topic_from(text: str) -> Topic:
    match = _TOPIC.fullmatch(text)
    if match is None:
        raise FilterError(
            expected="'topic' to be a Sustainable Development Goal or target such as 16 or 16.4",
            found=repr(text),
            mend="Correct or leave it out.",
        )
    return Topic(int(match[1]), f"{match[1]}.{match[2].lower()}" if match[2] else None)


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


def item_to_json(document: Document) -> dict[str, Any]:
    """Return an item as a list has it: what it is called, when and where, its page; no text."""
    fields = ("id", "file", "dates", "more_dates", "place", "country", "more_places", "topics")
    form = {name: to_json(getattr(document, name)) for name in fields}
    return {**form, "headline": document.headline, "permalink": permalink.of_item(document)}


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
        unit=Unit(form["unit"]),
        placed=Origin(form["placed"]) if form["placed"] else None,
        more_dates=tuple(filter(None, map(_dates_from, form["more_dates"]))),
        more_places=tuple((town, country) for town, country in form["more_places"]),
        about=form["about"],
    )


def passage_from(form: Mapping[str, Any]) -> Passage:
    """Read back what `to_json` made of a passage."""
    return Passage(**form)


def record_to_json(record: Record) -> dict[str, Any]:
    """Return a record as the index stores it: rows without names, for there are many."""
    return {
        "statements": [
            [s.start, s.end, list(s.lemmas), s.denies, s.calls_off, s.plans]
            for s in record.statements
        ],
        "entities": [[e.start, e.end, e.label] for e in record.entities],
        "slots": [[s.sign, s.start, s.end] for s in record.slots],
    }


def record_from(form: Mapping[str, Any]) -> Record:
    """Return the record of its JSON form."""
    return Record(
        tuple(Statement(a, b, tuple(lemmas), *told) for a, b, lemmas, *told in form["statements"]),
        tuple(Entity(*row) for row in form["entities"]),
        tuple(Slot(*row) for row in form["slots"]),
    )


def ledger_from(form: Mapping[str, Any]) -> Ledger:
    """Read back what `to_json` made of a ledger."""
    return Ledger(
        tuple(
            FileRecord(
                **{
                    **f,
                    "unit": Unit(f["unit"]),
                    "remarks": tuple(
                        Remark(**{**r, "kind": RemarkKind(r["kind"])}) for r in f["remarks"]
                    ),
                }
            )
            for f in form["files"]
        )
    )


def _dates_from(form: Mapping[str, Any] | None) -> DateRange | None:
    if form is None:
        return None
    first, last = date.fromisoformat(form["first"]), date.fromisoformat(form["last"])
    return DateRange(first, last, form["inferred"], Origin(form["origin"]))
