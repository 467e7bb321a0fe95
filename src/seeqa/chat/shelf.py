"""The Archive tab: a box to search in, the catalogue, and what was read of each file."""

from __future__ import annotations

from typing import Any

from seeqa.catalogue import MAX_TEXT, Catalogue
from seeqa.chat.archive_view import report
from seeqa.chat.asking import problem
from seeqa.chat.blocks import block
from seeqa.chat.browsing import View
from seeqa.chat.catalogue_view import catalogue, told
from seeqa.chat.opening import Opening
from seeqa.chat.parts import Shelf
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.errors import SeeqaError
from seeqa.markup import escape


def add_shelf(gr: Any, words: Any) -> Shelf:
    """Add the parts where the layout stands."""
    find = gr.Textbox(
        label=words("archive.search"),
        placeholder=words("archive.search.hint"),
        lines=1,
        max_lines=1,
        max_length=MAX_TEXT,
        elem_id="find",
        interactive=True,
    )
    shown, read = block(gr, "", "archive"), block(gr, "", "files")
    return Shelf(gr.State(View()), find, shown, read)


def looked(opening: Opening, view: View, say: Texts = ENGLISH) -> tuple[str, str]:
    """Return the catalogue, or why there is none, and how many items it has, after waiting."""
    try:
        archive = Catalogue.of(opening.assistant().index)
    except SeeqaError as error:
        return f'<p class="problem">{escape(problem(error))}</p>', ""
    return catalogue(archive, view, say), escape(told(len(archive.find(view.wish)), archive, say))


def drawn(opening: Opening, view: View, say: Texts = ENGLISH) -> tuple[str, str]:
    """Return the catalogue and what was read of each file."""
    shown, _ = looked(opening, view, say)
    return shown, report(opening.ledger, say)
