"""A question -> the turns that the page shows while it is answered, and when it is."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Iterator, Sequence
from queue import SimpleQueue

from seeqa.assistant import Tell
from seeqa.chat.opening import Opening, State
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.turn import Turn
from seeqa.errors import SeeqaError

_log = logging.getLogger(__name__)
_KEPT = 20_000  # characters of a question, asked or not


def asked_before(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the questions of earlier turns that a follow-up may lean on."""
    return tuple(turn.question for turn in turns if turn.answer)


def told_of(turns: Sequence[Turn]) -> str | None:
    """Return the document that the last answer was about; None where it is not one."""
    answer = turns[-1].answer if turns else None
    if answer is None or answer.listing:
        return None
    if not answer.shown:
        return turns[-1].about if answer.about else None
    return answer.shown[0].document_id


def stages(opening: Opening, turn: Turn, text: str, say: Texts = ENGLISH) -> Iterator[Turn]:
    """Yield the turn at each stage of its answer as it begins, then as it came out.

    Who stops listening leaves the answer to nobody: it is found in a thread of its own.
    """
    heard: SimpleQueue[Turn] = SimpleQueue()

    def tell(stage: str, count: int) -> None:
        heard.put(dataclasses.replace(turn, busy=_stage(stage, count, say)))

    def work() -> None:
        heard.put(answered(opening, turn, text, say, tell))

    if opening.state is State.LOADING:
        yield dataclasses.replace(turn, busy=say("busy.loading"))
    else:
        yield dataclasses.replace(turn, busy=_stage("retrieve", len(opening.documents), say))
    threading.Thread(target=work, name="question", daemon=True).start()
    while (now := heard.get()).busy:
        yield now
    yield now


def _stage(stage: str, count: int, say: Texts) -> str:
    if stage == "read":
        return say("busy.reading", passages=say.count("passages", count))
    return say("busy.searching", items=say.count("items", count))


def answered(
    opening: Opening,
    turn: Turn,
    text: str,
    say: Texts = ENGLISH,
    tell: Tell = lambda stage, count: None,
) -> Turn:
    """Ask, once the archive is open, and turn whatever happens into a turn to show."""
    done = dataclasses.replace(turn, busy=None)
    try:
        answer = opening.assistant().ask(
            text,
            history=turn.history,
            filters=turn.filters,
            read_filters=turn.read_filters,
            about=turn.about,
            tell=tell,
        )
        return dataclasses.replace(done, answer=answer)
    except SeeqaError as error:
        return dataclasses.replace(done, problem=problem(error))
    except Exception:  # the visitor gets a sentence, the log the trace
        _log.exception("a question failed")
        return dataclasses.replace(done, problem=say("unexpected"))


def kept_whole(text: str) -> str:
    """Return a question as its turn keeps it, to be edited: of a pasted book, the beginning."""
    return text if len(text) <= _KEPT else f"{text[:_KEPT]} …"


def problem(error: SeeqaError) -> str:
    """Return an error as a sentence for the chat."""
    return f"{error.mend} (Expected {error.expected}; found {error.found}.)"
