"""The line over the page: what the archive holds, or why that cannot be said."""

from __future__ import annotations

from seeqa.chat.archive_view import holds
from seeqa.chat.asking import problem
from seeqa.chat.opening import Opening, State
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape


def masthead(opening: Opening, say: Texts = ENGLISH) -> str:
    """Return the title and what the archive holds, or why that cannot be said."""
    if opening.state is State.LOADING:
        return titled(say("loading"), say)
    if opening.error:
        return titled(problem(opening.error), say)
    return titled(holds(list(opening.documents.values()), say), say)


def titled(state: str, say: Texts = ENGLISH) -> str:
    """Return the title with a sentence."""
    return (
        f"<h1>SEEQA</h1><p>{escape(say('masthead'))} <span class='holds'>{escape(state)}</span></p>"
    )
