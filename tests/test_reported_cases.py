"""Small inputs that were read or answered wrongly once, each with what is right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fakes import HashEncoder, write_corpus, write_weights
from seeqa import Assistant, Config
from seeqa.archive import read_corpus
from seeqa.types import RemarkKind

FORMS = """\
Training on seaport controls in Valletta
2 May 2023, Valletta, Malta: The agency trained 14 customs officers. It was paid for by Norway.
Workshop on forged documents
3 May 2023, St. Gallen, Switzerland: The agency held a workshop. It was paid for by Liechtenstein.
"""
BYLINES = """\
Course on boat searches in Kotor
By Jane Doe
3 May 2023, Kotor, Montenegro: The agency held a course for 11 officers.
Seminar on rail cargo in Niš
By Jane Doe
8 May 2023, Niš, Serbia: The agency held a seminar for 16 officers.
Workshop on wood theft in Tuzla
By John Roe
12 May 2023, Tuzla, Bosnia and Herzegovina: The workshop was funded by Spain.
"""
WRAPPED = """\
Regional course on financial investi-
gations in Podgorica
3-5 July 2023, Podgorica, Montenegro: The agency organised a regio-
nal course on financial investigations for 18 prosecutors from five
countries. The course was funded by the Government of the Nether-
lands and hosted by the Judicial Training Centre. Participants learnt
how to trace crypto assets.

The next course will take place in October 2023 in Pristina and will
be open to tax inspectors.
Handbook on witness protection presented
10 July 2023, Sarajevo, Bosnia and Herzegovina: The agency presented
a handbook on witness protection to 40 judges. The handbook was writ-
ten by Ana Petrova and Marko Ilic and printed in three languages.
"""
TABLE = """\
---
headline: Results of the second quarter
date: 3 August 2023
place: Vienna
country: Austria
---
The office published the results of the second quarter by country.

| Country | Officers trained | Seizures | Donor |
|---|---|---|---|
| Albania | 120 | 14 | Norway |
| Serbia | 95 | 22 | Sweden |
| Moldova | 61 | 9 | Japan |

The figures were checked by the statistics team.[^1]

[^1]: Figures for Moldova are preliminary and were corrected to 66 in September.

- Albania bought two scanners.
- Serbia hired **five** analysts.
- Moldova opened a [laboratory](https://example.org/lab).
"""


def headlines(folder: Path) -> list[str]:
    return [document.headline for document in read_corpus(folder).documents]


def test_a_dateline_of_another_form_begins_its_own_item(tmp_path: Path) -> None:
    documents = read_corpus(write_corpus(tmp_path, a=FORMS)).documents
    assert [d.place for d in documents] == ["Valletta", "St. Gallen"]


def test_a_byline_is_no_headline(tmp_path: Path) -> None:
    assert headlines(write_corpus(tmp_path, a=BYLINES)) == [
        "Course on boat searches in Kotor",
        "Seminar on rail cargo in Niš",
        "Workshop on wood theft in Tuzla",
    ]


def test_the_same_bulletin_twice_counts_once(tmp_path: Path) -> None:
    corpus = read_corpus(write_corpus(tmp_path, **{"a": FORMS, "a (1)": FORMS}))
    assert [document.file for document in corpus.documents] == ["a.txt", "a.txt"]
    again = [r for f in corpus.ledger.files for r in f.remarks if r.kind is RemarkKind.LEFT_OUT]
    assert [remark.message for remark in again] == ["the same words as in a.txt"] * 2


def test_a_name_that_is_not_utf_8_keeps_nothing_from_opening(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index", reader="sentences")
    write_corpus(config.corpus, ok=FORMS)
    (Path(os.fsdecode(os.fsencode(config.corpus) + b"/latin1\xe9.txt"))).write_text(BYLINES)
    assistant = Assistant.open(config, encoder=HashEncoder())
    files = {document.file for document in assistant.documents()}
    assert files == {"latin1\\xe9.txt", "ok.txt"}


def test_broken_lines_and_divided_words_are_whole(tmp_path: Path) -> None:
    first, second = read_corpus(write_corpus(tmp_path, a=WRAPPED)).documents
    assert first.headline == "Regional course on financial investigations in Podgorica"
    assert "funded by the Government of the Netherlands and hosted" in first.text
    assert "written by Ana Petrova and Marko Ilic" in second.text


def test_a_table_is_told_by_rows_and_a_footnote_stands_by_its_sentence(tmp_path: Path) -> None:
    (document,) = read_corpus(write_corpus(tmp_path, a_md=TABLE)).documents
    lines = document.text.split("\n")
    assert "Country: Moldova; Officers trained: 61; Seizures: 9; Donor: Japan" in lines
    at = lines.index("The figures were checked by the statistics team.")
    assert lines[at + 1].startswith("Figures for Moldova are preliminary")
    assert lines[-2:] == ["Serbia hired five analysts.", "Moldova opened a laboratory."]


def test_files_that_cannot_be_read_are_named_where_an_answer_is_wanted(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index", reader="sentences")
    config.corpus.mkdir()
    for name in ("bulletin.docx", "bulletin.pdf"):
        (config.corpus / name).write_bytes(b"no such file")
    answer = Assistant.open(config, encoder=HashEncoder()).ask("Who funded the course?")
    assert answer.abstention is not None
    assert "2 files were not read (.docx, .pdf)" in answer.abstention.message


@pytest.mark.model
def test_what_was_misread_is_answered(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "corpus", forms=FORMS, wrapped=WRAPPED, table_md=TABLE)
    weights = write_weights(tmp_path)
    config = Config(corpus=folder, index=tmp_path / "index", weights=weights, min_confidence=0.0)
    assistant = Assistant.open(config)
    for question, words in (
        ("Who paid for the workshop on forged documents?", "Liechtenstein"),
        ("Who funded the course on financial investigations?", "Government of the Netherlands"),
        ("Who is the next course open to?", "tax inspectors"),
        ("Who wrote the handbook on witness protection?", "Ana Petrova and Marko Ilic"),
        ("How many officers were trained in Serbia?", "Officers trained: 95"),
        ("How many analysts did Serbia hire?", "five"),
    ):
        assert words in assistant.ask(question).text, question
