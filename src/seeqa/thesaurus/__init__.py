"""Everyday words that an archive lacks -> official ones that it has: "guns" -> "firearms".

Encoder and reader were not taught that graft is corruption and a watchdog an agency. The words are
in the text files beside this one, by hand, for bulletins on crime, drugs and justice in general:

    n gun, handgun: firearm, weapon          a noun; regular plurals are formed here
    v sit down with/…: meet with             a verb; irregular: base/-s/past/participle/-ing
    a crooked: corrupt                       not inflected

Left what may be asked, right what takes its place, best first. A word that the archive has is never
replaced, nor one by a word that it lacks; every replacement is told to the user.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import islice
from pathlib import Path

from seeqa.errors import ConfigError
from seeqa.spelling import american
from seeqa.terms import fold, stems

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LONGEST = 6  # words of an everyday phrase, in any of its forms
# After these a verb's form is its base, "set up", where its past is the same.
_BEFORE_BASE = frozenset(
    "to do does did will would can could shall should may might must help helped helping".split()
)
_BEFORE = 3  # words
# Stems of words for what an archive holds and does: "mention" is no other word for "cite" there.
_OF_ARCHIVES = frozenset(
    "mention refer cite quot item articl stori bulletin archiv newslett entri piec text passag "
    "sourc cover connect".split()
)
_BEFORE_NOUN = frozenset("the a an his her its their our this that these those no any".split())
_SIBILANT = re.compile(r"(?:[sxz]|[cs]h)$")
_VOWEL_Y = re.compile(r"[aeiou]y$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One everyday phrase in all its forms, and for each form the official ones, best first."""

    forms: tuple[str, ...]
    official: tuple[tuple[str, ...], ...]

    @property
    def is_verb(self) -> bool:
        """Whether it is inflected as a verb."""
        return len(self.forms) == len(_verb("x"))


# Tells of several ways to put a question how well the archive fits each.
Fits = Callable[[Sequence[str]], Sequence[float]]


class Thesaurus:
    """Replaces the everyday words of questions by an archive's own."""

    def __init__(
        self,
        texts: Iterable[str],
        fits: Fits | None = None,
        entries: Iterable[Entry] | None = None,
    ) -> None:
        """Take the archive's texts, and what chooses where it has several of the official words.

        By default the first is taken, and the entries are those of the package.
        """
        self._texts = tuple(f" {' '.join(stems(text))} " for text in texts)
        self._stems = frozenset(stem for text in self._texts for stem in text.split())
        self._fits = fits
        self._known = lru_cache(maxsize=None)(self._find)
        self._official: dict[str, list[str]] = {}
        self._of_base: dict[str, list[str]] = {}
        self._verbs: set[str] = set()
        other: set[str] = set()
        for entry in packaged() if entries is None else entries:
            (self._verbs if entry.is_verb else other).update(map(fold, entry.forms))
            for number, (form, official) in enumerate(
                zip(entry.forms, entry.official, strict=True)
            ):
                if number == 0 and entry.forms.count(form) > 1:
                    self._of_base.setdefault(fold(form), []).extend(official)
                else:
                    self._official.setdefault(fold(form), []).extend(official)

        self._verbs -= other

    def official(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the text in the archive's words, and the (written, meant) pairs.

        official("Who seized the guns?") -> ("Who seized the firearms?", (("guns", "firearms"),))
        """
        pairs: list[tuple[str, str]] = []
        at = 0  # in the text, which changes on the way
        while word := _WORD.search(text, at):
            end, meant = self._longest(text, word.start())
            if meant:
                start, written = word.start(), text[word.start() : end]
                ways = [f"{text[:start]}{way}{text[end:]}" for way in meant]
                best = self._best(ways)
                pairs.append((written, meant[best]))
                text, end = ways[best], start + len(meant[best])
            at = max(end, word.end())
        told = {pair: None for pair in pairs if not _respelt(*pair)}
        return text, tuple(told)

    def _best(self, ways: Sequence[str]) -> int:
        if self._fits is None or len(ways) == 1:
            return 0
        fits = self._fits(ways)
        return max(range(len(ways)), key=lambda way: (fits[way], -way))

    def _longest(self, text: str, start: int) -> tuple[int, list[str]]:
        """Return where the longest phrase from a place on ends, and what may take its place.

        Nothing where it has no entry, or where the archive has the phrase itself.
        """
        words = list(islice(_WORD.finditer(text, start), _LONGEST))
        before = [fold(word) for word in text[:start].split()[-_BEFORE:]]
        for size in range(len(words), 0, -1):
            end = words[size - 1].end()
            written = text[start:end]
            phrase = fold(" ".join(written.split()))
            of_base = self._of_base.get(phrase) if _BEFORE_BASE & {*before} else None
            official = of_base or self._official.get(phrase) or self._of_base.get(phrase)
            a_noun = phrase in self._verbs and before[-1:] and before[-1] in _BEFORE_NOUN
            if official is None or a_noun or any(_is_name(w, text) for w in words[:size]):
                continue
            if self._known(written) or _OF_ARCHIVES.issuperset(stems(written)):
                return end, []  # nor is a part of it replaced
            if self._known(_american(written)):
                return end, [_american(written)]
            if meant := [other for other in dict.fromkeys(official) if self._known(other)]:
                capital = written[0].isupper()
                return end, [way[0].upper() + way[1:] for way in meant] if capital else meant
        return start, []

    def _find(self, phrase: str) -> bool:
        """Tell whether the archive has a phrase, in any inflection."""
        wanted = stems(phrase)
        if len(wanted) < 2 or not self._stems.issuperset(wanted):
            return bool(wanted) and self._stems.issuperset(wanted)
        return any(f" {' '.join(wanted)} " in text for text in self._texts)


def _american(phrase: str) -> str:
    """Return a phrase in American spelling: "organised crime" -> "organized crime"."""
    return " ".join(map(american, phrase.split()))


def _respelt(written: str, meant: str) -> bool:
    """Tell whether two words differ in spelling alone: "organised", "organized"."""
    return _american(fold(written)) == _american(fold(meant))


def _is_name(word: re.Match[str], text: str) -> bool:
    """Tell whether a word is written as a name: with a capital, and not the first."""
    return word.group()[0].isupper() and bool(text[: word.start()].strip())


@lru_cache(maxsize=1)
def packaged() -> tuple[Entry, ...]:
    """Return the entries of the package."""
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".txt")),
        key=lambda file: file.name,
    )
    return tuple(entry for file in files for entry in parse(file.read_text(encoding="utf-8")))


def entries(name: str) -> tuple[Entry, ...]:
    """Return the entries of a setting: "packaged", "none", or those of a file, then the packaged.

    Raises ConfigError where the file cannot be read.
    """
    if name == "none":
        return ()
    if name == "packaged":
        return packaged()
    try:
        own = tuple(parse(Path(name).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ConfigError(
            expected="SEEQA_THESAURUS to be 'packaged', 'none' or a file of 'n gun: firearm' lines",
            found=f"{name}: {getattr(error, 'strerror', None) or error}",
            mend="Correct the file or the setting.",
        ) from error
    return own + packaged()


def parse(text: str) -> Iterator[Entry]:
    """Yield the entries of a text in the form above. Raises ValueError, with the line."""
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        kind, _, rest = entry.partition(" ")
        left, colon, right = rest.partition(":")
        if kind not in _FORMS or not colon or not left.strip() or not right.strip():
            raise ValueError(f"line {number}: expected 'n|v|a everyday: official', found {line!r}")
        official = [_forms(kind, phrase, number) for phrase in right.split(",")]
        for phrase in left.split(","):
            forms = _forms(kind, phrase, number)
            yield Entry(forms, tuple(zip(*official, strict=True)))


def _forms(kind: str, phrase: str, number: int) -> tuple[str, ...]:
    given = tuple(" ".join(form.split()) for form in phrase.split("/"))
    if len(given) == 1 or kind == "a":
        return _FORMS[kind](" ".join(phrase.split()))
    wanted = len(_FORMS[kind]("x"))
    if len(given) != wanted or not all(given):
        raise ValueError(f"line {number}: expected {wanted} forms, found {phrase.strip()!r}")
    return given


def _as_it_is(phrase: str) -> tuple[str, ...]:
    return (phrase,)


def _noun(phrase: str) -> tuple[str, ...]:
    """Return a noun's singular and regular plural."""
    return phrase, phrase[:-1] + "ies" if _ends_in_y(phrase) else phrase + _s(phrase)


def _verb(phrase: str) -> tuple[str, ...]:
    """Return a regular verb's forms; what comes after the first word stays."""
    base, space, rest = phrase.partition(" ")
    stem = base[:-1] + "i" if _ends_in_y(base) else base
    past = f"{stem}d" if base.endswith("e") else f"{stem}ed"
    third = f"{stem}es" if _ends_in_y(base) else base + _s(base)
    silent = base.endswith("e") and not base.endswith(("ee", "ye", "oe"))
    forms = (base, third, past, past, f"{base[:-1] if silent else base}ing")
    return tuple(f"{form}{space}{rest}" for form in forms)


def _ends_in_y(word: str) -> bool:
    return word.endswith("y") and not _VOWEL_Y.search(word)


def _s(word: str) -> str:
    return "es" if _SIBILANT.search(word) else "s"


_FORMS: dict[str, Callable[[str], tuple[str, ...]]] = {"n": _noun, "v": _verb, "a": _as_it_is}
