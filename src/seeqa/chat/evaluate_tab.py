"""The Evaluate tab: run a question set, see the report, ask a failure again in the chat."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seeqa import evaluation
from seeqa.assistant import Assistant
from seeqa.chat.asking import problem
from seeqa.chat.evaluate_cards import cards
from seeqa.chat.events import AT_ONCE, QUEUED, given, texts_for
from seeqa.chat.opening import Opening
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.errors import SeeqaError
from seeqa.evaluation.html import fragment
from seeqa.markup import escape

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
# (assistant, question set, progress) -> the report's JSON form; progress may raise to cancel.
Measure = Callable[[Assistant, Path, Progress], Mapping[str, Any]]

_DEFAULT = "bulletin.jsonl"
_TICK = 0.3  # seconds between two looks at the progress
_CLICKS = """element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  if (!button) return;
  document.querySelector('button[role=tab]').click();
  document.dispatchEvent(new CustomEvent('seeqa:ask', {detail: {...button.dataset}}));
});"""


class _Cancelled(Exception):
    """The user cancelled the run, or left."""


@dataclass(frozen=True, slots=True)
class Tab:
    """The Gradio components of the tab."""

    chosen: Any
    run: Any
    stop: Any
    status: Any
    shown: Any


@dataclass(slots=True)
class _Run:
    """A run as its thread leaves it for the page to look at."""

    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    total: int = 0
    report: Mapping[str, Any] | None = None
    shown: str = ""
    told: str = ""  # why there is no report

    def advance(self, done: int, total: int) -> None:
        """Note the progress, or end the run if it was cancelled."""
        if self.stop.is_set():
            raise _Cancelled
        self.done, self.total = done, total


def measure(assistant: Assistant, path: Path, progress: Progress) -> Mapping[str, Any]:
    """Ask every question of a set and return the report's JSON form."""
    asked = evaluation.read_set(path, lambda: assistant.index.documents)
    report = evaluation.evaluate_set(assistant, asked, progress=progress).to_json()
    # The visitor sees the set's name, not where the server keeps it.
    return {**report, "set": {**report["set"], "path": path.name}}


def question_sets(folder: Path) -> list[str]:
    """Return the names of the question sets of a folder."""
    return sorted(path.name for path in folder.glob("*.jsonl"))


def default_set(names: Sequence[str]) -> str | None:
    """Return the set that is chosen at first: the one of `seeqa eval`, else the first."""
    return _DEFAULT if _DEFAULT in names else next(iter(names), None)


def add_tab(gr: Any, opening: Opening, words: Any) -> Tab:
    """Add the tab's components where the layout stands."""
    names = question_sets(opening.config.questions)
    with gr.Row(elem_id="measure"):
        chosen = gr.Dropdown(
            label=words("evaluate.set"),
            choices=names,
            value=default_set(names),
            elem_id="set",
        )
        run = gr.Button(words("evaluate.run"), variant="primary", elem_id="run")
        stop = gr.Button(words("evaluate.cancel"), interactive=False, elem_id="stop")
    status = gr.HTML(_told(ENGLISH("evaluate.hint")), elem_id="progress", js_on_load=None)
    shown = gr.HTML("", elem_id="report", js_on_load=_CLICKS, apply_default_css=False)
    return Tab(chosen, run, stop, status, shown)


def wire_tab(gr: Any, opening: Opening, tab: Tab, evaluating: Any, *, using: Measure) -> None:
    """Wire the tab, which is `evaluating`; its failures are asked through the page's outbox."""
    runs: dict[str, _Run] = {}

    @given(request=gr.Request)
    def enter(request: Any) -> tuple[Any, Any]:
        hint = _told(texts_for(request)("evaluate.hint"))
        offered = gr.update(choices=question_sets(opening.config.questions))
        return offered, gr.skip() if request.session_hash in runs else hint

    @given(request=gr.Request)
    def start(name: str | None, request: Any) -> Iterator[tuple[Any, ...]]:
        run = runs[request.session_hash] = _Run()
        say = texts_for(request)
        try:
            for told in _follow(run, opening, name, using, say):
                yield told, gr.update(), *_buttons(gr, running=True)
        finally:  # also when the page is closed
            run.stop.set()
        told = run.told or say("evaluate.done", questions=say.count("questions", run.total))
        yield _told(told), run.shown, *_buttons(gr, running=False)

    @given(request=gr.Request)
    def stop(request: Any) -> None:
        if request.session_hash in runs:
            runs[request.session_hash].stop.set()

    evaluating.select(enter, None, [tab.chosen, tab.status], **AT_ONCE)
    outputs = [tab.status, tab.shown, tab.run, tab.stop]
    tab.run.click(start, [tab.chosen], outputs, concurrency_limit=1, **QUEUED)
    tab.stop.click(stop, None, None, **AT_ONCE)


def _follow(
    run: _Run, opening: Opening, name: str | None, using: Measure, say: Texts
) -> Iterator[str]:
    """Run a set in a thread of its own, and yield the progress until it ends."""
    folder = opening.config.questions
    if name not in question_sets(folder):
        run.told = say("evaluate.none", folder=folder)
        return

    def work() -> None:
        try:
            run.report = using(opening.assistant(), folder / str(name), run.advance)
            run.shown = fragment(run.report, inside=cards(run.report["figures"], say))
        except _Cancelled:
            run.told = say("evaluate.cancelled", done=run.done, total=run.total)
        except SeeqaError as error:
            run.told = problem(error)
        except Exception:  # the visitor gets a sentence, the log the trace
            _log.exception("an evaluation failed")
            run.told = say("evaluate.failed")

    worker = threading.Thread(target=work, name="evaluation", daemon=True)
    worker.start()
    while worker.is_alive():
        yield _bar(run, say)
        worker.join(_TICK)


def _bar(run: _Run, say: Texts) -> str:
    if run.stop.is_set():
        return _told(say("evaluate.cancelling"))
    told = say("evaluate.progress", done=run.done, total=run.total) if run.total else say("busy")
    label = escape(say("evaluate.bar"))
    bar = f'<progress max="{run.total or 1}" value="{run.done}" aria-label="{label}"></progress>'
    return f"<div>{bar} <span>{escape(told)} …</span></div>"


def _told(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'


def _buttons(gr: Any, *, running: bool) -> tuple[Any, Any]:
    return gr.update(interactive=not running), gr.update(interactive=running)
