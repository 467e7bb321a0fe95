"""What every reader does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from seeqa.types import Hit, Query, Reading


class Reader(Protocol):
    """Finds the spans of retrieved passages that answer a query."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Reading:
        """Return spans, best first, and the confidence in the best; no hits, no spans."""
        ...
