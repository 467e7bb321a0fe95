"""Conversations that the browser kept come back; the open one is exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seeqa.chat.asking import problem
from seeqa.chat.blocks import click_data
from seeqa.chat.conversations import restored
from seeqa.chat.events import AT_ONCE, given, texts_for
from seeqa.chat.export import FORMATS, file_name
from seeqa.chat.opening import Opening
from seeqa.chat.parts import Parts
from seeqa.chat.talking import shown_values
from seeqa.chat.texts import Texts
from seeqa.chat.turn import Turn
from seeqa.errors import SeeqaError


def wire_keeping(gr: Any, opening: Opening, parts: Parts, asked: Any) -> list[Any]:
    """Open what the browser kept, and export; return the events after which one is open.

    What was `asked` is stopped where the visitor turns to another conversation.
    """

    @given(event=gr.EventData, request=gr.Request)
    def export(event: Any, turns: list[Turn], request: Any) -> Any:
        return _exported(gr, turns, click_data(event), texts_for(request))

    @given(event=gr.EventData, request=gr.Request)
    def keep(event: Any, request: Any) -> tuple[Any, ...]:
        say, data = texts_for(request), click_data(event)
        opened, told = [], say("kept.back") if data.get("back") else ""
        try:
            if "turns" in data:
                opened = restored(data["turns"], opening.assistant().index, say)
        except ValueError:
            told = say("kept.broken")
        except SeeqaError as error:
            told = problem(error)
        *values, _ = shown_values(gr, opening, opened, say, keep=False)
        return (*values, gr.update(told=told))

    parts.keeper.click(export, [parts.turns], parts.keeper, **AT_ONCE)
    return [
        parts.keeper.select(keep, None, parts.shown, **AT_ONCE),
        parts.keeper.clear(
            keep, None, parts.shown, cancels=[asked], trigger_mode="always_last", **AT_ONCE
        ),
    ]


def _exported(gr: Any, turns: Sequence[Turn], data: dict[str, str], say: Texts) -> Any:
    """Return the bar's update that gives the browser a file to save."""
    name = data.get("format", "")
    done = [turn for turn in turns if not turn.busy]
    if not done or name not in FORMATS:
        return gr.update(told=say("export.empty"))
    write, ending, kind = FORMATS[name]
    return gr.update(
        file={
            "name": file_name(done[0].question, ending),
            "type": kind,
            "text": write(done, say, data.get("origin", "")),
        },
        told="",
    )
