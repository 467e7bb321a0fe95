"""Plan a training pass: rows with answers, rows without, and their batches."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from seeqa.read.rows import RowMaker, Tokens

from reader_augment import break_question, vary, without_answer
from reader_data import Corpus, Question
from reader_input import Example, token_span
from reader_negatives import Negatives

# Share of each source's answerable questions that get a negative beside them. Questions about
# reviews, posts and privacy policies often have good answers in other passages too.
NEGATIVE_SHARE = {
    "squadshifts-reddit": 0.3,
    "squadshifts-amazon": 0.3,
    "fairytaleqa": 0.35,
    "policyqa": 0.1,
}
USUAL_SHARE = 0.6
# Adversarial questions are few; their answerable neighbours keep step with them.
ADVERSARIAL_REPEATS = 3
# What a negative is made of, by cumulative chance: an edited question, the own passage without the
# sentence that answers, a passage of the same article; what is left is a passage of any article.
EDITED, REMOVED, NEAR = 0.3, 0.55, 0.8
CHUNK = 1024


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
    passages: list[Tokens] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Tokenize all passages once."""
        self.passages = [self.maker.tokens(p.text) for p in self.corpus.passages]

    def batches(self, number: int) -> Iterator[list[Group]]:
        """Yield a pass's batches of groups of like length."""
        rng = random.Random(f"{self.seed}:{number}")
        order: list[int] = []
        for i, question in enumerate(self.corpus.questions):
            plain = question.answers and question.source != "squad2"
            order.extend([i] * (1 if plain else ADVERSARIAL_REPEATS))
        rng.shuffle(order)
        for at in range(0, len(order), CHUNK):
            made = (self.group(i, rng) for i in order[at : at + CHUNK])
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

    def group(self, index: int, rng: random.Random) -> Group | None:
        """Build a question's row and perhaps a negative."""
        question = self.corpus.questions[index]
        text = vary(question.text, rng)
        first = self._own_row(question, text, rng)
        if first is None:
            return None
        share = NEGATIVE_SHARE.get(question.source, USUAL_SHARE)
        second = None
        if question.answers and rng.random() < share:
            second = self._negative(index, text, rng)
        rows = (first,) if second is None else (first, second)
        return Group(rows, bool(question.answers), max(len(r) for r in rows))

    def _own_row(self, question: Question, text: str, rng: random.Random) -> Example | None:
        """Build the row of a question with its own passage."""
        span = None
        if question.answers:
            answer, start = pick_answer(question.answers, rng)
            offsets = self.passages[question.passage].offsets
            span = token_span(offsets, start, start + len(answer))
            if span is None:
                return None
        return self._row(text, question.passage, span, rng)

    def _row(
        self,
        text: str,
        passage: int,
        span: tuple[int, int] | None,
        rng: random.Random,
        cut: tuple[int, int] | None = None,
    ) -> Example | None:
        """Build a row, with a random window that keeps the span, without the characters in cut."""
        question = self.maker.tokens(text).ids
        title = self.corpus.passages[passage].title
        context = self.maker.context(title) if title and rng.random() < 0.5 else []
        ids = self.passages[passage].ids
        if cut is not None:
            offsets = self.passages[passage].offsets
            ids = [i for i, (a, b) in zip(ids, offsets, strict=True) if b <= cut[0] or a >= cut[1]]
        room = self.maker.room(question, context)
        at = 0
        if len(ids) > room:
            low, high = 0, len(ids) - room
            if span is not None:
                low, high = max(low, span[1] + 1 - room), min(high, span[0])
                if low > high:
                    return None
            at = low if span is None and rng.random() < 0.5 else rng.randint(low, high)
        row = self.maker.row(question, context, ids[at : at + room], at)
        if span is None:
            return Example(row)
        return Example(row, *(token - at + row.first for token in span))

    def _negative(self, index: int, text: str, rng: random.Random) -> Example | None:
        """Build a row whose passage does not answer its question."""
        question = self.corpus.questions[index]
        near, far = self.negatives.near[index], self.negatives.far[index]
        passage = self.corpus.passages[question.passage].text
        draw = rng.random()
        if draw < EDITED:
            edited = break_question(question.text, passage, rng)
            if edited is not None:
                return self._row(edited, question.passage, None, rng)
        elif draw < REMOVED:
            cut = without_answer(passage, question.answers)
            if cut is not None:
                return self._row(text, question.passage, None, rng, cut)
        pool = near if near and (draw < NEAR or not far) else far
        if not pool:
            return None
        best = pool[0] if rng.random() < 0.5 else rng.choice(pool)
        return self._row(text, best, None, rng)


def pick_answer(answers: tuple[tuple[str, int], ...], rng: random.Random) -> tuple[str, int]:
    """Return the answer that most annotators gave, or any of those that tie."""
    counts = Counter(answers)
    most = max(counts.values())
    return rng.choice([a for a in counts if counts[a] == most])
