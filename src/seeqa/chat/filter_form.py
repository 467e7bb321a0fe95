"""The fold to ask only about some of the items: days, a place, a topic, set by hand; an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seeqa.catalogue import Items
from seeqa.chat.blocks import block, click_data
from seeqa.chat.chips import filter_chips, filters_from, topic_name
from seeqa.chat.events import AT_ONCE, given, texts_for
from seeqa.chat.opening import Opening, State
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape
from seeqa.types import Document, Filters, Topic

FIELDS = ("first", "last", "place", "topic", "item")
_OF_PARTS = {
    "dates": ("first", "last"),
    "place": ("place",),
    "topic": ("topic",),
    "item": ("item",),
}


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The Gradio components of the fold; `filters` is the state that a question is asked with."""

    fold: Any
    first: Any
    last: Any
    place: Any
    topic: Any
    item: Any
    clear: Any
    told: Any
    filters: Any

    @property
    def fields(self) -> list[Any]:
        """What is filled in: first day, last day, place, topic, the id of an item."""
        return [self.first, self.last, self.place, self.topic, self.item]

    @property
    def all(self) -> list[Any]:
        """The fields, and what they make: the filters, and the line that tells of them."""
        return [*self.fields, self.filters, self.told]


def add_form(gr: Any, words: Any) -> FilterForm:
    """Add the fold where the layout stands."""
    with gr.Accordion(words("filters"), open=False, elem_id="filters") as fold:
        with gr.Row():
            first, last = (
                gr.Textbox(
                    label=words(f"filter.{end}"),
                    placeholder=words("filter.day"),
                    elem_id=f"filter-{name}",
                    min_width=110,
                )
                for end, name in (("from", "first"), ("to", "last"))
            )
            place = gr.Dropdown(
                label=words("filter.place"),
                choices=[""],
                value="",
                elem_id="filter-place",
                min_width=110,
            )
            topic = gr.Dropdown(
                label=words("filter.topic"),
                choices=[""],
                value="",
                elem_id="filter-topic",
                min_width=110,
            )
        clear = gr.Button(words("clear"), size="sm", elem_id="filter-clear")
    item = gr.Textbox(visible=False)  # filled in where items are shown
    told = block(gr, "", "filtered")
    return FilterForm(fold, first, last, place, topic, item, clear, told, gr.State(Filters()))


def form_choices(
    gr: Any, opening: Opening, place: str | None = "", topic: str | None = ""
) -> tuple[Any, Any]:
    """Return the updates that offer the archive's places and topics, and what is chosen of old."""
    items = opening.items
    named = [topic_name(topic) for topic in topics(items)]
    offered = ((items.columns.tables.offered, place), (named, topic))
    first, second = (
        gr.update(choices=list(dict.fromkeys(["", *names, chosen or ""])))
        for names, chosen in offered
    )
    return first, second


def wire_form(gr: Any, opening: Opening, form: FilterForm) -> None:
    """Keep the state and the line under the fold up to date with what a person fills in.

    A day counts once it is typed: at Enter, or when its field is left. Who fills the fields
    otherwise sets those two as well (`filled`): fields that change together would tell of it one
    by one, and overtake one another.
    """

    @given(request=gr.Request)
    def changed(
        first: str | None, last: str | None, place: str, topic: str, item: str, request: Any
    ) -> tuple[Filters, str]:
        return filled(opening, (first, last, place, topic, item), texts_for(request))

    @given(event=gr.EventData, request=gr.Request)
    def removed(
        first: str, last: str, place: str, topic: str, item: str, event: Any, request: Any
    ) -> tuple[Any, ...]:
        gone = _OF_PARTS.get(click_data(event).get("part", ""), ())
        filled_in = zip(FIELDS, (first, last, place, topic, item), strict=True)
        left = ["" if name in gone else value for name, value in filled_in]
        return (*left, *filled(opening, left, texts_for(request)))

    told = [form.filters, form.told]
    days = [event for day in (form.first, form.last) for event in (day.blur, day.submit)]
    gr.on([*days, form.place.input, form.topic.input], changed, form.fields, told, **AT_ONCE)
    form.clear.click(emptied, None, form.all, **AT_ONCE)
    form.told.click(removed, form.fields, form.all, **AT_ONCE)


def emptied() -> tuple[Any, ...]:
    """Return the values of `FilterForm.all` where nothing is filled in."""
    return (*[""] * len(FIELDS), Filters(), "")


def filled(
    opening: Opening, fields: Sequence[str | None], say: Texts = ENGLISH
) -> tuple[Filters, str]:
    """Return the filters that fields make, and the line that tells of them."""
    first, last, place, topic, item = (field or "" for field in fields)
    filters, told = read(first, last, place, topic, opening.documents.get(item), say)
    none = opening.assistant().why_none(filters) if opening.state is State.READY else ""
    return filters, told + (_problem(none) if none else "")


def read(
    first: str | None,
    last: str | None,
    place: str,
    topic: str,
    item: Document | None = None,
    say: Texts = ENGLISH,
) -> tuple[Filters, str]:
    """Return the filters that are filled in, and the line that says so, or what is wrong."""
    try:
        filters = filters_from(first, last, place, topic, item.id if item else None)
    except ValueError as error:
        return Filters(), _problem(say("filter.bad_date", text=error))
    if filters.first and filters.last and filters.first > filters.last:
        return Filters(), _problem(say("filter.order"))
    named = filter_chips(filters, say, item.title if item else None)
    chips = "".join(_chip(part, text, say) for part, text in named)
    shown = f'<p class="note">{escape(say("ask.only"))}</p><ul class="chips">{chips}</ul>'
    return filters, shown if chips else ""


def topics(items: Items) -> list[Topic]:
    """Return the goals of the items and their targets, each once."""
    columns = items.columns
    found = {columns.tables.topics[i] for i in set(columns.topics_in(items.rows)[1].tolist())}
    found |= {Topic(topic.goal) for topic in found}
    return sorted(found, key=lambda topic: (topic.goal, topic.target or ""))


def _chip(part: str, text: str, say: Texts) -> str:
    label = escape(say("filter.remove", what=text))
    return (
        f'<li class="chip"><span>{escape(text)}</span> <button type="button" data-do="remove" '
        f'data-part="{part}" aria-label="{label}" title="{label}">×</button></li>'
    )


def _problem(text: str) -> str:
    return f'<p class="problem" role="alert">{escape(text)}</p>'
