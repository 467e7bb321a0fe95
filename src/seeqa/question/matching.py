"""Which items satisfy filters: one predicate for retrieval, lists and explanations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from seeqa.question.days import meet, say_days
from seeqa.question.places import keys_of, place_key
from seeqa.types import Days, Document, Filters, Topic


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


def satisfies(document: Document, filters: Filters) -> bool:
    """Tell whether a document satisfies every filter that is set.

    Its days overlap those asked for; a town or country of it is one of the places, by any of its
    names, and none of those excluded; its topics have one of the goals, or of the targets where
    such are asked for. An item without days, place or topics satisfies no filter that asks for
    them.
    """
    keys = keys_of(document) if filters.places or filters.not_places else set()
    placed = not filters.places or any(place_key(place) in keys for place in filters.places)
    elsewhere = not any(place_key(place) in keys for place in filters.not_places)
    about = not filters.topics or any(
        _is(topic, asked) for topic in document.topics for asked in filters.topics
    )
    chosen = not filters.items or document.id in filters.items
    return chosen and placed and elsewhere and about and _in_time(document, filters)


def _in_time(document: Document, filters: Filters) -> bool:
    own = [one for one in (document.dates, *document.more_dates) if one]
    return not filters.days or meet(filters.days, own)


def _is(topic: Topic, asked: Topic) -> bool:
    if asked.target is None:
        return topic.goal == asked.goal
    return topic.target is not None and topic.target.lower() == asked.target.lower()
