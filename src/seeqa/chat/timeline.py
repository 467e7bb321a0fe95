"""The items over time: a bar each, or how many a month or a year; a click narrows to its days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from seeqa.catalogue import Items
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.when import days_told
from seeqa.markup import escape
from seeqa.question.days import ends_of
from seeqa.types import DateRange, Days, Document

_ROWS = 20  # items drawn one by one, if they lie within _DAYS
_DAYS = 62
_MONTHS = 36  # more are counted by year

Period = tuple[date, date]


class Scale(StrEnum):
    """What a bar of the timeline stands for."""

    ITEM = "item"
    MONTH = "month"
    YEAR = "year"


def scale_of(items: Items) -> Scale:
    """Return the scale that fits an archive: each item of a few within two months, else counts."""
    span = items.span
    if not span:
        return Scale.ITEM
    first, last = span
    if items.dated <= _ROWS and (last - first).days < _DAYS:
        return Scale.ITEM
    return Scale.YEAR if _months(span) > _MONTHS else Scale.MONTH


def timeline(
    items: Items,
    scale: Scale,
    say: Texts = ENGLISH,
    chosen: Days = (None, None),
) -> str:
    """Return the items over time; where years are counted and one is chosen, its months."""
    span = items.span
    if not span:
        return ""
    if scale is Scale.ITEM:
        dated = sorted(
            ((d.dates, d) for d in items if d.dates), key=lambda pair: (pair[0].first, pair[0].last)
        )
        rows = "".join(_bar(dates, document, span, chosen, say) for dates, document in dated)
    else:
        rows = _counted(items, *_zoomed(scale, span, chosen), chosen, say)
    undated = len(items) - items.dated
    note = f'<p class="note">{escape(say("archive.undated", count=undated))}</p>' if undated else ""
    label = escape(say("archive.timeline.label", first=span[0], last=span[1]))
    return (
        f"<section><h2>{escape(say('archive.timeline'))}</h2>"
        f'<ol class="timeline" aria-label="{label}">{rows}</ol>{note}</section>'
    )


def _zoomed(scale: Scale, span: Period, chosen: Days) -> tuple[Scale, Period]:
    """Return the scale and the days that are shown: of many years those that are chosen, whole."""
    first, last = chosen
    if scale is Scale.MONTH or not (first and last):
        return scale, span
    years = ends_of(first.year)[0], ends_of(last.year)[1]
    return (Scale.MONTH if _months(years) <= _MONTHS else Scale.YEAR), years


def _months(span: Period) -> int:
    first, last = span
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _bar(dates: DateRange, document: Document, span: Period, chosen: Days, say: Texts) -> str:
    first, last = span
    days = (last - first).days + 1
    left = 100 * (dates.first - first).days / days
    width = 100 * ((dates.last - dates.first).days + 1) / days
    return (
        f"<li><button {_press((dates.first, dates.last), chosen)}>"
        f'<span class="when">{escape(days_told(dates, say))}</span>'
        f'<span class="track"><span class="bar-of" style="left:{left:.2f}%;width:{width:.2f}%">'
        f'</span></span><span class="what">{escape(document.title)}</span></button></li>'
    )


def _counted(items: Items, scale: Scale, span: Period, chosen: Days, say: Texts) -> str:
    """Return a bar for each month or year of the span that has items."""
    step = 12 if scale is Scale.YEAR else 1
    found = items.columns.months_of(items.rows, *span, step)
    counts = {ends_of(m // 12, m % 12 + 1 if step == 1 else 0): n for m, n in found.items()}
    most = max(counts.values(), default=1)
    return "".join(
        f"<li><button {_press(period, chosen)}>"
        f'<span class="name">{escape(_named(period, scale, say))}</span>'
        f'<span class="track"><span class="bar-of" style="left:0;width:{100 * count / most:.1f}%">'
        f'</span></span><span class="count">{count:,}</span></button></li>'
        for period, count in sorted(counts.items())
    )


def _named(period: Period, scale: Scale, say: Texts) -> str:
    return f"{period[0]:%Y}" if scale is Scale.YEAR else say.month(period[0])


def _press(days: Period, chosen: Days) -> str:
    """Return the attributes of a button that narrows to some days, or takes that back."""
    data = f'data-first="{days[0]}" data-last="{days[1]}"'
    if days == chosen:
        return f'type="button" data-do="widen" data-part="days" {data} aria-pressed="true"'
    return f'type="button" data-do="narrow" {data} aria-pressed="false"'
