"""What a question demands of the sentence that answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeqa.corpus import read_corpus
from seeqa.demands import demanded
from seeqa.passages import split
from seeqa.types import Document, Passage, Span

ITEM = """Workshop on firearms in Tirana
11 May 2022, Tirana, Albania: UNODC organised a workshop. The next one is planned for June 2022.
It was funded by Norway. “It helped,” said Ana Berg, a judge. The director opened it.
"""


@pytest.fixture
def item(tmp_path: Path) -> tuple[Document, Passage]:
    (tmp_path / "small.txt").write_text(ITEM, encoding="utf-8")
    documents = read_corpus(tmp_path).documents
    return documents[0], split(documents)[0]


@pytest.mark.parametrize(
    ("question", "words", "met"),
    [
        ("Who funded the workshop?", "UNODC", False),
        ("Who funded the workshop?", "Norway", True),
        ("Which country paid for it?", "UNODC", False),
        ("Who is the director of the workshop?", "director", False),
        ("What is the name of the judge?", "judge", True),
        ("What is the budget of the workshop?", "UNODC", False),
        ("When is the next workshop?", "11 May 2022", False),
        ("When is the next workshop?", "June 2022", True),
    ],
)
def test_demands(item: tuple[Document, Passage], question: str, words: str, met: bool) -> None:
    document, _ = item
    passage = next(p for p in split([document]) if words in p.text)
    at = passage.text.index(words)
    start = max(passage.text.rfind(". ", 0, at) + 2, 0) if ". " in passage.text[:at] else 0
    end = passage.text.find(".", at) + 1
    span = Span(passage, start, end, 1.0, (at, at + len(words)))
    demand = demanded(question)
    assert demand is not None
    assert demand.met(span, document) is met
    assert demand.unmet.startswith("Where it comes nearest")


@pytest.mark.parametrize(
    "question",
    [
        "Who organised the workshop?",
        "What did Norway fund?",
        "When was the workshop?",
        "Who covered the costs?",
        "",
    ],
)
def test_most_questions_demand_nothing_that_can_be_told(question: str) -> None:
    assert demanded(question) is None
