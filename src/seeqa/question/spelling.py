"""Misspelt words -> right ones: "Gradishka", "trafiking", "whcih"; and what is no English.

A word is left alone when the archive has it (or another form of it) or when it is plain English;
so correct words never turn into others. What is meant is a word of the archive, or a plain English
one: a question's own words ("which", "happened") are as often misspelt, and decide what it asks
for. A word written as a name is only ever taken for a name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from seeqa.lexicon import Written
from seeqa.terms import STOPWORDS, fold, terms

_WORD = re.compile(r"[^\W\d_]{3,}")
_LONG = 7  # letters from which two slips are believed rather than one
_SHORT = 4  # letters at which too many English words are near: only those of questions are meant
# What is left out are words of other languages too: "was", "in", "so".
_ENGLISH_ALONE = STOPWORDS - frozenset(
    "a am an as at do had has her his i if in is it me my no of on or so to too up was we were "
    "s t".split()
)
_SHORTEST = 3  # letters of a word that is only believed to be a question's that lost a letter
_COMMON = 45_000  # of the English words: those that a slip may be meant for
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers")
# British spellings, of which the lists of English words have the American ones.
_BRITISH = {
    british + ending: american + ending
    for british, american, endings in (
        ("is", "iz", "e ed er es ers ing ation ations"),
        ("ys", "yz", "e ed er es ers ing"),
        ("ll", "l", "ed er ers ing"),
        ("our", "or", " s ed ing ful able"),
    )
    for ending in endings.split(" ")
}


_Words = Mapping[str, Sequence[str]]  # by their first letters


class Speller:
    """Corrects words against the words of an archive and of a language."""

    def __init__(
        self,
        written: Written,
        names: Iterable[str] = (),
        *,
        known: Callable[[], Iterable[str]] = tuple,
        english: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        """Take the archive's words, and words and names, in lower case, that are known to be right.

        `known` and `english` give words of the language, the more frequent first. `english` gives
        many more, which take long to load: it is called where nothing else decides.
        """
        self._written = written
        self._names = frozenset(names)
        self._known = known
        self._load = english

    @cached_property
    def _few(self) -> frozenset[str]:
        """Words of the language that are told without loading all of them."""
        return STOPWORDS | frozenset(self._known())

    @cached_property
    def _rank(self) -> dict[str, int]:
        """The words of the language, by how frequent they are."""
        words = dict.fromkeys((*self._load(), *self._known()))
        return {word: rank for rank, word in enumerate(chain(sorted(STOPWORDS), words))}

    @cached_property
    def _english(self) -> _Words:
        """The words that a slip may be meant for."""
        common = (word for word, rank in self._rank.items() if rank < _COMMON)
        return _by_letter(word for word in common if len(word) > _SHORT or word in STOPWORDS)

    @cached_property
    def _archived(self) -> _Words:
        """The archive's words."""
        return _by_letter(self._written.words)

    @cached_property
    def _capital(self) -> _Words:
        """Those of them that are somewhere written with a capital."""
        return _by_letter(self._written.capital)

    @cached_property
    def _named(self) -> _Words:
        """Known names."""
        return _by_letter(self._names)

    def correct(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the text with misspelt words replaced, and the (written, meant) pairs."""
        pairs: dict[str, str] = {}
        for match in _WORD.finditer(text):
            meant = self._meant(match.group(), opens=not text[: match.start()].strip())
            if meant:
                pairs[match.group()] = meant
        corrected = _WORD.sub(lambda match: pairs.get(match.group(), match.group()), text)
        return corrected, tuple(pairs.items())

    def is_foreign(self, text: str) -> bool:
        """Tell whether a question is in another language, written in Latin letters.

        It has none of the small words that only English has, but words with which others ask: two
        of them, or one and a word that is neither the archive's nor English.
        """
        words = [(word, word.lower()) for word in re.findall(r"[^\W\d_]+", text)]
        if {small for _, small in words} & _ENGLISH_ALONE:
            return False
        plain = [small for i, (word, small) in enumerate(words) if word.islower() or not i]
        asking = [word for word in plain if word in asking_elsewhere()]
        others = (word for word in plain if word not in asking and not self._is_written(word))
        return len(asking) > 1 or (bool(asking) and any(others))

    def _is_written(self, word: str) -> bool:
        """Tell whether a word is written so, accents and all, in the archive or in English."""
        forms = self._written.forms(fold(word))
        return word in map(str.lower, forms) or self._is_english(word)

    def _meant(self, word: str, *, opens: bool) -> str | None:
        folded = fold(word)
        if folded in self._written or self._is_english(folded) or not _is_latin(word):
            return None
        if len(folded) <= _SHORTEST:
            return self._lengthened(word)
        plain = word.islower() or (opens and word.istitle())
        among = self._archived if plain else self._capital
        near = self._near(folded, among, 2 if len(folded) >= _LONG else 1)
        near |= self._near(folded, self._english if plain else self._named, 1)
        # Another form of the archive's word, or a slip in it:
        if any(map(self._written.has_term, terms(folded))):
            near = {found: n for found, n in near.items() if _is_slip(folded, found, n)}
        if not near:
            return None
        best = min(near, key=lambda found: (near[found], *self._unlikely(folded, found)))
        forms = self._written.forms(best)
        form = max(forms, key=forms.__getitem__) if forms else best
        return form if word.islower() else form[0].upper() + form[1:]

    def _lengthened(self, word: str) -> str | None:
        """Return the word of questions that has one letter more: "wht" -> "what"."""
        longer = _by_letter(found for found in STOPWORDS if len(found) == len(word) + 1)
        near = list(self._near(word.lower(), longer, 1)) if not word.isupper() else []
        return min(near, default=None)

    def _near(self, folded: str, among: _Words, slips: int) -> dict[str, int]:
        """Return the words that are at most so many slips away, with their number.

        First letters are rarely mistyped; a word that begins otherwise is another word.
        """
        begun = among.get(folded[:1], ())
        found = process.extract(folded, begun, scorer=OSA.distance, score_cutoff=slips, limit=20)
        return {word: int(n) for word, n, _ in found}

    def _unlikely(self, folded: str, found: str) -> tuple[bool, bool, int]:
        """Return what speaks against a word among those as near: it sorts before likelier ones.

        A letter is dropped, doubled or swapped more often than replaced by another.
        """
        replaced = len(found) == len(folded) and sorted(found) != sorted(folded)
        archived = found in self._written and found not in STOPWORDS
        forms = self._written.forms(found)
        often = sum(forms.values()) if archived else -self._rank.get(found, 0)
        return replaced, not archived, -often

    def _is_english(self, folded: str) -> bool:
        """Tell whether the word, or what it is a plain inflection of, is known."""
        if folded in self._names or self._is_known({folded, american(folded)}):
            return True
        stems = [folded.removesuffix(end) for end in _ENDINGS if folded.endswith(end)]
        if folded.endswith("ed"):
            stems.append(folded.removesuffix("d"))  # "organised", but not "happend"
        return any(self._is_stem(stem) for stem in stems)

    def _is_known(self, spellings: set[str]) -> bool:
        """Tell whether one of some spellings is a word of the language."""
        return not (self._few.isdisjoint(spellings) and self._rank.keys().isdisjoint(spellings))

    def _is_stem(self, stem: str) -> bool:
        """Tell whether a word is known so well that an unknown form of it may be right."""
        common = self._rank.get(stem, _COMMON) < _COMMON and len(stem) >= _SHORT
        return common or stem in self._names


def _by_letter(words: Iterable[str]) -> _Words:
    """Return words by their first letters."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[:1], []).append(word)
    return found


@lru_cache(maxsize=1)
def asking_elsewhere() -> frozenset[str]:
    """Return the words with which other languages ask, from `asking.toml`."""
    text = resources.files(__package__).joinpath("asking.toml").read_text(encoding="utf-8")
    return frozenset(word for row in tomllib.loads(text).values() for word in row["words"].split())


def american(word: str) -> str:
    """Return the American spelling of a word: "organisers" -> "organizers"."""
    for british, spelling in _BRITISH.items():
        if word.endswith(british):
            return word.removesuffix(british) + spelling
    return word


def _is_latin(word: str) -> bool:
    """Tell whether a word is in the archive's script: one in another is no slip in one of it."""
    return unicodedata.name(word[0], "").startswith("LATIN")


def _is_slip(folded: str, found: str, slips: int) -> bool:
    """Tell a slip ("activitis") from another form of a word ("officer", "officers")."""
    forms = folded.startswith(found) or found.startswith(folded)
    return not forms and (slips == 1 or terms(found) == terms(folded))
