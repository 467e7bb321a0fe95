"""What a question for a list asks of the items: names, words, how they are related, how many.

Read from the question's words with the names that the archive knows; whether an item does what is
asked is for `collect`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from seeqa import tense
from seeqa.intent import KEYWORDS, KINDS, RATHER_THAN, STARTED, about, kinds, relation
from seeqa.names import Names
from seeqa.places import EXCLUDING
from seeqa.quantities import PEOPLE, Bound, days_asked, people_asked
from seeqa.terms import fold, terms
from seeqa.types import Filters, Query

_NO_LIST = re.compile(
    r"\b(?:who|when|how|why)\b|^(?:did|does|has) (?:\S+ ){1,3}?(?:fund|pay|paid|financ|sponsor)\w*"
    r"(?: for)? (?:the|this|that|it)\b"
)
# Words of the frame of a question about items; what is left must be in the item.
_FRAME = frozenset(
    "activ event action item thing news stori articl project programm program initi effort "
    "engag gather occas develop hold held host take took place happen occur conduct carri run "
    "organis organ deliv go went contribut facilit relat concern deal cover mention includ involv "
    "connect part list name show give find everyth anyth someth done make made report read unodc "
    "took taken attend particip benefit bulletin archiv total many number count pls pleas help "
    "kind type sort tell want need search look point talk discuss address togeth joint cooper "
    "co-oper partner collabor along work may might plan other differ separ quot word state may "
    "money support financi financ fund pay paid sponsor donor donat receiv accord "
    "train cours workshop seminar confer meet met visit mission public roundtabl end start town "
    "countri year month week day date mani peopl person fight combat tackl counter against agenda "
    "citi subject topic theme enumer within each everi onc far overal altogeth actual expressli "
    "said say anywher belong tie drew went just onli own current offici offic repres dealt among "
    "role build capac come came begin began commenc open kick dure throughout via regard upon both "
    "through given either refer bring brought rais cite featur appear crop touch link associ tied "
    "dedic devot got reli aim focus backing possibl partnership entri piec text passag paragraph "
    "like alik main nation host without never late recent "
    "alreadi noth proper real hear learn anybodi anyon somebodi someon everybodi everyon exact "
    "room els didn doesn don wasn weren isn aren hasn haven hadn".split()
)
# Words that only describe the names after them: "police bodies like Europol", "the treaty, UNCAC".
_DESCRIPTION = re.compile(
    r"\b(?:[a-z][\w-]* ){1,4}(?:like|such as|including) (?=(?:the )?[A-Z])|"
    r"\bthe (?:[\w’'-]+ ){0,4}[a-z][\w-]*, (?=[A-Z][\w-]*\W*$)"
)
_ANY_DEED = re.compile(r"\b(?:was|were|been|those|is|are)\b.*\b\w+ed\s*$")
_EXCLUDED = re.compile(EXCLUDING, re.IGNORECASE)
_LASTING = frozenset("last lasted lasting long longer shorter only just exactly".split())
_SEVERAL_PAY = re.compile(
    r"\b(?:more than one|several|multiple|at least two|two or more|various|different) (?:\w+ )?"
    r"(?:countr|donor|government|funder|sponsor|state|part)\w*"
)
_NEGATED = re.compile(
    r"\b(?:which|what|list|all|any)\b.*?(?:"
    r"\b(?:do|does|did|is|are|was|were|has|have|had)(?:(?: \w+){0,4}? not\b|"
    r"n['’]t\b)|\bnot (?:about|on|funded|mention\w*|involv\w+|attended|related)\b|"
    r"\bwithout\b|\bnever\b|\bno (?:\w+ )?(?:donors?|funders?|sponsors?|funding|money|support)\b|"
    r"\b(?:nothing|not) to do with\b)(?! only\b)"
)
_NAMES_PEOPLE = re.compile(
    r"\b(?:names?|named|naming|mentions?|quotes?|quoting) "
    r"(?:an? |any |some |specific |individual )*(?:persons?|people|individuals?)(?: by name)?\W*$|"
    r"\bby (?:full |their |first )*names?\W*$|"
    r"\b(?:people|persons|individuals) [^?]*\b(?:mentioned|named|cited|appear)\b"
)
_ELSEWHERE = frozenset("outside except other than apart excluding".split())
_PART = re.compile(
    r"\b(?:attend\w*|participa\w+|t(?:ake|ook|aken|akes) part|benefit\w*|trained|mentored|joined|"
    rf"represented|gathered|{PEOPLE} (?:from|of))\b"
)
_ASKER = re.compile(r"^(?:I|we|We|i)\b[^-–—,:;.]* ?[-–—,:;.]\s+")  # "I was away - …"
_PRESENT = re.compile(r"\b(?:is|are|was|were|being)(?P<who> (?:\w+ ){1,3}?| )present\b")
_IN_PERSONS = re.compile(r"\btrafficking (?:in|of) (?:persons|people|human beings|humans)\b")
# Of these, what asks for nothing but what there is: "What was going on on 17 May?"
_ANYTHING = frozenset(
    "activ event item thing news stori articl work happen occur take took taken place go went hold "
    "held host done conduct organ report list name show give find everyth anyth someth know tell "
    "need want help bulletin archiv unodc pls pleas far".split()
)
_SERVES = re.compile(r"^(?:and |so )?what\b.* (?:contribut\w*|relates?|is linked|serves?|falls?)\b")
_FACT = re.compile(r"\b(?:who|whom|whose|when|where|why|how)\b")
_ONE_ITEM = re.compile(
    rf"\b(?:the|this|that|an?)\s+(?:[\w-]+\s+){{0,2}}(?:{'|'.join(KINDS)}|event|activity)\b"
)
_IN = frozenset({"in", "at", "near"})  # before a place
_GOALS = {"sdg", "sdgs", "target", "targets", "goal", "goals"}
_GOAL_OF = re.compile(r"\b(?:targets?|goals?) (?:of|to|on)\b")  # "the target of reducing bribery"
_PAYERS = frozenset({"government", "governments"})  # "the British government" is the British
_JOINING = _IN | {"on", "to", "the", "from", "and", "or", "nor"}
_OWNER = re.compile(r"([^\W_]+)[’']s\b")
_ALTERNATIVES = re.compile(
    r"\bor\b|(?<=visits )and(?= \w+ visits)|(?<=ings )and(?= \w+ \w*(?:ings|visits)\b)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of an item beside its filters."""

    names: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]
    any_name: bool
    relation: str | None
    kinds: tuple[str, ...] | None
    words: tuple[tuple[str, ...], ...]  # alternatives; all words of one are wanted
    people: Bound | None
    days: Bound | None
    quoted: bool
    topic: bool
    goals: bool
    about: bool
    starts: Filters | None
    elsewhere: tuple[tuple[str, ...], ...]  # places that items are not to be from
    negated: bool  # whether it asks for the items that do not
    several: bool  # whether it asks for what more than one have paid for
    person: bool  # whether for what names a person
    part: bool  # whether it asks who took part, in what has been


class ListQuestions:
    """Reads questions for lists over one archive."""

    def __init__(self, names: Names, is_common: Callable[[str], bool]) -> None:
        """Take the archive's names, and what tells whether most items have a token or a ~term."""
        self._names, self._is_common = names, is_common

    def asked(self, query: Query) -> Asked:
        """Return what a query for a list asks of an item beside its filters."""
        people, days = people_asked(query.text), days_asked(query.text)
        text = fold(_DESCRIPTION.sub(" ", _ASKER.sub("", query.text)))
        text = _PRESENT.sub(r"\g<who>", RATHER_THAN.sub("", text))
        several = bool(_SEVERAL_PAY.search(text))
        text = _SEVERAL_PAY.sub(" ", text)
        text = _IN_PERSONS.sub("human trafficking", text)
        for bound in filter(None, (people, days)):
            text = text.replace(bound.words, " ")
        taken = _taken(query.filters, self._names)
        runs = [
            run
            for run in self._written_names(query.text)
            if not set(run) & taken and not all(self._is_common(token) for token in run)
        ]
        elsewhere = self._excluded(query.text)
        away = {token for run in elsewhere for token in run}
        tokens = self._names.tokens(query.text)
        places = [run for run in runs if is_placed(run, tokens) and not set(run) <= away]
        in_names = {word for run in runs for token in run for word in token.lstrip("@").split()}
        in_names |= _ELSEWHERE if elsewhere else set()
        in_names |= _LASTING if days else set()
        dropped = taken | in_names | ({"capital"} if query.filters.places else set())
        if relation(query.text) == "fund":
            dropped |= _PAYERS
        goals = bool(query.filters.topics or _GOAL_OF.search(text))
        dropped |= _GOALS if goals else set()
        return Asked(
            names=tuple(dict.fromkeys(r for r in runs if r not in places and not set(r) <= away)),
            places=tuple(dict.fromkeys(places)),
            any_name=" or " in text,
            relation=relation(query.text),
            kinds=kinds(query.text),
            words=()
            if query.filters.topics
            else self._words(query, text, dropped, names=bool(runs)),
            people=people,
            days=days,
            quoted="quoted" in text or "whose words" in text,
            topic=bool(query.filters.topics),
            goals=goals,
            about=about(query.text) and not text.startswith("where"),
            starts=query.filters if STARTED.match(text) else None,
            elsewhere=elsewhere,
            negated=not elsewhere and bool(_NEGATED.search(text)),
            several=several,
            person=bool(_NAMES_PEOPLE.search(text)),
            part=bool(_PART.search(text)) and not tense.ASKED.search(text),
        )

    def _excluded(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the places that a question wants items from elsewhere than, as names."""
        excluded = []
        for found in _EXCLUDED.finditer(text):
            tokens = self._names.tokens(text[found.end() :])
            joined = takewhile(lambda t: self._names.knows(t) or t in _JOINING, tokens)
            excluded += [(token,) for token in joined if self._names.knows(token)]
        return tuple(excluded)

    def _words(
        self, query: Query, text: str, dropped: Set[str], *, names: bool
    ) -> tuple[tuple[str, ...], ...]:
        """Return the telling words of a question's text, in the alternatives it gives.

        Where there are none, nor names and filters, those that most items have.
        """
        dated = bool(query.filters.first or query.filters.last)
        found = []
        for part in self._alternatives(text, query.filters):
            tokens = [t for t in self._names.tokens(part) if t[0] != "@" and t not in dropped]
            left = [term for token in tokens for term in terms(token) if term not in _FRAME]
            left = [term for term in left if not (dated and term[0].isdigit())]
            if not left and (kinds(part) or _ANY_DEED.search(part)):
                return ()  # "study visits and mentoring visits", "trained or mentored": any will do
            found.append((tuple(dict.fromkeys(self._telling(left))), left))
        told = tuple(part for part, _ in found if part)
        if told or names or query.filters:
            return told
        return tuple(tuple(dict.fromkeys(left)) for _, left in found if left)

    def _alternatives(self, text: str, filters: Filters) -> list[str]:
        """Return the parts of a text that "or" joins; not where it joins what filters stand for."""
        taken = _taken(filters, self._names)
        parts: list[str] = []
        for part in _ALTERNATIVES.split(text):
            first = next((t for t in self._names.tokens(part) if t not in _JOINING), "")
            if parts and (first in taken or (taken and first[:1].isdigit())):
                parts[-1] += part
            else:
                parts.append(part)
        return parts

    def _written_names(self, question: str) -> Iterator[tuple[str, ...]]:
        """Yield the names of a question that are written as names, or are no plain words."""
        capital = {fold(word) for word in re.findall(r"[^\W_]+", question) if word[0].isupper()}
        owners = {fold(match[1]) for match in _OWNER.finditer(question)}
        found = []
        for run in self._names.mentioned(question):
            kept = tuple(t for t in run if t.startswith("@") or t in capital or t.isupper())
            if kept and not all(term in _FRAME for token in kept for term in terms(token)):
                found.append(kept)
        # "the UN's convention against corruption, UNCAC": whose it is, is another name's matter.
        owned = [run for run in found if not owners & {token.lstrip("@") for token in run}]
        yield from owned or found

    def _telling(self, found: Sequence[str]) -> list[str]:
        """Leave out the words that most items have."""
        return [term for term in found if not self._is_common(f"~{term}")]

    def wants_all(self, query: Query) -> bool:
        """Tell whether a question whose words do not say so wants all items that satisfy it.

        So one that asks for what there is at its date or place, and nothing of it ("what did
        Belgrade host in the week of 9 May"), for what serves its goal ("what contributes to SDG
        3"), and keywords on what a name funds ("uk money").
        """
        text = fold(query.text)
        if query.filters.places or query.filters.first or query.filters.last:
            taken = _taken(query.filters, self._names)
            left = [t for t in self._names.tokens(query.text) if t not in taken]
            told = {term for t in left for term in terms(t) if not term[0].isdigit()}
            if told <= _ANYTHING and not _FACT.search(text) and not _ONE_ITEM.search(text):
                return True
        if query.filters.topics and _SERVES.search(text) and not _ONE_ITEM.search(text):
            return True
        short = len(text.split()) <= KEYWORDS and not _NO_LIST.search(text)
        return short and relation(text) == "fund" and bool(self.asked(query).names)

    def frame(self, question: str) -> str:
        """Return a question without its names: what a follow-up puts others into."""
        named = {token for run in self._written_names(question) for token in run}
        kept: list[str] = []
        for token in self._names.tokens(question):
            if token not in named:
                kept.append(token)
            elif kept and kept[-1] in _IN:
                kept.pop()
        return " ".join(kept)


def is_placed(run: tuple[str, ...], tokens: Sequence[str]) -> bool:
    """Tell whether a name is said as a place where something is ("in Montenegro")."""
    size = len(run)
    return any(
        tuple(tokens[at : at + size]) == run and tokens[at - 1] in _IN
        for at in range(1, len(tokens) - size + 1)
    )


def _taken(filters: Filters, names: Names) -> set[str]:
    """Return the tokens that a question's filters stand for."""
    taken: set[str] = set()
    for place in filters.places:
        taken |= set(names.tokens(place))
        taken |= {word for token in set(taken) for word in token.lstrip("@").split()}
    if filters.first or filters.last:
        taken |= set(_TIME_WORDS)
    if filters.topics:
        taken |= _GOALS
    return taken


_TIME_WORDS = (
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday week weeks month day days last first second third fourth early late mid "
    "middle beginning end start since until before after between from year today yesterday recent "
    "time times half quarter two three four five six seven eight nine ten few couple"
).split()
