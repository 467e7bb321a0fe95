"""A phrase of a question (a date, a place): the words before it, and by the parse what it is of.

"held in Tirana" and "news from Tirana" say where items are wanted from, "officers from Serbia" and
"the Government of Serbia" do not. Decided by the parse and the tables below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from seeqa.language.parse import Parse
from seeqa.terms import fold

_LEXEME = re.compile(r"[^\W_]+(?:\.[^\W_]+)*|[^\w\s]")
# What stands for items, and what an item may be of.
ITEMS = frozenset(
    "anything bulletin coverage dispatch entry everything information item news newsletter notice "
    "nothing piece post press publication release report something story article text update "
    "what".split()
)
EVENTS = frozenset(
    "activity campaign ceremony class competition concert conference congress consultation course "
    "debate event exercise exhibition fair festival forum gathering hearing lecture meeting match "
    "mentoring race round seminar session summit symposium talk tour tournament training visit "
    "workshop".split()
)
# What is said of items and events themselves.
TOLD = frozenset(
    "announce appear come date dateline file issue post publish release report send tell write "
    "happen hold occur organise organize take".split()
)
_ASKING = frozenset("find get give list name see send show tell want".split())
_WH = frozenset({"what", "which", "where", "when", "who", "whose"})
_ARTICLES = frozenset({"the", "a", "an", "all", "both", "either"})
_ABOUT = frozenset({"about", "on", "regarding", "concerning"})
_CLAUSES = frozenset({"acl", "relcl"})
_ASIDE = frozenset({"xcomp", "advcl", "pcomp"})  # "trained to fight corruption in …"
_PLACES = frozenset(
    "area capital city country location municipality place port region republic state town "
    "village year month week date day".split()
)
# Before a phrase that items are wanted without; the longest that fits counts.
_EXCLUDING = frozenset(
    "outside,outside of,except,except for,excluding,other than,apart from,aside from,without,not,"
    "elsewhere than,neither,nor,but,but for".split(",")
)
_LONGEST = 2  # words of these
_THOSE = frozenset({"those", "ones", "items", "anything", "what"})  # "except those from Tirana"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word or a mark in plain lower-case letters, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Join:
    """How a phrase is joined to its question.

    `preposition` is the word before it, or empty; `excluding` tells that items are wanted without
    it, `denied` that its verb is negated ("was not held in"). `of` is the number of the word of
    the parse that it is said of.
    """

    preposition: str
    excluding: bool
    denied: bool
    of: int


def lexemes(text: str) -> list[Lexeme]:
    """Return the words and marks of a text: "mid-May 16.4" -> mid, -, may, 16.4."""
    found = (Lexeme(fold(m.group()), m.start(), m.end()) for m in _LEXEME.finditer(text))
    return [one for one in found if one.text]


def token_at(parse: Parse, offset: int) -> int:
    """Return the number of the parse's word that holds an offset."""
    return next((i for i, t in enumerate(parse.tokens) if t.end > offset), len(parse.tokens) - 1)


def join(
    parse: Parse, words: Sequence[Lexeme], first: int, end: int, prepositions: Set[str]
) -> Join:
    """Return how the phrase of some lexemes is joined to its question."""
    head = head_of(parse, words[first:end])
    before = first - 1
    while before >= 0 and words[before].text in _ARTICLES:
        before -= 1
    preposition = words[before].text if before >= 0 and words[before].text in prepositions else ""
    at = token_at(parse, words[before].start) if preposition else _preposition(parse, head)
    if not preposition and at is not None and parse.tokens[at].lemma in prepositions:
        preposition = parse.tokens[at].lemma
        before = next(i for i, w in enumerate(words) if w.end > parse.tokens[at].start)
    excluding, begins = _excluding(words, before + 1)
    if not excluding and preposition:
        excluding, begins = _excluding(words, before)
    if excluding:
        at = token_at(parse, words[begins].start)
    of = _governor(parse, head if at is None else at)
    return Join(preposition, excluding, not excluding and _negated(parse, of), of)


def head_of(parse: Parse, words: Sequence[Lexeme]) -> int:
    """Return the number of the word of the parse that all others of a phrase depend on."""
    inside = sorted({token_at(parse, word.start) for word in words})
    return next((i for i in inside if parse.tokens[i].head not in inside), inside[0])


def wanted(parse: Parse, at: int) -> bool:
    """Tell whether a word is the verb of the question, what it asks for, an item or an event."""
    tokens = parse.tokens
    for _ in tokens:
        token = tokens[at]
        if token.pos not in ("VERB", "AUX") or token.lemma in ITEMS | EVENTS:
            return _is_wanted(parse, at)
        if token.head == at or token.dep in _ASIDE:
            return token.head == at
        at = token.head
        if token.dep in _CLAUSES:
            return _is_wanted(parse, at)
    return False


def of_items(parse: Parse, at: int) -> bool:
    """Tell whether a word stands for items, or is a verb that tells of them: "came", "reported"."""
    token = parse.tokens[at]
    determined = fold(parse.tokens[at - 1].text) in _WH | _ARTICLES  # "which releases": no verb
    if token.pos not in ("VERB", "AUX") or (determined and token.lemma in ITEMS):
        return token.lemma in ITEMS
    around = [parse.tokens[i].lemma for i in parse.children(at)]
    around += [parse.tokens[token.head].lemma] if token.dep in _CLAUSES else []
    plain = token.lemma in TOLD or token.lemma == "be"
    return any(lemma in ITEMS and (plain or lemma != "what") for lemma in around)


def standing_for_items(parse: Parse) -> list[str]:
    """Return the words of a question that stand for items and for their being told: "came out"."""
    tokens = parse.tokens
    around = [{tokens[i].lemma for i in (*parse.children(n), t.head)} for n, t in enumerate(tokens)]
    return [
        token.text
        for token, lemmas in zip(tokens, around, strict=True)
        if token.lemma in ITEMS or (token.lemma in TOLD and lemmas & (ITEMS | EVENTS))
    ]


def told_about(parse: Parse, at: int) -> bool:
    """Tell whether a word is a name, or a part of what is told about: "pieces on the works".

    What a word that is joined to another by "and" depends on is too unsure to say no.
    """
    tokens = parse.tokens
    if tokens[at].pos == "PROPN" or tokens[at].dep == "conj":
        return True
    for _ in tokens:
        if tokens[at].lemma in _ABOUT and tokens[at].dep == "prep":
            return True
        at = tokens[at].head
    return False


def settled(parse: Parse, said: Join) -> Join | None:
    """Return a join, taken as excluding where its verb tells which items were not; else None."""
    if not said.denied:
        return said
    asked = any(_is_asked(parse, i) for i in parse.children(said.of))
    return replace(said, excluding=True, denied=False) if asked else None


def _is_asked(parse: Parse, at: int) -> bool:
    """Tell whether a word stands for items or events that are asked for: "which meetings"."""
    around = [at, *parse.children(at)]
    asked = any(fold(parse.tokens[i].text) in _WH for i in around)
    return asked and parse.tokens[at].lemma in ITEMS | EVENTS


def _is_wanted(parse: Parse, at: int) -> bool:
    token = parse.tokens[at]
    if token.lemma in ITEMS | EVENTS or fold(token.text) in _WH:
        return True
    if token.pos == "PROPN":
        return False
    inside = [parse.tokens[i] for i in parse.children(at)]
    asked = any(fold(t.text) in _WH or t.lemma in ("many", "much") for t in inside)
    verb = parse.tokens[token.head]
    shown = token.dep in ("dobj", "dative") and verb.lemma in _ASKING and verb.dep == "ROOT"
    named = token.dep in ("nsubj", "attr") and verb.lemma == "be"
    return asked or shown or named or token.dep == "ROOT"


def _preposition(parse: Parse, at: int) -> int | None:
    """Return the number of the preposition that a word depends on, through what it is named for."""
    tokens = parse.tokens
    for _ in tokens:
        token, over = tokens[at], tokens[tokens[at].head]
        if token.dep == "pobj" and over.pos in ("ADP", "SCONJ"):
            if over.lemma != "of" or tokens[over.head].lemma not in _PLACES:
                return token.head
            at = over.head
            continue
        if token.dep not in ("conj", "appos", "compound", "nummod") or token.head == at:
            return None
        at = token.head
    return None


def _governor(parse: Parse, at: int) -> int:
    """Return the number of the word that a phrase is said of, past other dates and places."""
    tokens = parse.tokens
    for _ in tokens:
        at, before = tokens[at].head, at
        over = tokens[at]
        linking = over.pos in ("ADP", "SCONJ", "ADV") and fold(over.text) not in _WH
        dated = over.entity in ("GPE", "LOC", "DATE") or over.lemma in _PLACES
        other = dated and over.pos in ("PROPN", "NUM", "NOUN")
        if at == before or over.dep == "ROOT" or not (linking or other):
            return at
    return at


def _excluding(words: Sequence[Lexeme], end: int) -> tuple[bool, int]:
    """Tell whether what stands before a lexeme excludes, and where that begins."""
    end -= end > 0 and words[end - 1].text in _THOSE
    for length in range(_LONGEST, 0, -1):
        begins = end - length
        if begins >= 0 and " ".join(w.text for w in words[begins:end]) in _EXCLUDING:
            return True, begins
    return False, end


def _negated(parse: Parse, at: int) -> bool:
    return any(parse.tokens[i].dep == "neg" for i in parse.children(at))
