"""Which items satisfy filters: one predicate for retrieval, lists and explanations."""

from __future__ import annotations

from seeqa.periods import say_days
from seeqa.places import keys_of, place_key
from seeqa.types import Document, Filters, Topic


def labels(filters: Filters) -> dict[str, str]:
    """Say each filter that is set: {"dates": "9–13 May 2022", "place": …, "topic": "SDG 16.4"}."""
    said = {
        "dates": say_days(filters.first, filters.last),
        "place": filters.place,
        "topic": filters.topic and say_topic(filters.topic),
    }
    return {name: label for name, label in said.items() if label}


def say_topic(topic: Topic) -> str:
    """Say a topic: "SDG 16.4", "SDG 3"."""
    return f"SDG {topic.target or topic.goal}"


def satisfies(document: Document, filters: Filters) -> bool:
    """Tell whether an item satisfies every filter that is set.

    Its days overlap those asked for; its town or its country is the place, by any of its names;
    its topics have the goal, or the target if one is asked for. An item without days, place or
    topics satisfies no filter on them.
    """
    return (
        _in_time(document, filters)
        and (filters.place is None or place_key(filters.place) in keys_of(document))
        and (filters.topic is None or any(_is(topic, filters.topic) for topic in document.topics))
    )


def _in_time(document: Document, filters: Filters) -> bool:
    if filters.first is None and filters.last is None:
        return True
    days = document.dates
    if days is None:
        return False
    early = filters.first is not None and days.last < filters.first
    late = filters.last is not None and days.first > filters.last
    return not early and not late


def _is(topic: Topic, asked: Topic) -> bool:
    if asked.target is None:
        return topic.goal == asked.goal
    return topic.target is not None and topic.target.lower() == asked.target.lower()
