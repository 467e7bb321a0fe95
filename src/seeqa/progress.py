"""The progress bar of the command line and of `app.py`, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click


class ProgressBar:
    """A progress bar on standard error while an index is built; nothing when it is up to date."""

    def __init__(self) -> None:
        """Begin without a bar; the first progress shows it."""
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self._advance

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def _advance(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=total, label="Building the index", file=sys.stderr)
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)
        if done >= total:
            self._bar.render_finish()
            self._bar = None
