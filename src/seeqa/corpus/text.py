"""`.txt` bulletins: place the lines, cut them into items, infer missing years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from seeqa.corpus.draft import Draft, Item, Line, check_item, dated_line, furniture
from seeqa.dates import match_dateline, parse_dates
from seeqa.types import BlockKind, Remark

_HEADLINE_LIMIT = 250


def read_text(text: str, stem: str, draft: Draft) -> None:
    """Read a bulletin of many items into the draft; `stem` is the file's name."""
    lines = _place_lines(text)
    for group in _group(lines, draft):
        draft.items.append(Item(lines=group))
    _infer_years(draft, stem)
    for item in draft.items:
        check_item(item, draft)


def _place_lines(text: str) -> list[Line]:
    """Give every line that is not blank its kind."""
    written = [
        (number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()
    ]
    repeated = Counter(line for _, line in written)
    lines = []
    for position, (number, line) in enumerate(written):
        following = written[position + 1][1] if position + 1 < len(written) else ""
        dateline = match_dateline(line)
        kind = BlockKind.PARAGRAPH if dateline else furniture(line)
        if kind is None and len(line) <= _HEADLINE_LIMIT and match_dateline(following):
            kind = BlockKind.HEADLINE
        if kind is None and repeated[line] > 2:
            kind = BlockKind.NOTE
        lines.append(Line(number, line, kind or BlockKind.PARAGRAPH, dateline))
    return lines


def _group(lines: Sequence[Line], draft: Draft) -> Iterable[list[Line]]:
    """Cut the lines into items: at each headline, at a dateline without one, after metadata."""
    groups: list[list[Line]] = []
    for position, line in enumerate(lines):
        previous = lines[position - 1] if position else None
        undated = _is_undated_headline(lines, position)
        bare = line.dateline and not (previous and previous.kind is BlockKind.HEADLINE)
        if line.kind is BlockKind.HEADLINE or bare or undated:
            groups.append([])
        if undated:
            line.kind = BlockKind.HEADLINE
        if bare:
            draft.doubt(line.number, "a dateline without a headline above it")
        if groups:
            groups[-1].append(line)
        else:
            draft.doubt(line.number, f"a line that belongs to no item: {line.text[:60]!r}")
    return groups


def _is_undated_headline(lines: Sequence[Line], position: int) -> bool:
    """Tell a headline without a dateline: it opens the file or follows an item's metadata."""
    line = lines[position]
    if line.kind is not BlockKind.PARAGRAPH or line.dateline or len(line.text) > _HEADLINE_LIMIT:
        return False
    if line.text.endswith((".", "!", "?", "”", '"', ";")):
        return False
    opens = position == 0 or lines[position - 1].kind in (BlockKind.TOPICS, BlockKind.LINK)
    follows = lines[position + 1].kind if position + 1 < len(lines) else None
    return opens and follows is BlockKind.PARAGRAPH


def _infer_years(draft: Draft, stem: str) -> None:
    """Date the items; a missing year comes from the nearest item that has one, or the name."""
    datelines = [
        next((ln.dateline for ln in item.lines if ln.dateline), None) for item in draft.items
    ]
    written = {
        i: dates.last.year
        for i, line in enumerate(datelines)
        if line and line.has_year and (dates := parse_dates(line.date_text))
    }
    named = re.search(r"(?:19|20)\d\d", stem)
    for i, (item, line) in enumerate(zip(draft.items, datelines, strict=True)):
        if line is None:
            continue
        nearest = min(written, key=lambda j: (abs(j - i), j), default=None)
        year = written[nearest] if nearest is not None else int(named.group()) if named else None
        item.dates = parse_dates(line.date_text, year=year)
        item.place, item.country = line.place, line.country
        if item.dates and item.dates.inferred:
            source = "the neighbouring items" if nearest is not None else "the file name"
            draft.remarks.append(
                Remark(
                    "inferred",
                    dated_line(item),
                    f"year {year} of {line.date_text!r}, from {source}",
                )
            )
