"""What columns of a table of items, or keys of its objects, are called, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Column(StrEnum):
    """What a column tells of an item; all but the first three become fields of their name."""

    BODY = "body"
    LEAD = "lead"
    DATELINE = "dateline"
    TITLE = "title"
    DATE = "date"
    PLACE = "place"
    COUNTRY = "country"
    TOPICS = "topics"
    LINKS = "links"


# By the likeliest first: where two columns could be the title, the other one is told as it is.
_NAMES: Mapping[Column, str] = {
    Column.BODY: (
        "body, text, content, full text, fulltext, article, story, body text, article body,"
        " content text, content html, body html, html, markdown, paragraphs, message, news,"
        " details, information, report"
    ),
    Column.LEAD: (
        "lead, lede, standfirst, summary, abstract, description, excerpt, teaser, intro,"
        " introduction, blurb"
    ),
    Column.DATELINE: "dateline",
    Column.TITLE: "headline, title, heading, subject, name, event, label",
    Column.DATE: (
        "date, published, publication date, date published, pub date, pubdate, published at,"
        " published on, publish date, publication, issued, date issued, issue date, release date,"
        " released, posted, posted at, posted on, dated, day, start date, date start, created,"
        " created at, created on, date created, timestamp, datetime, date time, updated,"
        " updated at, modified, date modified, date text, date string,"
        " day from, date from, from date"
    ),
    Column.PLACE: (
        "place, city, town, location, venue, where, municipality, locality, village, place name,"
        " city name, area"
    ),
    Column.COUNTRY: "country, country name, nation",
    Column.TOPICS: "topics, topic, sdg, sdgs, sdg targets, goals, tags, tag",
    Column.LINKS: (
        "link, links, url, urls, href, permalink, web link, web page, webpage, source url,"
        " source link, canonical url, external url, website, source"
    ),
}
_MEANINGS = {
    name: (column, rank)
    for column, names in _NAMES.items()
    for rank, name in enumerate(names.split(", "))
}
# What may as well stand in a table of other things than items needs cells of so many words.
_SURE = frozenset(
    "body,text,content,full text,fulltext,article,story,article body,body text,content text,"
    "content html,body html,headline,title".split(",")
)
_TITLE_WORDS, _BODY_WORDS = 2.5, 6.0
# Words before a name that say of what it is ("article_title"), and keys that only hold a value.
_OWNERS = frozenset("article news item story post event entry node field dc og wp rss".split())
_HOLDERS = frozenset("rendered value text name html plain label".split())
# Objects within an object whose keys are as good as its own.
_INNER = frozenset(
    "location address place venue geo where properties attributes fields source node item data"
    " article news meta metadata dates body content document doc record post".split()
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[\W_]+")

Path = tuple[str, ...]  # the keys that lead to a value; a table's column has one


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns mean what: for each meaning its columns, the likeliest first."""

    meaning: Mapping[Column, tuple[Path, ...]] = field(default_factory=dict)

    @property
    def of_items(self) -> bool:
        """Tell whether each row is an item: it has a headline or a text."""
        return any(it in self.meaning for it in (Column.TITLE, Column.BODY, Column.LEAD))


def recognise(columns: Mapping[Path, Sequence[str]]) -> Columns:
    """Return what columns mean, by their names and by the words that stand in them."""
    names = {path: name for path in columns if (name := _name(path)) in _MEANINGS}
    of_items = any(name in _SURE for name in names.values())
    found: dict[Column, list[tuple[int, int, Path]]] = {}
    for path, name in names.items():
        column, rank = _MEANINGS[name]
        lead = of_items and column in (Column.LEAD, Column.BODY)
        if name in _SURE or lead or _wordy(column, columns[path]):
            found.setdefault(column, []).append((len(path), rank, path))
    return Columns({it: tuple(path for _, _, path in sorted(all_)) for it, all_ in found.items()})


def _name(path: Path) -> str:
    """Return the bare name of a column: "article_title", "title.rendered" -> "title"."""
    names = [_spaced(key) for key in path]
    while len(names) > 1 and names[-1] in _HOLDERS and names[-2] in _MEANINGS:
        names.pop()
    if any(name not in _INNER for name in names[:-1]):
        return ""
    words = names[-1].split()
    while len(words) > 1 and words[0] in _OWNERS:
        words.pop(0)
    return " ".join(words)


def _spaced(key: str) -> str:
    """Return a key's words: "datePublished", "DATE_PUBLISHED" -> "date published"."""
    return _APART.sub(" ", _CAMEL.sub(" ", key)).strip().lower()


def _wordy(column: Column, cells: Sequence[str]) -> bool:
    """Tell whether cells have as many words as headlines, or as texts, have."""
    if column not in (Column.TITLE, Column.BODY, Column.LEAD):
        return True
    counts = [len(cell.split()) for cell in cells if cell.strip()]
    limit = _TITLE_WORDS if column is Column.TITLE else _BODY_WORDS
    return bool(counts) and sum(counts) / len(counts) >= limit
