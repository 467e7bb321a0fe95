"""The names in a question that an archive lacks under all their forms: "NATO", "Bucharest".

What is asked about somebody or something that no bulletin names, no bulletin answers; the reader
would find what comes nearest all the same.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from itertools import pairwise

from seeqa.names import Names
from seeqa.terms import fold, terms, words

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OPENS = re.compile(r"(?:^|[.?!:;–—\"“‘(])\s*$")  # what follows is capital in any case
_NO_NAMES = frozenset(
    {fold(name) for name in (*calendar.month_name, *calendar.day_name)}
    | set("mr mrs ms dr prof ok pdf url english i".split())
)
_LONG_NAME = re.compile(r"[A-Z][a-z’'-]*(?: [A-Z][a-z’'-]*){2,}")
_SHARED = 4  # letters that the name of a country and of its people share at least: "Serbs"
_ENDING = 3  # letters that may differ at the end of a long one: "Macedonian"


class Absence:
    """Knows which names an archive lacks."""

    def __init__(self, texts: Iterable[str], names: Names) -> None:
        """Learn from the texts of an archive, and the forms of its names."""
        texts = tuple(texts)
        self._names = names
        self._tokens = {token for text in texts for token in names.tokens(text)}
        self._terms = {term for text in texts for term in terms(text)}
        self._pairs = {pair for text in texts for pair in _pairs(text)}
        self._capital = sorted({token.lstrip("@") for token in self._tokens if names.knows(token)})

    def names(self, question: str) -> tuple[str, ...]:
        """Return what is written as a name and the archive lacks, in order: words, or long names.

        None where every word is written with a capital, as in a headline.
        """
        found = list(_WORD.finditer(question))
        inside = [match for match in found if not _OPENS.search(question[: match.start()])]
        capital = [match.group() for match in inside if match.group()[0].isupper()]
        if len(capital) > 2 and len(capital) * 2 > len(inside):
            return ()
        known = {word for token in self._names.tokens(question) for word in self._held(token)}
        lacking = (word for word in capital if not known.issuperset(words(word)))
        absent = dict.fromkeys(word for word in lacking if not self.has(word))
        return tuple(absent) or tuple(self._long_names(question, known))

    def _long_names(self, question: str, known: set[str]) -> list[str]:
        """Return names of three or more words of which no two stand together in the archive.

        "Line Up Live Up", where all of its words are there.
        """
        found = [match.group() for match in _LONG_NAME.finditer(question) if match.start()]
        return [
            name
            for name in found
            if not known.intersection(words(name)) and self._pairs.isdisjoint(_pairs(name))
        ]

    def has(self, word: str) -> bool:
        """Tell whether the archive has a word, in any of its forms, or a name that begins alike."""
        folded = fold(re.sub(r"[’']s?$", "", word))
        parts = {term for term in terms(folded) if term.isalpha()}  # of COVID-19, not the number
        if folded in _NO_NAMES or parts & self._terms or not parts:
            return True
        if self._tokens.issuperset(self._names.tokens(word)):
            return True
        shared = max(_SHARED, len(folded) - _ENDING)
        return any(name.startswith(folded[:shared]) for name in self._capital)

    def _held(self, token: str) -> list[str]:
        """Return the words of a name's forms, if the archive has it in one of them."""
        if not token.startswith("@") or token not in self._tokens:
            return []
        return self._names.forms(token)


def _pairs(text: str) -> set[tuple[str, str]]:
    """Return every two words that stand side by side, in small letters."""
    return set(pairwise(words(text)))
