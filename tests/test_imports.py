"""What is imported without what it imports to no use."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from types import ModuleType

import pytest

from seeqa.imports import one_thread, without


def test_what_is_hidden_is_there_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    other = ModuleType("colorsys")
    with without("colorsys", "gc"):
        assert not gc.isenabled()
        with pytest.raises(ImportError):
            import colorsys
        assert sys.modules["gc"] is gc  # what was imported before stays
    assert gc.isenabled()
    with without(instead={"colorsys": other}):
        import colorsys

        assert colorsys is other
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_an_error_brings_back_what_was_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with pytest.raises(RuntimeError), without("colorsys"):
        raise RuntimeError
    assert "colorsys" not in sys.modules
    assert gc.isenabled()


def test_products_have_one_thread_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"


def test_the_parser_brings_neither_torch_nor_a_command_line() -> None:
    code = """
import sys
from seeqa.language.parse import Parser
Parser.load()
print([name for name in ("torch", "spacy.cli", "typer", "requests") if name in sys.modules])
import spacy.cli
print(callable(spacy.cli.download))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["[]", "True"]
