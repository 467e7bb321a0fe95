"""What of a bulletin is no news, told by a line's own form or words, or by its coming again.

The words are a table, `furniture.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from seeqa.archive.source import Line, Part, Role
from seeqa.types import BlockKind

_TOPICS = re.compile(r"contribut\w* to (?:the )?SDGs?\s*\d", re.IGNORECASE)
_ONLY_LINK = re.compile(
    r"(?:https?://\S+|www\.\S+|\S[^\n]{0,150}\.(?:pdf|docx?|pptx?|html?)(?:\s*\([\w.-]+\))?)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"[^.!?]{1,60}:")
_ISSUE = re.compile(
    r"\b(?:newsletter|bulletin|(?:press|news|media) (?:releases?|information|statement|service)|"
    r"for immediate (?:release|publication)|pressemitteilung|medienmitteilung|communiqué de presse|"
    r"comunicado de prensa|informacja prasowa|gazette|digest|issue|volume|vol\.|"
    r"week \d+|round-?up|(?:news|member|weekly|monthly) (?:brief|briefs|update|review)|"
    r"no\.\s*\d+|nr\.?\s*\d+|number \d+|edition)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"about (?:us|this|the|our)\b|about [A-Z]|who we are\b|notes? (?:to|for) editors", re.I
)
_CODE = re.compile(r"[A-Z][\w ]{1,15}[:#]\s*(?=\S*\d)\S{1,20}$")  # "Log: 0412/25"
_TRAIL = re.compile(r"\w\s+[>»›]\s+\w")  # "News > Appeals"
_SMALL = frozenset("of the and for in on at to de & – - | a an".split())
_DIGITS = re.compile(r"\d+")
_WORDS = 3  # less is no sentence
_EDGE, _TOP = 4, 6  # lines at the end of a file, and at its top
_LONG = 60  # characters: a line of text
_SHORT, _NAME = 25, 5  # characters: less comes twice by chance, in a text, at its top


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the table."""

    why: str
    at: str
    most: int
    words: tuple[str, ...]
    example: str
    counter: str

    def is_met(self, text: str) -> bool:
        """Tell whether a line is such a one."""
        said = text.strip(" *_|•-").lower() if self.at != "whole" else text.strip().lower()
        if len(said) > self.most:
            return False
        if self.at == "start":
            return any(said.startswith(word) and _ends(said, word) for word in self.words)
        if self.at == "whole":
            return said.strip(".") in self.words
        return any(word in said for word in self.words)


@lru_cache(maxsize=1)
def cues() -> tuple[Cue, ...]:
    """Return the rows of the table."""
    return tuple(Cue(**row | {"words": tuple(row["words"])}) for row in _table()["cue"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = files("seeqa.archive").joinpath("furniture.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def by_form(text: str, *, leads: bool = False) -> BlockKind | None:
    """Tell whether a line is metadata by its own form; not where it `leads` a list or a table."""
    if _ONLY_LINK.fullmatch(text):
        return BlockKind.LINK
    if _TOPICS.search(text):
        return BlockKind.TOPICS
    return BlockKind.NOTE if not leads and _INTRODUCES.fullmatch(text) else None


def by_words(text: str) -> str:
    """Return what a line is that is printed with the news, or an empty string."""
    return next((cue.why for cue in cues() if cue.is_met(text)), "")


def is_issue(text: str) -> bool:
    """Tell whether a heading names an issue rather than an item: "Press releases – May 2024"."""
    return len(text) < 120 and bool(_ISSUE.search(text))


def is_of_itself(text: str) -> bool:
    """Tell whether a line that comes again speaks of the publication, or is no sentence at all.

    A sentence that is but told again ("It was paid for by Norway.") is news each time.
    """
    return not is_sentence(text) or any(w in text.lower() for w in itself()["words"])


def itself() -> dict[str, Any]:
    """Return the words with which a publication speaks of itself, with an example and a counter."""
    return dict(_table()["itself"])


def is_sentence(text: str) -> bool:
    """Tell whether a line is a sentence, or several."""
    said = text.strip()
    return said.endswith((".", "!", "?", "”", '"')) and len(said.split()) > _WORDS


def is_mark(text: str) -> bool:
    """Tell whether a line over a headline is a label or a mark: "Theme: Prices", "Log: 0412/25"."""
    table = _table()["letterhead"]
    said = text.strip(" *_:.!").lower()
    label, colon, _ = said.partition(":")
    labelled = bool(colon) and label.strip() in table["labels"]
    inside = any(word in said for word in table["inside"])
    marked = _TRAIL.search(text) or _CODE.match(text)
    return said in table["marks"] or labelled or inside or bool(marked)


def is_letterhead(text: str) -> bool:
    """Tell whether a line at the top of a file names who publishes it."""
    table = _table()["letterhead"]
    words = text.replace(",", " ").split()
    named = [word for word in words if word[0].isupper() or not word[0].isalpha()]
    titled = all(word in named or word.lower() in _SMALL for word in words)
    plain = (word.lower() for word in named)
    return titled and any(w in table["bodies"] or w.strip("’'s") in table["bodies"] for w in plain)


def is_about(text: str) -> bool:
    """Tell whether a text begins to tell about its publisher."""
    return bool(_ABOUT.match(text.strip(" *_#")))


def print_of(text: str) -> str:
    """Return a line without what changes from one printing to the next: numbers, case, space."""
    return _DIGITS.sub("#", _plain(text))


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


@dataclass(frozen=True, slots=True)
class Repeated:
    """What comes in several files of an archive: lines, word for word, and letterheads, in print.

    A line comes in three files, or in two at the end of both; a letterhead in two at the top of
    both. Files of the same words count once.
    """

    lines: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()

    def has(self, text: str) -> bool:
        """Tell whether a line is such a one."""
        return _plain(text) in self.lines

    def heads_with(self, text: str) -> bool:
        """Tell whether a line is a letterhead's."""
        return print_of(text) in self.heads


def repeated(parts: Sequence[Sequence[Part]]) -> Repeated:
    """Return what comes in several files; `parts` are those of each file."""
    seen: Counter[str] = Counter()
    edges: Counter[str] = Counter()
    tops: Counter[str] = Counter()
    whole: set[int] = set()
    files: list[list[list[str]]] = []
    for of_file in parts:
        read = [[line.text for line in _worded(part.lines)] for part in of_file]
        everything = hash(tuple(map(tuple, read)))
        if everything in whole:
            continue
        whole.add(everything)
        seen.update({_plain(text) for lines in read for text in lines if len(text) >= _SHORT})
        ends = [text for lines in read for text in lines[-_EDGE:] if len(text) >= _SHORT]
        edges.update({_plain(text) for text in ends})
        files.append([lines for lines in read if len(lines) > _TOP])
    for long in files:
        heads = [text for lines in long for text in _over(lines, seen)]
        tops.update({print_of(text) for text in heads if len(text) >= _NAME})
    often = {text for text, count in seen.items() if count > 2}
    return Repeated(
        frozenset(often | {text for text, count in edges.items() if count > 1}),
        frozenset(text for text, count in tops.items() if count > 1),
    )


def _over(lines: Sequence[str], seen: Mapping[str, int]) -> list[str]:
    """Return the first lines of a file, but for those of an item that other files have too."""
    return [
        text
        for i, text in enumerate(lines[: _TOP // 2])
        if not any(len(o) > _LONG and seen[_plain(o)] > 1 for o in lines[i + 1 : i + _TOP // 2])
    ]


def _worded(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.role not in (Role.RULE, Role.FURNITURE, Role.ROW)]


def _ends(said: str, word: str) -> bool:
    """Tell whether a word that a line begins with ends there, and no sentence goes on with it."""
    rest = said[len(word) :]
    return not rest or not word[-1].isalnum() or not rest[0].isalnum()
