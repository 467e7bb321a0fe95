"""Names in a row, and who a sentence says paid for something, organised it or took part."""

from __future__ import annotations

import re

from seeqa.quantities import NUMBER, PEOPLE

_CAPITAL = r"[A-ZÀ-ÞĀ-Ž0-9](?:[\w’'./-]*\w)?"
_INSIDE = r"(?:(?:of|for|on|in|against|and|to|&) (?:the )?)?"
NAME = rf"(?:the )?{_CAPITAL}(?: {_INSIDE}{_CAPITAL})*(?: \([A-Z][\w-]*\))?"
AND = r"(?:,? (?:and|or|as well as|jointly with|together with) )"
_THEN = re.compile(rf"(?:(?:{AND}|, ){NAME})*{AND}{NAME}")
_NAME = re.compile(NAME)
PAID_BY = re.compile(
    r"\b(?:(?:co-)?fund(?:ed|ing)|financed|sponsored|paid for|made possible|donated)\b"
    r"(?: \w+){0,2}? by |\bfinancial (?:support|assistance|contributions?) "
    r"(?:(?:provided|given) by|of|from|by) |\bwith (?:the )?(?:funds|funding|contributions?) "
    r"(?:of|from|by) ",
    re.IGNORECASE,
)
_PAID_TOO = re.compile(
    rf"(?P<row>(?:, {NAME})*),? and (?:(?:co-)?funded|financed|sponsored|supported) by {NAME}"
)
_ON = re.compile(
    rf"(?:['’]s)?(?: (?:(?:of|for|against) (?:the )?)?(?!\d){_CAPITAL})+(?: \([A-Z][\w-]*\))?"
)
_RAN = r"(?:organi[sz]ed|held|hosted|conducted|facilitated|convened|carried out|arranged)"
_RUN_BY = re.compile(rf"\b{_RAN}(?: jointly)? by ", re.IGNORECASE)
_RUNS = re.compile(rf"(?: has| have)?(?: jointly)? (?:co-)?{_RAN}\b(?! by\b)")
_PEOPLE = (
    rf"(?:(?:more than|over|around|about|some|a total of|additional)\s+)?{NUMBER}\s+"
    rf"(?:(?!(?:in|of|to|from|for)\b)[\w-]+\s+){{0,5}}?{PEOPLE}\b"
    rf"(?:(?:,| and)(?: [\w-]+){{0,2}}? {PEOPLE}\b)*"
    r"(?:\s+(?:of|from)\s+[^.;:]{1,450}?"
    r"(?=,? (?:under|in cooperation|who|which|were|was|alongside|attended|participated|took|to|on|"
    r"that|with|joined|in \d|during|this|currently|engaged|reaching|"
    r"learned|learnt|benefited|completed)\b|[.;:]|$))?"
)
_CAME = (
    re.compile(
        r"\b(?:gathered|brought together|(?:attended|joined)(?: \w+){0,5}? by)\s+"
        rf"(?P<who>(?!in\b|at\b|for\b)[a-z][^.;:\d]{{0,200}}?\b(?:{PEOPLE}|ministers|heads)\b"
        r"(?!,? and )[^.;:]{0,300}?)"
        r"(?=,? (?:to (?!the)|who|which|in order|for the first|on \d|in \d)|[.;:]|$)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:(?:attended|joined)(?: \w+){0,5}? by|gathered|brought together|trained|invited|for)"
        rf"\s+(?P<who>{_PEOPLE})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<who>{_PEOPLE})[^.;:]{{0,80}}? (?:attended|participated|took part|were trained|"
        r"joined|received|contributed|were present|gathered|met|learned|learnt|benefited|"
        r"completed)\b",
        re.IGNORECASE,
    ),
)
_NUMBER_OF_PEOPLE = re.compile(
    r"(?:(?:more than|over|around|about|some|a total of|additional)\s+)?"
    rf"{NUMBER}\s+(?:[\w-]+\s+){{0,5}}?{PEOPLE}\b(?: and {PEOPLE}\b)?",
    re.IGNORECASE,
)
_VERB = {
    "fund": PAID_BY,
    "organise": re.compile(rf"\b{_RAN}\b", re.IGNORECASE),
    "attend": re.compile(
        r"\b(?:attend\w*|gather\w*|participa\w+|took part|take part|brought together|train\w*|"
        r"joined|benefit\w*|present)\b",
        re.IGNORECASE,
    ),
}
_LONGEST = 600  # characters of a sentence that are looked at


def following(text: str, end: int) -> int:
    """Return where a row of names ends that goes on at a position; the position if none does."""
    after = _THEN.match(text, end, end + _LONGEST)
    return after.end() if after else end


def whole(text: str, start: int, end: int) -> int:
    """Return where a name ends whose first words stand between two positions, else the end.

    "the Agency" of "the Agency for the Prevention of Corruption" goes on to "Corruption".
    """
    begun = _NAME.match(text, start, end)
    on = _ON.match(text, end, end + _LONGEST) if begun and begun.end() == end else None
    return on.end() if on else end


def payers(text: str, sponsors: bool = True) -> list[tuple[int, int]]:
    """Return the places of those who are said to have paid, with who did in other words or not."""
    text = text[:_LONGEST]
    found = []
    for start, end in _after(PAID_BY, text):
        too = _PAID_TOO.match(text, end)
        found.append((start, too.end(0 if sponsors else "row") if too else end))
    return found


def organisers(text: str) -> list[tuple[int, int]]:
    """Return the places of those who are said to have organised something."""
    text = text[:_LONGEST]
    found = _after(_RUN_BY, text)
    at = 0
    while name := _NAME.search(text, at):
        end = following(text, name.end())
        if _RUNS.match(text, end):
            found.append((name.start(), end))
        at = end
    return found


def says(relation: str, text: str) -> bool:
    """Tell whether a sentence speaks of a relation: "fund", "organise" or "attend"."""
    return bool(_VERB[relation].search(text))


def stated(relation: str, text: str) -> tuple[int, int] | None:
    """Return the place of who a sentence says paid, organised or took part; None if nobody.

    Of "people", of those who took part, only where it says how many.
    """
    if relation == "people":
        came = stated("attend", text)
        number = _NUMBER_OF_PEOPLE.match(text, *came) if came else None
        return number.span() if number else None
    if relation == "attend":
        found = (match for said in _CAME if (match := said.search(text[:_LONGEST])))
        return next((match.span("who") for match in found), None)
    places = payers(text) if relation == "fund" else organisers(text)
    return places[0] if places else None


def _after(said: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    places = (found.end() for found in said.finditer(text))
    names = (name for at in places if (name := _NAME.match(text, at)))
    return [(name.start(), following(text, name.end())) for name in names]
