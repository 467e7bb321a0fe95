"""The names of countries, from the time zone database (package `tzdata`), and their other names."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from seeqa.terms import fold

# What datelines write instead of ISO 3166's names.
_OTHERS = (
    "Kosovo", "Britain", "Great Britain", "United Kingdom", "UK", "U.K.", "England", "Scotland",
    "Wales", "Northern Ireland", "United States", "United States of America", "USA", "U.S.A.", "US",
    "U.S.", "Turkey", "Türkiye", "Czech Republic", "Czechia", "BiH", "Bosnia and Herzegovina",
    "Bosnia & Herzegovina", "Bosnia-Herzegovina", "Bosnia", "Macedonia", "FYR Macedonia",
    "North Macedonia", "The Netherlands", "Holland", "Russia", "Russian Federation", "Moldova",
    "Republic of Moldova", "Republic of Korea", "South Korea", "North Korea", "Vietnam", "Viet Nam",
    "Laos", "Lao PDR", "Syria", "Iran", "Tanzania", "Bolivia", "Venezuela", "Brunei", "Cape Verde",
    "Cabo Verde", "Ivory Coast", "Côte d’Ivoire", "Côte d'Ivoire", "DR Congo", "DRC",
    "Democratic Republic of the Congo", "Congo", "Burma", "Myanmar", "East Timor", "Timor-Leste",
    "Eswatini", "Swaziland", "Palestine", "State of Palestine", "Taiwan", "Hong Kong", "Macao",
    "UAE", "United Arab Emirates", "Trinidad & Tobago", "Trinidad and Tobago", "The Gambia",
    "Gambia", "The Bahamas", "Bahamas", "The Philippines", "Philippines", "Vatican", "Holy See",
)  # fmt: skip


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t")[1] for line in table.splitlines() if line and line[0] != "#")
    written = (name.split(" (")[0].replace("&", "and") for name in rows)
    return frozenset(fold(name).strip("*. ") for name in (*written, *_OTHERS))


def is_country(name: str) -> bool:
    """Tell whether a name is a country's: "Türkiye", "kosovo*", "U.S."."""
    return fold(name).strip("*. ") in _names()
