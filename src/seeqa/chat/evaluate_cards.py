"""The figures of a report that tell most, each with a sentence of what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seeqa.chat.texts import ENGLISH, Texts
from seeqa.evaluation.html import headline_split
from seeqa.markup import escape

# name of the words -> name of the figure
_CARDS = {
    "right": "right sentence",
    "first": "Success@1",
    "found": "Recall@5",
    "false": "wrongly answered",
    "refused": "wrongly abstained",
    "auroc": "AUROC",
}


def cards(figures: Mapping[str, Mapping[str, Any]], say: Texts = ENGLISH) -> str:
    """Return a card for each figure that the report has; `figures` are by split and name."""
    split = headline_split(figures) or ""
    of = figures.get(split, {})
    shown = "".join(_card(name, of[key], say) for name, key in _CARDS.items() if key in of)
    title = escape(f"{say('evaluate.cards')} ({split})")
    return f'<section><h2>{title}</h2><ul class="tiles">{shown}</ul></section>' if shown else ""


def _card(name: str, figure: Mapping[str, Any], say: Texts) -> str:
    words = f"evaluate.card.{name}"
    return (
        f'<li class="tile"><h3>{escape(say(words))}</h3><b>{_percent(figure["value"])}</b>'
        f"<p>{escape(say(f'{words}.means'))}</p>"
        f'<p class="soft">{escape(_of(figure, say))}</p></li>'
    )


def _of(figure: Mapping[str, Any], say: Texts) -> str:
    questions = say.count("questions", figure["n"])
    if figure.get("low") is None:
        return questions
    low, high = _percent(figure["low"]), _percent(figure["high"])
    return say("evaluate.cards.of", low=low, high=high, questions=questions)


def _percent(value: float) -> str:
    return f"{value:.0%}"
