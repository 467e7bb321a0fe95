"""Blocks of our own HTML in the page, and what their clicks carry."""

from __future__ import annotations

from importlib.resources import files
from typing import Any


def block(gr: Any, value: str, name: str, *, prose: bool = False) -> Any:
    """Add a block of our own HTML whose clicks are told; `prose` as Gradio dresses it."""
    script = files("seeqa.chat").joinpath("blocks.js").read_text(encoding="utf-8")
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=prose)


def outbox(gr: Any) -> Any:
    """Add what all questions go through (outbox.js): they arrive as its clicks."""
    script = files("seeqa.chat").joinpath("outbox.js").read_text(encoding="utf-8")
    return gr.HTML("", elem_id="outbox", js_on_load=script)


def click_data(event: Any) -> dict[str, str]:
    """Return what a click carried, as strings."""
    data = getattr(event, "_data", None)
    given = data.items() if isinstance(data, dict) else ()
    return {str(k): str(v) for k, v in given if v is not None}
