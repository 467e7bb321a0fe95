"""A question wants a list: told by a small classifier of the packaged encoder, of no other."""

from __future__ import annotations

import numpy as np
import pytest

from seeqa.embed import DEFAULT, SentenceEncoder
from seeqa.wanted import WORDS, frame, wants_list

pytestmark = pytest.mark.model


def test_the_frame_of_a_question_is_numbers_of_one_length() -> None:
    assert len(frame("")) == len(frame("Which events, if any?")) == len(WORDS) + 6
    told = frame("Which events were in Oslo?")
    assert told[WORDS.index("which")] == told[WORDS.index("were")] == 1.0
    assert told[WORDS.index("where")] == 0.0


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load(DEFAULT)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("In what activities were fishermen involved?", True),
        ("anything involving judges?", True),
        ("How long did the course in Oslo last?", False),
        ("Who opened the meeting?", False),
        ("How many airports are involved?", False),
        ("Where can I read the report?", False),
        ("Why was the net torn?", False),
        ("Did any reporter attend the conference on nets?", False),
    ],
)
def test_what_no_pattern_need_know(encoder: SentenceEncoder, question: str, wanted: bool) -> None:
    assert wants_list(question, encoder.identity.digest, encoder.encode) is wanted


def test_with_another_encoder_it_says_nothing() -> None:
    def never(texts: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        raise AssertionError(texts)

    assert wants_list("Which events were held?", "another", never) is False
