"""The catalogue as HTML: what is chosen, what it can be narrowed to, one page of its items.

Its buttons tell by `data-do` what they are for (`seeqa.chat.browsing`; `filter` and `about` lead to
the chat).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from seeqa import permalink
from seeqa.catalogue import Catalogue, Counts, Order, Wish
from seeqa.chat.browsing import PAGE, View
from seeqa.chat.chips import filter_chips, topic_name
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.timeline import Scale, scale_of, timeline
from seeqa.chat.when import days, when_where
from seeqa.language.placenames import place_key
from seeqa.markup import escape
from seeqa.types import BlockKind, DateRange, Document, Topic

_GOALS = range(1, 18)  # that have a name
_FEW = 8  # values of a kind that are shown at once
_LISTED = 200  # values of a kind
_SHOWN = 220  # characters of an item


@dataclass(frozen=True, slots=True)
class _Row:
    """A value that the list can be narrowed to."""

    value: str
    name: str
    items: int
    inner: bool


def catalogue(archive: Catalogue, view: View, say: Texts = ENGLISH) -> str:
    """Return the page of a view, with all that narrows it."""
    if not archive.items:
        return f'<p class="hint">{escape(say("archive.empty"))}</p>'
    found, counts = archive.find(view.wish), archive.counts(view.wish)
    scale = scale_of(archive.items)
    line = timeline(counts.dated, scale, say, (view.wish.filters.first, view.wish.filters.last))
    beside, above = ("", line) if scale is Scale.ITEM else (line, "")
    return (
        f'<div class="shelf catalogue" data-focus="{escape(view.focus)}">{_chosen(view.wish, say)}'
        f'<input type="checkbox" id="narrow"><label for="narrow">{escape(say("archive.narrow"))}'
        "</label>"
        f'<div class="facets">{beside}{_facets(counts, view.wish, say)}</div>'
        f'<div class="list">{above}{_head(told(len(found), archive, say), view.wish, say)}'
        f"{_page(found, view.page, say)}</div></div>"
    )


def told(found: int, archive: Catalogue, say: Texts = ENGLISH) -> str:
    """Return "37 of 2,000 items", or "2,000 items" of all."""
    items = len(archive.items)
    counted = say.count("items", items)
    return counted if found == items else say("list.of", count=f"{found:,}", items=counted)


def _button(do: str, data: str, text: str) -> str:
    return f'<button type="button" data-do="{do}" {data}>{escape(text)}</button>'


def _data(name: str, value: str) -> str:
    return f'data-{name}="{escape(value)}"'


# --- what is chosen -----------------------------------------------------------------------------


def _chosen(wish: Wish, say: Texts) -> str:
    """Return a chip for each thing that is chosen, and the button that asks only of these."""
    parts = _parts(wish, say)
    if not parts:
        return ""
    chips = "".join(
        f'<li class="chip">{escape(text)} <button type="button" data-do="widen" '
        f'data-part="{part}" aria-label="{escape(say("archive.without", what=text))}">×</button>'
        "</li>"
        for part, text in parts
    )
    these = " · ".join(text for part, text in parts if part not in ("text", "file"))
    ask = _button("filter", _filling(wish), say("archive.ask", what=these)) if these else ""
    every = _button("widen", 'data-part="all"', say("archive.all")) if len(parts) > 1 else ""
    acts = f'<p class="acts">{ask}{every}</p>' if ask or every else ""
    return f'<ul class="chips">{chips}</ul>{acts}'


def _parts(wish: Wish, say: Texts) -> list[tuple[str, str]]:
    first, last = wish.filters.first, wish.filters.last
    span = [("days", days(DateRange(first, last), say))] if first and last else []
    others = filter_chips(replace(wish.filters, first=None, last=None), say)
    text = [("text", f"“{wish.text}”")] if wish.text else []
    return [*text, *span, *others, *([("file", wish.file)] if wish.file else [])]


def _filling(wish: Wish) -> str:
    """Return what fills the chat's filters; what is not chosen empties its field."""
    asked = wish.filters
    values = {
        "first": str(asked.first or ""),
        "last": str(asked.last or ""),
        "place": "".join(asked.places),
        "topic": "".join(topic_name(topic) for topic in asked.topics),
    }
    return " ".join(_data(name, value) for name, value in values.items())


# --- what it can be narrowed to -----------------------------------------------------------------


def _facets(counts: Counts, wish: Wish, say: Texts) -> str:
    keys = {place_key(place) for place in wish.filters.places}
    places = [_Row(c.value, c.value, c.items, c.inner) for c in counts.places]
    topics = [
        _Row(topic_name(c.value), _goal_named(c.value, say), c.items, c.inner)
        for c in counts.topics
    ]
    files = [_Row(c.value, c.value, c.items, c.inner) for c in counts.files]
    placed = {row.value for row in places if place_key(row.value) in keys}
    about = {topic_name(topic) for topic in wish.filters.topics}
    several = files if len(files) > 1 or wish.file else []
    return (
        _facet("place", places, placed, say)
        + _facet("topic", topics, about, say)
        + _facet("file", several, {wish.file}, say)
    )


def _goal_named(topic: Topic, say: Texts) -> str:
    """Return "SDG 16: Peace, justice and strong institutions", or "SDG 16.4" of a target."""
    if topic.target is not None or topic.goal not in _GOALS:
        return topic_name(topic)
    return f"{topic_name(topic)}: {say(f'goal.{topic.goal}')}"


def _facet(part: str, rows: Sequence[_Row], chosen: Collection[str], say: Texts) -> str:
    """Return the values of a kind: the first few, then the others in a fold."""
    if not rows:
        return ""
    few = _values(part, rows[:_FEW], chosen)
    more = rows[_FEW:_LISTED]
    return (
        f"<section><h2>{escape(say(f'archive.{part}s'))}</h2>{few}"
        f"{_fold(part, more, chosen, len(rows), say) if more else ''}</section>"
    )


def _fold(part: str, rows: Sequence[_Row], chosen: Collection[str], count: int, say: Texts) -> str:
    is_open = " open" if any(row.value in chosen for row in rows) else ""
    cut = say("report.cut", shown=_LISTED, files=f"{count:,}") if count > _LISTED else ""
    note = f'<p class="note">{escape(cut)}</p>' if cut else ""
    return (
        f"<details{is_open}><summary>{escape(say('archive.more', count=f'{count - _FEW:,}'))}"
        f"</summary>{_values(part, rows, chosen)}{note}</details>"
    )


def _values(part: str, rows: Sequence[_Row], chosen: Collection[str]) -> str:
    return f"<ul>{''.join(_value(part, row, row.value in chosen) for row in rows)}</ul>"


def _value(part: str, row: _Row, chosen: bool) -> str:
    """Return a button that narrows to a value, or takes that back."""
    data = _data(part, row.value)
    act = f'widen" data-part="{part}" {data} aria-pressed="true"'
    if not chosen:
        act = f'narrow" {data} aria-pressed="false"'
    return (
        f'<li{" class=inner" if row.inner else ""}><button type="button" data-do="{act}>'
        f'<span class="name">{escape(row.name)}</span> '
        f'<span class="count">{row.items:,}</span></button></li>'
    )


# --- one page of the items ----------------------------------------------------------------------


def _head(count: str, wish: Wish, say: Texts) -> str:
    orders = "".join(
        f'<button type="button" data-do="sort" data-order="{order}" '
        f'aria-pressed="{str(order is wish.order).lower()}">'
        f"{escape(say(f'archive.sort.{order}'))}</button>"
        for order in Order
    )
    label = escape(say("archive.sort"))
    return (
        f'<div class="head"><h2 class="found" tabindex="-1">{escape(count)}</h2>'
        f'<p class="acts" role="group" aria-label="{label}">{orders}</p></div>'
    )


def _page(found: Sequence[Document], page: int, say: Texts) -> str:
    if not found:
        return f'<p class="hint">{escape(say("archive.none"))}</p>'
    last = (len(found) - 1) // PAGE
    page = min(page, last)
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows = "".join(_item(document, say) for document in shown)
    return f'<ol class="items">{rows}</ol>{_pager(page, last, len(found), say)}'


def _pager(page: int, last: int, count: int, say: Texts) -> str:
    """Return the buttons to other pages, and which items this one has; nothing of a single one."""
    if not last:
        return ""

    def step(to: int, text: str) -> str:
        off = " disabled" if to == page else ""
        return _button("page", f'data-page="{to}"{off}', text)

    first = page * PAGE + 1
    shown = say("archive.range", first=first, last=min(count, first + PAGE - 1), count=f"{count:,}")
    return (
        f'<nav class="acts" aria-label="{escape(say("archive.pages"))}">'
        f"{step(0, say('archive.first'))}{step(max(0, page - 1), say('previous'))}"
        f"<span>{escape(shown)}</span>"
        f"{step(min(last, page + 1), say('next'))}{step(last, say('archive.last'))}</nav>"
    )


def _item(document: Document, say: Texts) -> str:
    """Return when and where, the headline, which opens the item's page, and the first words."""
    path = permalink.of_item(document).removeprefix("/")  # within where the chat is served
    title, words = document.title, _first_words(document)
    text = f'<p class="words">{escape(words)}</p>' if words else ""
    when = escape(when_where(document, say) or say("when_where.none"))
    about = escape(say("item.about"))
    return (
        f'<li><div><p class="when">{when}</p>'
        f'<h3><a href="{escape(path)}" target="_blank">{escape(title)}</a></h3>{text}'
        f'</div><p class="acts"><button type="button" data-do="about" {_data("item", document.id)} '
        f'aria-label="{about}: {escape(title)}">{about}</button></p></li>'
    )


def _first_words(document: Document) -> str:
    """Return the beginning of the text below what the item is called."""
    body = document.paragraphs if document.headline else document.paragraphs[1:]
    blocks = body or [b for b in document.blocks if b.kind is BlockKind.NOTE]
    text = " ".join(" ".join(document.text[b.start : b.end] for b in blocks[:2]).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
