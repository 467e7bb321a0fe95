"""What a user says of the latest answer: three buttons, and the choice of the right sentence."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from seeqa.assistant import Assistant
from seeqa.chat.events import AT_ONCE, given, texts_for
from seeqa.chat.opening import Opening
from seeqa.chat.texts import Texts
from seeqa.chat.turn import Turn
from seeqa.errors import SeeqaError
from seeqa.feedback import NOTHING, Feedback, Quote, Store, Verdict, of_answer
from seeqa.markup import escape
from seeqa.sentences import sentence_offsets
from seeqa.types import Answer

_ITEMS = 10  # offered for a correction: those quoted, then those considered
_SENTENCES = 80  # offered of one item
_LABEL = 300  # characters shown of a sentence
_NONE = "none"  # the choice that nothing in the archive answers
_NAMES = {Verdict.RIGHT: "right", Verdict.WRONG: "wrong", Verdict.WORDS: "words"}


@dataclass(frozen=True, slots=True)
class Panel:
    """The Gradio components of the panel."""

    column: Any
    asks: Any
    verdicts: dict[Verdict, Any]
    fix: Any
    item: Any
    sentence: Any
    save: Any
    status: Any
    said: Any


def add_panel(gr: Any, words: Any) -> Panel:
    """Add the panel where the layout stands; it shows once there is an answer."""
    with gr.Column(visible=False, elem_id="feedback") as column:
        asks = gr.HTML("", js_on_load=None)
        with gr.Row():
            verdicts = {
                verdict: gr.Button(words(f"feedback.{name}"), size="sm")
                for verdict, name in _NAMES.items()
            }
        with gr.Accordion(words("feedback.correct"), open=False, elem_id="correct") as fix:
            item = gr.Dropdown(label=words("feedback.item"), choices=[], elem_id="item")
            sentence = gr.Radio(label=words("feedback.sentence"), choices=[], elem_id="sentence")
            save = gr.Button(words("feedback.keep"), size="sm", elem_id="keep")
    status = gr.HTML(_status(""), elem_id="noted", js_on_load=None)
    return Panel(column, asks, verdicts, fix, item, sentence, save, status, gr.State(None))


def wire_panel(gr: Any, opening: Opening, panel: Panel, turns: Any, asked: list[Any]) -> None:
    """Let the panel follow the answers of the `asked` events and keep what is said."""
    store = Store(opening.config.feedback)

    @given(request=gr.Request)
    def refresh(shown: list[Turn], request: Any) -> list[Any]:
        say = texts_for(request)
        answer = shown[-1].answer if shown else None
        items = _items(answer, opening.assistant()) if answer else []
        first = items[0][1] if items else None
        return [
            gr.update(visible=answer is not None),
            f"<p>{escape(say('feedback'))}</p>",
            gr.update(visible=bool(answer and answer.shown)),
            gr.update(open=False),
            gr.update(choices=items, value=first, visible=len(items) > 1),
            gr.update(choices=_choices(opening.assistant(), first, say), value=None),
            _status(""),
            None,
        ]

    def judge(verdict: Verdict) -> Callable[..., Any]:
        @given(request=gr.Request)
        def judged(shown: list[Turn], said: Feedback | None, request: Any) -> tuple[Any, ...]:
            kept, told = _keep(store, shown, said, verdict, None, texts_for(request))
            return kept, _status(told), gr.update(open=verdict is not Verdict.RIGHT)

        return judged

    @given(request=gr.Request)
    def correct(
        shown: list[Turn],
        said: Feedback | None,
        item: str | None,
        sentence: str | None,
        request: Any,
    ) -> tuple[Any, ...]:
        say = texts_for(request)
        right = _chosen(opening.assistant(), item, sentence)
        if right is None:
            return said, _status(say("feedback.choose")), gr.update(open=True)
        verdict = said.verdict if said and said.verdict is not Verdict.RIGHT else Verdict.WRONG
        kept, told = _keep(store, shown, said, verdict, right, say)
        return kept, _status(told), gr.update(open=False)

    @given(request=gr.Request)
    def choose(item: str | None, request: Any) -> Any:
        choices = _choices(opening.assistant(), item, texts_for(request))
        return gr.update(choices=choices, value=None)

    following = [panel.column, panel.asks, panel.verdicts[Verdict.WORDS], panel.fix, panel.item]
    following += [panel.sentence, panel.status, panel.said]
    for event in asked:
        event.success(refresh, [turns], following, **AT_ONCE)
    noted = [panel.said, panel.status, panel.fix]
    for verdict, button in panel.verdicts.items():
        button.click(judge(verdict), [turns, panel.said], noted, **AT_ONCE)
    panel.item.input(choose, [panel.item], [panel.sentence], **AT_ONCE)
    panel.save.click(correct, [turns, panel.said, panel.item, panel.sentence], noted, **AT_ONCE)


def _keep(
    store: Store,
    shown: Sequence[Turn],
    said: Feedback | None,
    verdict: Verdict,
    right: Quote | None,
    say: Texts,
) -> tuple[Feedback | None, str]:
    """Keep a verdict on the latest answer, in place of what was said of it before."""
    answer = shown[-1].answer if shown else None
    if answer is None:
        return None, say("feedback.none")
    history = [turn.question for turn in shown[:-1] if turn.answer]
    feedback = of_answer(answer, verdict, history=history, number=said.id if said else None)
    before = said.correction if said and verdict is not Verdict.RIGHT else None
    try:
        kept = store.put(dataclasses.replace(feedback, correction=right or before))
    except SeeqaError as error:
        return said, say("feedback.unkept", found=error.found, mend=error.mend)
    return kept, say(f"feedback.noted.{'correction' if right else _NAMES[verdict]}")


def _items(answer: Answer, assistant: Assistant) -> list[tuple[str, str]]:
    """Return (headline, id) of the items quoted and considered, best first."""
    ids = [c.document_id for c in answer.citations]
    ids += [hit.passage.document_id for hit in answer.hits]
    found = [assistant.document(one) for one in dict.fromkeys(ids)]
    return [(_label(d.title), d.id) for d in found if d][:_ITEMS]


def _choices(assistant: Assistant, item: str | None, say: Texts) -> list[tuple[str, str]]:
    quotes = _sentences(assistant, item) if item else []
    offered = [(_label(q.text), f"{q.start}-{q.end}") for q in quotes]
    return [*offered, (say("feedback.nothing"), _NONE)]


def _sentences(assistant: Assistant, item: str) -> list[Quote]:
    """Return the sentences of an item's passages, in their order."""
    found: dict[int, Quote] = {}
    for passage in assistant.index.of_document(item):
        for start, end in sentence_offsets(passage.text):
            place = passage.start + start
            quote = Quote(item, place, passage.start + end, passage.text[start:end])
            found.setdefault(place, quote)
    return [found[place] for place in sorted(found)][:_SENTENCES]


def _chosen(assistant: Assistant, item: str | None, sentence: str | None) -> Quote | None:
    if sentence == _NONE:
        return NOTHING
    offered = _sentences(assistant, item) if item else []
    return next((q for q in offered if f"{q.start}-{q.end}" == sentence), None)


def _label(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[:_LABEL]} …"


def _status(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
