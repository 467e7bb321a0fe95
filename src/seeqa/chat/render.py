"""Answers -> HTML. Every word of a document or a user passes through `escape`; pure functions.

Ids: a turn is `t<turn>`, its source cards `s<turn>-<number>`, the marker that cites a card
`m<turn>-<number>`. They are unique in the page, since cards of all turns stay in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seeqa.markup import escape
from seeqa.types import Answer, BlockKind, Citation, Document, Hit

_SHOWN_CHARACTERS = 20_000  # of one block of a document; a longer one is cut, and says so
_WEB = re.compile(r"https?://[^\s]+\Z")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: an answer, a problem to tell, or neither yet (busy)."""

    question: str
    answer: Answer | None = None
    problem: str | None = None
    busy: str | None = None


def conversation(turns: Sequence[Turn]) -> str:
    """Return all turns, oldest first, as a live region that screen readers follow."""
    shown = "".join(_turn(number, turn) for number, turn in enumerate(turns, 1))
    welcome = (
        ""
        if turns
        else (
            '<p class="hint">Ask about the bulletins in English. Answers are quotes; '
            "each number opens the passage that it stands in.</p>"
        )
    )
    return f'<div class="turns" role="log" aria-live="polite">{welcome}{shown}</div>'


def sources(turns: Sequence[Turn], documents: Mapping[str, Document]) -> str:
    """Return a card per citation, the newest turn first."""
    groups = [
        _source_group(number, turn, documents)
        for number, turn in reversed(list(enumerate(turns, 1)))
        if turn.answer and turn.answer.citations
    ]
    if not groups:
        return '<p class="hint">The passages that an answer quotes appear here.</p>'
    return f'<div class="cards">{"".join(groups)}</div>'


def _turn(number: int, turn: Turn) -> str:
    if turn.answer is not None:
        body = _abstention(turn.answer) if turn.answer.abstention else _quotes(number, turn.answer)
    elif turn.problem is not None:
        body = f'<p class="problem">{escape(turn.problem)}</p>'
    else:
        body = f'<p class="busy" role="status">{escape(turn.busy or "Working")} …</p>'
    body = _notes(turn.answer) + body if turn.answer else body
    asked = escape(turn.question) or "<em>(nothing)</em>"
    return (
        f'<section class="turn" id="t{number}" aria-label="Question {number}">'
        f'<p class="question">{asked}</p><div class="reply">{body}</div></section>'
    )


def _quotes(turn: int, answer: Answer) -> str:
    quotes = "".join(
        f'<p class="quote">“{_emphasised(c)}” {_marker(turn, c)}'
        f'<span class="whence">{escape(_whence(c))}</span></p>'
        for c in answer.citations
    )
    return f'{quotes}<p class="sure">{_certainty(answer.confidence)}</p>'


def _notes(answer: Answer) -> str:
    """Say what was understood otherwise than written: a follow-up's item, corrected words."""
    said = []
    if answer.about:
        said.append(f"About: {answer.about}")
    if answer.corrections:
        meant = ", ".join(f"{meant} (for “{written}”)" for written, meant in answer.corrections)
        said.append(f"Searched for {meant}")
    return "".join(f'<p class="note">{escape(line)}</p>' for line in said)


def _certainty(confidence: float) -> str:
    words = "Likely" if confidence >= 0.75 else "Possible" if confidence >= 0.45 else "Uncertain"
    return f"{words} (confidence {confidence:.0%})"


def _emphasised(citation: Citation) -> str:
    if citation.emphasis is None:
        return escape(citation.quote)
    start, end = (offset - citation.start for offset in citation.emphasis)
    quote = citation.quote
    return f"{escape(quote[:start])}<b>{escape(quote[start:end])}</b>{escape(quote[end:])}"


def _marker(turn: int, citation: Citation) -> str:
    label = escape(f"Source {citation.number}: {citation.headline}")
    return (
        f'<a class="marker" id="m{turn}-{citation.number}" href="#s{turn}-{citation.number}" '
        f'aria-label="{label}">[{citation.number}]</a>'
    )


def _abstention(answer: Answer) -> str:
    message = answer.abstention.message if answer.abstention else ""
    near = "".join(_near(hit) for hit in answer.hits[:3])
    listed = (
        '<details class="near"><summary>What came nearest – not an answer</summary>'
        f"<ol>{near}</ol></details>"
    )
    return f'<p class="abstained">{escape(message)}</p>{listed if near else ""}'


def _near(hit: Hit) -> str:
    text = hit.passage.text
    short = text if len(text) <= 300 else text[:300].rsplit(" ", 1)[0] + " …"
    headline = hit.passage.context.split("\n")[0]
    return f"<li><cite>{escape(headline)}</cite><br>{escape(short)}</li>"


def _whence(citation: Citation) -> str:
    return citation.dateline or citation.headline


def _source_group(number: int, turn: Turn, documents: Mapping[str, Document]) -> str:
    citations = turn.answer.citations if turn.answer else ()
    cards = "".join(_card(number, c, documents.get(c.document_id)) for c in citations)
    return (
        f'<section aria-label="Sources of question {number}">'
        f'<h3 class="group">{escape(_shortened(turn.question, 80))}</h3>{cards}</section>'
    )


def _card(turn: int, citation: Citation, document: Document | None) -> str:
    name = f"s{turn}-{citation.number}"
    return (
        f'<article class="card" id="{name}" tabindex="-1" aria-labelledby="{name}-h">'
        f'<h4 id="{name}-h"><span class="number">[{citation.number}]</span> '
        f"{escape(citation.headline)}</h4>"
        f"{_facts(citation)}"
        f"{_in_document(citation, document) if document else ''}"
        f'<p class="back"><a href="#m{turn}-{citation.number}">Back to the answer</a></p></article>'
    )


def _facts(citation: Citation) -> str:
    lines = f"line {citation.first_line}"
    if citation.last_line != citation.first_line:
        lines = f"lines {citation.first_line}–{citation.last_line}"
    inferred = " (year inferred)" if citation.dates and citation.dates.inferred else ""
    topics = ", ".join(f"SDG {topic.target or topic.goal}" for topic in citation.topics)
    links = "".join(f"<dd>{_link(link)}</dd>" for link in citation.links)
    return (
        '<dl class="facts">'
        f"<dt>When, where</dt><dd>{escape(citation.dateline) or 'not stated'}{inferred}</dd>"
        f"{'<dt>Topics</dt><dd>' + escape(topics) + '</dd>' if topics else ''}"
        f"<dt>Source</dt><dd>{escape(citation.file)}, {lines}</dd>"
        f"{'<dt>Links</dt>' + links if links else ''}</dl>"
    )


def _link(link: str) -> str:
    """Return a link only for a web address; anything else is shown as text."""
    if not _WEB.match(link):
        return escape(link)
    return f'<a href="{escape(link)}" target="_blank" rel="noopener noreferrer">{escape(link)}</a>'


def _in_document(citation: Citation, document: Document) -> str:
    """Return the item with the quote marked: its paragraph open, what is around it folded."""
    blocks = [b for b in document.blocks if b.kind not in (BlockKind.HEADLINE, BlockKind.DATELINE)]
    cited = [b for b in blocks if b.start < citation.end and b.end > citation.start]
    first, last = (cited[0].start, cited[-1].end) if cited else (citation.start, citation.end)
    before = [b for b in blocks if b.end <= first]
    after = [b for b in blocks if b.start >= last]
    passage = _marked(document.text, first, last, citation)
    return (
        f'<div class="item">{_folded("before", [document.text[b.start : b.end] for b in before])}'
        f'<p class="passage">{passage}</p>'
        f"{_folded('after', [document.text[b.start : b.end] for b in after])}</div>"
    )


def _marked(text: str, first: int, last: int, citation: Citation) -> str:
    start = max(first, citation.start - _SHOWN_CHARACTERS)
    end = min(last, citation.end + _SHOWN_CHARACTERS)
    lead = "… " if start > first else ""
    tail = " …" if end < last else ""
    quote = escape(text[citation.start : citation.end])
    return (
        f"{lead}{escape(text[start : citation.start])}<mark>{quote}</mark>"
        f"{escape(text[citation.end : end])}{tail}"
    )


def _folded(where: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    count = f"{len(texts)} paragraph{'s' if len(texts) > 1 else ''} {where}"
    body = "".join(f"<p>{escape(_shortened(text, _SHOWN_CHARACTERS))}</p>" for text in texts)
    return f"<details><summary>{count}</summary>{body}</details>"


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]} … ({len(text):,} characters in all)"
