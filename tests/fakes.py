"""What stands in for the slow or the outside: an encoder without a model, small corpora."""

from __future__ import annotations

import atexit
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import settings
from numpy.typing import NDArray

from seeqa import Assistant, Config, Passage
from seeqa.archive import read_corpus
from seeqa.assistant import recipe
from seeqa.bert import Tokens
from seeqa.embed import EncoderIdentity, Parts, apart
from seeqa.evidence import features
from seeqa.index import Index
from seeqa.items import select
from seeqa.language import record
from seeqa.language.parse import Parser
from seeqa.passages import split
from seeqa.question import scope
from seeqa.question.frame import Frame, Kind
from seeqa.sentences import sentence_offsets
from seeqa.terms import terms
from seeqa.vectors import EXACT

ROOT = Path(__file__).resolve().parents[1]
BULLETIN = ROOT / "corpus" / "unodc-see-bulletin-2022-05.txt"
SMALL = (
    "Officers trained in Istanbul\n"
    "23-27 May 2022, Istanbul, Türkiye: UNODC trained 12 border officers on vehicle searches. "
    "Turkish police hosted the course.\n"
    "The next course is planned for customs officers.\n"
    "This activity contributes to SDG 16, particularly SDG 16.a on national institutions.\n"
    "https://sdg-tracker.org/peace-justice#targets\n"
    "Corruption workshop in Tirana\n"
    "11 May 2022, Tirana, Albania: Twenty companies discussed corruption. "
    "Austria funded the workshop.\n"
)

law = settings(max_examples=50, deadline=None)


class HashEncoder:
    """A bag of folded terms, each hashed to one of the dimensions; counts what it encodes."""

    def __init__(
        self,
        name: str = "hash",
        dimension: int = 64,
        words: tuple[str, ...] = ("what", "who", "zebra"),
    ) -> None:
        self.identity = EncoderIdentity(name, "1", hashlib.sha256(b"hash").hexdigest(), dimension)
        self.words = words
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        rows = np.zeros((len(texts), self.identity.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text):
                digest = hashlib.blake2b(term.encode(), digest_size=4).digest()
                row[int.from_bytes(digest, "big") % len(row)] += 1
            if not row.any():
                row[0] = 1
            row /= np.linalg.norm(row)
        return rows

    def with_parts(self, texts: Sequence[str], parts: Sequence[Parts]) -> list[NDArray[np.float32]]:
        return apart(self.encode, texts, parts)


class WordTokenizer:
    """One token a word; a word's id is stable within the tokenizer."""

    cls, sep = 1, 2

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}

    def tokens(self, text: str) -> Tokens:
        found = list(re.finditer(r"\w+|[^\w\s]", text))
        ids = [self.ids.setdefault(m.group().lower(), len(self.ids) + 3) for m in found]
        return Tokens(ids, [m.span() for m in found])


class SentenceArchive:
    """Vectors of any passage's sentences, and terms that weigh alike."""

    def __init__(self) -> None:
        self.encoder = HashEncoder()

    def sentence_vectors(self, passage: Passage) -> NDArray[np.float32]:
        offsets = sentence_offsets(passage.text)
        return self.encoder.encode([passage.text[start:end] for start, end in offsets])

    def idf(self, term: str) -> float:
        return 1.0


def write_corpus(folder: Path, **files: str) -> Path:
    """Write `a="…"` as a.txt and `a_md="…"` as a.md."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        file = f"{name[:-3]}.md" if name.endswith("_md") else f"{name}.txt"
        (folder / file).write_bytes(text.encode())
    return folder


def write_weights(folder: Path, *, lists: bool = False) -> str:
    """Write weights made by hand, for any encoder and reader; return the file's name.

    What is likest the question answers; items with most of its words belong to a list. If `lists`,
    every question wants one, else those alone whose filters say it all.
    """
    of_scope = len(scope.features(Frame("", Kind.ANY), None))
    plain = {
        "answer": _regression(features.NAMES, {"likeness": 8.0, "score": 0.2}, -2.0),
        "sure": _regression((*features.STANDING, *features.NAMES), {"log_odds": 1.0}, 0.0),
        "item": _regression(select.NAMES, {"share_item": 20.0}, -15.0),
        "scope": {"weights": [0.0] * of_scope, "intercept": 5.0 if lists else -5.0},
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("lists.json" if lists else "facts.json")
    path.write_text(json.dumps({"encoder": "none", "reader": "none", "plain": plain}))
    return str(path)


def _regression(
    names: Sequence[str], weights: Mapping[str, float], intercept: float
) -> dict[str, Any]:
    return {"weights": [weights.get(name, 0.0) for name in names], "intercept": intercept}


@cache
def _bulletin_index() -> Path:
    """Build the index of the bulletin, once."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Assistant.open(Config(corpus=ROOT / "corpus", index=folder))
    return folder


def copied_index(folder: Path) -> Path:
    """Put a copy of the bulletin's index, by the real models, into a folder; return the folder."""
    return shutil.copytree(_bulletin_index(), folder, dirs_exist_ok=True)


def small_config(folder: Path, text: str = SMALL) -> Config:
    """Settings over a corpus of two items in `folder`; abstains only without any span."""
    return Config(
        corpus=write_corpus(folder / "corpus", small=text),
        index=folder / "index",
        reader="sentences",
        weights=write_weights(folder),
        min_confidence=0.0,
    )


def make_index(
    config: Config,
    encoder: HashEncoder,
    known: Index | None = None,
    parser: record.Parser | None = None,
    exact: int = EXACT,
) -> Index:
    """Build the index of a configuration in memory."""
    corpus = read_corpus(config.corpus)
    return Index.build(
        recipe=recipe(config, encoder),
        documents=corpus.documents,
        passages=split(corpus.documents),
        ledger=corpus.ledger,
        encoder=encoder,
        parser=parser or Parser.load(),
        known=known,
        exact=exact,
    )
