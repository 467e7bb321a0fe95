"""The values that pass from stage to stage."""

from __future__ import annotations

import dataclasses

import pytest

from seeqa import Answer, Citation, Document, Passage, Span
from seeqa.types import Block, BlockKind

TEXT = "Head\n3 May, Ohrid: First line.\nSecond line."
DOCUMENT = Document(
    id="d",
    file="d.txt",
    text=TEXT,
    blocks=(
        Block(BlockKind.HEADLINE, 0, 4, 7, 7),
        Block(BlockKind.DATELINE, 5, 18, 8, 8),
        Block(BlockKind.PARAGRAPH, 19, 30, 8, 8),
        Block(BlockKind.PARAGRAPH, 31, 43, 10, 11),
    ),
)


def test_headline_dateline_and_paragraphs_are_read_off_the_blocks() -> None:
    assert DOCUMENT.headline == "Head"
    assert DOCUMENT.dateline == "3 May, Ohrid:"
    assert [TEXT[b.start : b.end] for b in DOCUMENT.paragraphs] == ["First line.", "Second line."]


def test_a_document_without_them_has_empty_ones() -> None:
    bare = Document("d", "d.txt", "Words.", (Block(BlockKind.PARAGRAPH, 0, 6, 1, 1),))
    assert (bare.headline, bare.dateline) == ("", "")


@pytest.mark.parametrize(
    ("start", "end", "lines"),
    [
        (0, 4, (7, 7)),
        (0, 43, (7, 11)),
        (19, 24, (8, 8)),
        (25, 32, (8, 11)),
        (31, 43, (10, 11)),
        (4, 5, (7, 11)),  # the line end alone is in no block: the whole item
    ],
)
def test_lines_are_those_of_the_blocks_touched(
    start: int, end: int, lines: tuple[int, int]
) -> None:
    assert DOCUMENT.lines(start, end) == lines


def test_what_is_searched_is_context_then_text() -> None:
    passage = Passage(1, "d", 19, 30, "First line.", "Head")
    assert passage.searchable == "Head\nFirst line."
    assert dataclasses.replace(passage, context="").searchable == "First line."


def test_a_span_is_the_words_at_its_offsets() -> None:
    passage = Passage(1, "d", 19, 30, "First line.", "Head")
    assert Span(passage, 6, 10, 0.5).text == "line"


def test_the_text_of_an_answer_is_its_quotes() -> None:
    one = Citation(1, "d", "Head", "", None, None, None, "d.txt", 8, 8, 19, 30, "First line.")
    two = dataclasses.replace(one, number=2, quote="Second line.")
    assert Answer("q", (one, two), (), 0.9).text == "First line. Second line."
    assert Answer("q", (), (), 0.0).text == ""


def test_values_cannot_be_changed() -> None:
    name = "text"
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(DOCUMENT, name, "other")


def test_a_span_s_words_are_those_emphasised_or_all_of_them() -> None:
    passage = Passage(1, "d", 31, 43, "Second line.", "Head")
    span = Span(passage, 0, 12, 1.0)
    assert span.words == span.text == "Second line."
    assert dataclasses.replace(span, emphasis=(7, 11)).words == "line"
