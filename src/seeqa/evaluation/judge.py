"""Question + Answer -> Outcome: which measures it gets, and which stage lost it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seeqa import schema
from seeqa.answer.cite import verify
from seeqa.errors import CitationError
from seeqa.evaluation import ranking
from seeqa.evaluation.beir import graded
from seeqa.evaluation.questions import Gold, Question
from seeqa.evaluation.ranking import Unit
from seeqa.evaluation.words import exact_match, f1, normalise
from seeqa.types import Answer, Citation, Document, Hit, Passage

DEPTH = 10  # hits that count as retrieved


class Stage(StrEnum):
    """Where a question was lost."""

    NOT_RETRIEVED = "not_retrieved"
    RANKED_LOW = "ranked_low"
    WRONG_SPAN = "wrong_span"
    WRONGLY_ABSTAINED = "wrongly_abstained"
    WRONGLY_ANSWERED = "wrongly_answered"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a gold first stands among the hits: rank from 1, and in each searcher's ranking."""

    rank: int
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what came of it, and its measures; zero where nothing came.

    `spoken` is the answer, or what a threshold of 0 would have let through. `answer` is None when
    the question was refused (empty, too long). `recalls[k - 1]` is Recall@k, for k from 1 to 10.
    """

    question: Question
    answer: Answer | None
    spoken: Answer | None
    measures: dict[str, float]
    recalls: tuple[float, ...]
    golds_at: tuple[Place | None, ...]
    right: bool  # what was spoken cites a gold
    spoken_f1: float
    lost_at: Stage | None

    @property
    def abstained(self) -> bool:
        """Whether no answer was given."""
        return self.answer is None or self.answer.abstention is not None

    @property
    def confidence(self) -> float:
        """The confidence of the answer, 0 where there is none."""
        return self.answer.confidence if self.answer else 0.0


class Judge:
    """Judges answers against an archive's documents and passages."""

    def __init__(
        self, documents: Iterable[Document], passages: Iterable[Passage], read_k: int
    ) -> None:
        """Take the archive, and how many hits are read for an answer."""
        self._documents = {document.id: document for document in documents}
        self._passages: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            self._passages[passage.document_id].append(passage)
        self._read_k = read_k

    def judge(self, question: Question, answer: Answer | None, spoken: Answer | None) -> Outcome:
        """Return the outcome of a question."""
        hits = answer.hits if answer else ()
        found = list(dict.fromkeys(hit.passage.document_id for hit in hits))
        by_document = document_units(question)
        units, order = by_document, list[object](found)
        measures = ranking.measures(found, by_document, "document ") if question.answerable else {}
        if question.answers:
            units, order = self._units(question), [hit.passage.id for hit in hits]
            measures = ranking.measures(order, units) | measures
        new = ranking.newly(order, units)
        measures |= self._answer_measures(question, answer) | _filter_measures(question, answer)
        right = any(cites(c, question) for c in (spoken.citations if spoken else ()))
        outcome = Outcome(
            question=question,
            answer=answer,
            spoken=spoken,
            measures=measures,
            recalls=tuple(ranking.recall(new, len(units), k) for k in range(1, DEPTH + 1)),
            golds_at=tuple(self._golds_at(question, hits)),
            right=right,
            spoken_f1=_best(f1, spoken, question),
            lost_at=None,
        )
        return dataclasses.replace(outcome, lost_at=_stage(outcome, self._read_k))

    def _units(self, question: Question) -> list[Unit]:
        """Return what is wanted as sets of passages: any one gold, or each of a list."""
        sets = [frozenset(self._shown_by(gold)) for gold in question.answers]
        return [Unit(s) for s in sets] if question.wants_all else [Unit(frozenset().union(*sets))]

    def _shown_by(self, gold: Gold) -> list[int]:
        return [
            passage.id
            for place in gold.places
            for passage in self._passages.get(place.document, ())
            if self._shows(passage, place)
        ]

    def _shows(self, passage: Passage, gold: Gold) -> bool:
        """Tell whether a passage shows a gold span.

        A span is shown by the passages that overlap it; one that is in none (a headline) by every
        passage of the item, since it is shown with each.
        """
        siblings = self._passages.get(gold.document, ())
        within = any(gold.start < p.end and gold.end > p.start for p in siblings)
        return passage.document_id == gold.document and (
            not within or (gold.start < passage.end and gold.end > passage.start)
        )

    def _golds_at(self, question: Question, hits: Sequence[Hit]) -> Iterable[Place | None]:
        for gold in question.answers:
            showing = set(self._shown_by(gold))
            yield _first(hit for hit in hits if hit.passage.id in showing)
        for document in question.documents:
            yield _first(hit for hit in hits if hit.passage.document_id == document)

    def _answer_measures(self, question: Question, answer: Answer | None) -> dict[str, float]:
        abstained = answer is None or answer.abstention is not None
        citations = answer.citations if answer else ()
        measures = {"abstention accuracy": float(abstained != question.answerable)}
        measures[f"wrongly {'abstained' if question.answerable else 'answered'}"] = float(
            abstained == question.answerable
        )
        if citations:
            measures["verbatim"] = sum(map(self._verbatim, citations)) / len(citations)
        if not question.answerable:
            return measures | dict.fromkeys(
                ("NoAns F1", "SQuAD-2 EM", "SQuAD-2 F1"), abstained * 1.0
            )
        good = [citation for citation in citations if cites(citation, question)]
        measures["citation precision"] = len(good) / len(citations) if citations else 0.0
        if question.answers:
            exact = _best(exact_match, answer, question)
            overlap = _best(f1, answer, question)
            measures |= {"exact match": exact, "F1": overlap, "right sentence": float(bool(good))}
            measures |= {"SQuAD-2 EM": exact, "SQuAD-2 F1": overlap}
            measures["citation recall"] = _cited_share(citations, question)
        if question.wants_all:
            measures |= _set_measures({c.document_id for c in citations}, document_units(question))
        return measures

    def _verbatim(self, citation: Citation) -> bool:
        document = self._documents.get(citation.document_id)
        if document is None:
            return False
        try:
            verify(citation, document)
        except CitationError:
            return False
        return True


def document_units(question: Question) -> list[Unit]:
    """Return what is wanted as sets of documents, none twice."""
    if question.documents or not question.answers:
        return [Unit(frozenset([name]), grade) for name, grade in graded(question).items()]
    sets = [frozenset(place.document for place in gold.places) for gold in question.answers]
    sets = sets if question.wants_all else [frozenset().union(*sets)]
    return [Unit(documents) for documents in dict.fromkeys(sets)]


def cites(citation: Citation, question: Question) -> bool:
    """Tell whether a citation contains a gold span, or is of a document judged relevant.

    One whose answering words are known to be wrong does not count, whatever else it contains.
    """
    return not _wrong(citation, question) and (
        citation.document_id in question.documents
        or any(_contains(citation, gold) for gold in question.answers)
    )


def _stage(outcome: Outcome, read_k: int) -> Stage | None:
    if not outcome.question.answerable:
        return None if outcome.abstained else Stage.WRONGLY_ANSWERED
    if outcome.right and not outcome.abstained:
        return None
    best = min((place.rank for place in outcome.golds_at if place), default=DEPTH + 1)
    if best > DEPTH:
        return Stage.NOT_RETRIEVED
    if best > read_k:
        return Stage.RANKED_LOW
    return Stage.WRONGLY_ABSTAINED if outcome.abstained else Stage.WRONG_SPAN


def _first(hits: Iterable[Hit]) -> Place | None:
    hit = next(iter(hits), None)
    if hit is None:
        return None
    dense, lexical = (s.rank if s else None for s in (hit.dense, hit.lexical))
    return Place(hit.rank, dense, lexical)


def _contains(citation: Citation, gold: Gold) -> bool:
    return any(
        citation.document_id == place.document
        and citation.start <= place.start
        and place.end <= citation.end
        for place in gold.places
    )


def _cited_share(citations: Sequence[Citation], question: Question) -> float:
    """Return the share of what is wanted that the citations contain."""
    cited = [any(_contains(c, gold) for c in citations) for gold in question.answers]
    return sum(cited) / len(cited) if question.wants_all else float(any(cited))


def _filter_measures(question: Question, answer: Answer | None) -> dict[str, float]:
    """Return whether the filters read in the question are those it asks for, all and no more."""
    found = schema.filters_to_json(answer.filters) if answer else {}
    name = "filter exact match" if question.filters else "rightly unfiltered"
    return {name: float(found == dict(question.filters))}


def _set_measures(cited: set[str], units: Sequence[Unit]) -> dict[str, float]:
    """Return precision, recall and F1 of the set of documents cited for a list."""
    good = sum(any(name in unit.items for unit in units) for name in cited)
    met = sum(bool(unit.items & cited) for unit in units)
    precision, recall = (good / len(cited) if cited else 0.0), met / len(units)
    both = precision + recall
    return {
        "list precision": precision,
        "list recall": recall,
        "list F1": 2 * precision * recall / both if both else 0.0,
    }


def _best(measure: Callable[[str, str], float], answer: Answer | None, question: Question) -> float:
    """Return the best of a measure of the first quote's words over all golds (SQuAD)."""
    first = answer.citations[0] if answer and answer.citations else None
    if first and _wrong(first, question):
        return 0.0
    listed = answer is not None and answer.listing is not None  # what is bold there only shows why
    words = (first.quote if listed else _answer_words(first)) if first else ""
    golds = [place.text for gold in question.answers for place in gold.places]
    return max((measure(words, text) for text in question.wordings or golds), default=0.0)


def _wrong(citation: Citation, question: Question) -> bool:
    """Tell whether a citation's answering words are those that the question knows to be wrong."""
    words = normalise(_answer_words(citation))
    return any(words == normalise(wrong) for wrong in question.wrong)


def _answer_words(citation: Citation) -> str:
    """Return the words that answer: the emphasised ones where the reader found them."""
    if citation.emphasis is None:
        return citation.quote
    start, end = citation.emphasis
    return citation.quote[start - citation.start : end - citation.start]
