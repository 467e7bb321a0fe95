"""The features of candidates: their shape and names, and values computed by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from little import AYR, DOCUMENTS, LINES, OSLO, PASSAGES, RECORDS, ROME, candidate, frame, hit, word
from little import archive as make_archive
from plain import archive_of
from seeqa.evidence.features import NAMES, asked_signs, features, wanted_entities
from seeqa.language.record import Record, Statement
from seeqa.question.frame import Frame, Kind
from seeqa.terms import terms
from seeqa.types import Candidate, Passage, Standing

ARCHIVE = make_archive()
WORDS = sorted({w for lines in LINES.values() for w in " ".join(lines).split() if terms(w)})
PLACES = [(AYR, "museum"), (AYR, "Norway"), (AYR, "forty"), (OSLO, "Twelve"), (ROME, "snow")]


def once(count: int) -> float:
    """The weight of a term that so many of the three items have."""
    return math.log(1 + (3 - count + 0.5) / (count + 0.5)) / math.log(8)


def told(asked: Frame, *found: Candidate, **more: Any) -> dict[str, float]:
    """The features of the first candidate, by name."""
    table = features(asked, found, ARCHIVE, **more)
    return dict(zip(NAMES, table[0].tolist(), strict=True))


questions = st.lists(
    st.sampled_from([*WORDS, "zebra", "Kenya", "1999"]).filter(lambda w: len(terms(w)) == 1),
    max_size=5,
    unique=True,
)


@law
@given(
    questions,
    st.sampled_from(Kind),
    st.lists(st.sampled_from(PLACES), max_size=4),
    st.none() | st.sets(st.sampled_from([AYR, OSLO, ROME])),
    st.sets(st.sampled_from([AYR, OSLO, ROME])),
)
def test_each_candidate_has_every_feature(
    words: list[str],
    kind: Kind,
    places: list[tuple[str, str]],
    preferred: set[str] | None,
    focus: set[str],
) -> None:
    found = [candidate(*place) for place in places]
    table = features(frame(*words, kind=kind), found, ARCHIVE, preferred=preferred, focus=focus)
    assert table.shape == (len(places), len(NAMES))
    assert np.isfinite(table).all()
    for row in table:
        one = dict(zip(NAMES, row.tolist(), strict=True))
        shares = [one[f"{part}_share"] for part in ("sentence", "passage", "item")]
        worst = [one[f"{part}_worst"] for part in ("sentence", "passage", "item")]
        assert 0 <= shares[0] <= shares[1] + 1e-9 and shares[1] <= shares[2] + 1e-9
        assert shares[2] <= 1 + 1e-9
        assert worst[0] >= worst[1] >= worst[2] >= 0
        assert one["names_sentence"] >= one["names_item"] >= 0
        assert not (one["kind_met"] and one["kind_unmet"])
        assert one["slot_met"] + one["slot_elsewhere"] + one["slot_untold"] in (0, 1)
        assert max(one["score_gap"], one["relevance_gap"], one["fused_gap"]) <= 0


def test_each_name_is_of_one_feature() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_no_candidate_has_no_row() -> None:
    assert features(frame("fair"), [], ARCHIVE).shape == (0, len(NAMES))


# --- the archive ------------------------------------------------------------------------------


def test_rare_terms_weigh_more() -> None:
    assert ARCHIVE.rarity("nurs") == pytest.approx(once(3))
    assert ARCHIVE.rarity("2022") == pytest.approx(once(2))
    assert ARCHIVE.rarity("norway") == pytest.approx(once(1))
    assert ARCHIVE.rarity("zebra") == pytest.approx(once(0))
    assert (ARCHIVE.has("nurs"), ARCHIVE.has("zebra")) == (True, False)


def test_a_passage_has_the_words_of_its_headline_and_dateline() -> None:
    assert {"museum", "fair", "ayr", "2022"} <= ARCHIVE.passage(PASSAGES[AYR])
    assert {"fair", "ayr", "2022"} <= ARCHIVE.headline(AYR)
    assert "museum" not in ARCHIVE.headline(AYR)
    line = Passage(-1, AYR, 12, 27, "3 May 2022, Ayr", "Fair in Ayr")
    assert ARCHIVE.passage(line) == ARCHIVE.headline(AYR)


def test_how_new_an_item_is() -> None:
    assert [ARCHIVE.newness(name) for name in (AYR, OSLO, ROME)] == [0.0, 1.0, 0.5]


@pytest.mark.parametrize(
    ("order", "oslo", "ayr"), [(0, (1, 0), (0, 0)), (1, (1, 1), (0, -1)), (-1, (0, -1), (0, 1))]
)
def test_the_order_in_time(order: int, oslo: tuple[float, float], ayr: tuple[float, float]) -> None:
    """Oslo's item is newer than Ayr's, which the reader likes best."""
    found = (candidate(OSLO, "Twelve"), candidate(AYR, "forty", relevance=3))
    table = features(replace(frame("nurses"), order=order), found, ARCHIVE)
    told = table[:, [NAMES.index("newer"), NAMES.index("order_met")]].tolist()
    assert [tuple(row) for row in told] == [oslo, ayr]


def test_the_kind_of_answer_is_told() -> None:
    one = told(frame("nurses", kind=Kind.NUMBER), candidate(AYR, "forty"))
    wants = {name: one[name] for name in NAMES if name.startswith("wants_")}
    assert wants == {name: float(name == "wants_number") for name in wants}
    assert not any(told(frame("nurses", kind=Kind.ANY), candidate(AYR, "forty"))[n] for n in wants)


# --- one candidate by hand ----------------------------------------------------------------------


def test_what_a_sentence_a_passage_and_an_item_have_of_the_words() -> None:
    asked = frame("Norway", "nurses", "museum", "Oslo")
    total = 3 * once(1) + once(3)
    one = told(asked, candidate(AYR, "Norway"))
    assert one["sentence_share"] == pytest.approx((once(1) + once(3)) / total)
    assert one["passage_share"] == pytest.approx((2 * once(1) + once(3)) / total)
    assert one["item_share"] == one["passage_share"]
    assert one["sentence_worst"] == pytest.approx(once(1))
    assert (one["names_sentence"], one["names_item"]) == (1, 1)
    assert (one["archive_worst"], one["words"], one["named"]) == (0, 0.4, 0.4)


def test_names_and_numbers_that_are_lacking() -> None:
    asked = frame("Kenya", "Oslo", "Twelve", "1999", "3")
    one = told(asked, candidate(OSLO, "Twelve"))
    assert (one["names_sentence"], one["names_item"]) == (2, 1)
    assert (one["numbers_sentence"], one["numbers_item"]) == (2, 2)
    assert told(asked, candidate(AYR, "fair"))["numbers_item"] == 1
    assert one["archive_worst"] == pytest.approx(once(0))


def test_a_question_without_words_lacks_none() -> None:
    one = told(frame(), candidate(AYR, "museum"))
    assert (one["sentence_share"], one["item_worst"], one["names_item"]) == (1, 0, 0)
    assert (one["act_item"], one["pair_passage"], one["head_near"]) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("kind", "words", "met", "unmet"),
    [
        (Kind.NUMBER, "forty", 1, 0),
        (Kind.NUMBER, "forty nurses", 1, 0),
        (Kind.NUMBER, "Norway", 0, 1),
        (Kind.BODY, "Norway", 1, 0),
        (Kind.PERSON, "Norway", 1, 0),  # who may be a body
        (Kind.PERSON, "forty", 0, 1),
        (Kind.REASON, "forty", 0, 0),
        (Kind.THING, "forty", 0, 0),
    ],
)
def test_whether_the_kind_is_met(kind: Kind, words: str, met: int, unmet: int) -> None:
    one = told(frame("nurses", kind=kind), candidate(AYR, words))
    assert (one["kind_met"], one["kind_unmet"]) == (met, unmet)


def test_what_is_counted_wants_a_digit() -> None:
    for kind, lacks in ((Kind.NUMBER, 1), (Kind.MONEY, 1), (Kind.PERSON, 0)):
        assert told(frame(kind=kind), candidate(AYR, "forty"))["no_number"] == lacks


@pytest.mark.parametrize(
    ("name", "words", "slots"),
    [
        (AYR, "Norway", (1, 0, 0)),
        (AYR, "Norway funded", (1, 0, 0)),
        (AYR, "forty nurses", (0, 1, 0)),
        (OSLO, "Twelve nurses", (0, 0, 1)),
    ],
)
def test_where_the_slot_asked_for_is(name: str, words: str, slots: tuple[int, ...]) -> None:
    asked = frame("funded", kind=Kind.PERSON, act="fund", wh="who")
    one = told(asked, candidate(name, words))
    assert tuple(one[f"slot_{part}"] for part in ("met", "elsewhere", "untold")) == slots


def test_a_question_that_asks_for_no_slot_has_none() -> None:
    one = told(frame("snow"), candidate(AYR, "Norway"))
    assert one["slot_met"] == one["slot_elsewhere"] == one["slot_untold"] == 0


def test_how_the_sentence_tells_it() -> None:
    one = told(frame("course"), candidate(OSLO, "cancelled"))
    assert (one["denies"], one["calls_off"], one["plans"]) == (1, 1, 0)
    assert told(frame("course"), candidate(OSLO, "Twelve"))["denies"] == 0
    assert told(replace(frame("course"), negated=True), candidate(OSLO, "Twelve"))[
        "question_denies"
    ]


def test_what_is_done_and_what_belongs_together() -> None:
    asked = replace(frame(act="fund"), words=(word("forty", of="nurs"), word("cold", of="snow")))
    one = told(asked, candidate(AYR, "Norway"))
    assert (one["act_sentence"], one["act_passage"], one["act_item"]) == (1, 1, 1)
    assert one["pair_passage"] == 0.5
    assert told(asked, candidate(AYR, "museum"))["act_sentence"] == 0
    assert told(asked, candidate(ROME, "snow"))["pair_passage"] == 0


def test_the_noun_that_is_counted_stands_near() -> None:
    asked = frame(kind=Kind.NUMBER, head="nurs")
    assert told(asked, candidate(AYR, "forty"))["head_near"] == 1
    assert told(asked, candidate(OSLO, "It"))["head_near"] == 0


def test_a_word_of_the_question_is_no_answer() -> None:
    asked = frame("Norway", "nurses")
    assert told(asked, candidate(AYR, "Norway"))["in_question"] == 1
    assert told(asked, candidate(AYR, "forty nurses"))["in_question"] == 0.5
    assert told(asked, candidate(AYR, "museum"))["in_question"] == 0


def test_scores_and_how_far_they_are_from_the_best() -> None:
    found = replace(hit(AYR, rank=3, score=0.4), dense=Standing(2, 0.7))
    one = told(
        frame("fair"),
        replace(candidate(AYR, "fair", score=1, relevance=2, found=found), likeness=0.6),
        candidate(OSLO, "course", score=4, relevance=1, found=hit(OSLO, score=0.9)),
    )
    assert (one["score"], one["relevance"], one["fused"], one["likeness"]) == (1, 2, 0.4, 0.6)
    assert (one["score_gap"], one["relevance_gap"]) == (-3, 0)
    assert one["fused_gap"] == pytest.approx(-0.5)
    assert (one["dense"], one["lexical"], one["rank"], one["length"]) == (0.7, 0, 0.3, 0.04)


def test_datelines_preferred_items_and_the_one_in_focus() -> None:
    one = told(frame("fair"), candidate(AYR, "fair"))
    assert (one["dateline"], one["preferred"], one["in_focus"]) == (0, 0.5, 0.5)
    one = told(frame("fair"), candidate(AYR, "fair"), preferred={AYR}, focus={AYR})
    assert (one["preferred"], one["in_focus"], one["newest"]) == (1, 1, 0)
    one = told(frame("fair"), candidate(AYR, "fair"), preferred={OSLO}, focus={OSLO, ROME})
    assert (one["preferred"], one["in_focus"]) == (0, 0)
    line = Passage(-1, AYR, 12, 27, "3 May 2022, Ayr", "Fair in Ayr")
    read = Candidate(replace(hit(AYR), passage=line), 0, 10, 0, 0, 0)
    one = told(frame("Ayr", kind=Kind.DAY), read)
    assert (one["dateline"], one["sentence_share"], one["item_share"]) == (1, 1, 1)


def test_irregular_forms_are_the_same_word() -> None:
    """ "Who held it?" is met by "the museum held it": the question's term is that of "hold"."""
    document, passage = DOCUMENTS[ROME], replace(PASSAGES[ROME], text="The museum held it.")
    record = Record((Statement(0, 19, ("hold",)),))
    held = archive_of({ROME: document}, [passage], {passage.id: record})
    asked = replace(frame(act="hold"), words=(replace(word("held"), term="hold", verb=True),))
    found = Candidate(replace(hit(ROME), passage=passage), 0, 10, 0, 0, 0)
    one = dict(zip(NAMES, features(asked, [found], held)[0].tolist(), strict=True))
    assert (one["sentence_share"], one["act_sentence"], one["archive_worst"]) == (1, 1, 0)


# --- what a question may want -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "signs"),
    [
        (frame("funded", kind=Kind.PERSON, act="fund", wh="who"), ["payer"]),
        (frame("funded", kind=Kind.DAY, act="fund", wh="when"), ["time"]),
        (frame("fair", kind=Kind.DAY, head="day"), ["time"]),
        (frame("fair", kind=Kind.PLACE, wh="where"), ["place"]),
        (frame("fair", kind=Kind.REASON, wh="why"), ["reason"]),
        (frame("snow"), []),
        (frame("attend", kind=Kind.NUMBER, act="attend", wh="how"), ["participant"]),
    ],
)
def test_signs_that_a_question_asks_for(asked: Frame, signs: list[str]) -> None:
    assert [sign.name for sign in asked_signs(asked)] == signs


def test_entities_that_a_question_may_want() -> None:
    assert wanted_entities(frame(kind=Kind.PERSON)) >= {"PERSON", "ORG", "GPE"}
    assert wanted_entities(frame(kind=Kind.DAY)) == {"DATE", "TIME"}
    assert wanted_entities(frame(kind=Kind.THING)) == frozenset()


def test_records_are_those_given() -> None:
    assert ARCHIVE.records is RECORDS
