"""The names in a question that an archive lacks."""

from __future__ import annotations

import pytest

from seeqa.absence import Absence
from seeqa.names import Names

ARCHIVE = (
    "UNODC and OSCE trained officers of the Container Control Programme (CCP) in Asia.",
    "The United Kingdom, North Macedonia, Serbia, Sweden and Türkiye took part.",
)
ABSENCE = Absence(ARCHIVE, Names(ARCHIVE))


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("Which events did NATO co-organise?", ("NATO",)),
        ("Who ran the prison workshop in Bucharest?", ("Bucharest",)),
        ("How did COVID-19 affect Serbia?", ("COVID-19",)),
        ("and from Japan", ("Japan",)),
        ("Who won the Champions League final?", ("Champions", "League")),
        ("What is the capital of Australia, Australia?", ("Australia",)),
        ("How long is the United Training Container course?", ("United Training Container",)),
    ],
)
def test_names_that_the_archive_lacks(question: str, lacking: tuple[str, ...]) -> None:
    assert ABSENCE.names(question) == lacking


@pytest.mark.parametrize(
    "question",
    [
        "",
        "What did the UK and Great Britain fund?",  # other forms of the archive's names
        "in Turkey, with the Container Control Programme, for the CCP",
        "the Macedonian, Swedish and British officers, and the Asians and Serbs",
        "Training: Which? Who – Said “Nothing”",  # capital where a sentence begins
        "on Monday in December, said Mr and Dr",
        "Who Funded The Marvellous Report About Everything",  # as in a headline
        "what did nato do",  # not written as a name
        "UNODC’s officers",
        "Who paid for the Container Control Training in the end?",  # two of its words are a name
        "Did the United Programme take part?",  # two words may be meant otherwise
    ],
)
def test_names_that_it_has_and_words_that_are_none(question: str) -> None:
    assert ABSENCE.names(question) == ()
