"""Text -> search terms: folded to plain lower-case letters, stopwords dropped, stemmed.

Used wherever words are compared: the lexical index, the explanation of a hit, the reader.
"Gradiška" and "gradiska", "trainings" and "trained" give the same term. Does not correct
misspellings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    import Stemmer

VERSION = "terms-2"  # part of the index manifest: change it with the behaviour

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
STOPWORDS = frozenset(
    "a about all also am an and any are as at be been before being but by can could did do "
    "does doing for from get give had has have having he her here him his how i if in into is "
    "it its just know let like many me more most much my no not of on or our out please s she "
    "should show so some such t tell than that the their them then there these they this "
    "those to too up very was we were what when where which while who whom whose why will "
    "with would you your".split()
)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer  # deferred: `seeqa --help` does not need it

    return Stemmer.Stemmer("english")


def fold(text: str) -> str:
    """Return the text in lower-case ASCII letters: "Türkiye" -> "turkiye"."""
    return anyascii(text).lower()


def words(text: str) -> list[str]:
    """Return the folded words of a text in order: "SDG 16.4, Türkiye" -> ["sdg", "16.4", …]."""
    return [_folded(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=1 << 17)
def _folded(word: str) -> str:
    """Return a word in plain letters; an archive has each many times."""
    return fold(word)


def terms(text: str) -> list[str]:
    """Return the stemmed terms of a text in order, without stopwords.

    terms("Who trained the officers in Gradiška?") -> ["train", "offic", "gradiska"]
    """
    kept = [word for word in words(text) if word and word not in STOPWORDS]
    stems: list[str] = _stemmer().stemWords(kept)
    return stems


def stems(text: str) -> list[str]:
    """Return the stems of all words of a text in order, stopwords too."""
    found: list[str] = _stemmer().stemWords(words(text))
    return found


def surface(text: str) -> dict[str, str]:
    """Return each term of a text with the word it was written as first."""
    written: dict[str, str] = {}
    for term, start, end in placed(text):
        written.setdefault(term, text[start:end])
    return written


def placed(text: str) -> list[tuple[str, int, int]]:
    """Return the terms of a text in order, each with where its word begins and ends."""
    return [(term, *w.span()) for w in _WORD.finditer(text) for term in terms(w.group())]
