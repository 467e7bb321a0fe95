from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fakes import HashEncoder, small_config
from seeqa import Assistant
from seeqa.chat.opening import Opening
from seeqa.chat.page import build_page
from seeqa.chat.texts import ENGLISH, LANGUAGES, Texts, preferred, table, worded_parts

CHAT = Path(__file__).resolve().parents[1] / "src" / "seeqa" / "chat"
ASKED = re.compile(r'(?:say|words|ENGLISH|texts_for\(request\))\(\s*"([a-z_.]+)"')


def plain(keys: Iterable[str]) -> set[str]:
    """Keys less the form that only some languages have, after 2, 3 and 4."""
    return {key for key in keys if not key.endswith(".few")}


def test_english_has_every_text_that_is_asked_for() -> None:
    asked = {key for path in CHAT.glob("*.py") for key in ASKED.findall(path.read_text("utf-8"))}
    assert len(asked) > 90
    assert asked <= set(table("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_values(language: str) -> None:
    english, own = table("en"), table(language)
    assert plain(own) == set(english)
    for key, text in own.items():
        like = english[key.replace(".few", ".other")]
        assert text.strip(), key
        assert sorted(re.findall(r"{(\w*)}", text)) == sorted(re.findall(r"{(\w*)}", like)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_its_form(language: str) -> None:
    nouns = {key.removesuffix(".other") for key in table(language) if key.endswith(".other")}
    assert nouns == {"items", "passages", "questions", "files", "doubts", "times"}
    for count in range(130):
        assert all(str(count) in Texts(language).count(noun, count) for noun in nouns)


def test_numbers_and_nouns() -> None:
    assert ENGLISH.count("items", 1) == "1 item"
    assert ENGLISH.count("items", 1234) == "1,234 items"
    passages = [Texts("hr").count("passages", count) for count in (1, 3, 8, 12, 21)]
    forms = "1 odlomak", "3 odlomka", "8 odlomaka", "12 odlomaka", "21 odlomak"
    assert passages == list(forms)
    assert Texts("mk").count("items", 22) == "22 вести"
    assert Texts("de")("stop") == "Abbrechen"


def test_days_and_months() -> None:
    day = date(2022, 5, 9)
    assert ENGLISH.day(day) == "9 May 2022"
    assert Texts("de").day(day) == "9. Mai 2022"
    assert Texts("hr").day(day) == "9. svibnja 2022"
    assert Texts("mk").month(day) == "мај 2022"


@pytest.mark.parametrize("evaluate", [True, False])
def test_gradios_own_parts_are_put_into_a_language_it_does_not_know(
    tmp_path: Path, evaluate: bool
) -> None:
    """All of their texts; those of the Evaluate tab where it was asked for, else there is none."""
    assistant = Assistant.open(small_config(tmp_path), encoder=HashEncoder())
    opening = Opening.of(assistant)
    opening.config = replace(assistant.config, evaluate=evaluate)
    worded = worded_parts(build_page(opening))
    keys = {key for _, names in worded for key in names.values()}
    assert keys <= set(table("en"))
    assert {"ask", "archive", "filters", "feedback.right"} <= keys
    assert ({"evaluate", "evaluate.run"} <= keys) == evaluate
    assert any(key.startswith("evaluate") for key in keys) == evaluate


def test_no_button_or_label_has_its_words_in_the_code() -> None:
    given = re.compile(r'gr\.(?:Button|Accordion|Tab)\(\s*f?"|[ (](?:label|info)=f?"')
    for path in CHAT.glob("*.py"):
        assert given.findall(path.read_text("utf-8")) == [], path.name


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR, sr-Latn;q=0.8", "sr"),
        ("bs,en;q=0.5", "hr"),
        ("en;q=0.3,mk;q=0.7", "mk"),
        ("de;q=0", "en"),
        ("de;q=x,../../etc/passwd", "en"),
    ],
)
def test_the_language_that_a_browser_prefers(accept: str | None, language: str) -> None:
    assert preferred(accept) == language
