"""The plain English words, so that no right word of a question is taken for a misspelt one."""

from __future__ import annotations

from functools import lru_cache

# Of the word list: under it are slips that are common in its sources ("corse"), and rare names.
_COUNT = 100


@lru_cache(maxsize=1)
def english_words() -> tuple[str, ...]:
    """Return some 47,000 words in lower case, the more frequent first.

    They are pyspellchecker's (counts of OpenSubtitles, cleaned), American in spelling.
    """
    from spellchecker import SpellChecker  # deferred: `seeqa --help` does not need it

    counts: dict[str, int] = SpellChecker(language="en").word_frequency.dictionary
    known = (word for word, count in counts.items() if count >= _COUNT)
    return tuple(sorted(known, key=lambda word: (-counts[word], word)))
