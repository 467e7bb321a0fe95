"""Misspelt words -> the archive's own: "Gradishka", "trafiking", "Sibenic"; and words it lacks.

A word is left alone when the archive has it (or another form of it) or when it is plain English,
which the encoder's vocabulary tells; so correct words never turn into others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set

from rapidfuzz import process
from rapidfuzz.distance import OSA

from seeqa.terms import STOPWORDS, fold, terms

_WORD = re.compile(r"[^\W\d_]{4,}")
_LONG = 7  # letters from which two slips are believed rather than one


class Speller:
    """Corrects words against the words of an archive."""

    def __init__(self, texts: Iterable[str], english: Set[str] = frozenset()) -> None:
        """Take the archive's texts and the words, in lower case, that are known to be right."""
        self._written: dict[str, Counter[str]] = {}
        for text in texts:
            for match in _WORD.finditer(text):
                self._written.setdefault(fold(match.group()), Counter())[match.group()] += 1
        self._frequency = {folded: forms.total() for folded, forms in self._written.items()}
        self._terms = {term for folded in self._written for term in terms(folded)}
        self._english = english

    def correct(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the text with misspelt words replaced, and the (written, meant) pairs."""
        pairs: dict[str, str] = {}
        for match in _WORD.finditer(text):
            meant = self._meant(match.group())
            if meant:
                pairs[match.group()] = meant
        corrected = _WORD.sub(lambda match: pairs.get(match.group(), match.group()), text)
        return corrected, tuple(pairs.items())

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the words that the archive lacks and that are no plain English: names.

        A known word is a name too where it is capitalised within the text.
        """
        found = []
        for match in _WORD.finditer(text):
            word, folded = match.group(), fold(match.group())
            if folded in self._written or set(terms(folded)) & self._terms:
                continue
            named = word[0].isupper() and match.start() > 0
            if named or not self._is_english(folded):
                found.append(word)
        return tuple(dict.fromkeys(found))

    def _meant(self, word: str) -> str | None:
        folded = fold(word)
        if folded in self._written or self._is_english(folded) or set(terms(folded)) & self._terms:
            return None
        slips = 2 if len(folded) >= _LONG else 1
        near = process.extract(
            folded, self._frequency.keys(), scorer=OSA.distance, score_cutoff=slips, limit=20
        )
        # First letters are rarely mistyped; a word that begins otherwise is another word.
        near = [found for found in near if found[0][:1] == folded[:1] and found[0] not in STOPWORDS]
        if not near:
            return None
        best, _, _ = min(near, key=lambda found: (found[1], -self._frequency[found[0]]))
        return self._written[best].most_common(1)[0][0]

    def _is_english(self, folded: str) -> bool:
        """Tell whether the word, or what it is a plain inflection of, is known."""
        stems = [folded, *(folded.removesuffix(end) for end in ("s", "es", "d", "ed", "ing"))]
        return any(stem in self._english or stem in STOPWORDS for stem in stems)
