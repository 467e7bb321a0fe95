r"""Texts as a careful reader compares them, and where in a text words stand that compare equal.

Case, kinds of quotes and dashes, ligatures and white space make no difference; in `Folded` not
even whether there is a quote, a dash or a space, so that "food-\nborne", "food- borne" and
"foodborne" are the same and a place in the text as it is can still be told.
"""

from __future__ import annotations

import unicodedata

_SINGLE = "'`´‘’‚‛′ʼ"
_DOUBLE = '"“”„‟″«»'
_DASHES = "−⁃"  # a minus sign and a hyphen bullet; all others are of the category Pd
_LEAST = 8  # letters of a piece of a sentence that is told in two


def fold(text: str) -> str:
    """Return text for comparing: "“Flu –  wave”" -> '"flu - wave"'."""
    return " ".join("".join(map(_alike, unicodedata.normalize("NFC", text))).split())


class Folded:
    """A text in which words are found whatever their spacing, quotes and hyphenation."""

    def __init__(self, text: str) -> None:
        """Fold a text, remembering for each letter from where it is."""
        kept = [(letter, i) for i, char in enumerate(text) for letter in _kept(char)]
        self.text = text
        self._letters = "".join(letter for letter, _ in kept)
        self._places = [place for _, place in kept]

    def find(self, words: str, *, whole: bool = False) -> list[tuple[int, int]]:
        """Return the (start, end) of every place of the words; if `whole`, not inside a word."""
        letters = _squeezed(words)
        found = [self._span(at, len(letters)) for at in _all(self._letters, letters)]
        return [span for span in found if not (whole and self._inside(*span))]

    def find_in_two(self, words: str) -> list[tuple[int, int]]:
        """Return two places that make up the words, something else between them; [] if none.

        The first piece is as long as can be: a sentence is cut where a column or a page ends.
        """
        letters = _squeezed(words)
        for cut in range(len(letters) - _LEAST, _LEAST - 1, -1):
            first = self._letters.find(letters[:cut])
            second = self._letters.find(letters[cut:], first + cut) if first >= 0 else -1
            if second >= 0:
                return [self._span(first, cut), self._span(second, len(letters) - cut)]
        return []

    def _span(self, at: int, length: int) -> tuple[int, int]:
        return self._places[at], self._places[at + length - 1] + 1

    def _inside(self, start: int, end: int) -> bool:
        """Tell whether a place begins or ends within a word or a number ("870" of "1,870")."""
        return _joined(self.text[start::-1][:3]) or _joined(self.text[end - 1 : end + 2])


def _joined(chars: str) -> bool:
    """Tell whether a word goes on from its outermost letter over the next two characters."""
    if not chars[0].isalnum() or len(chars) < 2:
        return False
    number = chars[0].isdigit() and chars[1] in ".," and chars[2:].isdigit()
    return chars[1].isalnum() or number


def _all(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _squeezed(text: str) -> str:
    return "".join(map(_kept, unicodedata.normalize("NFC", text)))


def _kept(char: str) -> str:
    """Return a character's letters, none for what only spaces, quotes or joins."""
    return "".join(letter for letter in _alike(char) if not (letter.isspace() or letter in "-'\""))


def _alike(char: str) -> str:
    """Return what a character compares as; none for one that is not seen (a soft hyphen)."""
    if char in _SINGLE:
        return "'"
    if char in _DOUBLE:
        return '"'
    category = unicodedata.category(char)
    if category == "Pd" or char in _DASHES:
        return "-"
    return "" if category == "Cf" else unicodedata.normalize("NFKC", char).casefold()
