"""Questions on the archive as a whole, told from those on what is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language.parse import Parser
from seeqa.question.frame import read_frame
from seeqa.question.overview import overview

FACETS = ("latest", "earliest", "places", "topics", "dates", "items")


def asked(parser: Parser, question: str) -> str | None:
    parse = parser.parse(question)
    return overview(parse, read_frame(parse))


@law
@given(st.text(max_size=60))
def test_a_facet_or_none(parser: Parser, text: str) -> None:
    assert asked(parser, text) in (None, *FACETS)


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("What is the bulletin about?", "items"),
        ("what is this bulletin about", "items"),
        ("how many items are in the archive", "items"),
        ("List all items", "items"),
        ("Which places are covered?", "places"),
        ("Which places does the archive cover?", "places"),
        ("Which towns are mentioned in the archive?", "places"),
        ("What topics does the archive cover?", "topics"),
        ("Which SDGs are covered?", "topics"),
        ("Which period does the bulletin cover?", "dates"),
        ("What is the latest news?", "latest"),
        ("What is the newest article?", "latest"),
        ("What are the most recent items?", "latest"),
        ("What are the oldest items?", "earliest"),
        ("Which is the first article?", "earliest"),
    ],
)
def test_what_is_asked_of_the_whole(parser: Parser, question: str, facet: str) -> None:
    assert asked(parser, question) == facet


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Where?",
        "When?",
        "What happened in Tirana?",
        "What happened in May?",
        "What are the items of 2022?",
        "Who paid for the report?",
        "Which items mention children?",
        "Which towns hosted a fair?",
        "What is the latest on the bridge?",
        "Which articles are on Norway?",
        "Which bulletin covers SDG 16?",
    ],
)
def test_what_is_asked_of_something_in_it(parser: Parser, question: str) -> None:
    assert asked(parser, question) is None
