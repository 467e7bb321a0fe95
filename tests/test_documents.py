"""The documents against what they tell of: files, commands, settings, question sets, figures."""

from __future__ import annotations

import ast
import contextlib
import json
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import click
import pytest
from click.testing import CliRunner

from fakes import copied_index
from seeqa import VERSION, Config
from seeqa.archive.formats import SUFFIXES
from seeqa.cli import cli
from seeqa.config import PREFIX
from seeqa.evidence.features import NAMES
from seeqa.language.signs import signs

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "questions"
README, EVALUATION, SETTINGS = "README.md", "docs/evaluation.md", "docs/settings.md"
GUIDES = [README, "CONTRIBUTING.md", *sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))]
WITH_LINKS = [*GUIDES, "CHANGELOG.md", "training/README.md", "questions/archives/README.md"]

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
INDENTED = re.compile(r"^    .*$", re.M)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
CALL = re.compile(r"(?:^|[\s/])seeqa((?: +\S.*)?)$")
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])")
FIGURE = re.compile(r"(?<![\d,])\.\d{3}\b")
SIZES = {README: 150, "CONTRIBUTING.md": 40, "docs/design.md": 150}


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code(name: str) -> Iterator[str]:
    """Yield every line and span of code of a document that is no Python."""
    plain = text(name)
    for language, block in FENCED.findall(plain):
        yield from () if language == "python" else block.splitlines()
    plain = FENCED.sub("", plain)
    yield from (line.strip() for line in INDENTED.findall(plain))
    yield from SPAN.findall(plain)


def tables(name: str) -> list[list[list[str]]]:
    """Return the tables of a document, each a list of rows of cells; the first is its head."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", FENCED.sub("", text(name)), re.M)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        for block in blocks
    ]


def table(name: str, head: str, first: str | None = None) -> list[list[str]]:
    """Return the one table with a column of this head, and of `first`, without its rule."""
    (found,) = [r for r in tables(name) if head in r[0] and first in (None, r[0][0])]
    return [found[0], *found[2:]]


def column(name: str, head: str, first: str | None = None) -> dict[str, str]:
    """Return a column of a table by the first cells of its rows."""
    heads, *rows = table(name, head, first)
    return {row[0]: row[heads.index(head)] for row in rows}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def whole(cell: str) -> int:
    return int(cell.replace(",", ""))


# --- form -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "most"), SIZES.items())
def test_documents_stay_short(name: str, most: int) -> None:
    assert len(text(name).splitlines()) <= most


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", WITH_LINKS)
def test_links_lead_to_files_and_headings(name: str) -> None:
    broken = []
    for link in LINK.findall(text(name)):
        target, _, anchor = link.partition("#")
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path = (ROOT / name).parent / target if target else ROOT / name
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("name", GUIDES)
def test_files_that_are_named_exist(name: str) -> None:
    files = [p.as_posix() for top in ("src", "tests", "training", "benchmarks", "docs")
             for p in (ROOT / top).rglob("*.*")]  # fmt: skip
    named = set(re.findall(r"`([\w/-]+\.(?:py|toml|js|css))`", text(name)))
    kept = {one for one in named if (ROOT / one).exists()}
    assert {o for o in named - kept if not any(f.endswith(f"/{o}") for f in files)} == set()


def test_every_module_stands_in_the_layout() -> None:
    layout = text("docs/design.md").split("## Layout\n")[1].split("\nimport-linter")[0]
    named = {
        word.strip()
        for line in layout.splitlines()
        if re.match(r"    \w", line)
        for word in re.split(r" {3,}", line.strip())[0].split(",")
    }
    package = ROOT / "src/seeqa"
    there = {p.stem for p in package.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert named == there - {"__init__", "__main__"}


@pytest.mark.parametrize("name", GUIDES)
def test_python_in_documents_compiles_and_imports_what_there_is(name: str) -> None:
    import seeqa

    for language, block in FENCED.findall(text(name)):
        if language != "python":
            continue
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module == "seeqa":
                assert {alias.name for alias in node.names} <= set(seeqa.__all__)


def test_the_changelog_has_this_version() -> None:
    assert f"\n## [{VERSION}] – " in text("CHANGELOG.md")


# --- commands and settings ------------------------------------------------------------------


def options(command: click.Command) -> set[str]:
    given = {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("-")}
    return given | {"--help", "-h"}


def leaves(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from leaves(command)


def faults(arguments: str) -> list[str]:
    """Return what of the arguments of `seeqa` no command has: "ask 'Who?' --after 'What?'"."""
    said = re.sub(r"\"[^\"]*\"|'[^']*'", "", re.split(r" +# | > | \| ", arguments)[0])
    command: click.Command = cli
    for word in said.split():
        if not isinstance(command, click.Group) or word.startswith("-"):
            break
        if word not in command.commands:
            return [word]
        command = command.commands[word]
    return [option for option in OPTION.findall(said) if option not in options(command)]


@pytest.mark.parametrize("name", GUIDES)
def test_commands_and_their_options_exist(name: str) -> None:
    found = [match.group(1).strip() for part in code(name) if (match := CALL.search(part))]
    assert found or name == "docs/design.md"
    assert [(one, wrong) for one in found if (wrong := faults(one))] == []


@pytest.mark.parametrize("name", GUIDES)
def test_options_that_stand_alone_are_of_some_command(name: str) -> None:
    every = set().union(options(cli), *map(options, leaves(cli)))
    foreign = {"--full", "--rows", "--write", "--cast"}  # of the training's and benchmarks' tools
    alone = {part.split()[0] for part in SPAN.findall(text(name)) if part.startswith("--")}
    assert alone - foreign <= every


def test_the_readme_lists_every_command_with_its_options() -> None:
    (rows,) = [rows for rows in tables(README) if rows[2][0].startswith("`seeqa ")]
    told = {SPAN.findall(name)[0].split()[1]: SPAN.findall(what) for name, what in rows[2:]}
    assert told.keys() == cli.commands.keys()
    assert [f"{n} {o}" for n, said in told.items() for o in said if faults(f"{n} {o}")] == []


def sessions() -> dict[str, list[str]]:
    """Return what the README shows of each question asked in a terminal."""
    blocks = [block for _, block in FENCED.findall(text(README)) if "/seeqa ask" in block]
    turns = "".join(blocks).split("$ .venv/bin/seeqa ")[1:]
    return {(said := turn.splitlines())[0]: said[1:] for turn in turns}


@pytest.mark.model
def test_the_readme_shows_what_is_answered(tmp_path: Path) -> None:
    shown = sessions()
    assert len(shown) == 2
    environ = {"SEEQA_INDEX": str(copied_index(tmp_path / "index")), "SEEQA_WEIGHTS": "packaged"}
    for command, said in shown.items():
        with contextlib.chdir(ROOT):
            ran = CliRunner().invoke(cli, shlex.split(command), env=environ)
        told = ran.stdout.splitlines()
        if "…" in said:
            said, told = said[: said.index("…")], told[: said.index("…")]
        score = "Confidence "
        assert [one for one in told if not one.startswith(score)] == [
            one for one in said if not one.startswith(score)
        ]
        figures = [[float(o.removeprefix(score)) for o in ls if o.startswith(score)]
                   for ls in (told, said)]  # fmt: skip
        assert figures[0] == pytest.approx(figures[1], abs=0.05)  # a little else on each machine


def variables(name: str) -> set[str]:
    return set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", text(name)))


EVERY = {PREFIX + field.name.upper() for field in fields(Config)}


def test_every_setting_is_documented_with_its_default() -> None:
    told: dict[str, str] = {}
    for row in table(SETTINGS, "default")[1:]:
        names, values = SPAN.findall(row[0]), SPAN.findall(row[1]) or [""]
        told |= dict(zip(names, values, strict=True))
    said = {True: "yes", False: "no"}
    defaults = {field.name: getattr(Config(), field.name) for field in fields(Config)}
    assert told == {
        PREFIX + name.upper(): said[value] if isinstance(value, bool) else str(value)
        for name, value in defaults.items()
    }
    common = column(README, "default")
    assert {n: told[n] for cell in common for n in SPAN.findall(cell)} == {
        n: v
        for cell, value in common.items()
        for n, v in zip(SPAN.findall(cell), SPAN.findall(value) or [""], strict=True)
    }


@pytest.mark.parametrize("name", GUIDES)
def test_variables_that_are_named_exist(name: str) -> None:
    assert variables(name) <= EVERY


def test_the_formats_are_those_that_are_read() -> None:
    told = [ending for cell in column("docs/archive.md", "endings").values()
            for ending in SPAN.findall(cell)]  # fmt: skip
    assert Counter(told) == Counter(SUFFIXES.keys())


# --- counts ---------------------------------------------------------------------------------


def size_of(name: str) -> tuple[int, int, int]:
    """Return the files, items and questions of an archive, or of a folder of archives."""
    files = items = questions = 0
    for path in (QUESTIONS / name).rglob("items.jsonl"):
        files += sum(file.is_file() for file in (path.parent / "files").rglob("*"))
        items += len(lines(path))
        asked = path.parent / "questions.jsonl"
        questions += len(lines(asked)) if asked.exists() else 0
    return files, items, questions


def test_archives_and_layouts_are_as_large_as_told() -> None:
    for cell, *told in (row[:4] for row in table(EVALUATION, "files")[1:]):
        name = SPAN.findall(cell)[0].removeprefix("questions/")
        assert size_of(name) == tuple(0 if n == "–" else whole(n) for n in told), name
    for cell, count in column(EVALUATION, "items", first="").items():
        files = whole(re.findall(r"(\d+) files", cell)[0])
        assert size_of(SPAN.findall(cell)[0]) == (files, whole(count), 0), cell
    for row in table("questions/archives/README.md", "publisher")[1:]:
        assert size_of(f"archives/{SPAN.findall(row[0])[0]}")[1:] == (whole(row[2]), whole(row[3]))
    _, items, questions = size_of("archives")
    assert f"({items} items, {questions:,} blind questions" in text(README)
    layouts = sum(size_of(path.name)[1] for path in QUESTIONS.glob("forms*"))
    sealed = size_of("sealed")[2]
    assert (
        f"thirteen archives ({questions:,}), three sealed ones ({sealed}), {layouts:,} items"
    ) in text("CHANGELOG.md")


def answerable(question: dict[str, Any]) -> bool:
    return bool(question.get("answers") or question.get("documents"))


def test_question_sets_are_as_large_as_told() -> None:
    sets = {path.name: lines(path) for path in QUESTIONS.glob("*.jsonl")}
    home = sets.pop("bulletin.jsonl")
    told = {SPAN.findall(row[0])[0]: row[1:3] for row in table(EVALUATION, "answerable")[1:]}
    assert {name: [whole(n) for n in ns] for name, ns in told.items()} == {
        name: [len(asked), sum(map(answerable, asked))] for name, asked in sets.items()
    }
    split = Counter(question["split"] for question in home)
    can = sum(map(answerable, home))
    assert (
        f"{len(home)} questions over the 15 items, {can} answerable and {len(home) - can} not; "
        f"dev {split['dev']}, test {split['test']}"
    ) in text(EVALUATION)
    tags = Counter(tag for question in home for tag in question.get("tags", ()))
    cells = [row[i : i + 2] for row in table(EVALUATION, "tag")[1:] for i in (0, 3, 6)]
    assert {name: whole(n) for name, n in cells} == {name: tags[name] for name, _ in cells}


def test_numbers_in_prose_are_those_of_the_files() -> None:
    adapter = ROOT / "src/seeqa/read/adapter"
    rank = json.loads((adapter / "adapter.json").read_text(encoding="utf-8"))["rank"]
    megabytes = (adapter / "adapter.safetensors").stat().st_size / 1e6
    design = text("docs/design.md")
    assert f"over {len(NAMES)} features" in design
    assert f"slots of {len(signs())} signs" in design
    assert f"(rank {rank}, {megabytes:.1f} MB)" in design
    cases = tomllib.loads((ROOT / "tests/cases.toml").read_text(encoding="utf-8"))
    assert f"of {len(cases['cases'])})" in text(EVALUATION)


def test_the_twins_are_as_many_as_told() -> None:
    twins = [line for path in ROOT.glob("training/twins/*.jsonl") for line in lines(path)]
    pairs = sum(len(line["pairs"]) for line in twins)
    told = re.findall(r"([\d,]+) pairs of questions on ([\d,]+)", text("training/README.md"))
    assert told == [(f"{pairs // 100 * 100:,}", f"{len(twins):,}")]
    for name in ("CHANGELOG.md", EVALUATION):
        assert f"{pairs // 100 * 100:,}" in text(name)


# --- figures --------------------------------------------------------------------------------


def shown(value: float) -> str:
    return f"{value:.3f}".lstrip("0")


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def baseline() -> dict[str, str]:
    """Return the figures of the test split at home, from the committed run."""
    kept = json.loads((QUESTIONS / "baseline.json").read_text(encoding="utf-8"))["questions"]
    asked = [q for q in lines(QUESTIONS / "bulletin.jsonl") if q["split"] == "test"]
    can = [kept[q["id"]]["measures"] for q in asked if answerable(q)]
    cannot = [kept[q["id"]]["measures"] for q in asked if not answerable(q)]
    return {
        "right sentence": shown(fmean(one["right sentence"] for one in can)),
        "emphasised words F1": shown(fmean(one["F1"] for one in can)),
        "false answers": percent(1 - fmean(one["abstention accuracy"] for one in cannot)),
        "wrong refusals": percent(1 - fmean(one["abstention accuracy"] for one in can)),
    }


def test_figures_at_home_are_those_of_the_baseline() -> None:
    told = column(EVALUATION, "home", first="`seeqa eval`, test split")
    measured = baseline()
    assert {name: told[name] for name in measured} == measured


# As the README puts it: as the tables of whole archives and of home call it.
ROWS = {
    "the right sentence is quoted": ("answer quoted", "right sentence"),
    "refused, though the archive answers": ("wrong refusals", "wrong refusals"),
    "answered, though it does not": ("false answers", "false answers"),
    "no-answer AUROC": ("no-answer AUROC", "no-answer AUROC"),
    "list F1": ("list F1", "list F1"),
    "follow-ups right": ("follow-ups right", ""),
}


@pytest.mark.parametrize("head", ["thirteen archives", "three sealed", "home"])
def test_the_readme_tells_the_figures_of_the_evaluation(head: str) -> None:
    home = head == "home"
    first = "`seeqa eval`, test split" if home else "`seeqa eval --archive`"
    measured = column(EVALUATION, head, first=first)
    told = column(README, head)
    assert told == {row: measured.get(names[home], "–") for row, names in ROWS.items()}


def test_figures_in_prose_are_in_the_evaluation() -> None:
    measured = set(FIGURE.findall(text(EVALUATION)))
    for name in (README, "CHANGELOG.md"):
        assert set(FIGURE.findall(text(name))) <= measured


def test_the_default_threshold_is_the_one_that_was_measured() -> None:
    head, *rows = table(EVALUATION, "threshold")
    (row,) = [row for row in rows if row[0].startswith("**")]
    assert float(row[0].strip("*")) == Config().min_confidence
    left = column(EVALUATION, "thirteen archives", first="`training/weigh.py`")
    measured = dict(zip(head[1:4], row[1:4], strict=True))
    assert measured["answer quoted"] == left["answer quoted, at the threshold"]
    for name, told in (("false answers", "false answers to unanswerable questions"),
                       ("wrong refusals", "wrong refusals")):  # fmt: skip
        assert f"{float(measured[name].split()[0]):.0f} %" == left[told]
    settings = json.loads((QUESTIONS / "baseline.json").read_text(encoding="utf-8"))["settings"]
    assert float(settings["min_confidence"]) == Config().min_confidence
