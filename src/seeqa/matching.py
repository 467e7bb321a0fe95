"""Which items satisfy filters: one predicate for retrieval, lists and explanations."""

from __future__ import annotations

from seeqa.periods import say_days
from seeqa.places import keys_of, place_key
from seeqa.types import Document, Filters, Topic


def labels(filters: Filters) -> dict[str, str]:
    """Say each filter that is set: {"dates": "9–13 May 2022", "place": …, "topic": "SDG 16.4"}."""
    said = {
        "dates": say_days(filters.first, filters.last),
        "place": " or ".join(filters.places),
        "topic": " or ".join(map(say_topic, filters.topics)),
    }
    return {name: label for name, label in said.items() if label}


def say_topic(topic: Topic) -> str:
    """Say a topic: "SDG 16.4", "SDG 3"."""
    return f"SDG {topic.target or topic.goal}"


def satisfies(document: Document, filters: Filters) -> bool:
    """Tell whether an item satisfies every filter that is set.

    Its days overlap those asked for; a town or country of it is one of the places, by any of its
    names; its topics have one of the goals, or of the targets where such are asked for. An item
    without days, place or topics satisfies no filter on them.
    """
    placed = not filters.places or any(
        place_key(place) in keys_of(document) for place in filters.places
    )
    about = not filters.topics or any(
        _is(topic, asked) for topic in document.topics for asked in filters.topics
    )
    return placed and about and _in_time(document, filters)


def _in_time(document: Document, filters: Filters) -> bool:
    if filters.first is None and filters.last is None:
        return True
    days = [document.dates, *document.more_dates] if document.dates else []
    return any(
        (filters.first is None or one.last >= filters.first)
        and (filters.last is None or one.first <= filters.last)
        for one in days
        if one is not None
    )


def _is(topic: Topic, asked: Topic) -> bool:
    if asked.target is None:
        return topic.goal == asked.goal
    return topic.target is not None and topic.target.lower() == asked.target.lower()
