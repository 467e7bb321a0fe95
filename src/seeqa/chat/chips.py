"""Filters -> the parts that a user can see, set and remove one by one."""

from __future__ import annotations

import dataclasses
from datetime import date

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.types import Filters, Topic

_PARTS = {"dates": ("first", "last"), "place": ("place",), "topic": ("topic",)}


def filter_chips(filters: Filters, say: Texts = ENGLISH) -> list[tuple[str, str]]:
    """Return (part, text) of what is asked for: "dates", "place", "topic"."""
    chips = []
    if filters.first or filters.last:
        chips.append(("dates", _dates(filters, say)))
    if filters.place:
        chips.append(("place", filters.place))
    if filters.topic:
        chips.append(("topic", topic_name(filters.topic)))
    return chips


def without(filters: Filters, part: str) -> Filters:
    """Return the filters less one part; an unknown part leaves them as they are."""
    return dataclasses.replace(filters, **dict.fromkeys(_PARTS.get(part, ())))


def filters_from(
    first: str | None, last: str | None, place: str | None, topic: str | None
) -> Filters:
    """Read what a form holds: days as 2022-05-31, a place, a topic as `topic_name` writes it.

    Raises ValueError with the text that is no day.
    """
    return Filters(_day(first), _day(last), place or None, _topic(topic))


def topic_name(topic: Topic) -> str:
    """Return "SDG 16" or "SDG 16.4"."""
    return f"SDG {topic.target or topic.goal}"


def _topic(name: str | None) -> Topic | None:
    number = (name or "").removeprefix("SDG ")
    goal = number.split(".")[0]
    if not goal.isdecimal():
        return None
    return Topic(int(goal), number if "." in number else None)


def _day(text: str | None) -> date | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(text) from error


def _dates(filters: Filters, say: Texts) -> str:
    first, last = (day and say.day(day) for day in (filters.first, filters.last))
    if first == last and first:
        return first
    if first and last:
        return say("filter.dates", first=first, last=last)
    return say("filter.first", first=first) if first else say("filter.last", last=last)
