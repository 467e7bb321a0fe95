"""Questions on the archive as a whole: "Which places are covered?", "What is it about?"."""

from __future__ import annotations

from seeqa.language.parse import Parse
from seeqa.question.frame import Frame
from seeqa.terms import terms

# What is asked of the archive, and the words that ask for it.
_FACETS = {
    "latest": "latest late newest new recent last current",
    "earliest": "earliest early first oldest old",
    "places": "place town country city location where",
    "topics": "topic subject theme sdg goal target",
    "dates": "date period time when day month year span",
    "items": "item article story news activity event release headline bulletin archive issue",
}
_ARCHIVE = frozenset(terms("archive bulletin newsletter issue collection corpus item article news"))
_ASKS = frozenset(
    term
    for word in "cover contain mention about include hold deal report happen list overview content "
    "summary general main all there go publish have bulletin archive newsletter say tell".split()
    for term in terms(word)
)
_TERMS = {facet: frozenset(terms(words)) for facet, words in _FACETS.items()}


def overview(parse: Parse, frame: Frame) -> str | None:
    """Return which facet of the archive is asked for; None where anything else is asked."""
    said = {term for token in parse.tokens for term in terms(token.lemma)}
    facets = frozenset().union(*_TERMS.values())
    if any(word.number or (word.named and word.term not in facets) for word in frame.words):
        return None
    if not said <= facets | _ASKS | _ARCHIVE or not said & (facets | _ARCHIVE):
        return None
    named = said & _ARCHIVE
    others = [f for f in _FACETS if f != "items" and said & _TERMS[f]]
    if not named and not (others and said & _ASKS):
        return None
    return others[0] if others else "items"
