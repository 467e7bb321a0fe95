"""Items -> Documents: lay out the text and its blocks, give ids, read topics and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from seeqa.corpus.draft import Item, Line
from seeqa.terms import fold
from seeqa.types import Block, BlockKind, Document, Topic

_T = TypeVar("_T")
_GOAL = re.compile(r"\bSDGs?\s+(\d{1,2})\b(?!\.\w)", re.IGNORECASE)
_TARGET = re.compile(r"\b(1[0-7]|[1-9])\.(\d{1,2}|[a-d])\b", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"']+")


def make_document(item: Item, file: str, taken: set[str]) -> Document:
    """Return the document of an item; its id is added to those `taken`."""
    text, blocks = _lay_out(item.lines)
    headline = next((ln.text for ln in item.lines if ln.kind is BlockKind.HEADLINE), "")
    document = Document(
        id=_document_id(file, headline or item.lines[0].text, taken),
        file=file,
        text=text,
        blocks=blocks,
        dates=item.dates,
        place=item.place,
        country=item.country,
    )
    topics = [topics_of(ln.text) for ln in item.lines if ln.kind is BlockKind.TOPICS]
    links = [_URL.findall(ln.text) or [ln.text] for ln in item.lines if ln.kind is BlockKind.LINK]
    return replace(
        document,
        topics=_unique([*item.topics, *(topic for found in topics for topic in found)]),
        links=_unique([*item.links, *(link for found in links for link in found)]),
    )


def _lay_out(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...]]:
    """Join the lines into the document's text; a dateline and its body are two blocks."""
    blocks: list[Block] = []
    position = 0
    for line in lines:
        end = position + len(line.text)
        start, last = position, line.number + line.more
        if line.dateline:
            dateline_end = position + len(line.dateline.text)
            blocks.append(Block(BlockKind.DATELINE, position, dateline_end, line.number, last))
            start = position + line.dateline.body_start
        blocks.append(Block(line.kind, start, end, line.number, last))
        position = end + 1
    return "\n".join(line.text for line in lines), tuple(blocks)


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


def topics_of(line: str) -> tuple[Topic, ...]:
    """Return the SDG goals and targets that a line names; a goal alone if it has no target."""
    targets = [Topic(int(goal), f"{goal}.{part.lower()}") for goal, part in _TARGET.findall(line)]
    aimed = {topic.goal for topic in targets}
    goals = [Topic(int(goal)) for goal in _GOAL.findall(line) if int(goal) not in aimed]
    return _unique([*goals, *targets])


def _unique(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))
