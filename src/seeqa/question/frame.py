"""The parse of a question -> its frame: what it wants, and every word that an answer should meet.

    "How many officers did the UK train in Tirana?"
    Frame(scope=FACT, kind=NUMBER, head="officer", act="train", names=(UK, Tirana), …)

Decided by the parse and by one table of nouns (`kinds.toml`); no pattern looks at the letters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from seeqa.language.parse import Parse, Token
from seeqa.terms import fold


class Kind(StrEnum):
    """What kind of words answer."""

    PERSON = "person"
    BODY = "body"
    PLACE = "place"
    DAY = "day"
    SPAN = "span"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    REASON = "reason"
    WAY = "way"
    TITLE = "title"
    DEFINITION = "definition"
    QUOTATION = "quotation"
    WHETHER = "whether"
    THING = "thing"
    ANY = "any"  # keywords, that ask for no kind


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question that an answer should meet.

    `of` is the term that it describes ("car" of "theft"), or empty; `named` and `number` tell
    names and numbers.
    """

    text: str
    term: str
    verb: bool = False
    named: bool = False
    number: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a question asks.

    `head` is the term of the noun asked for ("how many officers"), `act` that of what is done,
    `agent` and `thing` those of who does it and of what it is done to; empty where the question
    has none. `words` are all content words, those of the question's own frame left out; `order` is
    1 where the latest is asked for, -1 where the first, else 0; `total` tells that a sum is.
    """

    text: str
    kind: Kind
    head: str = ""
    act: str = ""
    agent: str = ""
    thing: str = ""
    words: tuple[Word, ...] = ()
    negated: bool = False
    plural: bool = False
    wh: str = ""
    order: int = 0
    total: bool = False

    @property
    def names(self) -> tuple[Word, ...]:
        """The words written as names."""
        return tuple(word for word in self.words if word.named)


_WH = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how", "wich"})
_NEGATIONS = frozenset({"not", "n't", "never", "no", "nobody", "none", "without", "neither"})
# Of a question's own frame; what is asked of everything tells nothing of what is asked.
_LIGHT = frozenset(
    "be have do will can could may might shall should would please tell know like kind sort type "
    "exactly archive bulletin newsletter item article release story much many long far often "
    "name give find show list mention happen take say there anything something everything".split()
)
_LIGHT_OBJECTS = frozenset({"place", "part"})  # of "take"


@lru_cache(maxsize=1)
def table() -> Mapping[Kind, Mapping[str, frozenset[str]]]:
    """Return the words of each kind: nouns, adjectives, verbs, entities, from `kinds.toml`."""
    text = resources.files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")
    parts = ("nouns", "adjectives", "verbs", "entities")
    return {
        Kind(name): {part: frozenset(row.get(part, "").split()) for part in parts}
        for name, row in tomllib.loads(text).items()
    }


@lru_cache(maxsize=1)
def _kind_of() -> Mapping[tuple[str, str], Kind]:
    return {
        (part, word): kind
        for kind, row in table().items()
        for part in ("nouns", "adjectives", "verbs")
        for word in row[part]
    }


def read_frame(parse: Parse) -> Frame:
    """Return the frame of a question's parse."""
    tokens = parse.tokens
    at = _asked(parse)
    kind, head = _kind(parse, at)
    verb = _act(parse, at)
    order = _order(parse)
    total = kind in _SUMMED and any(fold(token.text) in _TOTAL for token in tokens)
    spared = (_LATEST | _FIRST if order else frozenset()) | (_TOTAL if total else frozenset())
    words = tuple(_words(parse, at, head, spared))
    return Frame(
        text=parse.text,
        kind=kind,
        head=tokens[head].term if head is not None else "",
        act=tokens[verb].term if verb is not None else "",
        agent=_agent(parse, verb),
        thing=_argument(parse, verb, ("dobj", "nsubjpass", "pobj")),
        words=words,
        negated=any(fold(token.text) in _NEGATIONS for token in tokens),
        plural=head is not None and tokens[head].text.lower() != tokens[head].lemma,
        wh=fold(tokens[at].text) if at is not None else "",
        order=order,
        total=total,
    )


_LATEST = frozenset("latest newest recent recently current currently last now today".split())
_FIRST = frozenset("first earliest oldest original originally".split())
_TOTAL = frozenset("total altogether overall".split())
_SUMMED = frozenset({Kind.NUMBER, Kind.MONEY})


def _order(parse: Parse) -> int:
    """Return 1 where a question asks for the latest, -1 for the first, 0 for neither or both."""
    tokens = parse.tokens
    told = {
        fold(token.text)
        for token, after in zip(tokens, (*tokens[1:], None), strict=False)
        if token.pos != "VERB"
        and token.entity in ("", "ORDINAL")
        # "How long did it last?": the parser may miss the verb
        and (fold(token.text) != "last" or (after is not None and after.pos != "PUNCT"))
    }
    return int(not told.isdisjoint(_LATEST)) - int(not told.isdisjoint(_FIRST))


def _asked(parse: Parse) -> int | None:
    """Return the number of the question word; of several, of the first that is no relative."""
    found = [i for i, token in enumerate(parse.tokens) if fold(token.text) in _WH]
    for i in found:
        clause = parse.tokens[parse.tokens[i].head]
        if clause.dep not in ("relcl", "advcl"):
            return i
    return found[0] if found else None


def _kind(parse: Parse, at: int | None) -> tuple[Kind, int | None]:
    """Return what kind of answer is wanted, and the number of the noun asked for."""
    if at is None:
        return _unasked(parse)
    word = fold(parse.tokens[at].text)
    if word in _PLAIN:
        return _PLAIN[word], None
    return _how(parse, at) if word == "how" else _what(parse, at)


_PLAIN = {
    "who": Kind.PERSON,
    "whom": Kind.PERSON,
    "whose": Kind.PERSON,
    "when": Kind.DAY,
    "where": Kind.PLACE,
    "why": Kind.REASON,
}


def _unasked(parse: Parse) -> tuple[Kind, int | None]:
    """Return the kind of what has no question word: whether, or keywords."""
    tokens = parse.tokens
    if tokens and tokens[0].pos == "AUX":
        return Kind.WHETHER, None
    for i, token in enumerate(tokens):
        kind = _kind_of().get(("nouns", token.lemma))
        if token.pos == "NOUN" and kind:
            return kind, i
    return Kind.ANY, None


def _what(parse: Parse, at: int) -> tuple[Kind, int | None]:
    """Return the kind of "which day", "what was the cost", "what did she say", "what for"."""
    tokens, kinds, verb = parse.tokens, _kind_of(), _act(parse, at)
    act = tokens[verb].lemma if verb is not None else ""
    head = _noun(parse, at)
    if head is not None and (kind := kinds.get(("nouns", tokens[head].lemma))):
        return kind, head
    if head is None or tokens[at].dep in ("dobj", "pobj"):
        if kind := kinds.get(("verbs", act)):
            return kind, head
        if act == "cost":
            return Kind.MONEY, head
    ends_for = any(t.dep == "prep" and t.lemma == "for" and t.head == verb for t in tokens[-2:])
    return (Kind.REASON if head is None and ends_for else Kind.THING), head


def _how(parse: Parse, at: int) -> tuple[Kind, int | None]:
    """Return the kind of "how many", "how long", "how come", "how"."""
    tokens = parse.tokens
    after = at + 1
    if after >= len(tokens):
        return Kind.WAY, None
    lemma = fold(tokens[after].text)
    if lemma == "come":
        return Kind.REASON, None
    kind = _kind_of().get(("adjectives", lemma))
    if kind is None:
        return Kind.WAY, None
    noun = tokens[after].head
    has_noun = tokens[after].dep == "amod" and tokens[noun].pos in ("NOUN", "PROPN")
    if (
        kind is Kind.NUMBER
        and has_noun
        and tokens[noun].lemma in ("day", "week", "month", "year", "hour", "minute")
    ):
        return Kind.SPAN, noun
    return kind, noun if has_noun else None


def _noun(parse: Parse, at: int) -> int | None:
    """Return the number of the noun that is asked for: "which day", "what was the cost"."""
    tokens = parse.tokens
    asked = tokens[at]
    if asked.dep == "det" and tokens[asked.head].pos in ("NOUN", "PROPN"):
        return _past_kind(parse, asked.head)
    for i in range(
        at + 1, min(at + 3, len(tokens))
    ):  # a noun beside it that the parser attached elsewhere
        beside = tokens[i].dep not in ("compound", "dobj") and tokens[i - 1].pos != "ADP"
        if tokens[i].pos == "NOUN" and beside:
            return _past_kind(parse, i)
    verb = tokens[asked.head]
    if verb.lemma == "be" or asked.head == at:
        subjects = [
            i for i in parse.children(asked.head) if tokens[i].dep in ("nsubj", "attr") and i != at
        ]
        nouns = [i for i in subjects if tokens[i].pos == "NOUN"]
        return _past_kind(parse, nouns[0]) if nouns else None
    return None


def _past_kind(parse: Parse, noun: int) -> int:
    """Return the noun that "kind of" or "type of" is said of."""
    if parse.tokens[noun].lemma not in ("kind", "sort", "type", "form"):
        return noun
    objects = [i for i in parse.subtree(noun) if parse.tokens[i].dep == "pobj"]
    return objects[0] if objects else noun


def _act(parse: Parse, at: int | None) -> int | None:
    """Return the number of the verb of the clause that asks."""
    tokens = parse.tokens
    i = at if at is not None else parse.root()
    for _ in range(len(tokens)):
        if tokens[i].pos in ("VERB", "AUX"):
            break
        if tokens[i].head == i:
            break
        i = tokens[i].head
    if not tokens:
        return None
    if tokens[i].pos not in ("VERB", "AUX"):
        return next((n for n, t in enumerate(tokens) if t.pos == "VERB"), None)
    if tokens[i].lemma == "be":
        return next((n for n in parse.children(i) if tokens[n].pos == "VERB"), i)
    return _done(parse, i) if tokens[i].lemma == "do" else i


def _done(parse: Parse, did: int) -> int:
    """Return what is done where "did" was taken for the verb: "did the roof cost", "the UK train".

    The parser takes a bare verb behind a noun for another noun.
    """
    tokens = parse.tokens
    for i in range(did + 2, len(tokens)):
        bare = tokens[i].pos in ("NOUN", "VERB") and tokens[i].text == tokens[i].lemma
        if bare and tokens[i - 1].pos in ("NOUN", "PROPN", "PRON"):
            return i
    return did


def _agent(parse: Parse, verb: int | None) -> str:
    """Return the term of who does it; "did the Bank report" may be parsed as one noun."""
    found = _argument(parse, verb, ("nsubj", "agent"))
    if found or not verb:
        return found
    before, did = parse.tokens[verb - 1], any(t.lemma == "do" for t in parse.tokens[:verb])
    return before.term if did and before.pos in ("NOUN", "PROPN") else ""


def _argument(parse: Parse, verb: int | None, roles: tuple[str, ...]) -> str:
    """Return the term of the first argument of a verb in one of some roles."""
    if verb is None:
        return ""
    for i in parse.children(verb):
        token = parse.tokens[i]
        if token.dep in roles and token.has_content:
            return token.term
        if token.dep in ("agent", "prep") and "agent" in roles:
            of = [n for n in parse.children(i) if parse.tokens[n].dep == "pobj"]
            if token.dep == "agent" and of:
                return parse.tokens[of[0]].term
    return ""


def _words(parse: Parse, at: int | None, head: int | None, spared: Set[str]) -> list[Word]:
    """Return the words that an answer should meet; `spared` are asked otherwise."""
    tokens = parse.tokens
    wanted = _kind_words()
    found = []
    for i, token in enumerate(tokens):
        term = token.term
        light = token.lemma in _LIGHT and not (token.pos == "PROPN" and token.entity)  # "in May"
        light = light or token.lemma in _LIGHT_OBJECTS and tokens[token.head].lemma == "take"
        if not token.has_content or not term or light or fold(token.text) in _WH | spared:
            continue
        if i == head and token.lemma in wanted:  # "which day": asked for, not told of
            continue
        named = _is_name(parse, i)
        over = tokens[token.head]
        of = (
            over.term
            if token.dep in ("amod", "compound", "nmod", "poss") and over.has_content
            else ""
        )
        found.append(
            Word(
                token.text,
                term,
                token.pos == "VERB",
                named,
                token.text[0].isdigit() or token.pos == "NUM",
                of,
            )
        )
    return found


@lru_cache(maxsize=1)
def _kind_words() -> frozenset[str]:
    return frozenset(
        word for row in table().values() for part in ("nouns", "adjectives") for word in row[part]
    )


def _is_name(parse: Parse, at: int) -> bool:
    """Tell whether a word is written as a name: a capital inside, or one that the parser knows."""
    token: Token = parse.tokens[at]
    if not token.text[0].isupper() or (parse.text.isupper() and len(parse.tokens) > 2):
        return False
    return at > 0 or token.pos == "PROPN"
