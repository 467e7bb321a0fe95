"""The names of places: which are of one place, and which a text has.

Names compare without diacritics and doubled letters; a table joins the names of one place.
"""

from __future__ import annotations

from functools import lru_cache

from seeqa.terms import words as words_of
from seeqa.types import Document

# Names of one place; beyond these, names that differ only in diacritics or doubled letters.
_SAME = """
Türkiye|Turkey; United Kingdom|UK|U.K|Great Britain|Britain;
United States|US|USA|U.S|U.S.A|United States of America|America;
Bosnia and Herzegovina|Bosnia & Herzegovina|Bosnia|BiH|Bosnia-Herzegovina;
North Macedonia|Macedonia|FYROM; Czechia|Czech Republic; Netherlands|Holland;
Ivory Coast|Côte d'Ivoire; Timor-Leste|East Timor; Myanmar|Burma; Athens|Athina; Belgrade|Beograd;
Brussels|Bruxelles|Brussel; Bucharest|București; Chisinau|Kishinev; Cologne|Köln;
Copenhagen|København; Florence|Firenze; Geneva|Genève|Genf; Gothenburg|Göteborg;
Gradiška|Bosanska Gradiška; Istanbul|Constantinople; Kyiv|Kiev; Lisbon|Lisboa; Ljubljana|Laibach;
Lviv|Lvov|Lwów; Milan|Milano; Moscow|Moskva; Munich|München; Naples|Napoli;
Nicosia|Lefkosia|Lefkoşa; Pilsen|Plzeň; Prague|Praha; Pristina|Prishtina|Priština; Rome|Roma;
Seville|Sevilla; Skopje|Skoplje; The Hague|Den Haag; Thessaloniki|Salonica; Tirana|Tiranë;
Turin|Torino; Venice|Venezia; Vienna|Wien; Warsaw|Warszawa
"""
KINDS = frozenset("capital city kingdom municipality port republic state town village".split())


def plain_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in plain letters, none of them doubled, without "the City of"."""
    words = ["".join(c for c, b in zip(w, " " + w, strict=False) if c != b) for w in words_of(name)]
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    bare = len(words) > 2 and words[1] == "of" and words[0] in KINDS
    return tuple(words[2:] if bare else words)


_ROWS = [row.split("|") for row in " ".join(_SAME.split()).split("; ")]
KEYS = {plain_words(name): plain_words(row[0]) for row in _ROWS for name in row}


@lru_cache(maxsize=4096)
def place_key(name: str) -> str:
    """Return a form that all names of one place share: "Turkey", "Türkiye" -> "turkiye"."""
    words = plain_words(name)
    return " ".join(KEYS.get(words, words))


def names_of(document: Document) -> list[str]:
    """Return the names of a document's towns and countries."""
    placed = ((document.place, document.country), *document.more_places)
    return [name for pair in placed for name in pair if name]


def forms_of(place: str) -> set[tuple[str, ...]]:
    """Return the plain words of all names of the place that a name is of."""
    key = tuple(place_key(place).split())
    return {key, *(words for words, same in KEYS.items() if same == key)}
