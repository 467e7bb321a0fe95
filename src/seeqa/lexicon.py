"""The words of an archive: as written, as terms of its items, of which documents each is.

Computed when an index is built, from every text; opened with it, and then looked up word by word.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seeqa import arrays as stored
from seeqa.arrays import Array, Lists, Strings, whole
from seeqa.language.names import Aliases
from seeqa.language.placenames import plain_words
from seeqa.language.record import Record
from seeqa.sentences import sentence_offsets
from seeqa.terms import fold, terms, words
from seeqa.types import BlockKind, Document, Passage

VERSION = "lexicon-1"  # part of the index manifest: change it with `language/names.toml`

_WORD = re.compile(r"[^\W\d_]{3,}")
_NOWHERE: NDArray[np.int32] = np.zeros(0, dtype=np.int32)


class Written:
    """The words of texts as they are written, by their folded forms, with how often."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """Take what `of` made."""
        self.arrays = dict(arrays)
        self._words = Strings.loaded(arrays, "words")
        self._forms = Strings.loaded(arrays, "forms")
        self._terms = Strings.loaded(arrays, "word-terms")

    @classmethod
    def of(cls, texts: Iterable[str]) -> Written:
        """Count the words of texts."""
        every: Counter[str] = Counter()
        for text in texts:
            every.update(_WORD.findall(text))
        counts: dict[str, dict[str, int]] = {}
        for form, count in every.items():
            counts.setdefault(fold(form), {})[form] = count
        ordered = sorted(counts)
        place = {word: i for i, word in enumerate(ordered)}
        forms = [form for word in ordered for form in counts[word]]
        return cls(
            {
                **Strings.of(ordered).arrays("words"),
                "words-order": whole(place[word] for word in counts),
                **Strings.of(forms).arrays("forms"),
                "forms-first": np.cumsum([0, *(len(counts[w]) for w in ordered)], dtype=np.int64),
                "forms-count": whole(n for word in ordered for n in counts[word].values()),
                **Strings.of(sorted({t for w in ordered for t in terms(w)})).arrays("word-terms"),
            }
        )

    def __contains__(self, folded: str) -> bool:
        """Tell whether the texts have a word, folded."""
        return self._words.find(folded) is not None

    def forms(self, folded: str) -> dict[str, int]:
        """Return how a word is written, and how often so."""
        at = self._words.find(folded)
        if at is None:
            return {}
        first, end = self.arrays["forms-first"][at : at + 2].tolist()
        counts = self.arrays["forms-count"][first:end].tolist()
        return dict(zip(self._forms[first:end], counts, strict=True))

    def has_term(self, term: str) -> bool:
        """Tell whether a term is one of the words'."""
        return self._terms.find(term) is not None

    @cached_property
    def words(self) -> list[str]:
        """All words, folded, as they first come."""
        every = list(self._words)
        return [every[at] for at in self.arrays["words-order"].tolist()]

    @cached_property
    def capital(self) -> list[str]:
        """The words, folded, that are somewhere written with a capital, as they first come."""
        first = self.arrays["forms-first"]
        big = np.cumsum([0, *(form[0].isupper() for form in self._forms)])
        has = big[first[1:]] > big[first[:-1]]
        every = list(self._words)
        return [every[at] for at in self.arrays["words-order"].tolist() if has[at]]


class Lexicon:
    """The words of an archive, computed once."""

    def __init__(self, arrays: Mapping[str, Array], rest: Mapping[str, Any]) -> None:
        """Take what `of` made."""
        self._arrays = dict(arrays)
        self._rest = rest
        self.written = Written(arrays)
        self.aliases = Aliases(rest["aliases"])
        self.publisher = frozenset(rest["publisher"])
        self.beside = frozenset(rest["beside"])
        self.documents: int = rest["documents"]
        self._terms = Strings.loaded(arrays, "terms")
        self._tokens = Strings.loaded(arrays, "tokens")
        self._rows = Lists.loaded(arrays, "tokens")

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        records: Mapping[int, Record],
    ) -> Lexicon:
        """Compute the words of documents, their passages, in the same order, and their records."""
        aliases = Aliases.learned([document.text for document in documents])
        spread = Counter(
            term for has in _terms_of_items(documents, passages, records, aliases) for term in has
        )
        known = sorted(spread)
        arrays = {
            **Written.of(passage.searchable for passage in passages).arrays,
            **Strings.of(known).arrays("terms"),
            "terms-items": whole(spread[term] for term in known),
            **_tokens(documents),
        }
        rest = {
            "documents": len(documents),
            "aliases": aliases.groups,
            "publisher": sorted(_publisher(documents)),
            "beside": sorted(set(_beside(documents))),
        }
        return cls(arrays, rest)

    def save(self, path: Path) -> None:
        """Write them into files of that name."""
        stored.save(path, self._arrays, self._rest)

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Open what `save` wrote."""
        return cls(*stored.load(path))

    def spread(self, term: str) -> int:
        """Return how many documents have a term, in one of its forms or of a name's."""
        at = self._terms.find(term)
        return 0 if at is None else int(self._arrays["terms-items"][at])

    def begun(self, beginning: str) -> NDArray[np.int32]:
        """Return the rows of the documents that have a word with some first letters, folded."""
        return self._rows.of_rows(self._tokens.begun(beginning))

    def naming(self, words: Sequence[str]) -> NDArray[np.int32]:
        """Return the rows of the documents that have all of some plain words (`plain_words`)."""
        found = (
            np.concatenate([_NOWHERE, *(self._rows[i] for i in self._plain(w))]) for w in words
        )
        return reduce(np.intersect1d, found, next(found, _NOWHERE))

    def _plain(self, word: str) -> list[int]:
        """Return where the words are that are a word, but for doubled letters."""
        begins = {word[:2], 2 * word[:1]}
        found = [at for begin in begins for at in self._tokens.begun(begin)]
        return [at for at in found if plain_words(self._tokens[at]) == (word,)]


def told(passage: Passage, record: Record, aliases: Aliases) -> tuple[frozenset[str], ...]:
    """Return the terms of each sentence, with those of lemmas and of names' other forms."""
    return tuple(aliases.of(has) for has in _sentences(passage, record))


def head(document: Document) -> frozenset[str]:
    """Return the terms of a document's headline and dateline."""
    return frozenset(terms(f"{document.headline} {document.dateline}"))


def _sentences(passage: Passage, record: Record) -> list[frozenset[str]]:
    """Return the terms of each sentence, with those of their words' dictionary forms."""
    written = [frozenset(terms(passage.text[a:b])) for a, b in sentence_offsets(passage.text)]
    forms = [statement.lemmas for statement in record.statements]
    if len(forms) != len(written):
        return written
    return [has.union(more) for has, more in zip(written, forms, strict=True)]


def _terms_of_items(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    records: Mapping[int, Record],
    aliases: Aliases,
) -> Iterator[frozenset[str]]:
    """Yield the terms of each document: of its headline, its dateline and all its sentences."""
    groups = groupby(passages, key=lambda passage: passage.document_id)
    of, own = next(groups, (None, ()))
    for document in documents:
        parts = [
            has
            for passage in (own if of == document.id else ())
            for has in told(passage, records.get(passage.id, Record()), aliases)
        ]
        if of == document.id:
            of, own = next(groups, (None, ()))
        yield head(document).union(*parts)


def _publisher(documents: Sequence[Document]) -> frozenset[str]:
    """Return the terms that most files have in their names: "police-digest-2022-05.txt"."""
    files = {PurePosixPath(document.file).stem.replace("_", " ") for document in documents}
    count = Counter(term for name in files for term in set(terms(name)) if term.isalpha())
    return frozenset(term for term, n in count.items() if len(files) > 1 and 2 * n > len(files))


def _beside(documents: Iterable[Document]) -> Iterator[str]:
    """Yield the terms of what is printed beside the news."""
    for document in documents:
        for block in document.blocks:
            if block.kind is BlockKind.NOTE:
                yield from terms(document.text[block.start : block.end])


def _tokens(documents: Sequence[Document]) -> dict[str, Array]:
    """Return the folded words of whole documents, in order, and the rows that have each."""
    rows: dict[str, array[int]] = {}
    for row, document in enumerate(documents):
        for word in set(" ".join(words(document.text)).split()):
            rows.setdefault(word, array("i")).append(row)
    known = sorted(rows)
    lists = Lists.of([rows[word] for word in known])
    return Strings.of(known).arrays("tokens") | lists.arrays("tokens")
