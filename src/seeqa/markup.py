"""Text -> HTML that shows exactly it: the one escape of the chat and of the report."""

from __future__ import annotations

import html
import re

_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})
_WEB = re.compile(r"https?://[^\s<>]+\Z")


def escape(text: str) -> str:
    """Return text as HTML that shows exactly it; also inert for Gradio's template language."""
    return inert(html.escape(text))


def is_web(address: str) -> bool:
    """Tell whether an address is one of the web, and of nothing else."""
    return bool(_WEB.match(address))


def link(address: str) -> str:
    """Return a link to a web address; anything else is shown as text."""
    shown = escape(address)
    if not is_web(address):
        return shown
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def inert(markup: str) -> str:
    """Return markup without the signs that Gradio's template language gives a meaning to."""
    return markup.translate(_TEMPLATE_SIGNS)
