"""How surely a span answers: weights of what speaks for it, of its question and of a vector."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from seeqa.read.confidence import FILE, PLAIN, WORDS, Confidence, frame

FEATURES = (1.0, 0.0, 0.5, 0.5, 0.2)
NOTHING = np.zeros(0, dtype=np.float32)


def kept(folder: Path, **changed: object) -> Path:
    content: dict[str, object] = {
        "adapter_sha256": "abc",
        "features": [0.1, 0.2, 0.3, 0.4, 0.5],
        "intercept": -1.0,
        "frame": [0.0] * (len(WORDS) + 1),
        "vector": [1.0, -1.0],
    }
    (folder / FILE).write_text(json.dumps(content | changed), encoding="utf-8")
    return folder


def test_the_frame_of_a_question_is_numbers_of_one_length() -> None:
    assert len(frame("")) == len(frame("Who paid, and how much?")) == len(WORDS) + 1
    told = frame("Who paid, and how much?")
    assert told[WORDS.index("who")] == told[WORDS.index("much")] == 1.0
    assert (told[WORDS.index("when")], told[-1]) == (0.0, np.float32(0.5))


def test_without_weights_for_them_question_and_vector_do_not_count() -> None:
    sure = PLAIN.of(FEATURES, "Who paid?", NOTHING)
    assert sure == PLAIN.of(FEATURES, "How much was it?", np.ones(3, dtype=np.float32))
    assert 0 < sure < 1
    assert PLAIN.of((9.0, *FEATURES[1:]), "", NOTHING) > sure


def test_the_weights_of_an_adapter_are_read_and_weighed(tmp_path: Path) -> None:
    confidence = Confidence.load(kept(tmp_path), "abc")
    vector = np.array([2.0, 0.5], dtype=np.float32)
    score = -1.0 + 0.1 + 0.15 + 0.2 + 0.1 + (2.0 - 0.5)
    assert confidence.of(FEATURES, "?", vector) == pytest.approx(1 / (1 + math.exp(-score)))
    assert confidence.of(FEATURES, "?", -vector) < 0.5


def test_the_words_of_a_question_are_weighed(tmp_path: Path) -> None:
    weights = [0.0] * (len(WORDS) + 1)
    weights[WORDS.index("most")] = -2.0
    confidence = Confidence.load(kept(tmp_path, frame=weights, vector=[]), "abc")
    plain, most = (confidence.of(FEATURES, q, NOTHING) for q in ("Who came?", "Who came most?"))
    assert plain > most


def test_weights_of_another_adapter_or_none_leave_the_plain_ones(tmp_path: Path) -> None:
    assert Confidence.load(tmp_path, "abc") is PLAIN
    assert Confidence.load(kept(tmp_path), "another") is PLAIN


def test_the_packaged_weights_are_of_the_packaged_adapter() -> None:
    from importlib.resources import files

    folder = Path(str(files("seeqa.read") / "adapter"))
    settings = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
    confidence = Confidence.load(folder, settings["adapter_sha256"])
    assert confidence is not PLAIN
    assert (len(confidence.frame), len(confidence.vector)) == (len(WORDS) + 1, 384)
