"""Names and their other forms: "UK" and "British", "Container Control Programme" and "CCP".

A short form is learned where an archive explains it in parentheses (Schwartz & Hearst 2003, "A
Simple Algorithm for Identifying Abbreviation Definitions"); a small table adds what bulletins
take for known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from seeqa.terms import fold, terms, words

# Begins where a word does and never gives back: linear even for a line of megabytes.
_EXPLAINED = re.compile(
    r"(?<![\w’'&-])((?:[^\W_][\w’'&-]*+[\s-]+){1,10})\(([A-Z][A-Za-z&-]{1,9})\)"
)
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def known() -> dict[str, tuple[str, ...]]:
    """Return the names of the table with their other forms, in small plain letters."""
    text = resources.files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    rows = {**tomllib.loads(text)["bodies"], **tomllib.loads(text)["countries"]}
    return {name: tuple(form.strip() for form in forms.split(",")) for name, forms in rows.items()}


Group = tuple[Sequence[str], Sequence[str]]


def known_words() -> frozenset[str]:
    """Return the words of all these names, as a question may write them."""
    rows = known().items()
    return frozenset(
        word for name, forms in rows for form in (name, *forms) for word in form.split()
    )


class Aliases:
    """The forms of the names of an archive, each as the terms that it is written with."""

    def __init__(self, groups: Mapping[str, Sequence[Group]]) -> None:
        """Take the forms by one of their terms, each with the terms of all forms of its name."""
        self.groups = groups

    @classmethod
    def learned(cls, texts: Iterable[str]) -> Aliases:
        """Learn from the texts of an archive.

        A short form that is a word there too ("SEE", "US") stands for nothing.
        """
        texts = tuple(texts)
        plain = {w for text in texts for w in _WORD.findall(text) if w.islower()} | {"us"}
        names = [(name, *others) for name, others in known().items()]
        told = {pair for text in texts for pair in explained(text)}
        names += sorted(pair for pair in told if fold(pair[1]) not in plain)
        groups: dict[str, list[Group]] = {}
        for name in names:
            forms = [sorted(set(terms(form))) for form in name if form not in plain]
            every = sorted(set().union(*forms))
            for form in filter(None, forms):
                groups.setdefault(form[0], []).append((form, every))
        return cls(groups)

    def of(self, has: frozenset[str]) -> frozenset[str]:
        """Return the terms of a text with those of all other forms of the names in it."""
        more = [
            every
            for term in has
            for form, every in self.groups.get(term, ())
            if has.issuperset(form)
        ]
        return has.union(*more)


def explained(text: str) -> Iterator[tuple[str, str]]:
    """Yield (long form, short form) for every "Long Form (LF)" of a text."""
    for match in _EXPLAINED.finditer(text):
        long = long_form(match[1].rstrip(" -\n"), match[2])
        if long and _is_plausible(long, match[2]):
            yield long, match[2]


def long_form(before: str, short: str) -> str | None:
    """Return the end of `before` that the letters of the short form spell (Schwartz & Hearst)."""
    at = len(before)
    letters = [letter for letter in fold(short) if letter.isalnum()]
    folded = before.lower()
    for i, letter in enumerate(reversed(letters)):
        first = i == len(letters) - 1
        at -= 1
        while at >= 0 and (folded[at] != letter or (first and at > 0 and folded[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    return before[at:]


def _is_plausible(long: str, short: str) -> bool:
    """Tell whether a long form has as many words as its short form's letters may stand for."""
    letters, count = sum(map(str.isalnum, short)), len(words(long))
    return min(letters + 5, 2 * letters) >= count > 1 and len(long) > len(short)
