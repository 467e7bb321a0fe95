"""Which item a description can mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeqa.archive import read_corpus
from seeqa.names import Names
from seeqa.recognition import Recognition

ITEMS = """Fishers meet
2 June 2021, Oslo, Norway: UNICEF met fishers on nets for herring.

Workshop on knots
3 June 2021, Bergen, Norway: The Knot Board held a workshop on knots and nets.
"""


def alike(one: str, other: str) -> float:
    return 0.9 if {one, other} == {"fish", "herring"} else 0.1


@pytest.mark.parametrize(
    ("described", "item", "lacking", "alone"),
    [
        ("the meeting in Oslo", 0, (), True),
        ("the course on knots", 1, (), True),  # a workshop may be called a course
        ("the workshop on nets", 1, (), True),
        ("the gathering on nets", 1, (), False),
        ("the meeting on fish", 0, (), False),
        ("the football match in Oslo", 0, ("football", "match"), False),
        ("the Norwegian workshop", 1, (), True),
        ("it", 1, (), False),
    ],
)
def test_recognise(
    described: str, item: int, lacking: tuple[str, ...], alone: bool, tmp_path: Path
) -> None:
    (tmp_path / "two.txt").write_text(ITEMS, encoding="utf-8")
    documents = read_corpus(tmp_path).documents
    assert len(documents) == 2
    names = Names([document.text for document in documents])
    found = Recognition(documents, names, alike).recognise(described, documents[item].id)
    assert (found.lacking, found.alone) == (lacking, alone)
