"""Small archives that were answered wrongly once, with the learned weights (`cases.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes import ROOT, copied_index
from seeqa import Answer, Assistant, Config
from seeqa.terms import words

TABLE = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Assistant]:
    """Open an archive of the table, or the bulletin, once."""
    archives: dict[str, Assistant] = {}

    def open_(name: str) -> Assistant:
        if name not in archives:
            folder = tmp_path_factory.mktemp(name)
            corpus = ROOT / "corpus"
            if name in TABLE["archives"]:
                corpus = folder / "corpus"
                corpus.mkdir()
                for file, text in TABLE["archives"][name].items():
                    (corpus / file).write_text(text, encoding="utf-8")
            else:
                copied_index(folder / "index")
            archives[name] = Assistant.open(Config(corpus=corpus, index=folder / "index"))
        return archives[name]

    return open_


def emphasised(answer: Answer) -> str:
    """The words of the first quote that are marked."""
    first = answer.citations[0]
    assert first.emphasis is not None
    start, end = (at - first.start for at in first.emphasis)
    return first.quote[start:end]


def said(text: str) -> str:
    """Whole words, so that 12 is not found in 2012."""
    return f" {' '.join(words(text))} "


def cases() -> Iterator[Any]:
    """The rows of the table; one that is missed still must fail, so that a mend is noticed."""
    for case in TABLE["cases"]:
        missed = [pytest.mark.xfail(reason=case["missed"], strict=True)] if "missed" in case else []
        yield pytest.param(case, id=case["question"], marks=missed)


@pytest.mark.parametrize("case", list(cases()))
def test_what_was_answered_wrongly_is_right(
    opened: Callable[[str], Assistant], case: dict[str, Any]
) -> None:
    answer = opened(case["archive"]).ask(case["question"])
    assert bool(answer.abstention) is case.get("refused", False)
    if quoted := case.get("quoted"):
        assert said(quoted) in said(answer.citations[0].quote)
    if several := case.get("all"):
        text = said(" ".join(citation.quote for citation in answer.citations))
        assert [word for word in several.split() if said(word) not in text] == []
    if marked := case.get("emphasised"):
        assert emphasised(answer) == marked
    if items := case.get("items"):
        assert answer.listing is not None
        assert answer.listing.items == items
    if note := case.get("note"):
        assert any(note in one for one in answer.notes)
