"""Text -> HTML that shows exactly it: the one escape of the chat and of the report."""

from __future__ import annotations

import html

_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})


def escape(text: str) -> str:
    """Return text as HTML that shows exactly it; also inert for Gradio's template language."""
    return inert(html.escape(text))


def inert(markup: str) -> str:
    """Return markup without the signs that Gradio's template language gives a meaning to."""
    return markup.translate(_TEMPLATE_SIGNS)
