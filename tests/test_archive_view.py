from __future__ import annotations

from pathlib import Path

import made
from fakes import HashEncoder, make_index, small_config
from plain import catalogue_of
from seeqa.catalogue import Items
from seeqa.chat.archive_view import holds, report
from seeqa.chat.report import summed
from seeqa.chat.texts import ENGLISH
from seeqa.types import Document, FileRecord, Ledger, Remark, RemarkKind, Unit
from test_render import Tags


def test_nothing_of_the_ledger_becomes_markup() -> None:
    remarks = tuple(Remark(kind, 3, made.HOSTILE, made.HOSTILE, 9) for kind in RemarkKind)
    name = made.HOSTILE
    read = FileRecord(name, "0", 1, {name: 1}, remarks, format=name, encoding=name)
    markup = report(Ledger((read, FileRecord(name, "0", 0, {}, remarks))))
    assert "<img" not in markup
    assert not set("{}$`") & set(markup)


def test_what_was_read_is_folded_unless_something_is_doubted(tmp_path: Path) -> None:
    ledger = make_index(small_config(tmp_path), HashEncoder()).ledger
    page = Tags(report(ledger))
    assert page.seen[0] == ("details", {"class": "shelf"})
    for said in ("1 file: 1 read, 0 not read; 2 items; 0 doubts", "2 items; headlines: 2, "):
        assert said in page.text
    doubt = Remark(RemarkKind.DOUBTFUL, 3, "no date")
    doubted = FileRecord("a.txt", "0", 1, {}, (doubt,))
    for files in ([*ledger.files, doubted], [unread("a.docx", "a locked file")]):
        assert "open" in Tags(report(Ledger(tuple(files)))).seen[0][1]
    assert report(Ledger()) == ""


def test_what_the_archive_holds() -> None:
    undated = Document("x", "a.txt", "x", ())
    assert holds(catalogue_of([undated]).items) == "1 item in the archive."
    assert "corpus folder" in holds(Items.none())


def unread(name: str, why: str) -> FileRecord:
    return FileRecord(name, "0", 0, {}, (Remark(RemarkKind.UNREAD, 1, why, "detail"),))


def test_an_empty_archive_tells_what_was_not_read() -> None:
    ledger = Ledger((unread("a.docx", "a locked file"), unread("b/c.PDF", "a picture")))
    page = Tags(report(ledger))
    assert page.open == []
    assert holds(Items.none(), ENGLISH, ledger) == (
        "The archive is empty. Not read: 2 files (.docx, .pdf). The Archive tab says why."
    )
    for said in (
        "2 files: 0 read, 2 not read; 0 items; 0 doubts",
        "a.docx a locked file (“detail”)",
        "b/c.PDF a picture (“detail”)",
    ):
        assert said in page.text


def test_remarks_that_say_the_same_are_summed_up() -> None:
    lines = (3, 40, 88, 90, 91, 95, 95)
    remarks = [Remark(RemarkKind.DOUBTFUL, line, "no date", f"item {line}") for line in lines]
    remarks += [Remark(RemarkKind.LEFT_OUT, 7, "navigation", "Home | News", last=9)]
    remarks += [Remark(RemarkKind.UNREAD, 2, "a picture")]
    told = [(one.kind, one.sentence(Unit.PAGE)) for one in summed(remarks)]
    assert told == [
        ("not read", "a picture (page 2)"),
        (
            "doubtful",
            "no date (7 times: pages 3, 40, 88, 90, 91 …: "
            "“item 3”, “item 40”, “item 88”, “item 90”, “item 91” …)",
        ),
        ("left out", "navigation (pages 7–9: “Home | News”)"),
    ]
