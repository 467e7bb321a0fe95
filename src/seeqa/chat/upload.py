"""The box in the Archive tab into which files are dropped; what they were read as; the way back.

There only where the settings allow it. Whoever may ask may then add files; the server lets nobody
in without a password unless it is open to this machine alone (`seeqa.chat.server`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seeqa.chat.archive_view import remarks
from seeqa.chat.blocks import block
from seeqa.chat.events import QUEUED, given, texts_for
from seeqa.chat.freshness import LOOK, news
from seeqa.chat.opening import Opening
from seeqa.chat.receiving import MEGABYTES, Received, receive, take_back
from seeqa.chat.report import read_as, why_unread
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.markup import escape
from seeqa.types import Document, FileRecord

_HEADLINES = 20  # told of a file


@dataclass(frozen=True, slots=True)
class Box:
    """The Gradio components; `received` is the state of what can be taken back."""

    told: Any
    drop: Any
    received: Any


def add_box(gr: Any, words: Any) -> Box:
    """Add the box where the layout stands."""
    drop = gr.File(label=words("upload.drop"), file_count="multiple", height=140, elem_id="drop")
    return Box(block(gr, box_row(), "received"), drop, gr.State(()))


def wire_box(gr: Any, opening: Opening, box: Box) -> None:
    """Save what is dropped and read the archive again; take it back when told to."""
    folder = opening.config.corpus

    @given(request=gr.Request)
    def add(paths: list[str] | None, request: Any) -> Iterator[tuple[Any, ...]]:
        for told, files in answer_to(
            opening, [Path(path) for path in paths or ()], texts_for(request)
        ):
            yield None, told, files

    @given(request=gr.Request)
    def undo(files: tuple[Received, ...], request: Any) -> tuple[Any, ...]:
        say = texts_for(request)
        try:
            removed, left = take_back(files, folder)
        except OSError as error:
            return box_row(say, [_unsaved(folder.name, error, say)]), files
        status = opening.refresh(needed=False)
        told = [say("upload.undone", files=say.count("files", len(removed)))]
        told += [say("upload.changed", names=", ".join(left))] if left else []
        told += [news(status, say)] if status.error else []
        return box_row(say, told), ()

    outputs = [box.drop, box.told, box.received]
    changed = [
        box.drop.upload(add, box.drop, outputs, concurrency_limit=1, **QUEUED),
        box.told.click(undo, box.received, outputs[1:], concurrency_limit=1, **QUEUED),
    ]
    for event in changed:
        event.then(None, js=LOOK, api_visibility="private")


def answer_to(
    opening: Opening, sources: Sequence[Path], say: Texts = ENGLISH
) -> Iterator[tuple[str, tuple[Received, ...]]]:
    """Yield what is told of files while they are added, and when they are, and what was received.

    The sources, copies of Gradio's, are removed.
    """
    files, unsaved = _saved(sources, opening.config.corpus, say)
    if not files:
        yield box_row(say, unsaved), ()
        return
    yield box_row(say, [say("upload.reading")]), files
    status = opening.refresh(needed=False)
    told = [say("upload.added", files=say.count("files", len(files))), *unsaved]
    told += [news(status, say)] if status.error else []
    yield box_row(say, told, _rows(opening, files, say)), files


def box_row(say: Texts = ENGLISH, told: Sequence[str] = (), files: str = "") -> str:
    """Return what stands under the box: how it is meant, what happened, what was read."""
    hint = say("upload.hint", size=f"{MEGABYTES} MB")
    shown = " ".join(told)
    undo = f'<button type="button" data-do="undo">{escape(say("upload.undo"))}</button>'
    return f'<p class="note">{escape(hint)}</p><p role="status">{escape(shown)}</p>' + (
        f'<ul class="received">{files}</ul><p class="acts">{undo}</p>' if files else ""
    )


def _saved(
    sources: Sequence[Path], folder: Path, say: Texts
) -> tuple[tuple[Received, ...], list[str]]:
    """Put files into the folder; return them, and a sentence for each that could not be."""
    files, unsaved = [], []
    for source in sources:
        try:
            files.append(receive(source, folder, source.name))
        except OSError as error:
            unsaved.append(_unsaved(source.name, error, say))
        finally:
            source.unlink(missing_ok=True)  # Gradio's copy
    return tuple(files), unsaved


def _unsaved(name: str, error: OSError, say: Texts) -> str:
    return say("upload.unsaved", name=name, why=error.strerror or str(error))


def _rows(opening: Opening, files: Sequence[Received], say: Texts) -> str:
    """Return what each file was read as, its items, its doubts."""
    ledger, items = opening.ledger, opening.items
    rows = []
    for file in files:
        records = [r for r in ledger.files if _of(r.file, file.name)]
        told = "".join(_record(r, items.of_file(r.file), say) for r in records)
        skipped = f"<p>{escape(say('upload.skipped'))}</p>"
        rows.append(f"<li><b>{escape(file.name)}</b>{told or skipped}</li>")
    return "".join(rows)


def _of(file: str, name: str) -> bool:
    """Tell whether a record is of a file, or of one that is packed in it."""
    return file == name or file.startswith(f"{name}/")


def _record(file: FileRecord, documents: Sequence[Document], say: Texts) -> str:
    if file.unread:
        return f"<p>{escape(say('report.not_read'))}: {escape(why_unread(file, say))}</p>"
    items = "".join(f"<li>{escape(document.title)}</li>" for document in documents[:_HEADLINES])
    more = "<li>…</li>" if len(documents) > _HEADLINES else ""
    read = f"<p>{escape(read_as(file, say))}</p>"
    return f"{read}<ul>{items}{more}</ul>{remarks(file, say)}"
