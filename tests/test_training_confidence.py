"""Fitting the confidence: what a vector tells of every set is learned, not what one set is like."""

from __future__ import annotations

import numpy as np
import pytest
from confidence import Rows, false_at, fitted, left_out, platt, scored

from seeqa.evaluation.confidence import auroc
from seeqa.read.confidence import WORDS


@pytest.fixture
def rows() -> Rows:
    """Return rows of three sets: the first number of a vector tells, the plain one hardly."""
    numbers = np.random.default_rng(5)
    vectors = numbers.normal(size=(600, 4))
    answerable = (vectors[:, 0] + numbers.normal(scale=0.3, size=600) > -0.5).astype(float)
    return Rows(
        plain=0.2 * answerable + numbers.normal(size=600),
        frames=np.zeros((600, len(WORDS) + 1)),
        vectors=vectors,
        answerable=answerable,
        right=answerable * (numbers.random(600) < 0.9),
        sets=np.repeat([0, 1, 2], 200),
    )


def test_what_the_vector_tells_is_learned_and_holds_for_a_set_left_out(rows: Rows) -> None:
    assert auroc(rows.plain, rows.answerable) < 0.65
    score = left_out(rows)
    assert auroc(score, rows.answerable) > 0.9
    assert false_at(score, rows, 20) < false_at(rows.plain, rows, 20)
    _, _, of_vector = fitted(rows)
    assert np.argmax(np.abs(of_vector)) == 0 and of_vector[0] > 0


def test_a_set_that_is_mostly_unanswerable_is_no_reason_to_refuse_its_words(rows: Rows) -> None:
    rows.vectors[:, 1] += 3.0 * (rows.sets == 2)
    rows.answerable[(rows.sets == 2) & (np.arange(600) % 2 == 0)] = 0.0
    _, _, of_vector = fitted(rows)
    assert abs(of_vector[1]) < of_vector[0] / 3


def test_a_score_is_scaled_to_how_often_it_is_right(rows: Rows) -> None:
    score = scored(rows, fitted(rows))
    scale, shift = platt(score, rows.right)
    sure = 1 / (1 + np.exp(-(scale * score + shift)))
    assert abs(sure.mean() - rows.right.mean()) < 0.01
    assert scale > 0


def test_no_false_answer_is_left_where_all_is_refused(rows: Rows) -> None:
    right = int((rows.right * rows.answerable).sum())
    assert false_at(rows.answerable + rows.right, rows, right - 1) == 0
