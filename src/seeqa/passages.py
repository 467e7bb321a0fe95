"""Document -> Passages: a paragraph or a list each, or windows of sentences of a long one.

Does not overlap windows, and never cuts inside a word unless one word alone is too long.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from seeqa import sentences
from seeqa.sentences import sentence_offsets
from seeqa.types import Block, BlockKind, Document, Passage

# Part of the index manifest: change it with the behaviour.
VERSION = f"paragraphs-3/{sentences.VERSION}"

# About 205 word pieces of English; with headline and dateline it fits MiniLM's 256.
MAX_CHARACTERS = 900
_CONTEXT_CHARACTERS = 300
_SPLIT = (BlockKind.PARAGRAPH, BlockKind.ENTRY, BlockKind.TOPICS)
_HAS_WORD = re.compile(r"\w")


def split(documents: Iterable[Document], limit: int = MAX_CHARACTERS) -> tuple[Passage, ...]:
    """Return the passages of all documents in reading order, none longer than `limit`."""
    return tuple(passage for document in documents for passage in _split_one(document, limit))


def _split_one(document: Document, limit: int) -> Iterator[Passage]:
    whole = "\n".join(filter(None, (document.headline, document.dateline)))
    seen: Counter[str] = Counter()
    for begin, finish, subhead in _stretches(document, limit):
        leads = document.dateline and document.text.startswith(document.dateline, begin)
        context = document.headline if leads else whole
        context = "\n".join(filter(None, (context, subhead)))
        for start, end in _windows(document.text[begin:finish], limit):
            text = document.text[begin + start : begin + end]
            if not _HAS_WORD.search(text):
                continue
            seen[text] += 1
            yield Passage(
                id=_identity(document.id, context, text, str(seen[text])),
                document_id=document.id,
                start=begin + start,
                end=begin + end,
                text=text,
                context=context[:_CONTEXT_CHARACTERS],
            )


def _stretches(document: Document, limit: int) -> Iterator[tuple[int, int, str]]:
    """Yield what is split, and the subheading that it stands under.

    Paragraphs, the first with the dateline that leads it; SDG lines; lists, with the words that
    lead to them, as far as the limit allows.
    """
    subhead = ""
    start = end = 0
    gathering = False  # whether the stretch may go on with the entries of a list
    for block, leading in _with_leads(document):
        if gathering and block.kind is BlockKind.ENTRY and block.end - start <= limit:
            end = block.end
            continue
        if end > start:
            yield start, end, subhead
        start = end = block.end
        if block.kind is BlockKind.SUBHEAD:
            subhead = document.text[block.start : block.end]
        elif block.kind in _SPLIT:
            start = leading.start if leading else block.start
        listed = block.kind is BlockKind.ENTRY
        gathering = listed or document.text[:end].endswith(":")
    if end > start:
        yield start, end, subhead


def _with_leads(document: Document) -> Iterator[tuple[Block, Block | None]]:
    """Yield every block but datelines, with the dateline that leads its line."""
    dateline: Block | None = None
    for block in document.blocks:
        if block.kind is BlockKind.DATELINE:
            dateline = block
            continue
        leads = dateline is not None and "\n" not in document.text[dateline.end : block.start]
        yield block, dateline if leads else None
        dateline = None


def _windows(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Yield windows of consecutive sentences, as full as the limit allows."""
    if len(text) <= limit:
        yield 0, len(text)
        return
    begin = finish = None
    for sentence in sentence_offsets(text):
        for start, end in _pieces(text, *sentence, limit):
            if begin is not None and finish is not None and end - begin > limit:
                yield begin, finish
                begin = None
            begin = start if begin is None else begin
            finish = end
    if begin is not None and finish is not None:
        yield begin, finish


def _pieces(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence that is longer than the limit at white space."""
    while end - start > limit:
        cut = text.rfind(" ", start + 1, start + limit + 1)
        cut = start + limit if cut <= start else cut
        yield start, cut
        start = cut + (text[cut] == " ")
    if end > start:
        yield start, end


def _identity(*parts: str) -> int:
    """Return a stable positive 63-bit id, the range that FAISS stores."""
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
