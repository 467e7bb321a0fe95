"""A report's curves -> inline SVG, drawn by matplotlib in colours that the page's CSS decides.

matplotlib writes fixed colours; each is drawn here in a stand-in that becomes `currentColor` or a
CSS variable afterwards, so that one drawing serves light and dark. The SVG holds text as text.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from seeqa.markup import escape, inert

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SPLITS = ("all", "dev", "test")
_INK, _FAINT = "#010203", "#040506"
_SERIES = ("#0a0b01", "#0a0b02", "#0a0b03")
_STYLES = ("-", "--", ":")
_COLOURS = {_INK: "currentColor", _FAINT: "var(--line)"} | {
    colour: f"var(--s{number})" for number, colour in enumerate(_SERIES, 1)
}
_TAG_MEASURES = 3
_FEWEST = 5  # an estimate of the risk from fewer questions only jumps about
# matplotlib's settings are of the whole process; the chat draws from several threads.
_drawing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, what it shows in a sentence, and its numbers as a table (first row: heads)."""

    title: str
    note: str
    svg: str
    rows: tuple[tuple[str, ...], ...]


def plots(report: Mapping[str, Any]) -> tuple[Plot, ...]:
    """Return the plots that the report's JSON form has data for."""
    curves = report.get("curves", {})
    drawn = (
        _risk_coverage(curves.get("risk_coverage", {})),
        _calibration(curves.get("calibration", {})),
        _recall_by_k(curves.get("recall_by_k", {})),
        _latency(report.get("latency", {})),
        _by_tag(report.get("by_tag", {})),
    )
    return tuple(plot for plot in drawn if plot)


def _risk_coverage(curves: Mapping[str, Any]) -> Plot | None:
    lines = {
        split: [(x, y) for number, (x, y) in enumerate(curve, 1) if number >= _FEWEST]
        for split, curve in _by_split(curves)
    }

    def draw(axes: Axes) -> None:
        for (split, points), colour, style in zip(lines.items(), _SERIES, _STYLES, strict=False):
            axes.plot(*_columns(points), style, color=colour, label=split)
        _unit(axes, x="coverage: share of questions answered", y="risk: share of them wrong")
        axes.set_ylim(0, min(1.0, max((y for p in lines.values() for _, y in p), default=1) * 1.1))

    return _plot(
        "Risk and coverage",
        "The more questions are answered, the more answers are wrong; lower is better.",
        draw,
        (("split", "coverage", "risk"), *_thinned(lines)),
        bool(any(lines.values())),
    )


def _calibration(curves: Mapping[str, Any]) -> Plot | None:
    lines = dict(_by_split(curves))

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1)
        for (split, points), colour, style in zip(lines.items(), _SERIES, _STYLES, strict=False):
            xs, ys = _columns(points)
            axes.plot(xs, ys, style, color=colour, label=split)
            most = max((n for _, _, n in points), default=1) or 1
            sizes = [12 + 60 * n / most for _, _, n in points]
            axes.scatter(xs, ys, s=sizes, color=colour, linewidths=0)
        _unit(axes, x="confidence shown (mean of a bin)", y="share of answers right")
        axes.set_ylim(0, 1.02)

    rows = tuple(
        (split, _number(x), _number(y), str(n))
        for split, points in lines.items()
        for x, y, n in points
    )
    return _plot(
        "Calibration",
        "On the diagonal, a confidence of 0.8 is right 8 times in 10; larger dots, more answers.",
        draw,
        (("split", "confidence", "right", "questions"), *rows),
        any(lines.values()),
    )


def _recall_by_k(curves: Mapping[str, Any]) -> Plot | None:
    lines = dict(_by_split(curves))

    def draw(axes: Axes) -> None:
        for (split, points), colour, style in zip(lines.items(), _SERIES, _STYLES, strict=False):
            axes.plot(*_columns(points), style, color=colour, label=split, marker="o", markersize=3)
        axes.set_xlabel("k: passages looked at")
        axes.set_ylabel("recall")
        axes.set_ylim(0, 1.02)

    return _plot(
        "Recall by k",
        "How often the right passage is among the first k.",
        draw,
        (("split", "k", "recall"), *_rows(lines)),
        any(lines.values()),
    )


def _latency(stages: Mapping[str, Any]) -> Plot | None:
    names = list(stages)
    quantiles = ("p50", "p95")
    bars = {q: [1000 * (stages[name].get(q) or 0.0) for name in names] for q in quantiles}

    def draw(axes: Axes) -> None:
        _bars(axes, names, bars)
        axes.set_xlabel("milliseconds")

    rows = [(name, *(f"{bars[q][i]:.1f}" for q in quantiles)) for i, name in enumerate(names)]
    return _plot(
        "Latency",
        "Wall-clock time of each stage: the median, and what 95 % of the questions stay under.",
        draw,
        (("stage", "p50, ms", "p95, ms"), *rows),
        bool(names),
    )


def _by_tag(tags: Mapping[str, Any]) -> Plot | None:
    measures = _tag_measures(tags)
    names = [tag for tag in tags if any(_is_number(tags[tag].get(m)) for m in measures)]
    labels = [f"{_plain(tag)} ({tags[tag].get('n', '?')})" for tag in names]
    bars = {m: [float(tags[tag].get(m) or 0.0) for tag in names] for m in measures}

    def draw(axes: Axes) -> None:
        _bars(axes, labels, bars)
        axes.set_xlim(0, 1.02)

    rows = [
        (_plain(tag), str(tags[tag].get("n", "")), *(_number(tags[tag].get(m)) for m in measures))
        for tag in tags
    ]
    return _plot(
        "By tag",
        "Each kind of question; the number of questions in brackets.",
        draw,
        (("tag", "n", *measures), *rows),
        bool(names),
        height=1.0 + 0.13 * len(names) * (len(measures) + 1),
    )


def _tag_measures(tags: Mapping[str, Any]) -> list[str]:
    """Return the shares to draw per tag: the well-known ones first, as many as stay legible."""
    values: dict[str, list[float]] = {}
    for row in tags.values():
        for name, value in row.items():
            if name != "n" and _is_number(value):
                values.setdefault(name, []).append(value)
    shares = [name for name, given in values.items() if all(0 <= v <= 1 for v in given)]
    known = ("recall@5", "f1", "right sentence", "document recall@5")
    shares.sort(key=lambda name: known.index(name.lower()) if name.lower() in known else len(known))
    return shares[:_TAG_MEASURES]


def _bars(axes: Axes, labels: Sequence[str], bars: Mapping[str, Sequence[float]]) -> None:
    thick = 0.8 / max(1, len(bars))
    for number, ((name, values), colour) in enumerate(zip(bars.items(), _SERIES, strict=False)):
        places = [row + (number - (len(bars) - 1) / 2) * thick for row in range(len(labels))]
        axes.barh(places, values, height=thick * 0.9, color=colour, label=_plain(name))
    # A "$" in a label would start mathematics.
    axes.set_yticks(range(len(labels)), labels=labels, parse_math=False)
    axes.set_ylim(len(labels) - 0.5, -0.5)


def _plot(
    title: str,
    note: str,
    draw: Callable[[Axes], None],
    rows: Sequence[tuple[str, ...]],
    any_data: bool,
    height: float = 3.0,
) -> Plot | None:
    return Plot(title, note, _svg(title, draw, height), tuple(rows)) if any_data else None


def _svg(title: str, draw: Callable[[Axes], None], height: float) -> str:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": title,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "font.size": 10,
        "text.color": _INK,
        "axes.labelcolor": _INK,
        "axes.edgecolor": _FAINT,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "grid.color": _FAINT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
    with _drawing, warnings.catch_warnings(), mpl.rc_context(settings):
        warnings.simplefilter("ignore")  # a tag in a script without glyphs is drawn by the browser
        figure = Figure(figsize=(4.6, height), layout="constrained")
        axes = figure.subplots()
        draw(axes)
        axes.grid(visible=True, linewidth=0.5)
        axes.set_axisbelow(True)
        _legend(figure, axes)
        written = StringIO()
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(written, metadata={"Date": None, "Creator": None})
    return _inlined(written.getvalue(), title)


def _legend(figure: Figure, axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        legend = figure.legend(handles, labels, loc="outside upper right", ncols=len(handles))
        for text in legend.get_texts():
            text.set_parse_math(False)


def _inlined(drawn: str, title: str) -> str:
    """Return the bare <svg> element: own ids, no metadata, no style of its own, CSS colours."""
    svg = drawn[drawn.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s(xmlns(:\w+)?|version|width|height)="[^"]*"', "", svg, count=5)
    prefix = re.sub(r"\W+", "-", title.lower())
    svg = re.sub(r'(\sid="|href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    for colour, variable in _COLOURS.items():
        svg = svg.replace(colour, variable)
    head = f'<svg role="img" aria-label="{escape(title)}; the numbers are in the table below it"'
    return head + inert(svg.removeprefix("<svg"))


def _by_split(curves: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    return [(split, curves[split]) for split in SPLITS if curves.get(split)]


def _columns(points: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    return [point[0] for point in points], [point[1] for point in points]


def _unit(axes: Axes, *, x: str, y: str) -> None:
    axes.set_xlim(0, 1.02)
    axes.set_xlabel(x)
    axes.set_ylabel(y)


def _rows(lines: Mapping[str, Sequence[Sequence[float]]]) -> list[tuple[str, ...]]:
    return [(split, *map(_number, point)) for split, points in lines.items() for point in points]


def _thinned(lines: Mapping[str, Sequence[Sequence[float]]]) -> list[tuple[str, ...]]:
    """Return about ten rows of each line, the last one among them."""
    few = {
        split: [*points[:: max(1, len(points) // 10)], points[-1]]
        for split, points in lines.items()
        if points
    }
    return _rows(few)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _plain(text: str) -> str:
    """Return a label of at most 28 printable characters."""
    kept = "".join(char if char.isprintable() else " " for char in text)
    return kept if len(kept) <= 28 else f"{kept[:27]}…"
