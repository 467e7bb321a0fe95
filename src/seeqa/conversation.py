"""A question and those before it -> what is asked, and of which document.

Where the words of a question alone do not tell (see `understand`), the archive does: whether it
bears out that a question leans on an earlier one, which document that one is about, and whether
"And in Tirana?" or "Which of them …?" ask the earlier question's list again. Keeps nothing between
questions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from seeqa.collect import Collector
from seeqa.facts import Facts
from seeqa.intent import relation
from seeqa.retrieve import CANDIDATES
from seeqa.spelling import Speller
from seeqa.terms import terms
from seeqa.types import Document, Filters, Hit, Query, Wants
from seeqa.understand import (
    Lean,
    elliptic,
    names,
    of_them,
    remainder,
    swaps,
    understand,
)

# How much better than the item of the earlier question another may fit, and it still leans on it.
# An "And …" may well begin another topic; a pronoun hardly ever does.
SLACK = {Lean.INCOMPLETE: 0.05, Lean.CARRYING: 0.08, Lean.POINTING: 0.3}
_TARGET = re.compile(r"\b\d{1,2}\.(?:\d{1,2}|[a-d])\b")  # of an SDG

Retrieve = Callable[[Query, int], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Understands questions of conversations with one archive.

    `retrieve` returns the k best hits of a query; `limit` is the longest question, in characters.
    """

    documents: Mapping[str, Document]
    speller: Speller
    facts: Facts
    collector: Collector
    retrieve: Retrieve
    limit: int

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
        query = understand(
            question,
            history,
            limit=self.limit,
            speller=self.speller,
            facts=self.facts,
            filters=filters,
            read_filters=read_filters,
            evidence=self._bears_out,
        )
        if query.follows and query.wants is Wants.PASSAGE:
            query = self._asked_again(query, query.follows, filters, read_filters=read_filters)
        alone = not query.follows or elliptic(query.question)
        if query.wants is Wants.PASSAGE and alone and self.collector.wants_all(query):
            return replace(query, wants=Wants.LIST)
        return query

    def focus(self, query: Query) -> str | None:
        """Return the document that a follow-up is about.

        None when the follow-up asks for another date, place or topic than that document's.
        """
        document = self._document(query.follows) if query.follows else None
        return document if document in self.facts.satisfying(query.filters) else None

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
        if before.wants in (Wants.PASSAGE, Wants.OVERVIEW):
            return query
        if of_listed is None:
            asked = self._put_into(before, remainder(query.text))
        else:
            asked = f"{earlier.rstrip(' ?.!')}{of_listed}"
        full = self.understand(asked, (), filters, read_filters=read_filters)
        return replace(
            full, question=query.question, corrections=query.corrections, wants=before.wants
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
        left = self.collector.frame(self.facts.without(before.text, kinds, today))
        return f"{left} {other}" if kinds else f"{other} {left}"

    def _document(self, question: str) -> str | None:
        """Return the document that a question which stands alone is about: its best hit's."""
        hits = self.retrieve(self.understand(question), 1)
        return hits[0].passage.document_id if hits else None

    def _bears_out(self, question: str, on: str, how: Lean) -> bool:
        """Tell whether the archive lets a question lean on an earlier one.

        Not when it names what the earlier one's item lacks, or when an item other than that one
        fits it better by itself. One without any term ("Why?") does in any case.
        """
        item = self._document(on)
        if item is None or swaps(question) or not terms(question):
            return item is not None
        text, _ = self.speller.correct(question)
        held = set(terms(self.documents[item].text))
        if not held.issuperset(terms(" ".join(names(text)))):
            return False
        hits = self.retrieve(Query(question, text), CANDIDATES)
        near = max((hit.score for hit in hits if hit.passage.document_id == item), default=0.0)
        return not hits or hits[0].score - near <= SLACK[how]
