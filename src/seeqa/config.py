"""Every setting, its default and the reason for it; `SEEQA_*` variables mirror the fields."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from seeqa.errors import ConfigError
from seeqa.types import Searcher

PREFIX = "SEEQA_"
PACKAGED = "packaged"
_SAID = {"yes": True, "no": False, "on": True, "off": False, "true": True, "false": False} | {
    "1": True,
    "0": False,
}
PATHS = ("corpus", "index", "questions", "feedback")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of an assistant; immutable, so that an index and its settings agree.

    Raises ConfigError when a value is out of range.
    """

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    # Question sets for evaluation, and where reviewed feedback goes.
    questions: Path = Path("questions")
    # What users said of answers; made when the first of them says something.
    feedback: Path = Path("feedback.sqlite3")
    # Small, quick on a CPU, and carried by a registry package, so that no model hub is needed.
    encoder: str = "sentence-transformers/all-MiniLM-L6-v2"
    # "trained" (ours), "sentences" (by likeness), or a Hugging Face model's folder or name.
    reader: str = "trained"
    # What evidence weighs: "packaged", or a file that training/weigh.py wrote.
    weights: str = "packaged"
    searcher: Searcher = Searcher.HYBRID
    # Share of the lexical evidence in the fused score; benchmarks/fusion.py prints the curve.
    lexical_weight: float = 0.5
    # How many passages are given back, and how many are read for an answer.
    top_k: int = 10
    read_k: int = 6
    max_sentences: int = 3
    # Below this confidence the assistant abstains. On archives that taught nothing, so many near
    # misses are answered, and right answers refused, as docs/evaluation.md has a table of.
    min_confidence: float = 0.35
    # About 150 words: longer ones are pasted documents, not questions.
    max_question: int = 1000
    host: str = "127.0.0.1"
    port: int = 7860
    # Under which path of its host a proxy offers the chat: "/bulletins"; empty: under none.
    root_path: str = ""
    # Whether a running chat looks every few seconds whether its corpus changed, and reads it again.
    watch: bool = True
    # Whether files may be added to the corpus from the chat; never without auth beyond loopback.
    upload: bool = False
    # Whether the chat has a tab that measures the question sets: for who runs the server.
    evaluate: bool = False
    # A file of name:hash lines (`seeqa passwd`); empty: whoever reaches the port may ask.
    auth: str = ""

    def __post_init__(self) -> None:
        """Check the ranges."""
        for name in ("lexical_weight", "min_confidence"):
            _check(name, 0.0 <= getattr(self, name) <= 1.0, "a number from 0 to 1", self)
        for name in ("top_k", "read_k", "max_sentences", "max_question"):
            _check(name, getattr(self, name) >= 1, "a whole number of at least 1", self)
        object.__setattr__(self, "root_path", self.root_path.rstrip("/"))
        sound = re.fullmatch(r"(/[\w.~-]+)*", self.root_path, re.ASCII)
        _check("root_path", bool(sound), "a path like /bulletins", self)
        _check("port", 0 <= self.port <= 65535, "a port from 0 to 65535", self)

    @classmethod
    def from_env(
        cls, environ: Mapping[str, str] | None = None, *, root: Path | None = None
    ) -> Config:
        """Read the `SEEQA_*` variables; relative paths start at `root`."""
        environ = os.environ if environ is None else environ
        given = {
            field.name: parse_value(
                field.name, environ[PREFIX + field.name.upper()], PREFIX + field.name.upper()
            )
            for field in fields(cls)
            if environ.get(PREFIX + field.name.upper(), "").strip()
        }
        config = cls(**given)
        base = Path() if root is None else root
        moved: dict[str, Any] = {name: base / getattr(config, name) for name in PATHS}
        if config.weights != PACKAGED:
            moved["weights"] = str(base / config.weights)
        return replace(config, auth=str(base / config.auth) if config.auth else "", **moved)

    def with_values(self, **values: Any) -> Config:
        """Return a copy with the given fields changed; None keeps a field as it is."""
        return replace(self, **{k: v for k, v in values.items() if v is not None})


def parse_value(name: str, text: str, shown: str) -> Any:
    """Read a setting's value; `shown` is what the user wrote it as ("SEEQA_TOP_K", "top_k=").

    Raises ConfigError.
    """
    kind = type(getattr(Config(), name))
    try:
        return _SAID[text.strip().lower()] if kind is bool else kind(text.strip())
    except (ValueError, KeyError) as error:
        choices = f"one of {', '.join(Searcher)}" if kind is Searcher else f"a {kind.__name__}"
        choices = f"one of {', '.join(_SAID)}" if kind is bool else choices
        raise ConfigError(
            expected=f"{shown} to be {choices}", found=repr(text), mend="Correct or leave it out."
        ) from error


def _check(name: str, holds: bool, expected: str, config: Config) -> None:
    if not holds:
        raise ConfigError(
            expected=f"{name} to be {expected}",
            found=repr(getattr(config, name)),
            mend=f"Correct {PREFIX}{name.upper()} or the option.",
        )
