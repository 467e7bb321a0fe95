"""Reads PDFs: what a page shows, its columns and tables, and the paragraphs that run over them.

pypdfium2 gives the letters with their places and type faces. Pages are read one by one; of each
only its lines are kept.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import date
from typing import Any

from seeqa.archive.formats.pdf_glyphs import Ink, read_ink
from seeqa.archive.formats.pdf_layout import Page, lay_out
from seeqa.archive.formats.pdf_text import lines_of
from seeqa.archive.source import Field, Part, Source
from seeqa.types import Origin, Remark, RemarkKind, Unit

_SAMPLE = 12  # pages of which the type is measured
_PDFIUM = threading.Lock()  # pdfium serves one thread at a time
_MACHINE = re.compile(
    r"^(?:microsoft \w+ - |untitled|\(?unspecified\)?|document\d*$|powerpoint|slide \d)|"
    r"\.(?:docx?|indd|pdf|rtf|odt|pptx?|xlsx?|qxd|qxp|pub|tex|dvi|html?|txt)$|^[\w.-]*\d[\w.-]*$",
    re.IGNORECASE,
)


def read(data: bytes, name: str) -> Source:
    """Read a PDF: one part whose lines count pages, or no part and a remark that says why."""
    import pypdfium2  # type: ignore[import-untyped]

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            return _unread(error)
        try:
            return _read(document)
        finally:
            document.close()


def _unread(error: Any) -> Source:
    """Return what is to be said of a file that does not open."""
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    locked = error.err_code == raw.FPDF_ERR_PASSWORD
    message = "an encrypted PDF" if locked else "a PDF that cannot be opened"
    return Source("pdf", remarks=[Remark(RemarkKind.UNREAD, 1, message)])


def _read(document: Any) -> Source:
    """Read an open document."""
    count = len(document)
    kept: dict[int, Ink] = {}
    body = _body(document, kept)
    pages: list[Page] = []
    remarks: list[Remark] = []
    for number in range(1, count + 1):
        ink = kept.pop(number, None) or _ink(document, number)
        if ink is None:
            remarks.append(Remark(RemarkKind.UNREAD, number, "a page that cannot be opened"))
            continue
        remarks.extend(_doubts(ink))
        pages.append(lay_out(ink, body))
    if not any(page.blocks for page in pages):
        message = "a scanned PDF without a text layer" if pages else "a PDF that cannot be opened"
        return Source("pdf", remarks=[Remark(RemarkKind.UNREAD, 1, message)])
    part = Part(lines_of(pages), Unit.PAGE, fields=_fields(document))
    return Source("pdf", [part], remarks=remarks)


def _ink(document: Any, number: int) -> Ink | None:
    """Read what a page shows, or nothing if it cannot be opened."""
    import pypdfium2

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return None
    try:
        return read_ink(page, number)
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


def _body(document: Any, kept: dict[int, Ink]) -> float:
    """Return the size of type that most letters of some pages have; keep the pages read."""
    count = len(document)
    sizes: Counter[float] = Counter()
    for number in sorted({1 + k * count // _SAMPLE for k in range(_SAMPLE)} if count else ()):
        ink = _ink(document, number)
        if ink is not None:
            kept[number] = ink
            for word in ink.words:
                sizes[word.size] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _doubts(ink: Ink) -> list[Remark]:
    """Return what is to be said of a page without letters, or without letters that can be read."""
    if not ink.words and ink.shapes:
        return [Remark(RemarkKind.UNREAD, ink.number, "a page without text (a picture?)")]
    if ink.unknown > 0.2 * max(ink.letters, 1):
        message = "a page whose type face does not tell its letters"
        return [Remark(RemarkKind.DOUBTFUL, ink.number, message)]
    return []


def _fields(document: Any) -> dict[str, Field]:
    """Return the title and day that the file gives, where they look written for people."""
    meta = document.get_metadata_dict()
    fields: dict[str, Field] = {}
    title = " ".join(meta.get("Title", "").split())
    if any(c.isalpha() for c in title) and not _MACHINE.search(title):
        fields["title"] = Field(title, 1, Origin.META)
    made = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", meta.get("CreationDate", ""))
    if made:
        try:
            day = date(*map(int, made.groups()))
        except ValueError:
            return fields
        fields["created"] = Field(day.isoformat(), 1, Origin.META)
    return fields
