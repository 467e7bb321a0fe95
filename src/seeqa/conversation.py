"""A message and the questions before it -> what is asked: frames, filters, what they lean on.

Keeps nothing between questions but which items the last ones were about, which the archive alone
decides.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seeqa.errors import QuestionError
from seeqa.evidence.weights import Weights
from seeqa.language.parse import Parse
from seeqa.question import scope
from seeqa.question.facts import Facts, Reading
from seeqa.question.frame import Frame, Kind, read_frame
from seeqa.question.lean import Lean, dangling, elliptic, lean, plural, remainder
from seeqa.question.message import read_message
from seeqa.question.overview import itself, overview
from seeqa.question.periods import LEFT_OUT
from seeqa.question.spelling import Speller
from seeqa.terms import surface, terms
from seeqa.types import Filters, Hit, Query, Wants

# How much better than the item of the earlier question another may fit, and it still leans on it.
# An "And …" may well begin another topic; a pronoun hardly ever does.
_SLACK = {Lean.INCOMPLETE: 0.05, Lean.CARRYING: 0.08, Lean.POINTING: 0.3}
_TURNS = 10  # of a conversation that are looked at
ITEM = "item"  # the facet of what is asked of an item as a whole
LIST = 0.3  # chance from which a question wants a list
_SENT = frozenset({"from", "dateline", "datelined"})
_MENTIONS = frozenset(terms("mention name"))
_PLACING = frozenset({"in", "at", "near", "from"})
_SAME = {"LOC": "GPE", "FAC": "GPE", "NORP": "GPE", "TIME": "DATE"}  # labels of one kind
_SPARE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Parser(Protocol):
    """Parses a text."""

    def parse(self, text: str) -> Parse:
        """Return its parse."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What an earlier question was answered from, best first; what came nearest if it was not.

    `several` of the documents may be meant by what follows.
    """

    documents: tuple[str, ...] = ()
    several: bool = False
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its query and frame, and what it leans on.

    `prefers` are the filters that the question itself says; of a list they are the query's too.
    `given` are those given by hand alone.
    `taken` are the terms that said them. `focus` is the document that a follow-up is about, `full`
    the question with the words that it lacks of the one before. `dropped` is the document that it
    might have been about, and is not. `facet` is what is asked of the archive as a whole, or ITEM
    of the focus. `of_listed` asks of what was listed before, `only` are those documents. If
    `foreign`, it is asked in another language; if `sent`, of items by whence they come. `none` says
    why no item can be meant, or is, or, if `unclear`, which; `may` are those that may. With these
    alone, the answer tells whether it is clear; if `unsure`, it is not in any case.
    """

    query: Query
    frame: Frame
    prefers: Filters = Filters()
    given: Filters = Filters()
    taken: frozenset[str] = frozenset()
    lean: Lean = Lean.NOT
    focus: str | None = None
    dropped: str | None = None
    full: str = ""
    facet: str | None = None
    of_listed: bool = False
    only: Set[str] | None = None
    foreign: bool = False
    sent: bool = False
    none: str = ""
    unclear: bool = False
    unsure: bool = False
    may: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Understands questions of conversations with one archive.

    `retrieve` returns the best hits of a text, `told` what a question that leans on nothing is
    answered with; `encode` gives unit vectors; `limit` is the longest question, in characters.
    """

    parser: Parser
    speller: Speller
    facts: Facts
    weights: Weights
    encode: Callable[[Sequence[str]], NDArray[np.float32]]
    retrieve: Callable[[str, Filters], Sequence[Hit]]
    told: Callable[[str], Told]
    limit: int

    def understand(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        *,
        read_filters: bool = True,
        about: str | None = None,
    ) -> tuple[Asked, ...]:
        """Return what is asked, one for each question of a message.

        `about` is the document that the last answer was about, where that is known. Raises
        QuestionError when the message is empty or too long.
        """
        cleaned = self._checked(question)
        message = read_message(cleaned, self.parser)
        before = [*history[-_TURNS:], *message.before]
        about = None if message.before else about
        found: list[Asked] = []
        for text in message.questions:
            asked = self._asked(text, before, filters or Filters(), read_filters, about)
            about = None
            whole = cleaned if len(message.questions) == 1 else text
            found.append(replace(asked, query=replace(asked.query, question=whole)))
            before.append(text)
        return tuple(found)

    def _checked(self, question: str) -> str:
        cleaned = clean(question)
        if not cleaned:
            raise QuestionError(
                expected="a question", found="nothing", mend="Type a question about the bulletins."
            )
        if len(cleaned) > self.limit:
            raise QuestionError(
                expected=f"a question of at most {self.limit} characters",
                found=f"{len(cleaned):,} characters",
                mend="Ask one short question; a pasted text cannot be searched for.",
            )
        return cleaned

    def _asked(
        self,
        text: str,
        history: Sequence[str],
        given: Filters,
        read_filters: bool,
        about: str | None = None,
    ) -> Asked:
        foreign = self.speller.is_foreign(text)
        spelt, corrections = (text, ()) if foreign else self.speller.correct(text)
        parse = self.parser.parse(spelt)
        frame = read_frame(parse)
        if len(given.items) == 1:
            about, history = given.items[0], (self.facts.title(given.items[0]),)
        whole = itself(parse)
        facet = overview(parse, frame)
        leaning = lean(parse, frame) if history and (whole or not facet) else Lean.NOT
        base = self._base(history) if leaning or whole else None
        facet = ITEM if whole and base else facet
        if base and elliptic(parse) and not facet:
            full = self._put_into(base, remainder(parse))
            asked = self._asked(full, (), given, read_filters)
            return replace(asked, query=replace(asked.query, follows=base), lean=leaning)
        read = self.facts.read(parse) if read_filters else Reading()
        wants, alone = self._wants(frame, facet, read, given)
        combined, contradictions = self.facts.combine(given, read.filters)
        listed = wants in (Wants.LIST, Wants.COUNT)
        told = read.notes if listed else [n for n in read.notes if n.endswith(LEFT_OUT)]
        notes = (*told, *filter(None, [read.none if listed else ""]), *contradictions)
        by_hand = self.facts.combine(given, Filters())[0]
        query = Query(
            question=text,
            text=spelt,
            corrections=corrections,
            wants=wants,
            filters=combined if listed else by_hand,
            notes=notes,
        )
        asked = Asked(query, frame, read.filters, by_hand, read.terms, facet=facet, full=spelt)
        asked = replace(asked, sent=any(t.lemma in _SENT for t in parse.tokens))
        if foreign:
            return replace(asked, foreign=True)
        if alone and read.none:
            return replace(asked, none=read.none)
        if base:
            return self._leaning(asked, base, leaning, about, of_listed=plural(parse))
        of = spelt if whole and not facet else "" if facet or by_hand else dangling(parse, frame)
        if of:
            said = f"“{of}” stands for nothing that was asked before. Name what you mean."
            return replace(asked, none=said, unclear=True)
        return replace(asked, focus=about) if given.items else asked

    def _leaning(
        self, asked: Asked, base: str, leaning: Lean, about: str | None, *, of_listed: bool
    ) -> Asked:
        """Return a question with the item that it is about, if the archive bears that out."""
        text, filters = asked.query.text, asked.query.filters
        told = Told((about,)) if about else self.told(base)
        focus = next(iter(told.documents), None)
        had = set(terms(text))
        lacking = [word for term, word in surface(base).items() if term not in had]
        full = replace(asked, full=" ".join([text, *lacking]))
        if leaning is Lean.POINTING or asked.facet:
            if not told.answered:
                said = f"“{base}” was not answered, so that it is not sure what this is about."
                full = replace(full, none=said, may=told.documents, unsure=True)
            elif told.several and not of_listed:
                said = "It is not clear which of the items listed is meant."
                full = replace(full, none=said, may=told.documents)
            if full.may and asked.facet:
                return replace(full, unclear=True)
        elif not self._bears_out(text, filters, focus, leaning):
            if asked.given.items:
                return replace(asked, focus=focus)
            return replace(asked, dropped=focus if leaning is Lean.CARRYING else None)
        # "Who organised it?" is asked of one item, however much it looks like a list.
        one = leaning is Lean.POINTING and not of_listed and not asked.facet
        wants = Wants.PASSAGE if one else asked.query.wants
        return replace(
            full,
            query=replace(asked.query, follows=base, wants=wants),
            lean=leaning,
            focus=focus,
            of_listed=of_listed,
        )

    def _bears_out(self, text: str, filters: Filters, focus: str | None, leaning: Lean) -> bool:
        """Tell whether no other item fits a question much better than the one before's.

        One that only may lean must share a word with it, too.
        """
        hits = self.retrieve(text, filters)
        of_focus = [hit for hit in hits if hit.passage.document_id == focus]
        if leaning is Lean.INCOMPLETE and not any(hit.terms for hit in of_focus):
            return False
        own = max((hit.score for hit in of_focus), default=0.0)
        best = max((h.score for h in hits), default=0.0)
        return own >= best - _SLACK[leaning]

    def _base(self, history: Sequence[str]) -> str | None:
        """Return the last earlier question that leans on nothing, with "And in Tirana?" put in."""
        base: str | None = None
        for question in history:
            parse = self.parser.parse(clean(question))
            frame = read_frame(parse)
            if base is None and dangling(parse, frame):
                continue
            if base is None or lean(parse, frame) < Lean.CARRYING:
                base = clean(question)
            elif elliptic(parse):
                base = self._put_into(base, remainder(parse))
            elif not self._bears_out(parse.text, Filters(), self._item(base), Lean.CARRYING):
                base = base if lean(parse, frame) is Lean.POINTING else parse.text
        return base

    def _item(self, base: str) -> str | None:
        return next(iter(self.told(base).documents), None)

    def _put_into(self, base: str, other: str) -> str:
        """Return an earlier question with another name, date or place in it."""
        theirs, mine = self.parser.parse(base), self.parser.parse(f"It was {other}.")
        lead, _, named = other.partition(" ")
        labels = {_SAME.get(entity.label, entity.label) for entity in mine.entities}
        if lead.lower() in _PLACING and named and named[0].isupper():
            labels.add("GPE")
        for entity in theirs.entities:
            if _SAME.get(entity.label, entity.label) in labels:
                before = theirs.text[: entity.start].rstrip().rsplit(" ", 1)[-1].lower()
                inside = named if named and lead.lower() == before else other
                return theirs.text[: entity.start] + inside + theirs.text[entity.end :]
        return f"{base.rstrip(' ?.!')} {other}?"

    def _wants(
        self, frame: Frame, facet: str | None, read: Reading, given: Filters
    ) -> tuple[Wants, bool]:
        """Return what a question wants, and whether it says nothing but filters."""
        if facet == ITEM or (facet and not read.filters and not read.none):
            return Wants.OVERVIEW, False
        if len(given.items) == 1:
            return Wants.PASSAGE, False
        said = bool(read.filters or read.none or given)
        left = [w for w in frame.words if w.term not in read.terms and w.term != frame.head]
        alone = said and not left and frame.kind in (Kind.THING, Kind.ANY, Kind.NUMBER)
        vector = self.encode([frame.text])[0] if self.weights.embedded else None
        chance = self.weights.scope.chances(scope.features(frame, vector)[None])[0]
        # "Is the fair mentioned?" is answered by all that mention it.
        mentioned = frame.act in _MENTIONS and not frame.wh
        if chance < LIST and not alone and not mentioned:
            return Wants.PASSAGE, False
        return (Wants.COUNT if frame.kind is Kind.NUMBER else Wants.LIST), alone


def clean(question: str) -> str:
    """Return the question without control characters and superfluous white space, in NFC."""
    plain = unicodedata.normalize("NFC", question)
    return " ".join("".join(" " if unicodedata.category(c) in _SPARE else c for c in plain).split())
