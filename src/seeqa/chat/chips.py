"""Filters -> the parts that a user can see, set and remove one by one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.question.matching import with_days
from seeqa.types import Filters, Topic


def filter_chips(
    filters: Filters, say: Texts = ENGLISH, item: str | None = None
) -> list[tuple[str, str]]:
    """Return (part, text) of what is asked for: "dates", "place", "place-1", "topic" and so on.

    `item` is what to call the one item that is asked for.
    """
    named = item or ", ".join(filters.items)
    dates = "; ".join(_dates(*days, say) for days in filters.days)
    return [
        *([("dates", dates)] if dates else []),
        *_numbered("place", filters.places),
        *_numbered("not", [f"≠ {place}" for place in filters.not_places]),
        *_numbered("topic", [topic_name(topic) for topic in filters.topics]),
        *([("item", say("filter.item", item=named))] if named and filters.items else []),
    ]


def without(filters: Filters, part: str) -> Filters:
    """Return the filters less one part; an unknown part leaves them as they are."""
    places = [place for at, place in _numbered("place", filters.places) if at != part]
    others = [place for at, place in _numbered("not", filters.not_places) if at != part]
    named = [name for name, _ in _numbered("topic", [str(topic) for topic in filters.topics])]
    topics = [topic for at, topic in zip(named, filters.topics, strict=True) if at != part]
    left = dataclasses.replace(
        filters,
        places=tuple(places),
        topics=tuple(topics),
        not_places=tuple(others),
        items=() if part == "item" else filters.items,
    )
    return with_days(left, ()) if part == "dates" else left


def _numbered(part: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return (part, text), the first named for its part alone: "place", "place-1"."""
    return [(f"{part}-{i}" if i else part, text) for i, text in enumerate(texts)]


def filters_from(
    first: str | None,
    last: str | None,
    place: str | None,
    topic: str | None,
    item: str | None = None,
) -> Filters:
    """Read what a form holds: days as 2022-05-31, a place, a topic as `topic_name` writes it.

    `item` is a document's id. Raises ValueError with the text that is no day.
    """
    days, places, items = (_day(first), _day(last)), _some(place), _some(item)
    return Filters(*days, places, _topics(topic), items=items)


def _some(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def topic_name(topic: Topic) -> str:
    """Return "SDG 16" or "SDG 16.4"."""
    return f"SDG {topic.target or topic.goal}"


def _topics(name: str | None) -> tuple[Topic, ...]:
    number = (name or "").removeprefix("SDG ")
    goal = number.split(".")[0]
    if not goal.isdecimal():
        return ()
    return (Topic(int(goal), number if "." in number else None),)


def _day(text: str | None) -> date | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(text) from error


def _dates(begins: date | None, ends: date | None, say: Texts) -> str:
    first, last = (day and say.day(day) for day in (begins, ends))
    if first == last and first:
        return first
    if first and last:
        return say("filter.dates", first=first, last=last)
    return say("filter.first", first=first) if first else say("filter.last", last=last)
