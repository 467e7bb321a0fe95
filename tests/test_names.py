"""Names: short forms are learned where the archive explains them, and one name has one form."""

from __future__ import annotations

import time

import pytest

from seeqa.names import Names, explained, persons

TEXT = (
    "The Container Control Programme (CCP) met in South Eastern Europe (SEE). Sweden and the "
    "United Nations Convention against Corruption (UNCAC) see the Government of Japan. A centre "
    "(open daily) and the police (Belgrade)."
)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names([TEXT])


def test_short_forms_are_learned_from_parentheses() -> None:
    assert list(explained(TEXT)) == [
        ("Container Control Programme", "CCP"),
        ("South Eastern Europe", "SEE"),
        ("United Nations Convention against Corruption", "UNCAC"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CCP", "the Container Control Programme"),
        ("CCP", "Container Control Programmes"),
        ("UK", "United Kingdom"),
        ("US", "United States"),
        ("the British government", "the government of the United Kingdom"),
        ("UNCAC", "UN Convention against Corruption"),
        ("UNCAC", "United Nations Convention against Corruption"),
        ("south-eastern europe", "SEE"),
        ("Turkey", "Türkiye"),
        ("Sweden's", "Swedish"),
    ],
)
def test_all_forms_of_a_name_are_one(names: Names, one: str, other: str) -> None:
    found = [{t for t in names.tokens(text) if t.startswith("@")} for text in (one, other)]
    assert found[0] == found[1]
    assert len(found[0]) == 1
    assert "@usa" not in names.tokens("tell us")


def test_a_word_is_no_short_form(names: Names) -> None:
    assert names.tokens("What did they see in SEE?")[-3:] == ["see", "in", "@see"]


def test_the_names_of_a_question_are_runs(names: Names) -> None:
    assert names.mentioned("Did Japan or the Container Control Programme pay?") == [
        ("@japan",),
        ("@ccp",),
    ]
    assert names.mentioned("who trained officers?") == []


@pytest.mark.parametrize(
    "text", ["A" * 2_000_000, "Aa " * 500_000, "a-" * 1_000_000, "(A" * 500_000]
)
def test_short_forms_of_megabytes_are_looked_for_quickly(text: str) -> None:
    before = time.process_time()
    assert list(explained(text)) == []
    assert time.process_time() - before < 10


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("“It grows,” says Davor Raus, an expert at UNODC.", ["Davor Raus"]),
        ("Diane Martin, a survivor, told them so.", ["Diane Martin"]),
        ("It was opened by the Ambassador Anna Maria Berg in Tirana.", ["Anna Maria Berg"]),
        ("The Head of the Secretariat noted that it grows.", []),
        ("Officers met in South Eastern Europe with the Turkish National Police.", []),
    ],
)
def test_persons(text: str, named: list[str]) -> None:
    assert persons(text) == named
