"""One question of a conversation and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from seeqa.types import Answer, Filters


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: an answer, a problem to tell, or neither yet (busy).

    `history`, `about`, `filters` and `read_filters` are what it was asked with, so that it can be
    asked again. `remarks` tell what became of it since it was kept. `asked` is what the page calls
    it.
    """

    question: str
    answer: Answer | None = None
    problem: str | None = None
    busy: str | None = None
    history: tuple[str, ...] = ()
    about: str | None = None
    filters: Filters = Filters()
    read_filters: bool = True
    remarks: tuple[str, ...] = ()
    asked: str = ""
