"""The words of the interface in several languages: one JSON file each.

Answers, abstentions and errors come from the archive and the library, which are in English.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "de", "sr", "hr", "sq", "mk")
_WORDED = ("label", "placeholder", "submit_btn", "value")  # properties of Gradio's components
_MARK = "__i18n__"  # how Gradio writes a text that its frontend chooses
_SAME = {"bs": "hr", "sh": "hr"}  # understood by who prefers these


class Texts:
    """The texts of one language: `texts("marker", number=1, headline="…")`."""

    def __init__(self, language: str) -> None:
        """Take one of LANGUAGES."""
        self.language = language
        self._table = table(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key with its values put in."""
        return self._table[key].format(**values)

    def count(self, noun: str, count: int) -> str:
        """Return "1 item" or "15 items" for the noun "items"."""
        return self(f"{noun}.{plural(self.language, count)}", count=f"{count:,}")

    def day(self, day: date) -> str:
        """Return "9 May 2022"."""
        return self("day", day=day.day, month=self(f"month.{day.month}"), year=day.year)

    def month(self, day: date) -> str:
        """Return "May 2022"."""
        return self("month", month=self(f"month.{day.month}"), year=day.year)


def gradio_texts(gr: Any) -> Any:
    """Return the texts for Gradio's own components, which its frontend chooses from.

    It does so for its own languages alone; who prefers another needs `worded_parts`.
    """
    return gr.I18n(**{language: table(language) for language in LANGUAGES})


def worded_parts(page: Any) -> list[tuple[Any, dict[str, str]]]:
    """Return a page's components that have texts, each with the keys of its properties."""
    found = []
    for part in page.blocks.values():
        texts = {name: str(getattr(part, name, "")) for name in _WORDED}
        keys = {
            name: json.loads(text.removeprefix(_MARK))["key"]
            for name, text in texts.items()
            if text.startswith(_MARK)
        }
        found += [(part, keys)] if keys else []
    return found


def plural(language: str, count: int) -> str:
    """Return the form that a language's noun has after a number, by the rules of Unicode's CLDR.

    >>> plural("en", 21), plural("sr", 21), plural("sr", 3), plural("sr", 13)
    ('other', 'one', 'few', 'other')
    """
    if language not in ("sr", "hr", "mk"):
        return "one" if count == 1 else "other"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
    return "few" if few and language != "mk" else "other"


@cache
def table(language: str) -> dict[str, str]:
    """Return every text of a language."""
    text = files("seeqa.chat").joinpath("locales", f"{language}.json").read_text(encoding="utf-8")
    texts: dict[str, str] = json.loads(text)
    return texts


def preferred(accept: str | None) -> str:
    """Return the language that an Accept-Language header prefers among ours, else English.

    >>> preferred("fr-FR,de;q=0.8,en;q=0.9")
    'en'
    """
    wished = [_wish(part) for part in (accept or "").split(",")]
    for quality, name in sorted(wished, key=lambda wish: -wish[0]):
        language = _SAME.get(name, name)
        if quality > 0 and language in LANGUAGES:
            return language
    return "en"


def _wish(part: str) -> tuple[float, str]:
    name, _, quality = part.partition(";q=")
    try:
        return float(quality or 1), name.strip().lower().split("-")[0]
    except ValueError:
        return 0.0, ""


ENGLISH: Final = Texts("en")
