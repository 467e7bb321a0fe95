"""The archive at a glance: timeline, places, topics, the items, and how they were read.

Drawn from datelines and SDG lines alone. A click on a day, a place or a topic fills the filters
of the chat (`data-do="filter"`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from seeqa.chat.chips import topic_name
from seeqa.chat.report import (
    endings,
    kind_named,
    read_as,
    summary,
    summed,
    unread,
    why_unread,
)
from seeqa.chat.sources import whole
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.when import days_told, ends, when_where
from seeqa.index import Index
from seeqa.markup import escape
from seeqa.types import DateRange, Document, FileRecord, Ledger, Topic

_ROWS = 60  # items drawn one by one; more are counted by month, or by year
_MONTHS = 36
_LISTED = 200  # items listed
_GOALS = range(1, 18)  # that have a name


def archive(index: Index, say: Texts = ENGLISH) -> str:
    """Return the whole view of an index."""
    documents = tuple(index.items.values())
    if not documents:
        report = _report(index.ledger, say) if index.ledger.files else ""
        hint = f'<p class="hint">{escape(say("archive.empty"))}</p>'
        return f'<div class="shelf">{hint}{report}</div>'
    return (
        f'<div class="shelf"><p class="hint">{escape(say("archive.use"))}</p>'
        f"{timeline(documents, say)}"
        f'<div class="halves">{_places(documents, say)}{_topics(documents, say)}</div>'
        f"{_items(documents, say)}{_report(index.ledger, say)}</div>"
    )


def holds(documents: Sequence[Document], say: Texts = ENGLISH, ledger: Ledger | None = None) -> str:
    """Return a sentence of how many items there are, and from when to when.

    Of an empty archive, how many files of its ledger were not read.
    """
    if not documents:
        files = unread(ledger) if ledger else []
        if not files:
            return say("archive.empty")
        count = say.count("files", len(files))
        return say("archive.empty.unread", files=count, kinds=endings(files))
    items = say.count("items", len(documents))
    dated = [document.dates for document in documents if document.dates]
    if not dated:
        return say("archive.holds.undated", items=items)
    first, last = ends(dated)
    return say("archive.holds", items=items, first=say.day(first), last=say.day(last))


def timeline(documents: Sequence[Document], say: Texts = ENGLISH) -> str:
    """Return the items over time: a bar each, or, when they are many, how many a month or year."""
    dated = sorted(
        ((d.dates, d) for d in documents if d.dates), key=lambda pair: (pair[0].first, pair[0].last)
    )
    if not dated:
        return ""
    first, last = ends([dates for dates, _ in dated])
    undated = len(documents) - len(dated)
    note = f'<p class="note">{escape(say("archive.undated", count=undated))}</p>' if undated else ""
    rows = (
        "".join(_bar(dates, document, (first, last), say) for dates, document in dated)
        if len(dated) <= _ROWS and (last - first).days <= 366
        else _counted([dates for dates, _ in dated], say)
    )
    label = escape(say("archive.timeline.label", first=first, last=last))
    return _section(
        say("archive.timeline"), f'<ol class="timeline" aria-label="{label}">{rows}</ol>{note}'
    )


def _bar(dates: DateRange, document: Document, span: tuple[date, date], say: Texts) -> str:
    first, last = span
    days = (last - first).days + 1
    left = 100 * (dates.first - first).days / days
    width = 100 * ((dates.last - dates.first).days + 1) / days
    return (
        f'<li><button type="button" data-do="filter" data-first="{dates.first}" '
        f'data-last="{dates.last}"><span class="when">{escape(days_told(dates, say))}</span>'
        f'<span class="track"><span class="bar-of" style="left:{left:.2f}%;width:{width:.2f}%">'
        f"</span></span><span class='what'>{escape(document.headline)}</span></button></li>"
    )


def _counted(dated: Sequence[DateRange], say: Texts) -> str:
    first, last = ends(dated)
    by_year = (last.year - first.year) * 12 + last.month - first.month > _MONTHS
    counts = Counter(d.first.replace(day=1, **({"month": 1} if by_year else {})) for d in dated)
    most = max(counts.values())
    rows = []
    for start, count in sorted(counts.items()):
        after = (start + timedelta(days=366 if by_year else 31)).replace(day=1)
        end = (after.replace(month=1) if by_year else after) - timedelta(days=1)
        name = f"{start:%Y}" if by_year else say.month(start)
        data = f'data-first="{start}" data-last="{end}"'
        rows.append(_count_row(name, count, most, data))
    return "".join(rows)


def _places(documents: Iterable[Document], say: Texts) -> str:
    countries = Counter(document.country for document in documents if document.country)
    towns = Counter((d.country, d.place) for d in documents if d.place)
    most = max([*countries.values(), *towns.values()], default=1)
    rows = []
    for country in sorted({country for country, _ in towns} | set(countries), key=str):
        if country:
            rows.append(_count_row(country, countries[country], most, _place(country)))
        rows += [
            _count_row(town, count, most, _place(town), inner=bool(country))
            for (of, town), count in sorted(towns.items(), key=str)
            if of == country and town
        ]
    bars = f'<ul class="bars">{"".join(rows)}</ul>'
    return _section(say("archive.places"), bars) if rows else ""


def _place(name: str) -> str:
    return f'data-place="{escape(name)}"'


def _topics(documents: Iterable[Document], say: Texts) -> str:
    counts: Counter[Topic] = Counter()
    for document in documents:
        counts.update({*document.topics, *(Topic(topic.goal) for topic in document.topics)})
    most = max(counts.values(), default=1)
    rows = [
        _count_row(
            _goal_named(topic, say),
            count,
            most,
            f'data-topic="{escape(topic_name(topic))}"',
            inner=topic.target is not None,
        )
        for topic, count in sorted(counts.items(), key=lambda c: (c[0].goal, c[0].target or ""))
    ]
    bars = f'<ul class="bars topics">{"".join(rows)}</ul>'
    return _section(say("archive.topics"), bars) if rows else ""


def _goal_named(topic: Topic, say: Texts) -> str:
    """Return "SDG 16: Peace, justice and strong institutions", or "SDG 16.4" of a target."""
    if topic.target is not None or topic.goal not in _GOALS:
        return topic_name(topic)
    return f"{topic_name(topic)}: {say(f'goal.{topic.goal}')}"


def _count_row(name: str, count: int, most: int, data: str, *, inner: bool = False) -> str:
    return (
        f'<li{" class=inner" if inner else ""}><button type="button" data-do="filter" {data}>'
        f'<span class="name">{escape(name)}</span><span class="track"><span class="bar-of" '
        f'style="left:0;width:{100 * count / most:.1f}%"></span></span>'
        f'<span class="count">{count:,}</span></button></li>'
    )


def _items(documents: Sequence[Document], say: Texts) -> str:
    newest = sorted(documents, key=lambda d: d.dates.first if d.dates else date.min, reverse=True)[
        :_LISTED
    ]
    rows = "".join(
        f'<details class="entry"><summary><span class="what">{escape(d.title)}</span> '
        f'<span class="when">{escape(when_where(d, say))}</span></summary>'
        f'<div class="item">{whole(d, say)}</div></details>'
        for d in newest
    )
    items = say.count("items", len(documents))
    cut = say("archive.cut", shown=len(newest), items=items) if len(documents) > _LISTED else ""
    note = f'<p class="note">{escape(cut)}</p>' if cut else ""
    return _section(say("archive.items"), note + rows)


def _report(ledger: Ledger, say: Texts) -> str:
    """Return what each file was read as, what was doubted; first what was not read, and why."""
    files = [file for file in ledger.files if not file.unread]
    cut = say("report.cut", shown=_LISTED, files=say.count("files", len(files)))
    note = _note(cut) if len(files) > _LISTED else ""
    return _section(
        say("report"),
        _note(summary(ledger, say))
        + _unread(unread(ledger), say)
        + note
        + "".join(_file(file, say) for file in files[:_LISTED]),
    )


def _unread(files: Sequence[FileRecord], say: Texts) -> str:
    rows = "".join(
        f"<li><b>{escape(file.file)}</b> {escape(why_unread(file, say))}</li>"
        for file in files[:_LISTED]
    )
    if not files:
        return ""
    return f'<h3>{escape(say("report.unread"))}</h3><ul class="unread">{rows}</ul>'


def _file(file: FileRecord, say: Texts) -> str:
    head = (
        f'<span class="what">{escape(file.file)}</span> '
        f'<span class="when">{escape(read_as(file, say))}</span>'
    )
    told = remarks(file, say)
    if not told:
        return f'<p class="entry">{head}</p>'
    return f'<details class="entry"><summary>{head}</summary>{told}</details>'


def remarks(file: FileRecord, say: Texts = ENGLISH) -> str:
    """Return the remarks on a file, summed up, as a list."""
    told = (
        (kind_named(one.kind, say), one.sentence(file.unit, say))
        for one in summed(file.remarks)[:_LISTED]
    )
    rows = "".join(f"<li><b>{escape(kind)}</b> {escape(what)}</li>" for kind, what in told)
    return f"<ul>{rows}</ul>" if rows else ""


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"
