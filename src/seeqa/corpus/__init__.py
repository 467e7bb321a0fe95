"""Files -> Documents: read a folder of bulletins, with a ledger of what was read and inferred.

Two forms are read: `.txt` bulletins, in which an item is a headline line followed by a line
that begins with a dateline ("23-27 May 2022, Istanbul, Türkiye: …"), and `.md` files of one
item each, with YAML front matter (headline, date, place, country, topics, links).
Lines that state SDG targets, only link, or only introduce links become metadata.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from seeqa.corpus.documents import make_document
from seeqa.corpus.draft import Draft
from seeqa.corpus.markdown import read_markdown
from seeqa.corpus.text import read_text
from seeqa.errors import CorpusError
from seeqa.types import Document, FileRecord, Ledger

VERSION = "bulletins-1"  # part of the index manifest: change it with the behaviour
SUFFIXES = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, in the order of file names and lines, and the ledger."""

    documents: tuple[Document, ...]
    ledger: Ledger


def corpus_files(folder: Path) -> list[Path]:
    """Return the files of a corpus folder that are bulletins, sorted by path.

    Raises CorpusError when the folder does not exist.
    """
    if not folder.is_dir():
        raise CorpusError(
            expected="a folder of bulletins (.txt, .md)",
            found=f"no folder {folder}",
            mend="Create it and put bulletins in it, or set SEEQA_CORPUS to another folder.",
        )
    paths = (path for path in folder.rglob("*") if path.is_file())
    return sorted(
        path
        for path in paths
        if path.stem.upper() != "README"
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a corpus folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(_bytes(path)).hexdigest()
        for path in corpus_files(folder)
    }


def read_corpus(folder: Path) -> Corpus:
    """Read every bulletin of a folder into documents, and say in the ledger what was made of it.

    A file that cannot be read as text is doubted in the ledger, not fatal. Raises CorpusError
    when the folder or a file cannot be opened at all.
    """
    documents: list[Document] = []
    records: list[FileRecord] = []
    taken: set[str] = set()
    for path in corpus_files(folder):
        name = path.relative_to(folder).as_posix()
        data = _bytes(path)
        draft = _read_file(path, data)
        read = [make_document(item, name, taken) for item in draft.items]
        documents += read
        counts = Counter(line.kind.value for item in draft.items for line in item.lines)
        records.append(
            FileRecord(
                file=name,
                sha256=hashlib.sha256(data).hexdigest(),
                documents=len(read),
                lines=dict(counts),
                remarks=tuple(sorted(draft.remarks, key=lambda remark: remark.line)),
            )
        )
    return Corpus(tuple(documents), Ledger(tuple(records)))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(
            expected=f"to read {path}",
            found=error.strerror or str(error),
            mend="Make the file readable or take it out of the corpus folder.",
        ) from error


def _read_file(path: Path, data: bytes) -> Draft:
    draft = Draft()
    if path.suffix.lower() not in SUFFIXES:
        draft.doubt(1, f"not read: {path.suffix or 'a file without suffix'} is not .txt or .md")
        return draft
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        draft.doubt(line, f"not read: byte {error.start} is not UTF-8; convert the file to UTF-8")
        return draft
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        draft.doubt(1, "not read: the file is empty")
    elif path.suffix.lower() == ".md":
        read_markdown(text, draft)
    else:
        read_text(text, path.stem, draft)
    return draft
