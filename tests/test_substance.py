"""What a sentence says an item is called, was about and for."""

from __future__ import annotations

import pytest

from seeqa.substance import in_lead, said

LEAD = "2 June 2021, Oslo, Norway: UNICEF held a workshop on “Nets and Knots” to help fishers."


@pytest.mark.parametrize(
    ("kind", "item", "sentence", "rank", "words"),
    [
        ("title", "the workshop", LEAD, 0, "Nets and Knots"),
        ("title", "the Oslo workshop", "The workshop on Sea Nets for 12 men.", 0, "Sea Nets"),
        ("title", "the report", "The report Fish Now: A View was read.", 0, "Fish Now: A View"),
        ("title", "the project", "Under the “Fish Now” (FN) project it went.", 0, "Fish Now"),
        ("title", "the training", "A training on nets was held.", 1, "A training on nets"),
        ("title", "the training", "The training on SF was held.", 1, "The training on SF"),
        ("about", "the workshop", LEAD, 1, "a workshop on “Nets and Knots”"),
        ("about", "it", "The international conference was held.", None, None),
        ("purpose", "it", "The objective of the visit was to learn; it rained.", 0, "to learn"),
        ("purpose", "it", "It aims to mend nets.", 1, "to mend nets"),
        ("purpose", "it", "They met with the aim to ensure peace.", 1, "to ensure peace"),
        ("purpose", "it", LEAD, 2, "to help fishers"),
        ("purpose", "it", "She said “nets aimed at fish” there.", None, None),
        ("purpose", "it", "They went to Oslo.", None, None),
        ("discuss", "it", "The participants discussed nets.", 0, None),
        ("discuss", "it", "Cases discussed in the meetings showed it.", None, None),
    ],
)  # fmt: skip
def test_said(kind: str, item: str, sentence: str, rank: int | None, words: str | None) -> None:
    found = said(kind, item, sentence)
    if rank is None:
        assert found is None
        return
    assert found is not None
    assert found[0] == rank
    assert (sentence[slice(*found[1])] if found[1] else None) == words


def test_only_the_plainest_is_believed_after_the_lead() -> None:
    assert in_lead("about") == 0
    assert in_lead("title") == 1
