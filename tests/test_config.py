"""The settings and the variables that mirror them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa import Config
from seeqa.errors import ConfigError
from seeqa.types import Searcher


@law
@given(
    weight=st.floats(0, 1), top_k=st.integers(1, 10**6), searcher=st.sampled_from(list(Searcher))
)
def test_every_setting_comes_back_from_its_variable(
    weight: float, top_k: int, searcher: Searcher
) -> None:
    config = Config(lexical_weight=weight, top_k=top_k, searcher=searcher, encoder="a/b")
    environ = {
        f"SEEQA_{field.name.upper()}": str(getattr(config, field.name))
        for field in dataclasses.fields(config)
    }
    assert Config.from_env(environ) == config


def test_no_variables_give_the_defaults() -> None:
    assert Config.from_env({}) == Config()
    assert Config.from_env({"SEEQA_PORT": "  ", "PORT": "1"}) == Config()


def test_relative_folders_start_at_the_root() -> None:
    environ = {"SEEQA_CORPUS": "news", "SEEQA_INDEX": "/var/index"}
    config = Config.from_env(environ, root=Path("/srv"))
    assert (config.corpus, config.index) == (Path("/srv/news"), Path("/var/index"))
    assert config.weights == "packaged"
    own = Config.from_env({"SEEQA_WEIGHTS": "mine.json"}, root=Path("/srv"))
    assert own.weights == "/srv/mine.json"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("TOP_K", "ten", "a int"),
        ("TOP_K", "1.5", "a int"),
        ("LEXICAL_WEIGHT", "half", "a float"),
        ("SEARCHER", "magic", "one of hybrid, dense, lexical"),
    ],
)
def test_a_variable_that_is_no_value_is_named(name: str, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=f"SEEQA_{name} to be {said}") as caught:
        Config.from_env({f"SEEQA_{name}": text})
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {"lexical_weight": 1.01},
        {"lexical_weight": -0.01},
        {"lexical_weight": float("nan")},
        {"min_confidence": 2.0},
        {"top_k": 0},
        {"read_k": 0},
        {"max_sentences": -1},
        {"max_question": 0},
        {"port": 65536},
        {"port": -1},
        {"root_path": "bulletins"},
        {"root_path": "https://example.org/bulletins"},
        {"root_path": "/a//b"},
        {"root_path": '/"onload="'},
    ],
)
def test_a_value_out_of_range_is_named_with_its_variable(values: dict[str, Any]) -> None:
    (name,) = values
    with pytest.raises(ConfigError, match=f"SEEQA_{name.upper()}"):
        Config(**values)


@pytest.mark.parametrize(
    "values", [{"lexical_weight": 0.0}, {"min_confidence": 1.0}, {"top_k": 1}, {"port": 65535}]
)
def test_the_ends_of_the_ranges_are_in_them(values: dict[str, Any]) -> None:
    assert dataclasses.replace(Config(), **values) == Config(**values)


def test_a_path_of_the_host_ends_without_a_slash() -> None:
    assert Config(root_path="/a/b-1.c/").root_path == "/a/b-1.c"
    assert Config(root_path="/").root_path == ""


def test_with_values_keeps_what_is_none_and_checks_the_rest() -> None:
    config = Config(top_k=3)
    assert config.with_values(top_k=None, port=80) == Config(top_k=3, port=80)
    with pytest.raises(ConfigError):
        config.with_values(top_k=0)
