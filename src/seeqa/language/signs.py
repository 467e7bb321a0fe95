"""What a text tells of itself, and where: who paid, who came, when, why, by one table.

A sign (`signs.toml`) has the words that ask for it and those that tell it, and says which argument
of such a verb or noun is the slot that answers. A slot is no answer yet: it is evidence that one
stands there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from seeqa.language.parse import Parse

_TIMES, _SUMS, _PLACES = ("DATE", "TIME", "QUANTITY"), ("MONEY",), ("GPE", "LOC", "FAC", "ORG")
_OF_ENTITIES = {"time": _TIMES, "money": _SUMS, "place": _PLACES}
_RELATIVES = frozenset({"who", "which", "that"})
_CLAUSES = frozenset({"because", "since", "as", "so", "due", "owing", "after", "to", "for"})


@dataclass(frozen=True, slots=True)
class Sign:
    """A row of the table."""

    name: str
    asks: frozenset[str]
    kinds: frozenset[str]
    verbs: frozenset[str]
    nouns: frozenset[str]
    slot: str
    leads: frozenset[str]
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a text tells something of a sign."""

    sign: str
    start: int
    end: int


@lru_cache(maxsize=1)
def signs() -> tuple[Sign, ...]:
    """Return the rows of the table."""
    text = resources.files(__package__).joinpath("signs.toml").read_text(encoding="utf-8")
    return tuple(
        Sign(
            name=name,
            **{part: frozenset(row[part].split()) for part in ("asks", "kinds", "verbs", "nouns")},
            slot=row["slot"],
            leads=frozenset(row["from"].split()),
            example=row["example"],
            counter=row["counter"],
        )
        for name, row in tomllib.loads(text).items()
    )


def told(parse: Parse) -> tuple[Slot, ...]:
    """Return every slot of a text, in the order of the table and of the text."""
    return tuple(dict.fromkeys(slot for sign in signs() for slot in _slots(sign, parse)))


def _slots(sign: Sign, parse: Parse) -> Iterator[Slot]:
    for at, token in enumerate(parse.tokens):
        if token.pos in ("VERB", "AUX") and (token.lemma in sign.verbs or "any" in sign.verbs):
            yield from (_slot(sign, parse, i) for i in _arguments(sign, parse, at))
        elif token.pos == "NOUN" and token.lemma in sign.nouns:
            yield from (_slot(sign, parse, i) for i in _led(sign, parse, at))


def _arguments(sign: Sign, parse: Parse, verb: int) -> Iterator[int]:
    """Yield the words that head the slot of a verb."""
    children = parse.children(verb)
    deps = {i: parse.tokens[i].dep for i in children}
    passive = "nsubjpass" in deps.values() or "auxpass" in deps.values()
    wanted = {
        "agent": ("nsubj",),
        "object": ("nsubjpass",) if passive else ("dobj", "attr", "oprd"),
    }
    for i in children:
        if deps[i] in wanted.get(sign.slot, ()):
            yield i
        elif (
            sign.slot == "agent" and deps[i] in ("agent", "prep") and parse.tokens[i].lemma == "by"
        ):
            yield from _objects(parse, i)
        elif sign.slot == "clause" and _is_clause(parse, i):
            yield i
        elif sign.slot in _OF_ENTITIES:
            yield from (n for n in parse.subtree(i) if _is_of(sign, parse, n))
    relative = any(deps[i] == "nsubj" and parse.tokens[i].lemma in _RELATIVES for i in children)
    if sign.slot == "agent" and relative and parse.tokens[verb].dep == "relcl":
        yield parse.tokens[verb].head


def _led(sign: Sign, parse: Parse, noun: int) -> Iterator[int]:
    """Yield the words that head the slot of a noun: "a grant from …", "the Norwegian grant"."""
    for i in parse.children(noun):
        token = parse.tokens[i]
        if token.dep == "prep" and token.lemma in sign.leads:
            yield from _objects(parse, i)
        elif sign.slot == "agent" and token.dep in ("poss", "compound", "amod") and token.entity:
            yield i
    if sign.slot in _OF_ENTITIES:
        clause = parse.tokens[noun].head
        yield from (n for n in parse.subtree(clause) if _is_of(sign, parse, n))


def _is_of(sign: Sign, parse: Parse, at: int) -> bool:
    return parse.tokens[at].entity in _OF_ENTITIES[sign.slot]


def _is_clause(parse: Parse, at: int) -> bool:
    """Tell whether a word heads a clause of reason or purpose."""
    token = parse.tokens[at]
    if token.dep == "prep":
        return token.lemma in ("because", "due", "owing", "for")
    marks = {
        parse.tokens[i].lemma for i in parse.children(at) if parse.tokens[i].dep in ("mark", "aux")
    }
    return token.dep in ("advcl", "xcomp") and bool(marks & _CLAUSES)


def _objects(parse: Parse, preposition: int) -> Iterator[int]:
    yield from (i for i in parse.children(preposition) if parse.tokens[i].dep in ("pobj", "pcomp"))


def _slot(sign: Sign, parse: Parse, at: int) -> Slot:
    """Return the slot that a word heads: itself and what depends on it, or its entity."""
    if sign.slot in _OF_ENTITIES:
        entity = next(
            (e for e in parse.entities if e.start <= parse.tokens[at].start < e.end), None
        )
        if entity:
            return Slot(sign.name, entity.start, entity.end)
    inside = parse.subtree(at)
    return Slot(sign.name, parse.tokens[inside[0]].start, parse.tokens[inside[-1]].end)
