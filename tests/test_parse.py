"""Words, what they depend on, and entities: laws over any text, and the very package."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.language import parse as parsing
from seeqa.language.parse import Parse, Parser, Token

SENTENCES = (
    "The old museum in Ayr held a fair.",
    "Norway paid €4,000 on 3 May 2022, didn’t it?",
    "Šibenik: 12 officers came — nobody else.",
)
texts = st.text(max_size=60) | st.lists(st.sampled_from(SENTENCES), max_size=3).map("\n".join)


def token(head: int) -> Token:
    return Token("x", 0, 1, "x", "NOUN", "dep", head, "")


heads = st.integers(1, 8).flatmap(
    lambda size: st.lists(st.integers(0, size - 1), min_size=size, max_size=size)
)


@law
@given(texts)
def test_offsets_reproduce_the_text(parser: Parser, text: str) -> None:
    parse = parser.parse(text)
    assert parse.text == text
    end = 0
    for one in parse.tokens:
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert 0 <= one.head < len(parse.tokens)
        end = one.end
    assert [text[e.start : e.end] for e in parse.entities if e.start >= e.end] == []
    assert list(parse.entities) == sorted(parse.entities, key=lambda e: e.start)


@law
@given(texts)
def test_no_word_is_lost(parser: Parser, text: str) -> None:
    kept = "".join(token.text for token in parser.parse(text).tokens)
    assert "".join(kept.split()) == "".join(text.split())


@law
@given(heads)
def test_a_subtree_is_the_word_and_all_that_lead_to_it(above: list[int]) -> None:
    parse = Parse("", tuple(map(token, above)), ())
    for at in range(len(above)):
        inside = parse.subtree(at)
        assert inside == sorted(set(inside))
        assert set(inside) == {i for i in range(len(above)) if at in _way_up(above, i)}
        assert all(above[i] == at and i != at for i in parse.children(at))
        assert set(parse.children(at)) | {at} <= set(inside)


def _way_up(above: list[int], at: int) -> set[int]:
    seen = {at}
    while above[at] not in seen:
        at = above[at]
        seen.add(at)
    return seen


@law
@given(st.lists(texts, max_size=3))
def test_many_are_parsed_as_each_alone(parser: Parser, several: list[str]) -> None:
    assert list(parser.parses(several)) == [parser.parse(text) for text in several]


def test_a_sentence_by_hand(parser: Parser) -> None:
    parse = parser.parse(SENTENCES[0])
    words = [token.text for token in parse.tokens]
    held, museum = words.index("held"), words.index("museum")
    assert parse.root() == held
    assert [words[i] for i in parse.children(held)] == ["museum", "fair", "."]
    assert [words[i] for i in parse.subtree(museum)] == ["The", "old", "museum", "in", "Ayr"]
    assert parse.tokens[held].lemma == "hold"
    assert [(parse.text[e.start : e.end], e.label) for e in parse.entities] == [("Ayr", "GPE")]


def test_dictionary_forms_are_terms(parser: Parser) -> None:
    tokens = {token.text: token for token in parser.parse("The officers met in Šibenik?").tokens}
    assert (tokens["officers"].term, tokens["met"].term) == ("offic", "meet")
    assert (tokens["Šibenik"].term, tokens["The"].term, tokens["?"].term) == ("sibenik", "", "")
    assert tokens["officers"].has_content
    assert not tokens["The"].has_content


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_is_parsed_too(parser: Parser, text: str) -> None:
    parse = parser.parse(text)
    assert (parse.text, parse.entities, parse.root()) == (text, (), 0)
    assert not any(token.has_content for token in parse.tokens)


def test_the_package_is_the_one_that_was_looked_at() -> None:
    assert parsing.digest() == parsing.DIGEST
    parsing.verify()


def test_it_is_loaded_once(parser: Parser) -> None:
    assert Parser.load() is parser
