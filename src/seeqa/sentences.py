"""Text -> sentences, as offsets: a thin cover over sentencex (Wikimedia).

It keeps "UNSCR 1244", "e.g.", "16.a" and a quotation of several sentences whole. Ours is that a
sentence ends where a line ends, and none with a title ("Ms.") that sentencex 1.0.18 does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version

import sentencex

VERSION = f"sentencex-{version('sentencex')}/lines-2"  # part of the index manifest


_LEADING = frozenset("Ms. Mx. Amb. Cllr. Eng. Mag. Dipl. Const. approx. est. Arts. Vol.".split())


@lru_cache(maxsize=4096)
def sentence_offsets(text: str) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) of every sentence, without the white space around it."""
    return tuple(_offsets(text))


def _offsets(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):  # none goes on behind a line's end: a list's entries, a headline
        for piece in _whole(sentencex.segment("en", line)):  # the pieces joined are the line
            stripped = piece.strip()
            if stripped:
                begin = start + len(piece) - len(piece.lstrip())
                yield begin, begin + len(stripped)
            start += len(piece)
        start += 1


def _whole(pieces: Iterable[str]) -> Iterator[str]:
    """Join each piece that ends with what always has something after it to the next."""
    held = ""
    for piece in pieces:
        held += piece
        if held.split()[-1:] and held.split()[-1].lstrip('(“"') in _LEADING:
            continue
        yield held
        held = ""
    if held:
        yield held
