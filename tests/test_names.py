"""Names: short forms are learned where the archive explains them; a text has all other forms."""

from __future__ import annotations

import time

import pytest

from seeqa.language.names import Aliases, explained
from seeqa.terms import terms

TEXT = (
    "The Container Control Programme (CCP) met in South Eastern Europe (SEE). Sweden and the "
    "United Nations Convention against Corruption (UNCAC) see the Government of Japan. A centre "
    "(open daily) and the police (Belgrade)."
)


@pytest.fixture(scope="module")
def aliases() -> Aliases:
    return Aliases.learned([TEXT])


def all_of(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def test_short_forms_are_learned_from_parentheses() -> None:
    assert list(explained(TEXT)) == [
        ("Container Control Programme", "CCP"),
        ("South Eastern Europe", "SEE"),
        ("United Nations Convention against Corruption", "UNCAC"),
    ]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("They joined the CCP.", "Container Control Programme"),
        ("They joined the Container Control Programme.", "CCP"),
        ("They joined Container Control Programmes.", "CCP"),
        ("The British government paid.", "UK"),
        ("It came from the UK.", "United Kingdom"),
        ("The convention is called UNCAC.", "United Nations Convention against Corruption"),
        ("Irish and Norwegian money paid for it.", "Norway"),
        ("Turkey signed.", "Türkiye"),
    ],
)
def test_a_text_has_every_form_of_its_names(aliases: Aliases, text: str, other: str) -> None:
    has = all_of(text)
    assert not all_of(other) <= has
    assert all_of(other) <= aliases.of(has)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("They see it.", "South Eastern Europe"),  # "see" is a word of the archive
        ("They told us so.", "United States"),
        ("The control programme began.", "CCP"),
        ("The kingdom is united.", "Container"),
    ],
)
def test_a_word_is_no_short_form(aliases: Aliases, text: str, other: str) -> None:
    assert not all_of(other) <= aliases.of(all_of(text))


def test_names_that_hold_their_own_short_form_do_not_multiply() -> None:
    towns = "BOSTON,SEATTLE,SAN DIEGO,MIAMI,DENVER,ATLANTA,PHOENIX,DALLAS,TAMPA,SPARTA".split(",")
    texts = [f"{t} NEWS (AP) and {t} Politics AP (AP) — The mayor spoke. {t}" for t in towns * 30]
    assert len(Aliases.learned(texts).of(frozenset({"ap"}))) < 100 * len(towns)


@pytest.mark.parametrize(
    "text", ["A" * 2_000_000, "Aa " * 500_000, "a-" * 1_000_000, "(A" * 500_000]
)
def test_short_forms_of_megabytes_are_looked_for_quickly(text: str) -> None:
    before = time.process_time()
    assert list(explained(text)) == []
    assert time.process_time() - before < 10
