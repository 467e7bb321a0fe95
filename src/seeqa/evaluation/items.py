"""How well an archive is read: its items, told by hand, against the documents made of its files.

    {"file": "issue-26.pdf", "headline": "Buffet blamed", "date": "2023-04-02/2023-04-08",
     "place": "Montego Bay", "country": null, "begins": "On the Tuesday of the",
     "ends": "follow in our next number."}

`date` is a day, a stretch of days, a month, null, or a list of such; `place` one, null or a list;
`begins` and `ends` are the first and the last words of the item's text. An item's document is
the one of its file in which it begins.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from seeqa.evaluation.files import malformed, read_objects, wanted
from seeqa.evaluation.folding import Folded, fold
from seeqa.evaluation.statistics import Figure, mean_figure
from seeqa.terms import fold as plain
from seeqa.types import Document, Ledger, RemarkKind

Days = tuple[date, date]  # the first and the last, both included

LOUD = (RemarkKind.DOUBTFUL, RemarkKind.UNREAD)  # remarks that warn of a file


@dataclass(frozen=True, slots=True)
class TrueItem:
    """An item as a reader of the file would tell it; what is empty, the item does not say."""

    file: str
    headline: str
    dates: frozenset[Days]
    places: tuple[str, ...]
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """An item, the document in which it begins (None: in none, it is lost), and what is right.

    `merged`: another item begins in that document too. `cut`: its end is not in it. `warned`: the
    ledger doubts something of its file, or says that it was not read.
    """

    item: TrueItem
    document: Document | None
    headline_right: bool
    date_right: bool
    place_right: bool
    merged: bool
    cut: bool
    warned: bool

    @property
    def lost(self) -> bool:
        """Whether it begins in no document of its file."""
        return self.document is None

    @property
    def right(self) -> bool:
        """Whether headline, date and place are right, and begin and end in one document."""
        return self.headline_right and self.date_right and self.place_right and not self.cut

    @property
    def right_apart(self) -> bool:
        """Whether it is right and no other item is in its document."""
        return self.right and not self.merged

    @property
    def doubted(self) -> bool:
        """Whether it is not right, and the ledger warns of its file."""
        return not self.right and self.warned

    @property
    def silent(self) -> bool:
        """Whether it is not right, and the ledger says nothing of it."""
        return not self.right and not self.warned

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words; empty if nothing is."""
        if self.lost:
            return ("lost",)
        told = {
            "headline": not self.headline_right,
            "date": not self.date_right,
            "place": not self.place_right,
            "merged": self.merged,
            "cut": self.cut,
        }
        return tuple(name for name, holds in told.items() if holds)


# The measures of an item, in the order in which they are shown.
_MEASURES = {
    "right": "right",
    "right and apart": "right_apart",
    "headline right": "headline_right",
    "date right": "date_right",
    "place right": "place_right",
    "merged": "merged",
    "lost": "lost",
    "cut": "cut",
    "wrong and silent": "silent",
}
EXTRA = "extra documents"


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """All items of an archive, judged; `extra` are the documents in which none begins."""

    items: tuple[JudgedItem, ...]
    documents: int
    extra: tuple[Document, ...]

    @property
    def wrong(self) -> list[JudgedItem]:
        """The items with any fault."""
        return [item for item in self.items if item.faults]

    def figures(self) -> dict[str, Figure]:
        """Return the share of the items for every measure, and that of the extra documents."""
        shares = {
            name: mean_figure([float(getattr(item, field)) for item in self.items])
            for name, field in _MEASURES.items()
        }
        extra = [1.0] * len(self.extra) + [0.0] * (self.documents - len(self.extra))
        return {**shares, EXTRA: mean_figure(extra)}

    def to_json(self) -> dict[str, Any]:
        """Return counts, and every item with a fault beside what was found."""
        return {
            "items": len(self.items),
            "documents": self.documents,
            "doubted": sum(item.doubted for item in self.items),
            "wrong": [_wrong_form(item) for item in self.wrong],
            "extra": [{"document": d.id, "headline": d.headline} for d in self.extra],
        }


def pooled(reports: Sequence[ReadingReport]) -> ReadingReport:
    """Return the report of all archives' items together."""
    return ReadingReport(
        tuple(item for report in reports for item in report.items),
        sum(report.documents for report in reports),
        tuple(document for report in reports for document in report.extra),
    )


# --- judging ------------------------------------------------------------------------------


def judge_items(
    items: Sequence[TrueItem], documents: Sequence[Document], ledger: Ledger
) -> ReadingReport:
    """Judge what was read of each item; a law: merged, lost and well-read ones are all counted."""
    loud = {
        record.file
        for record in ledger.files
        if any(remark.kind in LOUD for remark in record.remarks)
    }
    folded = {document.id: Folded(document.text) for document in documents}
    homes = [_home(item, documents, folded) for item in items]
    held = Counter(home.id for home in homes if home)
    judged = tuple(
        _judged(item, home, held, folded, warned=item.file in loud)
        for item, home in zip(items, homes, strict=True)
    )
    return ReadingReport(judged, len(documents), tuple(d for d in documents if not held[d.id]))


def _home(
    item: TrueItem, documents: Iterable[Document], folded: Mapping[str, Folded]
) -> Document | None:
    """Return the document of its file in which an item begins.

    Of several that one in which it ends too, then one with its headline: openings repeat.
    """
    own = [d for d in documents if d.file == item.file and folded[d.id].find(item.begins)]

    def fits(document: Document) -> tuple[bool, bool]:
        return _whole(item, folded[document.id]), fold(document.headline) == fold(item.headline)

    return max(own, key=fits, default=None)


def _whole(item: TrueItem, text: Folded) -> bool:
    """Tell whether a text holds an item from its first words to its last."""
    begins, ends = text.find(item.begins), text.find(item.ends)
    return bool(begins and ends) and begins[0][1] <= ends[-1][1]


def _judged(
    item: TrueItem,
    home: Document | None,
    held: Mapping[str, int],
    folded: Mapping[str, Folded],
    *,
    warned: bool,
) -> JudgedItem:
    return JudgedItem(
        item=item,
        document=home,
        headline_right=home is not None and fold(home.headline) == fold(item.headline),
        date_right=home is not None and days_of(home) == item.dates,
        place_right=home is not None and _plain(places_of(home)) == _plain(item.places),
        merged=home is not None and held[home.id] > 1,
        cut=home is not None and not _whole(item, folded[home.id]),
        warned=warned,
    )


def days_of(document: Document) -> frozenset[Days]:
    """Return every stretch of days that a document is dated with."""
    first = (document.dates,) if document.dates else ()
    return frozenset((days.first, days.last) for days in (*first, *document.more_dates))


def places_of(document: Document) -> tuple[str, ...]:
    """Return every town that a document is dated from."""
    return tuple(filter(None, (document.place, *(town for town, _ in document.more_places))))


def _plain(places: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(plain(place).split()) for place in places)


# --- reading and showing ------------------------------------------------------------------


def read_items(path: Path) -> tuple[TrueItem, ...]:
    """Read the items of an archive; raises QuestionSetError for a line that is none."""
    return tuple(_item(path, number, form) for number, form in read_objects(path))


def _item(path: Path, number: int, form: dict[str, Any]) -> TrueItem:
    try:
        dates = frozenset(map(_days, _listed(form.get("date"))))
    except (ValueError, AttributeError) as error:
        raise malformed(path, number, f"date {form.get('date')!r}") from error
    return TrueItem(
        file=wanted(path, number, form, "file"),
        headline=str(form.get("headline") or ""),
        dates=dates,
        places=tuple(map(str, _listed(form.get("place")))),
        begins=wanted(path, number, form, "begins"),
        ends=wanted(path, number, form, "ends"),
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _days(text: str) -> Days:
    """Return the days of "2022-05-12", "2022-05-12/2022-05-13", "2022-05" or "2022"."""
    first, _, last = text.partition("/")
    return _end(first, last=False), _end(last or first, last=True)


def _end(text: str, *, last: bool) -> date:
    year, month, day = [*map(int, text.split("-")), 0, 0][:3]
    month = month or (12 if last else 1)
    return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))


def _wrong_form(judged: JudgedItem) -> dict[str, Any]:
    item, found = judged.item, judged.document
    return {
        "file": item.file,
        "faults": list(judged.faults),
        "doubted": judged.doubted,
        "wanted": told(item.headline, item.dates, item.places),
        "found": found
        and {"document": found.id} | told(found.headline, days_of(found), places_of(found)),
    }


def told(headline: str, dates: Iterable[Days], places: Sequence[str]) -> dict[str, Any]:
    """Return headline, days and places as they are shown."""
    return {
        "headline": headline,
        "dates": [
            str(first) if first == last else f"{first}/{last}" for first, last in sorted(dates)
        ],
        "places": list(places),
    }
