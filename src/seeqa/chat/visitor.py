"""What a handler of the page learns of its visitor: told of without importing Gradio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from seeqa.chat.texts import Texts, preferred

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
