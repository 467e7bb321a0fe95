"""What a line of a file looks like by itself: a headline, a date, a byline, text, furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from seeqa.archive.furniture import Repeated, by_form, by_words, is_issue, is_of_itself, print_of
from seeqa.archive.source import Line, Role
from seeqa.language.countries import is_country
from seeqa.language.stamps import Stamp, dateline, moved, stamp_line
from seeqa.types import BlockKind

PROSE = 80  # characters: so long a paragraph tells something
_TITLE = 170  # characters of a headline
_LISTED = (Role.ENTRY, Role.ROW)
_BYLINE = re.compile(
    r"(?:[Bb]y|BY|[Tt]ext(?: and photos?)?|Words|Author|Written by|Photos?)\b:?\s+[^\W\da-z]"
)
NUMBERED = re.compile(
    r"(?:\(?(?:\d{1,3}|[IVX]{2,4}|[IVX])\s?[.):]\)?|\d{1,2}\s(?:[-–]|(?=\s))|#\d{1,4}\s?[-–:.])\s+(?=\S\S)"
)
_MARKED = re.compile(r"(?:>{2,}|[»›►▶▸■◆●★→+*=#]{1,3})\s+(?=[^\W\d_])")  # ">> New scanner in use"
_CAPTION = re.compile(
    r"(?:photo|picture|image|caption|credit|illustration|figure|fig|video)s?\b[^:]{0,25}:\s",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:title|headline|subject|heading)\s*:\s+(?=\S)", re.IGNORECASE)
_RUN_IN = re.compile(r"(?P<words>[^\W\d_][^.:?!]{2,70})[.:]\s+(?=[^\W_a-z])")
# Behind a title: "(5.9.2002)", "| 9 May 2022", far to the right.
_DATE_BEHIND = re.compile(r"\s*(?:\((?P<in>[^()]{6,40})\)|(?:\s{3,}|\s[|·•]\s)(?P<far>\S.{4,40}))$")


@dataclass(slots=True, eq=False)
class Seen:
    """A line as it looks by itself."""

    line: Line
    kind: BlockKind
    stamp: Stamp | None = None  # when or where: all of it, or what stands beside a title
    lead: Stamp | None = None  # the dateline with which a text begins
    title: bool = False
    words: tuple[int, int] = (0, 0)  # of a title, or of one with which a text begins
    byline: bool = False
    repeats: bool = False  # it comes in other files too
    again: bool = False  # it does, or often in its own, and is no news
    ending: bool = False  # a date that stands under the text

    @property
    def is_head(self) -> bool:
        """Whether it may stand over an item's text."""
        return not self.ending and (self.title or self.byline or self.stamp is not None)

    @property
    def closes(self) -> bool:
        """Whether an item may end with it."""
        return self.ending or self.kind in (BlockKind.TOPICS, BlockKind.LINK, BlockKind.NOTE)


def looked_at(lines: Sequence[Line], repeated: Repeated) -> list[Seen]:
    """Return each line as it looks; `repeated` is what comes in other files of its archive."""
    times = Counter(line.text for line in lines)
    seen = [
        _look(line, times, repeated, leads=i + 1 < len(lines) and lines[i + 1].role in _LISTED)
        for i, line in enumerate(lines)
    ]
    _begin_titles(seen)
    for one, below in zip(seen, [*seen[1:], None], strict=False):
        if one.title and _MARKED.match(one.line.text) and not _is_right_over(one, below):
            one.title, one.words = False, (0, 0)  # ">> Ring Bernice on 555-0142"
    titles = {worded(one) for one in seen if one.title}
    for one in seen:
        if not one.is_head and one.kind is not BlockKind.NOTE and print_of(one.line.text) in titles:
            one.kind = BlockKind.NOTE  # of a table of contents
    return [one for i, one in enumerate(seen) if not _underlines(seen, i)]


def _begin_titles(seen: Sequence[Seen]) -> None:
    """Take a line with a comma at its end for the beginning of the title right under it."""
    for one, below in zip(seen, seen[1:], strict=False):
        goes_on = below.title and not below.line.gap and below.line.role is one.line.role
        plain = one.kind is BlockKind.PARAGRAPH and not one.is_head and one.lead is None
        capitals = one.line.text.isupper() and below.line.text.isupper()
        if goes_on and plain and capitals and one.line.text.endswith(",") and one.line.gap:
            one.title, one.words = True, (0, len(one.line.text))


def _is_right_over(one: Seen, below: Seen | None) -> bool:
    """Tell whether a line is nearer to what is below it than to what is above."""
    return below is not None and below.line.gap < max(one.line.gap, 1)


def _underlines(seen: Sequence[Seen], i: int) -> bool:
    """Tell whether a rule only frames the title above it: another is above that."""
    framed = i >= 2 and seen[i - 1].title and seen[i - 2].line.role is Role.RULE
    goes_on = i + 1 < len(seen) and seen[i + 1].line.role is not Role.RULE
    return seen[i].line.role is Role.RULE and framed and goes_on and not seen[i + 1].title


def _look(line: Line, times: Counter[str], repeated: Repeated, *, leads: bool) -> Seen:
    text = line.text
    if line.role is Role.RULE:
        return Seen(line, BlockKind.NOTE)
    repeats = repeated.has(text)
    again = (repeats or times[text] > 2) and is_of_itself(text)
    if line.role in (Role.ROW, Role.ENTRY, Role.ASIDE):
        return _listed(line, again=again)
    form = by_form(text, leads=leads)
    if form or by_words(text):
        return Seen(line, form or BlockKind.NOTE, again=again)
    stamp = _stamped(line)
    if stamp is not None:
        return Seen(line, BlockKind.PARAGRAPH, stamp, again=again)
    if line.role is not Role.HEADING and len(text) < 70 and _BYLINE.match(text):
        return Seen(line, BlockKind.PARAGRAPH, byline=True, again=again)
    lead = dateline(text)
    listing = leads and line.role is Role.TEXT and len(text) > PROSE / 2
    title = None if listing else _titled(line, lead)
    if title is not None:
        beside, words = title
        over = again or repeated.heads_with(text)
        return Seen(line, BlockKind.PARAGRAPH, beside, title=True, words=words, again=over)
    if again:
        return Seen(line, BlockKind.NOTE, lead=lead, repeats=repeats, again=True)
    if lead is None and (head := run_in(text)) and (after := _dated_behind(text, head[1])):
        # "Slower ships. Copenhagen, 14 March 2012 – A line will …"
        return Seen(line, BlockKind.PARAGRAPH, lead=after, words=(0, head[0]))
    return Seen(line, BlockKind.PARAGRAPH, lead=lead, repeats=repeats)


def _listed(line: Line, *, again: bool) -> Seen:
    """Return an entry of a list, a row or an aside as it looks."""
    entry = line.role is Role.ENTRY
    labelled = stamp_line(line.text) if entry else None
    if labelled is not None and labelled.label:
        return Seen(line, BlockKind.PARAGRAPH, labelled)  # "- Date: 7 May 2024"
    kind = BlockKind.ENTRY if entry else BlockKind.PARAGRAPH
    return Seen(line, BlockKind.NOTE if again else by_form(line.text) or kind, again=again)


def _dated_behind(text: str, start: int) -> Stamp | None:
    lead = dateline(text[start:])
    return moved(lead, start) if lead is not None and lead.dates else None


def run_in(text: str) -> tuple[int, int] | None:
    """Return where the short headline ends with which a text may begin, and where the rest begins.

    "Duck pond. The pond is to be cleared …" -> (9, 11)
    """
    head = _RUN_IN.match(text)
    if head is None or (text[head.end("words")] == ":" and not head["words"].isupper()):
        return None
    return head.end("words"), head.end()


def _stamped(line: Line) -> Stamp | None:
    """Return the stamp that a line is nothing but, or that its markup makes of it."""
    stamp = stamp_line(line.text)
    if stamp is not None and line.role is Role.HEADING and stamp.places:
        return stamp if any(one.has_day for one in stamp.dates) else None  # "Inspections, May 2023"
    if stamp is None and line.stamp and len(line.text) < 100:
        return Stamp(0, len(line.text), len(line.text))
    return stamp


def _titled(line: Line, lead: Stamp | None) -> tuple[Stamp | None, tuple[int, int]] | None:
    """Return the date beside a title and the title's own words; None of what is no title.

    "1. Headline", "Title: Headline", "12/03/2014 - Headline", "Headline (5.9.2002)".
    """
    text = line.text
    label = _LABELLED.match(text)
    number = NUMBERED.match(text) or _MARKED.match(text)
    start = label.end() if label else number.end() if number else 0
    country, colon, rest = text[start:].partition(": ")
    if colon and country.isupper() and is_country(country):
        start = len(text) - len(rest)
    dated = lead or (dateline(text[start:], title=True) if len(text) < _TITLE else None)
    if dated and dated.dates and not dated.places and _is_title(line, text[start + dated.body :]):
        first = 0 if lead else start
        return moved(dated, first), (first + dated.body, len(text))
    if lead is not None and line.role is not Role.HEADING:
        return None
    if not _is_title(line, text[start:]):
        return None
    tail = _DATE_BEHIND.search(text)
    name = "in" if tail is not None and tail["in"] else "far"
    stamp = stamp_line(tail[name]) if tail is not None else None
    if tail is None or stamp is None or not stamp.dates or tail.start() <= start:
        return None, (start, len(text))
    beside = replace(moved(stamp, tail.start(name)), end=tail.end(name), body=len(text))
    return beside, (start, tail.start())


def _is_title(line: Line, text: str) -> bool:
    """Tell whether words of a line may be a headline."""
    if not any(c.isalpha() for c in text):
        return False
    if line.role is Role.HEADING:
        return True
    if _CAPTION.match(text):
        return False
    first = text.lstrip("“\"‘'«([*_ ")[:1]
    return (
        len(text) <= _TITLE
        and not text.rstrip("”\"’')*_ ").endswith((".", ";", ",", ":"))
        and (first.isupper() or first.isdigit())
    )


def worded(one: Seen) -> str:
    """Return the words of a title as they may be repeated elsewhere."""
    start, end = one.words
    return print_of(one.line.text[start:end])


def is_prose(one: Seen) -> bool:
    """Tell whether a line is a paragraph that tells something."""
    return len(one.line.text) > PROSE and not one.is_head and not by_words(one.line.text)


def is_masthead(one: Seen) -> bool:
    """Tell whether a line names an issue, or its month."""
    stamp = one.stamp
    return is_issue(one.line.text) or bool(stamp and stamp.dates and not stamp.dates[0].has_day)
