"""Answers and ledgers as lines of text."""

from __future__ import annotations

from pathlib import Path

from made import documents, listing
from seeqa.answer.compose import emptiness
from seeqa.lines import answer_lines, doubt_lines, report_lines
from seeqa.types import FileRecord, Ledger, Remark, RemarkKind, Unit

DOUBTS = tuple(
    Remark(RemarkKind.DOUBTFUL, line, "an item without a date", f"Item {line}") for line in (3, 40)
)
INFERRED = Remark(RemarkKind.INFERRED, 7, "the date, from the file’s name", "2024-05-03")
READ = FileRecord(
    "a.txt", "0", 15, {"headline": 15, "paragraph": 60}, (*DOUBTS, INFERRED), "text", "utf-8"
)
LOCKED = FileRecord("b.pdf", "0", 0, {}, (Remark(RemarkKind.UNREAD, 1, "a locked file"),), "pdf")
PAGES = FileRecord(
    "c.pdf",
    "0",
    1,
    {"paragraph": 3},
    (Remark(RemarkKind.UNREAD, 4, "a page without text"),),
    "pdf",
    unit=Unit.PAGE,
)


def test_the_report() -> None:
    assert report_lines(Ledger((READ, LOCKED, PAGES))) == [
        "3 files: 2 read, 1 not read; 16 items; 2 doubts",
        "not read: b.pdf: a locked file",
        "a.txt: text, utf-8; 15 items; headlines: 15, paragraphs: 60",
        "  doubtful: an item without a date (2 times: lines 3, 40: “Item 3”, “Item 40”)",
        "  inferred: the date, from the file’s name (line 7: “2024-05-03”)",
        "c.pdf: pdf; 1 item; paragraphs: 3",
        "  not read: a page without text (page 4)",
    ]


def test_a_build_prints_what_was_not_read_and_what_is_doubted() -> None:
    assert doubt_lines(Ledger((READ, LOCKED, PAGES))) == [
        "not read: b.pdf: a locked file",
        "doubtful: a.txt: an item without a date (2 times: lines 3, 40: “Item 3”, “Item 40”)",
        "not read: c.pdf: a page without text (page 4)",
    ]


def test_a_build_prints_at_most_twenty_lines_of_it() -> None:
    lines = doubt_lines(Ledger((LOCKED,) * 33))
    assert len(lines) == 21
    assert lines[-1] == "and 13 more: seeqa index --report"
    assert len(doubt_lines(Ledger((LOCKED,) * 20))) == 20


def test_a_list_says_of_how_many_and_what_was_left_out(tmp_path: Path) -> None:
    lines = answer_lines(listing(documents(tmp_path)))
    assert "2 of 15 items:" in lines
    at = lines.index("Left out by little:")
    assert lines[at + 1] == ("  Turkish police hosted the course. (Officers trained in Istanbul)")


def test_an_empty_archive_says_why() -> None:
    assert emptiness(Ledger()) == (
        "The archive is empty. Put files into the corpus folder, or name another folder (--corpus, "
        "SEEQA_CORPUS)."
    )
    other = FileRecord("sub/Makefile", "0", 0, {}, LOCKED.remarks)
    assert emptiness(Ledger((LOCKED, LOCKED, other))) == (
        "The archive is empty: 3 files were not read (.pdf, Makefile). "
        "'seeqa index --report' says why."
    )
    assert emptiness(Ledger((LOCKED,))).startswith(
        "The archive is empty: 1 file was not read (.pdf"
    )
