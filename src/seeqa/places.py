"""The places of a question: which are named, and which say where an item was held.

A gazetteer is learned from the archive's datelines. Countries and the towns of the time zone
database (package `tzdata`), and a capitalised unknown word where a place must stand, tell the
places that the archive lacks. Names compare without diacritics; those of one place are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from seeqa.language.dates import MONTHS
from seeqa.terms import fold
from seeqa.types import Document

# Names of one place; beyond these, names that differ only in diacritics are one.
_SAME = (
    ("Türkiye", "Turkey"),
    ("United Kingdom", "UK", "U.K", "Great Britain", "Britain", "Britain (UK)"),
    ("United States", "US", "USA", "U.S", "U.S.A", "United States of America", "America"),
    ("Bosnia and Herzegovina", "Bosnia & Herzegovina", "Bosnia", "BiH", "Bosnia-Herzegovina"),
    ("North Macedonia", "Macedonia", "FYROM"),
    ("Czechia", "Czech Republic"),
    ("Netherlands", "Holland"),
    ("Belgrade", "Beograd"),
    ("Vienna", "Wien"),
    ("Tirana", "Tirane", "Tiranë"),
    ("Istanbul", "Constantinople"),
    ("Kyiv", "Kiev"),
    ("Skopje", "Skoplje"),
    ("Chisinau", "Kishinev"),
    ("Gradiška", "Bosanska Gradiška"),
)
# Towns that may be meant by what they are the capital of: "in the Serbian capital".
_CAPITALS = (
    ("Tirana", "Albanian", "Albania"),
    ("Vienna", "Austrian", "Austria"),
    ("Sarajevo", "Bosnian", "Bosnia and Herzegovina", "Bosnia"),
    ("Sofia", "Bulgarian", "Bulgaria"),
    ("Zagreb", "Croatian", "Croatia"),
    ("Paris", "French", "France"),
    ("Berlin", "German", "Germany"),
    ("Athens", "Greek", "Greece"),
    ("Budapest", "Hungarian", "Hungary"),
    ("Rome", "Italian", "Italy"),
    ("Pristina", "Kosovan", "Kosovo"),
    ("Skopje", "Macedonian", "North Macedonia", "Macedonia"),
    ("Chisinau", "Moldovan", "Moldova"),
    ("Podgorica", "Montenegrin", "Montenegro"),
    ("Bucharest", "Romanian", "Romania"),
    ("Belgrade", "Serbian", "Serbia"),
    ("Ljubljana", "Slovenian", "Slovenia"),
    ("Ankara", "Turkish", "Türkiye", "Turkey"),
    ("Kyiv", "Ukrainian", "Ukraine"),
    ("London", "British", "United Kingdom", "UK"),
)
_KIND_OF_PLACE = (
    r"(?:[^\W\d_]+\s+)?(?:city|town|capital|port|municipality|republic|kingdom)\s+of\s+"
)
_WORD = re.compile(r"[^\W_]+")
_EVENT = (
    r"(?:meetings?|trainings?|courses?|workshops?|conferences?|visits?|events?|seminars?|"
    r"sessions?|exercises?|briefings?|gatherings?|summits?|consultations?|class(?:es)?|"
    r"round\s?tables?|symposi(?:um|a)|items?|news)"
)
_PREPOSITION = r"(?:about|on|of|against|for|to|into|with|by|from|in|at)"
_IN = re.compile(
    rf"(?:^|\s|[(“\"])(?:in|at|near)\s+(?:the\s+)?(?:{_KIND_OF_PLACE}|"
    r"(?:[^\W\d_]+\s+)?(?:city|town|capital|port)\s+)?$",
    re.IGNORECASE,
)
# Before a place that items are wanted from elsewhere than: "outside Serbia", "not held in Serbia".
EXCLUDING = (
    r"(?:\boutside(?:\s+of)?|(?:\bnot|n['’]t)\s+(?:\w+\s+){0,3}?(?:in|at)|\bexcept(?:\s+for)?(?:\s+in)?|"
    r"\bother\s+than(?:\s+in)?|\bapart\s+from(?:\s+in)?|\bexcluding)\s+(?:the\s+)?"
)
_EXCLUDED = re.compile(rf"{EXCLUDING}$", re.IGNORECASE)
_GOING = re.compile(
    r"\b(?:(?:visits?|trips?|travel\w*|went|go|goes|came|come|flew|invited)\s+to|visit(?:ed|s|ing)?)\s+"
    rf"(?:the\s+)?(?:{_KIND_OF_PLACE})?$",
    re.IGNORECASE,
)
_HELD = re.compile(
    rf"(?:^|[,;:(]|\b(?:{_EVENT}|held|hold|happen(?:s|ed|ing)?|place|occur(?:s|red)?|meet|met|"
    r"organi[sz]e[sd]?|host(?:s|ed)?|conduct(?:ed)?|deliver(?:ed)?|gather(?:ed)?|convened?|"
    r"discuss(?:ed)?|do|did|done|on|launch(?:ed)?|speak|spoke|talk(?:ed)?|learn(?:ed|t)?|taught|"
    r"attend(?:ed)?|assembled?|opened|present(?:ed)?|train(?:ed)?|out|located|placed|reported|was|were|are|is|"
    r"(?:19|20)\d\d|"
    rf"{'|'.join(sorted(MONTHS, key=len, reverse=True))}|yesterday|week|month|year)"
    r"|^(?:(?!\b(?:of|for|in)\b).)*\bactivit(?:y|ies)|\b(?:everything|anything|where)"
    r"|^(?:and|but|so|only|just|(?:and\s+)?(?:what|how) about)"
    rf"|\bdid(?:\s+(?!{_PREPOSITION}\s)\S+){{2,}}"
    rf"|\b(?:{_EVENT}|activit(?:y|ies))\s+(?:are|is|was|were)\s+there"
    r"|\b(?:organi[sz]ed|held|hosted|conducted|delivered|carried out)\s+by(?:\s+\S+){1,4})\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:items?|news|stor(?:y|ies)|articles?|bulletins?|reported|everything|anything)\s+(?:(?:are|is|come|comes)\s+)?"
    rf"from\s+(?:the\s+)?(?:{_KIND_OF_PLACE})?$",
    re.IGNORECASE,
)
# After these and no preposition of a topic, a country that ends the question says where.
_HELD_EARLIER = re.compile(
    r"\b(?:was|were|been)\s+(?:held|organi[sz]ed|hosted|conducted|delivered|trained|taught|mentored)\b"
    r"(?:(?!\b(?:about|on|of|against|for|to|into|from|by)\b).)*$",
    re.IGNORECASE,
)
_THEN_END = re.compile(r"\W*$")
_WERE_THERE = re.compile(r"\s+(?:is|are|was|were)\s+there\b", re.IGNORECASE)
_STANDING = re.compile(
    r"\b(?:airports?|authorit(?:y|ies)|offices?|missions?|embass(?:y|ies)|ambassadors?|courts?|"
    r"ministr(?:y|ies)|governments?|headquarters|based|institutions?|jurisdictions?|polic(?:e|y)|"
    r"prisons?|born|seated|interested)\s*$",
    re.IGNORECASE,
)
_THEN_EVENT = re.compile(rf"\s+{_EVENT}\b", re.IGNORECASE)
_THEN_PEOPLE = re.compile(
    r"\s+(?:train(?:er|ee)s?|participants?|attendees|delegates|organi[sz]ers?|host(?:s|ed)?|"
    r"speakers?|mentoring|talks|chosen|selected)\b",
    re.IGNORECASE,
)
_THEN_SOON_EVENT = re.compile(
    rf"(?:['’]s)?\s+(?:(?!{_PREPOSITION}\s)[^\W\d_][\w-]*\s+){{0,2}}{_EVENT}\b", re.IGNORECASE
)
_THEN_LONG_EVENT = re.compile(
    rf"(?:['’]s)?\s+(?:(?!{_PREPOSITION}\s)[^\W\d_][\w-]*\s+){{0,4}}"
    rf"(?:{_EVENT}|activit(?:y|ies))\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|an?|this|that)\s+$", re.IGNORECASE)
_BESIDE_EVENT = re.compile(rf"\b{_EVENT}\s+of\s+(?:the\s+)?$|[(]$", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:sen[dt]|invited?|br(?:ing|ought)|took|taken|called)\b[^.?!,]{0,40}\bto\s+(?:the\s+)?$"
)
_DATELINE = re.compile(r"\s*,")
_ORIGIN = re.compile(r"\b(?:of|from|by|with|and|or|for)\s+$", re.IGNORECASE)
_THEN_NAME = re.compile(r"\s+(?!(?:UN|OSCE)\b)[^\W\d_a-z][a-z]")
_NEXT_WORD = re.compile(r"[^\S\n]+([^\W_]+)")
_UNKNOWN = re.compile(
    r"\b(?:[Ii]n|[Aa]t)\s+(?P<name>[^\W\d_a-z][^\W\d_]*[a-z](?:\s[^\W\d_a-z][^\W\d_]*[a-z]){0,2})"
    r"(?=\s*(?:[?.!,;]|$)|\s+(?:in|on|from|between|during|and|by|at|last|with|since|before|after|"
    r"until)\b)"
)
_ALSO = re.compile(
    r"(?:\s*,)?\s*(?:\b(?:and|or)\b|&|,)\s*(?:(?:also|which|what|those|how many)\s+)?"
    r"(?:(?:in|at)\s+)?(?:the\s+)?"
)
_ASKING = re.compile(
    rf"\?|\b(?:{_PREPOSITION}|wh\w+|how|is|are|was|were|did|do|does|has|have|had|can|will|list|"
    r"name|show|give|tell)\b",
    re.IGNORECASE,
)
_AFTER_EVENT = re.compile(rf"\b{_EVENT}\s+$", re.IGNORECASE)
_THEN_ACTIVITY = re.compile(rf"\s+(?:{_EVENT}|activit(?:y|ies))\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:ish|ese|ian|ean|ench|erman|reek|utch|bic|atin)$")


class Kind(StrEnum):
    """What a place is."""

    TOWN = "town"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Place:
    """A place by the name that it is shown by; `here` if a dateline of the archive has it."""

    name: str
    kind: Kind
    here: bool

    @property
    def key(self) -> str:
        """What all names of the place have in common."""
        return place_key(self.name)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text, with offsets."""

    place: Place
    start: int
    end: int


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(match.group()) for match in _WORD.finditer(text))


def _capitals() -> dict[str, tuple[str, ...]]:
    """Return what a capital may be called for each: "Serbian capital", "capital of Serbia"."""
    return {
        town: (
            f"{adjective} capital",
            *(form for name in names for form in (f"capital of {name}", f"{name}'s capital")),
        )
        for town, adjective, *names in _CAPITALS
    }


_KEYS = {_words(name): _words(group[0]) for group in _SAME for name in group}
_NAMES = {_words(group[0]): group for group in _SAME}
for _town, _forms in _capitals().items():
    _NAMES[_words(_town)] = (*_NAMES.get(_words(_town), (_town,)), *_forms)


@lru_cache(maxsize=4096)
def place_key(name: str) -> str:
    """Return a form that all names of one place share: "Turkey", "Türkiye" -> "turkiye"."""
    bare = re.sub(rf"^\s*(?:the\s+)?(?:{_KIND_OF_PLACE})?", "", name, flags=re.IGNORECASE)
    words = _words(bare) or _words(name)
    return " ".join(_KEYS.get(words, words))


def keys_of(document: Document) -> set[str]:
    """Return the keys of a document's towns and countries."""
    placed = ((document.place, document.country), *document.more_places)
    return {place_key(name) for pair in placed for name in pair if name}


class Gazetteer:
    """The places of an archive, and those of the world that it may be asked about in vain."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Learn the datelines' places."""
        self._places: dict[tuple[str, ...], Place] = {}
        here: dict[str, Place] = {}
        for document in documents:
            towns = ((document.place, document.country), *document.more_places)
            named = [(n, k) for t, c in towns for n, k in ((c, Kind.COUNTRY), (t, Kind.TOWN))]
            for name, kind in named:
                if name:
                    here.setdefault(place_key(name), Place(name, kind, here=True))
        self.here = here
        for place in [*here.values(), *(p for p in _world() if p.key not in here)]:
            for name in {place.name, place.key, *_NAMES.get(tuple(place.key.split()), ())}:
                self._places.setdefault(_words(name), place)
        self._longest = max(map(len, self._places))
        self._texts = [document.text for document in documents]

    def shown(self, name: str) -> str:
        """Return a place's name as the archive writes it, else as it was given."""
        known = self.here.get(place_key(name))
        return known.name if known else " ".join(name.split())

    def mentions(self, text: str) -> list[Mention]:
        """Return the known places that a text names, in order; the longest name counts."""
        words = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
        folded = [fold(word) for _, _, word in words]
        lower = text == text.lower()
        found: list[Mention] = []
        at = 0
        while at < len(words):
            length = self._match(folded, at)
            start, end = words[at][0], words[at + max(length, 1) - 1][1]
            place = self._places.get(tuple(folded[at : at + length]))
            if place and _written_as_name(text[start:end], lower=lower or place.here):
                found.append(Mention(place, start, end))
            at += max(length, 1)
        return found

    def _in_a_name(self, text: str, mention: Mention) -> bool:
        """Tell whether the place begins a longer name of the archive: "belgrade outcome …"."""
        after = _NEXT_WORD.match(text, mention.end)
        return after is not None and (mention.place.key, fold(after[1])) in self._names

    @cached_property
    def _names(self) -> set[tuple[str, str]]:
        """The places that begin a longer name in the archive, with the name's next word."""
        return {
            (mention.place.key, fold(after[1]))
            for text in self._texts
            for mention in self.mentions(text)
            if (after := _NEXT_WORD.match(text, mention.end))
            and after[1][0].isupper()
            and not _THEN_EVENT.match(text, mention.end)
        }

    def _match(self, folded: list[str], at: int) -> int:
        """Return how many words from `at` on are the longest name of a place."""
        lengths = range(min(self._longest, len(folded) - at), 0, -1)
        return next((n for n in lengths if tuple(folded[at : at + n]) in self._places), 0)

    def asked(self, text: str, vocabulary: Set[str]) -> list[Place]:
        """Return the places where the question asks that something was held, each once.

        `vocabulary` are the archive's words, folded: a word among them is no unknown place.
        """
        mentions = self.mentions(text)
        places: list[Place] = []
        before: Mention | None = None  # the latest that says where
        for mention in mentions:
            joined = before and _ALSO.fullmatch(text, before.end, mention.start)
            if self._in_a_name(text, mention):
                continue
            if joined or _says_where(text, mention, mentions):
                places.append(mention.place)
                before = mention
        places += [p for p in _unknown(text, vocabulary) if not mentions]
        return list(dict.fromkeys(places))


def told_of(text: str, mention: Mention) -> bool:
    """Tell whether a text tells of something in the place: "in Rome", not "in the Paris Pact".

    A cell of a table does: "Country: Serbia; Officers trained: 95".
    """
    if text[: mention.start].endswith(": ") and text[mention.end :][:1] in ("", ";"):
        return True
    named = re.match(r"\s+[^\W\d_a-z]", text[mention.end :])
    return bool(_IN.search(text[: mention.start])) and not named


def _written_as_name(word: str, *, lower: bool) -> bool:
    """Tell whether a place's name is written as one: "us" and "bar" are words."""
    if len(word) < 3:
        return word.isupper()
    return word != word.lower() or (lower and len(word) > 3)


def _says_where(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Tell whether the question asks where something was held, and names this place for it."""
    before, after = text[: mention.start], text[mention.end :]
    if _EXCLUDED.search(before):
        return False
    if not mention.place.here and _begins_name(text, mention, mentions):
        return False
    asking = _ASKING.search(f"{before} {after}")
    town = mention.place.kind is Kind.TOWN
    inside = _IN.search(before)
    if inside:
        head = before[: inside.start()].rstrip()
        if town:
            return not _STANDING.search(head)
        held = _HELD.search(head) or _WERE_THERE.match(after)
        held = held or (_THEN_END.match(after) and _HELD_EARLIER.search(head))
        return bool(held) or _in_place_asked(text, inside.start(), mentions)
    if mention.place.here and not asking:  # keywords: "istanbul training trainers"
        return town or bool(_THEN_ACTIVITY.match(after) or _AFTER_EVENT.search(before))
    if _GOING.search(before) or _FROM.search(before):
        return True
    if town and mention.place.here and _said_beside(before, after):
        return True
    if _ARTICLE.search(before):
        named_after = _THEN_LONG_EVENT if town else _THEN_SOON_EVENT
    else:
        named_after = _THEN_SOON_EVENT if town else _THEN_EVENT
    return bool(named_after.match(after)) and not _ORIGIN.search(before)


def _begins_name(text: str, mention: Mention, mentions: list[Mention]) -> bool:
    """Tell whether a longer name goes on after the place ("Zagreb Convention")."""
    after = text[mention.end :]
    place_next = any(
        m.start > mention.end and not text[mention.end : m.start].strip(", (") for m in mentions
    )
    named = _THEN_NAME.match(after) and not _THEN_EVENT.match(after) and not place_next
    return bool(named) and not _month_follows(after)


def _said_beside(before: str, after: str) -> bool:
    """Tell whether a town stands where only a place of something held does."""
    if not before.strip():
        return bool(_DATELINE.match(after) or _THEN_PEOPLE.match(after))
    if _BESIDE_EVENT.search(before) or _TO.search(before):
        return True
    return bool(_THEN_PEOPLE.match(after)) and not _ORIGIN.search(before)


def _in_place_asked(text: str, end: int, mentions: list[Mention]) -> bool:
    """Tell whether a country comes right after its town: "in Ohrid in North Macedonia"."""
    earlier = [m for m in mentions if not text[m.end : end + 1].strip() and m.end <= end + 1]
    return any(_says_where(text, m, []) for m in earlier)


def _month_follows(after: str) -> bool:
    return after.split(maxsplit=1)[0].rstrip("?.,").lower() in MONTHS


def _unknown(text: str, vocabulary: Set[str]) -> Iterator[Place]:
    """Yield capitalised words where a place must stand, of which the archive lacks one."""
    for match in _UNKNOWN.finditer(text):
        name = match["name"]
        plain = set(_words(name))
        if plain <= vocabulary or plain & MONTHS.keys() or _LANGUAGE.search(name):
            continue
        if _HELD.search(text[: match.start()].rstrip()):
            yield Place(name, Kind.TOWN, here=False)


@lru_cache(maxsize=1)
def _world() -> tuple[Place, ...]:
    """Return the countries and the towns of the time zone database."""
    tables = files("tzdata") / "zoneinfo"
    countries = [row[1].split(" (")[0].replace("&", "and") for row in _rows(tables, "iso3166.tab")]
    countries.append("Kosovo")  # which ISO 3166 lacks
    zones = [row[2].split("/") for row in _rows(tables, "zone.tab")]
    inhabited = [zone for zone in zones if len(zone) == 2 and zone[0] in _INHABITED]
    towns = [town.replace("_", " ") for _, town in inhabited]
    return (
        *(Place(name, Kind.COUNTRY, here=False) for name in countries),
        *(Place(name, Kind.TOWN, here=False) for name in towns),
    )


_INHABITED = {"Africa", "America", "Asia", "Australia", "Europe"}


def _rows(folder: Traversable, name: str) -> Iterator[list[str]]:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))
