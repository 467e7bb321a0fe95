"""The lines of a file -> its items: the one place that decides where an item begins.

`look` tells what each line looks like, `runs` which of them begin an item; here every line is given
to its item, or left out with a reason. No single pattern decides, and nothing is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from seeqa.archive.furniture import (
    Repeated,
    by_words,
    is_about,
    is_issue,
    is_letterhead,
    is_mark,
    is_sentence,
    print_of,
)
from seeqa.archive.look import PROSE, Seen, is_masthead, is_prose, looked_at, worded
from seeqa.archive.runs import MOST, WIDE, Run, starts_of, usual_level
from seeqa.archive.source import Field, Line, Part, Role
from seeqa.language.stamps import Stamp, dateline
from seeqa.types import BlockKind, Origin, Remark, RemarkKind

NOTHING = Repeated()
_WRAPS = 25  # characters of a headline in capitals that may go on in a second line
_LONG, _LONGER = 3000, 8  # characters, and times its neighbours: a suspicion
_GOES_ON = frozenset(
    "a an and as at by for from in into of on or over per that the to under with within".split()
)


@dataclass(slots=True)
class Placed:
    """A line of an item: what it is there, and the words in it that say when and where.

    A headline's words are `line.text[words[0]:words[1]]`: "1. " or a date may stand beside them,
    or, where it is but the beginning of a paragraph, the text.
    """

    line: Line
    kind: BlockKind
    stamp: Stamp | None = None
    words: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Item:
    """The lines of one item, what the file says of it elsewhere, and whether it is no news."""

    lines: list[Placed]
    fields: dict[str, Field] = field(default_factory=dict)
    about: bool = False


@dataclass(slots=True)
class Cut:
    """A part, cut: its items, the lines over them that name the issue, and remarks."""

    items: list[Item] = field(default_factory=list)
    masthead: list[Line] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def doubt(self, line: Line, message: str, detail: str = "") -> None:
        """Note a doubt."""
        self.remarks.append(Remark(RemarkKind.DOUBTFUL, line.number, message, detail[:80]))

    def leave_out(self, lines: Sequence[Line], why: str) -> None:
        """Note what belongs to no item."""
        for line in lines:
            last = line.number + line.more if line.more else 0
            if any(c.isalnum() for c in line.text):
                self.remarks.append(
                    Remark(RemarkKind.LEFT_OUT, line.number, line.why or why, line.text[:80], last)
                )


def cut(part: Part, repeated: Repeated = NOTHING) -> Cut:
    """Cut a part into items; `repeated` is what comes in several files.

    Where no item can be told apart the part is one item, whose headline may be the part's title.
    """
    made = Cut()
    furniture = [line for line in part.lines if line.role is Role.FURNITURE]
    telling = [line for line in furniture if len(line.text) > PROSE and is_about(line.text)]
    made.leave_out([line for line in furniture if line not in telling], "furniture")
    seen = looked_at([line for line in part.lines if line.role is not Role.FURNITURE], repeated)
    worded = [one for one in seen if one.line.role is not Role.RULE]
    if not worded and "title" not in part.fields:
        return made
    starts = [] if part.whole or not worded else starts_of(seen, part, made.doubt)
    if not starts or (len(starts) == 1 and (_is_named(part) or not starts[0].titles)):
        end = len(seen) if part.whole else _closing(seen, [])
        made.items.append(_single(seen[:end], part.fields))
        if not part.whole:
            top = next((i for i, one in enumerate(seen) if _is_text(one)), end)
            _check_inside(seen, top + 1, end, made)
        _ending(seen[end:], made)
    else:
        if len(starts) == 1 and (body := starts[0].body) and body.lead is None:
            body.lead = dateline(body.line.text, alike=True)  # "Accra - A delegation of …"
        _fill(seen, starts, part, made)
        _suspect(made)
    if telling:
        lines = [Placed(line, BlockKind.PARAGRAPH) for line in telling]
        made.items.append(Item(lines, about=True))
    _tell_again(seen, made)
    return made


def _tell_again(seen: Sequence[Seen], made: Cut) -> None:
    """Note once what is no news of an item because it comes in others too."""
    again = {one.line.number: one.line for one in seen if one.again and is_sentence(one.line.text)}
    notes = (placed for item in made.items for placed in item.lines
             if placed.kind is BlockKind.NOTE and placed.line.number in again)  # fmt: skip
    once = {print_of(placed.line.text): placed.line for placed in reversed([*notes])}
    made.remarks += [
        Remark(RemarkKind.INFERRED, line.number, "no news, because it comes again", line.text[:80])
        for line in once.values()
    ]


def _is_named(part: Part) -> bool:
    """Tell whether a file gives the headline of its one item beside the text."""
    return "title" in part.fields and part.fields["title"].origin in (Origin.MATTER, Origin.FIELD)


def _fill(seen: Sequence[Seen], starts: Sequence[Run], part: Part, made: Cut) -> None:
    """Give every line to the item it stands in, to the masthead, or to what closes the file."""
    others = [run for run in starts if not run.opens]
    usual = Counter(len(run.titles) for run in others)
    count = max(usual, key=lambda n: (usual[n], n)) if usual else -1
    level = usual_level(starts)
    above = not others or any(_has_stamp_above(seen, run, count, level) for run in others)
    heads = [_head(seen, run, count, level, above=above) for run in starts]
    contents = {worded(seen[h]) for _, h, _ in heads if h is not None}
    _preface(seen[: heads[0][0]], contents, made)
    ends = [first for first, _, _ in heads[1:]] + [_closing(seen, starts)]
    for (first, headline, last), end, run in zip(heads, ends, starts, strict=True):
        lines = list(_placed(seen, first, end, headline, last, run))
        item = Item(lines, _passed_on(part.fields))
        title = seen[headline].line.text if headline is not None else ""
        item.about = is_about(title) and not run.dated
        for placed in lines if item.about else ():
            if placed.kind is BlockKind.NOTE and not by_words(placed.line.text):
                placed.kind = BlockKind.PARAGRAPH
        made.items.append(item)
        _check_inside(seen, max(first, run.end + 1), end, made)
        if headline is not None and run.opens:
            _check_choice(seen, run, headline, made)
    _ending(seen[ends[-1] :], made)


def _passed_on(fields: dict[str, Field]) -> dict[str, Field]:
    """Return what a file says of all its items."""
    return {name: said for name, said in fields.items() if name not in ("title", "links")}


def _has_stamp_above(seen: Sequence[Seen], run: Run, count: int, level: int) -> bool:
    """Tell whether a date stands over the headline of a run."""
    _, headline, _ = _head(seen, run, count, level, above=False)
    return headline is not None and any(seen[i].stamp for i in range(run.first, headline))


def _head(
    seen: Sequence[Seen], run: Run, count: int, level: int, *, above: bool
) -> tuple[int, int | None, int]:
    """Return where a run's item begins, which line is its headline, and how far that goes on.

    `count` is how many titles the other runs have, -1 where there are none; `above` says whether
    dates stand over their titles.
    """
    left = _below_letterhead(seen, list(run.titles), opens=run.opens)
    titles = [i for i in left if seen[i].line.level == level] or left
    if not titles or (run.opens and count == 0):
        return run.end if run.opens else run.first, None, run.first
    headline = _chosen(seen, list(titles), count if run.opens else -1)
    last = headline
    while last + 1 in run.titles and _continues(seen[last].line, seen[last + 1].line):
        last += 1
    first = headline if run.opens else run.first
    while (
        above and first > run.first and seen[first - 1].stamp and not is_masthead(seen[first - 1])
    ):
        first -= 1
    return first, headline, last


def _chosen(seen: Sequence[Seen], titles: list[int], count: int) -> int:
    """Return the headline among several titles: the first that is no section's or issue's.

    In the run that opens a file a masthead may be more than the `count` titles over the others;
    blank lines tell it apart where there are any.
    """
    if 0 < count < len(titles):
        gaps = [k for k in range(1, len(titles)) if seen[titles[k]].line.gap]
        gaps = [k for k in gaps if len(titles) - k >= count]
        spaced = any(one.line.gap for one in seen)
        titles = titles[gaps[-1] :] if gaps else titles if spaced else titles[-count:]
    return _below_letterhead(seen, titles, opens=count >= 0)[0]


def _below_letterhead(seen: Sequence[Seen], titles: list[int], *, opens: bool) -> list[int]:
    """Return the titles below those of a section, an issue or a publisher; at least one."""
    for k, i in enumerate(titles[:-1]):
        text = seen[i].line.text
        over = is_issue(text) or is_mark(text) or seen[i].again or (opens and is_letterhead(text))
        if not over and not _is_kicker(text, seen[titles[k + 1]]):
            return titles[k:]
    return titles[-1:]


def _is_kicker(text: str, following: Seen) -> bool:
    """Tell whether a title is a rubric over another: short and in capitals, which that is not."""
    short = len(text.split()) <= 5 and text.isupper()
    return (short and not following.line.text.isupper()) or text.rstrip().endswith(
        ("|", "/", "»", "›")
    )


def _continues(one: Line, other: Line) -> bool:
    """Tell whether a headline goes on in the next line."""
    if other.gap or one.level != other.level:
        return False
    last = one.text.split()[-1].lower()
    return (
        other.text[0].islower()
        or (one.text.isupper() and other.text.isupper() and len(one.text) > _WRAPS)
        or last in _GOES_ON
        or one.text.endswith((",", "–", "—", "-", "&"))
    )


def _placed(
    seen: Sequence[Seen], first: int, end: int, headline: int | None, last: int, run: Run
) -> Iterator[Placed]:
    """Yield the lines of an item as what they are in it."""
    for i in range(first, end):
        one = seen[i]
        if one.line.role is Role.RULE or (headline is not None and headline < i <= last):
            continue
        if i == headline:
            yield _headline(seen, i, last)
        elif i < run.end and one.stamp and not one.title:
            yield Placed(one.line, BlockKind.DATELINE, one.stamp)
        elif i < run.end and one.title and (headline is None or i < headline):
            yield Placed(one.line, BlockKind.NOTE)
        elif one.ending:
            yield Placed(one.line, BlockKind.DATELINE, one.stamp)
        elif i == run.end and (one.lead or (one.words[1] and not one.title)):
            yield Placed(one.line, one.kind, one.lead, one.words)
        elif one.line.role is Role.HEADING and i >= run.end:
            yield Placed(one.line, BlockKind.SUBHEAD)
        else:
            yield Placed(one.line, one.kind)


def _headline(seen: Sequence[Seen], first: int, last: int) -> Placed:
    """Return the headline, its lines joined."""
    one = seen[first]
    if last == first:
        return Placed(one.line, BlockKind.HEADLINE, one.stamp, one.words)
    text = " ".join(seen[i].line.text for i in range(first, last + 1))
    more = seen[last].line.number + seen[last].line.more - one.line.number
    line = replace(one.line, text=text, more=more)
    return Placed(line, BlockKind.HEADLINE, words=(one.words[0], len(text)))


def _single(seen: Sequence[Seen], fields: dict[str, Field]) -> Item:
    """Return one item of all lines; its headline is the part's title, or its first title.

    A page's or a mail's title often names the whole: a title in the text goes before it.
    """
    headline = _first_title(seen)
    named = fields.get("title")
    if (
        named
        and (headline is None or named.origin not in (Origin.META, Origin.MAIL))
        or named
        and headline is not None
        and is_issue(seen[headline].line.text)
    ):
        headline = None
    said = print_of(named.value) if named and headline is None else ""
    if headline is not None:
        fields = {name: field for name, field in fields.items() if name != "title"}
    top = next((i for i, one in enumerate(seen) if _is_text(one)), len(seen))
    ending = _ending_date(seen, top)
    lines = []
    for i, one in enumerate(seen):
        if one.line.role is Role.RULE:
            continue
        if i == headline or (said and i < top and said == print_of(one.line.text)):
            lines.append(_headline(seen, i, i))
        elif headline is not None and i < headline and one.title:
            lines.append(Placed(one.line, BlockKind.NOTE))
        elif i == ending and one.stamp:  # what stands beside it there is seldom a place
            lines.append(Placed(one.line, BlockKind.DATELINE, replace(one.stamp, places=())))
        else:
            lines.append(_in_single(one, i - top))
    return Item(lines, dict(fields))


def _in_single(one: Seen, below: int) -> Placed:
    """Return a line of a file of one item, so far below the first of the text."""
    if below < 0 and one.stamp and not one.title:
        return Placed(one.line, BlockKind.DATELINE, one.stamp)
    if below == 0 and one.lead:
        return Placed(one.line, BlockKind.PARAGRAPH, one.lead)
    return Placed(one.line, BlockKind.SUBHEAD if one.line.role is Role.HEADING else one.kind)


def _ending_date(seen: Sequence[Seen], top: int) -> int | None:
    """Return the date that stands under the text of a file of one item, if none is over it."""
    dated = [i for i, one in enumerate(seen) if one.stamp and one.stamp.dates and not one.title]
    over = any(one.stamp and one.stamp.dates for one in seen[:top]) or (
        top < len(seen) and seen[top].lead is not None
    )
    closed = dated and not any(is_prose(one) for one in seen[dated[-1] + 1 :])
    return dated[-1] if closed and not over and dated[-1] > top else None


def _is_text(one: Seen) -> bool:
    return not one.is_head and one.line.role is not Role.RULE


def _first_title(seen: Sequence[Seen]) -> int | None:
    """Return the first title over the text that is no issue's, if there is one."""
    top = next((i for i, one in enumerate(seen) if _is_text(one)), 0)
    titles = [i for i in range(top) if seen[i].title]
    titles = _below_letterhead(seen, titles, opens=True) if titles else []
    ranked = [i for i in titles if seen[i].line.level] or titles
    return ranked[0] if ranked else None


def _closing(seen: Sequence[Seen], starts: Sequence[Run]) -> int:
    """Return where the last item, or a file of one, ends: at what closes it, unlike an item."""
    ruled = sum(run.ruled for run in starts[1:]) >= MOST * max(1, len(starts) - 1)
    wide = sum(run.wide for run in starts[1:]) >= MOST * max(1, len(starts) - 1)
    if starts and any(is_about(seen[i].line.text) for i in starts[-1].titles):
        return len(seen)
    for i in range(starts[-1].end + 1 if starts else 1, len(seen)):
        one = seen[i]
        ruling = seen[i - 1].line.role is Role.RULE
        apart = (ruling and ruled) or (one.line.gap >= WIDE and wide)
        rest = [other for other in seen[i:] if other.line.role is not Role.RULE]
        told = all(is_about(o.line.text) or o.closes or o.repeats for o in rest)
        if apart or ((ruling or one.line.gap >= WIDE or is_about(one.line.text)) and told):
            return i
    return len(seen)


def _preface(seen: Sequence[Seen], contents: Set[str], made: Cut) -> None:
    """Place what stands over the first item: the masthead, contents, words to the readers.

    Words to the readers are an item, or one about the issue where nothing is their headline.
    """
    made.masthead += [one.line for one in seen]
    lines = [one for one in seen if one.line.role is not Role.RULE]
    listed = [
        one for one in lines if worded(one) in contents or print_of(one.line.text) in contents
    ]
    left = [one for one in lines if one not in listed]
    made.leave_out([one.line for one in listed], "table of contents")
    prose = next((i for i, one in enumerate(left) if is_prose(one)), None)
    if prose is None:
        made.leave_out([one.line for one in left], "masthead")
        return
    title = prose - 1 if prose and left[prose - 1].title else None
    title = None if title is None or is_issue(left[title].line.text) else title
    top = prose if title is None else title
    made.leave_out([one.line for one in left[:top]], "masthead")
    placed = [Placed(one.line, one.kind) for one in left[top:]]
    if title is not None:
        placed[0] = Placed(left[top].line, BlockKind.HEADLINE, words=left[top].words)
    made.items.append(Item(placed, about=title is None))


def _ending(seen: Sequence[Seen], made: Cut) -> None:
    """Place what closes the file: an item about its publisher, or lines left out."""
    lines = [one for one in seen if one.line.role is not Role.RULE]
    if any(is_prose(one) or is_about(one.line.text) for one in lines):
        placed = [
            Placed(one.line, BlockKind.NOTE if by_words(one.line.text) else BlockKind.PARAGRAPH)
            for one in lines
        ]
        if lines[0].title:
            placed[0] = Placed(lines[0].line, BlockKind.HEADLINE, words=lines[0].words)
        made.items.append(Item(placed, about=True))
    else:
        made.leave_out([one.line for one in lines], "closing lines")


def _check_inside(seen: Sequence[Seen], first: int, end: int, made: Cut) -> None:
    """Doubt what may begin an item and was not taken for it."""
    for one, following in zip_longest(seen[first:end], seen[first + 1 : end]):
        if one.lead is not None and one.lead.dates:
            made.doubt(one.line, "a line like a dateline inside an item", one.line.text)
        elif one.title and one.line.role is Role.TEXT and following and is_prose(following):
            made.doubt(one.line, "a line like a headline inside an item", one.line.text)


def _check_choice(seen: Sequence[Seen], run: Run, headline: int, made: Cut) -> None:
    """Doubt a headline over which another line at the top of the file may be the headline."""
    level = seen[headline].line.level
    for i in run.titles:
        one, text = seen[i], seen[i].line.text
        known = one.again or is_masthead(one) or is_mark(text) or is_letterhead(text)
        if i < headline and one.line.level == level and not known:
            made.doubt(one.line, "a line over the headline that may be it", text)


def _suspect(made: Cut) -> None:
    """Doubt an item that is many times longer than its neighbours."""
    sizes = sorted(sum(len(p.line.text) for p in item.lines) for item in made.items)
    usual = sizes[len(sizes) // 2]
    for item in made.items:
        size = sum(len(placed.line.text) for placed in item.lines)
        if len(sizes) > 3 and size > _LONG and size > _LONGER * usual:
            made.doubt(
                item.lines[0].line,
                "an item many times longer than its neighbours",
                item.lines[0].line.text,
            )
