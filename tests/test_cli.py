"""The command line: whole outputs, exit statuses, and nothing but one line on an error."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes import write_weights
from seeqa.cli import cli

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "index"
    assert seeqa("index", index=folder).returncode == 0
    return folder


def seeqa(
    *arguments: str, index: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, which has the libraries loaded."""
    with contextlib.chdir(ROOT):
        ran = CliRunner().invoke(cli, arguments, env=settings(index, environ), prog_name="seeqa")
    if not isinstance(ran.exception, SystemExit | None):
        raise ran.exception
    return subprocess.CompletedProcess(arguments, ran.exit_code, ran.stdout, ran.stderr)


def seeqa_process(
    *arguments: str, index: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does: whatever a library says would be seen."""
    return subprocess.run(
        [sys.executable, "-m", "seeqa", *arguments],
        env={**os.environ, **settings(index, environ)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def settings(index: Path | None, environ: dict[str, str]) -> dict[str, str]:
    """Return the environment: the bulletin, and weights made by hand beside the index."""
    own = {"SEEQA_CORPUS": str(ROOT / "corpus")}
    if index is not None:
        own |= {"SEEQA_INDEX": str(index), "SEEQA_WEIGHTS": write_weights(index.parent)}
    return own | environ


def test_ask_prints_quote_place_and_confidence(index: Path) -> None:
    question, one = "Who funded the traficking report?", {"SEEQA_MAX_SENTENCES": "1"}
    ran = seeqa_process("ask", question, index=index, **one)
    heard, *lines = ran.stdout.splitlines()
    assert ran.returncode == 0
    assert heard == "Searched for trafficking (for “traficking”)"
    assert lines[0] == (
        "“The production of the report Exploitation and Abuse: The Scale and Scope of Human "
        "Trafficking in South Eastern Europe was funded by the Governments of France and "
        "Sweden.” [1]"
    )
    assert lines[2].startswith("[1] Exploitation and Abuse")
    assert lines[3] == "    31 May 2022, Vienna, Austria · unodc-see-bulletin-2022-05.txt, line 18"
    assert lines[4].startswith("Confidence 0.")
    assert ran.stderr == ""


def test_an_abstention_is_a_result(index: Path) -> None:
    ran = seeqa("ask", "What is the capital of Peru?", index=index)
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[0] == (
        "The archive does not answer this question. “Peru” is in no item of the archive."
    )
    assert "not an answer" in ran.stdout


def test_a_list_is_counted(index: Path) -> None:
    ran = seeqa("ask", "What happened in Belgrade?", index=index)
    assert ran.returncode == 0
    assert "5 of 5 items:" in ran.stdout
    assert "[5] " in ran.stdout


def test_ask_json(index: Path) -> None:
    ran = seeqa("ask", "What is the capital of Peru?", "--json", index=index)
    form = json.loads(ran.stdout)
    assert form["answered"] is False
    assert form["abstention"]["reason"] == "not_answered"
    assert form["citations"] == []
    assert len(form["hits"]) == 10


def test_search_json_has_the_standing_in_each_searcher(index: Path) -> None:
    ran = seeqa("search", "vehicle search training Istanbul", "-k", "2", "--json", index=index)
    hits = json.loads(ran.stdout)
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["dense"]["rank"] == 1
    assert hits[0]["lexical"]["rank"] == 1


def test_index_report(index: Path) -> None:
    ran = seeqa("index", "--report", index=index)
    built, summary, file, *remarks = ran.stdout.splitlines()
    assert built == f"15 items, 95 passages in {index}"
    assert summary == "1 file: 1 read, 0 not read; 15 items; 0 doubts"
    assert file.startswith(
        "unodc-see-bulletin-2022-05.txt: text, utf-8; 15 items; headlines: 15, paragraphs: 81"
    )
    assert any("the year 2022, from" in line and "lines 36, 71" in line for line in remarks)


def test_eval_reports_both_splits(index: Path, tmp_path: Path) -> None:
    some = (ROOT / "questions" / "bulletin.jsonl").read_text(encoding="utf-8").splitlines()[::10]
    (tmp_path / "bulletin.jsonl").write_text("\n".join(some), encoding="utf-8")
    questions = str(tmp_path / "bulletin.jsonl")
    ran = seeqa("eval", "--questions", questions, index=index, SEEQA_READER="sentences")
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[0].split() == ["dev", "test", "all"]
    for name in (
        "Recall@5",
        "MRR@10",
        "exact match",
        "F1",
        "wrongly abstained",
        "wrongly answered",
    ):
        assert name in ran.stdout


def test_doctor_passes_and_fails(index: Path, tmp_path: Path) -> None:
    good = seeqa("doctor", index=index, SEEQA_PORT="0")
    assert (good.returncode, good.stdout.count("ok  ")) == (0, 5)
    bad = seeqa("doctor", index=tmp_path, SEEQA_PORT="0")
    assert bad.returncode == 1
    assert "FAIL index" in bad.stdout
    assert "Run 'seeqa index' to build it." in bad.stdout


def test_a_cut_file_is_named_with_the_mend(index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert seeqa("index", index=folder).returncode == 0
    vectors = next(folder.glob("g-*/passages.faiss"))
    vectors.write_bytes(vectors.read_bytes()[:-1])
    ran = seeqa_process("ask", "Who paid?", index=folder)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "passages.faiss" in ran.stderr
    assert "seeqa index --rebuild" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert seeqa("index", "--rebuild", index=folder).returncode == 0
    assert seeqa("ask", "Who paid?", index=folder).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "environ", "status", "said"),
    [
        (("ask", " "), {}, 1, "Type a question"),
        (("ask", "x" * 5000), {}, 1, "at most 1000 characters"),
        (("ask", "who"), {"SEEQA_CORPUS": "no/such/folder"}, 1, "SEEQA_CORPUS"),
        (("ask", "who"), {"SEEQA_ENCODER": "no/such-encoder"}, 1, "SEEQA_ENCODER"),
        (("ask", "who"), {"SEEQA_MIN_CONFIDENCE": "high"}, 1, "SEEQA_MIN_CONFIDENCE"),
        (("ask", "who"), {"SEEQA_TOP_K": "0"}, 1, "at least 1"),
        (("ask", "who"), {"SEEQA_SEARCHER": "magic"}, 1, "hybrid, dense, lexical"),
        (("ask", "who"), {"SEEQA_WEIGHTS": "no-such.json"}, 1, "SEEQA_WEIGHTS"),
        (("eval", "--questions", "no-such.jsonl"), {}, 1, "no-such.jsonl"),
        (("index", "--rebuild"), {"SEEQA_INDEX": "README.md/index"}, 1, "found Not a directory"),
        (("ask",), {}, 2, "Missing argument"),
        (("frobnicate",), {}, 2, "No such command"),
    ],
)
def test_errors_are_a_line_with_the_mend(
    index: Path, arguments: tuple[str, ...], environ: dict[str, str], status: int, said: str
) -> None:
    ran = seeqa(*arguments, index=index, **environ)
    assert ran.returncode == status
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    if status == 1:
        assert len(ran.stderr.splitlines()) == 1


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, seeqa.cli; "
        "heavy = {'torch', 'gradio', 'faiss', 'sentence_transformers', 'spacy'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_filters_narrow_what_is_asked_about(index: Path) -> None:
    ran = seeqa(
        "ask", "What happened?", "--from", "30 May 2022", "--place", "Vienna", "--json", index=index
    )
    answer = json.loads(ran.stdout)
    assert answer["filters"] == {"from": "2022-05-30", "place": "Vienna"}
    found = {hit["document_id"].split("/")[1][:12] for hit in answer["hits"]}
    assert found == {"exploitation", "unodc-osce-m"}
    either = ("--place", "Tirana", "--place", "Turkey", "--topic", "16.5", "--topic", "16.a")
    ran = seeqa("ask", "What happened?", *either, index=index)
    assert ran.stdout.splitlines()[0] == "Only items: Tirana or Türkiye, SDG 16.5 or SDG 16.a"
    ran = seeqa("ask", "What happened on 31 June?", index=index)
    said = "31 June is no date; it was left out of the search."
    assert ran.stdout.splitlines()[0] == said
    ran = seeqa("ask", "What happened?", "--place", "Podgorica", index=index)
    assert ran.stdout.splitlines()[:2] == [
        "Only items: Podgorica",
        "No item is placed in Podgorica. Places in the archive: Belgrade, Dubrovnik, Gradiška, "
        "Istanbul, Ohrid, Port of Piraeus, Šibenik, Tirana, Vienna.",
    ]
    ran = seeqa("search", "training", "--topic", "5", index=index)
    assert ran.stdout.splitlines()[:2] == [
        "Only items: SDG 5",
        "No item contributes to SDG 5. Topics in the archive: SDG 3.5, SDG 16.2, SDG 16.4, "
        "SDG 16.5, SDG 16.a.",
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--from", "31 June 2022"), ("--to", "tomorrow"), ("--topic", "18")],
)
def test_filters_that_cannot_be_read_are_a_wrong_use(option: str, value: str, index: Path) -> None:
    ran = seeqa("ask", "Who?", option, value, index=index)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert value in ran.stderr.splitlines()[-1]


def test_search_leans_on_earlier_questions_and_leaves_filters(index: Path) -> None:
    one = ("-k", "1", "--json")
    after = ("--after", "What happened in Tirana?")
    ran = seeqa("search", "And who organised it?", *after, *one, index=index)
    assert "private-sector" in json.loads(ran.stdout)[0]["document_id"]
    question = "What happened in Belgrade?"
    listed = json.loads(seeqa("ask", question, "--json", index=index).stdout)
    assert listed["filters"] == {"place": "Belgrade"}
    ran = seeqa("ask", question, "--no-read-filters", "--json", index=index)
    assert json.loads(ran.stdout)["filters"] == {}
    ran = seeqa("search", question, "--no-read-filters", *one, index=index)
    assert ran.returncode == 0


def test_what_cannot_be_asked_is_told_by_search_too(index: Path) -> None:
    for question, said in (
        ("hello", "no question about"),
        ("Ко је платио?", "Please ask in English"),
    ):
        told = seeqa("ask", question, index=index).stdout
        searched = seeqa("search", question, "-k", "1", index=index)
        assert said in told
        assert said in searched.stdout
        assert searched.returncode == 0


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    empty = {"SEEQA_CORPUS": str(tmp_path / "empty")}
    for arguments in (("index",), ("ask", "Who paid?"), ("search", "Who paid?")):
        ran = seeqa(*arguments, index=tmp_path / "index", **empty)
        assert ran.returncode == 0
        assert "The archive is empty. Put files into the corpus folder" in ran.stdout
        assert "--corpus, SEEQA_CORPUS" in ran.stdout


def test_json_is_whole_in_any_encoding(index: Path) -> None:
    arguments = ["search", "“Šibenik” training", "--json"]
    with contextlib.chdir(ROOT):
        runner = CliRunner(charset="latin-1", env=settings(index, {}))
        ran = runner.invoke(cli, arguments, prog_name="seeqa")
    assert ran.exit_code == 0
    assert ran.stdout.isascii()
    assert "Šibenik" in json.dumps(json.loads(ran.stdout), ensure_ascii=False)


def test_what_an_encoding_lacks_is_spelt(tmp_path: Path) -> None:
    def named(name: str, encoding: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "seeqa", "passwd", name, "--auth", "users", "--stdin"]
        environ = {**os.environ, "PYTHONIOENCODING": encoding}
        typed = b"correct horse"
        return subprocess.run(
            command, env=environ, cwd=tmp_path, input=typed, capture_output=True, check=False
        )

    said = "Kept the password of {} in users; restart 'seeqa serve' to use it.\n"
    assert named("Željko“", "ascii").stdout.decode("ascii") == said.format('Zeljko"')
    assert named("Ćüro", "latin-1").stdout.decode("latin-1") == said.format("Cüro")
    refused = named("a č", "ascii")
    assert refused.returncode == 1
    assert refused.stderr.decode("ascii").splitlines() == [
        "seeqa: expected a name of at most 64 characters without spaces and colons; found 'a c'. "
        "Choose another."
    ]


@pytest.mark.parametrize(("full", "said"), [(True, "No space left on device"), (False, "")])
def test_an_output_that_takes_nothing_ends_in_a_line(tmp_path: Path, full: bool, said: str) -> None:
    """A full disk is told of, a reader that has gone is not."""
    read, closed = os.pipe()
    os.close(read)
    out = os.open("/dev/full", os.O_WRONLY) if full else closed
    command = [sys.executable, "-m", "seeqa", "passwd", "anna", "--auth", "users", "--stdin"]
    ran = subprocess.run(
        command,
        cwd=tmp_path,
        input=b"correct horse",
        stdout=out,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == full
    assert said in ran.stderr.decode()
