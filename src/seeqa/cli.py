"""The command line: seeqa index | ask | search | serve | mcp | passwd | eval | feedback | doctor.

Exit status: 0 done (an abstention is a result too), 1 an error of the archive, the index, the
encoder or a check, told in one line, 2 a wrong use of the command.
"""

from __future__ import annotations

import codecs
import gc
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from seeqa import schema
from seeqa.config import Config
from seeqa.errors import DiskError, FilterError, SeeqaError
from seeqa.imports import one_thread
from seeqa.progress import ProgressBar
from seeqa.types import Document, Filters, Searcher

# What a command alone needs is imported in it: `seeqa --help` loads no archive, model or page.
if TYPE_CHECKING:
    from seeqa import feedback
    from seeqa.assistant import Assistant
    from seeqa.evaluation import Comparison
    from seeqa.index import Index
    from seeqa.refresh import Refresher

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
    one_thread()
    codecs.register_error("spelt", _spelt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="spelt")
    try:
        cli(prog_name="seeqa")
    finally:
        gc.freeze()  # the end of the process frees all at once; walking over it took .2 s


def _spelt(error: UnicodeError) -> tuple[str, int]:
    """Spell what an encoding lacks in ASCII: "č" as c, "…" as three dots, else a question mark."""
    from anyascii import anyascii

    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(anyascii(sign) or "?" for sign in lacking), error.end


def _say(text: str, *, err: bool = False) -> None:
    """Print in the stream's own encoding; click takes ASCII for a mistake, and prints UTF-8."""
    click.echo(text, file=sys.stderr if err else sys.stdout)


@contextmanager
def _in_one_line() -> Iterator[None]:
    """Tell an error in one line and end with status 1."""
    try:
        yield
        return
    except SeeqaError as error:
        told = error
    except BrokenPipeError:
        raise  # whoever read has enough; click ends it
    except OSError as error:
        told = DiskError(
            expected=f"to read or write {error.filename or 'the output'}",
            found=error.strerror or str(error),
            mend="Make room there or permit it, or name another place.",
        )
    _say(f"seeqa: {told}", err=True)
    sys.exit(1)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every setting has a SEEQA_* variable (see README). Exit status: 0 done, an abstention "
    "included; 1 an error, told in one line; 2 a wrong use of the command.",
)
@click.version_option(package_name="seeqa")
def cli() -> None:
    """Ask a bulletin archive; answers are quoted word for word and cited to their place."""


@cli.group("feedback")
def feedback_group() -> None:
    """See what users said of answers in the chat, and make questions of it."""


def _command(name: str, group: click.Group = cli) -> Callable[[Callable[..., None]], click.Command]:
    """Register a command that takes the settings and tells a SeeqaError in one line."""

    def register(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(**given: Any) -> None:
            settings = {_field(flag): given.pop(_field(flag)) for flag, _, _ in _SETTINGS}
            with _in_one_line():
                function(Config.from_env().with_values(**settings), **given)

        for flag, kind, help_text in reversed(_SETTINGS):
            run = click.option(flag, type=kind, help=help_text)(run)
        return group.command(name)(run)

    return register


def _field(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")


_NEW_FILE = click.Path(path_type=Path, dir_okay=False)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


_after = click.option(
    "--after", "history", multiple=True, help="A question asked before it; repeatable."
)
_FILTERS = (
    ("--from", "Only items of this day or later: 2022-05-11 or '11 May 2022'.", False),
    ("--to", "Only items of this day or earlier.", False),
    ("--place", "Only items of this town or country; given again, of either.", True),
    ("--topic", "Only items of this SDG goal or target: 16 or 16.4; given again, of either.", True),
    ("--item", "Only this item, by its id; given again, any of them.", True),
)


def _with_filters(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options to filter by, as the arguments `filters` and `read_filters`."""

    @wraps(function)
    def run(config: Config, **given: Any) -> None:
        names = [_field(flag) for flag, *_ in _FILTERS]
        form = {name: given.pop(f"only_{name}") for name in names}
        try:
            filters = schema.filters_from(form)
        except FilterError as error:
            raise click.UsageError(str(error)) from error
        function(config, filters=filters, **given)

    run = click.option(
        "--read-filters/--no-read-filters",
        default=True,
        help="Whether days and places that QUESTION names filter [on].",
    )(run)
    for flag, help_text, several in reversed(_FILTERS):
        named = f"only_{_field(flag)}"
        run = click.option(flag, named, help=help_text, multiple=several)(run)
    return run


@_command("index")
@click.option(
    "--rebuild", is_flag=True, help="Build anew even if nothing changed or it is damaged."
)
@click.option("--report", is_flag=True, help="Say what was read, inferred and doubted per file.")
@click.option("--watch", is_flag=True, help="Go on: build again whenever the corpus changes.")
@_as_json
def index_command(
    config: Config, *, rebuild: bool, report: bool, watch: bool, as_json: bool
) -> None:
    """Build the index, or bring it up to date with the corpus."""
    from seeqa.answer.compose import emptiness
    from seeqa.assistant import Assistant, build_index
    from seeqa.lines import doubt_lines, report_lines

    if watch and as_json:
        raise click.UsageError("--watch goes not with --json")
    with ProgressBar() as progress:
        if rebuild:
            index = build_index(config, fresh=True, reading=progress, progress=progress)
        else:
            index = Assistant.open(config, progress=progress).index
    if as_json:
        _print_json(_index_form(index, report=report))
        return
    _say(f"{len(index.items)} items, {len(index)} passages in {config.index}")
    if not index.items:
        _say(emptiness(index.ledger))
    for line in report_lines(index.ledger) if report else doubt_lines(index.ledger):
        _say(line)
    if watch:
        _watch(Assistant.open(config))


def _watch(assistant: Assistant) -> None:
    """Build again whenever the corpus changes, until interrupted."""
    from seeqa.archive import signature
    from seeqa.refresh import Refresher, Watcher

    refresher = Refresher(assistant.index, assistant.refresh)
    corpus = assistant.config.corpus
    watcher = Watcher(lambda: signature(corpus), lambda: _rebuild(refresher))
    _say(f"Watching {corpus} (Ctrl-C ends it)")
    with suppress(KeyboardInterrupt):
        watcher.run()


def _rebuild(refresher: Refresher) -> None:
    """Build again, and print what changed, or why it is as it was."""
    status = refresher.refresh()
    time = f"{status.at:%H:%M:%S}"
    if status.error:
        _say(f"{time} kept as it was: {status.error}", err=True)
    elif status.changes:
        _say(f"{time} {status.changes}")


@_command("ask")
@click.argument("question")
@_after
@_with_filters
@_as_json
def ask_command(
    config: Config,
    *,
    question: str,
    history: tuple[str, ...],
    filters: Filters,
    read_filters: bool,
    as_json: bool,
) -> None:
    """Answer QUESTION with quotes and their places, or say that the archive does not answer."""
    from seeqa.lines import answer_lines

    answer = _open(config).ask(
        question, history=history, filters=filters, read_filters=read_filters
    )
    if as_json:
        _print_json(schema.answer_to_json(answer))
    else:
        _say("\n".join(answer_lines(answer)))


@_command("search")
@click.argument("question")
@_after
@click.option("-k", type=click.IntRange(1, 1000), help="How many passages [SEEQA_TOP_K; 10].")
@_with_filters
@_as_json
def search_command(
    config: Config,
    *,
    question: str,
    history: tuple[str, ...],
    k: int | None,
    filters: Filters,
    read_filters: bool,
    as_json: bool,
) -> None:
    """List the passages that match QUESTION, with their rank in each searcher."""
    from seeqa.lines import heard_lines, hit_lines

    assistant = _open(config)
    asked, *_ = assistant.asked(
        question, history=history, filters=filters, read_filters=read_filters
    )
    hits = assistant.search(
        question, history=history, k=k, filters=filters, read_filters=read_filters
    )
    if as_json:
        _print_json([schema.hit_to_json(hit) for hit in hits])
        return
    objection = assistant.objection(asked)
    for line in [*heard_lines(asked.query), *([objection] if objection else [])]:
        _say(line)
    if hits or not objection:
        _say("\n\n".join(map(hit_lines, hits)) or "No passage matches.")


@_command("serve")
@click.option("--host", help="Address to bind [SEEQA_HOST; 127.0.0.1].")
@click.option("--port", type=int, help="Port to bind [SEEQA_PORT; 7860].")
@click.option(
    "--root-path", help="Path under which a proxy offers the chat: /bulletins [SEEQA_ROOT_PATH]."
)
@click.option("--auth", help="File of users, made by 'seeqa passwd' [SEEQA_AUTH].")
@click.option("--mcp", "tools", is_flag=True, help="Offer the archive to MCP clients at /mcp.")
@click.option(
    "--watch/--no-watch", default=None, help="Read the corpus again when it changes [SEEQA_WATCH]."
)
@click.option(
    "--upload/--no-upload",
    default=None,
    help="Let whoever may ask add files to the corpus [SEEQA_UPLOAD; off].",
)
@click.option(
    "--evaluate/--no-evaluate",
    default=None,
    help="Show a tab that measures the question sets [SEEQA_EVALUATE; off].",
)
def serve_command(
    config: Config,
    *,
    host: str | None,
    port: int | None,
    root_path: str | None,
    auth: str | None,
    tools: bool,
    watch: bool | None,
    upload: bool | None,
    evaluate: bool | None,
) -> None:
    """Open the web chat on this machine."""
    from seeqa.chat.server import serve

    config = config.with_values(
        host=host,
        port=port,
        root_path=root_path,
        auth=auth,
        watch=watch,
        upload=upload,
        evaluate=evaluate,
    )
    with ProgressBar() as progress:
        serve(config, tools=tools, progress=progress)


@_command("mcp")
def mcp_command(config: Config) -> None:
    """Offer the archive to an MCP client over standard input and output."""
    from seeqa.chat.tools import serve_tools

    serve_tools(config)


@cli.command("passwd")
@click.argument("name")
@click.option("--auth", help="The file [SEEQA_AUTH]; made if there is none.")
@click.option("--stdin", "piped", is_flag=True, help="Read the password from standard input.")
def passwd_command(name: str, auth: str | None, *, piped: bool) -> None:
    """Set the password of NAME in the file of users that 'serve --auth' takes."""
    from seeqa.auth import set_password

    with _in_one_line():
        path = auth or Config.from_env().auth
        if not path:
            raise click.UsageError("Give the file to write to: --auth FILE, or SEEQA_AUTH.")
        set_password(Path(path), name, _new_password(piped=piped))
        _say(f"Kept the password of {name} in {path}; restart 'seeqa serve' to use it.")


def _new_password(*, piped: bool) -> str:
    if piped:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@_command("eval")
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    default=Path("questions/bulletin.jsonl"),
    show_default=True,
    help="A question set: .jsonl, BEIR folder, SQuAD .json or .csv; also .gz.",
)
@click.option(
    "--split", type=click.Choice(["dev", "test", "all"]), default="all", show_default=True
)
@click.option(
    "--compare",
    multiple=True,
    help='Settings against settings: "dense,lexical,hybrid", or "lexical_weight=0.3,k=5"; '
    "repeatable.",
)
@click.option("--save-baseline", type=_NEW_FILE, help="Keep this run to measure others against.")
@click.option("--baseline", type=_NEW_FILE, help="Exit with 1 on a significant loss against it.")
@click.option("--save-run", type=_NEW_FILE, help="Write what was found as a TREC run.")
@click.option("--html", "html_file", type=_NEW_FILE, help="Write the report as one HTML file.")
@click.option(
    "--archive",
    "archives",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A folder of files/, items.jsonl, questions.jsonl: read, index and ask it; repeatable.",
)
@click.option("--show-wrong", is_flag=True, help="With --archive: what was read wrong, and how.")
@_as_json
def eval_command(
    config: Config,
    *,
    archives: tuple[Path, ...],
    show_wrong: bool,
    questions: Path,
    split: str,
    compare: tuple[str, ...],
    save_baseline: Path | None,
    baseline: Path | None,
    save_run: Path | None,
    html_file: Path | None,
    as_json: bool,
) -> None:
    """Measure retrieval, answers and abstention on a question set, or on whole archives."""
    from seeqa import evaluation
    from seeqa.evaluation import html
    from seeqa.evaluation.files import write_text

    if archives:
        _eval_archives(config, archives, html_file, show_wrong=show_wrong, as_json=as_json)
        return
    if show_wrong:
        raise click.UsageError("--show-wrong goes with --archive")
    if compare and (baseline or save_baseline or save_run or html_file):
        raise click.UsageError(
            "--compare goes with none of --baseline, --save-baseline, --save-run, --html"
        )
    wanted = evaluation.variants(config, compare) if compare else []
    with ProgressBar() as progress:
        bench = evaluation.Bench.open(config, questions, split=split, progress=progress)
    if wanted:
        reports = tuple(bench.run(variant.config) for variant in wanted)
        _show_comparison(evaluation.Comparison(tuple(v.name for v in wanted), reports), as_json)
        return
    past = evaluation.load_baseline(baseline) if baseline else None
    report = bench.run()
    verdict = evaluation.against(past, report) if past is not None else None
    if save_baseline:
        evaluation.save_baseline(save_baseline, report)
    if save_run:
        evaluation.write_run(save_run, evaluation.rankings(report))
    if html_file:
        write_text(html_file, html.render(report.to_json()))
    if as_json:
        _print_json(report.to_json() | ({"baseline": verdict.to_json()} if verdict else {}))
    else:
        _say("\n".join([evaluation.table(report), *(verdict.lines() if verdict else [])]))
    sys.exit(1 if verdict and verdict.failed else 0)


_OF_A_SET = ("questions", "split", "compare", "save_baseline", "baseline", "save_run")


def _eval_archives(
    config: Config,
    folders: tuple[Path, ...],
    html_file: Path | None,
    *,
    show_wrong: bool,
    as_json: bool,
) -> None:
    """Show how archives are read and asked; the HTML is of all their questions together."""
    from seeqa import evaluation
    from seeqa.evaluation import html
    from seeqa.evaluation.files import write_text

    source = click.get_current_context().get_parameter_source
    if given := [name for name in _OF_A_SET if source(name) is ParameterSource.COMMANDLINE]:
        raise click.UsageError(f"--archive does not go with --{given[0].replace('_', '-')}")
    with ProgressBar() as progress:
        reports = evaluation.evaluate_archives(config, folders, progress=progress)
    asked = reports.pooled.asked
    if html_file and asked is None:
        raise click.UsageError("--html shows questions; no archive given has a questions.jsonl")
    if html_file and asked:
        write_text(html_file, html.render(asked.to_json()))
    if as_json:
        _print_json(reports.to_json())
        return
    _say(evaluation.archives_table(reports))
    for line in evaluation.wrong_lines(reports) if show_wrong else ():
        _say(line)


def _show_comparison(comparison: Comparison, as_json: bool) -> None:
    if as_json:
        _print_json(comparison.to_json())
    else:
        _say(comparison.table())


@_command("list", feedback_group)
@_as_json
def feedback_list_command(config: Config, *, as_json: bool) -> None:
    """List all that users said, and what became of it."""
    from seeqa import feedback
    from seeqa.lines import feedback_lines

    kept = feedback.Store(config.feedback).all()
    if as_json:
        _print_json(schema.to_json(kept))
    else:
        _say("\n\n".join(map(feedback_lines, kept)) or "Nobody has said anything yet.")


@_command("review", feedback_group)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The question set to write to [feedback.jsonl in SEEQA_QUESTIONS].",
)
@click.option("--yes", is_flag=True, help="Take all that can become a question; ask nothing.")
def feedback_review_command(config: Config, *, into: Path | None, yes: bool) -> None:
    """Make questions of what users said, each after confirmation."""
    from seeqa import feedback
    from seeqa.archive import read_corpus

    store = feedback.Store(config.feedback)
    into = into or config.questions / "feedback.jsonl"
    opened = [one for one in store.all() if one.state is feedback.State.OPEN]
    documents = {document.id: document for document in read_corpus(config.corpus).documents}
    added = sum(_review(store, one, documents, into, yes=yes) for one in opened)
    _say(f"Reviewed: {len(opened)}. Questions added to {into}: {added}.")


def _review(
    store: feedback.Store,
    said: feedback.Feedback,
    documents: dict[str, Document],
    into: Path,
    *,
    yes: bool,
) -> bool:
    """Show one piece of feedback, ask, and do as told; return whether a question was added."""
    from seeqa import evaluation, feedback
    from seeqa.lines import feedback_lines

    others = evaluation.read_questions(into) if into.exists() else []
    proposal = feedback.propose(said, documents, others)
    _say(feedback_lines(said))
    if proposal.question is None:
        _say(f"  No question: {proposal.why}.\n")
        store.mark(said, feedback.State.UNUSABLE)
        return False
    gold = proposal.question.answers
    _say(f"  Question with the answer: {gold[0].text if gold else '(none in the archive)'}")
    if not yes and not click.confirm(f"  Add it to {into} ({proposal.question.split})?"):
        store.mark(said, feedback.State.DECLINED)
        return False
    added = store.take(proposal, into)
    _say("  Added.\n" if added else "  Already there.\n")
    return added


@_command("doctor")
@_as_json
def doctor_command(config: Config, *, as_json: bool) -> None:
    """Check versions, the encoder's files, the index and the port; say what to do."""
    from seeqa import doctor

    checks = doctor.examine(config)
    if as_json:
        _print_json([schema.to_json(check) for check in checks])
    else:
        for check in checks:
            _say(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.found}")
            if not check.ok:
                _say(f"     {check.mend}")
    sys.exit(0 if all(check.ok for check in checks) else 1)


def _open(config: Config) -> Assistant:
    from seeqa.assistant import Assistant

    with ProgressBar() as progress:
        return Assistant.open(config, progress=progress)


def _print_json(form: object) -> None:
    """Print JSON, with escapes where the stream could not print every letter."""
    plain = "utf" not in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    _say(json.dumps(form, ensure_ascii=plain, indent=2))


def _index_form(index: Index, *, report: bool) -> dict[str, Any]:
    form = {"documents": len(index.documents), "passages": len(index)}
    return {**form, "ledger": schema.to_json(index.ledger)} if report else form
