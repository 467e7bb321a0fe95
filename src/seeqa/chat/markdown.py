"""Text -> Markdown that shows exactly it; only what would become markup is escaped.

Markup is that of CommonMark, with the tables and the struck text of GitHub.
"""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"[\\`*\[|~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_BEGINS = re.compile(r">|#{1,6}(?=\s|$)|[-+](?=\s|$)|-(?=[-\s]*$)|=(?==*$)")
_CLOSES = re.compile(r"(?<=\s)#(?=#*$)")  # a heading
_NUMBER = re.compile(r"(\d{1,9})([.)](?:\s|$))")  # of a list's entry
_OPENED, _CLOSED = "\ue000", "\ue001"  # where the emphasis is, until all else is escaped
_FOREIGN = str.maketrans(dict.fromkeys((_OPENED, _CLOSED), "\ufffd"))


def line(text: str) -> str:
    r"""Return text as one line.

    >>> line("- 5 - of [x](y) and snake_case.")
    '\\- 5 - of \\[x](y) and snake_case.'
    """
    shown = _ANYWHERE.sub(r"\\\g<0>", " ".join(text.split()))
    shown = _CLOSES.sub(r"\#", shown)
    return _NUMBER.sub(r"\1\\\2", shown, count=1) if _NUMBER.match(shown) else _begun(shown)


def _begun(shown: str) -> str:
    return f"\\{shown}" if _BEGINS.match(shown) else shown


def lines(text: str) -> str:
    """Return text with its line breaks."""
    return "  \n".join(line(one) for one in text.strip().split("\n"))


def quoted(text: str, bold: tuple[int, int] | None = None) -> str:
    """Return text as a block quote; the stretch `bold`, offsets into it, is emphasised.

    Where asterisks would not be read as emphasis there are none.
    """
    text = text.translate(_FOREIGN)
    if bold and _flanked(text, *bold):
        start, end = bold
        text = f"{text[:start]}{_OPENED}{text[start:end]}{_CLOSED}{text[end:]}"
    shown = lines(text).replace(_OPENED, "**").replace(_CLOSED, "**")
    return "\n".join(f"> {one}" for one in shown.split("\n"))


def _flanked(text: str, start: int, end: int) -> bool:
    """Tell whether asterisks around a stretch open and close emphasis."""
    inside, before, after = (
        text[start:end],
        text[start - 1 : start] if start else "",
        text[end : end + 1],
    )
    if not inside or "\n" in inside or inside != inside.strip():
        return False
    opens = inside[0].isalnum() or not before.isalnum()
    return opens and (inside[-1].isalnum() or not after.isalnum())
