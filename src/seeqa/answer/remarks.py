"""What is to be said beside quotes: another unit is told, something was called off, no sum made."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from importlib import resources

from seeqa.language.record import CALLS_OFF, Statement
from seeqa.question.frame import Frame, Kind
from seeqa.terms import terms

CALLED_OFF = "What is quoted tells of a cancellation, a postponement or a delay."
NO_SUM = "SEEQA quotes each number as its item tells it and adds nothing up."
_EDGES = ".,;:!?()[]“”\"'’"
_SIGNS = "$€£¥"
_MEASURED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.SPAN})


def remarks(frame: Frame, quoted: Sequence[tuple[str, Statement | None]]) -> tuple[str, ...]:
    """Return what is to be said beside the quotes of an answer, each with what tells it."""
    found = [NO_SUM] if frame.total and quoted else []
    asked = {word.term for word in frame.words} | {frame.act}
    count = sum(bool(told and told.calls_off) for _, told in quoted)
    if count and not asked & {term for word in CALLS_OFF for term in terms(word)}:
        found.append(
            CALLED_OFF if count == len(quoted) else f"{CALLED_OFF[:-1]}: {count} of these."
        )
    units = another_unit(frame.text, quoted[0][0]) if quoted and frame.kind in _MEASURED else None
    if units:
        found.append(f"The text tells {units[1]}, not {units[0]}.")
    return tuple(found)


def another_unit(question: str, text: str) -> tuple[str, str] | None:
    """Return the unit that is asked for and the one told instead; None where there is no such."""
    asked, told = _words(question), _words(text)
    others: list[tuple[str, str]] = []
    for family in _families():
        wanted = [name for name, words in family.items() if words & asked]
        found = [name for name, words in family.items() if words & told]
        if set(wanted) & set(found):
            return None
        if wanted and found:
            others.append((wanted[0], found[0]))
    return others[0] if others else None


def _words(text: str) -> Set[str]:
    """Return the words of a text in small letters, and the signs of currencies in it."""
    words = {word.strip(_EDGES).lower().lstrip(_SIGNS) for word in text.split()}
    return words | {sign for sign in _SIGNS if sign in text}


@lru_cache(maxsize=1)
def _families() -> tuple[Mapping[str, frozenset[str]], ...]:
    """Return the units of each kind, by the name that is shown."""
    path = resources.files("seeqa.language").joinpath("units.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        {line.split()[0].replace("-", " "): frozenset(line.lower().split()) for line in family}
        for family in rows.values()
    )
