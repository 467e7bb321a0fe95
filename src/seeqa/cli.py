"""The command line: seeqa index | ask | search | serve | eval | doctor.

Exit status: 0 done (an abstention is a result too), 1 an error of the archive, the index, the
encoder or a check, told in one line, 2 a wrong use of the command.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from seeqa import chat, doctor, evaluation, schema
from seeqa.assistant import Assistant, build_index
from seeqa.config import Config
from seeqa.errors import SeeqaError
from seeqa.index import Index
from seeqa.progress import ProgressBar
from seeqa.types import Answer, Citation, Hit, Ledger, Searcher

_SETTINGS = (
    ("--corpus", click.Path(path_type=Path), "Folder of bulletins [SEEQA_CORPUS; corpus]."),
    ("--index", click.Path(path_type=Path), "Folder of the index [SEEQA_INDEX; index]."),
    ("--encoder", str, "Folder or hub name of an encoder [SEEQA_ENCODER; all-MiniLM-L6-v2]."),
    ("--reader", str, "trained, sentences, or a model [SEEQA_READER; trained]."),
    ("--searcher", click.Choice(Searcher), "How passages are found [SEEQA_SEARCHER; hybrid]."),
    ("--min-confidence", float, "Abstain below this [SEEQA_MIN_CONFIDENCE]."),
)


def main() -> None:
    """Run the command line; the entry point of the package."""
    cli(prog_name="seeqa")


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every setting has a SEEQA_* variable (see README). Exit status: 0 done, an abstention "
    "included; 1 an error, told in one line; 2 a wrong use of the command.",
)
@click.version_option(package_name="seeqa")
def cli() -> None:
    """Ask a bulletin archive; answers are quoted word for word and cited to their place."""


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Register a command that takes the settings and tells a SeeqaError in one line."""

    def register(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(**given: Any) -> None:
            settings = {_field(flag): given.pop(_field(flag)) for flag, _, _ in _SETTINGS}
            try:
                function(Config.from_env().with_values(**settings), **given)
            except SeeqaError as error:
                click.echo(f"seeqa: {error}", err=True)
                sys.exit(1)

        for flag, kind, help_text in reversed(_SETTINGS):
            run = click.option(flag, type=kind, help=help_text)(run)
        return cli.command(name)(run)

    return register


def _field(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")


_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@_command("index")
@click.option(
    "--rebuild", is_flag=True, help="Build anew even if nothing changed or it is damaged."
)
@click.option("--report", is_flag=True, help="Say what was read, inferred and doubted per file.")
@_as_json
def index_command(config: Config, *, rebuild: bool, report: bool, as_json: bool) -> None:
    """Build the index, or bring it up to date with the corpus."""
    with ProgressBar() as progress:
        if rebuild:
            index = build_index(config, fresh=True, progress=progress)
        else:
            index = Assistant.open(config, progress=progress).index
    if as_json:
        _print_json(_index_form(index, report=report))
        return
    click.echo(f"{len(index.documents)} documents, {len(index)} passages in {config.index}")
    for line in _report(index.ledger) if report else _doubts(index.ledger):
        click.echo(line)


@_command("ask")
@click.argument("question")
@click.option("--after", "history", multiple=True, help="A question asked before it; repeatable.")
@_as_json
def ask_command(config: Config, *, question: str, history: tuple[str, ...], as_json: bool) -> None:
    """Answer QUESTION with quotes and their places, or say that the archive does not answer."""
    answer = _open(config).ask(question, history=history)
    if as_json:
        _print_json(schema.answer_to_json(answer))
    else:
        click.echo("\n".join(_answer_lines(answer)))


@_command("search")
@click.argument("question")
@click.option("-k", type=click.IntRange(1, 1000), help="How many passages [SEEQA_TOP_K; 10].")
@_as_json
def search_command(config: Config, *, question: str, k: int | None, as_json: bool) -> None:
    """List the passages that match QUESTION, with their rank in each searcher."""
    hits = _open(config).search(question, k=k)
    if as_json:
        _print_json([schema.hit_to_json(hit) for hit in hits])
    else:
        click.echo("\n\n".join(map(_hit_lines, hits)) or "No passage matches.")


@_command("serve")
@click.option("--host", help="Address to bind [SEEQA_HOST; 127.0.0.1].")
@click.option("--port", type=int, help="Port to bind [SEEQA_PORT; 7860].")
def serve_command(config: Config, *, host: str | None, port: int | None) -> None:
    """Open the web chat on this machine."""
    with ProgressBar() as progress:
        chat.serve(config.with_values(host=host, port=port), progress=progress)


@_command("eval")
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    default=Path("questions/bulletin.jsonl"),
    show_default=True,
    help="The question set.",
)
@click.option(
    "--split", type=click.Choice(["dev", "test", "all"]), default="all", show_default=True
)
@_as_json
def eval_command(config: Config, *, questions: Path, split: str, as_json: bool) -> None:
    """Measure retrieval, answers and abstention on a question set."""
    read = evaluation.read_questions(questions)
    wanted = [question for question in read if split in ("all", question.split)]
    report = evaluation.evaluate(_open(config), wanted)
    if as_json:
        _print_json(report.to_json())
    else:
        click.echo(report.table())


@_command("doctor")
@_as_json
def doctor_command(config: Config, *, as_json: bool) -> None:
    """Check versions, the encoder's files, the index and the port; say what to do."""
    checks = doctor.examine(config)
    if as_json:
        _print_json([schema.to_json(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.found}")
            if not check.ok:
                click.echo(f"     {check.mend}")
    sys.exit(0 if all(check.ok for check in checks) else 1)


def _open(config: Config) -> Assistant:
    with ProgressBar() as progress:
        return Assistant.open(config, progress=progress)


def _print_json(form: object) -> None:
    click.echo(json.dumps(form, ensure_ascii=False, indent=2))


def _answer_lines(answer: Answer) -> list[str]:
    heard = [f"Searched for {meant} (for “{written}”)" for written, meant in answer.corrections]
    heard += [f"About: {answer.about}"] if answer.about else []
    if answer.abstention:
        near = [f"  {_short(hit.passage.text)}" for hit in answer.hits[:3]]
        heading = ["", "What came nearest (not an answer):"] if near else []
        return [*heard, answer.abstention.message, *heading, *near]
    quotes = [f"“{citation.quote}” [{citation.number}]" for citation in answer.citations]
    places = [line for citation in answer.citations for line in _place_lines(citation)]
    return [*heard, *quotes, "", *places, f"Confidence {answer.confidence:.2f}"]


def _place_lines(citation: Citation) -> list[str]:
    lines = f"line {citation.first_line}"
    if citation.last_line != citation.first_line:
        lines = f"lines {citation.first_line}-{citation.last_line}"
    where = f"{citation.dateline} · " if citation.dateline else ""
    return [f"[{citation.number}] {citation.headline}", f"    {where}{citation.file}, {lines}"]


def _hit_lines(hit: Hit) -> str:
    dense = f"meaning #{hit.dense.rank} ({hit.dense.score:.2f})" if hit.dense else "meaning –"
    words = f"words #{hit.lexical.rank} ({hit.lexical.score:.2f})" if hit.lexical else "words –"
    terms = f" · {', '.join(hit.terms)}" if hit.terms else ""
    headline = hit.passage.context.split("\n")[0]
    return (
        f"{hit.rank}. {headline}\n   {hit.score:.3f} · {dense} · {words}{terms}\n"
        f"   {_short(hit.passage.text, 200)}"
    )


def _short(text: str, width: int = 160) -> str:
    return textwrap.shorten(text, width, placeholder=" …")


def _index_form(index: Index, *, report: bool) -> dict[str, Any]:
    form = {"documents": len(index.documents), "passages": len(index)}
    return {**form, "ledger": schema.to_json(index.ledger)} if report else form


def _report(ledger: Ledger) -> list[str]:
    lines = []
    for file in ledger.files:
        kinds = ", ".join(f"{count} {kind}" for kind, count in file.lines.items())
        lines.append(f"{file.file}: {file.documents} documents; lines: {kinds or 'none'}")
        lines += [f"  line {r.line}: {r.kind}: {r.message}" for r in file.remarks]
    return lines


def _doubts(ledger: Ledger) -> list[str]:
    return [
        f"{file.file}, line {remark.line}: {remark.message}"
        for file in ledger.files
        for remark in file.remarks
        if remark.kind == "doubtful"
    ]
