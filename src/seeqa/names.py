"""Names and their short forms, learned from an archive: "Container Control Programme" is "CCP".

A short form is learned where the archive explains it in parentheses (Schwartz & Hearst 2003, "A
Simple Algorithm for Identifying Abbreviation Definitions"); a small table adds what bulletins
take for known. A name is a word that the archive always writes with a capital letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from seeqa.terms import STOPWORDS, fold, words

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
# Begins where a word does and never gives back: linear even for a line of megabytes.
_EXPLAINED = re.compile(
    r"(?<![\w’'&-])((?:[^\W_][\w’'&-]*+[\s-]+){1,10})\(([A-Z][A-Za-z&-]{1,9})\)"
)
_POSSESSIVE = re.compile(r"[’']s\b")
# What no bulletin explains: short forms, other names, and the adjectives of countries.
_KNOWN = {
    "uk": ("united kingdom", "great britain", "british", "britons", "brits"),
    "usa": ("united states of america", "united states", "u.s", "us", "american", "americans"),
    "eu": ("european union",),
    "un": ("united nations",),
    "wco": ("world customs organization", "world customs organisation"),
    "osce": (
        "organization for security and co operation in europe",
        "organisation for security and co operation in europe",
        "organization for security and cooperation in europe",
    ),
    "bih": ("bosnia and herzegovina", "bosnia", "bosnian", "bosnians"),
    "albania": ("albanian", "albanians"),
    "austria": ("austrian", "austrians"),
    "bulgaria": ("bulgarian", "bulgarians"),
    "croatia": ("croatian", "croatians", "croat", "croats"),
    "france": ("french", "frenchmen"),
    "germany": ("german", "germans"),
    "greece": ("greek", "greeks", "hellenic"),
    "italy": ("italian", "italians"),
    "japan": ("japanese",),
    "kosovo": ("kosovan", "kosovans"),
    "moldova": ("moldovan", "moldovans"),
    "montenegro": ("montenegrin", "montenegrins"),
    "netherlands": ("dutch", "holland"),
    "north macedonia": ("macedonia", "macedonian", "macedonians"),
    "norway": ("norwegian", "norwegians"),
    "poland": ("polish", "poles"),
    "romania": ("romanian", "romanians"),
    "serbia": ("serbian", "serbians", "serb", "serbs"),
    "slovenia": ("slovenian", "slovenians", "slovene", "slovenes"),
    "spain": ("spanish", "spaniards"),
    "sweden": ("swedish", "swede", "swedes"),
    "switzerland": ("swiss",),
    "turkiye": ("turkey", "turkish", "turks"),
}

# Each form of a name of the table -> its other forms, in words.
_TABLE = {
    tuple(form.split()): tuple(tuple(other.split()) for other in (name, *others) if other != form)
    for name, others in _KNOWN.items()
    for form in (name, *others)
}

# Who comes from a country: "Italians".
NATIONALS = {
    form
    for others in _KNOWN.values()
    for form in others
    if form.isalpha() and form.endswith("s") and form not in ("us", "swiss")
}
COUNTRIES = frozenset(f"@{name}" for name in _KNOWN) - {"@eu", "@un", "@wco", "@osce"}
_PLAIN = {("us",)}  # short forms that are words when written small

# The words of their full names, as a question may write them.
KNOWN_WORDS = frozenset(
    word for name, others in _KNOWN.items() for form in (name, *others) for word in form.split()
)

# A person's name, as bulletins write it: said to say something, after a title, or explained.
_PERSON = re.compile(
    r"(?:\b(?:says?|said|notes?|noted|explains?|explained|adds?|added|told|stress(?:es|ed)|"
    r"M[rs]s?\.?|Dr\.?|Ambassador|Minister|Director|President|Head|Chief|Judge|Prosecutor)\s+"
    r"(?P<titled>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){1,2})(?!\s[A-Z])"
    r"|(?<![A-Z]\w\s)\b(?P<told>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){1,2})"
    r"(?:,\s(?:an?|the|who|head|director|chief)|\s(?:said|says|told|noted|explained|added))\b)"
)
# Words of what is no person.
_BODY = re.compile(
    r"\b(?:Office|Agency|Police|Programme|Project|Commission|Ministry|Units?|Cent(?:re|er)|Council|"
    r"Department|Service|Academy|Organi[sz]ations?|Initiative|Bank|Authority|Institute|University|"
    r"Committee|Government|Union|Convention|Secretariat|Affairs|Administration|North|South)\b"
)


class Names:
    """The names of an archive, and one form for all the forms of a name."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Learn from the texts of an archive."""
        self._forms: dict[tuple[str, ...], str] = {}
        for name, others in _KNOWN.items():
            for other in (name, *others):
                self._forms[tuple(other.split())] = f"@{name}"
        capital: set[str] = set()
        plain: set[str] = set()
        for text in texts:
            for long, short in explained(text):
                forms = (*self._variants(words(long)), tuple(words(short)))
                for form in (*forms, *map(_plural, forms)):
                    self._forms[form] = f"@{fold(short)}"
            for word in _WORD.findall(text):
                (capital if word[0].isupper() else plain).add(fold(word))
        self._names = capital - plain - STOPWORDS
        self._longest = max(len(form) for form in self._forms)
        self._first = {form[0] for form in self._forms}
        # "see" and "star" are words: they are short forms only when written as such.
        single = {form for form in self._forms if len(form) == 1}
        self._ambiguous = {form for form in single if form[0] in plain} | _PLAIN

    def tokens(self, text: str) -> list[str]:
        """Return the folded words of a text, each known name as one token that begins with @."""
        written = _WORD.findall(_POSSESSIVE.sub("", text))
        folded = words(" ".join(written))
        found: list[str] = []
        at = 0
        while at < len(folded):
            size = self._size(folded, written, at) if folded[at] in self._first else 0
            found.append(self._forms[tuple(folded[at : at + size])] if size else folded[at])
            at += size or 1
        return found

    def mentioned(self, question: str) -> list[tuple[str, ...]]:
        """Return the names in a question, each a run of tokens that belong together."""
        runs: list[list[str]] = [[]]
        for token in self.tokens(question):
            if token.startswith("@") or token in self._names:
                if token.startswith("@") or (runs[-1] and runs[-1][-1].startswith("@")):
                    runs.append([])  # a whole name stands by itself
                runs[-1].append(token)
            else:
                runs.append([])
        return [tuple(run) for run in runs if run]

    def knows(self, token: str) -> bool:
        """Tell whether a token is a name of the archive or of the table."""
        return token.startswith("@") or token in self._names

    def forms(self, token: str) -> list[str]:
        """Return the words of all forms of a name: "@uk" -> ["uk", "united", "kingdom", …]."""
        return [word for form, name in self._forms.items() if name == token for word in form]

    def _variants(self, long: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield a long form, and with a name of the table in its other forms ("UN Convention …").

        Of the table alone: with what the archive explains, each of its texts could multiply them.
        """
        yield tuple(long)
        for form, others in _TABLE.items():
            size = len(form)
            for at in range(len(long) - size + 1):
                if tuple(long[at : at + size]) == form and size < len(long):
                    for other in others:
                        yield (*long[:at], *other, *long[at + size :])

    def _size(self, folded: Sequence[str], written: Sequence[str], at: int) -> int:
        """Return how many words from a place on are one name, 0 if none."""
        for size in range(min(self._longest, len(folded) - at), 0, -1):
            form = tuple(folded[at : at + size])
            if form in self._forms and (form not in self._ambiguous or written[at].isupper()):
                return size
        return 0


def _plural(form: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name for several: "Port Control Units" of "Port Control Unit"."""
    return (*form[:-1], f"{form[-1]}s")


def persons(text: str) -> list[str]:
    """Return the persons that a text names: "says Davor Raus, an expert" -> ["Davor Raus"]."""
    found = (match["titled"] or match["told"] for match in _PERSON.finditer(text))
    return [name for name in found if not _BODY.search(name)]


def explained(text: str) -> Iterator[tuple[str, str]]:
    """Yield (long form, short form) for every "Long Form (LF)" of a text."""
    for match in _EXPLAINED.finditer(text):
        long = long_form(match[1].rstrip(" -\n"), match[2])
        if long and _is_plausible(long, match[2]):
            yield long, match[2]


def long_form(before: str, short: str) -> str | None:
    """Return the end of `before` that the letters of the short form spell (Schwartz & Hearst)."""
    at = len(before)
    letters = [letter for letter in fold(short) if letter.isalnum()]
    folded = before.lower()
    for i, letter in enumerate(reversed(letters)):
        first = i == len(letters) - 1
        at -= 1
        while at >= 0 and (folded[at] != letter or (first and at > 0 and folded[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    return before[at:]


def _is_plausible(long: str, short: str) -> bool:
    """Tell whether a long form has as many words as its short form's letters may stand for."""
    letters, count = sum(map(str.isalnum, short)), len(words(long))
    return min(letters + 5, 2 * letters) >= count > 1 and len(long) > len(short)
