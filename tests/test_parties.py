"""Who a sentence says paid, organised or took part, and rows of names."""

from __future__ import annotations

import pytest

from seeqa.parties import following, organisers, payers, says, stated


@pytest.mark.parametrize(
    ("sentence", "paid"),
    [
        ("It was funded by Malta and Norway through a fund.", ["Malta and Norway"]),
        ("It was made possible thanks to the financial support of the UN.", ["the UN"]),
        ("With financial support provided by Malta, Oslo, and Ulm.", ["Malta, Oslo, and Ulm"]),
        ("A project (funded in part by the EU) and financed by Malta.", ["the EU", "Malta"]),
        ("Money is needed by many.", []),
        ("UNICEF held it.", []),
    ],
)  # fmt: skip
def test_payers(sentence: str, paid: list[str]) -> None:
    assert [sentence[slice(*place)] for place in payers(sentence)] == paid
    assert says("fund", sentence) is bool(paid)


@pytest.mark.parametrize(
    ("sentence", "ran"),
    [
        ("2 June 2021, Oslo, Norway: UNICEF held a workshop.", "UNICEF"),
        ("In May the Fish Unit (FU) together with UNICEF ran it.", None),
        ("Then the Unit (FU) together with UNICEF met.", None),
        ("Then the Unit (FU) and UNICEF held it.", "the Unit (FU) and UNICEF"),
        ("It was organised jointly by Malta and the Fish Board.", "Malta and the Fish Board"),
        ("The Fish Board has organised it.", "The Fish Board"),
        ("Fishermen held nets.", "Fishermen"),
        ("It was held in Oslo.", None),
        ("It was funded by Malta.", None),
    ],
)  # fmt: skip
def test_organisers(sentence: str, ran: str | None) -> None:
    place = stated("organise", sentence)
    assert (sentence[slice(*place)] if place else None) == ran


@pytest.mark.parametrize(
    ("sentence", "came"),
    [
        ("It was for 12 men and officers from Malta under it.", "12 men and officers from Malta"),
        ("It gathered 40 judges from Oslo, alongside guests.", "40 judges from Oslo"),
        ("It was attended by more than 15 members.", "more than 15 members"),
        ("A total of 24 experts of the Board took part.", "A total of 24 experts of the Board"),
        ("It was joined in person and online by over 130 guests, of Oslo.", "over 130 guests"),
        ("It ran for 12 days.", None),
        ("Officers mended nets.", None),
    ],
)  # fmt: skip
def test_who_took_part(sentence: str, came: str | None) -> None:
    place = stated("attend", sentence)
    assert (sentence[slice(*place)] if place else None) == came


def test_a_row_goes_on_only_to_an_and() -> None:
    text = "Malta, Norway and Oslo, who came. Malta, Norway, then."
    assert text[5 : following(text, 5)] == ", Norway and Oslo"
    assert following(text, 39) == 39


@pytest.mark.parametrize(
    "row", ["A-", "Ab ", "Ab, ", "Ab of the ", "Ab and ", "Ab (C) ", "Ab held "]
)
def test_long_rows_are_no_trouble(row: str) -> None:
    organisers(row * 20_000)
    payers("funded by " + row * 20_000)
    stated("attend", row * 20_000)


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("It was attended by more than 15 members of the board.", "more than 15 members"),
        ("It gathered 40 judges and prosecutors from Oslo.", "40 judges and prosecutors"),
        ("It gathered ministers and heads of agencies from Oslo.", None),
        ("It rained.", None),
    ],
)
def test_how_many_took_part(sentence: str, people: str | None) -> None:
    place = stated("people", sentence)
    assert (sentence[slice(*place)] if place else None) == people


def test_who_took_part_where_no_number_is_told() -> None:
    sentence = "It gathered justice ministers, heads of agencies and other experts from Oslo."
    place = stated("attend", sentence)
    assert place is not None
    assert sentence[slice(*place)].startswith("justice ministers, heads of agencies")
