"""Items -> Documents: lay out the text and its blocks, give ids, read topics and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from seeqa.archive.dating import Told
from seeqa.archive.items import Item, Placed
from seeqa.archive.source import Line
from seeqa.terms import fold
from seeqa.types import Block, BlockKind, Document, Topic, Unit

_T = TypeVar("_T")
_GOAL = re.compile(r"\bSDGs?\s+(\d{1,2})\b(?!\.\w)", re.IGNORECASE)
_TARGET = re.compile(r"\b(1[0-7]|[1-9])\.(\d{1,2}|[a-d])\b", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"']+")


def make_document(item: Item, told: Told, file: str, unit: Unit, taken: set[str]) -> Document:
    """Return the document of an item; its id is added to those `taken`."""
    lines = [*_from_fields(item, told), *item.lines]
    text, blocks = _lay_out(lines)
    headline = next((_words(p) for p in lines if p.words[1]), "")
    (town, country), *others = told.places or ((None, None),)
    dates, *more = told.dates or (None,)
    return Document(
        id=_document_id(file, headline or (lines[0].line.text if lines else ""), taken),
        file=file,
        text=text,
        blocks=blocks,
        dates=dates,
        place=town,
        country=country,
        topics=_topics(lines, item),
        links=_links(lines, item),
        unit=unit,
        placed=told.placed,
        more_dates=tuple(day for day in more if day is not None),
        more_places=tuple((name, of) for name, of in others if name),
        about=item.about,
    )


def _from_fields(item: Item, told: Told) -> list[Placed]:
    """Return what the file says of the item elsewhere as lines: its headline, when and where."""
    made = []
    title = item.fields.get("title")
    if title is not None and not any(p.words[1] for p in item.lines):
        line = Line(title.number, title.value)
        made.append(Placed(line, BlockKind.HEADLINE, words=(0, len(title.value))))
    if told.written is not None:
        line = Line(told.written.number, told.written.value)
        made.append(Placed(line, BlockKind.DATELINE))
    return made


def _words(placed: Placed) -> str:
    return placed.line.text[slice(*placed.words)].strip()


def _lay_out(lines: Sequence[Placed]) -> tuple[str, tuple[Block, ...]]:
    """Join the lines into the document's text; a dateline and its body are two blocks."""
    blocks: list[Block] = []
    position = 0
    for placed in lines:
        number, last = placed.line.number, placed.line.number + placed.line.more
        blocks += [
            Block(kind, position + start, position + end, number, last)
            for kind, start, end in sorted(_stretches(placed), key=lambda one: one[1])
        ]
        position += len(placed.line.text) + 1
    return "\n".join(placed.line.text for placed in lines), tuple(blocks)


def _stretches(placed: Placed) -> list[tuple[BlockKind, int, int]]:
    """Return what the words of a line are, from where to where."""
    text, stamp = placed.line.text, placed.stamp
    if placed.kind is BlockKind.HEADLINE:
        start, end = placed.words
        words = text[start:end]
        start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        beside = [(BlockKind.DATELINE, stamp.start, stamp.end)] if stamp is not None else []
        return [*beside, (BlockKind.HEADLINE, start, end)]
    if placed.words[1]:  # a headline in the same line
        body = stamp.body if stamp is not None else placed.words[1] + 1
        body += len(text[body:]) - len(text[body:].lstrip())
        dated = [(BlockKind.DATELINE, stamp.start, stamp.end)] if stamp is not None else []
        return [(BlockKind.HEADLINE, *placed.words), *dated, (placed.kind, body, len(text))]
    if stamp is None:
        return [(placed.kind, 0, len(text))]
    if placed.kind is BlockKind.DATELINE:
        return [(BlockKind.DATELINE, stamp.start, stamp.end)]
    return [(BlockKind.DATELINE, 0, stamp.end), (placed.kind, stamp.body, len(text))]


def _document_id(file: str, headline: str, taken: set[str]) -> str:
    """Return a readable id that no other document has: file stem, "/", headline."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(headline)).strip("-")
    if len(slug) > 60:
        slug = slug[:61].rsplit("-", 1)[0]
    base = f"{file.rsplit('.', 1)[0]}/{slug or 'item'}"
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    taken.add(name)
    return name


def _topics(lines: Sequence[Placed], item: Item) -> tuple[Topic, ...]:
    said = [placed.line.text for placed in lines if placed.kind is BlockKind.TOPICS]
    named = item.fields.get("topics")
    return _unique(topic for text in [*([named.value] if named else []), *said]
                   for topic in topics_of(text))  # fmt: skip


def _links(lines: Sequence[Placed], item: Item) -> tuple[str, ...]:
    said = [placed.line.text for placed in lines if placed.kind is BlockKind.LINK]
    named = item.fields.get("links")
    return _unique(link for text in [*([named.value] if named else []), *said]
                   for link in _URL.findall(text) or [text])  # fmt: skip


def topics_of(line: str) -> tuple[Topic, ...]:
    """Return the SDG goals and targets that a line names; a goal alone if it has no target."""
    targets = [Topic(int(goal), f"{goal}.{part.lower()}") for goal, part in _TARGET.findall(line)]
    aimed = {topic.goal for topic in targets}
    goals = [Topic(int(goal)) for goal in _GOAL.findall(line) if int(goal) not in aimed]
    return _unique([*goals, *targets])


def _unique(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))
