"""Citations -> the source panel: a card each, holding the whole item with the quote marked.

One card shows at a time: the one of the marker that was followed last, by default the newest
answer's first; none where the newest answer quotes nothing, since another's would pass for its.
Ids are those of `seeqa.chat.render`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.turn import Turn
from seeqa.chat.when import place_in_file, when_where
from seeqa.markup import escape, link
from seeqa.types import Block, BlockKind, Citation, Document

_SHOWN_CHARACTERS = 20_000  # of one block of a document; a longer one is cut, and says so
_AROUND = 40_000  # characters of an item shown on each side of a quote


def sources(
    turns: Sequence[Turn],
    documents: Mapping[str, Document],
    say: Texts = ENGLISH,
) -> str:
    """Return a card per citation, the newest turn first."""
    groups = [
        _group(number, turn.answer.shown, documents, say, newest=number == len(turns))
        for number, turn in reversed(list(enumerate(turns, 1)))
        if turn.answer and turn.answer.shown
    ]
    if not groups:
        return f'<p class="hint">{escape(say("sources.hint"))}</p>'
    none = "" if _quotes(turns[-1]) else f'<p class="hint">{escape(say("sources.none"))}</p>'
    label = escape(say("source"))
    return (
        f'<div class="cards" role="region" aria-label="{label}" tabindex="0">'
        f"{none}{''.join(groups)}</div>"
    )


def _quotes(turn: Turn) -> bool:
    return bool(turn.answer and turn.answer.shown)


def _group(
    number: int,
    citations: Sequence[Citation],
    documents: Mapping[str, Document],
    say: Texts,
    *,
    newest: bool,
) -> str:
    cards = "".join(
        _card(number, c, len(citations), documents.get(c.document_id), say) for c in citations
    )
    label = escape(say("sources.of", number=number))
    kind = ' class="newest"' if newest else ""
    return f'<section{kind} aria-label="{label}">{cards}</section>'


def _card(
    turn: int,
    citation: Citation,
    count: int,
    document: Document | None,
    say: Texts,
) -> str:
    name = f"s{turn}-{citation.number}"
    stands = document and document.text[citation.start : citation.end] == citation.quote
    item = _item(citation, document, say) if document and stands else _changed(say)
    return (
        f'<article class="card" id="{name}" tabindex="-1" aria-labelledby="{name}-h">'
        f"{_steps(turn, citation.number, count, say)}"
        f'<h3 id="{name}-h"><span class="number">[{citation.number}]</span> '
        f"{escape(citation.headline)}</h3>"
        f"{_facts(citation, say)}{item}</article>"
    )


def _steps(turn: int, number: int, count: int, say: Texts) -> str:
    """Return the way back, and to the answer's previous and next citation."""
    back = f'<a href="#m{turn}-{number}">↩ {escape(say("back"))}</a>'
    of = escape(say("citation.of", number=number, count=count))
    previous = _step(turn, number - 1, say("previous")) if number > 1 else ""
    following = _step(turn, number + 1, say("next")) if number < count else ""
    return (
        f'<p class="steps"><span class="back">{back}</span><span class="of">{of}</span>'
        f'<span class="move">{previous}{following}</span></p>'
    )


def _step(turn: int, number: int, label: str) -> str:
    return f'<a href="#s{turn}-{number}">{escape(label)}</a>'


def _facts(citation: Citation, say: Texts) -> str:
    lines = place_in_file(citation.unit, citation.first_line, citation.last_line, say)
    topics = ", ".join(f"SDG {topic.target or topic.goal}" for topic in citation.topics)
    rows = [
        ("when_where", escape(when_where(citation, say) or say("when_where.none"))),
        ("topics", escape(topics)),
        ("source", escape(f"{citation.file}, {lines}")),
        ("links", "<br>".join(link(address) for address in citation.links)),
    ]
    if citation.permalink:
        quote = escape(say("quote"))
        path = escape(citation.permalink.removeprefix("/"))  # below the page, where that may be
        shown = f'<a href="{path}" target="_blank">{quote}</a>'
        rows.append(("permalink", shown))
    pairs = "".join(f"<dt>{escape(say(key))}</dt><dd>{html}</dd>" for key, html in rows if html)
    return f'<dl class="facts">{pairs}</dl>'


def _changed(say: Texts) -> str:
    """Say that the archive was read again since, and has the item no more as it was."""
    return f'<p class="note">{escape(say("card.changed"))}</p>'


def _item(citation: Citation, document: Document, say: Texts) -> str:
    """Return the item with the quote marked; what is far from the quote is left out."""
    blocks = _body(document)
    cited = [b for b in document.blocks if b.start < citation.end and b.end > citation.start]
    first, last = (cited[0].start, cited[-1].end) if cited else (citation.start, citation.end)
    before = _around([b for b in reversed(blocks) if b.end <= first], _AROUND)[::-1]
    after = _around([b for b in blocks if b.start >= last], _AROUND)
    return (
        f'<div class="item">{_blocks(document, before, say)}'
        f'<p class="passage">{_marked(document.text, first, last, citation)}</p>'
        f"{_blocks(document, after, say)}</div>"
    )


def _body(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is not BlockKind.HEADLINE]


def _around(blocks: Iterable[Block], budget: int) -> list[Block]:
    """Return the first blocks whose text, shown, fits the budget; at least one."""
    taken: list[Block] = []
    for block in blocks:
        budget -= min(block.end - block.start, _SHOWN_CHARACTERS)
        if taken and budget < 0:
            break
        taken.append(block)
    return taken


def _blocks(document: Document, blocks: Iterable[Block], say: Texts) -> str:
    return "".join(_block(document.text[b.start : b.end], b.kind, say) for b in blocks)


def _block(text: str, kind: BlockKind, say: Texts) -> str:
    shown = link(text) if kind is BlockKind.LINK else escape(_shortened(text, say))
    return f'<p class="{kind}">{shown}</p>'


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


def _shortened(text: str, say: Texts) -> str:
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return f"{text[:_SHOWN_CHARACTERS]} {say('cut', count=f'{len(text):,}')}"
