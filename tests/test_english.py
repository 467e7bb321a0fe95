"""The plain English words."""

from __future__ import annotations

from seeqa.language.english import english_words


def test_they_are_known_words_the_more_frequent_first() -> None:
    words = english_words()
    assert len(words) == len(set(words)) > 40_000
    assert all(word == word.lower() for word in words)
    assert words.index("the") < words.index("money") < words.index("campaigner")
    assert {"graft", "inject", "organizers", "deepen"} <= set(words)
    assert not {"trafiking", "corse", "happend"} & set(words)
