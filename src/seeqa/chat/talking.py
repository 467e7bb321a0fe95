"""What asks a question on the page, and the values that the page shows for a conversation."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any

from seeqa.chat.asking import asked_before, kept_whole, stages, told_of
from seeqa.chat.blocks import click_data
from seeqa.chat.chips import without
from seeqa.chat.conversations import kept
from seeqa.chat.events import AT_ONCE, QUEUED, given, texts_for
from seeqa.chat.opening import Opening
from seeqa.chat.parts import Parts
from seeqa.chat.render import announcement, conversation
from seeqa.chat.sources import sources
from seeqa.chat.texts import Texts
from seeqa.chat.turn import Turn
from seeqa.types import Filters


def wire_asking(gr: Any, opening: Opening, parts: Parts) -> tuple[Any, Any]:
    """Wire what asks a question and what stops it, and return both events."""

    @given(event=gr.EventData, request=gr.Request)
    def send(
        event: Any, earlier: list[Turn], filters: Filters, request: Any
    ) -> Iterator[tuple[Any, ...]]:
        data = click_data(event)
        turn = _asked(data, earlier, filters)
        if turn is not None:
            turn = dataclasses.replace(turn, asked=data.get("number", ""))
            yield from ask(gr, opening, turn, earlier, texts_for(request))

    @given(request=gr.Request)
    def stop(earlier: list[Turn], request: Any) -> tuple[Any, ...]:
        say = texts_for(request)
        turns = [
            dataclasses.replace(t, busy=None, problem=say("stopped")) if t.busy else t
            for t in earlier
        ]
        return shown_values(gr, opening, turns, say)

    inputs = [parts.turns, parts.form.filters]
    # outbox.js sends one at a time; what comes too early all the same waits, and is not dropped.
    asked = parts.outbox.click(send, inputs, parts.shown, trigger_mode="multiple", **QUEUED)
    stopped = parts.talk.stop(stop, [parts.turns], parts.shown, cancels=[asked], **AT_ONCE)
    return asked, stopped


def _asked(data: dict[str, str], earlier: Sequence[Turn], filters: Filters) -> Turn | None:
    """Return the turn that the page asks for: one typed or offered, or one asked again.

    A question of a set ("again") comes with those before it.
    """
    text = data.get("question", "")
    if not text.strip():
        return _asked_again(data, earlier)
    if data.get("do") == "typed":
        before, about = asked_before(earlier), told_of(earlier)
        return Turn(text, history=before, about=about, filters=filters)
    return Turn(text, history=_history(data.get("history", "")))


def _history(form: str) -> tuple[str, ...]:
    """Return the questions in a JSON list; what is none gives none."""
    try:
        given = json.loads(form)
    except ValueError:
        return ()
    return tuple(q for q in given if isinstance(q, str)) if isinstance(given, list) else ()


def _asked_again(data: dict[str, str], earlier: Sequence[Turn]) -> Turn | None:
    """Return the turn that a click asks for: one of the conversation, perhaps less a part."""
    number = data.get("turn", "")
    if not number.isdecimal() or not 1 <= int(number) <= len(earlier):
        return None
    turn = earlier[int(number) - 1]
    plain = Turn(turn.question, history=turn.history, about=turn.about, filters=turn.filters)
    if data.get("do") == "choose":
        only = dataclasses.replace(turn.filters, items=(data.get("item", ""),))
        return dataclasses.replace(plain, filters=only, read_filters=turn.read_filters)
    if data.get("do") == "retry":
        return dataclasses.replace(plain, read_filters=turn.read_filters)
    if data.get("do") != "drop" or turn.answer is None:
        return None
    if data.get("part") == "about":
        return dataclasses.replace(plain, history=(), about=None, read_filters=turn.read_filters)
    left = without(turn.answer.filters, data.get("part", ""))
    return dataclasses.replace(plain, filters=left, read_filters=False)


def ask(
    gr: Any,
    opening: Opening,
    turn: Turn,
    earlier: Sequence[Turn],
    say: Texts,
) -> Iterator[tuple[Any, ...]]:
    """Yield the page with the question and what is being done, then with its answer."""
    text = turn.question
    turn = dataclasses.replace(turn, question=kept_whole(text))
    before = [one for one in earlier if not one.busy]
    if before and before[-1].problem and before[-1].question == turn.question:
        before.pop()  # asked again: the answer takes the problem's place
    told = False
    for stage in stages(opening, turn, text, say):
        keep = not (stage.busy and told)
        yield shown_values(gr, opening, [*before, stage], say, keep=keep)
        told = True  # once: a reload then finds the question, stopped


def shown_values(
    gr: Any,
    opening: Opening,
    turns: list[Turn],
    say: Texts,
    *,
    keep: bool = True,
) -> tuple[Any, ...]:
    """Return the values of `Parts.shown` for a conversation; `keep` it in the browser."""
    busy, asked = (bool(turns[-1].busy), turns[-1].asked) if turns else (False, "")
    return (
        turns,
        conversation(turns, say, opening.documents),
        gr.skip() if busy else sources(turns, opening.documents, say),
        announcement(turns, say),
        gr.update(kept={"turns": kept(turns), "asked": asked}) if keep else gr.skip(),
    )
