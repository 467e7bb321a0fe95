"""Misspelt questions against their clean forms: what the misspelling costs.

    python benchmarks/misspelt.py [questions.jsonl] [--split dev|test] [--slips SEED]

Over the questions of a set that are tagged `typo` and have a `standalone`, their clean spelling;
with --slips, over all others, with one letter of one of their longer words dropped, doubled,
replaced or swapped with the next (drawn by the seed).
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import re
from collections.abc import Sequence
from pathlib import Path
from string import ascii_lowercase

from seeqa import Assistant
from seeqa.evaluation import evaluate, read_questions
from seeqa.evaluation.questions import Question

MEASURES = ("Success@1", "Recall@5", "F1", "right sentence", "abstention accuracy")


def main() -> None:
    """Print the table, and the questions that only their clean form answers."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("questions", type=Path, nargs="?", default="questions/bulletin.jsonl")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--slips", type=int, metavar="SEED")
    args = parser.parse_args()
    asked = [q for q in read_questions(args.questions) if q.split == args.split]
    typos = [q for q in asked if "typo" in q.tags and q.standalone and not q.history]
    clean = [dataclasses.replace(q, question=q.standalone or q.question) for q in typos]
    if args.slips is not None:
        rng = random.Random(args.slips)
        clean = [q for q in asked if "typo" not in q.tags]
        typos = [dataclasses.replace(q, question=slip(q.question, rng)) for q in clean]
    compare(Assistant.open(), typos, clean)


def slip(question: str, rng: random.Random) -> str:
    """Return a question with one letter of one of its words of five letters or more damaged."""
    words = list(re.finditer(r"[^\W\d_]{5,}", question))
    if not words:
        return question
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    damaged = rng.choice(
        ("", question[at] * 2, rng.choice(ascii_lowercase), question[at + 1] + question[at])
    )
    rest = at + 2 if damaged == question[at + 1] + question[at] else at + 1
    return question[:at] + damaged + question[rest:]


def compare(assistant: Assistant, misspelt: Sequence[Question], clean: Sequence[Question]) -> None:
    """Ask both forms and print their means, and what only the clean form answers."""
    reports = {"misspelt": evaluate(assistant, misspelt), "clean": evaluate(assistant, clean)}
    print(f"{f'n {len(misspelt)}':12}" + "".join(f"{name:>22}" for name in MEASURES))
    for form, report in reports.items():
        means = report.means()
        print(f"{form:12}" + "".join(f"{means[name]:>22.3f}" for name in MEASURES))
    pairs = zip(reports["misspelt"].outcomes, reports["clean"].outcomes, strict=True)
    for worse, better in pairs:
        if worse.lost_at and not better.lost_at:
            print(f"{worse.lost_at}: {worse.question.question} ({better.question.question})")


if __name__ == "__main__":
    main()
