"""Train the classifier that tells whether a question wants a list (`seeqa.wanted`).

From question sets as `seeqa eval` reads them, FILE or FILE:SPLIT; a question is one for a list by
its tag, and only those without history count. scikit-learn comes with sentence-transformers.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from seeqa.embed import DEFAULT, SentenceEncoder
from seeqa.evaluation import read_questions
from seeqa.evaluation.questions import Question
from seeqa.wanted import SCALE, frame
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def read(names: list[str]) -> list[Question]:
    """Return the questions of FILE or FILE:SPLIT that stand alone."""
    found = []
    for name in names:
        path, _, split = name.partition(":")
        asked = read_questions(Path(path))
        found += [q for q in asked if not q.history and split in ("", q.split)]
    return found


def main() -> None:
    """Write the weights, and print how well they tell on the questions left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="+", help="FILE or FILE:SPLIT to train on")
    parser.add_argument("--measure", nargs="+", default=[], help="FILE or FILE:SPLIT left out")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    encoder = SentenceEncoder.load(DEFAULT)
    model = LogisticRegression(max_iter=5000)
    for name, rows in (("trained on", read(args.questions)), ("left out", read(args.measure))):
        vectors = encoder.encode([q.question for q in rows])
        framed = np.array([frame(q.question) for q in rows])
        features = np.concatenate([SCALE * vectors, framed], axis=1)
        wanted = np.array(["list" in q.tags for q in rows])
        if name == "trained on":
            model.fit(features, wanted)
        auc = roc_auc_score(wanted, model.decision_function(features))
        sys.stdout.write(f"{name}: {len(rows)} questions, {wanted.sum()} lists, AUC {auc:.3f}\n")
    kept = {
        "encoder": encoder.identity.digest,
        "bias": round(float(model.intercept_[0]), 4),
        "weights": [round(float(weight), 4) for weight in model.coef_[0]],
    }
    args.out.write_text(json.dumps(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
