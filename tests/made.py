"""Answers made by hand over the small corpus, for the functions that show and keep them."""

from __future__ import annotations

import dataclasses
from datetime import date

from fakes import SMALL
from seeqa.answer.cite import cite
from seeqa.answer.compose import abstain
from seeqa.archive import read_corpus
from seeqa.types import (
    Answer,
    Citation,
    DateRange,
    Document,
    Filters,
    Hit,
    Listing,
    Passage,
    Query,
    Reason,
    Span,
    Standing,
    Topic,
    Wants,
)

HOSTILE = '<img src=x onerror="alert(1)"> ${alert(2)} {{value}} `x`'
QUOTES = ("UNODC trained 12 border officers on vehicle searches.", "Austria funded the workshop.")


def documents(folder: object) -> dict[str, Document]:
    """The two items of the small corpus."""
    from pathlib import Path

    from fakes import write_corpus

    corpus = read_corpus(write_corpus(Path(str(folder)) / "corpus", small=SMALL))
    return {document.id: document for document in corpus.documents}


def quoted(found: dict[str, Document], *quotes: str) -> tuple[Citation, ...]:
    """Citations of quotes, each of the first document that has it."""
    spans = []
    for quote in quotes:
        document = next(d for d in found.values() if quote in d.text)
        start = document.text.index(quote)
        item = Passage(7, document.id, 0, len(document.text), document.text, document.headline)
        spans.append(Span(item, start, start + len(quote), 1.0, (start, start + 5)))
    return cite(spans, found)


def hit(document: Document, rank: int = 1, **more: object) -> Hit:
    """A passage considered, with its standing in both searchers."""
    block = document.paragraphs[0]
    text = document.text[block.start : block.end]
    passage = Passage(rank, document.id, block.start, block.end, text, document.headline)
    made = Hit(passage, rank, 0.5, Standing(2, 0.61), Standing(1, 0.8), ("officers",), 3, 4.25)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def answer(found: dict[str, Document], *quotes: str, **more: object) -> Answer:
    """An answer of quotes, the first item's first paragraph among the passages considered."""
    first = next(iter(found.values()))
    made = Answer("How many officers?", quoted(found, *quotes), (hit(first),), 0.71)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def abstention(found: dict[str, Document]) -> Answer:
    """An abstention with a passage that came nearest."""
    first = next(iter(found.values()))
    return abstain(Query("Why?", "Why?"), Reason.NOT_ANSWERED, [hit(first)], 0.1)


FILTERS = Filters(date(2022, 5, 9), date(2022, 5, 13), ("Serbia",), (Topic(16, "16.4"),))
DAYS = DateRange(date(2022, 5, 9), date(2022, 5, 13))


def listing(found: dict[str, Document]) -> Answer:
    """An answer over all items, with one left out by little and a facet."""
    margin = quoted(found, "Turkish police hosted the course.")
    facets = (("places", (("Serbia", 5), (HOSTILE, 1))),)
    return answer(
        found, *QUOTES, wants=Wants.LIST, listing=Listing(2, 15, margin=margin, facets=facets)
    )
