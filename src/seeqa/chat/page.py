"""The Gradio page: a conversation, its sources beside it, and the named endpoints.

State of a conversation lives in the visitor's own session; nothing is shared between visitors.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from seeqa import schema
from seeqa.chat.evaluate_tab import Measure, add_tab, measure, wire_tab
from seeqa.chat.feedback import add_panel, wire_panel
from seeqa.chat.opening import Opening, State
from seeqa.chat.render import Turn, conversation, sources
from seeqa.errors import SeeqaError
from seeqa.markup import escape
from seeqa.types import Document

if TYPE_CHECKING:
    import gradio as gr

_log = logging.getLogger(__name__)

EXAMPLES = (
    "How many officers were trained in Istanbul?",
    "Who paid for the trafficking report?",
    "What did Diane Martin tell the conference?",
    "Who organised the meeting in Ohrid?",
    "What will happen after the training on vehicle searches?",
    "Which institutions sent members to the National Commission?",
)
UNEXPECTED = (
    "Something went wrong while answering; the details are in the server's log. "
    "Please ask again, or run 'seeqa doctor' where the chat was started."
)
WAITING = "The models are loading; the answer comes as soon as they are there"
# Brings the newest question into view once its answer is on the page.
_SCROLL = (
    "() => { const all = document.querySelectorAll('.turn');"
    " if (all.length) all[all.length - 1].scrollIntoView({block: 'nearest'}); }"
)


def build_page(opening: Opening, *, using: Measure = measure) -> gr.Blocks:
    """Return the page for an archive, open or being opened; mount it with `seeqa.chat.server`.

    `using` measures a question set for the Evaluate tab.
    """
    import gradio as gr

    with gr.Blocks(title="SEEQA", analytics_enabled=False, fill_width=True) as page:
        head = gr.HTML(_titled("Opening the archive …"), elem_id="masthead")
        turns = gr.State([])
        with gr.Tabs(selected="ask") as tabs:
            with gr.Tab("Ask", id="ask"), gr.Row(equal_height=False):
                with gr.Column(scale=5, min_width=320):
                    talk = gr.HTML(conversation(()), elem_id="conversation", js_on_load=None)
                    panel = add_panel(gr)
                    question, chips = _question_box(gr)
                with gr.Column(scale=4, min_width=320):
                    cards = gr.HTML(sources((), {}), elem_id="sources", js_on_load=None)
            with gr.Tab("Evaluate", id="evaluate") as evaluating:
                tab = add_tab(gr, opening)
        asked = _wire(gr, opening, turns, talk, question, cards, chips)
        again = wire_tab(
            gr,
            opening,
            tab,
            tabs=(tabs, evaluating),
            conversation=[turns, talk, cards, question],
            ask=lambda text, history, earlier: _ask(opening, text, earlier, history),
            using=using,
        )
        again.then(None, js=_SCROLL, api_visibility="private")
        wire_panel(gr, opening, panel, turns, [*asked, again])
        _follow_opening(page, opening, head)
        _endpoints(gr, opening)
    return cast("gr.Blocks", page)


def _question_box(gr: Any) -> tuple[Any, list[Any]]:
    """Add the box to ask in and the examples, which are asked by a click."""
    question = gr.Textbox(
        placeholder="Ask a question about the bulletins",
        label="Your question",
        lines=1,
        max_lines=4,
        submit_btn="Ask",
        autofocus=True,
        elem_id="question",
    )
    with gr.Column(elem_id="examples"):
        chips = [gr.Button(text, size="sm") for text in EXAMPLES]
    return question, chips


def _wire(
    gr: Any,
    opening: Opening,
    turns: Any,
    talk: Any,
    question: Any,
    cards: Any,
    chips: list[Any],
) -> list[Any]:
    """Wire what asks a question, and return the events after which an answer is shown."""

    def respond(text: str, earlier: list[Turn]) -> Iterator[tuple[Any, ...]]:
        yield from _ask(opening, text, earlier)

    outputs = [turns, talk, cards, question]
    hidden = {"api_visibility": "private", "show_progress": "hidden"}
    asked = [question.submit(respond, [question, turns], outputs, **hidden)]
    asked += [chip.click(respond, [chip, turns], outputs, **hidden) for chip in chips]
    for event in asked:
        event.then(None, js=_SCROLL, api_visibility="private")
    return asked


def _ask(
    opening: Opening, text: str, earlier: list[Turn], history: Sequence[str] | None = None
) -> Iterator[tuple[list[Turn], str, str, str]]:
    """Yield the page first with the question and a busy line, then with its answer.

    `history` are the questions asked before it, by default those of the earlier turns.
    """
    documents = opening.documents
    loading = opening.state is State.LOADING
    busy = Turn(text, busy=WAITING if loading else f"Searching {_items(len(documents))}")
    before = sources(earlier, documents)
    yield earlier, conversation([*earlier, busy]), before, ""
    if history is None:
        history = [turn.question for turn in earlier if turn.answer]
    turns = [*earlier, answer_turn(opening, text, history)]
    yield turns, conversation(turns), sources(turns, opening.documents), ""


def answer_turn(opening: Opening, text: str, history: Sequence[str] = ()) -> Turn:
    """Ask, once the archive is open, and turn whatever happens into a turn to show."""
    shown = text if len(text) <= 300 else f"{text[:300]} …"
    try:
        return Turn(shown, answer=opening.assistant().ask(text, history=history))
    except SeeqaError as error:
        return Turn(shown, problem=problem(error))
    except Exception:  # the visitor gets a sentence, the log the trace
        _log.exception("a question failed")
        return Turn(shown, problem=UNEXPECTED)


def problem(error: SeeqaError) -> str:
    """Return an error as a sentence for the chat."""
    return f"{error.mend} (Expected {error.expected}; found {error.found}.)"


def _follow_opening(page: Any, opening: Opening, head: Any) -> None:
    """Let the masthead say that the models are loading, then what the archive holds."""

    async def follow() -> AsyncIterator[str]:
        if opening.state is State.LOADING:
            yield masthead(opening)
            with contextlib.suppress(SeeqaError):
                await opening.arrived()
        yield masthead(opening)

    # Without a limit: whoever only waits must not keep the next one from seeing so.
    hidden = {"api_visibility": "private", "show_progress": "hidden"}
    page.load(follow, None, [head], concurrency_limit=None, **hidden)


def masthead(opening: Opening) -> str:
    """Return the title and what the archive holds, or why that cannot be said."""
    if opening.state is State.LOADING:
        return _titled("The models are loading; you can ask already.")
    if opening.error:
        return _titled(escape(problem(opening.error)))
    return _titled(f"{_holds(list(opening.documents.values()))}.")


def _holds(documents: Sequence[Document]) -> str:
    dated = [document.dates for document in documents if document.dates]
    if not documents:
        return "The archive is empty: put bulletins (.txt or .md) into the corpus folder"
    holds = f"{_items(len(documents))} in the archive"
    if dated:
        first, last = min(d.first for d in dated), max(d.last for d in dated)
        holds += f", {first:%-d %B %Y} to {last:%-d %B %Y}"
    return holds


def _titled(holds: str) -> str:
    return (
        "<h1>SEEQA</h1><p>Answers from the bulletins, quoted word for word. "
        f"<span class='holds'>{holds}</span></p>"
    )


def _items(count: int) -> str:
    return f"{count:,} item{'' if count == 1 else 's'}"


def _endpoints(gr: Any, opening: Opening) -> None:
    """Add the named endpoints `/ask` and `/search` for programs; both return JSON."""

    def ask(
        question: str,
        history: list[str] | None = None,
        filters: dict[str, Any] | None = None,
        read_filters: bool = True,
    ) -> dict[str, Any]:
        """Answer a question with verbatim, cited quotes, or abstain; history: those before it.

        filters: only items of "from", "to" (days), "place", "topic", beside what the question
        itself says, unless read_filters is false.
        """
        with _as_gradio_error(gr):
            answer = opening.assistant().ask(
                question,
                history=history or (),
                filters=schema.filters_from(filters or {}),
                read_filters=read_filters,
            )
            return schema.answer_to_json(answer)

    def search(
        question: str,
        k: int = 10,
        filters: dict[str, Any] | None = None,
        read_filters: bool = True,
    ) -> list[dict[str, Any]]:
        """Return the k passages that match the question best; filters as for /ask."""
        with _as_gradio_error(gr):
            only = schema.filters_from(filters or {})
            hits = opening.assistant().search(
                question, k=k, filters=only, read_filters=read_filters
            )
            return [schema.hit_to_json(hit) for hit in hits]

    gr.api(ask, api_name="ask")
    gr.api(search, api_name="search")


class _as_gradio_error:
    """Turn a SeeqaError into Gradio's error, which a client receives as one line."""

    def __init__(self, gr: Any) -> None:
        self._gr = gr

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise Gradio's own error for ours."""
        if isinstance(error, SeeqaError):
            raise self._gr.Error(str(error), print_exception=False) from error
