"""Spans -> Citations: verbatim or not at all."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ROOT, law
from seeqa import Document, Span
from seeqa.answer.cite import cite, verify
from seeqa.archive import read_corpus
from seeqa.errors import CitationError
from seeqa.passages import split

DOCUMENTS = {document.id: document for document in read_corpus(ROOT / "corpus").documents}
PASSAGES = split(DOCUMENTS.values())
SOURCE = (
    (ROOT / "corpus" / "unodc-see-bulletin-2022-05.txt").read_text(encoding="utf-8").split("\n")
)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    passage = draw(st.sampled_from(PASSAGES))
    start = draw(st.integers(0, len(passage.text) - 1))
    end = draw(st.integers(start + 1, len(passage.text)))
    emphasis = draw(st.none() | st.just((start, end)))
    return Span(passage, start, end, 0.5, emphasis)


@law
@given(st.lists(spans(), max_size=4))
def test_citations_are_verbatim_numbered_and_at_their_line(found: list[Span]) -> None:
    citations = cite(found, DOCUMENTS)
    assert [citation.number for citation in citations] == list(range(1, len(found) + 1))
    for span, citation in zip(found, citations, strict=True):
        document = DOCUMENTS[citation.document_id]
        assert citation.quote == span.text == document.text[citation.start : citation.end]
        assert citation.first_line == citation.last_line
        assert citation.quote in SOURCE[citation.first_line - 1]
        assert citation.emphasis in (None, (citation.start, citation.end))
        verify(citation, document)


def test_a_citation_tells_all_of_its_item() -> None:
    passage = next(p for p in PASSAGES if "mobile scanner" in p.text)
    (citation,) = cite([Span(passage, 0, 10, 0.5)], DOCUMENTS)
    document = DOCUMENTS[passage.document_id]
    assert (citation.headline, citation.dateline) == (document.headline, document.dateline)
    assert (citation.place, citation.country) == ("Gradiška", "Bosnia and Herzegovina")
    assert (citation.dates, citation.topics) == (document.dates, document.topics)
    assert (citation.links, citation.file) == (document.links, document.file)


@law
@given(spans(), st.data())
def test_a_quote_that_is_not_the_documents_is_refused(span: Span, data: st.DataObject) -> None:
    document = DOCUMENTS[span.passage.document_id]
    start, end = span.passage.start + span.start, span.passage.start + span.end
    at = data.draw(st.integers(start, end - 1))
    altered = dataclasses.replace(
        document, text=document.text[:at] + "\0" + document.text[at + 1 :]
    )
    with pytest.raises(CitationError, match="seeqa index --rebuild"):
        cite([span], {document.id: altered})


def test_a_document_that_is_gone_is_refused() -> None:
    with pytest.raises(CitationError, match="no such document"):
        cite([Span(PASSAGES[0], 0, 5, 0.5)], {})


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (10**6, 10**6 + 5)])
def test_an_empty_quote_is_refused(start: int, end: int) -> None:
    with pytest.raises(CitationError):
        cite([Span(PASSAGES[0], start, end, 0.5)], DOCUMENTS)


def test_a_citation_is_of_one_document_only() -> None:
    (citation,) = cite([Span(PASSAGES[0], 0, 5, 0.5)], DOCUMENTS)
    document = DOCUMENTS[citation.document_id]
    other = Document("other", document.file, document.text, document.blocks)
    with pytest.raises(CitationError):
        verify(citation, other)
