"""Plain text: every written line, with those that were broken at a margin joined again.

A line break is a margin's where the next word would not have fitted, or where a word or a sentence
goes on behind it, in a text that breaks its sentences so; elsewhere every line stands by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from seeqa.archive.source import LOOKS_LIKE_HEADING, Line, Part, Role, Source
from seeqa.language.english import english_words

_WIDEST = 120  # characters of a line that a margin broke
_RULE = re.compile(r"[\s\-–—_=*~#+•·.]{3,}|[•·*~#]")
_BULLET = re.compile(r"(?:[-*•–·‣▪◦●■]|o(?=\s{2,}))\s+(?=\S)")
_DECORATED = re.compile(r"(?:[>+*=~#<-]{2,})\s+(?P<words>\S.*?\S)\s+(?:[<+*=~#>-]{2,})")
_BOXED = re.compile(r"(?P<side>[*|#+])\s+(?P<words>\S.*?)\s{2,}(?P=side)")
_BYLINE = re.compile(r"by\s+[^\W\da-z]")
_CELLS = re.compile(r"\S(?:\t| {3,})\S")
_MID = re.compile(r"(?!https?:|www\.)[a-zß-öø-ÿ(]")  # a sentence does not begin so
_BRACKETED = re.compile(r"\([^()]+\)")
_STOPS = (".", "!", "?", ":", "”", '"')
_LAST_WORD = re.compile(r"[^\s\-‐]+(?=[-‐]$)")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def read(text: str, name: str) -> Source:
    """Return the lines of a text."""
    lines = list(_written(text.replace("\f", " ").split("\n")))
    return Source("text", [Part(unwrapped(lines))] if lines else [])


def _written(lines: Sequence[str]) -> Iterator[Line]:
    """Yield the lines that are not blank; the mark of what a mail quotes is taken off."""
    quoted = [line.startswith(">") for line in lines if line.strip()]
    unquoted = (re.sub(r"^(?:>\s?)+", "", line) for line in lines)
    gap = 0
    for number, line in enumerate(unquoted if sum(quoted) > 0.8 * len(quoted) else lines, 1):
        if line.strip():
            yield Line(number, line.expandtabs(8).rstrip(), gap=gap)
        gap = 0 if line.strip() else gap + 1


def unwrapped(lines: Sequence[Line]) -> list[Line]:
    """Return written lines with those joined that a margin broke, and the marked ones as such."""
    width = _margin(lines)
    whole = " ".join(line.text for line in lines) if width else ""
    made: list[Line] = []
    last = ""  # the written line before
    for line in lines:
        before = made[-1] if made and line.role is not Role.FURNITURE else None
        if before and not line.gap and _goes_on(before, last, line.text, width):
            before.text = joined(before.text, line.text.strip(), whole)
            before.more = line.number + line.more - before.number
        elif (
            before and not line.gap and not before.more and (level := _underlines(line.text, last))
        ):
            before.role, before.level, before.more = Role.HEADING, level, before.more + 1
        else:
            made.append(_marked(line))
        last = line.text
    return made


def joined(before: str, after: str, whole: str) -> str:
    """Return two pieces as one; a word that was divided at the end of a line is one word again.

    Its hyphen stays where the text has the word with it elsewhere, or where both parts are words
    and the whole is none.
    """
    head, tail = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if head is None or tail is None or not tail[0][0].islower():
        return before + after if before.endswith(("-", "‐")) and head else f"{before} {after}"
    one, other = head[0].lower(), tail[0].lower()
    if f"{one}-{other}" in whole.lower():
        return before + after
    name = head[0][0].isupper()  # "Nether-lands"
    both = one in _words() and other in _words() and one + other not in _words() and not name
    if both and f"{one}{other}" not in whole.lower():
        return before + after
    return before[:-1] + after


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(english_words())


def _margin(lines: Sequence[Line]) -> int:
    """Return the width at which the lines of a text were broken, 0 where they were not."""
    pairs = [
        (one.text, other.text)
        for one, other in zip(lines, lines[1:], strict=False)
        if not other.gap and len(one.text) <= _WIDEST and not _BULLET.match(other.text.lstrip())
    ]
    lengths = sorted(len(one) for one, _ in pairs)
    if len(lengths) < 2:
        return 0
    width = lengths[int(0.98 * (len(lengths) - 1))] if len(lengths) > 50 else lengths[-1]
    full = [(one, other) for one, other in pairs if _is_full(one, other, width)]
    mid = sum(not one.endswith(_STOPS) and bool(_MID.match(o.lstrip())) for one, o in full)
    return width if mid >= 2 and mid >= 0.3 * len(full) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether the first word of what follows would not have fitted into a line."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - 2


def _goes_on(before: Line, last: str, text: str, width: int) -> bool:
    """Tell whether a line goes on with the one before."""
    if (
        before.role in (Role.RULE, Role.FURNITURE)
        or _RULE.fullmatch(text)
        or _BULLET.match(text.lstrip())
    ):
        return False
    if _DECORATED.fullmatch(text.strip()) or before.role is Role.HEADING or _BYLINE.match(text):
        return False
    indent = len(text) - len(text.lstrip())
    if before.role is Role.ENTRY:
        return indent >= 2 or (bool(width) and _is_full(last, text, width))
    divided = bool(re.search(r"[^\W\d_][-‐]$", last)) and bool(_MID.match(text.lstrip()))
    if not width:
        return False
    if _CELLS.search(text) or _CELLS.search(last) or indent > len(last) - len(last.lstrip()) + 1:
        return False
    alone = _BRACKETED.fullmatch(text.strip())  # "(Ohrid, 10.05.2006)" under a headline
    mid = not last.endswith(_STOPS) and bool(_MID.match(text)) and not alone
    return divided or mid or _is_full(last, text, width)


def _underlines(text: str, above: str) -> int:
    """Return the rank of the heading that a line of marks makes of the one above, 0 for none."""
    marks = set(text.strip())
    if marks not in ({"="}, {"-"}) or len(text.strip()) < 3 or _RULE.fullmatch(above):
        return 0
    if above.rstrip().endswith((".", ";", ",")):
        return 0
    fits = 0.6 * len(above.strip()) <= len(text.strip()) <= 1.6 * len(above.strip()) + 2
    return (1 if marks == {"="} else 2) if fits and len(above) < _WIDEST else 0


def _marked(line: Line) -> Line:
    """Return a written line as what its own marks say it is."""
    text = line.text.strip()
    if line.role is Role.FURNITURE:
        return line
    if _RULE.fullmatch(text):
        return replace(line, text=text, role=Role.RULE)
    if boxed := _BOXED.fullmatch(text):
        return replace(line, text=boxed["words"].rstrip())
    if decorated := _DECORATED.fullmatch(text):
        return replace(line, text=decorated["words"], role=Role.HEADING, level=LOOKS_LIKE_HEADING)
    if bullet := _BULLET.match(text):
        return replace(line, text=text[bullet.end() :], role=Role.ENTRY)
    return replace(line, text=text)
