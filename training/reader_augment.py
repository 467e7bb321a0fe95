"""Vary questions: keyword and misspelt forms, and edits that make them unanswerable."""

from __future__ import annotations

import random
import re

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an the of in on at to for from by with and or is are was were be been being do does did
    has have had can could will would shall should may might must what who whom whose which when
    where why how many much that this these those it its as into about there their his her they he
    she you your i we our us them if than then so some any""",
    )
)
OPPOSITES = (
    ("first", "last"),
    ("largest", "smallest"),
    ("highest", "lowest"),
    ("most", "least"),
    ("more", "fewer"),
    ("before", "after"),
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("north", "south"),
    ("northern", "southern"),
    ("east", "west"),
    ("eastern", "western"),
    ("oldest", "newest"),
    ("begin", "end"),
    ("began", "ended"),
    ("start", "end"),
    ("win", "lose"),
    ("won", "lost"),
    ("maximum", "minimum"),
    ("higher", "lower"),
    ("early", "late"),
    ("public", "private"),
    ("allowed", "forbidden"),
    ("support", "oppose"),
    ("supported", "opposed"),
    ("born", "buried"),
    ("open", "close"),
    ("opened", "closed"),
    ("always", "never"),
    ("major", "minor"),
    ("positive", "negative"),
    ("found", "lost"),
    ("male", "female"),
    ("above", "below"),
    ("arrive", "leave"),
)
SWAPS = {a: b for a, b in OPPOSITES} | {b: a for a, b in OPPOSITES}
NAME = re.compile(r"\b[A-Z][\w'’.-]*\w(?:\s+(?:of\s+)?[A-Z][\w'’.-]*\w)*")
NUMBER = re.compile(r"\b\d{1,4}\b")
WORD = re.compile(r"\b[a-z]{4,}\b")
# Words that end alike are mostly of one kind: what a noun or verb may be replaced by.
ENDINGS = ("tion", "ment", "ness", "ity", "ing", "ies", "ers", "ors", "ed", "ly", "al", "er", "s")
AUXILIARY = re.compile(r"\b(did|does|do|is|are|was|were|could|has|have|would)\b")
SENTENCE_END = re.compile(r"(?<=[a-z0-9)\"'”][.!?])[\"'”]?\s+(?=[A-Z\"'“(])")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def keywords(question: str) -> str:
    """Return the content words of a question in lower case."""
    words = re.findall(r"[\w'’.$%-]+", question.lower().rstrip("?. "))
    kept = [w for w in words if w not in FUNCTION_WORDS]
    return " ".join(kept) if len(kept) >= 2 else question


def misspell(question: str, rng: random.Random) -> str:
    """Put one or two character errors into long words of a question."""
    words = question.split()
    long = [i for i, w in enumerate(words) if len(w) >= 6 and w.isalpha()]
    for i in rng.sample(long, min(len(long), rng.choice((1, 1, 2)))):
        words[i] = _damage(words[i], rng)
    return " ".join(words)


def _damage(word: str, rng: random.Random) -> str:
    """Drop, double, replace or swap one letter after the first."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + rng.choice(LETTERS) + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def vary(question: str, rng: random.Random, share: float = 0.12) -> str:
    """Return a question in keyword, misspelt or bare form now and then."""
    draw = rng.random()
    if draw < share / 2:
        return keywords(question)
    if draw < share:
        return misspell(question, rng)
    if draw < share * 1.5:
        return question.rstrip("?").strip().lower()
    return question


def break_question(question: str, passage: str, rng: random.Random) -> str | None:
    """Edit a question so that its passage no longer answers it, if a rule applies."""
    rules = [_other_number, _other_name, _other_name, _other_word, _other_word, _opposite, _negate]
    rng.shuffle(rules)
    for rule in rules:
        edited = rule(question, passage, rng)
        if edited is not None and edited != question:
            return edited
    return None


def without_answer(passage: str, answers: tuple[tuple[str, int], ...]) -> tuple[int, int] | None:
    """Return the sentence to leave out so that a passage no longer answers, if one will do."""
    ends = [0, *(m.end() for m in SENTENCE_END.finditer(passage)), len(passage)]
    sentences = [(a, b) for a, b in zip(ends, ends[1:], strict=False) if a < b]
    holding = {(a, b) for a, b in sentences for _, at in answers if a <= at < b}
    if len(holding) != 1 or len(sentences) < 2:
        return None
    start, end = holding.pop()
    rest = (passage[:start] + " " + passage[end:]).lower()
    return None if any(text.lower() in rest for text, _ in answers) else (start, end)


def _other_number(question: str, passage: str, rng: random.Random) -> str | None:
    """Replace a number with another of the passage, or with one close to it."""
    found = list(NUMBER.finditer(question))
    if not found:
        return None
    match = rng.choice(found)
    value = match.group()
    others = sorted({n for n in NUMBER.findall(passage) if len(n) == len(value)} - {value})
    step = rng.choice((-11, -7, -3, -2, -1, 1, 2, 3, 5, 9))
    near = str(max(1, int(value) + step))
    new = rng.choice(others) if others and rng.random() < 0.6 else near
    return question[: match.start()] + new + question[match.end() :]


def _other_name(question: str, passage: str, rng: random.Random) -> str | None:
    """Replace a name in the question with another name of the passage."""
    found = [m for m in NAME.finditer(question) if m.start() > 0]
    if not found:
        return None
    match = rng.choice(found)
    name = match.group()
    size = len(name.split())
    lowered = question.lower()
    others = {
        n
        for n in (m.group() for m in NAME.finditer(passage) if not _opens(passage, m.start()))
        if abs(len(n.split()) - size) <= 1
        and n.lower() not in lowered
        and name.lower() not in n.lower()
        and n.split()[0].lower() not in FUNCTION_WORDS
    }
    if not others:
        return None
    return question[: match.start()] + rng.choice(sorted(others)) + question[match.end() :]


def _other_word(question: str, passage: str, rng: random.Random) -> str | None:
    """Replace a word that the passage has with another of its words that ends alike.

    The words remain those of the passage; what is asked about them is stated nowhere.
    """
    words: set[str] = set(WORD.findall(passage)) - FUNCTION_WORDS
    found = [m for m in WORD.finditer(question) if m.group() in words]
    rng.shuffle(found)
    for match in found:
        word = match.group()
        alike = {w for w in words if _ending(w) == _ending(word) and w[:4] != word[:4]}
        others = sorted(alike - set(question.lower().split()))
        if others:
            return question[: match.start()] + rng.choice(others) + question[match.end() :]
    return None


def _ending(word: str) -> str:
    """Return the first of the endings that a word has, empty for none."""
    return next((ending for ending in ENDINGS if word.endswith(ending)), "")


def _opens(text: str, at: int) -> bool:
    """Tell whether a position begins a sentence."""
    before = text[:at].rstrip(" \n\"'“‘(")
    return not before or before[-1] in ".!?:;"


def _opposite(question: str, passage: str, rng: random.Random) -> str | None:
    """Replace a word with its opposite."""
    words = question.split()
    at = [i for i, w in enumerate(words) if w.lower().strip("?,.") in SWAPS]
    if not at:
        return None
    i = rng.choice(at)
    bare = words[i].lower().strip("?,.")
    words[i] = words[i].lower().replace(bare, SWAPS[bare])
    return " ".join(words)


def _negate(question: str, passage: str, rng: random.Random) -> str | None:
    """Negate the first auxiliary."""
    match = AUXILIARY.search(question)
    if match is None or match.start() == 0 or rng.random() < 0.6:
        return None
    if re.search(r"\b(not|never)\b|n't", question):
        return None
    return question[: match.end()] + "n't" + question[match.end() :]
