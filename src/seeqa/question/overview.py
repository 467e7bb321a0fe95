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
# What is asked of an item as a whole, one of the first words among them.
_MORE = frozenset("more else further detail rest whole full summary it this that one".split())
_ASKING = frozenset({"who", "whom", "whose", "when", "where", "why", "how", "which"})
_OF_ITEM = frozenset(
    term
    for word in "tell show give read open see know hear want like can please more else further "
    "detail rest whole full summary information about item article story text".split()
    for term in terms(word)
)
_TERMS = {facet: frozenset(terms(words)) for facet, words in _FACETS.items()}


def itself(parse: Parse) -> bool:
    """Tell whether nothing but an item as a whole can be asked for: "Tell me more", "Show it"."""
    said = {term for token in parse.tokens for term in terms(token.lemma)}
    asked = {token.text.lower() for token in parse.tokens} & _ASKING
    return said <= _OF_ITEM and not asked and any(t.lemma.lower() in _MORE for t in parse.tokens)


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
