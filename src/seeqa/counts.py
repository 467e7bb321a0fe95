"""What "how many …" counts, and what a number in a sentence counts: officers, not vehicles.

A reader that looks for a number takes the one that comes nearest, whatever it counts. Dates and
the numbers of goals and articles count nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from seeqa.item_question import ITEM
from seeqa.names import NATIONALS
from seeqa.quantities import NUMBER, PEOPLE
from seeqa.terms import fold, terms
from seeqa.types import Alike

# Of two nouns for one thing: "policemen" and "officers" are .82, "victims" and "experts" .28.
_ALIKE = 0.45
_VERB = (
    r"(?:were|was|are|is|did|do|does|have|has|had|took|takes?|came|comes?|can|will|would|attended|"
    r"joined|participated|worked|contributed|belong\w*|made|makes?|went|got|gets?|led|fed|"
    r"ran|gave|taught|sent|sat|met|spoke|wrote|signed|drew|saw|held|began|became|kept|left|lost|"
    r"paid|said|told|sold|spent|stood|won|knew|brought|built|caught|found|heard|helped|visited|"
    r"supported|delivered|organi[sz]ed|the|an?|this|that|these|those|their|"
    r"in|at|of|from|to|on|for|with|by|during|there|it|they)"
)
_ASKED = re.compile(rf"\bhow many\b\s*(?P<what>(?:(?!{_VERB}\b)[\w'’-]+\s*)*)", re.IGNORECASE)
# "How many of the trainers were judges?": of the judges, no number of trainers will do.
_OF_THEM = re.compile(
    r"\bhow many of (?:the|these|those|its|their|them)\b[^?]*? (?:were|was|are|is) "
    r"(?:(?!in\b|at\b|on\b|from\b|of\b|about\b|by\b|with\b|for\b)[a-z][\w-]* ){0,2}?"
    r"(?P<noun>(?!(?:in|at|on|from)\b)[a-z][\w-]*)\W*$"
)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_COUNTED = re.compile(rf"(?<![\w.])(?P<number>{NUMBER})(?![\w.]*\d)(?P<after>[^.;:(),–\d]*)")
_HEAD = re.compile(r"(?:^|; )(?P<words>[^;:]+): $")
_DATED = re.compile(rf"^(?:\s*-\s*\d+)?\s*{_MONTHS}\b")
_NUMBERED = re.compile(r"(?:\b(?:sdgs?|targets?|goals?|unscr|articles?|pillar|chapter)\s*|-\s*)$")
_ENDS = re.compile(r"\b(?:from|in|of|to|on|who|which|that|for|at|by|with|were|was|is|are|led)\b")
_DOING = re.compile(r"(?<=[a-z]s) (?=[a-z]+ing\b)")
_ANYBODY = re.compile(
    r"(?:people|persons?|participants?|attendees|folks?|individuals|guests|delegates|staff|personnel)$"
)
_SOMEBODY = re.compile(rf"\b{PEOPLE}\b")
_EVENT = re.compile(ITEM)
_NOUN = re.compile(r"(?:\w[\w'’-]*s|people|men|women|children|staff|police|personnel)$")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a question counts: the noun, empty where it does not say ("How many were there?").

    `exact`: nothing that is only much like it counts.
    """

    noun: str
    exact: bool = False

    def is_counted(self, sentence: str, start: int, end: int, alike: Alike) -> bool:
        """Tell whether the words from start to end, or a number just before, count the noun."""
        folded = fold(sentence)
        told = folded if len(folded) == len(sentence) else sentence.lower()  # offsets must hold
        before = re.search(rf"{NUMBER}\s+(?:[\w-]+\s+)?$", told[:start])
        at = before.start() if before else start
        for found in _COUNTED.finditer(told, at):
            if found.start() >= end:
                break
            head = _HEAD.search(told[: found.start()])  # "Officers trained: 95", a table's row
            counted = f" {head['words']}" if head else found["after"]
            if self._fits(counted, told[: found.start()], alike):
                return True
        return False

    def _fits(self, after: str, before: str, alike: Alike) -> bool:
        if _DATED.match(after) or _NUMBERED.search(before):
            return False
        phrase = _ENDS.split(after.strip(" -"), maxsplit=1)[0]
        phrase = _DOING.split(phrase, maxsplit=1)[0]  # "25 years helping women" are no women
        if not self.noun or set(terms(self.noun)) & set(terms(phrase)):
            return bool(phrase.strip()) and (not self.noun or self._is_in(phrase.split()))
        if self.exact:
            return False
        if _ANYBODY.match(self.noun) or self.noun in NATIONALS:
            return bool(_SOMEBODY.search(phrase))
        nouns = [word for word in phrase.split() if _NOUN.match(word)]
        if _EVENT.fullmatch(self.noun):  # trainers are no trainings
            nouns = [noun for noun in nouns if not _SOMEBODY.fullmatch(noun)]
        return any(alike(self.noun, noun) >= _ALIKE for noun in nouns)

    def _is_in(self, words: Sequence[str]) -> bool:
        """Tell whether the noun is among words, not as part of another's name: "school heads"."""
        wanted = set(terms(self.noun))
        return any(
            wanted & set(terms(word)) and (_NOUN.match(word) or not _NOUN.match(after))
            for word, after in pairwise([*words, ""])
        )


def counted(question: str) -> Counted | None:
    """Return what a question counts, None if it asks for no number of things.

    counted("How many border officers were trained?") -> Counted("officers")
    """
    asked = _ASKED.search(fold(question))
    if asked is None:
        return None
    of_them = _OF_THEM.search(question[:1].lower() + question[1:])
    if of_them and _NOUN.match(of_them["noun"]):
        return Counted(of_them["noun"], exact=True)
    words = asked["what"].split()
    nouns = [word for word in words if _NOUN.match(word)]
    return Counted((nouns or words or [""])[-1])
