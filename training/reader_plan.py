"""Plan a training pass: rows with answers, rows without, and their batches."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from seeqa.bert import Tokens
from seeqa.read.rows import RowMaker

from reader_augment import break_question, vary, without_answer
from reader_data import TWINS, Corpus, Question
from reader_input import Example, token_span
from reader_negatives import Negatives

# Share of each source's answerable questions that get a negative beside them. Questions about
# reviews, posts and privacy policies often have good answers in other passages too.
NEGATIVE_SHARE = {
    "squadshifts-reddit": 0.3,
    "squadshifts-amazon": 0.3,
    "fairytaleqa": 0.35,
    "policyqa": 0.1,
    TWINS: 1.0,
}
TWIN = 0.65  # chance that a twin is the negative, where a question has one
ELSEWHERE = 0.5  # the same for its own passage under another title, where that is none
# Share of rows with a title; the package reads nearly all with one.
TITLED = {TWINS: 0.85}
USUALLY_TITLED = 0.5
USUAL_SHARE = 0.6
# Adversarial questions are few; their answerable neighbours keep step with them.
ADVERSARIAL_REPEATS = 3
# What a negative is made of, by cumulative chance: an edited question, the own passage without the
# sentence that answers, a passage of the same article; what is left is a passage of any article.
EDITED, REMOVED, NEAR = 0.3, 0.55, 0.8
CHUNK = 1024


@dataclass(frozen=True)
class Planned:
    """Say what a row is made of, in tokens.

    Tokens `at` to `stop` of a passage, after its tokens in `cut` were left out; `span` is the first
    and last token of the answer, counted like `at`, None for no answer. `headed` is the passage
    whose title stands before it: its own, or one that makes a negative of it; None for no title.
    """

    question: tuple[int, ...]
    passage: int
    headed: int | None
    at: int
    stop: int
    cut: tuple[int, int] = (0, 0)
    span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Group:
    """Hold a row and, perhaps, its negative; `answered` concerns the first row."""

    rows: tuple[Example, ...]
    answered: bool
    longest: int


@dataclass
class Planner:
    """Build the batches of a pass, the same ones each time for the same seed."""

    corpus: Corpus
    negatives: Negatives
    maker: RowMaker
    budget: int
    seed: int
    usual_share: float = USUAL_SHARE
    public: float = 1.0  # of the questions without twins, a pass's share
    passages: list[Tokens] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Tokenize all passages once."""
        self.passages = [self.maker.tokens(p.text) for p in self.corpus.passages]

    def batches(self, number: int) -> Iterator[list[Group]]:
        """Yield a pass's batches of groups of like length."""
        rng = random.Random(f"{self.seed}:{number}")
        order = self._order(rng)
        for at in range(0, len(order), CHUNK):
            made = (self._laid(i, rng) for i in order[at : at + CHUNK])
            yield from self._cut([g for g in made if g is not None], rng)

    def _cut(self, groups: list[Group], rng: random.Random) -> Iterator[list[Group]]:
        """Cut groups into shuffled batches under the token budget."""
        groups.sort(key=lambda g: g.longest)
        found: list[list[Group]] = [[]]
        used = 0
        for group in groups:
            size = sum(len(row) for row in group.rows)
            if used + size > self.budget and found[-1]:
                found.append([])
                used = 0
            found[-1].append(group)
            used += size
        rng.shuffle(found)
        yield from found

    def planned(self, number: int) -> Iterator[tuple[Planned, ...]]:
        """Yield what the rows of a pass are made of: a question's own and perhaps a negative."""
        rng = random.Random(f"{self.seed}:{number}")
        for index in self._order(rng):
            rows = self._plan(index, rng)
            if rows is not None:
                yield rows

    def _order(self, rng: random.Random) -> list[int]:
        """Return the questions of a pass in a random order."""
        order: list[int] = []
        for i, question in enumerate(self.corpus.questions):
            if self.public < 1 and question.source != TWINS and rng.random() >= self.public:
                continue
            plain = question.answers and question.source != "squad2"
            order.extend([i] * (1 if plain else ADVERSARIAL_REPEATS))
        rng.shuffle(order)
        return order

    def _laid(self, index: int, rng: random.Random) -> Group | None:
        """Build the rows of a question."""
        planned = self._plan(index, rng)
        if planned is None:
            return None
        rows = tuple(self.lay(row) for row in planned)
        return Group(rows, planned[0].span is not None, max(len(r) for r in rows))

    def lay(self, planned: Planned) -> Example:
        """Lay a row out as the package does."""
        context = self._context(planned.headed)
        ids, (a, b) = self.passages[planned.passage].ids, planned.cut
        window = [*ids[:a], *ids[b:]][planned.at : planned.stop]
        row = self.maker.row(planned.question, context, window, planned.at)
        if planned.span is None:
            return Example(row)
        return Example(row, *(token - planned.at + row.first for token in planned.span))

    def _plan(self, index: int, rng: random.Random) -> tuple[Planned, ...] | None:
        """Plan a question's row and perhaps a negative."""
        question = self.corpus.questions[index]
        text = vary(question.text, rng)
        first = self._own_row(question, text, rng)
        if first is None:
            return None
        share = NEGATIVE_SHARE.get(question.source, self.usual_share)
        second = None
        if question.answers and rng.random() < share:
            second = self._negative(index, text, rng)
        return (first,) if second is None else (first, second)

    def _own_row(self, question: Question, text: str, rng: random.Random) -> Planned | None:
        """Plan the row of a question with its own passage."""
        span = None
        if question.answers:
            answer, start = pick_answer(question.answers, rng)
            offsets = self.passages[question.passage].offsets
            span = token_span(offsets, start, start + len(answer))
            if span is None:
                return None
        told_by_title = question.elsewhere is not None
        headed = question.passage if told_by_title else self._headed(question, rng)
        return self._row(text, question.passage, headed, span, rng)

    def _headed(
        self, question: Question, rng: random.Random, passage: int | None = None
    ) -> int | None:
        """Draw whether the question's passage, or another, is read with its title."""
        titled = rng.random() < TITLED.get(question.source, USUALLY_TITLED)
        return (question.passage if passage is None else passage) if titled else None

    def _context(self, headed: int | None) -> list[int]:
        """Return the tokens of a passage's title."""
        return [] if headed is None else self.maker.context(self.corpus.passages[headed].title)

    def _row(
        self,
        text: str,
        passage: int,
        headed: int | None,
        span: tuple[int, int] | None,
        rng: random.Random,
        cut: tuple[int, int] | None = None,
    ) -> Planned | None:
        """Plan a row, with a random window that keeps the span, without the characters in cut."""
        question = self.maker.tokens(text).ids
        context = self._context(headed)
        tokens, left_out = self.passages[passage], (0, 0)
        if cut is not None:
            touched = token_span(tokens.offsets, *cut)
            left_out = (touched[0], touched[1] + 1) if touched else (0, 0)
        size = len(tokens.ids) - left_out[1] + left_out[0]
        room = self.maker.room(question, context)
        at = 0
        if size > room:
            low, high = 0, size - room
            if span is not None:
                low, high = max(low, span[1] + 1 - room), min(high, span[0])
                if low > high:
                    return None
            at = low if span is None and rng.random() < 0.5 else rng.randint(low, high)
        stop = min(at + room, size)
        return Planned(tuple(question), passage, headed, at, stop, left_out, span)

    def _negative(self, index: int, text: str, rng: random.Random) -> Planned | None:
        """Plan a row whose passage does not answer its question."""
        question = self.corpus.questions[index]
        near, far = self.negatives.near[index], self.negatives.far[index]
        if question.elsewhere is not None and rng.random() < ELSEWHERE:
            return self._row(text, question.passage, question.elsewhere, None, rng)
        headed = self._headed(question, rng)
        if question.twin and rng.random() < TWIN:
            return self._row(vary(question.twin, rng), question.passage, headed, None, rng)
        passage = self.corpus.passages[question.passage].text
        draw = rng.random()
        if draw < EDITED:
            edited = break_question(question.text, passage, rng)
            if edited is not None:
                return self._row(edited, question.passage, headed, None, rng)
        elif draw < REMOVED:
            cut = without_answer(passage, question.answers)
            if cut is not None:
                return self._row(text, question.passage, headed, None, rng, cut)
        pool = near if near and (draw < NEAR or not far) else far
        if not pool:
            return None
        best = pool[0] if rng.random() < 0.5 else rng.choice(pool)
        return self._row(text, best, self._headed(question, rng, best), None, rng)


def pick_answer(answers: tuple[tuple[str, int], ...], rng: random.Random) -> tuple[str, int]:
    """Return the answer that most annotators gave, or any of those that tie."""
    counts = Counter(answers)
    most = max(counts.values())
    return rng.choice([a for a in counts if counts[a] == most])
