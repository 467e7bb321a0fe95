"""Which items belong: how many are kept, those of filters alone, the margin, and features."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes import law
from little import AYR, DOCUMENTS, OSLO, PASSAGES, RECORDS, ROME, archive, candidate, frame, hit
from plain import archive_of
from seeqa.answer.listing import answer_list
from seeqa.columns import Columns
from seeqa.evidence.weights import Regression
from seeqa.items.select import NAMES, Selection, _proving, chosen, select
from seeqa.question.frame import Frame
from seeqa.types import Candidate, DateRange, Document, Hit, Listing, Query, Span, Standing

ARCHIVE = archive()
HITS = (hit(AYR, 1, 0.9), hit(OSLO, 2, 0.5), hit(ROME, 3, 0.1))
Chances = NDArray[np.float64]
falling = st.lists(st.floats(0, 1), min_size=1, max_size=6).map(
    lambda some: np.array(sorted(some, reverse=True))
)


def by(feature: str, weight: float = 1.0, intercept: float = 0.0) -> Regression:
    """Weights that look at one feature alone."""
    return Regression(np.array([weight * (name == feature) for name in NAMES]), intercept)


def selected(
    asked: Frame,
    taken: Sequence[str] = (),
    documents: Sequence[Document] = tuple(DOCUMENTS.values()),
    hits: Sequence[Hit] = HITS,
    weights: Regression = by("score", 10, -5),  # noqa: B008
    read: Sequence[Candidate] = (),
    *,
    filtered: bool | None = None,
    weigh: bool = False,
) -> Selection:
    return select(
        asked,
        frozenset(taken),
        Columns.of(documents).all,
        hits,
        lambda: read,
        ARCHIVE,
        weights,
        filtered=bool(taken) if filtered is None else filtered,
        weigh=weigh,
    )


def names(selection: Selection, *, kept: bool = True) -> list[str]:
    return [one.document.id for one in (selection.kept if kept else selection.weighed)]


# --- how many are kept ------------------------------------------------------------------------


@law
@given(falling)
def test_no_other_set_has_a_better_share_of_what_is_expected(chances: Chances) -> None:
    """Of all sets, none has more expected overlap for its size and the expected number."""

    def worth(some: Sequence[int]) -> float:
        total = len(some) + float(chances.sum())
        return 2 * sum(float(chances[i]) for i in some) / total

    best = max(
        worth(some)
        for size in range(1, len(chances) + 1)
        for some in combinations(range(len(chances)), size)
    )
    size = chosen(chances)
    if size:
        assert worth(range(size)) == pytest.approx(best)
    assert (size == 0) == (best < float(np.prod(1 - chances)))


@law
@given(falling)
def test_no_other_size_has_a_much_better_expected_f1(chances: Chances) -> None:
    """By every outcome; the quotient of expectations that is looked at may lose a little."""
    expected = [_expected_f1(chances, size) for size in range(1, len(chances) + 1)]
    size = chosen(chances)
    reached = expected[size - 1] if size else float(np.prod(1 - chances))
    assert reached >= max(expected) - 0.1


def _expected_f1(chances: Chances, size: int) -> float:
    total = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        likely = math.prod(
            chance if belongs else 1 - chance
            for chance, belongs in zip(chances, outcome, strict=True)
        )
        total += likely * 2 * sum(outcome[:size]) / (size + sum(outcome))
    return total


@pytest.mark.parametrize(
    ("chances", "size"),
    [
        ([], 0),
        ([0.0], 0),
        ([0.4], 0),
        ([0.6], 1),
        ([1.0, 1.0, 1.0], 3),
        ([0.9, 0.1], 1),
        ([0.5, 0.5], 2),
        ([1.0, 0.9, 0.1, 0.1], 2),
    ],
)
def test_how_many_are_kept_by_hand(chances: list[float], size: int) -> None:
    assert chosen(np.array(chances)) == size


# --- selecting ----------------------------------------------------------------------------------


@law
@given(
    st.lists(st.sampled_from([AYR, OSLO, ROME]), unique=True),
    st.lists(st.sampled_from(["Norway", "nurses", "fair", "zebra"]), unique=True),
    st.floats(-5, 5),
)
def test_items_are_weighed_once_likeliest_first(
    found: list[str], words: list[str], weight: float
) -> None:
    hits = [replace(one, score=one.score) for one in HITS if one.passage.document_id in found]
    one = selected(frame(*words), hits=hits, weights=by("share_item", weight))
    assert sorted(names(one, kept=False)) == sorted(found)
    chances = [item.chance for item in one.weighed]
    assert chances == sorted(chances, reverse=True)
    assert one.features.shape == (len(found), len(NAMES))
    size = chosen(np.array(chances)) if found else 0
    told_of = one.features[:size, NAMES.index("share_item")].any()
    assert one.size == (size if told_of else 0)
    assert one.kept == one.weighed[: one.size]
    assert set(one.kept).isdisjoint(one.margin)
    for item in one.weighed:
        assert item.span.passage.document_id == item.document.id
        assert item.span.text in item.span.passage.text


def test_each_feature_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_the_likeliest_are_kept() -> None:
    one = selected(frame("nurses", "fair"))
    assert names(one) == [AYR, OSLO]
    assert [item.chance for item in one.weighed] == pytest.approx(
        [1 / (1 + math.exp(-score)) for score in (4, 0, -4)]
    )
    assert not one.every
    assert one.hits == HITS


def test_only_what_was_found_is_weighed() -> None:
    assert names(selected(frame("fair"), hits=HITS[:1]), kept=False) == [AYR]
    assert names(selected(frame("fair"), documents=[DOCUMENTS[OSLO]]), kept=False) == [OSLO]


def test_who_tells_and_that_it_is_told_filters_nothing() -> None:
    """What did the nurses report in Ayr? All items speak of nurses, one of the museum."""
    asked = replace(frame("nurses", "report", "Ayr", act="report"), agent="nurs")
    assert selected(asked, ["ayr"]).every
    assert not selected(replace(asked, act="open"), ["ayr"]).every
    other = replace(frame("museum", "report", "Ayr", act="report"), agent="museum")
    assert not selected(other, ["ayr"]).every


def test_the_publishers_name_filters_nothing() -> None:
    files = ("club-news-2022-05.txt", "club-news-2022-06.txt", "other.txt")
    documents = {
        name: replace(document, file=file)
        for (name, document), file in zip(DOCUMENTS.items(), files, strict=True)
    }
    assert archive_of(documents, list(PASSAGES.values()), RECORDS).publisher == {"club", "news"}


def test_items_without_a_word_of_the_question_are_no_list() -> None:
    likely = by("words", intercept=3.0)
    assert names(selected(frame("fair"), weights=likely))
    assert not names(selected(frame("zebra"), weights=likely))


def test_filters_alone_keep_every_item() -> None:
    asked = frame("events", "2022", head="event")
    never = by("score", 0, -30)
    one = selected(asked, ["2022"], hits=HITS[:1], weights=never)
    assert (names(one), one.every) == ([AYR, OSLO, ROME], True)
    assert [item.chance for item in one.kept] == [1, 1, 1]
    assert one.margin == ()
    weighed = selected(asked, ["2022"], hits=HITS[:1], weights=never, weigh=True)
    assert (weighed.weighed, weighed.size) == (one.weighed, one.size)
    assert (len(one.features), len(weighed.features)) == (0, 3)


def test_of_very_many_that_filters_keep_the_first_by_date_are_shown() -> None:
    count = 1003
    days = (date(2022, 1, 1) - timedelta(n) for n in range(count))
    dates = [None, *(DateRange(day, day) for day in days)]
    documents = {
        f"d{n}": replace(DOCUMENTS[AYR], id=f"d{n}", dates=one) for n, one in enumerate(dates)
    }
    passages = [replace(PASSAGES[AYR], id=n, document_id=one) for n, one in enumerate(documents, 1)]
    many = archive_of(documents, passages, {})
    one = select(
        frame("events", "2022", head="event"),
        frozenset(["2022"]),
        Columns.of(tuple(documents.values())).all,
        HITS,
        lambda: pytest.fail("nothing is read"),
        many,
        by("score", 0),
        filtered=True,
    )
    assert names(one) == [f"d{n}" for n in range(count, count - 1000, -1)]
    assert (one.size, one.unseen, one.every) == (1000, count + 1 - 1000, True)
    assert {item.span.text for item in one.kept} == {"The museum opened a fair."}
    listed = answer_list(Query("?", "?"), one, documents)
    assert listed.listing == Listing(count + 1, count + 1)
    assert len(listed.citations) == 1000
    assert listed.notes == ("The first 1,000 of 1,004 items are shown.",)


@pytest.mark.parametrize(
    ("asked", "taken", "filtered"),
    [
        (frame("events", "2022", "fair", head="event"), ["2022"], True),
        (frame("events", "2022"), ["2022"], True),
        (frame("events", head="event"), [], False),
    ],
)
def test_further_words_or_no_filters_do_not(asked: Frame, taken: list[str], filtered: bool) -> None:
    one = selected(asked, taken, hits=HITS[:1], filtered=filtered)
    assert (names(one, kept=False), one.every) == ([AYR], False)


def test_an_item_without_passages_is_left_out() -> None:
    bare = replace(DOCUMENTS[AYR], id="bare")
    one = selected(frame("2022"), ["2022"], documents=[bare, DOCUMENTS[AYR]])
    assert names(one) == [AYR]


def test_nothing_found_keeps_nothing() -> None:
    for one in (selected(frame("fair"), hits=()), selected(frame("fair"), documents=())):
        assert (one.weighed, one.kept, one.margin, one.size) == ((), (), (), 0)
        assert one.features.shape == (0, len(NAMES))


def test_what_is_left_out_by_little_is_on_the_margin() -> None:
    hits = (hit(AYR, 1, 1.0), hit(OSLO, 2, 0.4), hit(ROME, 3, 0.0))
    one = selected(frame("fair"), hits=hits, weights=by("score", 10, -5))
    assert [round(item.chance, 2) for item in one.weighed] == [0.99, 0.27, 0.01]
    assert names(one) == [AYR]
    assert [item.document.id for item in one.margin] == [OSLO]


def test_the_sentence_that_shows_an_item_best() -> None:
    one = selected(frame("Norway", "nurses"))
    shown = {item.document.id: item.span.text for item in one.weighed}
    assert shown == {
        AYR: "Norway funded forty nurses.",
        OSLO: "Twelve nurses joined a course.",
        ROME: "Nurses talked of snow.",
    }


def test_the_fewest_words_that_show_it_are_emphasised() -> None:
    one = selected(frame("Norway", "nurses"))
    shown = {item.document.id: item.span.words for item in one.weighed}
    assert shown == {AYR: "Norway funded forty nurses", OSLO: "nurses", ROME: "Nurses"}
    again = _proving(Span(PASSAGES[ROME], 7, 21, 0.0), {"snow"})
    assert (again.text, again.words) == ("talked of snow", "snow")
    assert _proving(again, {"rain"}).emphasis == again.emphasis


def test_a_verb_alone_and_filters_show_nothing() -> None:
    """Where nothing else is asked, the first sentence is shown."""
    joined, nurses = frame("joined"), frame("nurses")
    for one in (
        selected(replace(joined, act=joined.words[0].term)),
        selected(nurses, taken=[nurses.words[0].term]),
    ):
        assert {(item.span.start, item.span.emphasis) for item in one.weighed} == {(0, None)}


# --- features by hand -----------------------------------------------------------------------------


def told(one: Selection, name: str) -> dict[str, float]:
    row = one.features[names(one, kept=False).index(name)]
    return dict(zip(NAMES, row.tolist(), strict=True))


def test_scores_are_told_beside_those_of_the_others() -> None:
    first = replace(HITS[0], dense=Standing(1, 0.8), lexical=Standing(1, 0.6))
    one = selected(frame("fair"), hits=(first, *HITS[1:], hit(AYR, 12, 0.05)))
    ayr, rome = told(one, AYR), told(one, ROME)
    deviation = float(np.std([0.9, 0.5, 0.1]))
    assert (ayr["score"], ayr["score_gap"], rome["score_gap"]) == pytest.approx((0.9, 0, -0.8))
    assert ayr["score_z"] == pytest.approx(0.4 / deviation, abs=1e-4)
    assert (ayr["dense"], ayr["lexical"], rome["dense"]) == (0.8, 0.6, 0)
    assert ayr["hits"] == pytest.approx(1 / 3)  # of the first ten ranks


def test_words_names_and_what_filters_leave() -> None:
    one = selected(frame("nurses", "Norway", "Oslo", "course"), ["norway"])
    ayr, oslo = told(one, AYR), told(one, OSLO)
    often, rare = (math.log(1 + part) / math.log(8) for part in (0.5 / 3.5, 2.5 / 1.5))
    total = often + 3 * rare
    assert ayr["share_sentence"] == pytest.approx((often + rare) / total)
    assert ayr["share_item"] == pytest.approx((often + rare) / total)
    assert oslo["share_item"] == pytest.approx((often + 2 * rare) / total)
    assert (ayr["share_headline"], oslo["share_headline"]) == pytest.approx((0, 2 * rare / total))
    assert ayr["share_gap"] == pytest.approx(-rare / total)
    assert (ayr["names_item"], oslo["names_item"]) == (0, 1)  # Norway is a filter
    assert ayr["worst_item"] == pytest.approx(rare)
    assert oslo["free_share"] == pytest.approx(1)
    assert (ayr["words"], ayr["names"], ayr["filtered"]) == (0.4, 0.2, 1)


def test_a_reader_s_scores_are_those_of_its_best_words() -> None:
    read = [
        candidate(AYR, "museum", score=1, relevance=2),
        candidate(AYR, "Norway", score=3, relevance=1),
        candidate(OSLO, "Twelve", score=-1, relevance=4),
    ]
    one = selected(frame("fair"), read=read)
    ayr, oslo, rome = (told(one, name) for name in (AYR, OSLO, ROME))
    assert (ayr["relevance"], ayr["relevance_gap"], ayr["span_score"]) == (2, -2, 3)
    assert (oslo["relevance"], oslo["relevance_gap"], oslo["span_score"]) == (4, 0, -1)
    assert rome["relevance"] == rome["span_score"] < -5  # was not read
    assert told(selected(frame("fair")), ROME)["relevance"] == 0  # nothing was
