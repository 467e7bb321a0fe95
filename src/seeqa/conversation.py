"""A question and those before it -> what is asked, and of which document.

Where the words of a question alone do not tell (see `understand`), the archive does: whether it
bears out that a question leans on an earlier one, which document that one is about, and whether
"And in Tirana?" or "Which of them …?" ask the earlier question's list again. Keeps nothing between
questions but which items the last ones were about, which the archive alone decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from seeqa.collect import Collector
from seeqa.facts import Facts
from seeqa.intent import LISTS, narrowed, relation
from seeqa.quantities import ORDINALS
from seeqa.retrieve import CANDIDATES
from seeqa.spelling import Speller
from seeqa.superlative import superlative
from seeqa.terms import terms
from seeqa.thesaurus import Thesaurus
from seeqa.types import Document, Filters, Hit, Query, Wants
from seeqa.understand import (
    TURNS,
    Lean,
    bare,
    clean,
    elliptic,
    names,
    names_again,
    of_another,
    of_them,
    remainder,
    said_by_another,
    sluiced,
    swaps,
    understand,
)

# How much better than the item of the earlier question another may fit, and it still leans on it.
# An "And …" may well begin another topic; a pronoun hardly ever does.
SLACK = {Lean.INCOMPLETE: 0.05, Lean.CARRYING: 0.08, Lean.POINTING: 0.3}
_QUESTIONS = 256  # whose items are remembered
_TARGET = re.compile(r"\b\d{1,2}\.(?:\d{1,2}|[a-d])\b")  # of an SDG

# "the second one" of a list, and where it stands in it.
_NTH = re.compile(
    rf"\bthe (?P<nth>{'|'.join(ORDINALS)}|last|former|latter|1st|2nd|3rd|[4-9]th|10th)"
    r"(?: (?:one|item|entry|event|activity|result)| of (?:them|these|those)|(?=\W*$))"
    r"(?! (?:on|in|of|for|with)\b)",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:in|at) ", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"^(?:and |so )?(?:how many|(?:in|at|on|during) (?:which|what))\b", re.IGNORECASE
)
_PLACES = {word: at for at, word in enumerate(ORDINALS)} | {"last": -1, "former": 0, "latter": 1}

Retrieve = Callable[[Query, int], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Understands questions of conversations with one archive.

    `retrieve` returns the k best hits of a query; `limit` is the longest question, in characters;
    `wants_list` tells what no pattern does, that a question wants a list.
    """

    documents: Mapping[str, Document]
    speller: Speller
    thesaurus: Thesaurus
    facts: Facts
    collector: Collector
    retrieve: Retrieve
    limit: int
    wants_list: Callable[[str], bool] = lambda question: False
    _called: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _named: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _known: Callable[[str, date], tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Begin to remember; the day counts because "last week" is another one tomorrow."""
        known = lru_cache(_QUESTIONS)(lambda question, today: self._find_items(question))
        object.__setattr__(self, "_known", known)
        alike = Counter(document.headline for document in self.documents.values())
        called = {i: _called(d, alike[d.headline]) for i, d in self.documents.items()}
        object.__setattr__(self, "_called", called)
        object.__setattr__(self, "_named", {name: i for i, name in called.items()})

    def understand(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        *,
        read_filters: bool = True,
    ) -> Query:
        """Return the query for a question; `history` are those before it, oldest first.

        Raises QuestionError when the question is empty or too long.
        """
        spelt_out, everything = self._spelt_out(history)
        asked = clean(question)
        if pointed := self._pointed_out(asked, everything):
            called, of_it = pointed
            query = self._understood(of_it, [called], filters, read_filters=read_filters)
            return replace(query, question=asked)
        if of_them(asked) and spelt_out != everything:  # items of the list were asked about since
            spelt_out = [q for q in everything if self._lists(q)][-1:] or spelt_out
        full = _full(asked, spelt_out[-1]) if spelt_out else None
        if full is None:
            return self._understood(question, spelt_out, filters, read_filters=read_filters)
        query = self._understood(full, spelt_out[:-1], filters, read_filters=read_filters)
        return replace(query, question=asked)

    def _understood(
        self,
        question: str,
        history: Sequence[str],
        filters: Filters | None = None,
        *,
        read_filters: bool = True,
    ) -> Query:
        """Return the query for a question after others that are spelt out already."""
        query = understand(
            question,
            history,
            limit=self.limit,
            speller=self.speller,
            thesaurus=self.thesaurus,
            facts=self.facts,
            filters=filters,
            read_filters=read_filters,
            evidence=self._bears_out,
        )
        if query.follows and (query.wants is Wants.PASSAGE or of_them(query.text) is not None):
            query = self._asked_again(query, query.follows, filters, read_filters=read_filters)
        alone = not query.follows or elliptic(query.question)
        if query.wants is Wants.PASSAGE and alone and self.collector.wants_all(query):
            return replace(query, wants=Wants.LIST)
        may_list = not query.follows and query.wants in (Wants.PASSAGE, Wants.WHERE)
        if may_list and self.wants_list(query.text):
            return replace(query, wants=Wants.LIST)
        return query

    def focus(self, query: Query) -> str | None:
        """Return the document that a follow-up is about.

        None when the follow-up asks for another date, place or topic than that document's.
        """
        if not query.follows:
            return None
        left = self.facts.satisfying(query.filters)
        items = [item for item in self._items(query.follows) if item in left]
        return self._nearest(query, items) if len(items) > 1 else next(iter(items), None)

    def _spelt_out(self, history: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return earlier questions, "And in Tirana?" as what it asked: one that stands alone.

        From the last on that was asked of a listed item, what that is called first; and all.
        """
        found: list[str] = []
        everything: list[str] = []
        for question in history[-TURNS:]:
            if found and (pointed := self._pointed_out(clean(question), everything)):
                found = list(pointed)
            else:
                found.append(self._spelt(question, found))
            everything.append(found[-1])
        return found, everything

    def _spelt(self, question: str, before: Sequence[str]) -> str:
        """Return an earlier question so that it stands alone where it can."""
        if before and (full := _full(clean(question), before[-1])):
            return full
        carried = elliptic(question) or of_them(clean(question)) is not None
        query = self._understood(question, before) if before and carried else None
        return query.text if query is not None and query.follows is None else question

    def _pointed_out(self, question: str, before: Sequence[str]) -> tuple[str, str] | None:
        """Return what the listed item is called that "the second one" means, and what is asked.

        "And the second one?" asks of it what was asked last.
        """
        nth = _NTH.search(question)
        if not nth:
            return None
        for earlier in reversed(before):
            items = self._items(earlier)
            if len(items) < 2 or not self._lists(earlier):
                continue
            ordinal = nth["nth"].lower()
            at = _PLACES[ordinal] if ordinal in _PLACES else int(ordinal[:-2]) - 1
            if at >= len(items) or (ordinal in ("former", "latter") and len(items) != 2):
                return None
            again = elliptic(question) and before[-1] != earlier
            of_it = before[-1] if again else _NTH.sub("it", question, count=1)
            return self._called[items[at]], of_it
        return None

    def _lists(self, question: str) -> bool:
        """Tell whether a question that stands alone asks for a list or a count."""
        return self.understand(question).wants in LISTS

    def _asked_again(
        self, query: Query, earlier: str, filters: Filters | None, *, read_filters: bool
    ) -> Query:
        """Return a query for "And in Tirana?" that asks of it what the earlier question asked.

        And for "Which of them …?" one that asks it of what the earlier question listed. Only where
        that was a list, a count, a date or a place; else the query as it is.
        """
        of_listed = of_them(query.text)
        if of_listed is None and not elliptic(query.question):
            return query
        before = self.understand(earlier)
        if before.wants is Wants.OVERVIEW or (
            before.wants is Wants.PASSAGE and not self._in_another_place(before, query)
        ):
            return query
        if of_listed is None:
            asked = self._put_into(before, remainder(query.text))
        else:
            asked = narrowed(earlier, of_listed) or f"{earlier.rstrip(' ?.!')}{of_listed}"
            which = _HOW_MANY.sub("Which", asked)
            asked = which if superlative(which) else asked
        full = self.understand(asked, (), filters, read_filters=read_filters)
        counts = of_listed is not None and query.text.lower().startswith("how many")
        wanted = Wants.COUNT if counts and before.wants is Wants.LIST else before.wants
        return replace(full, question=query.question, corrections=query.corrections, wants=wanted)

    def _in_another_place(self, before: Query, query: Query) -> bool:
        """Tell whether "And in Oslo?" follows a question that asks of another place."""
        if of_them(query.text) is not None or not before.filters.places:
            return False
        placed = remainder(query.text)
        return _IN.match(placed) is not None and bool(
            self.facts.read(placed, date.today())[0].places
        )

    def _put_into(self, before: Query, other: str) -> str:
        """Return an earlier question with another name, date, place or topic in it."""
        today = date.today()
        if before.filters.topics:
            other = _TARGET.sub(r"target \g<0>", other)
        placed = f"in {other}"
        if self.facts.read(placed, today)[0].places and (
            before.filters.places or not relation(before.text)
        ):
            other = placed
        kinds = self.facts.read(other, today)[0]
        if not kinds and not self.collector.names.mentioned(other):
            return f"{other} {before.text}"  # "and with guns?": all else stays
        left = self.collector.frame(self.facts.without(before.text, kinds, today))
        return f"{left} {other}" if kinds else f"{other} {left}"

    def _items(self, question: str) -> tuple[str, ...]:
        """Return the documents that a question which stands alone is about."""
        return self._known(question, date.today())

    def _find_items(self, question: str) -> tuple[str, ...]:
        """Return those that a list or count gives, else that of the best hit.

        What an item is called stands for the item itself.
        """
        if item := self._named.get(question):
            return (item,)
        query = self.understand(question)
        if query.wants in LISTS:
            left = self.facts.satisfying(query.filters)
            among = [document for i, document in self.documents.items() if i in left]
            found = self.collector.collect(query, among).found
            if found:
                return tuple(finding.document.id for finding in found)
        hits = self.retrieve(query, 1)
        return (hits[0].passage.document_id,) if hits else ()

    def _nearest(self, query: Query, items: Sequence[str]) -> str:
        """Return the document, of some, that a question fits best by itself; the first if none."""
        hits = self.retrieve(query, CANDIDATES) if terms(query.text) else ()
        found = (hit.passage.document_id for hit in hits)
        return next((item for item in found if item in items), items[0])

    def _bears_out(self, question: str, on: str, how: Lean) -> bool:
        """Tell whether the archive lets a question lean on an earlier one.

        Not when it names what the earlier one's items lack, when an item other than those fits it
        better by itself, or when it does not point back and a name in it, which one item alone
        has, tells which is meant. One that says nothing of its own ("Why?") does in any case.
        """
        items = self._items(on)
        if not items or bare(question) or swaps(question) or of_them(question):
            return bool(items)
        text, _ = self.speller.correct(question)
        written = " ".join(names(text))
        named, has = set(terms(written)), self.collector.has
        if not any(has(i, named) or self.collector.mentions(i, written) for i in items):
            return False
        if how is not Lean.POINTING and any(self.collector.items_with(term) == 1 for term in named):
            return False
        hits = self.retrieve(Query(question, text), CANDIDATES)
        near = max((hit.score for hit in hits if hit.passage.document_id in items), default=0.0)
        slack = SLACK[Lean.POINTING if names_again(question, on) else how]
        return not hits or hits[0].score - near <= slack


def _called(item: Document, alike: int) -> str:
    """Return what an item is called: its headline, with its dateline where others share it."""
    return f"{item.headline} ({item.dateline})" if alike > 1 else item.headline


def _full(question: str, earlier: str) -> str | None:
    """Return a question that says only what is other than in the one before, with the rest."""
    return (
        sluiced(question, earlier)
        or of_another(question, earlier)
        or said_by_another(question, earlier)
    )
