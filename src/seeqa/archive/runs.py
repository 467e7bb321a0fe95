"""The runs of lines that look like the head of an item, and which of them begin one.

A run with text under it may begin an item. Which do is decided by what the runs of a file have in
common: a dateline or a date, the rank of the heading, what separates them, a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from seeqa.archive.look import NUMBERED, PROSE, Seen, is_masthead, is_prose, run_in
from seeqa.archive.source import Line, Part, Role
from seeqa.language.stamps import dateline
from seeqa.types import BlockKind

MOST = 0.6  # of the runs: what so many have in common is the file's layout
WIDE = 2  # blank lines that separate more than paragraphs
_NAMED = 250  # characters of what stands right above a dateline
_FEW = 4  # words of a headline in the line of its text
_SEVERAL = 2  # of numbered headlines, or of headlines in capitals

Doubt = Callable[[Line, str, str], None]


@dataclass(slots=True, eq=False)
class Run:
    """Lines first:end that look like the head of an item; `body` is the text under them, if any."""

    first: int
    end: int
    body: Seen | None
    titles: list[int]
    dated: bool
    levels: frozenset[int]  # of its titles, 0 without a rank
    ruled: bool  # a rule is above
    wide: bool  # wide space is above
    after: bool  # what closes an item is above
    opens: bool  # it opens the file


def starts_of(seen: Sequence[Seen], part: Part, doubt: Doubt) -> list[Run]:
    """Return the runs that begin an item, in order."""
    _name_datelines(seen)
    _close_with_dates(seen)
    _place_alike(seen)
    runs = [run for run in _runs(seen) if run.body is not None or (run.dated and not run.opens)]
    dated = [run for run in runs if run.dated and not _is_weak(run)]
    heads = [run for run in runs if run.titles and run.body is not None]
    if len(dated) == 1 and len(heads) > 1 and (below := _below_issue(seen, dated[0])):
        runs[runs.index(dated[0])] = below  # the date is the issue's
        dated = []
    if len(dated) == 1 and heads and dated[0].body is None:
        runs.remove(dated[0])  # the date under the text of a single item, or the page's
        dated = []
    if len(dated) == 1 and dated[0].opens and (starts := _run_ins(seen)):
        return starts  # under an issue's date
    titled = [run for run in dated if run.titles]
    if not dated:
        return _undated(seen, runs, part)
    inner = [run for run in dated if not run.opens] or dated
    if sum(bool(run.titles) for run in inner) >= len(inner) / 2:
        for run in dated:
            if not run.titles and not _leads(run):
                line = seen[run.first].line
                doubt(line, "a date on a line of its own inside an item", line.text)
        dated = [run for run in dated if run.titles or _leads(run)]
    level = usual_level(titled)
    chosen = [run for run in dated if not run.titles or min(run.levels) <= level or not level]
    others = [run for run in chosen if not run.opens]
    if others:
        chosen = [run for run in chosen if not run.opens or not _is_issues(run, level, seen)]
    taken = {run.first for run in chosen}
    chosen += _alike([run for run in heads if run.first not in taken], others, level)
    return sorted(chosen, key=lambda run: run.first)


def _leads(run: Run) -> bool:
    """Tell whether a dateline with a date begins the text under a run."""
    return bool(run.body is not None and run.body.lead and run.body.lead.dates)


def _is_weak(run: Run) -> bool:
    """Tell whether a run is but a place in capitals, with no title over it."""
    lead = run.body.lead if run.body is not None else None
    return not run.titles and run.first == run.end and lead is not None and not lead.dates


def _below_issue(seen: Sequence[Seen], run: Run) -> Run | None:
    """Return what of the run that opens a file stands below the issue's date, if a title does."""
    stamps = [
        i for i in range(run.first, run.end)
        if seen[i].stamp and (not seen[i].title or is_masthead(seen[i]))
    ]  # fmt: skip
    if not run.opens or not stamps or not run.titles or run.titles[-1] < stamps[-1]:
        return None
    return replace(
        _run(seen, stamps[-1] + 1, run.end), opens=True, dated=False, ruled=run.ruled, wide=run.wide
    )


def _close_with_dates(seen: Sequence[Seen]) -> None:
    """Take dates for the ends of items where each stands under the text, the last one too."""
    runs = _runs(seen)
    stamps = [i for i, one in enumerate(seen) if one.stamp and not one.title]
    if len(stamps) < 2 or not runs or any(seen[i].stamp for i in range(runs[0].end)):
        return
    first = {run.first for run in runs}
    last = next((i for i in range(len(seen) - 1, 0, -1) if seen[i].line.role is not Role.RULE), 0)
    below = [(seen[i].line.gap, seen[i + 1].line.gap) for i in stamps if i + 1 < len(seen)]
    if (last == stamps[-1] or all(a < b for a, b in below)) and first.issuperset(stamps):
        for i in stamps:
            seen[i].ending = True


def _place_alike(seen: Sequence[Seen]) -> None:
    """Take "Novi Sad – The last evening" for datelines where most texts under titles begin so."""
    bodies = [run.body for run in _runs(seen) if run.titles and run.body is not None]
    if any(one.lead for one in bodies):
        return
    leads = [(one, dateline(one.line.text, alike=True)) for one in bodies]
    placed = [(one, lead) for one, lead in leads if lead is not None]
    if len(placed) >= _SEVERAL and len(placed) >= MOST * len(bodies):
        for one, lead in placed:
            one.lead = lead


def _name_datelines(seen: Sequence[Seen]) -> None:
    """Take what stands right above a dateline for its title, where nothing else is."""
    for before, one in zip(seen, seen[1:], strict=False):
        text = before.line.text
        if one.lead is None or not one.lead.dates or before.is_head or before.lead:
            continue
        plain = before.kind is BlockKind.PARAGRAPH and before.line.role is Role.TEXT
        if plain and len(text) <= _NAMED and not text.endswith((".", "”", '"', ";")):
            before.title = True


def _alike(runs: list[Run], others: Sequence[Run], level: int) -> list[Run]:
    """Return the undated runs that begin an item as the others, which are dated, do."""
    if not others:
        return [run for run in runs if run.after and not run.opens and not level]
    marks = [
        mark
        for mark in (("ruled",) if level else ("ruled", "wide", "after"))
        if sum(getattr(other, mark) for other in others) >= MOST * len(others)
    ]
    found = [
        run
        for run in runs
        if (level and level in run.levels) or any(getattr(run, mark) for mark in marks)
    ]
    # In a text without ranks: a few titles without a date are items too, many are subheadings.
    fewer = not level and len(runs) < len(others) and all(run.levels == {0} for run in runs)
    return runs if fewer and not found else found


def _undated(seen: Sequence[Seen], runs: Sequence[Run], part: Part) -> list[Run]:
    """Return the starts in a file without dates: by rank, rule, space, number, capitals, or all."""
    heads = [run for run in runs if run.titles and run.body is not None]
    ranks = Counter(level for run in heads for level in run.levels if level)
    if ranks:
        return _by_rank(seen, heads, ranks, part)
    if len(heads) < _SEVERAL:
        return _run_ins(seen) or _entries(seen)
    for alike in (
        [run for run in heads if run.ruled],
        [run for run in heads if run.wide],
        [run for run in heads if NUMBERED.match(seen[run.titles[-1]].line.text)],
        [run for run in heads if seen[run.titles[-1]].line.text.isupper()],
    ):
        taken = {run.first for run in alike}
        rest = [run for run in heads if run.first not in taken and not run.opens]
        if len(alike) >= _SEVERAL and len(rest) <= len(alike):
            opening = [heads[0]] if heads[0].opens and heads[0] not in alike else []
            return opening + alike
    telling = sum(
        run.body is not None
        and (len(run.body.line.text) > PROSE or run.body.kind is BlockKind.ENTRY)
        for run in heads
    )
    return heads if telling >= MOST * len(heads) else []


def _entries(seen: Sequence[Seen]) -> list[Run]:
    """Return the entries of a list as starts, where a file is nothing but a list of news."""
    entries = [i for i, one in enumerate(seen) if one.kind is BlockKind.ENTRY]
    prose = sum(is_prose(one) for one in seen if one.kind is BlockKind.PARAGRAPH)
    if len(entries) < _SEVERAL or prose or not all(is_prose(seen[i]) for i in entries):
        return []
    for i in entries:
        seen[i].lead = dateline(seen[i].line.text)
    return [_run(seen, i, i) for i in entries]


def _run_ins(seen: Sequence[Seen]) -> list[Run]:
    """Return the paragraphs as starts, where each begins with a headline of a few words."""
    told = (BlockKind.PARAGRAPH, BlockKind.ENTRY)
    prose = [i for i, one in enumerate(seen) if one.kind in told and is_prose(one)]
    heads = [(i, head) for i in prose if (head := run_in(seen[i].line.text))]
    short = [(i, head) for i, head in heads if len(seen[i].line.text[: head[0]].split()) <= _FEW]
    if len(short) <= _SEVERAL or len(short) < len(prose):
        return []
    for i, head in short:
        seen[i].words = (0, head[0])
    return [_run(seen, i, i) for i, _ in short]


def _by_rank(
    seen: Sequence[Seen], heads: Sequence[Run], ranks: Counter[int], part: Part
) -> list[Run]:
    """Return the runs of the rank that items have: the highest that comes more than once.

    Not where a single heading above it has text of its own: then they are sections of one item.
    """
    several = [rank for rank in sorted(ranks) if ranks[rank] >= _SEVERAL]
    if not several:
        return []
    level = several[0]
    above = [run for run in heads if 0 < min(run.levels) < level]
    first = next(run for run in heads if level in run.levels)
    prose = sum(
        len(one.line.text) > PROSE for one in seen[: first.first] if one.kind is not BlockKind.NOTE
    )
    if (above or part.fields.get("title")) and prose and level != 1:
        return []
    return [run for run in heads if level in run.levels]


def _is_issues(run: Run, level: int, seen: Sequence[Seen]) -> bool:
    """Tell whether all titles of the run that opens a file name the issue."""
    leads = run.body is not None and run.body.lead is not None
    return not leads and all(is_masthead(seen[i]) or seen[i].line.level < level for i in run.titles)


def usual_level(runs: Sequence[Run]) -> int:
    """Return the rank of heading that most runs have, the higher of two; 0 is none."""
    levels = Counter(level for run in runs for level in run.levels)
    return max(levels, key=lambda rank: (levels[rank], rank > 0, -rank)) if levels else 0


def _runs(seen: Sequence[Seen]) -> list[Run]:
    """Return the runs of head lines, and the datelines without one."""
    runs: list[Run] = []
    i = 0
    while i < len(seen):
        if not seen[i].is_head:
            if seen[i].lead and not (runs and runs[-1].end == i):
                runs.append(_run(seen, i, i))
            i += 1
            continue
        end = i + 1
        while end < len(seen) and seen[end].is_head and not _parts(seen, end):
            end += 1
        runs += _split(seen, i, end)
        i = end
    return runs


def _parts(seen: Sequence[Seen], i: int) -> bool:
    """Tell whether wide space parts a head line from the one before."""
    return seen[i].line.gap >= WIDE and not (seen[i].stamp or seen[i].byline)


def _split(seen: Sequence[Seen], first: int, end: int) -> list[Run]:
    """Return a run, or, of heads that follow each other without text, one for each date."""
    dates = [i for i in range(first, end) if (s := seen[i].stamp) is not None and s.dates]
    titles = [i for i in range(first, end) if seen[i].title]
    if len(dates) < 2 or len(titles) < 2:
        return [_run(seen, first, end)]
    above = dates[0] < titles[0]
    starts: list[int] = []
    for i in dates:
        at = i if above else max((t for t in titles if t < i), default=first)
        while not above and at - 1 in titles and at - 1 >= first and seen[at].line.gap == 0:
            at -= 1
        if not starts or at > starts[-1]:
            starts.append(at)
    starts[0] = first
    return [_run(seen, one, other) for one, other in zip(starts, [*starts[1:], end], strict=True)]


def _run(seen: Sequence[Seen], first: int, end: int) -> Run:
    body = seen[end] if end < len(seen) and seen[end].line.role is not Role.RULE else None
    body = body if body is not None and not body.is_head and not body.closes else None
    if first == end:
        body = seen[first]
    titles = [i for i in range(first, end) if seen[i].title]
    stamped = any((s := seen[i].stamp) is not None and s.dates for i in range(first, end))
    before = seen[first - 1] if first else None
    return Run(
        first,
        end,
        body,
        titles,
        dated=stamped or (body is not None and body.lead is not None),
        levels=frozenset(seen[i].line.level for i in titles),
        ruled=before is not None and before.line.role is Role.RULE,
        wide=first > 0 and seen[first].line.gap >= WIDE,
        after=before is not None and before.line.role is not Role.RULE and before.closes,
        opens=all(one.line.role is Role.RULE for one in seen[:first]),
    )
