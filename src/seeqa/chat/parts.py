"""What the page is wired from: its Gradio components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seeqa.chat.filter_form import FilterForm


@dataclass(frozen=True, slots=True)
class Shelf:
    """The Gradio components of the Archive tab; `view` is the state of what is looked at."""

    view: Any
    find: Any
    catalogue: Any
    report: Any

    @property
    def drawn(self) -> list[Any]:
        """What shows the archive."""
        return [self.catalogue, self.report]


@dataclass(frozen=True, slots=True)
class Parts:
    """The Gradio components that the wiring connects."""

    turns: Any
    outbox: Any
    tabs: Any
    masthead: Any
    theme: Any
    announce: Any
    keeper: Any
    trouble: Any
    talk: Any
    suggested: Any
    form: FilterForm
    cards: Any
    archiving: Any
    again: Any
    archive: Shelf

    @property
    def shown(self) -> list[Any]:
        """What changes while a question is answered."""
        return [self.turns, self.talk, self.cards, self.announce, self.keeper]
