"""Text -> sentences, as offsets: a thin cover over sentencex (Wikimedia).

It keeps "UNSCR 1244", "e.g.", "16.a" and a quotation of several sentences whole, and ends one
where a line ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

import sentencex

VERSION = f"sentencex-{version('sentencex')}/lines"  # part of the index manifest


@lru_cache(maxsize=4096)
def sentence_offsets(text: str) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) of every sentence, without the white space around it."""
    return tuple(_offsets(text))


def _offsets(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):  # none goes on behind a line's end: a list's entries, a headline
        for piece in sentencex.segment("en", line):  # the pieces joined are the line
            stripped = piece.strip()
            if stripped:
                begin = start + len(piece) - len(piece.lstrip())
                yield begin, begin + len(stripped)
            start += len(piece)
        start += 1
