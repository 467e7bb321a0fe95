"""What a visitor looks at in the catalogue, and what a click makes of it.

A click's data is from a browser, so that anything may stand there: what means nothing is passed by.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from seeqa.catalogue import MAX_TEXT, Order, Wish
from seeqa.chat.chips import filters_from
from seeqa.types import Filters

PAGE = 25  # items a page


@dataclass(frozen=True, slots=True)
class View:
    """A page, counted from 0, of the items that a wish finds.

    `focus` is the selector of what has the focus once it is drawn.
    """

    wish: Wish = Wish()
    page: int = 0
    focus: str = ""


def searched(view: View, text: str | None) -> View:
    """Return the first page of what has the words that are typed."""
    return View(replace(view.wish, text=" ".join((text or "").split())[:MAX_TEXT]))


def turned(view: View, data: Mapping[str, str]) -> View:
    """Return the view after a click: `narrow`, `widen`, `sort` or `page`, by its data."""
    with suppress(ValueError):
        match data.get("do"):
            case "narrow":
                return _narrowed(view.wish, data)
            case "widen":
                return View(_widened(view.wish, data.get("part", "")), focus=".found")
            case "sort":
                order = Order(data.get("order", ""))
                return View(replace(view.wish, order=order), focus=f"[data-order={order}]")
            case "page":
                return replace(view, page=max(0, int(data.get("page", "")[:9])), focus=".found")
    return view


def _narrowed(wish: Wish, data: Mapping[str, str]) -> View:
    """Return the items with one more choice, in place of an earlier one of its kind."""
    given = [data.get(name) for name in ("first", "last", "place", "topic")]
    chosen, own = filters_from(*given), wish.filters
    if "file" in data:
        return View(replace(wish, file=data["file"]), focus=".chips [data-part=file]")
    if chosen.places:
        part, own = "place", replace(own, places=chosen.places)
    elif chosen.topics:
        part, own = "topic", replace(own, topics=chosen.topics)
    else:
        part, own = "days", replace(own, first=chosen.first, last=chosen.last)
    return View(replace(wish, filters=own), focus=f".chips [data-part={part}]")


def _widened(wish: Wish, part: str) -> Wish:
    """Return the wish without one of its parts, or without all of them."""
    own = wish.filters
    match part:
        case "text":
            return replace(wish, text="")
        case "file":
            return replace(wish, file="")
        case "days":
            return replace(wish, filters=replace(own, first=None, last=None))
        case "place":
            return replace(wish, filters=replace(own, places=()))
        case "topic":
            return replace(wish, filters=replace(own, topics=()))
        case "all":
            return replace(wish, text="", file="", filters=Filters())
    return wish
