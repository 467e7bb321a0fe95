"""A report's JSON form -> one HTML file that needs nothing from outside, not even a script.

`fragment` is the same without <html>, for the chat's Evaluate tab. Failures are filtered by
radio buttons and CSS alone; every text passes through `escape`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from seeqa.evaluation.plots import SPLITS, Plot, plots
from seeqa.markup import escape

STAGES = {
    "not_retrieved": "not retrieved",
    "ranked_low": "ranked low",
    "wrong_span": "wrong span",
    "wrongly_abstained": "wrongly abstained",
    "wrongly_answered": "wrongly answered",
}
_MEANINGS = {
    "not_retrieved": "no passage with the answer was found",
    "ranked_low": "one was found, but too far down to be read",
    "wrong_span": "one was read, but other words were answered",
    "wrongly_abstained": "one was read, but no answer was given",
    "wrongly_answered": "the archive does not answer, but an answer was given",
}
# Shown large, in this order, where the report has them (lower case).
_HEADLINES = ("recall@5", "mrr@10", "ndcg@10", "f1", "right sentence", "sentence", "auroc", "ece")
_MOST_HEADLINES = 6
_SHOWN_CHARACTERS = 240
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render(report: Mapping[str, Any]) -> str:
    """Return the whole page for a report in the form of `Report.to_json`."""
    asked = escape(str(report["set"]["path"]))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>SEEQA evaluation: {asked}</title></head>"
        f'<body class="seeqa-alone"><main>{fragment(report)}</main></body></html>\n'
    )


def fragment(report: Mapping[str, Any], *, inside: str | None = None) -> str:
    """Return the report for embedding.

    `inside` is for the chat: HTML that stands in place of the headline figures; the title is then
    no page's, and each failure has a button to ask it again, which carries the question, and those
    before it as a JSON list.
    """
    lost = [outcome for outcome in report["outcomes"] if outcome["lost_at"]]
    style = files("seeqa.evaluation").joinpath("report.css").read_text(encoding="utf-8")
    tags = sorted({tag for outcome in lost for tag in outcome["tags"]})
    alone = inside is None
    return (
        f'<style>{style}{_filter_rules(tags)}</style><div class="seeqa-report">'
        f"{_head(report, 'h1' if alone else 'h2')}"
        f"{inside or _headlines(report['figures'])}"
        f"{_all_figures(report['figures'])}"
        f'<section><h2>Curves</h2><div class="plots">{"".join(map(_plot, plots(report)))}</div>'
        f"</section>{_failures(lost, tags, len(report['outcomes']), ask=not alone)}</div>"
    )


def _head(report: Mapping[str, Any], rank: str) -> str:
    about = report["set"]
    settings = "".join(
        f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>"
        for name, value in report.get("settings", {}).items()
    )
    return (
        f'<header><{rank} class="title">Evaluation of {escape(str(about["path"]))}</{rank}>'
        f"<p>{about['questions']} questions: {about['answerable']} that the archive answers, "
        f"{about['unanswerable']} that it does not. Every question counts, answered or not.</p>"
        f"<details><summary>Settings</summary><dl>{settings}</dl></details></header>"
    )


def headline_split(figures: Mapping[str, Any]) -> str | None:
    """Return the split that headline figures are of: the test questions, where there are any."""
    return next((split for split in ("test", "all", "dev") if figures.get(split)), None)


def _headlines(figures: Mapping[str, Any]) -> str:
    split = headline_split(figures)
    if split is None:
        return ""
    by_name = {name.lower(): name for name in figures[split]}
    names = [by_name[wanted] for wanted in _HEADLINES if wanted in by_name][:_MOST_HEADLINES]
    tiles = "".join(
        _tile(name, figures[split][name]) for name in names or list(by_name.values())[:6]
    )
    which = "all splits" if split == "all" else f"the {split} split"
    return (
        f'<section><h2>Headline figures</h2><p class="soft">Of {which}; the bar under a figure is '
        f'its 95 % interval, from 0 to 1.</p><div class="tiles">{tiles}</div></section>'
    )


def _tile(name: str, figure: Mapping[str, Any]) -> str:
    low, high = figure.get("low"), figure.get("high")
    track = ""
    if low is not None and high is not None and 0 <= low <= high <= 1:
        place = f"left:{100 * low:.1f}%;width:{max(0.5, 100 * (high - low)):.1f}%"
        track = f'<span class="track" aria-hidden="true"><i style="{place}"></i></span>'
    return (
        f'<div class="tile"><span class="name">{escape(name)}</span>'
        f"<b>{_shown(figure.get('value'))}</b>{track}"
        f'<span class="soft">{_interval(figure)}{" · " if low is not None else ""}'
        f"{figure.get('n', '–')} questions</span></div>"
    )


def _all_figures(figures: Mapping[str, Any]) -> str:
    splits = [split for split in SPLITS if figures.get(split)]
    names = list(dict.fromkeys(name for split in splits for name in figures[split]))
    head = "".join(f'<th scope="col">{split}</th>' for split in splits)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(_figure_cell(figures[split].get(name)) for split in splits)
        + "</tr>"
        for name in names
    )
    return (
        "<section><h2>All figures</h2><div class='wide'><table class='figures'><thead><tr><td></td>"
        f"{head}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


def _figure_cell(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return "<td>–</td>"
    interval = _interval(figure)
    small = f' <span class="soft">{interval}</span>' if interval else ""
    return f"<td><b>{_shown(figure.get('value'))}</b>{small}</td>"


def _interval(figure: Mapping[str, Any]) -> str:
    low, high = figure.get("low"), figure.get("high")
    return "" if low is None or high is None else f"{_shown(low)}–{_shown(high)}"


def _shown(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.3f}"
    return "–"


def _plot(plot: Plot) -> str:
    head, *rows = plot.rows
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return (
        f"<figure><figcaption><h3>{escape(plot.title)}</h3>"
        f'<p class="soft">{escape(plot.note)}</p></figcaption>{plot.svg}'
        f"<details><summary>The numbers</summary><div class='wide'><table><thead><tr>{cells}</tr>"
        f"</thead><tbody>{body}</tbody></table></div></details></figure>"
    )


def _failures(
    lost: Sequence[Mapping[str, Any]], tags: Sequence[str], asked: int, *, ask: bool
) -> str:
    if not lost:
        return f"<section><h2>Failures</h2><p>None of {asked} questions failed.</p></section>"
    order = list(STAGES)
    ranked = sorted(lost, key=lambda one: order.index(one["lost_at"]))
    shown = "".join(_failure(outcome, tags, ask=ask) for outcome in ranked)
    return (
        f'<section class="failures"><h2>Failures</h2><p class="soft">{len(lost)} of {asked} '
        "questions, each with the stage that lost it.</p>"
        f"{_filters(lost, tags)}"
        f'<p class="none">No failure is both.</p>{shown}</section>'
    )


def _filters(lost: Sequence[Mapping[str, Any]], tags: Sequence[str]) -> str:
    stages = Counter(outcome["lost_at"] for outcome in lost)
    tagged = Counter(tag for outcome in lost for tag in outcome["tags"])
    by_stage = [
        (stage, f"{name} ({stages[stage]})", _MEANINGS[stage])
        for stage, name in STAGES.items()
        if stages[stage]
    ]
    by_tag = [(f"t{i}", f"{tag} ({tagged[tag]})", "") for i, tag in enumerate(tags)]
    return _choices("stage", "Lost at", by_stage) + (_choices("tag", "Tag", by_tag) if tags else "")


def _choices(name: str, legend: str, choices: Iterable[tuple[str, str, str]]) -> str:
    radios = "".join(
        f'<label title="{escape(title)}"><input type="radio" name="ev-{name}" '
        f'id="ev-{name}-{value}"{" checked" if value == "any" else ""}>'
        f"<span>{escape(label)}</span></label>"
        for value, label, title in [("any", "any", ""), *choices]
    )
    return f"<fieldset><legend>{legend}</legend>{radios}</fieldset>"


def _filter_rules(tags: Sequence[str]) -> str:
    """Return the CSS that hides what the chosen radio buttons do not name."""
    wanted = [("stage", stage, f'[data-stage="{stage}"]') for stage in STAGES]
    wanted += [("tag", f"t{i}", f'[data-tags~="t{i}"]') for i in range(len(tags))]
    rules = [
        f".seeqa-report:has(#ev-{name}-{value}:checked) .failure:not({kept}){{display:none}}"
        for name, value, kept in wanted
    ]
    both = [
        f".seeqa-report:has(#ev-stage-{stage}:checked):has(#ev-tag-t{i}:checked)"
        f':not(:has(.failure[data-stage="{stage}"][data-tags~="t{i}"])) .none{{display:block}}'
        for stage in STAGES
        for i in range(len(tags))
    ]
    return "\n".join([*rules, *both])


def _failure(outcome: Mapping[str, Any], tags: Sequence[str], *, ask: bool) -> str:
    stage = outcome["lost_at"]
    marks = " ".join(f"t{tags.index(tag)}" for tag in outcome["tags"])
    history = escape(json.dumps(list(outcome["history"])))
    button = (
        '<p><button type="button" class="ask" data-do="again" '
        f'data-question="{escape(outcome["question"])}" data-history="{history}">'
        "Ask it in the chat</button></p>"
        if ask
        else ""
    )
    about = ", ".join([f"{outcome['id']}", outcome["split"], *outcome["tags"]])
    return (
        f'<details class="failure" data-stage="{stage}" data-tags="{marks}">'
        f'<summary><span class="badge {stage}">{STAGES[stage]}</span> '
        f"{escape(outcome['question'])}</summary><div>{button}"
        f'<p class="soft">{escape(about)}: {_MEANINGS[stage]}.</p>{_history(outcome)}'
        f"<h3>Wanted</h3>{_gold(outcome)}<h3>Answered</h3>{_answered(outcome)}"
        f"<h3>Retrieved</h3>{_retrieved(outcome)}</div></details>"
    )


def _history(outcome: Mapping[str, Any]) -> str:
    before = "".join(f"<li>{escape(question)}</li>" for question in outcome["history"])
    return f"<h3>Asked before</h3><ol>{before}</ol>" if before else ""


def _gold(outcome: Mapping[str, Any]) -> str:
    if not outcome["gold"]:
        return "<p>To say that the archive does not answer.</p>"
    places = [*outcome["golds_at"], *[None] * len(outcome["gold"])]
    return "".join(
        f"<blockquote>{escape(gold['text'] or '(any passage of this document)')}</blockquote>"
        f'<p class="soft">{escape(gold["document"])}, {gold["start"]}–{gold["end"]}: '
        f"{_found(place)}</p>"
        for gold, place in zip(outcome["gold"], places, strict=False)
    )


def _found(place: Mapping[str, Any] | None) -> str:
    if place is None:
        return "not among the passages"
    return (
        f"at rank {_rank(place['rank'])} (by meaning {_rank(place['dense_rank'])}, "
        f"by words {_rank(place['lexical_rank'])})"
    )


def _rank(rank: object) -> str:
    return "–" if rank is None else str(rank)


def _answered(outcome: Mapping[str, Any]) -> str:
    answer = outcome["answer"]
    if answer is None:
        return "<p>Nothing: the question was refused.</p>"
    sure = f'<p class="soft">Confidence {_shown(float(answer["confidence"]))}</p>'
    if outcome["abstained"]:
        said = (answer.get("abstention") or {}).get("message") or "Nothing."
        return f"<p>{escape(said)}</p>{sure}"
    quotes = "".join(
        f"<blockquote>{escape(_short(citation['quote']))}</blockquote>"
        f'<p class="soft">{escape(citation["headline"])}</p>'
        for citation in answer["citations"]
    )
    return quotes + sure


def _retrieved(outcome: Mapping[str, Any]) -> str:
    hits = (outcome["answer"] or {}).get("hits") or []
    if not hits:
        return "<p>Nothing.</p>"
    rows = "".join(_hit(hit, outcome["gold"]) for hit in hits)
    return (
        '<div class="wide"><table class="hits"><thead><tr><th scope="col">rank</th>'
        '<th scope="col">by meaning</th><th scope="col">by words</th><th scope="col">passage</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _hit(hit: Mapping[str, Any], golds: Sequence[Mapping[str, Any]]) -> str:
    # A gold without words means any passage of its document.
    right = any(
        gold["document"] == hit["document_id"]
        and (not gold["text"] or (hit["start"] < gold["end"] and gold["start"] < hit["end"]))
        for gold in golds
    )
    sign = '<b class="right">wanted</b> ' if right else ""
    headline = hit["context"].split("\n")[0]
    return (
        f"<tr{' class=wanted' if right else ''}><td>{hit['rank']}</td>"
        f"<td>{_standing(hit['dense'])}</td><td>{_standing(hit['lexical'])}</td>"
        f"<td>{sign}<cite>{escape(headline)}</cite><br>{escape(_short(hit['text']))}</td></tr>"
    )


def _standing(standing: Mapping[str, Any] | None) -> str:
    if standing is None:
        return "–"
    return f'{standing["rank"]} <span class="soft">{standing["score"]:.2f}</span>'


def _short(text: str) -> str:
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return text[:_SHOWN_CHARACTERS].rsplit(" ", 1)[0] + " …"
