"""Whether an item is the one described: it has every word of that, and no other item has.

"the meeting with GIZ" can be one item only; "the football match in Tirana" is none of Tirana's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import intern

from seeqa.item_question import ITEM
from seeqa.names import Names
from seeqa.terms import terms
from seeqa.types import Alike, Document

_ITEMS = 256  # whose words are remembered
_ALIKE = 0.6  # how alike two words are of which one may stand for the other
_ANY_ITEM = re.compile(rf"{ITEM}|gatherings?|talks?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words of a description that an item lacks; `alone`: no other item has all the words."""

    lacking: tuple[str, ...]
    alone: bool


class Recognition:
    """Knows the words of every item of an archive."""

    def __init__(self, documents: Iterable[Document], names: Names, alike: Alike) -> None:
        """Take the items, the forms of the archive's names, and what compares two words."""
        self._names, self._alike = names, alike
        self._texts = {document.id: document.text for document in documents}
        self._words = lru_cache(_ITEMS)(lambda of: tuple(self._of(self._texts[of]).values()))

    @cached_property
    def _terms(self) -> dict[str, frozenset[str]]:
        """The terms of every item, when the first question needs them."""
        return {of: frozenset(map(intern, self._of(text))) for of, text in self._texts.items()}

    def recognise(self, described: str, document_id: str) -> Recognised:
        """Tell how an item fits a description such as "the training in Oslo"."""
        had, said = self._terms[document_id], self._of(described)
        telling = {term: word for term, word in said.items() if not _ANY_ITEM.fullmatch(word)}
        others = [terms for of, terms in self._terms.items() if of != document_id]
        alone = any(
            wanted and wanted.keys() <= had and not any(wanted.keys() <= other for other in others)
            for wanted in (telling, said)
        )
        lacking = (word for term, word in telling.items() if term not in had)
        words = self._words(document_id)
        return Recognised(tuple(w for w in lacking if not self._has_like(w, words)), alone)

    def _of(self, text: str) -> dict[str, str]:
        """Return the terms and names of a text, each with a word that has it."""
        found: dict[str, str] = {}
        for token in self._names.tokens(text):
            for term in (token,) if token.startswith("@") else terms(token):
                found.setdefault(term, token)
        return found

    def _has_like(self, word: str, among: Iterable[str]) -> bool:
        plain = (other for other in among if other.isalpha())
        return word.isalpha() and any(self._alike(word, other) >= _ALIKE for other in plain)
