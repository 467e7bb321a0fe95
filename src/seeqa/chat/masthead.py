"""The line over the page: what the archive holds, whether it is being read again, what changed.

page.js asks `/api/ready` every few seconds: it fills in how far a reading is, and has the page
brought up to date (`seeqa.chat.freshness`) when the version there is not the one that is shown.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from seeqa.chat.archive_view import holds
from seeqa.chat.asking import problem
from seeqa.chat.opening import Opening, State
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape

_THEMES = ("system", "light", "dark")


def masthead(opening: Opening, say: Texts = ENGLISH, news: str = "") -> str:
    """Return the title and what the archive holds, or why that cannot be said, and the news."""
    if opening.state is State.LOADING:
        return titled(say("loading"), say)
    if opening.error:
        return titled(problem(opening.error), say)
    version = opening.status.version  # first: what is newer than it is asked for again
    state = holds(opening.items, say, opening.ledger)
    return titled(state, say, version=version, news=news)


def titled(state: str, say: Texts = ENGLISH, *, version: int | None = None, news: str = "") -> str:
    """Return the title with a sentence, and with the news."""
    shown = "" if version is None else f' data-version="{version}"'
    progress = (
        f'<span class="reading" data-begun="{escape(say("fresh.reading"))}" data-going="'
        f'{escape(say("fresh.progress", done="{done}", total="{total}"))}"></span>'
    )
    return (
        f"<h1>SEEQA</h1><p>{escape(say('masthead'))} <span class='holds'{shown}>{escape(state)}"
        f"</span> {progress} <span class='news'>{escape(news)}</span></p>"
        '<button type="button" data-do="fresh" hidden></button>'
    )


def add_switch(gr: Any) -> Any:
    """Add the choice between light and dark, which the browser remembers."""
    script = files("seeqa.chat").joinpath("theme.js").read_text(encoding="utf-8")
    return gr.HTML(switch(), elem_id="theme", js_on_load=script, apply_default_css=False)


def switch(say: Texts = ENGLISH) -> str:
    """Return the choice between the system's colours, light and dark."""
    options = "".join(
        f'<option value="{name}">{escape(say(f"theme.{name}"))}</option>' for name in _THEMES
    )
    return f"<label><span>{escape(say('theme'))}</span><select>{options}</select></label>"
