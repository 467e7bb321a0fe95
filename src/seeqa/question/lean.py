"""How plainly a question leans on those before it, by its parse alone."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from seeqa.language.parse import Parse
from seeqa.language.signs import signs
from seeqa.question.frame import Frame, Kind
from seeqa.terms import terms

_BACK = frozenset(
    "it its they them their theirs he him his she her hers this that these those one ones there "
    "then same both another".split()
)
_PERSONAL = frozenset("it its they them their he him his she her".split())
_JOINS = frozenset({"and", "but", "so", "also", "or"})
_SHORT = 9
_FEW = 2
# What is asked of any event; the words of the signs are too.
_ANY = "place part event people person happen first last total number next long"


class Lean(IntEnum):
    """How plainly a question's words lean on what was asked before."""

    NOT = 0
    INCOMPLETE = 1  # "Who attended the meeting?": a definite thing that it does not tell apart
    CARRYING = 2  # "And who paid?", "How many did Oslo get?"
    POINTING = 3  # "How long did it last?", "Why?"


def lean(parse: Parse, frame: Frame) -> Lean:
    """Tell how plainly a question leans on what was asked before."""
    tokens = parse.tokens
    if any(_points(parse, i) for i in range(len(tokens))):
        return Lean.POINTING
    if _of_anything(frame):
        return Lean.POINTING
    if tokens and (tokens[0].lemma in _JOINS or _swaps(parse) or _uncounted(parse, frame)):
        return Lean.CARRYING
    if frame.names or any(word.number for word in frame.words):
        return Lean.NOT
    definite = any(token.lemma == "the" for token in tokens)
    return Lean.INCOMPLETE if len(frame.words) <= _FEW or definite else Lean.NOT


def dangling(parse: Parse, frame: Frame) -> str:
    """Return the pronoun of a question that says of nothing else what it asks: "Who paid for it?".

    Empty where there is none, or other words to look for.
    """
    found = (
        token.text
        for i, token in enumerate(parse.tokens)
        if token.text.lower() in _PERSONAL and _points(parse, i)
    )
    return next(found, "") if _of_anything(frame) else ""


def _of_anything(frame: Frame) -> bool:
    """Tell whether all words of a question may be asked of any event."""
    return all(word.term in of_any_event() for word in frame.words) and not frame.names


def _uncounted(parse: Parse, frame: Frame) -> bool:
    """Tell whether a question counts what it does not name: "How many did Oslo get?"."""
    of = any(token.lemma == "of" for token in parse.tokens)
    return frame.kind is Kind.NUMBER and not frame.head and not of


def plural(parse: Parse) -> bool:
    """Tell whether a question points back to several: "Which of them …"."""
    return any(t.text.lower() in ("them", "they", "these", "those") for t in parse.tokens)


def elliptic(parse: Parse) -> bool:
    """Tell whether a question only puts something else into the one before: "And in Tirana?"."""
    short = len(parse.tokens) <= _SHORT
    verbs = any(token.pos in ("VERB", "AUX") for token in parse.tokens)
    joined = bool(parse.tokens) and parse.tokens[0].lemma in _JOINS
    return short and not verbs and (joined or _swaps(parse))


def remainder(parse: Parse) -> str:
    """Return what an elliptic question puts in: "What about Vienna?" -> "Vienna"."""
    skip = {"and", "but", "so", "also", "or", "what", "how", "about"}
    at = next((t.start for t in parse.tokens if t.text.lower() not in skip), len(parse.text))
    return parse.text[at:].rstrip(" ?.!")


def _points(parse: Parse, at: int) -> bool:
    """Tell whether a word points back to what its question does not hold itself."""
    token = parse.tokens[at]
    if token.text.lower() not in _BACK or token.dep in ("expl", "det", "mark", "advmod"):
        is_there = token.text.lower() in ("there", "then") and token.dep == "advmod"
        if not is_there or _is_said_to_be(parse, at):
            return False
    if token.text.lower() == "it" and any(
        t.dep == "ccomp" and t.head == token.head for t in parse.tokens
    ):
        return False  # "Is it true that …"
    return not any(_may_be_meant(parse, i, at) for i in range(at))


def _is_said_to_be(parse: Parse, at: int) -> bool:
    """Tell whether "there" only says that something is: "How many fires were there in 2024?"."""
    verb = parse.tokens[parse.tokens[at].head]
    return verb.lemma == "be" and any(t.pos in ("NOUN", "PROPN") for t in parse.tokens[:at])


def _may_be_meant(parse: Parse, noun: int, at: int) -> bool:
    """Tell whether a noun may be what a word after it points to.

    A pronoun never means what stands beside it with the same verb ("How many readers used it?"); a
    possessive may ("Did the readers bring their books?") (Chomsky 1981, binding).
    """
    token = parse.tokens[noun]
    if token.pos not in ("NOUN", "PROPN") or not token.has_content:
        return False
    return parse.tokens[at].dep == "poss" or _verb(parse, noun) != _verb(parse, at)


def _verb(parse: Parse, at: int) -> int:
    """Return the verb, or else the root, that a word depends on."""
    for _ in parse.tokens:
        token = parse.tokens[at]
        if token.head == at or parse.tokens[token.head].pos in ("VERB", "AUX"):
            return token.head
        at = token.head
    return at


def _swaps(parse: Parse) -> bool:
    words = [token.text.lower() for token in parse.tokens[:3]]
    return words[:2] in (["what", "about"], ["how", "about"]) or words[1:] in (
        ["what", "about"],
        ["how", "about"],
    )


@lru_cache(maxsize=1)
def of_any_event() -> frozenset[str]:
    """Return the terms of the words that may be asked of any event: "last", "paid", "attended"."""
    words = {word for sign in signs() for part in (sign.asks, sign.verbs) for word in part}
    return frozenset(term for word in (*words, *_ANY.split()) for term in terms(word))
