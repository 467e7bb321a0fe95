"""What tells a question for a list from one for a fact: features of one length."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import HashEncoder, law
from seeqa.language.parse import Parse, Parser
from seeqa.question.frame import read_frame
from seeqa.question.scope import features

ENCODER = HashEncoder()
BARE = features(read_frame(Parse("", (), ())), None)


@law
@given(st.text(max_size=60))
def test_the_frame_s_features_follow_the_embedding(parser: Parser, text: str) -> None:
    frame = read_frame(parser.parse(text))
    vector = ENCODER.encode([text])[0]
    alone, both = features(frame, None), features(frame, vector)
    assert alone.shape == BARE.shape
    assert both.shape == (len(vector) + len(alone),)
    assert np.array_equal(both[len(vector) :], alone)
    assert np.isfinite(both).all()
    embedded = both[: len(vector)]
    assert embedded @ vector == pytest.approx(np.linalg.norm(embedded))  # the same direction
    assert embedded.any()


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Which fairs were held in Ayr?", "Which fair was held in Ayr?"),
        ("List the fairs in Ayr", "Name the fair in Ayr"),
        ("What happened in Ayr?", "Who paid in Ayr?"),
        ("Which of all fairs?", "Which of the fairs?"),
    ],
)
def test_questions_that_want_other_things_look_other(
    parser: Parser, question: str, other: str
) -> None:
    one, two = (features(read_frame(parser.parse(q)), None) for q in (question, other))
    assert not np.array_equal(one, two)


def test_case_and_marks_do_not_count(parser: Parser) -> None:
    one, two = (features(read_frame(parser.parse(q)), None) for q in ("Any fairs?", "any fairs"))
    assert np.array_equal(one, two)
