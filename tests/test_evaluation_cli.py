"""`seeqa eval` as a user runs it: comparing, gating, runs for other tools, sets with documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from test_cli import ROOT, seeqa

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("eval") / "index"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first 40 questions of the bulletin set."""
    path = tmp_path_factory.mktemp("few") / "few.jsonl"
    lines = (ROOT / "questions" / "bulletin.jsonl").read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(lines[:40]), encoding="utf-8")
    return path


def test_the_gate_passes_alike_and_fails_worse(index: Path, few: Path, tmp_path: Path) -> None:
    baseline, run = str(tmp_path / "baseline.json"), tmp_path / "run.txt"
    saved = seeqa(
        "eval", f"--questions={few}", "--save-baseline", baseline, f"--save-run={run}", index=index
    )
    assert saved.returncode == 0
    assert run.read_text().split()[:2] == ["q001", "Q0"]
    alike = seeqa("eval", f"--questions={few}", "--baseline", baseline, "--json", index=index)
    assert alike.returncode == 0
    assert json.loads(alike.stdout)["baseline"]["failed"] is False
    shy = ("--min-confidence", "0.95")
    worse = seeqa("eval", f"--questions={few}", "--baseline", baseline, *shy, index=index)
    assert worse.returncode == 1
    assert "Lost most at: wrongly abstained" in worse.stdout
    assert worse.stdout.splitlines()[-1] == "Baseline: a significant loss."


def test_compare_prints_one_table(index: Path, few: Path) -> None:
    ran = seeqa("eval", f"--questions={few}", "--compare", "lexical,hybrid", index=index)
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[0].split() == ["lexical", "hybrid"]
    assert "40 questions; * p < 0.05" in ran.stdout


def test_a_beir_folder_needs_no_bulletins(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "a", "text": "Wings lift aircraft."}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "what lifts aircraft"}\n')
    (tmp_path / "qrels.tsv").write_text("1\ta\t1\n")
    environ = {"SEEQA_CORPUS": "no/such", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    ran = seeqa("eval", f"--questions={tmp_path}", "--json", index=tmp_path / "index", **environ)
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["figures"]["all"]["document nDCG@10"]["value"] == 1
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--compare", "magic"), 1, "hybrid, dense, lexical"),
        (("--compare", "dense", "--baseline", "b.json"), 2, "--compare goes with none"),
        (("--baseline", "no-such.json"), 1, "no-such.json"),
        (("--questions", "README.md"), 1, "the ending '.md'"),
    ],
)
def test_errors(index: Path, arguments: tuple[str, ...], status: int, said: str) -> None:
    ran = seeqa("eval", *arguments, index=index)
    assert ran.returncode == status
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
