"""Learned weights: chances, loading, and what another encoder or reader gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.errors import ConfigError
from seeqa.evidence.features import NAMES as ANSWER_NAMES
from seeqa.evidence.features import STANDING
from seeqa.evidence.weights import Regression, Weights
from seeqa.items.select import NAMES as ITEM_NAMES
from seeqa.language.parse import Parse
from seeqa.question import scope
from seeqa.question.frame import read_frame

numbers = st.floats(-1e6, 1e6)


def part(value: float, more: int = 0) -> dict[str, Any]:
    others = [0.0] * (len(ANSWER_NAMES) - 2 + more)
    return {"weights": [value, -value, *others], "intercept": value}


FORM = {
    "encoder": "e1",
    "reader": "r1",
    "answer": part(1),
    "sure": part(4, len(STANDING)),
    "item": part(2),
    "scope": part(3),
    "plain": {
        "answer": part(10),
        "sure": part(40, len(STANDING)),
        "item": part(20),
        "scope": part(30),
    },
}


def written(folder: Path, text: str) -> str:
    path = folder / "weights.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def intercepts(weights: Weights) -> tuple[float, float, float]:
    return weights.answer.intercept, weights.item.intercept, weights.scope.intercept


@law
@given(st.lists(st.tuples(numbers, numbers), max_size=5), numbers, numbers, numbers)
def test_chances_are_between_none_and_all_and_rise_with_the_score(
    rows: list[tuple[float, float]], one: float, other: float, intercept: float
) -> None:
    weights = np.array([one, other])
    table = np.array(rows).reshape(len(rows), 2)
    chances = Regression(weights, intercept).chances(table)
    assert chances.shape == (len(rows),)
    assert ((chances > 0) & (chances < 1)).all()
    assert np.array_equal(np.sort(chances), chances[np.argsort(table @ weights + intercept)])


def test_chances_by_hand() -> None:
    found = Regression(np.array([1.0, -2.0]), 0.5).chances(np.array([[0.0, 0.25], [1.5, 0.0]]))
    assert found == pytest.approx([0.5, 1 / (1 + np.exp(-2))])


@pytest.mark.parametrize(
    ("encoder", "reader", "expected", "embedded"),
    [
        ("e1", "r1", (1, 2, 3), True),
        ("e2", "r1", (1, 2, 30), False),
        ("e1", "r2", (10, 20, 3), True),
        ("e2", "r2", (10, 20, 30), False),
        ("", "", (10, 20, 30), False),
    ],
)
def test_another_encoder_or_reader_gets_plain_weights(
    tmp_path: Path, encoder: str, reader: str, expected: tuple[float, ...], embedded: bool
) -> None:
    name = written(tmp_path, json.dumps(FORM))
    weights = Weights.load(name, encoder=encoder, reader=reader)
    assert (intercepts(weights), weights.embedded) == (expected, embedded)
    assert weights.answer.weights.tolist()[:2] == [expected[0], -expected[0]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        '"packaged"',
        "null",
        "{}",
        json.dumps({k: v for k, v in FORM.items() if k != "plain"}),
        json.dumps({**FORM, "plain": {}}),
        json.dumps({**FORM, "plain": {**FORM["plain"], "answer": 3}}),  # type: ignore[dict-item]
        json.dumps({**FORM, "plain": {**FORM["plain"], "answer": part(1) | {"weights": ["a\nb"]}}}),  # type: ignore[dict-item]
        json.dumps({**FORM, "plain": {**FORM["plain"], "answer": part(1) | {"intercept": None}}}),  # type: ignore[dict-item]
    ],
)
def test_a_file_that_is_no_weights_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    name = written(tmp_path, text)
    with pytest.raises(ConfigError, match="SEEQA_WEIGHTS") as raised:
        Weights.load(name)
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)


def test_no_file_is_told_too(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(ConfigError, match="SEEQA_WEIGHTS"):
            Weights.load(str(path))


def test_what_is_no_text_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "weights.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UnicodeDecodeError"):
        Weights.load(str(tmp_path / "weights.json"))


def test_the_packaged_weights_are_of_the_features_that_there_are() -> None:
    framed = len(scope.features(read_frame(Parse("", (), ())), None))
    weights = Weights.load()
    assert weights.answer.weights.shape == (len(ANSWER_NAMES),)
    assert weights.item.weights.shape == (len(ITEM_NAMES),)
    assert (weights.scope.weights.shape, weights.embedded) == ((framed,), False)
