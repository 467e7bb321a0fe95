"""Answers, hits, feedback and ledgers -> lines of text for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from seeqa.chat.report import read_as, summary, summed, unread, why_unread
from seeqa.chat.when import place_in_file, when_where
from seeqa.question.matching import labels
from seeqa.types import Answer, Citation, Hit, Ledger, Listing, Query, RemarkKind

if TYPE_CHECKING:
    from seeqa.feedback import Feedback

_DOUBTS = 20  # lines printed beside a build
_DOUBTED = (RemarkKind.UNREAD, RemarkKind.DOUBTFUL)


def answer_lines(answer: Answer) -> list[str]:
    """Return what `seeqa ask` prints."""
    heard = heard_lines(answer) + ([f"About: {answer.about}"] if answer.about else [])
    quotes = [f"“{citation.quote}” [{citation.number}]" for citation in answer.shown]
    places = [line for citation in answer.shown for line in _place_lines(citation)]
    if answer.abstention:
        near = [f"  {_short(hit.passage.text)}" for hit in answer.hits[:3]]
        heading = ["", "What came nearest (not an answer):"] if near else []
        perhaps = ["", "Perhaps:", *quotes, *places] if quotes else []
        return [*heard, answer.abstention.message, *perhaps, *heading, *near]
    counts, margin = _listing_lines(answer.listing) if answer.listing else ([], [])
    confidence = f"Confidence {answer.confidence:.2f}"
    return [*heard, *counts, *quotes, "", *places, *margin, confidence]


def _listing_lines(listing: Listing) -> tuple[list[str], list[str]]:
    """Say how many items there are and of what, and what was left out by little."""
    head = f"{listing.items} of {listing.of} item{'' if listing.of == 1 else 's'}:"
    facets = [
        f"{name.capitalize()}: {', '.join(f'{value} ({count})' for value, count in values)}"
        for name, values in listing.facets
    ]
    left = [f"  {_short(citation.quote)} ({citation.headline})" for citation in listing.margin]
    return [*facets, head], ["", "Left out by little:", *left] if left else []


def heard_lines(understood: Answer | Query) -> list[str]:
    """Say what of a question was searched for otherwise, filtered by, or not understood."""
    heard = [f"Searched for {meant} (for “{written}”)" for written, meant in understood.corrections]
    chips = ", ".join(labels(understood.filters).values())
    return [*heard, *([f"Only items: {chips}"] if chips else []), *understood.notes]


def _place_lines(citation: Citation) -> list[str]:
    lines = place_in_file(citation.unit, citation.first_line, citation.last_line)
    where = " · ".join(filter(None, (when_where(citation), f"{citation.file}, {lines}")))
    return [f"[{citation.number}] {citation.headline}", f"    {where}"]


def hit_lines(hit: Hit) -> str:
    """Return what `seeqa search` prints of a passage."""
    dense = f"meaning #{hit.dense.rank} ({hit.dense.score:.2f})" if hit.dense else "meaning –"
    words = f"words #{hit.lexical.rank} ({hit.lexical.score:.2f})" if hit.lexical else "words –"
    terms = f" · {', '.join(hit.terms)}" if hit.terms else ""
    headline = hit.passage.context.split("\n")[0]
    return (
        f"{hit.rank}. {headline}\n   {hit.score:.3f} · {dense} · {words}{terms}\n"
        f"   {_short(hit.passage.text, 200)}"
    )


def feedback_lines(said: Feedback) -> str:
    """Return what `seeqa feedback` prints of what a user said."""
    from seeqa.feedback import NOTHING  # deferred: it needs the evaluation, an answer does not

    lines = [f"{said.id}. {said.question}  [{said.verdict}, {said.day}, {said.state}]"]
    lines += [f"  after: {question}" for question in said.history]
    lines += [f"  answered: {_short(quote.text)}" for quote in said.quotes[:1]] or ["  abstained"]
    if said.correction == NOTHING:
        lines.append("  corrected: nothing in the archive answers it")
    elif said.correction:
        lines.append(f"  corrected: {_short(said.correction.text)}")
    return "\n".join(lines)


def _short(text: str, width: int = 160) -> str:
    return textwrap.shorten(text, width, placeholder=" …")


def report_lines(ledger: Ledger) -> list[str]:
    """Return how many files were read; what was not, and why; what each other was read as.

    Remarks that say the same are summed up.
    """
    lines = [summary(ledger)]
    lines += [f"not read: {file.file}: {why_unread(file)}" for file in unread(ledger)]
    for file in ledger.files:
        if not file.unread:
            lines.append(f"{file.file}: {read_as(file)}")
            lines += [f"  {one.kind}: {one.sentence(file.unit)}" for one in summed(file.remarks)]
    return lines


def doubt_lines(ledger: Ledger) -> list[str]:
    """Return what was not read and what is doubted, summed up; at most _DOUBTS lines of it."""
    lines = [f"not read: {file.file}: {why_unread(file)}" for file in unread(ledger)]
    lines += [
        f"{one.kind}: {file.file}: {one.sentence(file.unit)}"
        for file in ledger.files
        if not file.unread
        for one in summed(file.remarks)
        if one.kind in _DOUBTED
    ]
    more = len(lines) - _DOUBTS
    return lines[:_DOUBTS] + ([f"and {more} more: seeqa index --report"] if more > 0 else [])
