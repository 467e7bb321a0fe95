"""Report -> what the terminal shows: plain text columns."""

from __future__ import annotations

from collections import Counter

from seeqa.evaluation.judge import Stage
from seeqa.evaluation.report import Report
from seeqa.evaluation.statistics import Figure

_WIDTH = 30
_TAGGED = (
    ("S@1", "Success@1"),
    ("S@5", "Success@5"),
    ("R@5", "Recall@5"),
    ("doc nDCG", "document nDCG@10"),
    ("F1", "F1"),
    ("sentence", "right sentence"),
    ("refused", "abstained"),
    ("wrongly", "wrongly answered"),
)


def table(report: Report) -> str:
    """Return the figures of each split with their intervals, where losses are, and by tag."""
    parts = report.parts()
    names = [*report.splits, *(["all"] if len(report.splits) > 1 else [])]
    columns = [parts[name].figures() for name in names]
    lines = [f"{'':{_WIDTH}}" + "".join(f"{name:>20}" for name in names)]
    lines.append(
        f"{'questions':{_WIDTH}}" + "".join(f"{len(parts[n].outcomes):>20}" for n in names)
    )
    for key in dict.fromkeys(key for column in columns for key in column):
        shown = "".join(f"{_shown(column.get(key)):>20}" for column in columns)
        lines.append(f"{key:{_WIDTH}}{shown}")
    lines += ["", *_stages(report), *_latency(report), "", *_tags(report)]
    return "\n".join([*lines, *(f"Note: {remark}." for remark in report.remarks)]).rstrip()


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}{'':14}"
    return f"{figure.value:.3f} [{figure.low:.2f}, {figure.high:.2f}]"


def _stages(report: Report) -> list[str]:
    lost = Counter(o.lost_at for o in report.outcomes if o.lost_at)
    said = ", ".join(f"{lost[stage]} {stage.replace('_', ' ')}" for stage in Stage)
    return [f"Lost: {said}."]


def _latency(report: Report) -> list[str]:
    said = [
        f"{stage} {1000 * spent['p50']:.0f} ({1000 * spent['p95']:.0f})"
        for stage, spent in report.latency().items()
    ]
    return [f"Milliseconds, median (95th percentile): {', '.join(said)}."] if said else []


def _tags(report: Report) -> list[str]:
    if not report.tags:
        return []
    rows = []
    for tag in report.tags:
        part = report.tagged(tag)
        refused = sum(o.abstained for o in part.outcomes) / len(part.outcomes)
        rows.append((tag, len(part.outcomes), {**part.means(), "abstained": refused}))
    kept = [(head, name) for head, name in _TAGGED if any(name in means for *_, means in rows)]
    head = f"{'by tag':{_WIDTH}}{'n':>6}" + "".join(f"{head:>10}" for head, _ in kept)
    return [head] + [
        f"{tag:{_WIDTH}}{n:>6}"
        + "".join(f"{f'{means[name]:.3f}' if name in means else '–':>10}" for _, name in kept)
        for tag, n, means in rows
    ]
