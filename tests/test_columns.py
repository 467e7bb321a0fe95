"""Filters over columns leave the documents that a look at each of them leaves."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from plain import belongs, facts_of, satisfies
from seeqa.columns import Columns
from seeqa.types import Block, BlockKind, DateRange, Document, Filters, Topic

MAY = date(2022, 5, 1)
NAMES = ("Ayr", "Ayrr", "Vienna", "Wien", "Serbia", "North Macedonia", "Novi Pazar", None)
TOPICS = (Topic(16), Topic(16, "16.4"), Topic(16, "16.A"), Topic(3))
days = st.builds(
    lambda first, more: DateRange(MAY + timedelta(first), MAY + timedelta(first + more)),
    st.integers(0, 40),
    st.integers(0, 9),
)
names = st.sampled_from(NAMES)
day = st.none() | st.integers(0, 50).map(lambda n: MAY + timedelta(n))
stretch = st.tuples(day, day)


def document(number: int, told: tuple[object, ...]) -> Document:
    own, more, place, country, others, topics, text, about = told
    return Document(
        f"d{number}", f"f{number % 2}.txt", text, (Block(BlockKind.HEADLINE, 0, 1, 1, 1),),  # type: ignore[arg-type]
        own, place, country, topics, more_dates=more, more_places=others, about=about,  # type: ignore[arg-type]
    )  # fmt: skip


archives = st.lists(
    st.tuples(
        st.none() | days,
        st.lists(days, max_size=1).map(tuple),
        names,
        names,
        st.lists(st.tuples(names, names), max_size=1).map(tuple),
        st.lists(st.sampled_from(TOPICS), max_size=2).map(tuple),
        st.sampled_from(["Fair at Ayr.", "In north Macedonia", "Macedonia, north", "x", "VIENNA"]),
        st.booleans(),
    ),
    max_size=7,
).map(lambda some: [document(number, told) for number, told in enumerate(some)])
places = st.lists(st.sampled_from([n for n in NAMES if n]), max_size=2).map(tuple)
filters = st.builds(
    Filters,
    day,
    day,
    places,
    st.lists(st.sampled_from(TOPICS), max_size=1).map(tuple),
    st.lists(stretch, max_size=1).map(tuple),
    places,
    st.lists(st.sampled_from(["d0", "d3", "gone"]), max_size=2).map(tuple),
)


@law
@given(archives, filters)
def test_filters_leave_what_a_look_at_each_document_leaves(
    documents: list[Document], wanted: Filters
) -> None:
    facts = facts_of(documents)
    found = facts.satisfying(wanted)
    assert list(found) == [d.id for d in documents if satisfies(d, wanted)]
    assert list(facts.belonging(wanted)) == [d.id for d in documents if belongs(d, wanted)]
    assert len(found) == len(list(found))
    assert all((d.id in found) is satisfies(d, wanted) for d in documents)
    assert "gone" not in found


@law
@given(archives)
def test_ages_months_and_the_order_in_time(documents: list[Document]) -> None:
    columns = Columns.of(documents)
    firsts = sorted({d.dates.first for d in documents if d.dates})
    for row, one in enumerate(documents):
        assert columns.row(one.id) == row
        age = firsts.index(one.dates.first) / max(len(firsts) - 1, 1) if one.dates else None
        assert columns.age(row) == age
    assert columns.row("gone") is None
    ordered = [columns.ids[row] for row in columns.in_order(columns.news)]
    assert ordered == [d.id for d in sorted(documents, key=_in_time) if not d.about]
    ends = MAY + timedelta(3), MAY + timedelta(39)
    for step in (1, 12):
        every = columns.marked(range(len(documents)))
        assert columns.months_of(every, *ends, step) == _months(documents, *ends, step)


def _in_time(one: Document) -> tuple[str, str, str]:
    return (str(one.dates.first), str(one.dates.last), one.id) if one.dates else ("~", "~", one.id)


def _months(documents: Sequence[Document], first: date, last: date, step: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in documents:
        stretches = [days for days in (one.dates, *one.more_dates) if days]
        every = [
            d.first + timedelta(n) for d in stretches for n in range((d.last - d.first).days + 1)
        ]
        months = {d.year * 12 + d.month - 1 for d in every if first <= d <= last}
        for month in {month - month % step for month in months}:
            found[month] = found.get(month, 0) + 1
    return found


@law
@given(archives, filters)
def test_what_is_saved_tells_the_same(documents: list[Document], wanted: Filters) -> None:
    columns = Columns.of(documents)
    with tempfile.TemporaryDirectory() as folder:
        columns.save(Path(folder) / "columns")
        again = Columns.load(Path(folder) / "columns")
    assert again.tables == columns.tables
    assert set(again.satisfying(wanted)) == set(columns.satisfying(wanted))


def test_of_many_the_first_by_date_are_chosen() -> None:
    documents = [
        Document(f"d{n}", "a.txt", "x", (), DateRange(MAY - timedelta(n), MAY) if n else None)
        for n in range(4)
    ]
    news = Columns.of(documents).all
    assert news.earliest(4) == ["d0", "d1", "d2", "d3"]
    assert news.earliest(3) == ["d3", "d2", "d1"]
    assert news.within(["d3", "gone", "d0"]) == ["d0", "d3"]
