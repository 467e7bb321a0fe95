"""The questions offered under a conversation: what to begin with, what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seeqa.chat.events import QUEUED, given, texts_for
from seeqa.chat.opening import Opening
from seeqa.chat.parts import Parts
from seeqa.chat.suggestions import Suggestions
from seeqa.chat.turn import Turn
from seeqa.errors import SeeqaError
from seeqa.markup import escape

_SUGGESTED = 6


def wire_suggestions(
    gr: Any, opening: Opening, parts: Parts, events: list[Any], changed: Any
) -> None:
    """Offer questions that the archive answers, once the page or an answer is shown.

    After it has `changed`, only who has not asked yet is offered others.
    """
    suggestions = Suggestions(opening.assistant)

    @given(request=gr.Request)
    def suggest(turns: list[Turn], request: Any) -> str:
        answer = turns[-1].answer if turns else None
        asked = [turn.question for turn in turns]
        try:
            next_ones = suggestions.after(answer, asked, _SUGGESTED) if answer else []
            found = next_ones or [q for q in suggestions.first(_SUGGESTED) if q not in asked]
        except SeeqaError:  # the archive could not be opened, as the masthead says
            return ""
        return _suggested(found, texts_for(request)("ask.next" if next_ones else "ask.try"))

    @given(request=gr.Request)
    def first(turns: list[Turn], request: Any) -> Any:
        return gr.skip() if turns else suggest(turns, request)

    for event in events:
        event.success(suggest, [parts.turns], parts.suggested, **QUEUED)
    changed.success(first, [parts.turns], parts.suggested, **QUEUED)


def _suggested(questions: Sequence[str], title: str) -> str:
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" data-do="ask" data-question="{escape(question)}">'
        f"{escape(question)}</button></li>"
        for question in questions
    )
    return f'<p class="note">{escape(title)}</p><ul class="tries">{buttons}</ul>'
