"""Open assistants to measure: the user's own archive, or one that a question set brings along.

A set's own documents are embedded into the user's cache folder, never into the index that serves;
assistants that differ in how they ask share one encoder, one index and one reader.
"""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from seeqa import passages, schema, store, terms
from seeqa.assistant import Assistant, Encoder, reader_factory
from seeqa.config import PACKAGED, Config
from seeqa.embed import SentenceEncoder
from seeqa.errors import IndexFault
from seeqa.evidence.weights import FILE as WEIGHTS
from seeqa.index import Index, Progress, Recipe
from seeqa.language import parse
from seeqa.language.parse import Parser
from seeqa.types import Document, Ledger

# Settings that change how a question is asked, not what is loaded.
ASKING = ("searcher", "lexical_weight", "top_k", "read_k", "max_sentences", "min_confidence")


def cache_folder() -> Path:
    """Return the folder for what can be made again: $XDG_CACHE_HOME/seeqa, or ~/.cache/seeqa."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "seeqa"


def open_archive(
    config: Config,
    documents: Sequence[Document] | None = None,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Assistant:
    """Open the archive of the settings, or that of the given documents from the cache.

    Raises CorpusError, EncoderError, IndexDamaged.
    """
    if documents is None:
        return Assistant.open(config, encoder=encoder, progress=progress)
    encoder = encoder or SentenceEncoder.load(config.encoder, download=True)
    wanted = _recipe(documents, encoder)
    folder = cache_folder() / "evaluation" / _digest(schema.to_json(wanted))[:16]
    try:
        index = Index.load(folder)
        index.check(wanted)
    except IndexFault:  # missing, old or damaged: it is a cache
        index = Index.build(
            recipe=wanted,
            documents=documents,
            passages=passages.split(documents),
            ledger=Ledger(),
            encoder=encoder,
            parser=Parser.load(),
            progress=progress,
            root=folder,
        )
    # The folder goes with the settings: an assistant takes up what its index folder publishes.
    config = dataclasses.replace(config, index=folder)
    return Assistant(
        config=config,
        encoder=encoder,
        reader=reader_factory(config, encoder),
        index=index,
        pointer=store.current(folder),
    )


def held_out(config: Config, folder: Path) -> Config:
    """Return the settings with the weights that were learned without the questions of a folder.

    Those are in `weights.json` there, where `training/weigh.py` was run over it. Weights that the
    settings name themselves stay.
    """
    path = folder / WEIGHTS
    apart = config.weights == PACKAGED and path.is_file()
    return dataclasses.replace(config, weights=str(path)) if apart else config


def variant(assistant: Assistant, config: Config) -> Assistant:
    """Return an assistant over the same parts with other settings of asking."""
    twin = copy.copy(assistant)
    asking = {name: getattr(config, name) for name in ASKING}
    twin.config = dataclasses.replace(assistant.config, **asking)
    return twin


def only_asking(one: Config, other: Config) -> bool:
    """Tell whether two settings differ in nothing but how a question is asked."""
    same = {name: getattr(one, name) for name in ASKING}
    return dataclasses.replace(other, **same) == one


def _recipe(documents: Sequence[Document], encoder: Encoder) -> Recipe:
    return Recipe(
        encoder=dataclasses.asdict(encoder.identity),
        reading="given",
        splitter=f"{passages.VERSION}/{passages.MAX_CHARACTERS}",
        terms=terms.VERSION,
        parser=parse.VERSION,
        corpus={"documents": _digest([schema.to_json(document) for document in documents])},
    )


def _digest(form: object) -> str:
    return hashlib.sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()
