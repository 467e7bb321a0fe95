"""The places of a question: which say where items are wanted from, by the archive and the parse.

A gazetteer is learned from the archive's datelines; a place where no item is says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from seeqa.columns import Tables
from seeqa.language.countries import is_country
from seeqa.language.parse import Parse
from seeqa.language.placenames import KEYS, KINDS, place_key, plain_words
from seeqa.question.phrase import (
    EVENTS,
    ITEMS,
    Join,
    Lexeme,
    head_of,
    join,
    lexemes,
    of_items,
    settled,
    token_at,
    told_about,
    wanted,
)

_WITHIN = frozenset("in at near around within inside across throughout".split())
_FROM = frozenset({"from"})
_OUTSIDE = frozenset({"outside", "except", "excluding", "without"})
_LINKS = frozenset({",", "(", "and", "or", "&", "/", "nor"})  # between places of one list
_BESIDE = frozenset({"compound", "amod", "nmod", "poss", "nummod"})
_MARKS = frozenset("-'.&")  # within a name


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the archive that a question names: its name there, and which lexemes name it.

    A country that is only added to its town ("Ohrid, North Macedonia") has no name here.
    """

    name: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a question wants items from and where not; `said` are the offsets that say so."""

    places: tuple[str, ...] = ()
    not_places: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    said: tuple[tuple[int, int], ...] = ()


class Gazetteer:
    """The places of an archive's items."""

    def __init__(self, places: Tables) -> None:
        """Take the places of the items."""
        self._here = places.here
        self._together = [set(keys) for keys, _ in places.together]
        self._names = {tuple(key.split()): name for key, name in self._here.items()}
        others = {words: self._here.get(" ".join(key)) for words, key in KEYS.items()}
        self._names |= {words: name for words, name in others.items() if name}
        self._names |= {(part,): name for part, name in places.parts}
        self._longest = max(map(len, self._names), default=0)

    def shown(self, name: str) -> str:
        """Return a place's name as the archive writes it, else as it was given."""
        return self._here.get(place_key(name), " ".join(name.split()))

    def read(self, parse: Parse) -> Placed:
        """Return where a question wants items from."""
        words = lexemes(parse.text)
        found: list[tuple[Mention, Join]] = []
        for mention in self._mentions(parse, words):
            town, said = found[-1] if found else (None, None)
            between = {w.text for w in words[town.end : mention.first]} if town else set()
            refines = town and self._refines(mention, town, between)
            if said and (refines or _is_listed(between, said)):
                found.append((replace(mention, name="") if refines else mention, said))
            elif own := _said(parse, words, mention):
                found.append((mention, own))
        wanted, others = (
            tuple(dict.fromkeys(m.name for m, said in found if m.name and said.excluding is out))
            for out in (False, True)
        )
        offsets = tuple((words[m.first].start, words[m.end - 1].end) for m, _ in found)
        return Placed(wanted, others, tuple(_unread(parse, words, found)), offsets)

    def _refines(self, country: Mention, town: Mention, between: set[str]) -> bool:
        """Tell whether a country is only added to its town."""
        both = {place_key(country.name), place_key(town.name)}
        added = between <= {",", "(", "in", "the"} and is_country(country.name)
        return added and any(both <= keys for keys in self._together)

    def _mentions(self, parse: Parse, words: Sequence[Lexeme]) -> Iterator[Mention]:
        """Yield the places that a question names; the longest name counts."""
        plain = parse.text == parse.text.lower()
        at = 0
        while at < len(words):
            name, end = self._name_at(words, at)
            written = parse.text[words[at].start : words[end - 1].end]
            if name and (plain or written != written.lower()) and _is_whole(parse, words, at, end):
                yield Mention(name, at, end)
            at = end

    def _name_at(self, words: Sequence[Lexeme], at: int) -> tuple[str, int]:
        """Return the place that the most words from a lexeme on name, and where they end."""
        for end in range(min(len(words), at + 2 * self._longest), at, -1):
            inside = [word.text for word in words[at:end]]
            plain = [word for word in inside if word not in _MARKS]
            ends = inside[0] in plain and inside[-1] in plain and inside[0] != "the"
            named = ends and all(word[0].isalnum() for word in plain)
            name = self._names.get(plain_words(" ".join(plain)), "") if named else ""
            if name:
                return name, end
        return "", at + 1


def _is_listed(between: set[str], before: Join) -> bool:
    """Tell whether a place is listed with the one before: "in Serbia or in Albania"."""
    return bool(between & _LINKS) and between <= _LINKS | {"the", before.preposition}


def _is_whole(parse: Parse, words: Sequence[Lexeme], first: int, end: int) -> bool:
    """Tell whether words name a place alone, and not the beginning or end of a longer name."""
    before = first > 1 and _is_named(parse, words, first - 1, first, KINDS)
    after = end < len(words) and _is_named(parse, words, end, end - 1, ITEMS | EVENTS)
    return not (before or after)


def _is_named(parse: Parse, words: Sequence[Lexeme], at: int, beside: int, plain: Set[str]) -> bool:
    """Tell whether a lexeme is a part of the name that the one beside it is a part of."""
    left, right = sorted((at, beside))
    apart = parse.text[words[left].end : words[right].start].strip()
    token = parse.tokens[token_at(parse, words[at].start)]
    named = token.pos == "PROPN" and token.text[:1].isupper() and token.entity != "DATE"
    return not apart and named and token.lemma not in plain


def _said(parse: Parse, words: Sequence[Lexeme], mention: Mention) -> Join | None:
    """Return how a place is joined to a question where it says where items are from, or None.

    A town after "in" and the like says so of any noun, a country only of what is wanted: there is
    corruption in Serbia in many an item that is placed elsewhere.
    """
    token = parse.tokens[head_of(parse, words[mention.first : mention.end])]
    over = parse.tokens[token.head]
    said = join(parse, words, mention.first, mention.end, _WITHIN | _FROM | _OUTSIDE)
    beside = token.dep in _BESIDE and over.start > token.start
    if beside and over.lemma in ITEMS | EVENTS:
        return said if not said.denied else None
    town = not is_country(mention.name)
    if said.excluding:
        return said if wanted(parse, said.of) else None
    if said.preposition in _FROM:
        return settled(parse, said) if of_items(parse, said.of) else None
    if said.preposition:
        told = wanted(parse, said.of) or (town and not told_about(parse, said.of))
        return settled(parse, said) if told and (town or not beside) else None
    alone = mention.end - mention.first == sum(word.text[0].isalnum() for word in words)
    lined = any(t.lemma in ("dateline", "datelined") for t in parse.tokens)
    return said if alone or lined else None


def _unread(
    parse: Parse, words: Sequence[Lexeme], found: Sequence[tuple[Mention, Join]]
) -> Iterator[str]:
    """Yield notes on the places that are excluded, or asked for beside others, but no item has."""
    ends = {mention.end for mention, _ in found}
    for entity in parse.entities:
        name = parse.text[entity.start : entity.end]
        inside = [i for i, w in enumerate(words) if entity.start <= w.start < entity.end]
        known = any(m.first <= i < m.end for m, _ in found for i in inside)
        if known or not inside or not (entity.label in ("GPE", "LOC") or is_country(name)):
            continue
        said = join(parse, words, inside[0], inside[-1] + 1, _WITHIN | _FROM | _OUTSIDE)
        beside = inside[0] - 1 in ends and words[inside[0] - 1].text in _LINKS
        if beside or (said.excluding and wanted(parse, said.of)):
            yield f"No item is placed in {name}; it was left out of the search."
