"""Text -> sentences, as offsets: a thin cover over sentencex (Wikimedia).

It keeps "UNSCR 1244", "e.g.", "16.a" and a quotation of several sentences whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

import sentencex

VERSION = f"sentencex-{version('sentencex')}"  # part of the index manifest


@lru_cache(maxsize=4096)
def sentence_offsets(text: str) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) of every sentence, without the white space around it."""
    return tuple(_offsets(text))


def _offsets(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for piece in sentencex.segment("en", text):  # the pieces joined are the text
        stripped = piece.strip()
        if stripped:
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(stripped)
        start += len(piece)
