"""Recall over the share of lexical evidence: `python benchmarks/fusion.py [questions.jsonl]`.

Prints Recall@1/5 and MRR@10 on dev and test for several weights, dense (0) and lexical (1)
being the ends. The default weight was chosen by the dev columns.
"""

from __future__ import annotations

import sys
from pathlib import Path

from seeqa import Assistant, Config
from seeqa.evaluation import evaluate, read_questions

WEIGHTS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)


def main(path: Path) -> None:
    """Print a row per weight."""
    questions = [question for question in read_questions(path) if question.answerable]
    names = ("Recall@1", "Recall@5", "MRR@10")
    print(
        f"{'weight':>8}"
        + "".join(f"{split + ' ' + n:>15}" for split in ("dev", "test") for n in names)
    )
    for weight in WEIGHTS:
        assistant = Assistant.open(Config.from_env().with_values(lexical_weight=weight))
        report = evaluate(assistant, questions)
        values = [report.part(split).figures()[n] for split in ("dev", "test") for n in names]
        print(f"{weight:>8.1f}" + "".join(f"{value:>15.3f}" for value in values))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "questions/bulletin.jsonl"))
