"""Files -> Documents: read a folder of bulletins, with a ledger of what was read and inferred.

Two forms are read: `.txt` bulletins, in which an item is a headline line followed by a line
that begins with a dateline ("23-27 May 2022, Istanbul, Türkiye: …"), and `.md` files of one
item each, with YAML front matter (headline, date, place, country, topics, links).
Lines that state SDG targets, only link, or only introduce links become metadata.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import yaml

from seeqa.dates import Dateline, match_dateline, parse_dates
from seeqa.errors import CorpusError
from seeqa.terms import fold
from seeqa.types import (
    Block,
    BlockKind,
    DateRange,
    Document,
    FileRecord,
    Ledger,
    Remark,
    Topic,
)

_T = TypeVar("_T")
VERSION = "bulletins-1"  # part of the index manifest: change it with the behaviour
SUFFIXES = (".txt", ".md")
_TOPICS = re.compile(r"contribut\w* to (?:the )?SDGs?\s*\d", re.IGNORECASE)
_GOAL = re.compile(r"\bSDGs?\s+(\d{1,2})\b(?!\.\w)", re.IGNORECASE)
_TARGET = re.compile(r"\b(1[0-7]|[1-9])\.(\d{1,2}|[a-d])\b", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"']+")
_ONLY_LINK = re.compile(
    r"(?:https?://\S+|www\.\S+|\S[^\n]{0,150}\.(?:pdf|docx?|pptx?|html?)(?:\s*\([\w.-]+\))?)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"[^.!?]{1,60}:")
_HEADLINE_LIMIT = 250


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, in the order of file names and lines, and the ledger."""

    documents: tuple[Document, ...]
    ledger: Ledger


@dataclass(slots=True)
class _Line:
    """A line of a text file while it is being placed."""

    number: int
    text: str
    kind: BlockKind
    dateline: Dateline | None = None
    more: int = 0  # how many lines of the file follow that were joined to it


@dataclass(slots=True)
class _Item:
    """The lines of one item, and what its front matter says."""

    lines: list[_Line]
    dates: DateRange | None = None
    place: str | None = None
    country: str | None = None
    topics: tuple[Topic, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """The items of one file and the remarks about it."""

    items: list[_Item] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def doubt(self, line: int, message: str) -> None:
        """Note a doubt."""
        self.remarks.append(Remark("doubtful", line, message))


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
        read = [_document(item, name, taken) for item in draft.items]
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


def _read_file(path: Path, data: bytes) -> _Draft:
    draft = _Draft()
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
        _read_markdown(text, draft)
    else:
        _read_text(text, path.stem, draft)
    return draft


# --- plain text ---------------------------------------------------------------------------


def _read_text(text: str, stem: str, draft: _Draft) -> None:
    lines = _place_lines(text)
    for group in _group(lines, draft):
        draft.items.append(_Item(lines=group))
    _infer_years(draft, stem)
    for item in draft.items:
        _check_item(item, draft)


def _place_lines(text: str) -> list[_Line]:
    """Give every line that is not blank its kind."""
    written = [
        (number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()
    ]
    repeated = Counter(line for _, line in written)
    lines = []
    for position, (number, line) in enumerate(written):
        following = written[position + 1][1] if position + 1 < len(written) else ""
        dateline = match_dateline(line)
        kind = BlockKind.PARAGRAPH if dateline else _furniture(line)
        if kind is None and len(line) <= _HEADLINE_LIMIT and match_dateline(following):
            kind = BlockKind.HEADLINE
        if kind is None and repeated[line] > 2:
            kind = BlockKind.NOTE
        lines.append(_Line(number, line, kind or BlockKind.PARAGRAPH, dateline))
    return lines


def _furniture(line: str) -> BlockKind | None:
    """Tell whether a line is metadata by its own form."""
    if _ONLY_LINK.fullmatch(line):
        return BlockKind.LINK
    if _TOPICS.search(line):
        return BlockKind.TOPICS
    return BlockKind.NOTE if _INTRODUCES.fullmatch(line) else None


def _group(lines: Sequence[_Line], draft: _Draft) -> Iterable[list[_Line]]:
    """Cut the lines into items: at each headline, at a dateline without one, after metadata."""
    groups: list[list[_Line]] = []
    for position, line in enumerate(lines):
        previous = lines[position - 1] if position else None
        undated = _is_undated_headline(lines, position)
        bare = line.dateline and not (previous and previous.kind is BlockKind.HEADLINE)
        if line.kind is BlockKind.HEADLINE or bare or undated:
            groups.append([])
        if undated:
            line.kind = BlockKind.HEADLINE
        if bare:
            draft.doubt(line.number, "a dateline without a headline above it")
        if groups:
            groups[-1].append(line)
        else:
            draft.doubt(line.number, f"a line that belongs to no item: {line.text[:60]!r}")
    return groups


def _is_undated_headline(lines: Sequence[_Line], position: int) -> bool:
    """Tell a headline without a dateline: it opens the file or follows an item's metadata."""
    line = lines[position]
    if line.kind is not BlockKind.PARAGRAPH or line.dateline or len(line.text) > _HEADLINE_LIMIT:
        return False
    if line.text.endswith((".", "!", "?", "”", '"', ";")):
        return False
    opens = position == 0 or lines[position - 1].kind in (BlockKind.TOPICS, BlockKind.LINK)
    follows = lines[position + 1].kind if position + 1 < len(lines) else None
    return opens and follows is BlockKind.PARAGRAPH


def _infer_years(draft: _Draft, stem: str) -> None:
    """Date the items; a missing year comes from the nearest item that has one, or the name."""
    datelines = [
        next((ln.dateline for ln in item.lines if ln.dateline), None) for item in draft.items
    ]
    written = {
        i: dates.last.year
        for i, line in enumerate(datelines)
        if line and line.has_year and (dates := parse_dates(line.date_text))
    }
    named = re.search(r"(?:19|20)\d\d", stem)
    for i, (item, line) in enumerate(zip(draft.items, datelines, strict=True)):
        if line is None:
            continue
        nearest = min(written, key=lambda j: (abs(j - i), j), default=None)
        year = written[nearest] if nearest is not None else int(named.group()) if named else None
        item.dates = parse_dates(line.date_text, year=year)
        item.place, item.country = line.place, line.country
        if item.dates and item.dates.inferred:
            source = "the neighbouring items" if nearest is not None else "the file name"
            draft.remarks.append(
                Remark(
                    "inferred",
                    _dated_line(item),
                    f"year {year} of {line.date_text!r}, from {source}",
                )
            )


def _dated_line(item: _Item) -> int:
    return next((ln.number for ln in item.lines if ln.dateline), item.lines[0].number)


def _check_item(item: _Item, draft: _Draft) -> None:
    first = item.lines[0]
    if item.dates is None:
        written = next((ln.dateline.date_text for ln in item.lines if ln.dateline), None)
        what = f"{written!r} is no possible date or lacks a year" if written else "without a date"
        draft.doubt(_dated_line(item), f"item {first.text[:60]!r}: {what}")
    if not any(line.kind is BlockKind.PARAGRAPH for line in item.lines):
        draft.doubt(first.number, f"item {first.text[:60]!r} has no body text")


# --- Markdown with front matter -----------------------------------------------------------


def _read_markdown(text: str, draft: _Draft) -> None:
    matter, body, offset = _front_matter(text, draft)
    lines: list[_Line] = []
    headline = _text(matter.get("headline") or matter.get("title"))
    if headline:
        lines.append(_Line(1, headline, BlockKind.HEADLINE))
    for number, more, paragraph in _markdown_paragraphs(body, offset):
        heading = re.fullmatch(r"#+\s+(.*?)\s*#*", paragraph)
        if heading and not any(line.kind is BlockKind.HEADLINE for line in lines):
            lines.insert(0, _Line(number, heading[1], BlockKind.HEADLINE))
            continue
        kind = BlockKind.NOTE if heading else _furniture(paragraph) or BlockKind.PARAGRAPH
        dateline = match_dateline(paragraph) if kind is BlockKind.PARAGRAPH else None
        lines.append(_Line(number, paragraph, kind, dateline, more))
    if not lines:
        draft.doubt(1, "not read: no text after the front matter")
        return
    if lines[0].kind is not BlockKind.HEADLINE:
        draft.doubt(1, "an item without a headline")
    item = _Item(lines=lines, **_matter_fields(matter, lines, draft))
    draft.items.append(item)
    _check_item(item, draft)


def _front_matter(text: str, draft: _Draft) -> tuple[dict[str, Any], str, int]:
    """Return the front matter, the body, and the number of the body's first line."""
    match = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|$)", text, re.DOTALL)
    if match is None:
        draft.doubt(1, "a Markdown file without front matter (--- … ---)")
        return {}, text, 1
    start = text[: match.end()].count("\n") + 1
    try:
        matter = yaml.safe_load(match[1]) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2022-06-31
        mark = getattr(error, "problem_mark", None)
        draft.doubt(mark.line + 2 if mark else 1, "front matter that is not YAML; it was ignored")
        matter = {}
    if not isinstance(matter, dict):
        draft.doubt(1, "front matter that is not a list of 'name: value'; it was ignored")
        matter = {}
    return {str(key).lower(): value for key, value in matter.items()}, text[match.end() :], start


def _markdown_paragraphs(body: str, first: int) -> Iterable[tuple[int, int, str]]:
    """Yield each paragraph's first line, how many follow, and its text, the lines joined."""
    gathered: list[str] = []
    for number, line in enumerate([*body.split("\n"), ""], first):
        if line.strip():
            gathered.append(line.strip())
        elif gathered:
            yield number - len(gathered), len(gathered) - 1, " ".join(gathered)
            gathered = []


def _matter_fields(matter: dict[str, Any], lines: Sequence[_Line], draft: _Draft) -> dict[str, Any]:
    dateline = next((line.dateline for line in lines if line.dateline), None)
    written = matter.get("date") or matter.get("dates")
    if isinstance(written, datetime):
        written = written.date()
    if isinstance(written, date):
        dates: DateRange | None = DateRange(written, written)
    elif written:
        dates = parse_dates(str(written))
        if dates is None:
            draft.doubt(1, f"the date {str(written)!r} in the front matter is no possible date")
    else:
        dates = parse_dates(dateline.date_text) if dateline else None
    topics = matter.get("topics") or matter.get("sdg") or ()
    links = matter.get("links") or matter.get("link") or ()
    return {
        "dates": dates,
        "place": _text(matter.get("place")) or (dateline.place if dateline else None),
        "country": _text(matter.get("country")) or (dateline.country if dateline else None),
        "topics": _topics(" ".join(f"SDG {topic}" for topic in _listed(topics))),
        "links": tuple(_listed(links)),
    }


def _text(value: object) -> str | None:
    return " ".join(_str(value).split()) or None if value is not None else None


def _listed(value: object) -> list[str]:
    return [_str(one) for one in value] if isinstance(value, list | tuple) else [_str(value)]


def _str(value: object) -> str:
    """Return the value as text; YAML's escapes give an emoji as two halves of a character."""
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# --- items -> documents -------------------------------------------------------------------


def _document(item: _Item, file: str, taken: set[str]) -> Document:
    text, blocks = _lay_out(item.lines)
    headline = next((ln.text for ln in item.lines if ln.kind is BlockKind.HEADLINE), "")
    document = Document(
        id=_document_id(file, headline or item.lines[0].text, taken),
        file=file,
        text=text,
        blocks=blocks,
        dates=item.dates,
        place=item.place,
        country=item.country,
    )
    topics = [_topics(ln.text) for ln in item.lines if ln.kind is BlockKind.TOPICS]
    links = [_URL.findall(ln.text) or [ln.text] for ln in item.lines if ln.kind is BlockKind.LINK]
    return replace(
        document,
        topics=_unique([*item.topics, *(topic for found in topics for topic in found)]),
        links=_unique([*item.links, *(link for found in links for link in found)]),
    )


def _lay_out(lines: Sequence[_Line]) -> tuple[str, tuple[Block, ...]]:
    """Join the lines into the document's text; a dateline and its body are two blocks."""
    blocks: list[Block] = []
    position = 0
    for line in lines:
        end = position + len(line.text)
        start, last = position, line.number + line.more
        if line.dateline:
            dateline_end = position + len(line.dateline.text)
            blocks.append(Block(BlockKind.DATELINE, position, dateline_end, line.number, last))
            start = position + line.dateline.body_start
        blocks.append(Block(line.kind, start, end, line.number, last))
        position = end + 1
    return "\n".join(line.text for line in lines), tuple(blocks)


def _document_id(file: str, headline: str, taken: set[str]) -> str:
    """Return a readable id that no other document has: file stem, "/", headline."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(headline)).strip("-")
    if len(slug) > 60:
        slug = slug[:61].rsplit("-", 1)[0]
    base = f"{file.rsplit('.', 1)[0]}/{slug or 'item'}"
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    taken.add(name)
    return name


def _topics(line: str) -> tuple[Topic, ...]:
    """Return the SDG goals and targets that a line names; a goal alone if it has no target."""
    targets = [Topic(int(goal), f"{goal}.{part.lower()}") for goal, part in _TARGET.findall(line)]
    aimed = {topic.goal for topic in targets}
    goals = [Topic(int(goal)) for goal in _GOAL.findall(line) if int(goal) not in aimed]
    return _unique([*goals, *targets])


def _unique(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))
