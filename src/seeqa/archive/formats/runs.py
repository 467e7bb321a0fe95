"""Marked stretches of text -> lines: where a written break parts two lines, and where it does not.

A break within a paragraph says little: an old page has `<b>Headline</b><br>3 May<br><br>Text`,
another breaks each line of a paragraph after seventy characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

NOTICE = "subscription notice"
_NOTICE_LINKS = ("unsubscribe", "optout", "opt-out", "list-manage")
_NOTICE_WORDS = ("unsubscribe", "in your browser", "in a browser", "web version")
_STAMP_LETTERS = 100
_SHORT = 60  # characters of a line that may stand alone
_LABEL = 2  # words of a label ("Reply to: …")
_BULLETS = ("• ", "· ", "▪ ", "‣ ", "● ", "◦ ", "- ", "– ", "* ", "o ")
_CLOSES = (".", ",", ";", ":", "!", "?", "-", "–", "…")
# Characters that show nothing: soft hyphens, joiners, marks of direction, controls.
_UNSEEN = {
    code: None
    for code in (
        0xAD,
        0x034F,
        0x061C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206F),
        0xFEFF,
        *(code for code in range(0x20) if not chr(code).isspace()),
        0x7F,
    )
}


class Turn(StrEnum):
    """What ends a written line within a paragraph."""

    SOFT = "soft"  # the end of a line of the file, which means a space
    LINE = "line"  # a break that is seen


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one paragraph with one set of marks; or, with `turn`, a break.

    The text of a break is a line end where a line of the file ends there, else empty.
    `strong` and `slanted` are 0 or the number of the mark that makes it so: two stretches of one
    headline have the same. `stamp` is None, or the day that its markup gives ("" where it only
    says that this is one). `note` names a footnote that is referred to here.
    """

    text: str = ""
    strong: int = 0
    slanted: int = 0
    link: int = 0
    stamp: str | None = None
    turn: Turn | None = None
    note: str = ""


@dataclass(slots=True)
class Stretch:
    """A line made of runs: it begins `first` lines of the file below its paragraph's beginning.

    `more` is how many further lines of the file it takes in.
    """

    runs: list[Run]
    first: int
    more: int = 0

    @property
    def text(self) -> str:
        """The words of the line."""
        return text_of(self.runs)


def clean(text: str) -> str:
    """Return a text composed (NFC), without unseen characters, each white space one space."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())


def text_of(runs: Iterable[Run]) -> str:
    """Return the words of runs; a break is a space."""
    return clean("".join(" " if run.turn else run.text for run in runs))


def wholly(runs: Sequence[Run], mark: str) -> int:
    """Return the number of the one mark ("strong", "slanted", "link") of all words, else 0."""
    marks = {getattr(run, mark) for run in runs if _shows(run)}
    return marks.pop() if len(marks) == 1 else 0


def all_marked(runs: Sequence[Run], mark: str) -> bool:
    """Tell whether all words have a mark, be it one or several."""
    return all(getattr(run, mark) for run in runs if _shows(run))


def is_slanted_day(runs: Sequence[Run]) -> bool:
    """Tell a short line all in italics with a figure in it: "*Bern, 3 May*"."""
    text = text_of(runs)
    figures = any(character.isdigit() for character in text)
    return figures and len(text) <= _STAMP_LETTERS and all_marked(runs, "slanted")


def stretches(runs: Sequence[Run]) -> Iterator[Stretch]:
    """Yield the lines of a paragraph: its written lines, joined where a break parts nothing."""
    written = list(_written(runs))
    longest = max((len(text_of(line)) for line, _, _ in written), default=0)
    current: Stretch | None = None
    before: list[Run] = []
    for line, turn, row in written:
        blank = not text_of(line)
        if blank and turn is Turn.SOFT:
            continue
        if current and not blank and before and not _apart(before, line, turn, longest):
            current.runs += [Run(turn=turn), *line]
            current.more = row - current.first
        else:
            if current and current.text:
                yield current
            current = None if blank else Stretch(list(line), row)
        before = [] if blank else line
    if current and current.text:
        yield current


def _written(runs: Sequence[Run]) -> Iterator[tuple[list[Run], Turn, int]]:
    """Yield the written lines, each with the break before it and how many lines it lies below."""
    line: list[Run] = []
    turn, row = Turn.SOFT, 0
    for run in runs:
        if run.turn:
            yield line, turn, row
            line, turn, row = [], run.turn, row + run.text.count("\n")
        else:
            line.append(run)
    yield line, turn, row


def _apart(before: Sequence[Run], after: Sequence[Run], turn: Turn, longest: int) -> bool:
    """Tell whether two written lines of one paragraph are lines of their own."""
    if not text_of(before):
        return True
    if _stands_out(before) or _stands_out(after):
        same = wholly(before, "strong") == wholly(after, "strong") != 0
        ends = turn is Turn.LINE or _stands_out(before) or text_of(before).endswith(_CLOSES)
        return ends and not same
    return turn is Turn.LINE and _stand_alone(text_of(before), text_of(after), longest)


def _stands_out(runs: Sequence[Run]) -> bool:
    """Tell a written line that is marked as a whole: a headline, a day, a dateline in italics."""
    if wholly(runs, "strong") or all(run.stamp is not None for run in runs if _shows(run)):
        return True
    return is_slanted_day(runs)


def _stand_alone(before: str, after: str, longest: int) -> bool:
    """Tell two lines that were not broken for width: short, and each beginning anew."""
    if after.startswith(_BULLETS) or labelled(after):
        return True
    if not (after[:1].isupper() or after[:1].isdigit()):
        return False
    if len(before) > _SHORT or (before.endswith(_CLOSES) and longest > _SHORT):
        return False
    return longest <= _SHORT or len(before) < 0.6 * longest


def is_notice(address: str, text: str) -> bool:
    """Tell a link with which a newsletter speaks of itself: how to leave it, where it is shown."""
    return any(word in address.lower() for word in _NOTICE_LINKS) or any(
        word in text.lower() for word in _NOTICE_WORDS
    )


def labelled(text: str) -> bool:
    """Tell a line such as "Reply to: newsletter@example.org"."""
    label, colon, value = text.partition(":")
    words = label.split()
    spaced = value[:1].isspace() or not value
    return bool(colon) and spaced and 0 < len(words) <= _LABEL and label[:1].isupper()


def _shows(run: Run) -> bool:
    return any(character.isalnum() for character in run.text)
