"""Addresses of quotes: they lead back, outlive edits around the quote, and never to other words."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fakes import ROOT, law
from seeqa import Document, Span
from seeqa.answer.cite import cite
from seeqa.archive import read_corpus
from seeqa.errors import PermalinkError
from seeqa.passages import split
from seeqa.permalink import Kept, Place, find, make

DOCUMENTS = read_corpus(ROOT / "corpus").documents
PASSAGES = split(DOCUMENTS)
texts = st.text(min_size=1, max_size=200)
words = st.text(alphabet="abc é“\n", max_size=40)


def document(text: str, name: str = "file/item") -> Document:
    return Document(id=name, file="file.txt", text=text, blocks=())


def found_at(name: str, documents: Sequence[Document]) -> Place | None:
    return find(name, {one.id: one for one in documents})


@st.composite
def quoted(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> tuple[Document, int, int]:
    made = document(draw(text))
    start = draw(st.integers(0, len(made.text) - 1))
    return made, start, draw(st.integers(start + 1, len(made.text)))


@law
@given(quoted(), st.lists(texts, max_size=3))
def test_an_address_leads_back(place: tuple[Document, int, int], others: list[str]) -> None:
    made, start, end = place
    name = make(made, start, end)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", name)
    around = [document(text, f"file/{i}") for i, text in enumerate(others)]
    assert found_at(name, [*around, made]) == Place(made, Kept.SAME, start, end)


@law
@given(quoted(words.filter(bool)), words, words, st.booleans())
def test_it_outlives_edits_around_the_quote(
    place: tuple[Document, int, int], before: str, after: str, renamed: bool
) -> None:
    made, start, end = place
    quote = made.text[start:end]
    text = before + quote + after
    assume(text != made.text)
    edited = document(text, "other/name" if renamed else made.id)
    found = found_at(make(made, start, end), [edited])
    assert found is not None
    assert found.kept is (Kept.MOVED if renamed else Kept.EDITED)
    assert found.document.text[found.start : found.end] == quote


@law
@given(quoted(words.filter(bool)), words)
def test_it_never_leads_to_other_words(place: tuple[Document, int, int], text: str) -> None:
    made, start, end = place
    quote = made.text[start:end]
    found = found_at(make(made, start, end), [document(text)])
    assert found is not None
    if quote in text:
        assert found.document.text[found.start : found.end] == quote
    else:
        assert found == Place(document(text), Kept.CHANGED)


@law
@given(st.text(max_size=120))
def test_a_garbled_address_is_told(name: str) -> None:
    with pytest.raises(PermalinkError, match="Copy the whole address"):
        found_at(name, DOCUMENTS)


@law
@given(st.data())
def test_a_slip_of_one_letter_is_noticed(data: st.DataObject) -> None:
    name = make(DOCUMENTS[0], 10, 90)
    place = data.draw(st.integers(0, len(name) - 2))
    letter = data.draw(st.sampled_from("Aaz09-_").filter(lambda one: one != name[place]))
    with pytest.raises(PermalinkError):
        found_at(name[:place] + letter + name[place + 1 :], DOCUMENTS)


TEXT = "Head\nThe committee met in Ohrid. The committee met in Ohrid. It agreed on twelve steps."
AGREED = (TEXT.index("It agreed"), len(TEXT))
SECOND = (TEXT.index("The committee", 10), TEXT.index(" It agreed"))


@pytest.mark.parametrize(
    ("now", "kept", "quote"),
    [
        (TEXT.replace("Head", "A new and longer head"), Kept.EDITED, "It agreed on twelve steps."),
        (TEXT + " And more.", Kept.EDITED, "It agreed on twelve steps."),
        (TEXT.replace("twelve", "eleven"), Kept.CHANGED, ""),
        (TEXT.replace("steps.", "steps"), Kept.CHANGED, ""),
        ("Head\nAll is withdrawn.", Kept.CHANGED, ""),
    ],
)
def test_edits_before_after_and_inside(now: str, kept: Kept, quote: str) -> None:
    found = found_at(make(document(TEXT), *AGREED), [document(now)])
    assert found is not None
    assert found.kept is kept
    assert found.document.text[found.start : found.end] == quote


def test_of_two_places_with_the_words_the_one_with_the_same_surroundings_is_taken() -> None:
    now = "A headline that is as long as a sentence is: thirty characters and more" + TEXT[4:]
    found = found_at(make(document(TEXT), *SECOND), [document(now)])
    assert found is not None
    assert now[found.start :].startswith("The committee met in Ohrid. It agreed")


def test_words_that_moved_into_another_item_are_found_there() -> None:
    cut = document(TEXT[: AGREED[0]])
    other = document(f"Another item\n{TEXT[AGREED[0] :]}", "other/item")
    found = found_at(make(document(TEXT), *AGREED), [cut, other])
    assert found == Place(other, Kept.MOVED, 13, 13 + AGREED[1] - AGREED[0])


def test_changed_words_are_known_by_their_ends_in_an_item_of_another_name() -> None:
    other = document(TEXT.replace("Ohrid. It", "Tirana. It"), "other/item")
    name = make(document(TEXT), SECOND[0], len(TEXT))
    assert found_at(name, [*DOCUMENTS, other]) == Place(other, Kept.CHANGED)


def test_nothing_is_found_where_item_and_words_are_gone() -> None:
    assert found_at(make(document(TEXT), *AGREED), DOCUMENTS) is None
    assert found_at(make(document(TEXT), *AGREED), []) is None


def test_every_quote_of_the_bulletin_has_an_address_that_leads_back() -> None:
    for citation in cite(
        [Span(p, 0, len(p.text), 0.5) for p in PASSAGES], {d.id: d for d in DOCUMENTS}
    ):
        assert citation.permalink.startswith("/p/")
        assert len(citation.permalink) <= 90
        found = found_at(citation.permalink.removeprefix("/p/"), DOCUMENTS)
        assert found is not None
        assert (found.document.id, found.start, found.end, found.kept) == (
            citation.document_id,
            citation.start,
            citation.end,
            Kept.SAME,
        )


@pytest.mark.parametrize("length", [1, 12, 1_000_000])
def test_a_made_up_address_does_not_keep_the_server_busy(length: int) -> None:
    long = document("A" * 2_000_000, "long/item")
    name = make(document("B" * 5 + "A" * length), 5, 5 + length)
    # The hash of no quote: the search has to try place after place.
    data = bytearray(base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)))
    data[14:20] = b"\0" * 6
    data[:3] = hashlib.sha256(data[3:]).digest()[:3]
    forged = base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode()
    begun = time.process_time()
    assert found_at(forged, [long]) == Place(long, Kept.CHANGED)
    assert time.process_time() - begun < 2


def test_five_thousand_items_are_searched_quickly() -> None:
    many = [
        replace(d, id=f"{d.id}-{i}", text=f"{i} {d.text}") for i in range(334) for d in DOCUMENTS
    ]
    moved = replace(DOCUMENTS[-1], id="other/name", text=f"Moved. {DOCUMENTS[-1].text}")
    paragraph = DOCUMENTS[-1].paragraphs[0]
    name = make(DOCUMENTS[-1], paragraph.start, paragraph.end)
    begun = time.process_time()
    found = found_at(name, [*many, moved])
    assert time.process_time() - begun < 2
    assert found is not None
    assert found.kept is Kept.MOVED
