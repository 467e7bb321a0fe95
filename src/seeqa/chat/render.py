"""Turns -> the conversation's HTML. Every word of a document or a user passes through `escape`.

Ids: a turn is `t<turn>`, its source cards `s<turn>-<number>`, the marker that cites a card
`m<turn>-<number>`. They are unique in the page, since cards of all turns stay in it.

A button with `data-do` is an act that the page carries out: see `seeqa.chat.talking`.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from seeqa.chat.chips import filter_chips
from seeqa.chat.export import by_item, emphasised, facet_name, plain, sure
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.turn import Turn
from seeqa.chat.when import when_where
from seeqa.chat.why import Documents, considered, nearest, why_none
from seeqa.markup import escape
from seeqa.types import Answer, Citation, Document, Listing, Reason

_CHOICES = 5  # items that may be meant


def conversation(
    turns: Sequence[Turn],
    say: Texts = ENGLISH,
    documents: Documents = MappingProxyType({}),
) -> str:
    """Return all turns, oldest first; what was considered opens its item of the documents."""
    shown = "".join(_turn(number, turn, say, documents) for number, turn in enumerate(turns, 1))
    welcome = "" if turns else f'<p class="hint">{escape(say("ask.hint"))}</p>'
    label = escape(say("conversation"))
    return f'<div class="turns" role="region" aria-label="{label}">{welcome}{shown}</div>'


def announcement(turns: Sequence[Turn], say: Texts = ENGLISH) -> str:
    """Return what a screen reader is told of the newest turn, as HTML."""
    if not turns:
        return ""
    turn = turns[-1]
    if turn.answer is None:
        return escape(turn.problem or turn.busy or "")
    if turn.answer.abstention:
        perhaps = [f"{say('perhaps')} {c.quote}" for c in turn.answer.perhaps]
        return escape(" ".join([why_none(turn.answer.abstention, say), *perhaps]))
    return escape(say("answered", answer=turn.answer.citations[0].quote))


def _turn(number: int, turn: Turn, say: Texts, documents: Documents) -> str:
    asked = escape(turn.question) or f"<em>{escape(say('nothing'))}</em>"
    edit = _edit(number, say) if turn.question else ""
    remarks = "".join(f'<p class="note">{escape(remark)}</p>' for remark in turn.remarks)
    return (
        f'<section class="turn" id="t{number}" data-asked="{escape(turn.asked)}" tabindex="-1" '
        'aria-label="'
        f'{escape(say("question", number=number))}">'
        f'<div class="asked"><h2 class="question">{asked}</h2>{edit}</div>'
        f'<div class="reply">{_reply(number, turn, say, documents)}{remarks}</div></section>'
    )


def _edit(turn: int, say: Texts) -> str:
    word, label = escape(say("edit")), escape(say("edit.label"))
    return (
        f'<button type="button" class="edit" data-do="edit" data-turn="{turn}" '
        f'aria-label="{word}: {label}" title="{label}">{word}</button>'
    )


def _reply(number: int, turn: Turn, say: Texts, documents: Documents) -> str:
    if turn.answer is not None:
        heard = _heard(number, turn.answer, say)
        if turn.answer.abstention:
            return heard + _abstention(number, turn, turn.answer, say, documents)
        return heard + _quotes(number, turn, turn.answer, say, documents)
    if turn.problem is not None:
        retry = _button("retry", say("retry"), number)
        return f'<p class="problem">{escape(turn.problem)}</p><p class="acts">{retry}</p>'
    stop = _button("stop", say("stop"), number)
    return f'<p class="busy">{escape(turn.busy or say("busy"))} … {stop}</p>'


def _button(act: str, label: str, turn: int) -> str:
    return f'<button type="button" data-do="{act}" data-turn="{turn}">{escape(label)}</button>'


def _heard(turn: int, answer: Answer, say: Texts) -> str:
    """Say what was understood otherwise than written: filters, a follow-up's item, corrections."""
    chips = filter_chips(answer.filters, say, answer.about)
    if answer.about and not answer.filters.items:
        chips = [*chips, ("about", say("about", item=answer.about))]
    row = "".join(_chip(turn, part, text, say) for part, text in chips)
    notes = list(answer.notes)
    if answer.corrections:
        words = ", ".join(
            say("corrected.word", meant=meant, written=written)
            for written, meant in answer.corrections
        )
        notes.append(say("corrected", words=words))
    told = "".join(f'<p class="note">{escape(line)}</p>' for line in notes)
    told += _dropped(turn, *answer.dropped, say) if answer.dropped else ""
    return (f'<ul class="chips">{row}</ul>' if row else "") + told


def _dropped(turn: int, document_id: str, title: str, say: Texts) -> str:
    """Say which item a follow-up was not taken to mean, and offer to ask about that one."""
    choose = _choose(turn, document_id, say("dropped.choose"))
    return f'<p class="note">{escape(say("dropped", item=title))} {choose}</p>'


def _choose(turn: int, document_id: str, label: str) -> str:
    return (
        f'<button type="button" data-do="choose" data-turn="{turn}" '
        f'data-item="{escape(document_id)}">{escape(label)}</button>'
    )


def _chip(turn: int, part: str, text: str, say: Texts) -> str:
    label = escape(say("remove", what=text))
    return (
        f'<li class="chip"><span>{escape(text)}</span> <button type="button" data-do="drop" '
        f'data-turn="{turn}" data-part="{part}" aria-label="{label}" title="{label}">×</button>'
        "</li>"
    )


def _quotes(number: int, turn: Turn, answer: Answer, say: Texts, documents: Documents) -> str:
    listing = answer.listing
    if listing:
        rows = "".join(_listed(number, group, say) for group in by_item(answer.citations))
        quotes = f'<ol class="listed">{rows}</ol>'
    else:
        quotes = "".join(_quote(number, citation, say) for citation in answer.citations)
    head = _list_head(listing, say) if listing else ""
    margin = _margin(listing, say) if listing else ""
    return (
        f'{head}{quotes}{margin}<div class="acts">{_sure(answer.confidence, say)}'
        f"{_copy(turn, say)}{_why(answer, say, documents)}</div>"
    )


def _quote(turn: int, citation: Citation, say: Texts) -> str:
    """Return a quote, and after it whence it is."""
    whence = escape(_whence(citation, say))
    return (
        f'<p class="quote">“{emphasised(citation)}” {marker(turn, citation, say)}'
        f'<span class="whence">{whence}</span></p>'
    )


def _listed(turn: int, citations: Sequence[Citation], say: Texts) -> str:
    """Return an item of a list: when and where, its headline, and what shows that it belongs.

    A quote of more than two lines is opened to be read whole.
    """
    first = citations[0]
    head = "" if first.quote.startswith(first.headline) else first.headline
    facts = [("whence", when_where(first, say)), ("headline", head)]
    rows = "".join(f'<p class="{name}">{escape(text)}</p>' for name, text in facts if text)
    quotes = "".join(
        f'<div class="quote">{marker(turn, c, say)} '
        f"<details><summary>“{emphasised(c)}”</summary></details></div>"
        for c in citations
    )
    return f"<li>{rows}{quotes}</li>"


def _list_head(listing: Listing, say: Texts) -> str:
    of = say("list.of", count=listing.items, items=say.count("items", listing.of))
    turn = f" {_turn_over(say)}" if listing.items > 1 and not listing.facets else ""
    facets = "".join(_facet(f, say) for f in listing.facets)
    return f'<p class="counted">{escape(of)}{turn}</p>{facets}'


def _turn_over(say: Texts) -> str:
    """Return the button with which page.js puts a list into the other order."""
    last, first = (escape(say(f"archive.sort.{way}")) for way in ("newest", "oldest"))
    return f'<button type="button" class="over" data-other="{first}">{last}</button>'


def _facet(facet: tuple[str, tuple[tuple[str, int], ...]], say: Texts) -> str:
    name, values = facet
    rows = "".join(
        f'<li>{escape(value)} <span class="count">{count:,}</span></li>' for value, count in values
    )
    return f'<div class="facet"><h3>{escape(facet_name(name, say))}</h3><ul>{rows}</ul></div>'


def _margin(listing: Listing, say: Texts) -> str:
    if not listing.margin:
        return ""
    rows = "".join(
        f"<li>“{emphasised(citation)}” "
        f'<span class="whence">{escape(_whence(citation, say))}</span></li>'
        for citation in listing.margin
    )
    title = say("list.margin", items=say.count("items", len(listing.margin)))
    return f'<details class="near"><summary>{escape(title)}</summary><ul>{rows}</ul></details>'


def _sure(confidence: float, say: Texts) -> str:
    figure = escape(say("sure.figure", percent=f"{confidence:.0%}"))
    return (
        f'<details class="sure"><summary>{escape(sure(confidence, say))}</summary>'
        f"<p>{figure}</p></details>"
    )


def _copy(turn: Turn, say: Texts) -> str:
    label = escape(say("copy.label"))
    text = escape(plain(turn.question, turn.answer, say)) if turn.answer else ""
    return (
        f'<button type="button" data-copy="{text}" aria-label="{label}" title="{label}">'
        f"{escape(say('copy'))}</button>"
    )


def _why(answer: Answer, say: Texts, documents: Documents) -> str:
    body = considered(answer, say, documents)
    title = escape(say("why"))
    return f'<details class="why"><summary>{title}</summary>{body}</details>' if body else ""


def _abstention(number: int, turn: Turn, answer: Answer, say: Texts, documents: Documents) -> str:
    message = why_none(answer.abstention, say) if answer.abstention else ""
    if answer.abstention and answer.abstention.reason is Reason.UNCLEAR:
        choices = _choices(number, answer, say, documents)
        return f'<p class="abstained">{escape(message)}</p>{choices}'
    quote = "".join(_quote(number, citation, say) for citation in answer.perhaps)
    perhaps = (
        f'<div class="perhaps"><p>{escape(say("perhaps"))}</p>{quote}'
        f'<div class="acts">{_copy(turn, say)}</div></div>'
        if quote
        else ""
    )
    body = nearest(answer, documents, say)
    title, opened = escape(say("nearest")), "" if perhaps else " open"
    near = f'<details class="near"{opened}><summary>{title}</summary>{body}</details>'
    return f'<p class="abstained">{escape(message)}</p>{perhaps}{near if body else ""}'


def _choices(turn: int, answer: Answer, say: Texts, documents: Documents) -> str:
    """Return the items that may be meant; a click asks the question of that one."""
    ids = dict.fromkeys(hit.passage.document_id for hit in answer.hits)
    may = [documents[one] for one in ids if one in documents][:_CHOICES]
    rows = "".join(f"<li>{_choose(turn, one.id, _told_apart(one, say))}</li>" for one in may)
    title = f'<p class="note">{escape(say("choose"))}</p>'
    return f'{title}<ul class="tries">{rows}</ul>' if rows else ""


def _told_apart(document: Document, say: Texts) -> str:
    return " · ".join(filter(None, (document.title, when_where(document, say))))


def marker(turn: int, citation: Citation, say: Texts) -> str:
    """Return the link from a quote to its card."""
    label = escape(say("marker", number=citation.number, headline=citation.headline))
    return (
        f'<a class="marker" id="m{turn}-{citation.number}" href="#s{turn}-{citation.number}" '
        f'aria-label="{label}">[{citation.number}]</a>'
    )


def _whence(citation: Citation, say: Texts) -> str:
    """Return the item's headline, when and where it was, less what the quote itself says."""
    parts = [citation.headline, when_where(citation, say)]
    return " · ".join(part for part in parts if part and not citation.quote.startswith(part))
