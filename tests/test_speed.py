"""The benchmark of speed: its protocol, its figures, what it asks; no model and no peer."""

import json
import subprocess
import sys
import time
from itertools import repeat
from pathlib import Path

import pytest

from peers import figures
from peers.load import Client, free_port, many
from peers.table import LABELS, table
from peers.work import Asked, Work, archives_work, squad_work

ROOT = Path(__file__).resolve().parents[1]

FAKE = """
from peers.protocol import main

class Fake:
    packages = ("pytest",)

    def __init__(self, models, index):
        self.index = index

    def build(self, passages):
        print("a library says something")
        self.index.write_text(passages[0]["id"])

    def retrieve(self, question, k):
        return [self.index.read_text()] * k

    def answer(self, question):
        if question == "why?":
            raise ValueError("no idea")
        return {"answer": question.upper(), "perhaps": ""}

    def do_encode(self, request):
        return {"count": len(request["texts"])}

main(Fake, alone=True)
"""


@pytest.fixture
def fake(tmp_path: Path) -> list[str]:
    script = tmp_path / "fake.py"
    script.write_text(FAKE, encoding="utf-8")
    places = ["--models", str(tmp_path), "--index", str(tmp_path / "index")]
    return [sys.executable, str(script), *places]


def environ() -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT / "benchmarks")}


def test_a_system_answers_line_by_line_and_goes_on_after_an_error(fake: list[str]) -> None:
    requests = [
        {"do": "build", "passages": [{"id": "a", "text": "…"}]},
        {"do": "retrieve", "question": "who?", "k": 2},
        {"do": "answer", "question": "why?"},
        {"do": "answer", "question": "who?"},
        {"do": "encode", "texts": ["x", "y"]},
        {"do": "memory"},
        {"do": "versions"},
    ]
    given = "".join(f"{json.dumps(request)}\n" for request in requests)
    done = subprocess.run(fake, input=given, capture_output=True, text=True, env=environ())
    built, found, error, answer, encoded, memory, versions = map(
        json.loads, done.stdout.splitlines()
    )
    assert "a library says something" in done.stderr
    assert 0 < built["seconds"] < 10
    assert found["found"] == ["a", "a"]
    assert error == {"error": "ValueError: no idea"}
    assert (answer["answer"], answer["perhaps"]) == ("WHO?", "")
    assert encoded["count"] == 2
    assert 1 < memory["rss"] <= memory["peak"]
    assert versions["versions"] == {"pytest": pytest.__version__}


def test_clients_count_what_is_answered_and_what_failed(fake: list[str]) -> None:
    port = free_port()
    process = subprocess.Popen([*fake, "--port", str(port)], env=environ())
    try:
        patience = time.monotonic() + 20
        while Client("floor", port).get("/") is None:
            assert time.monotonic() < patience
            time.sleep(0.02)
        good = many("floor", port, "answer", repeat("who?"), 32, 0.2)
        bad = many("floor", port, "answer", repeat("why?"), 2, 0.2)
    finally:
        process.terminate()
        process.wait()
    assert good["qps"] > 0 and good["failed"] == 0
    assert bad["qps"] == 0 and bad["failed"] > 0


def test_a_ratio_is_the_median_of_the_questions_own_with_an_interval() -> None:
    assert figures.ratio([2.0, 4.0, 6.0], [1.0, 2.0, 3.0]) == {"ratio": 2, "low": 2, "high": 2}
    found = figures.ratio([1.0, 2.0, 3.0, 40.0, 5.0], [1.0, 1.0, 1.0, 10.0, 1.0])
    assert found["ratio"] == 3
    assert found["low"] is not None and found["high"] is not None
    assert 1 <= found["low"] < 3 < found["high"] <= 5


def test_times_are_milliseconds() -> None:
    assert figures.times([0.001 * n for n in range(1, 102)]) == pytest.approx(
        {"p50": 51.0, "p95": 96.0}
    )


ASKED = Asked("Who?", frozenset({"d2"}), ("the Duck", "a duck pond"))


def test_words_count_against_the_best_answer() -> None:
    assert figures.words([ASKED], ["duck"]) == {"em": 1.0, "f1": 1.0}
    assert figures.words([ASKED, ASKED], ["duck", "pond"]) == pytest.approx(
        {"em": 0.5, "f1": (1 + 2 / 3) / 2}
    )
    assert figures.words([ASKED], [""]) == {"em": 0.0, "f1": 0.0}


def test_recall_counts_the_document_of_a_passage() -> None:
    work = Work("", Path(), (), {"0": "d1", "1": "d2"}, (ASKED,))
    assert figures.recall(work, [ASKED] * 3, [["0", "1"], ["d2"], ["d1", "0"]]) == pytest.approx(
        {"recall@1": 1 / 3, "recall@5": 2 / 3}
    )


def test_every_paragraph_is_an_item_and_a_passage(tmp_path: Path) -> None:
    contexts = ["The pond froze in May 1999.\nIt thawed.", "Ducks ate 3 Oct 2001 bread.", "No one."]
    form = {"version": "v2.0", "data": [{"title": "Duck_pond", "paragraphs": []}]}
    paragraphs = [
        {
            "context": context,
            "qas": [
                {
                    "id": f"q{n}",
                    "question": f"What of {n}?",
                    "is_impossible": n == 2,
                    "answers": [] if n == 2 else [{"text": context[:8], "answer_start": 0}],
                }
            ],
        }
        for n, context in enumerate(contexts)
    ]
    form["data"] = [{"title": "Duck_pond", "paragraphs": paragraphs}]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(form), encoding="utf-8")
    work = squad_work(path, tmp_path / "corpus")
    texts = {passage["id"]: " ".join(passage["text"].split()) for passage in work.passages}
    assert list(texts.values()) == [f"Duck pond — {' '.join(c.split())}" for c in contexts]
    assert len(work.questions) == 2
    for asked in work.questions:
        (document,) = asked.documents
        assert asked.answers[0] in texts[document]


def test_an_archives_questions_have_their_documents_among_the_passages(tmp_path: Path) -> None:
    folders = [ROOT / "questions" / "archives" / n for n in ("city-library", "museum-letter")]
    work = archives_work(folders, tmp_path / "corpus")
    documents = set(work.document_of.values())
    found = [asked.documents <= documents for asked in work.questions]
    assert len(found) > 100
    assert sum(found) / len(found) > 0.95
    assert {passage["id"] for passage in work.passages} == set(work.document_of)


def test_the_table_has_a_dash_for_what_was_not_measured_and_says_what_failed() -> None:
    speed = {"p50": 4.0, "p95": 6.0, "ratio": 1.0, "low": None, "high": None}
    results = {
        "machine": {"cpu": "A CPU", "cores": 2, "threads": 2, "python": "3.11", "commit": "abc"},
        "work": "some paragraphs",
        "counts": {"questions": 5, "read": 3, "repeats": 1},
        "systems": {
            "txtai": {"failed": {"build": "it ended without a word"}},
            "floor": {
                "retrieve": {**speed, "recall@1": 0.5, "recall@5": 1.0},
                "http": {"retrieve": {"1": {"qps": 188.2, "failed": 2}, "4": {"qps": 4.25}}},
            },
        },
    }
    results["systems"]["floor"]["http"]["retrieve"]["4"]["failed"] = 0  # type: ignore[index]
    lines = table(results).split("\n")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    assert [row[0] for row in rows] == ["system", "---", LABELS["floor"], LABELS["txtai"]]
    assert rows[2][1:4] == ["4.0 / 6.0", "1.00", "–"]
    assert "188 → 4.2" in rows[2] and "0.500 / 1.000" in rows[2]
    assert set(rows[3][1:]) == {"–"}
    assert "txtai hybrid failed (build): it ended without a word" in lines
    assert f"{LABELS['floor']}: 2 requests over HTTP failed." in lines
