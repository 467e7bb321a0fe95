"""`.md` files: YAML front matter, then one item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import yaml

from seeqa.corpus.documents import topics_of
from seeqa.corpus.draft import Draft, Item, Line, check_item, furniture
from seeqa.dates import match_dateline, parse_dates
from seeqa.types import BlockKind, DateRange


def read_markdown(text: str, draft: Draft) -> None:
    """Read a file of one item with front matter into the draft."""
    matter, body, offset = _front_matter(text, draft)
    lines: list[Line] = []
    headline = _text(matter.get("headline") or matter.get("title"))
    if headline:
        lines.append(Line(1, headline, BlockKind.HEADLINE))
    for number, more, paragraph in _markdown_paragraphs(body, offset):
        heading = re.fullmatch(r"#+\s+(.*?)\s*#*", paragraph)
        if heading and not any(line.kind is BlockKind.HEADLINE for line in lines):
            lines.insert(0, Line(number, heading[1], BlockKind.HEADLINE))
            continue
        kind = BlockKind.NOTE if heading else furniture(paragraph) or BlockKind.PARAGRAPH
        dateline = match_dateline(paragraph) if kind is BlockKind.PARAGRAPH else None
        lines.append(Line(number, paragraph, kind, dateline, more))
    if not lines:
        draft.doubt(1, "not read: no text after the front matter")
        return
    if lines[0].kind is not BlockKind.HEADLINE:
        draft.doubt(1, "an item without a headline")
    item = Item(lines=lines, **_matter_fields(matter, lines, draft))
    draft.items.append(item)
    check_item(item, draft)


def _front_matter(text: str, draft: Draft) -> tuple[dict[str, Any], str, int]:
    """Return the front matter, the body, and the number of the body's first line."""
    match = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", text, re.DOTALL)
    if match is None:
        draft.doubt(1, "a Markdown file without front matter (--- … ---)")
        return {}, text, 1
    start = text[: match.end()].count("\n") + 1
    try:
        matter = yaml.safe_load(match[1]) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2022-06-31
        mark = getattr(error, "problem_mark", None)
        draft.doubt(mark.line + 2 if mark else 1, "front matter that is not YAML; it was ignored")
        matter = {}
    if not isinstance(matter, dict):
        draft.doubt(1, "front matter that is not a list of 'name: value'; it was ignored")
        matter = {}
    return {str(key).lower(): value for key, value in matter.items()}, text[match.end() :], start


def _markdown_paragraphs(body: str, first: int) -> Iterable[tuple[int, int, str]]:
    """Yield each paragraph's first line, how many follow, and its text, the lines joined."""
    gathered: list[str] = []
    for number, line in enumerate([*body.split("\n"), ""], first):
        if line.strip():
            gathered.append(line.strip())
        elif gathered:
            yield number - len(gathered), len(gathered) - 1, " ".join(gathered)
            gathered = []


def _matter_fields(matter: dict[str, Any], lines: Sequence[Line], draft: Draft) -> dict[str, Any]:
    dateline = next((line.dateline for line in lines if line.dateline), None)
    written = matter.get("date") or matter.get("dates")
    if isinstance(written, datetime):
        written = written.date()
    if isinstance(written, date):
        dates: DateRange | None = DateRange(written, written)
    elif written:
        dates = parse_dates(str(written))
        if dates is None:
            draft.doubt(1, f"the date {str(written)!r} in the front matter is no possible date")
    else:
        dates = parse_dates(dateline.date_text) if dateline else None
    topics = matter.get("topics") or matter.get("sdg") or ()
    links = matter.get("links") or matter.get("link") or ()
    return {
        "dates": dates,
        "place": _text(matter.get("place")) or (dateline.place if dateline else None),
        "country": _text(matter.get("country")) or (dateline.country if dateline else None),
        "topics": topics_of(" ".join(f"SDG {topic}" for topic in _listed(topics))),
        "links": tuple(_listed(links)),
    }


def _text(value: object) -> str | None:
    return " ".join(_str(value).split()) or None if value is not None else None


def _listed(value: object) -> list[str]:
    return [_str(one) for one in value] if isinstance(value, list | tuple) else [_str(value)]


def _str(value: object) -> str:
    """Return the value as text; YAML's escapes give an emoji as two halves of a character."""
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
