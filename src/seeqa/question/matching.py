"""Filters in words, and with other days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from seeqa.question.days import say_days
from seeqa.types import Days, Filters, Topic


def labels(filters: Filters) -> dict[str, str]:
    """Say each filter that is set: {"dates": "9–13 May 2022", "place": …, "topic": "SDG 16.4"}."""
    places, others = (" or ".join(some) for some in (filters.places, filters.not_places))
    outside = f"{places}, not {others}" if places else f"outside {others}"
    said = {
        "dates": " or ".join(say_days(*days) for days in filters.days),
        "place": outside if others else places,
        "topic": " or ".join(map(say_topic, filters.topics)),
        "item": "the one asked about" if filters.items else "",
    }
    return {name: label for name, label in said.items() if label}


def say_topic(topic: Topic) -> str:
    """Say a topic: "SDG 16.4", "SDG 3"."""
    return f"SDG {topic.target or topic.goal}"


def with_days(filters: Filters, days: Sequence[Days]) -> Filters:
    """Return filters with other stretches of days."""
    (first, last), *more = days or [(None, None)]
    return replace(filters, first=first, last=last, more_days=tuple(more))
