import re

import pytest

from seeqa.speech import SAYS


@pytest.mark.parametrize(
    "word",
    ["say", "said", "tells", "told", "noted", "explains", "stressed", "stresses", "emphasized"]
    + ["emphasised", "underlines", "announced", "called for"],
)
def test_words_for_saying_something(word: str) -> None:
    assert re.fullmatch(SAYS, word)


@pytest.mark.parametrize("word", ["stat", "notice", "stating", "called", "saids", "addsed"])
def test_no_word_that_looks_like_one(word: str) -> None:
    assert not re.fullmatch(SAYS, word)
