"""A question -> the turns that the page shows while it is answered, and when it is."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence

from seeqa.chat.opening import Opening
from seeqa.chat.render import Turn
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.errors import SeeqaError

_log = logging.getLogger(__name__)
_SHOWN = 300  # characters of a question that is too long to be asked


def asked_before(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the questions of earlier turns that a follow-up may lean on."""
    return tuple(turn.question for turn in turns if turn.answer)


def answered(opening: Opening, turn: Turn, text: str, say: Texts = ENGLISH) -> Turn:
    """Ask, once the archive is open, and turn whatever happens into a turn to show."""
    done = dataclasses.replace(turn, busy=None)
    try:
        answer = opening.assistant().ask(
            text, history=turn.history, filters=turn.filters, read_filters=turn.read_filters
        )
        return dataclasses.replace(done, answer=answer)
    except SeeqaError as error:
        return dataclasses.replace(done, problem=problem(error))
    except Exception:  # the visitor gets a sentence, the log the trace
        _log.exception("a question failed")
        return dataclasses.replace(done, problem=say("unexpected"))


def shown(text: str, longest: int) -> str:
    """Return a question as it is shown; one over the longest allowed is cut."""
    return text if len(text) <= longest else f"{text[:_SHOWN]} …"


def problem(error: SeeqaError) -> str:
    """Return an error as a sentence for the chat."""
    return f"{error.mend} (Expected {error.expected}; found {error.found}.)"
