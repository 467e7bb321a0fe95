"""The public names: adding or taking one away is a decision."""

from __future__ import annotations

import tomllib
from pathlib import Path

import seeqa

ROOT = Path(__file__).resolve().parents[1]


def test_the_public_names_are_pinned() -> None:
    assert seeqa.__all__ == [
        "VERSION",
        "Abstention",
        "Answer",
        "Assistant",
        "Citation",
        "Config",
        "DateRange",
        "Document",
        "Filters",
        "Hit",
        "Listing",
        "Passage",
        "Query",
        "Reason",
        "SeeqaError",
        "Span",
        "Topic",
        "Wants",
    ]


def test_the_public_names_are_sorted_and_there() -> None:
    constants = [name for name in seeqa.__all__ if name.isupper()]
    others = [name for name in seeqa.__all__ if not name.isupper()]
    assert seeqa.__all__ == sorted(constants) + sorted(others)
    assert [name for name in seeqa.__all__ if not hasattr(seeqa, name)] == []


def test_all_that_is_no_python_is_installed_with_the_package() -> None:
    package = ROOT / "src" / "seeqa"
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    patterns = settings["package-data"]["seeqa"]
    installed = {path for pattern in patterns for path in package.glob(pattern)}
    files = {path for path in package.rglob("*") if path.is_file()}
    others = {path for path in files if path.suffix not in (".py", ".pyc")}
    assert others - installed == set()
    assert all(any(package.glob(pattern)) for pattern in patterns)
