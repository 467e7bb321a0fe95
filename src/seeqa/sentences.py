"""Text -> sentences, as offsets: a thin cover over sentencex (Wikimedia).

It keeps "UNSCR 1244", "e.g.", "16.a" and a quotation of several sentences whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import sentencex


def sentence_offsets(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of every sentence, without the white space around it."""
    return list(_offsets(text))


def _offsets(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for piece in sentencex.segment("en", text):  # the pieces joined are the text
        stripped = piece.strip()
        if stripped:
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(stripped)
        start += len(piece)
