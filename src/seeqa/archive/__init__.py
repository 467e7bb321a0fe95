"""Files -> Documents: read a folder, cut its files into items, and keep a ledger of it all.

    walk ──▶ formats ──▶ Source ──▶ items.cut ──▶ dating ──▶ documents ──▶ Corpus
                                                                └────────▶ Ledger

A file is never fatal: what cannot be read, what was inferred, what is doubtful and what belongs to
no item is in the ledger, by file and line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from seeqa.archive import formats
from seeqa.archive.dating import Told, told_of
from seeqa.archive.documents import make_document
from seeqa.archive.formats import zipped
from seeqa.archive.furniture import Repeated, repeated
from seeqa.archive.items import Cut, Item, cut
from seeqa.archive.source import Source
from seeqa.archive.walk import (
    ANOTHER,
    Entry,
    digest,
    digests,
    holds_files,
    read_bytes,
    signature,
    walk,
)
from seeqa.types import (
    BlockKind,
    Document,
    FileRecord,
    Ledger,
    Remark,
    RemarkKind,
    Unit,
)

__all__ = ["ANOTHER", "VERSION", "Corpus", "digests", "holds_files", "read_corpus", "signature"]

VERSION = "archive-2"  # part of the index manifest: change it with the behaviour
_SAME = 40  # characters of body text: so long a text does not come twice by chance
_USED = 3  # items with one headline

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, in the order of file names and lines, and the ledger."""

    documents: tuple[Document, ...]
    ledger: Ledger


@dataclass(slots=True)
class _File:
    """A file, or a member of a ZIP file, on its way."""

    name: str
    sha256: str
    source: Source
    documents: list[Document] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    unit: Unit = Unit.LINE


def read_corpus(folder: Path, *, progress: Progress | None = None) -> Corpus:
    """Read every file of a folder into documents, and say in the ledger what was made of it.

    `progress(done, total)` is called after each file. Raises CorpusError when the folder does not
    exist.
    """
    entries = list(walk(folder))
    files: list[_File] = []
    for done, entry in enumerate(entries, 1):
        files += _read(entry)
        if progress:
            progress(done, len(entries))
    again = repeated([file.source.parts for file in files])
    taken: set[str] = set()
    for file in files:
        _cut(file, again, taken)
        file.source.parts.clear()  # a large archive is not held twice
    _only_once(files)
    _doubt_headlines(files)
    documents = tuple(document for file in files for document in file.documents)
    return Corpus(documents, Ledger(tuple(_record(file) for file in files)))


def _read(entry: Entry) -> Iterator[_File]:
    """Yield a file, or the members of a ZIP file, as its reader sees it."""
    data = read_bytes(entry)
    if isinstance(data, Remark):
        yield _File(entry.name, digest(entry), Source("", remarks=[data]))
    elif data.startswith(b"PK") and zipped.kind(data) == "zip":
        for name, member in zipped.members(data, entry.name):
            yield _File(name, digest(entry), _source(name, member))
    else:
        yield _File(entry.name, digest(entry), _source(entry.name, data))


def _source(name: str, data: bytes | Remark) -> Source:
    if isinstance(data, Remark):
        return Source("", remarks=[data])
    return formats.read(name, data)


def _cut(file: _File, again: Repeated, taken: set[str]) -> None:
    """Cut a file into items, date them, and make documents of them."""
    file.unit = file.source.parts[0].unit if file.source.parts else Unit.LINE
    stem = file.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    cuts = [cut(part, again) for part in file.source.parts]
    file.remarks += file.source.remarks
    told = told_of(cuts, stem, file.remarks)
    items = [(item, one, part) for one, part in zip(cuts, file.source.parts, strict=True)
             for item in one.items]  # fmt: skip
    for (item, one, part), when in zip(items, told, strict=True):
        document = make_document(item, when, file.name, part.unit, taken)
        file.documents.append(document)
        _doubt(document, when, item, one)
    for one in cuts:
        file.remarks += one.remarks
    if file.source.parts and not items:
        file.remarks.append(Remark(RemarkKind.UNREAD, 1, "no text in it"))


def _doubt(document: Document, told: Told, item: Item, made: Cut) -> None:
    """Doubt an item without a headline, a date or any text."""
    if not item.lines or item.about:
        return
    line, named = item.lines[0].line, document.headline or document.text
    if not told.dates:
        made.doubt(line, "an item without a date", named)
    if not document.headline:
        made.doubt(line, "an item without a headline", named)
    if not document.paragraphs:
        made.doubt(line, "an item without text", named)


def _only_once(files: Sequence[_File]) -> None:
    """Keep of items of the same words one: that with a date, in the file of the shortest name.

    The same words of another day or place are another item.
    """
    kept: dict[str, list[Document]] = {}
    copies: dict[str, Document] = {}  # by id, of which document

    def rank(document: Document) -> tuple[bool, bool, int, str]:
        return document.dates is None, document.place is None, len(document.file), document.file

    for document in sorted((d for file in files for d in file.documents), key=rank):
        text = _body(document)
        if len(text) > _SAME:
            of_words = kept.setdefault(text, [])
            first = next((other for other in of_words if _may_be(document, other)), None)
            if first is None:
                of_words.append(document)
            else:
                copies[document.id] = first
    for file in files:
        file.remarks += [_again(d, copies[d.id]) for d in file.documents if d.id in copies]
        file.documents = [d for d in file.documents if d.id not in copies]


def _may_be(one: Document, other: Document) -> bool:
    """Tell whether two items of the same words may be one: of one day and place, where known."""
    days = one.dates is None or other.dates is None or one.dates.first == other.dates.first
    return days and (one.place is None or other.place is None or one.place == other.place)


def _body(document: Document) -> str:
    """Return the words of an item without headline and dates, to compare them."""
    words = (document.text[block.start : block.end] for block in document.paragraphs)
    return " ".join(" ".join(words).lower().split())


def _again(document: Document, first: Document) -> Remark:
    where = f"{first.unit} {first.blocks[0].first_line}: {document.headline[:60]}".rstrip(": ")
    number, last = document.blocks[0].first_line, document.blocks[-1].last_line
    return Remark(RemarkKind.LEFT_OUT, number, f"the same words as in {first.file}", where, last)


def _doubt_headlines(files: Sequence[_File]) -> None:
    """Doubt a headline that many items have: it may be what is printed over all of them."""
    uses = Counter(d.headline for file in files for d in file.documents if d.headline)
    for file in files:
        for headline, count in Counter(d.headline for d in file.documents).items():
            if uses[headline] >= _USED and count:
                first = next(d for d in file.documents if d.headline == headline)
                message = f"a headline that {uses[headline]} items have"
                line = first.blocks[0].first_line
                file.remarks.append(Remark(RemarkKind.DOUBTFUL, line, message, headline[:80]))


def _record(file: _File) -> FileRecord:
    blocks = Counter(block.kind.value for d in file.documents for block in d.blocks)
    blocks.pop(BlockKind.DATELINE, None)  # most stand in a line with the text
    return FileRecord(
        file=file.name,
        sha256=file.sha256,
        documents=sum(not document.about for document in file.documents),
        lines=dict(blocks),
        remarks=tuple(sorted(file.remarks, key=lambda remark: remark.line)),
        format=file.source.format,
        encoding=file.source.encoding,
        unit=file.unit,
    )
