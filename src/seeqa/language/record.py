"""Texts -> records: what each sentence tells, written down once, when an archive is indexed.

A record has the names, dates and numbers of a text, the slots of its signs (who paid, who came,
when, why), and of each sentence the dictionary forms and whether it denies, plans or calls off. It
knows nothing of questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from seeqa.language.parse import Entity, Parse
from seeqa.language.signs import Slot, told
from seeqa.sentences import sentence_offsets

_DENIES = frozenset("not n't no never nobody none neither nor without nothing hardly".split())
CALLS_OFF = frozenset("cancel postpone abandon suspend scrap withdraw delay shelve".split())
_PLANS = frozenset("plan will expect hope intend propose would may might should shall".split())


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence: its place in the text, the terms of its words' lemmas, how it tells them."""

    start: int
    end: int
    lemmas: tuple[str, ...] = ()
    denies: bool = False
    calls_off: bool = False
    plans: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What a text tells; all places are offsets into it."""

    statements: tuple[Statement, ...] = ()
    entities: tuple[Entity, ...] = ()
    slots: tuple[Slot, ...] = ()


class Parser(Protocol):
    """Parses texts."""

    def parses(self, texts: Iterable[str]) -> Iterator[Parse]:
        """Yield the parse of each text."""
        ...


def records(texts: Iterable[str], parser: Parser) -> Iterator[Record]:
    """Yield the record of each text."""
    for parse in parser.parses(texts):
        statements = (_statement(parse, *place) for place in sentence_offsets(parse.text))
        yield Record(tuple(statements), parse.entities, told(parse))


def _statement(parse: Parse, start: int, end: int) -> Statement:
    inside = [token for token in parse.tokens if start <= token.start < end]
    lemmas = {token.lemma for token in inside if token.pos != "PROPN"}  # "May" is a month
    return Statement(
        start,
        end,
        lemmas=tuple(dict.fromkeys(t.term for t in inside if t.has_content and t.term)),
        denies=bool(lemmas & _DENIES),
        calls_off=bool(lemmas & CALLS_OFF),
        plans=bool(lemmas & _PLANS),
    )
