"""What the assistant asks of a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from seeqa.types import Candidate, Hit

Places = Mapping[int, Sequence[tuple[int, int]]]


class Reader(Protocol):
    """Finds what may answer in passages; `digest` tells which reader it is."""

    @property
    def digest(self) -> str:
        """Return the digest of what was learned; empty where weights cannot know it."""
        ...

    def candidates(
        self, question: str, hits: Sequence[Hit], places: Places | None = None
    ) -> list[Candidate]:
        """Return what may answer a question in each of the hits.

        `places` are further stretches to be scored, by passage id: offsets into the passage.
        """
        ...
