"""The Gradio page: a conversation, its sources beside it, the archive, and the named endpoints.

State of a conversation lives in the visitor's own session, and in the visitor's browser; nothing
is shared between visitors. Our HTML blocks tell of clicks by `data-do` (blocks.js); what comes
with them is from a browser, so that anything may stand there.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from seeqa import schema
from seeqa.chat.archive_view import archive, holds
from seeqa.chat.asking import asked_before, problem, shown, stages
from seeqa.chat.chips import without
from seeqa.chat.conversations import kept, restored
from seeqa.chat.evaluate_tab import Measure, add_tab, measure, wire_tab
from seeqa.chat.events import AT_ONCE, QUEUED, given, texts_for
from seeqa.chat.export import FORMATS
from seeqa.chat.feedback import add_panel, wire_panel
from seeqa.chat.filter_form import FilterForm, add_form, form_choices, wire_form
from seeqa.chat.keeper import add_keeper, in_language
from seeqa.chat.opening import Opening, State
from seeqa.chat.render import Turn, announcement, conversation
from seeqa.chat.sources import sources
from seeqa.chat.suggestions import Suggestions
from seeqa.chat.texts import ENGLISH, Texts, gradio_texts, worded_parts
from seeqa.errors import SeeqaError
from seeqa.markup import escape
from seeqa.types import Filters

if TYPE_CHECKING:
    import gradio as gr

_SUGGESTED = 6
# Brings the newest question into view once its answer is on the page.
_SCROLL = (
    "() => { const all = document.querySelectorAll('.turn');"
    " if (all.length) all[all.length - 1].scrollIntoView({block: 'nearest'}); }"
)
_TO_FILTERS = "() => document.querySelector('#filters').scrollIntoView({block: 'center'})"


@dataclass(frozen=True, slots=True)
class _Parts:
    """The Gradio components that the wiring connects."""

    turns: Any
    tabs: Any
    masthead: Any
    announce: Any
    keeper: Any
    trouble: Any
    talk: Any
    suggested: Any
    form: FilterForm
    question: Any
    cards: Any
    archiving: Any
    archive: Any

    @property
    def shown(self) -> list[Any]:
        """What changes while a question is answered."""
        return [self.turns, self.talk, self.cards, self.question, self.announce, self.keeper]


def build_page(opening: Opening, *, using: Measure = measure) -> gr.Blocks:
    """Return the page for an archive, open or being opened; mount it with `seeqa.chat.server`.

    `using` measures a question set for the Evaluate tab.
    """
    import gradio as gr

    words = gradio_texts(gr)
    with gr.Blocks(title="SEEQA", analytics_enabled=False, fill_width=True) as page:
        turns = gr.State([])
        head = gr.HTML(_titled(ENGLISH("opening")), elem_id="masthead", js_on_load=None)
        announce = gr.HTML("", elem_id="announce", js_on_load=None)
        with gr.Tabs(selected="ask") as tabs:
            with gr.Tab(words("ask"), id="ask"), gr.Row(equal_height=False, elem_id="desk"):
                with gr.Column(scale=5, min_width=320, elem_id="talking"):
                    keeper = add_keeper(gr)
                    talk = _block(gr, conversation(()), "conversation")
                    suggested = _block(gr, "", "examples")
                    panel = add_panel(gr, words)
                    form = add_form(gr, words)
                    trouble = gr.HTML(untaken(), elem_id="trouble", js_on_load=None)
                    question = gr.Textbox(
                        placeholder=words("ask.placeholder"),
                        label=words("ask.box"),
                        lines=1,
                        max_lines=4,
                        submit_btn=words("ask"),
                        autofocus=True,
                        elem_id="question",
                    )
                with gr.Column(scale=4, min_width=320, elem_id="showing"):
                    cards = gr.HTML(sources((), {}), elem_id="sources", js_on_load=None)
            with gr.Tab(words("archive"), id="archive") as archiving:
                shelf = _block(gr, "", "archive")
            with gr.Tab(words("evaluate"), id="evaluate") as evaluating:
                tab = add_tab(gr, opening, words)
        parts = _Parts(
            turns=turns,
            tabs=tabs,
            masthead=head,
            announce=announce,
            keeper=keeper,
            trouble=trouble,
            talk=talk,
            suggested=suggested,
            form=form,
            question=question,
            cards=cards,
            archiving=archiving,
            archive=shelf,
        )
        asked = _wire_asking(gr, opening, parts)
        again = wire_tab(
            gr,
            opening,
            tab,
            tabs=(tabs, evaluating),
            conversation=parts.shown,
            ask=lambda text, history, earlier, request: _ask(
                gr, opening, Turn(text, history=history), earlier, texts_for(request)
            ),
            using=using,
        )
        loaded = _wire_loading(gr, opening, page, parts)
        _wire_suggestions(gr, opening, parts, [loaded, *asked, again])
        _wire_archive(gr, opening, parts)
        wire_panel(gr, opening, panel, turns, [*asked, again])
        for event in [*asked, again]:
            event.success(None, js=_SCROLL, api_visibility="private")
        _endpoints(gr, opening)
    return cast("gr.Blocks", page)


def _block(gr: Any, value: str, name: str) -> Any:
    """Add a block of our own HTML whose clicks are told."""
    script = files("seeqa.chat").joinpath("blocks.js").read_text(encoding="utf-8")
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)


def _data(event: Any) -> dict[str, str]:
    """Return what a click carried, as strings."""
    data = getattr(event, "_data", None)
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}


def _wire_asking(gr: Any, opening: Opening, parts: _Parts) -> list[Any]:
    """Wire what asks a question, and return the events after which an answer is shown."""

    @given(request=gr.Request)
    def respond(
        text: str, earlier: list[Turn], filters: Filters, request: Any
    ) -> Iterator[tuple[Any, ...]]:
        turn = Turn(text, history=asked_before(earlier), filters=filters)
        yield from _ask(gr, opening, turn, earlier, texts_for(request))

    @given(event=gr.EventData, request=gr.Request)
    def suggested(
        event: Any, earlier: list[Turn], filters: Filters, request: Any
    ) -> Iterator[tuple[Any, ...]]:
        text = _data(event).get("question", "")
        yield from _ask(gr, opening, Turn(text), earlier, texts_for(request))

    @given(event=gr.EventData, request=gr.Request)
    def again(event: Any, earlier: list[Turn], request: Any) -> Iterator[tuple[Any, ...]]:
        turn = _asked_again(_data(event), earlier)
        if turn is not None:
            yield from _ask(gr, opening, turn, earlier, texts_for(request))

    @given(request=gr.Request)
    def stop(earlier: list[Turn], request: Any) -> tuple[Any, ...]:
        say = texts_for(request)
        turns = [
            dataclasses.replace(t, busy=None, problem=say("stopped")) if t.busy else t
            for t in earlier
        ]
        return _shown(gr, opening, turns, say)

    inputs = [parts.turns, parts.form.filters]
    asked = [
        parts.question.submit(respond, [parts.question, *inputs], parts.shown, **QUEUED),
        parts.suggested.click(suggested, inputs, parts.shown, **QUEUED),
        parts.talk.click(again, [parts.turns], parts.shown, **QUEUED),
    ]
    parts.talk.stop(stop, [parts.turns], parts.shown, cancels=asked, **AT_ONCE)
    return asked


def _asked_again(data: dict[str, str], earlier: Sequence[Turn]) -> Turn | None:
    """Return the turn that a click asks for: one of the conversation, perhaps less a part."""
    number = data.get("turn", "")
    if not number.isdecimal() or not 1 <= int(number) <= len(earlier):
        return None
    turn = earlier[int(number) - 1]
    plain = Turn(turn.question, history=turn.history, filters=turn.filters)
    if data.get("do") == "retry":
        return dataclasses.replace(plain, read_filters=turn.read_filters)
    if data.get("do") != "drop" or turn.answer is None:
        return None
    if data.get("part") == "about":
        return dataclasses.replace(plain, history=(), read_filters=turn.read_filters)
    left = without(turn.answer.filters, data.get("part", ""))
    return dataclasses.replace(plain, filters=left, read_filters=False)


def _ask(
    gr: Any, opening: Opening, turn: Turn, earlier: Sequence[Turn], say: Texts
) -> Iterator[tuple[Any, ...]]:
    """Yield the page with the question and what is being done, then with its answer."""
    text = turn.question
    turn = dataclasses.replace(turn, question=shown(text, opening.config.max_question))
    before = [one for one in earlier if not one.busy]
    if before and before[-1].problem and before[-1].question == turn.question:
        before.pop()  # asked again: the answer takes the problem's place
    told = False
    for stage in stages(opening, turn, text, say):
        yield _shown(gr, opening, [*before, stage], say, keep=not (stage.busy and told))
        told = True  # once: a reload then finds the question, stopped


def _shown(
    gr: Any, opening: Opening, turns: list[Turn], say: Texts, *, keep: bool = True
) -> tuple[Any, ...]:
    """Return the values of `_Parts.shown` for a conversation; `keep` it in the browser."""
    busy = bool(turns and turns[-1].busy)
    return (
        turns,
        conversation(turns, say),
        gr.skip() if busy else sources(turns, opening.documents, say),
        "" if busy else gr.skip(),
        announcement(turns, say),
        gr.update(kept={"turns": kept(turns)}) if keep else gr.skip(),
    )


def _wire_loading(gr: Any, opening: Opening, page: Any, parts: _Parts) -> Any:
    """Fill the page when it opens, in the visitor's language; wire the kept conversations."""

    @given(request=gr.Request)
    def head(request: Any) -> str:
        return masthead(opening, texts_for(request))

    @given(request=gr.Request)
    async def arrived(request: Any) -> tuple[Any, ...]:
        with contextlib.suppress(SeeqaError):
            await opening.arrived()
        return masthead(opening, texts_for(request)), *form_choices(gr, opening)

    worded = worded_parts(page)

    @given(request=gr.Request)
    def translate(request: Any) -> list[Any]:
        say = texts_for(request)
        if say.language == ENGLISH.language:
            return [gr.skip()] * (len(worded) + 2)
        parts = [gr.update(**{name: say(key) for name, key in keys.items()}) for _, keys in worded]
        return [in_language(gr, say), untaken(say), *parts]

    @given(event=gr.EventData, request=gr.Request)
    def keep(event: Any, turns: list[Turn], request: Any) -> tuple[Any, ...]:
        say, data = texts_for(request), _data(event)
        if data.get("do") == "export":
            return (*[gr.skip()] * 5, _exported(gr, turns, data, say))
        opened, told = [], say("kept.back") if data.get("back") else ""
        try:
            if "turns" in data:
                opened = restored(data["turns"], opening.assistant().index, say)
        except ValueError:
            told = say("kept.broken")
        except SeeqaError as error:
            told = problem(error)
        *values, _ = _shown(gr, opening, opened, say, keep=False)
        return (*values, gr.update(told=told))

    script = files("seeqa.chat").joinpath("page.js").read_text(encoding="utf-8")
    page.load(None, js=script, api_visibility="private")
    texts = [parts.keeper, parts.trouble, *(part for part, _ in worded)]
    page.load(translate, None, texts, **AT_ONCE)
    page.load(head, None, parts.masthead, **AT_ONCE)
    outputs = [parts.masthead, parts.form.place, parts.form.topic]
    loaded = page.load(arrived, None, outputs, **AT_ONCE)
    parts.keeper.click(keep, [parts.turns], parts.shown, **AT_ONCE)
    return loaded


def _exported(gr: Any, turns: Sequence[Turn], data: dict[str, str], say: Texts) -> Any:
    """Return the bar's update that gives the browser a file to save."""
    name = data.get("format", "")
    done = [turn for turn in turns if not turn.busy]
    if not done or name not in FORMATS:
        return gr.update(told=say("export.empty"))
    write, ending, kind = FORMATS[name]
    return gr.update(
        file={
            "name": f"seeqa.{ending}",
            "type": kind,
            "text": write(done, say, data.get("origin", "")),
        },
        told="",
    )


def _wire_suggestions(gr: Any, opening: Opening, parts: _Parts, events: list[Any]) -> None:
    """Offer questions that the archive answers, once the page or an answer is shown."""
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

    for event in events:
        event.success(suggest, [parts.turns], parts.suggested, **QUEUED)


def _suggested(questions: Sequence[str], title: str) -> str:
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" data-do="ask" data-question="{escape(question)}">'
        f"{escape(question)}</button></li>"
        for question in questions
    )
    return f'<p class="note">{escape(title)}</p><ul class="tries">{buttons}</ul>'


def _wire_archive(gr: Any, opening: Opening, parts: _Parts) -> None:
    """Show the archive when its tab opens; a click there filters the chat."""

    @given(request=gr.Request)
    def show(request: Any) -> str:
        try:
            return archive(opening.assistant().index, texts_for(request))
        except SeeqaError as error:
            return f'<p class="problem">{escape(problem(error))}</p>'

    @given(event=gr.EventData)
    def choose(event: Any) -> tuple[Any, ...]:
        data = _data(event)
        fields = [data.get(name) for name in ("first", "last", "place", "topic")]
        chosen = [gr.skip() if value is None else gr.update(value=value) for value in fields]
        return (gr.update(selected="ask"), gr.update(open=True), *chosen)

    parts.archiving.select(show, None, parts.archive, **AT_ONCE)
    outputs = [parts.tabs, parts.form.fold, *parts.form.fields]
    chosen = parts.archive.click(choose, None, outputs, **AT_ONCE)
    chosen.then(None, js=_TO_FILTERS, api_visibility="private")
    wire_form(gr, opening, parts.form)


def masthead(opening: Opening, say: Texts = ENGLISH) -> str:
    """Return the title and what the archive holds, or why that cannot be said."""
    if opening.state is State.LOADING:
        return _titled(say("loading"), say)
    if opening.error:
        return _titled(problem(opening.error), say)
    return _titled(holds(list(opening.documents.values()), say), say)


def untaken(say: Texts = ENGLISH) -> str:
    """Return the line in which page.js tells that a question was not taken, and its words."""
    words = "".join(f' data-{why}="{escape(say(f"untaken.{why}"))}"' for why in ("full", "lost"))
    return f'<p class="problem" role="alert"{words}></p>'


def _titled(state: str, say: Texts = ENGLISH) -> str:
    return (
        f"<h1>SEEQA</h1><p>{escape(say('masthead'))} <span class='holds'>{escape(state)}</span></p>"
    )


def _endpoints(gr: Any, opening: Opening) -> None:
    """Add the named endpoints `/ask` and `/search` for programs; both return JSON."""

    def ask(
        question: str,
        history: list[str] | None = None,
        filters: dict[str, Any] | None = None,
        read_filters: bool = True,
    ) -> dict[str, Any]:
        """Answer a question with verbatim, cited quotes, or abstain; history: those before it.

        filters: only items of "from", "to" (days), "place", "topic" (these may be lists),
            beside what the question
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
