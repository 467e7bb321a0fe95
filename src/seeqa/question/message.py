"""A message -> the questions in it: what is asked, without what the asker says of themselves.

    "I need this by Friday: who paid for the course, and who organised it?"
    -> "who paid for the course", "who organised it?"

By the parse: a question is the clause of a question word, or what begins with an auxiliary, or,
where a message has neither, all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from seeqa.language.parse import Parse
from seeqa.sentences import sentence_offsets
from seeqa.terms import fold

_WH = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
_ASKERS = frozenset({"i", "we", "you", "me", "us"})
_ASKING = frozenset(
    "tell know wonder ask say explain show find like need want see understand".split()
)
_LEADS = frozenset({"because", "as", "since"})
_FEWEST = 3  # words of a question that is cut out of a longer one


class Parser(Protocol):
    """Parses a text."""

    def parse(self, text: str) -> Parse:
        """Return its parse."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """The questions of a message, and the sentences before the first that ask nothing."""

    questions: tuple[str, ...]
    before: tuple[str, ...] = ()


def read_message(text: str, parser: Parser) -> Message:
    """Return the questions of a message; it always has one."""
    sentences = [text[a:b] for a, b in sentence_offsets(text)]
    parses = [parser.parse(sentence) for sentence in sentences]
    asking = [_asks(parse) for parse in parses]
    if not any(asking):
        return Message((text,))
    before = tuple(s for s, asks in zip(sentences, asking, strict=True) if not asks)
    found = [q for p, asks in zip(parses, asking, strict=True) if asks for q in _cut(p)]
    return Message(tuple(found), before)


def _asks(parse: Parse) -> bool:
    tokens = parse.tokens
    if not tokens:
        return False
    ends = tokens[-1].text == "?"
    return ends or tokens[0].pos == "AUX" or any(_is_asked(parse, i) for i in range(len(tokens)))


def _is_asked(parse: Parse, at: int) -> bool:
    """Tell whether a word is a question word that asks, not a relative one."""
    token = parse.tokens[at]
    if fold(token.text) not in _WH:
        return False
    verb = _verb(parse, at)
    return parse.tokens[verb].dep not in ("relcl", "advcl", "acl", "pcomp") or at == 0


def _verb(parse: Parse, at: int) -> int:
    """Return the verb, or else the root, that a word depends on."""
    for _ in parse.tokens:
        token = parse.tokens[at]
        if token.pos in ("VERB", "AUX") or token.head == at:
            return at
        at = token.head
    return at


def _cut(parse: Parse) -> list[str]:
    """Return the questions of a sentence that asks."""
    asked = [i for i in range(len(parse.tokens)) if _is_asked(parse, i)]
    verbs = list(dict.fromkeys(_verb(parse, i) for i in asked))
    if not verbs:
        return [parse.text]
    first = verbs[0]
    text = _without_asker(parse, asked[0], first)
    until = _until_asker(parse, max(asked[0], first))
    if until is not None and len(verbs) == 1:
        start = len(parse.text) - len(text)
        text = parse.text[start:until].rstrip(" ,;–-").removesuffix("please").rstrip(" ,;–-") + "?"
    second = next((v for v in verbs[1:] if _joined(parse, v, first)), None)
    if second is None:
        return [text]
    begins = min(i for i in asked if _verb(parse, i) == second)
    at = parse.tokens[begins].start - (len(parse.text) - len(text))
    one, other = text[:at].rstrip(" ,;"), text[at:]
    one = one.removesuffix(" and").removesuffix(" or").rstrip(" ,;")
    several = min(len(one.split()), len(other.split())) >= _FEWEST
    return [f"{one}?", other] if several else [text]


def _joined(parse: Parse, verb: int, first: int) -> bool:
    """Tell whether a verb is joined to another by "and"."""
    return parse.tokens[verb].dep == "conj" and parse.tokens[verb].head == first


def _until_asker(parse: Parse, after: int) -> int | None:
    """Return where, behind a question, the asker begins to speak of themselves: ", I need it"."""
    for at in range(after + 2, len(parse.tokens)):
        token, before = parse.tokens[at], parse.tokens[at - 1]
        led = before.pos == "PUNCT" or before.lemma in _LEADS
        if token.text.lower() in _ASKERS and token.dep == "nsubj" and led:
            return (before if before.lemma in _LEADS else token).start
    return None


def _without_asker(parse: Parse, asked: int, verb: int) -> str:
    """Return the clause of a question word where the asker speaks of themselves before it."""
    top = parse.tokens[verb].head
    if top == verb or parse.tokens[asked].start == 0:
        return parse.text
    before = [t for t in parse.tokens if t.start < parse.tokens[asked].start]
    speaks = any(t.text.lower() in _ASKERS for t in before)
    tells = any(t.lemma in _ASKING for t in before)
    named = any(t.pos == "PROPN" and t.entity not in ("DATE", "TIME") for t in before)
    if not (speaks or tells) or named:
        return parse.text
    begins = min(parse.subtree(verb))
    start = min(parse.tokens[begins].start, parse.tokens[asked].start)
    if (
        before
        and start < parse.tokens[asked].start
        and fold(before[-1].text) not in ("for", "in", "by", "on", "to", "at", "from", "with")
    ):
        start = parse.tokens[asked].start
    rest = parse.text[start:]
    return rest if len(rest.split()) >= _FEWEST else parse.text
