"""What a page says of itself in its head: title, day, place, address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from seeqa.archive.formats.html_marks import tag_of
from seeqa.archive.formats.runs import clean
from seeqa.archive.source import Field, Line, Role
from seeqa.types import Origin

if TYPE_CHECKING:
    from lxml.etree import _Element

# Names of meta tags, the most telling first.
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article.published",
    "citation_publication_date",
    "parsely-pub-date",
    "sailthru.date",
)
_BARS = ("|", "–", "—", " - ", "::", "»")
_SAVED = "saved from url="
_BODY_WORDS = 30  # under a headline, for it to be that of the page and not a masthead


def fields_of(root: _Element, lines: list[Line]) -> dict[str, Field]:
    """Return the fields of a page, from its head and from its one great headline."""
    metas = dict(reversed(list(_metas(root))))
    things = list(_things(root))
    fields = {"title": _title(root, metas, lines)}
    date = next((metas[name] for name in _DATES if name in metas), "") or _only(
        things, "datePublished"
    )
    fields["date"] = _field(date)
    places = ("contentLocation", "locationCreated", "dateline")
    fields["place"] = _field(next(filter(None, (_only(things, name) for name in places)), ""))
    fields["links"] = _field(_address(root))
    return {name: found for name, found in fields.items() if found}


def _field(value: str, number: int = 1) -> Field | None:
    return Field(value, number, Origin.META) if value else None


def _metas(root: _Element) -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each meta tag."""
    for meta in root.iter("meta"):
        content = clean(meta.get("content", ""))
        for key in ("property", "name", "itemprop"):
            if content and meta.get(key):
                yield meta.get(key, "").lower(), content


def _title(root: _Element, metas: dict[str, str], lines: list[Line]) -> Field | None:
    """Return the page's title: what it gives to others, its headline, or its window's."""
    if "og:title" in metas:
        return _field(_bare(metas["og:title"], metas, bars=()))
    headline = _headline(lines)
    if headline:
        return _field(headline.text, headline.number)
    title = next(root.iter("title"), None)
    written = clean("".join(str(piece) for piece in title.itertext())) if title is not None else ""
    return _field(_bare(written, metas, bars=_BARS))


def _headline(lines: list[Line]) -> Line | None:
    """Return the one headline of the first rank, if the page's text is what follows it."""
    great = [at for at, line in enumerate(lines) if line.role is Role.HEADING and line.level == 1]
    if len(great) != 1:
        return None
    words = 0
    for line in lines[great[0] + 1 :]:
        if line.role is Role.HEADING and line.level <= 2:
            break
        if line.role is not Role.FURNITURE:
            words += len(line.text.split())
    return lines[great[0]] if words >= _BODY_WORDS else None


def _bare(title: str, metas: dict[str, str], bars: tuple[str, ...]) -> str:
    """Return a title without the site's name after it: "Flu eases | Health Office"."""
    site = metas.get("og:site_name", "")
    if site and title.endswith(site) and title != site:
        return title[: -len(site)].rstrip(" |–—-:»·") or title
    for bar in bars:
        spaced = f" {bar.strip()} "
        if spaced in title:
            cut = title.split(spaced)[0] if bar == "|" else title.rpartition(spaced)[0]
            return cut.strip() or title
    return title


def _address(root: _Element) -> str:
    """Return the page's own address: the canonical one, or the one that it was saved from."""
    for link in root.iter("link"):
        if "canonical" in link.get("rel", "").lower().split() and "://" in link.get("href", ""):
            return link.get("href", "").strip()
    for comment in _comments(root):
        if comment.startswith(_SAVED):
            return comment.partition(")")[2].strip() or comment.removeprefix(_SAVED).strip()
    return ""


def _comments(root: _Element) -> Iterator[str]:
    """Yield the page's comments, those before <html> first."""
    from lxml.etree import Comment

    for comment in reversed(list(root.itersiblings(preceding=True))):
        if not tag_of(comment):
            yield (comment.text or "").strip()
    for comment in root.iter(Comment):
        yield (comment.text or "").strip()


def _things(root: _Element) -> Iterator[dict[str, Any]]:
    """Yield the things that JSON-LD within the page describes."""
    for script in root.iter("script"):
        if script.get("type", "").lower() != "application/ld+json":
            continue
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting[:0] = thing
            elif isinstance(thing, dict):
                yield thing
                waiting[:0] = [thing[key] for key in ("@graph", "mainEntity") if key in thing]


def _only(things: list[dict[str, Any]], key: str) -> str:
    """Return what all things that have it say of something, empty if they differ."""
    values = {_named(thing[key]) for thing in things if thing.get(key)}
    return values.pop() if len(values) == 1 else ""


def _named(value: Any) -> str:
    """Return a value's words: itself, or the name of the first thing that it is."""
    while isinstance(value, list | dict):
        held = [value.get("name")] if isinstance(value, dict) else value
        value = held[0] if held else None
    return clean(value) if isinstance(value, str) else ""
