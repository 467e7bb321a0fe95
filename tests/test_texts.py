from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from seeqa.chat.texts import ENGLISH, LANGUAGES, Texts, preferred, table

CHAT = Path(__file__).resolve().parents[1] / "src" / "seeqa" / "chat"
ASKED = re.compile(r'(?:say|words|ENGLISH|_texts\(request\))\(\s*"([a-z_.]+)"')


def own(language: str) -> dict[str, str]:
    text = files("seeqa.chat").joinpath("locales", f"{language}.json").read_text(encoding="utf-8")
    texts: dict[str, str] = json.loads(text)
    return texts


def test_english_has_every_text_that_is_asked_for() -> None:
    asked = {key for path in CHAT.glob("*.py") for key in ASKED.findall(path.read_text("utf-8"))}
    assert len(asked) > 60
    assert asked <= set(own("en"))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_a_translation_has_no_other_keys_or_values(language: str) -> None:
    english = own("en")
    for key, text in own(language).items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[key])), key


def test_what_a_language_lacks_is_said_in_english() -> None:
    assert set(table("sq")) == set(table("en"))
    assert Texts("mk")("unexpected") == ENGLISH("unexpected")
    assert Texts("de")("stop") == "Abbrechen"
    assert ENGLISH.count("items", 1) == "1 item"
    assert ENGLISH.count("items", 1234) == "1,234 items"


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
