"""What an abbreviation stands for and what something is said to be, found in a sentence."""

from __future__ import annotations

import pytest

from seeqa.definitions import said_to_be, spelt_out


@pytest.mark.parametrize(
    ("question", "text", "whole"),
    [
        ("What does FCU stand for?", "staff of the Fish Care Unit (FCU) came", "Fish Care Unit"),
        ("what does FCU mean", "the Fish Care Unit (FCU-Oslo) came", "Fish Care Unit"),
        ("FCU stands for?", "from Malta and Oslo, the Fish Care Unit (FCU)", "Fish Care Unit"),
        ("fcu full name", "staff from the Old Net Home (FCU)", "Old Net Home"),
        ("What is the full name of FCU?", "the Fund on Crabs, and the Use (FCU)", "Fund on"),
        ("What is FCU short for?", "the fish care unit (FCU)", None),
        ("What does it stand for?", "a Net Unit (it) came", None),
        ("What does FCU stand for?", "the Fish Care Unit came", None),
        ("What is FCU?", "from the Old Net Home (FCU)", "Old Net Home"),
        ("Who runs FCU?", "the Fish Care Unit (FCU)", None),
    ],
)
def test_an_abbreviation_is_spelt_out(question: str, text: str, whole: str | None) -> None:
    found = spelt_out(question, text)
    assert (found is None) == (whole is None)
    if found and whole:
        assert text[slice(*found)].startswith(whole)
        assert text[found[1] :].startswith(" (")


@pytest.mark.parametrize(
    ("question", "text", "what"),
    [
        (
            "What is the Fish Pact?",
            "The Fish Pact (FP) is a coalition of states, old and new. It rained.",
            "a coalition of states, old and new",
        ),
        (
            "what is the fish pact",
            "The Fish Pact, a league of towns, met.",
            "a league of towns",
        ),
        ("Who is Ana Berg?", "Said Ana Berg, a judge from Oslo.", "a judge from Oslo"),
        ("Who is Ana Berg?", "“A,” said Ana Berg.", None),
        ("What is on?", "The Fish Pact is a league.", None),
        ("Where is the Fish Pact?", "The Fish Pact is a league.", None),
        ("What is (?", "( is a bracket.", None),
    ],
)
def test_a_definition_is_found(question: str, text: str, what: str | None) -> None:
    found = said_to_be(question, text)
    assert (text[slice(*found)] if found else None) == what
