"""Document -> Passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, law
from seeqa import Document
from seeqa.archive import read_corpus
from seeqa.passages import MAX_CHARACTERS, split
from seeqa.types import Block, BlockKind

pieces = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["One sentence. And two! ", "word " * 30, "x" * 120, "Mr. Šibenik e.g. 😀 ", "…"]
    ),
)
paragraphs = st.lists(st.lists(pieces, max_size=6).map("".join), max_size=5)


def document_of(texts: list[str], name: str = "d") -> Document:
    """A document with a headline and one paragraph per text."""
    blocks = [Block(BlockKind.HEADLINE, 0, 4, 1, 1)]
    whole = "Head"
    for number, text in enumerate(texts, 2):
        blocks.append(
            Block(BlockKind.PARAGRAPH, len(whole) + 1, len(whole) + 1 + len(text), number, number)
        )
        whole += "\n" + text
    return Document(name, "d.txt", whole, tuple(blocks))


@law
@given(paragraphs, st.integers(1, 200))
def test_passages_stand_at_their_offsets_in_order_within_the_limit(
    texts: list[str], limit: int
) -> None:
    document = document_of(texts)
    passages = split([document], limit)
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert all(0 < len(p.text) <= limit for p in passages)
    assert all(one.end <= other.start for one, other in pairwise(passages))
    assert all(
        any(b.start <= p.start and p.end <= b.end for b in document.paragraphs) for p in passages
    )


@law
@given(paragraphs, st.integers(1, 200))
def test_no_word_of_a_paragraph_is_lost(texts: list[str], limit: int) -> None:
    document = document_of(texts)
    kept = {i for p in split([document], limit) for i in range(p.start, p.end)}
    lost = [
        document.text[i]
        for b in document.paragraphs
        for i in range(b.start, b.end)
        if i not in kept
    ]
    assert not any(char.isalnum() for char in lost)


@law
@given(paragraphs, st.integers(20, 200))
def test_ids_are_unique_and_depend_on_content_alone(texts: list[str], limit: int) -> None:
    first, second = document_of(texts, "one"), document_of([*texts, *texts], "two")
    ids = [p.id for p in split([first, second], limit)]
    assert len(set(ids)) == len(ids)
    assert all(0 <= number < 2**63 for number in ids)
    assert [p.id for p in split([first], limit)] == ids[: len(split([first], limit))]


def test_a_line_of_200_kilobytes_loses_nothing() -> None:
    for text in ("x" * 200_000, "word " * 40_000, "A sentence of words. " * 10_000):
        document = document_of([text.strip()])
        passages = split([document])
        assert all(document.text[p.start : p.end] == p.text for p in passages)
        assert max(len(p.text) for p in passages) <= MAX_CHARACTERS
        assert sum(len(p.text.replace(" ", "")) for p in passages) == len(text.replace(" ", ""))


def test_a_paragraph_within_the_limit_is_one_passage() -> None:
    text = "One is here. Two is here."
    assert [p.text for p in split([document_of([text])], len(text))] == [text]


def test_a_longer_one_is_cut_between_sentences_as_full_as_the_limit_allows() -> None:
    text = "One is here. Two is here. Three is here."
    (first, second) = split([document_of([text])], 26)
    assert (first.text, second.text) == ("One is here. Two is here.", "Three is here.")


def test_a_sentence_beyond_the_limit_is_cut_between_words() -> None:
    found = [p.text for p in split([document_of(["alpha beta gamma delta"])], 11)]
    assert found == ["alpha beta", "gamma delta"]


def test_context_is_headline_and_dateline_cut_short() -> None:
    text = "Head\n3 May 2022, Ohrid: It met."
    blocks = (
        Block(BlockKind.HEADLINE, 0, 4, 1, 1),
        Block(BlockKind.DATELINE, 5, 22, 2, 2),
        Block(BlockKind.PARAGRAPH, 24, 31, 2, 2),
    )
    (passage,) = split([Document("d", "d.txt", text, blocks)])
    assert passage.context == "Head"
    assert passage.text == "3 May 2022, Ohrid: It met."
    long = Document("d", "d.txt", "H" * 500 + "\nIt met.", (
        Block(BlockKind.HEADLINE, 0, 500, 1, 1),
        Block(BlockKind.PARAGRAPH, 501, 508, 2, 2),
    ))  # fmt: skip
    assert len(split([long])[0].context) == 300


SPLIT = (BlockKind.PARAGRAPH, BlockKind.ENTRY, BlockKind.TOPICS)


@pytest.mark.parametrize("kind", [k for k in BlockKind if k not in SPLIT])
def test_only_paragraphs_and_topics_become_passages(kind: BlockKind) -> None:
    assert split([Document("d", "d.txt", "Words here.", (Block(kind, 0, 11, 1, 1),))]) == ()


def test_a_paragraph_without_words_is_no_passage() -> None:
    assert split([document_of(["…", "* * *", ""])]) == ()


def test_no_link_or_headline_of_the_bulletin_is_a_passage() -> None:
    documents = read_corpus(ROOT / "corpus").documents
    passages = split(documents)
    assert {p.document_id for p in passages} == {d.id for d in documents}
    headlines = {d.headline for d in documents}
    for passage in passages:
        assert "http" not in passage.text
        assert ".pdf" not in passage.text
        assert not passage.text.startswith(("Further Resources", "For more", "Related publication"))
        assert passage.text not in headlines
    assert sum(p.text.startswith("This activity contributes") for p in passages) == 14
    assert len(passages) == 95
