"""All that somebody is quoted with, and which questions ask for it."""

from __future__ import annotations

import pytest

from fakes import HashEncoder, make_index, small_config
from seeqa.index import Index
from seeqa.items.quotations import asks_for_quotations, quotations
from seeqa.language.parse import Parser
from seeqa.question.frame import read_frame

TEXT = (
    "Fair in Ayr\n3 June 2022, Ayr: “It was late,” said the mayor, Ann Reid. Rain fell.\n\n"
    "Reid added that the fair would come again. Tom Bell said nothing of the sort.\n\n\n"
    "Race in Oslo\n4 June 2022, Oslo: Paul Reid won. “I am tired,” he said.\n"
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(small_config(tmp_path_factory.mktemp("said"), TEXT), HashEncoder())


def said(index: Index, parser: Parser, question: str) -> list[str]:
    frame = read_frame(parser.parse(question))
    assert asks_for_quotations(frame)
    return [span.text for span in quotations(frame, index, index.columns.news)]


def test_every_sentence_in_which_somebody_says_something(index: Index, parser: Parser) -> None:
    added = "Reid added that the fair would come again."
    first = "3 June 2022, Ayr: “It was late,” said the mayor, Ann Reid."
    assert said(index, parser, "What did Ann Reid say?") == [first, added]
    assert said(index, parser, "What did Reid say?") == [first, added]
    assert said(index, parser, "What did Tom Bell say?") == ["Tom Bell said nothing of the sort."]
    for nobody in ("Ann Bell", "Paul Reid", "Jim Reid"):
        assert said(index, parser, f"What did {nobody} say?") == []


@pytest.mark.parametrize(
    "question",
    [
        "What did Reid say about the fair?",
        "Who said that?",
        "What did the mayor say?",
        "What fell?",
    ],
)
def test_other_questions_ask_for_no_quotations(parser: Parser, question: str) -> None:
    assert not asks_for_quotations(read_frame(parser.parse(question)))
