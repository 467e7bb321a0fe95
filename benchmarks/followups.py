"""Follow-ups: when a question leans on those before it, and what that is worth.

    python benchmarks/followups.py [questions.jsonl] [--split dev|test] [--cast cast2019.jsonl.gz]

Over a bulletin set: precision and recall of "leans on what was asked before", of questions that
have a history and of plain ones (on one item) asked after a random question on another item; then
how follow-ups fare against their stand-alone form. Over TREC CAsT 2019 (docs/evaluation.md says
how to get it): precision and recall of "this turn needs its history", by its parse alone, there
being no archive; a turn needs it when its stand-alone rewrite differs. The rules were made with
dev and the "looked at" half of the topics (31, 33, 35, …) in sight.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from seeqa import Assistant
from seeqa.conversation import clean
from seeqa.evaluation import evaluate, read_questions
from seeqa.evaluation.questions import Question
from seeqa.language.parse import Parser
from seeqa.question.frame import read_frame
from seeqa.question.lean import Lean, lean

Pairs = Sequence[tuple[bool, bool]]  # (needs its history, was taken to)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("questions", type=Path, nargs="?", default="questions/bulletin.jsonl")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--cast", type=Path)
    args = parser.parse_args()
    asked = [q for q in read_questions(args.questions) if q.split == args.split]
    assistant = Assistant.open()
    print(f"{'leans on the question before':40}{'precision':>10}{'recall':>8}{'needs':>7}{'n':>6}")
    for name, pairs in detected(assistant, asked).items():
        print(row(name, pairs))
    if args.cast:
        for name, pairs in cast(args.cast).items():
            print(row(name, pairs))
    print()
    print(f"{'follow-ups':40}{'Success@1':>10}{'right':>8}{'':7}{'n':>6}")
    for name, (found, right, n) in answered(assistant, asked).items():
        print(f"{name:40}{found:>10.3f}{right:>8.3f}{'':7}{n:>6}")


def row(name: str, pairs: Pairs) -> str:
    """Return a line of the table."""
    needs, taken = sum(n for n, _ in pairs), sum(t for _, t in pairs)
    both = sum(n and t for n, t in pairs)
    precision = f"{both / taken:.3f}" if taken else "–"
    recall = f"{both / needs:.3f}" if needs else f"({taken})"
    return f"{name:40}{precision:>10}{recall:>8}{needs:>7}{len(pairs):>6}"


def detected(assistant: Assistant, questions: Iterable[Question]) -> Mapping[str, Pairs]:
    """Tell for each kind of question whether it leans, and was taken to, on what came before."""
    rng = random.Random(1)
    questions = [q for q in questions if q.answers or q.history]
    plain = [q for q in questions if not q.history and len(_homes(q)) == 1]
    changes = [q for q in questions if "topic-change" in q.tags]
    follow_ups = [q for q in questions if q.history and q not in changes]
    after = [(q, (_other(q, plain, rng).question,)) for q in plain]

    def taken(question: Question, history: Sequence[str]) -> bool:
        return assistant.understand(question.question, history=history).follows is not None

    parts: dict[str, Pairs] = {
        "follow-ups": [(True, taken(q, q.history)) for q in follow_ups],
        "changes of topic": [(False, taken(q, q.history)) for q in changes],
        "plain, after a question on another item": [(False, taken(q, h)) for q, h in after],
    }
    return parts | {"all": [pair for pairs in parts.values() for pair in pairs]}


def _other(question: Question, among: Sequence[Question], rng: random.Random) -> Question:
    return rng.choice([other for other in among if not _homes(question) & _homes(other)])


def _homes(question: Question) -> set[str]:
    return {gold.document for gold in question.answers}


def cast(path: Path) -> Mapping[str, Pairs]:
    """Tell for every turn but the first whether it needs its history, and seems to."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        turns = [turn for turn in map(json.loads, file) if turn["history"]]
    parser = Parser.load()
    topics = sorted({_topic(turn) for turn in turns}, key=int)
    seen = set(topics[::2])
    by_level: dict[str, Callable[[Lean], bool]] = {
        "points or carries on": lambda how: how >= Lean.CARRYING,
        "or is incomplete": lambda how: how is not Lean.NOT,
    }
    return {
        f"CAsT 2019, {half}: {level}": [
            (_differs(turn), leans(_lean(turn["question"], parser)))
            for turn in turns
            if (_topic(turn) in seen) == (half == "looked at")
        ]
        for half in ("looked at", "held out")
        for level, leans in by_level.items()
    }


def _lean(question: str, parser: Parser) -> Lean:
    parse = parser.parse(clean(question))
    return lean(parse, read_frame(parse))


def _topic(turn: dict[str, str]) -> str:
    return turn["id"].split("_")[0]


def _differs(turn: dict[str, str]) -> bool:
    return clean(turn["question"]).lower() != clean(turn["rewrite"]).lower()


def answered(
    assistant: Assistant, questions: Iterable[Question]
) -> dict[str, tuple[float, float, int]]:
    """Compare follow-ups with their stand-alone forms: Success@1, answered right, questions."""
    asked = [q for q in questions if "follow-up" in q.tags and q.answers and q.standalone]
    alone = [dataclasses.replace(q, question=q.standalone or q.question, history=()) for q in asked]
    bare = [dataclasses.replace(q, history=()) for q in asked]
    forms = {"as asked": asked, "stand-alone form": alone, "as asked, without history": bare}
    reports = {name: evaluate(assistant, form) for name, form in forms.items()}
    table = {
        name: (report.means()["Success@1"], report.means()["right sentence"], len(asked))
        for name, report in reports.items()
    }
    pairs = list(
        zip(reports["as asked"].outcomes, reports["stand-alone form"].outcomes, strict=True)
    )

    def as_well(measure: str) -> float:
        return sum(a.measures[measure] >= b.measures[measure] for a, b in pairs) / len(pairs)

    last = (as_well("Success@1"), as_well("right sentence"), len(pairs))
    return table | {"as well as stand-alone": last}


if __name__ == "__main__":
    main()
