"""Question (+ the questions before it) -> Query: clean it, correct it, see whether it follows on.

Which dates, places and topics it asks for, it leaves to what knows the archive's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import IntEnum
from typing import Protocol

from seeqa.errors import QuestionError
from seeqa.intent import loses, overview, wants, without_plans
from seeqa.item_question import ITEM, item_asked
from seeqa.terms import surface, terms
from seeqa.types import Filters, Query, Reason, Wants
from seeqa.wording import plain, small_talk

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
_POINTER = re.compile(
    r"\b(?:it(?! (?:true|possible|correct|known|clear|likely) (?:that|to|if)\b"
    r"| (?:would|will|might|is|was) (?:\w+ ){1,3}(?:to|if|that)\b| that\b)|its|it['’]s|"
    r"he|him|his|she|her|hers|then|same|both|another|else)\b"
    r"|\b(?:they|them|their|theirs|(?:these|those)(?! (?:who|whom|whose|that|which|from|with)\b))\b"
    r"|\bothers?\b(?! than)|(?<!one )\bones?\b(?! of\b)"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?! (?:is|are|was|were)\b)"
    r"|\b(?:as well|too)\W*$"
    r"|\b(?:is|was|did|does|do|of|in|at|for|from|on|to|by|with|about|after|before|during)"
    r" (?:that|this)\b(?! (?:bulletin|archive)| (?:[\w-]+ ){1,3}(?:of|about|against) )"
    r"|\b(?:that|this)\W*$"
    r"|\bwhat (?:comes|came|happens|happened|is|was) (?:next|afterwards|after that)\W*$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"(?:and |so |but )?where else\b", re.IGNORECASE)  # of all items
_SAID = re.compile(
    r"(?P<before>(?:(?:and|but|so) )?[Ww]hat (?:else )?(?:did|does|do|has|have) )"
    r"(?P<who>the [^?]+?|[A-Z][^?]*?)"
    r"(?P<after> (?:say|tell|think|note|explain|stress|highlight|present|propose|recommend|"
    r"speak about|talk about|want|call for)\b[^?]*\??)$"
)
_WHO = re.compile(r"(?:the )?(?:[\w’'-]+ ){0,5}[\w’'-]+$")
_MANY = frozenset({"they", "them", "their", "theirs", "others"})
_CARRIES_ON = re.compile(
    r"(?:and|but|so|also|or|only|just|(?:what|how) about|since when|until when)\b"
    r"|(?:for|by|with|to) whom\W*$|from where\W*$",
    re.IGNORECASE,
)
_SWAPS = re.compile(r"(?:and |but )?(?:what|how) about\b", re.IGNORECASE)
_LEADS_IN = re.compile(
    r"^(?:(?:and|but|so|also|or|only|just)\b\s*)?(?:(?:what|how) about\b\s*)?"
    r"(?:(?:the ones?|those)\s+(?=(?:in|at|on|from|with|by|about|to|of|for)\b))?",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"[\s,]*\b(?:please|pls|then)\b[\s?.!]*$|[\s?.!]+$", re.IGNORECASE)
_OF_THEM = re.compile(
    r"(?:(?:and|but|so|also)\b\s*)?(?:(?:which|what|how many|any)(?:\s+ones?)?\s+(?:of|among)\s+"
    r"(?:them|these|those)\b|"
    # "How many is that?"
    r"how many\s+(?:is|are|was|were)\s+(?:that|those|these|they|there|it)"
    r"(?=(?:\s+(?:in (?:all|total)|altogether|then))*\W*$)|"
    # "Which was the longest?"
    r"which(?:\s+ones?)?(?=\s+(?:is|was|were|has|had|lasted|took|ran|came|drew|gathered)\s+(?:the\s+)?"
    r"(?:most|fewest|least|longest|shortest|biggest|largest|smallest|earliest|latest|newest|"
    r"oldest|highest|lowest)\b))",
    re.IGNORECASE,
)
_SHORT = 9  # words of a question that only puts something else into the one before
_ASKS = re.compile(
    r"\b(?:who|whom|whose|when|where|why|which|is|are|was|were|do|does|did|has|have|had|can|will)\b"
    r"|^(?:(?:and|but|so|also|or)\s+)?(?:list|show|give|tell|find)\b"
    r"|(?<!^)(?<!and )(?<!but )\b(?:what|how)\b|^(?:and|but|so) what (?:comes|happens|else|next)\b",
    re.IGNORECASE,
)
_I = re.compile(r"I(?:[’'].*)?")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_CLAUSE = re.compile(r"[,:;.!?]| [-–—] |\b(?:and|or|but|if|when|because)\b", re.IGNORECASE)
_NAMED = re.compile(r"\d|[\"“”«»]")  # a number, a quotation
_ITEM = re.compile(rf"\b{ITEM}\b", re.IGNORECASE)
_IN = re.compile(r"(?:in|at) ", re.IGNORECASE)
_TIME_OR_PLACE = (
    r"(?:when|where|(?:(?:in|on|at) )?(?:which|what) (?:town|city|country|place|venue|day|date|"
    r"month|year))"
)
_BARE_ONE = re.compile(
    rf"(?:(?:and|but|so) )?(?P<asks>{_TIME_OR_PLACE}|why)(?: exactly| precisely)?"
    r"(?: (?:was|is) (?:that|this|it))?\W*$",
    re.IGNORECASE,
)
_ASKED_OF = re.compile(
    rf"(?:(?:and|but|so) )?(?P<asks>{_TIME_OR_PLACE})"
    r" (?P<of>(?:(?P<does>did|does|do)|was|were|is|are|has|have|had|will) .+)$",
    re.IGNORECASE,
)
_ENDS_NOUN = re.compile(
    r"\b(?:is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|may|might|"
    r"get|gets|come|comes|say|says)\b|[?.!,;]|$",
    re.IGNORECASE,
)
_COMPLEMENT = re.compile(
    r"\b(?:of|in|on|at|for|from|to|about|between|against|with|by|into|under|during|behind|within|"
    r"that|who|which|where|whose)\s+\w",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"(?:what|who)(?:['’]s| is| are| was| were) (?!the\b)"
    r"|(?:tell me (?:more )?about|describe|define|explain) (?!the\b)"
    r"|(?:(?:is|are) there )?(?:anything|something|everything)\b",
    re.IGNORECASE,
)


class Lean(IntEnum):
    """How plainly a question's words lean on what was asked before."""

    NOT = 0
    INCOMPLETE = 1  # "Who attended the meeting?": a definite thing that it does not tell apart
    CARRYING = 2  # "And who paid?"
    POINTING = 3  # "How long did it last?", "Why?"


# Tells whether the archive bears out that a question leans on an earlier one.
Evidence = Callable[[str, str, Lean], bool]
# What is asked of an event that is not named: "Who took part?", "Who paid?".
_OF_AN_EVENT = frozenset(
    terms(
        "take took part attend participate organise organize fund finance pay paid pays host lead "
        "led teach taught join speak spoke present discuss happen cost come came people person "
        "online hold held place money put gave"
    )
)
# Who may have taken part in one: "How many officers took part?" still names no event.
_OF_PEOPLE = frozenset(
    terms(
        "officer official expert participant attendee judge prosecutor representative psychologist "
        "pedagogue trainer member minister delegate speaker country institution organisation "
        "organization trained group team delegation number total altogether present represented "
        "involved including included"
    )
)
_BEGINS_ASKING = re.compile(
    r"(?:(?:and|but|so) )?(?:(?:from|with|by|for|of) )?"
    r"(?:how many|which|what|whom?|did|was|were)\b",
    re.IGNORECASE,
)
# "Was the EU involved?": in what was asked about before.
_BEGINS_WHETHER = re.compile(
    r"(?:(?:and|but|so) )?(?:is|are|was|were|did|does|do|has|have|had)\b", re.IGNORECASE
)
_COUNTED_OFF = frozenset(terms("first second third fourth fifth next last final previous other"))
TURNS = 10  # of a conversation that are looked at
_FEW = 2  # terms too few to stand alone


class Speller(Protocol):
    """Corrects misspelt words."""

    def correct(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the corrected text and the (written, meant) pairs."""
        ...


class Thesaurus(Protocol):
    """Knows the official words for everyday ones."""

    def official(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the text in an archive's words, and the (written, meant) pairs."""
        ...


class Facts(Protocol):
    """Knows the dates, places and topics of an archive."""

    def read(self, question: str, today: date) -> tuple[Filters, tuple[str, ...]]:
        """Return the filters that a question asks for, and notes for the user."""
        ...

    def carry(self, question: str, read: Filters, earlier: Filters) -> Filters:
        """Return a follow-up's filters, with those of the earlier question where it has none."""
        ...

    def combine(self, given: Filters, read: Filters) -> tuple[Filters, tuple[str, ...]]:
        """Return both together, the given one where they contradict, and notes on that."""
        ...


def understand(
    question: str,
    history: Sequence[str] = (),
    *,
    limit: int,
    speller: Speller | None = None,
    thesaurus: Thesaurus | None = None,
    facts: Facts | None = None,
    today: date | None = None,
    filters: Filters | None = None,
    read_filters: bool = True,
    evidence: Evidence | None = None,
) -> Query:
    """Return the query for a question; `history` are the questions before it, oldest first.

    `filters` are given by hand; those that `facts` reads in the question, or in the one that it
    follows, are added to them, unless `read_filters` is false. Relative dates count from `today`.
    `evidence` may refuse that a question leans on an earlier one although its words do.

    Raises QuestionError when the question is empty or longer than `limit` characters.
    """
    cleaned = clean(question)
    if not cleaned:
        raise QuestionError(
            expected="a question", found="nothing", mend="Type a question about the bulletins."
        )
    if len(cleaned) > limit:
        raise QuestionError(
            expected=f"a question of at most {limit} characters",
            found=f"{len(cleaned):,} characters",
            mend="Ask one short question; a pasted text cannot be searched for.",
        )
    asked_for = without_plans(cleaned)
    if lean(asked_for) is Lean.POINTING:  # "I call OSCE next week. What did they organise?"
        asked_for = cleaned
    spelt, corrections = speller.correct(asked_for) if speller else (asked_for, ())
    text, phrases = plain(spelt)
    official, replaced = thesaurus.official(text) if thesaurus else (text, ())
    if not loses(text, official):
        text, phrases = official, phrases + replaced
    corrections += phrases
    before = thread(history, evidence)
    follows = before[0] if before and _leans(cleaned, before[0], evidence) else None
    asked = filters or Filters()
    notes: tuple[str, ...] = ()
    if facts:
        read = Filters()
        if read_filters:
            today = today or date.today()
            read, notes = facts.read(text, today)
            if not read and text != spelt:  # keywords name places without saying "in"
                read, notes = facts.read(spelt, today)
            if follows:
                read = facts.carry(text, read, _carried(before, facts, today))
        asked, contradictions = facts.combine(asked, read)
        notes += contradictions
    wanted = wants(text, asked)
    if follows and wanted is Wants.OVERVIEW:  # "How many countries were there?": at that event
        wanted = Wants.PASSAGE
    return Query(
        question=cleaned,
        text=text,
        corrections=corrections,
        follows=follows,
        wants=wanted,
        filters=asked,
        notes=notes,
    )


def elliptic(question: str) -> bool:
    """Tell whether a question only puts something else into the one before: "And in Tirana?"."""
    short = len(question.split()) <= _SHORT
    return short and bool(_CARRIES_ON.match(question)) and not _ASKS.search(question)


def remainder(question: str) -> str:
    """Return what an elliptic question puts in: "What about Vienna?" -> "Vienna"."""
    return _PLEASE.sub("", _LEADS_IN.sub("", question))


def of_them(question: str) -> str | None:
    """Return what is asked of the items listed before: "Which of them were in Serbia?"."""
    asked = _OF_THEM.match(question)
    return question[asked.end() :].rstrip(" ?.!") if asked else None


def clean(question: str) -> str:
    """Return the question without control characters and superfluous white space, in NFC."""
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", question)).split())


def lean(question: str) -> Lean:
    """Tell how plainly a question leans on the one before, by its words alone.

    It points back (pronouns whose noun it does not hold itself), carries on ("And …", "What
    about …") or is bare; or it names nothing, and speaks of "the report", "the officers" without
    saying which, or of too little to stand alone.
    """
    words = set(terms(question))
    if overview(question, of_archive=True) or (_ELSEWHERE.match(question) and names(question)):
        return Lean.NOT
    if any(not _has_noun(question, found) for found in _POINTER.finditer(question)):
        return Lean.POINTING
    if bare(question) or (len(words) == 1 and not _DEFINES.match(question)):
        return Lean.POINTING
    carries_on = bool(_CARRIES_ON.match(question))
    besides = words - set(terms(" ".join(names(question))))
    asked = words if not _BEGINS_WHETHER.match(question) else besides
    if asked and asked <= _OF_AN_EVENT | _OF_PEOPLE and _BEGINS_ASKING.match(question):
        return Lean.POINTING
    if carries_on:
        return Lean.CARRYING
    if _NAMED.search(question):
        return Lean.NOT
    few = len(words) <= _FEW and not _DEFINES.match(question) and not names(question)
    return Lean.INCOMPLETE if few or _is_vague(question) else Lean.NOT


def completed(query: Query) -> Query:
    """Return a follow-up with the words that it lacks of the question it leans on, after its own.

    "How long did it last?" -> "How long did it last? funded mentoring visit Gradiška". For
    reading only: retrieval does better with its own words and the item in focus (measured).
    """
    if query.follows is None:
        return query
    had = set(terms(query.text))
    lacking = [word for term, word in surface(query.follows).items() if term not in had]
    return replace(query, text=" ".join([query.text, *lacking]))


def names(question: str) -> list[str]:
    """Return the words that are written as names: with a capital, and not the first."""
    inside = list(_WORD.finditer(question))[1:]
    capital = [found.group() for found in inside if found.group()[0].isupper()]
    return [] if question.isupper() else [word for word in capital if not _I.fullmatch(word)]


def _carried(questions: Sequence[str], facts: Facts, today: date) -> Filters:
    """Return the filters that a thread of questions has come to, each keeping what it leaves."""
    filters = Filters()
    for question in questions:
        filters = facts.carry(question, facts.read(question, today)[0], filters)
    return filters


def bare(question: str) -> bool:
    """Tell whether a question has no words but those asked of any event: "Why?", "Who paid?"."""
    return _OF_AN_EVENT.issuperset(terms(question))


def sluiced(question: str, earlier: str) -> str | None:
    """Return a bare "When?" or "Where was that?" with what the question before it was asked of.

    sluiced("And where?", "When was the plan adopted?") -> "where was the plan adopted?". None
    where the question is not bare, or the one before it no such question.
    """
    bare_one, before = _BARE_ONE.match(question), _ASKED_OF.match(earlier)
    if not bare_one or not before or bare_one["asks"].lower() == before["asks"].lower():
        return None
    if bare_one["asks"].lower() == "why" and not before["does"]:
        return None
    return f"{bare_one['asks']} {before['of']}"


def of_another(question: str, earlier: str) -> str | None:
    """Return what an earlier question asks of an item, asked of another that is only named.

    of_another("And the course in Oslo?", "Who paid for it?") -> "Who paid for the course in Oslo?".
    None where either is no such question.
    """
    asked = item_asked(earlier) if elliptic(question) else None
    other = remainder(question)
    if asked is None or not (_ITEM.search(other) or _IN.match(other)):
        return None
    item = re.compile(rf"\b{re.escape(asked[1])}(?!\w)")
    described = f"the event {other}" if _IN.match(other) else other
    full, found = item.subn(lambda _: described, earlier, count=1)
    return _LEADS_IN.sub("", full) if found else None


def said_by_another(question: str, earlier: str) -> str | None:
    """Return what an earlier question asks that somebody said, asked of another who is only named.

    said_by_another("And the judge?", "What did the mayor say?") -> "What did the judge say?".
    """
    said = _SAID.match(earlier) if elliptic(question) else None
    other = remainder(question)
    if said is None or not other.lower().startswith("the ") or not _WHO.match(other):
        return None
    return f"{said['before']}{other}{said['after']}"


def swaps(question: str) -> bool:
    """Tell whether a question asks the same of another thing: "What about Serbia?"."""
    return bool(_SWAPS.match(question)) and not _ASKS.search(question)


def _has_noun(question: str, pronoun: re.Match[str]) -> bool:
    """Tell whether the question itself may hold, before a pronoun, what it stands for."""
    before = question[: pronoun.start()]
    if pronoun.group().lower() in _MANY and len(terms(before)) > _FEW:
        return True
    clauses = [match.start() for match in _CLAUSE.finditer(before)]
    return bool(clauses and terms(before[: clauses[-1]])) and not _is_vague(before[: clauses[-1]])


def _is_vague(question: str) -> bool:
    """Tell whether a question speaks of "the …" without saying which, in one or two words."""
    return any(True for _ in _vague(question))


def _vague(question: str) -> Iterator[set[str]]:
    """Yield the terms of each "the …" that does not say which, in one or two words."""
    for match in re.finditer(r"\bthe\s+", question, re.IGNORECASE):
        rest = question[match.end() :]
        noun = rest[: end.start()] if (end := _ENDS_NOUN.search(rest)) else rest
        said = {term for term in terms(noun) if term not in _COUNTED_OFF}
        told = _COMPLEMENT.search(noun) or names(f"the {noun}")
        if not told and len(said) <= _FEW:
            yield said


def names_again(question: str, earlier: str) -> bool:
    """Tell whether "the training" of a question is what an earlier one speaks of."""
    had = set(terms(earlier))
    return any(said and said <= had for said in _vague(question))


def thread(history: Sequence[str], evidence: Evidence | None = None) -> list[str]:
    """Return what a conversation is about: the latest that stood alone and what leans on it."""
    found: list[str] = []
    for question in filter(None, map(clean, history[-TURNS:])):
        leans = bool(found) and _leans(question, found[0], evidence)
        found = [*found, question] if leans else [question]
    return found


def _leans(question: str, on: str, evidence: Evidence | None) -> bool:
    if elliptic(question):
        return True
    how = lean(question)
    return how is not Lean.NOT and (evidence is None or evidence(question, on, how))


def unanswerable(query: Query) -> Reason | None:
    """Tell whether no archive in the Latin alphabet could answer, and why."""
    letters = [char for char in query.text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if letters and latin < len(letters) / 2:
        return Reason.OTHER_SCRIPT
    if small_talk(query.text):
        return Reason.SMALL_TALK
    searched = terms(query.text) or (query.follows and letters)
    return None if searched else Reason.NO_WORDS
