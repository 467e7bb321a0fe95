"""The Gradio page: a conversation, its sources beside it, the archive, and the named endpoints.

State of a conversation lives in the visitor's own session, and in the visitor's browser; nothing
is shared between visitors. Our HTML blocks tell of clicks by `data-do` (blocks.js); what comes
with them is from a browser, so that anything may stand there.
"""

from __future__ import annotations

import contextlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from seeqa.chat.blocks import block, click_data, outbox
from seeqa.chat.browsing import View, searched, turned
from seeqa.chat.endpoints import add_endpoints
from seeqa.chat.evaluate_tab import Measure, add_tab, measure, wire_tab
from seeqa.chat.events import AT_ONCE, given, texts_for
from seeqa.chat.feedback import add_panel, wire_panel
from seeqa.chat.filter_form import FIELDS, add_form, emptied, filled, form_choices, wire_form
from seeqa.chat.freshness import again_row, greeting, wire_freshness
from seeqa.chat.keeper import add_keeper, in_language
from seeqa.chat.keeping import wire_keeping
from seeqa.chat.masthead import add_switch, switch, titled
from seeqa.chat.offering import wire_suggestions
from seeqa.chat.opening import Opening
from seeqa.chat.parts import Parts
from seeqa.chat.render import conversation
from seeqa.chat.shelf import add_shelf, drawn, looked
from seeqa.chat.sources import sources
from seeqa.chat.talking import wire_asking
from seeqa.chat.texts import ENGLISH, Texts, gradio_texts, worded_parts
from seeqa.chat.upload import Box, add_box, box_row, wire_box
from seeqa.errors import SeeqaError
from seeqa.markup import escape

if TYPE_CHECKING:
    import gradio as gr

# page.js brings the newest answer and its quote into view.
_ANSWERED = "() => document.dispatchEvent(new Event('seeqa:answered'))"
_TURNED = "() => document.dispatchEvent(new Event('seeqa:turned'))"  # to outbox.js
# An address may name the item to ask about: /?about=ID.
_ABOUT = """() => {
  const about = new URLSearchParams(location.search).get('about') || '';
  if (about) history.replaceState(null, '', location.pathname + location.hash); // once
  return about;
}"""
# Of the tab that is not shown, nothing has a place on the page: it is passed by.
_AFTER_CLICK = """() => requestAnimationFrame(() => {
  document.querySelector('#filters').scrollIntoView({block: 'center'});
  const shelf = document.querySelector('#archive [data-focus]');
  if (shelf?.dataset.focus) shelf.querySelector(shelf.dataset.focus)?.focus();
})"""


def build_page(opening: Opening, *, using: Measure = measure) -> gr.Blocks:
    """Return the page for an archive, open or being opened; mount it with `seeqa.chat.server`.

    `using` measures a question set for the Evaluate tab.
    """
    import gradio as gr

    words = gradio_texts(gr)
    with gr.Blocks(title="SEEQA", analytics_enabled=False, fill_width=True) as page:
        turns = gr.State([])
        with gr.Row(elem_id="top"):
            head = block(gr, titled(ENGLISH("opening")), "masthead", prose=True)
            theme = add_switch(gr)
        announce = gr.HTML("", elem_id="announce", js_on_load=None)
        asking = outbox(gr)
        with gr.Tabs(selected="ask") as tabs:
            with gr.Tab(words("ask"), id="ask"), gr.Row(equal_height=False, elem_id="desk"):
                keeper = add_keeper(gr)
                with gr.Column(elem_id="talking"):
                    talk = block(gr, conversation(()), "conversation")
                    suggested = block(gr, "", "examples")
                    panel = add_panel(gr, words)
                    with gr.Column(elem_id="asking"):
                        form = add_form(gr, words)
                        trouble = gr.HTML(untaken(), elem_id="trouble", js_on_load=None)
                        gr.Textbox(
                            placeholder=words("ask.placeholder"),
                            label=words("ask.box"),
                            lines=1,
                            max_lines=4,
                            submit_btn=words("ask"),
                            autofocus=True,
                            elem_id="question",
                            interactive=True,
                        )
                with gr.Column(elem_id="showing"):
                    cards = gr.HTML(sources((), {}), elem_id="sources", js_on_load=None)
            with gr.Tab(words("archive"), id="archive") as archiving:
                again = block(gr, again_row(), "again")
                box = add_box(gr, words) if opening.config.upload else None
                shelf = add_shelf(gr, words)
            if opening.config.evaluate:
                with gr.Tab(words("evaluate"), id="evaluate") as evaluating:
                    tab = add_tab(gr, opening, words)
        parts = Parts(
            turns=turns,
            outbox=asking,
            tabs=tabs,
            masthead=head,
            theme=theme,
            announce=announce,
            keeper=keeper,
            trouble=trouble,
            talk=talk,
            suggested=suggested,
            form=form,
            cards=cards,
            archiving=archiving,
            again=again,
            archive=shelf,
        )
        asked, stopped = wire_asking(gr, opening, parts)
        if opening.config.evaluate:
            wire_tab(gr, opening, tab, evaluating, using=using)
        loaded = _wire_loading(gr, opening, page, parts, box)
        updated = wire_freshness(gr, opening, parts)
        opened = wire_keeping(gr, opening, parts, asked)
        opened[-1].then(emptied, None, form.all, **AT_ONCE)  # another conversation: its own filters
        wire_suggestions(gr, opening, parts, [loaded, asked, stopped, *opened], updated)
        _wire_archive(gr, opening, parts)
        if box:
            wire_box(gr, opening, box)
        wire_panel(gr, opening, panel, turns, [asked, stopped, *opened])
        for event in [asked, stopped, *opened]:
            event.success(None, js=_ANSWERED, api_visibility="private")
        for event in opened:
            event.then(None, js=_TURNED, api_visibility="private")
        add_endpoints(gr, opening)
    return cast("gr.Blocks", page)


def _wire_loading(gr: Any, opening: Opening, page: Any, parts: Parts, box: Box | None) -> Any:
    """Fill the page when it opens, in the visitor's language."""

    @given(request=gr.Request)
    def head(request: Any) -> str:
        return greeting(opening, texts_for(request))

    @given(request=gr.Request)
    async def arrived(about: str | None, request: Any) -> tuple[Any, ...]:
        with contextlib.suppress(SeeqaError):
            await opening.arrived()
        say, head = texts_for(request), greeting(opening, texts_for(request))
        if about not in opening.documents:
            return (head, *form_choices(gr, opening), "", gr.skip(), gr.skip())
        told = filled(opening, ["", "", "", "", about], say)
        return (head, *form_choices(gr, opening), about, *told)

    worded = worded_parts(page)
    texts = [parts.keeper, parts.theme, parts.trouble, parts.again, *([box.told] if box else [])]
    texts += [part for part, _ in worded]

    @given(request=gr.Request)
    def translate(request: Any) -> list[Any]:
        say = texts_for(request)
        if say.language == ENGLISH.language:
            return [gr.skip()] * len(texts)
        parts = [gr.update(**{name: say(key) for name, key in keys.items()}) for _, keys in worded]
        own = [in_language(gr, say), switch(say), untaken(say), again_row(say)]
        return [*own, *([box_row(say)] if box else []), *parts]

    script = files("seeqa.chat").joinpath("page.js").read_text(encoding="utf-8")
    page.load(None, js=script, api_visibility="private")
    page.load(translate, None, texts, **AT_ONCE)
    page.load(head, None, parts.masthead, **AT_ONCE)
    form = parts.form
    outputs = [parts.masthead, form.place, form.topic, form.item, form.filters, form.told]
    return page.load(arrived, parts.form.item, outputs, js=_ABOUT, **AT_ONCE)


def _wire_archive(gr: Any, opening: Opening, parts: Parts) -> None:
    """Show the archive when its tab opens; a click there narrows it, or leads to the chat."""
    shelf, form = parts.archive, parts.form
    found = [shelf.view, shelf.catalogue, parts.announce]
    asked = [parts.tabs, form.fold, *form.all]

    @given(request=gr.Request)
    def show(view: View, request: Any) -> tuple[str, str]:
        return drawn(opening, view, texts_for(request))

    @given(request=gr.Request)
    def look(text: str | None, view: View, request: Any) -> tuple[Any, ...]:
        after = searched(view, text)
        if after.wish == view.wish:  # emptied by a click
            return (gr.skip(),) * len(found)
        return after, *looked(opening, after, texts_for(request))

    @given(event=gr.EventData, request=gr.Request)
    def choose(view: View, event: Any, request: Any) -> dict[Any, Any]:
        data = click_data(event)
        if data.get("do") in ("about", "filter"):  # one item, or what the catalogue shows
            fields = [data.get(name, "") for name in FIELDS]
            told = filled(opening, fields, texts_for(request))
            to_ask = gr.update(selected="ask"), gr.update(open=data["do"] == "filter")
            return dict(zip(asked, (*to_ask, *fields, *told), strict=True))
        after = turned(view, data)
        shown = (after, *looked(opening, after, texts_for(request)))
        emptied = {shelf.find: ""} if view.wish.text and not after.wish.text else {}
        return {**dict(zip(found, shown, strict=True)), **emptied}

    parts.archiving.select(show, shelf.view, shelf.drawn, **AT_ONCE)
    shelf.find.change(look, [shelf.find, shelf.view], found, **AT_ONCE)
    outputs = [*found, shelf.find, *asked]
    chosen = shelf.catalogue.click(choose, shelf.view, outputs, **AT_ONCE)
    chosen.then(None, js=_AFTER_CLICK, api_visibility="private")
    wire_form(gr, opening, form)


def untaken(say: Texts = ENGLISH) -> str:
    """Return the line in which page.js tells that a question was not taken, and its words."""
    words = "".join(f' data-{why}="{escape(say(f"untaken.{why}"))}"' for why in ("full", "lost"))
    return f'<p class="problem" role="alert"{words}></p>'
