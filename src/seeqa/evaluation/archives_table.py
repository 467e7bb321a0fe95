"""ArchiveReports -> what the terminal shows: a column per archive, their mean, all together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from seeqa.evaluation.archives import ArchiveReport, ArchiveReports
from seeqa.evaluation.items import Days, JudgedItem, days_of, places_of, told
from seeqa.evaluation.statistics import Figure

_WIDTH = 22
MOST_WRONG = 40  # items shown; the JSON has all


def archives_table(reports: ArchiveReports) -> str:
    """Return reading and questions, an archive a column; "pooled" has the intervals and its n."""
    several = len(reports.archives) > 1
    columns = [*reports.archives, *([reports.pooled] if several else [])]
    mean = reports.mean() if several else {}
    heads = [column.name for column in columns]
    head = _line("", [*heads[:-1], *(["mean"] if several else []), heads[-1]], "95 %", "n")
    lines = [head]
    if any(column.reading for column in columns):
        lines += [_counts("items", [_items(column) for column in columns], mean=several)]
        shares = [column.reading_figures() for column in columns]
        lines += _rows(shares, mean, _count_and_share)
    if any(column.asked for column in columns):
        lines += ["", _counts("questions", [_asked(column) for column in columns], mean=several)]
        lines += _rows([column.figures() for column in columns], mean, _value)
    return "\n".join([*lines, *_remarks(columns[-1])])


def wrong_lines(reports: ArchiveReports, most: int = MOST_WRONG) -> list[str]:
    """Return the first items that were not read right, each with what was found instead."""
    wrong = [(a.name, item) for a in reports.archives if a.reading for item in a.reading.wrong]
    shown = [line for name, item in wrong[:most] for line in _wrong(name, item)]
    more = [f"… and {len(wrong) - most} more; --json has all."] if len(wrong) > most else []
    return ["", f"Items not read right: {len(wrong)}.", *shown, *more]


def _items(column: ArchiveReport) -> int | None:
    return len(column.reading.items) if column.reading else None


def _asked(column: ArchiveReport) -> int | None:
    return len(column.asked.outcomes) if column.asked else None


def _counts(name: str, counts: Sequence[int | None], *, mean: bool) -> str:
    cells = ["–" if count is None else str(count) for count in counts]
    return _line(name, [*cells[:-1], *([""] if mean else []), cells[-1]])


def _rows(
    columns: Sequence[dict[str, Figure]],
    mean: dict[str, Figure],
    shown: Callable[[Figure | None], str],
) -> list[str]:
    names = dict.fromkeys(name for column in columns for name in column)
    return [
        _row(name, [column.get(name) for column in columns], mean.get(name), shown)
        for name in names
    ]


def _row(
    name: str,
    figures: Sequence[Figure | None],
    mean: Figure | None,
    shown: Callable[[Figure | None], str],
) -> str:
    last = figures[-1]
    cells = [shown(figure) for figure in figures]
    middle = [_value(mean)] if mean else []
    interval = f"[{last.low:.2f}, {last.high:.2f}]" if last and last.low is not None else ""
    return _line(name, [*cells[:-1], *middle, cells[-1]], interval, str(last.n if last else ""))


def _line(name: str, cells: Sequence[str], *last: str) -> str:
    shown = "".join(f"{cell:>15}" for cell in cells)
    interval, n = last or ("", "")
    return f"{name:{_WIDTH}}{shown}{interval:>14}{n:>6}".rstrip()


def _value(figure: Figure | None) -> str:
    return "–" if figure is None else f"{figure.value:.3f}"


def _count_and_share(figure: Figure | None) -> str:
    return "–" if figure is None else f"{round(figure.value * figure.n)} {_value(figure)}"


def _remarks(column: ArchiveReport) -> list[str]:
    said = column.asked.remarks if column.asked else ()
    return ["", *(f"Note: {remark}." for remark in said)] if said else []


def _wrong(archive: str, judged: JudgedItem) -> list[str]:
    item, found = judged.item, judged.document
    doubted = " (doubted)" if judged.doubted else ""
    lines = [
        f"{archive}/{item.file}: {', '.join(judged.faults)}{doubted}",
        f"    wanted {_said(item.headline, item.dates, item.places)}",
    ]
    if found:
        lines.append(f"    found  {_said(found.headline, days_of(found), places_of(found))}")
    return lines


def _said(headline: str, dates: Iterable[Days], places: Sequence[str]) -> str:
    form = told(headline, dates, places)
    when, where = (" + ".join(form[name]) or "none" for name in ("dates", "places"))
    return f"“{form['headline']}”, {when}, {where}"
