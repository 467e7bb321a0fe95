"""New conversation, the kept ones, export; the browser does the keeping.

Beside the conversation where there is room and the kept ones are open, else a bar over it.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from seeqa.chat.export import FORMATS
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape


def add_keeper(gr: Any) -> Any:
    """Add the bar where the layout stands."""
    script = files("seeqa.chat").joinpath("keeper.js").read_text(encoding="utf-8")
    return gr.HTML(
        bar(),
        elem_id="keeper",
        js_on_load=script,
        apply_default_css=False,
        texts=_texts(ENGLISH),
        kept=None,
        file=None,
        told="",
    )


def in_language(gr: Any, say: Texts) -> Any:
    """Return the update that puts the bar into a language."""
    return gr.update(value=bar(say), texts=_texts(say))


def bar(say: Texts = ENGLISH) -> str:
    """Return the bar's HTML; the list of conversations is filled in by the browser."""
    exports = "".join(
        f'<li><button type="button" data-keep="export" data-format="{name}">{name}</button></li>'
        for name in FORMATS
    )
    search = escape(say("kept.search"))
    return (
        '<div class="bar">'
        f'<button type="button" data-keep="new">{escape(say("kept.new"))}</button>'
        f'<details class="past"><summary>{escape(say("kept"))}</summary><div class="fold">'
        f'<input id="kept-search" type="search" placeholder="{search}" aria-label="{search}">'
        f'<p id="kept-none" class="note">{escape(say("kept.none"))}</p>'
        '<ul id="kept-list"></ul></div></details>'
        f'<details class="export"><summary>{escape(say("export"))}</summary>'
        f'<ul class="fold exports">{exports}</ul></details>'
        f'<p id="said" role="status" data-copied="{escape(say("copied"))}" '
        f'data-uncopied="{escape(say("copy.none"))}"></p></div>'
    )


def _texts(say: Texts) -> dict[str, str]:
    keys = ("rename", "delete", "full", "off", "lost", "elsewhere", "none")
    return {
        **{key: say(f"kept.{key}") for key in keys},
        "language": say.language,
        "unfound": say("kept.search.none"),
        "rename_to": say("kept.rename.to"),
        "sure": say("kept.delete.sure", title="{title}"),
    }
