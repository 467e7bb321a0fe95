"""The words of an archive are those that going over all of its texts gives."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, HashEncoder, law, make_index, small_config
from plain import spread_of, terms_of_items
from seeqa.evidence.features import Archive
from seeqa.index import Index
from seeqa.language.names import Aliases
from seeqa.language.placenames import plain_words
from seeqa.lexicon import Lexicon, Written
from seeqa.terms import fold, terms, words

_WORD = re.compile(r"[^\W\d_]{3,}")
CORPORA = ("corpus", "questions/archives/health-weekly/files")


@pytest.fixture(scope="module", params=CORPORA)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    config = small_config(tmp_path_factory.mktemp("lexicon"))
    return make_index(replace(config, corpus=ROOT / request.param), HashEncoder())


@pytest.fixture(scope="module")
def lexicon(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """The words of the archive, from a folder."""
    folder = tmp_path_factory.mktemp("saved") / "lexicon"
    index.lexicon.save(folder)
    return Lexicon.load(folder)


def test_how_many_items_have_a_term(index: Index, lexicon: Lexicon) -> None:
    spread = spread_of(terms_of_items(index.documents, index.passages, index.records))
    assert {term: lexicon.spread(term) for term in spread} == spread
    assert lexicon.spread("zzz") == 0
    assert lexicon.documents == len(index.documents)


def test_the_terms_of_items_passages_and_sentences(index: Index, lexicon: Lexicon) -> None:
    archive = Archive(index.columns, lexicon, index.documents, index.records, index.of_document)
    for document_id, has in terms_of_items(index.documents, index.passages, index.records).items():
        assert archive.item(document_id) == has
        own = [archive.passage(p) for p in index.of_document(document_id)]
        assert archive.headline(document_id).union(*own) == has
    aliases = Aliases.learned([document.text for document in index.documents.values()])
    assert lexicon.aliases.of(frozenset({"uk"})) == aliases.of(frozenset({"uk"}))
    line = replace(index.passages[0], id=-1, text="3 May 2022, Vienna")  # no index holds it
    head = archive.headline(line.document_id)
    assert archive.passage(line) == aliases.of(frozenset(terms(line.text))) | head


def test_words_as_they_are_written(index: Index, lexicon: Lexicon) -> None:
    plain: dict[str, Counter[str]] = {}
    for passage in index.passages:
        for word in _WORD.findall(passage.searchable):
            plain.setdefault(fold(word), Counter())[word] += 1
    written = lexicon.written
    assert written.words == list(plain)
    assert all(list(written.forms(w).items()) == list(plain[w].items()) for w in plain)
    big = [word for word, forms in plain.items() if any(form[0].isupper() for form in forms)]
    assert written.capital == big
    assert "zzz" not in written
    assert written.forms("zzz") == {}
    assert all(written.has_term(term) for word in plain for term in terms(word))


def test_which_documents_have_words(index: Index, lexicon: Lexicon) -> None:
    told = [set(words(document.text)) for document in index.documents.values()]
    for beginning in ("a", "of", "trai", "2022", "zzz"):
        rows = {i for i, has in enumerate(told) if any(w.startswith(beginning) for w in has)}
        assert set(lexicon.begun(beginning).tolist()) == rows
    plain = [set(plain_words(document.text)) for document in index.documents.values()]
    for place in ("vienna", "north macedonia", "a", "zz", "ofice"):
        rows = {i for i, has in enumerate(plain) if set(place.split()) <= has}
        assert set(lexicon.naming(place.split()).tolist()) == rows


def test_passages_that_hold_words(index: Index) -> None:
    @cache
    def has(row: int) -> set[str]:
        return set(terms(index.passages[row].searchable))

    news = index.columns.news
    some = next(iter(index.items.values()))
    for asked in (["the"], ["Training", "of"], ["health", "officers"], ["zzz"], []):
        wanted = {term for word in asked for term in terms(word)}
        rows = [row for row in range(len(index)) if wanted and wanted <= has(row)]
        assert index.holding(asked).tolist() == rows
        of_news = [row for row in rows if index.passages[row].document_id in index.items]
        assert index.holding(asked, news).tolist() == of_news
        of_one = [row for row in rows if index.passages[row].document_id == some.id]
        assert index.holding(asked, index.columns.chosen([some.id]).rows).tolist() == of_one


@law
@given(st.lists(st.text("aAbBäЖ1 ", max_size=12), max_size=4))
def test_any_texts_are_counted(given: list[str]) -> None:
    written = Written.of(given)
    counted = Counter(word for text in given for word in _WORD.findall(text))
    found: Counter[str] = Counter()
    for word in written.words:
        found.update(written.forms(word))
    assert found == counted


def test_an_empty_archive_has_no_words(tmp_path: Path) -> None:
    Lexicon.of((), (), {}).save(tmp_path / "none")
    none = Lexicon.load(tmp_path / "none")
    assert (none.spread("a"), none.begun("").tolist(), none.naming(["a"]).tolist()) == (0, [], [])
    assert none.written.words == none.written.capital == []
