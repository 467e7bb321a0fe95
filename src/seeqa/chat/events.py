"""What the events of the page have in common; Gradio is not imported at this level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from seeqa.chat.texts import Texts, preferred

# What asks the archive waits for its turn; a full queue refuses it (page.js says so).
QUEUED = {"api_visibility": "private", "show_progress": "hidden"}
# What is quick, or must work then too (stopping), does not.
AT_ONCE = {**QUEUED, "queue": False}
Handler = TypeVar("Handler", bound=Callable[..., Any])


def given(**annotations: Any) -> Callable[[Handler], Handler]:
    """Have Gradio give a handler what it gives by annotation, as `given(request=gr.Request)`."""

    def mark(handler: Handler) -> Handler:
        handler.__annotations__ = annotations
        return handler

    return mark


def texts_for(request: Any) -> Texts:
    """Return the texts in the language that the visitor's browser prefers."""
    headers = getattr(request, "headers", None) or {}
    return Texts(preferred(headers.get("accept-language")))
