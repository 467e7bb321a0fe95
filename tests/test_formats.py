"""A file is read as what it is, or refused by name; no bytes make the reading fail."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import docx as python_docx
import odfdo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive import formats
from seeqa.archive.formats import SUFFIXES, kind, read
from seeqa.types import RemarkKind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PAGE = b"<!DOCTYPE html><html><body><p>Flu eases in the north.</p></body></html>"
MAIL = (
    b"From: a@a.example\r\nTo: b@b.example\r\nSubject: Flu eases\r\nMIME-Version: 1.0\r\n"
    b"Date: Thu, 13 Feb 2025 09:00:00 +0100\r\n\r\nIt is over.\r\n"
)


def word() -> bytes:
    stream = io.BytesIO()
    document = python_docx.Document()
    document.add_paragraph("Flu eases in the north.")
    document.save(stream)
    return stream.getvalue()


def open_document() -> bytes:
    stream = io.BytesIO()
    document = odfdo.Document("text")
    document.body.append(odfdo.Paragraph("Flu eases in the north."))
    document.save(stream)
    return stream.getvalue()


def packed(name: str, data: bytes = b"x") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("suffix", [*SUFFIXES, "", ".xyz"])
@settings(max_examples=15, deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_make_the_reading_fail(suffix: str, data: bytes) -> None:
    source = read(f"a{suffix}", data)
    assert source.parts or any(it.kind is RemarkKind.UNREAD for it in source.remarks)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([word(), open_document(), PAGE, MAIL, rb"{\rtf1 Flu {\b eases}\par}"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=6),
)
def test_no_damage_makes_the_reading_fail(data: bytes, damage: list[tuple[float, bytes]]) -> None:
    for share, noise in damage:
        at = int(share * len(data))
        data = data[:at] + noise + data[at + len(noise) :]
    source = read("a.docx", data)
    assert source.parts or any(it.kind is RemarkKind.UNREAD for it in source.remarks)


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", b"Flu eases.", "text"),
        ("A.TXT", b"Flu eases.", "text"),
        ("a.md", b"# Flu eases", "markdown"),
        ("a.html", b"<p>Flu eases.</p>", "html"),
        ("a.txt", PAGE, "html"),
        ("a.txt", b"\xef\xbb\xbf  \n<!-- saved from url=(0014)about:internet -->\n" + PAGE, "html"),
        ("a", PAGE, "html"),
        ("a.txt", b"%PDF-1.4 ...", "pdf"),
        ("a.pdf", b"%PDF-1.4 ...", "pdf"),
        ("a.doc", rb"{\rtf1 Flu eases.}", "rtf"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "doc"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("a.msg", OLE + "__properties_version1.0".encode("utf-16-le"), "msg"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), ""),
        ("a.docx", word(), "docx"),
        ("a.zip", word(), "docx"),
        ("a.odt", open_document(), "odt"),
        ("a.zip", packed("a.txt"), "zip"),
        ("a.jar", packed("a.class"), ""),
        ("a.xlsx", packed("xl/workbook.xml"), "xlsx"),
        ("a.csv", b"title,text\nFlu,Over.", "csv"),
        ("a.json", b"[]", "json"),
        ("a.ndjson", b"{}", "jsonl"),
        ("a.eml", MAIL, "eml"),
        ("a.txt", MAIL, "eml"),
        ("a.txt", b"From: the office\nSubject: Flu\nDate: 4 May\n\nIt is over.", "text"),
        ("a.png", b"\x89PNG\r\n\x1a\n", ""),
        ("folder.txt/a", b"text", ""),
        (".txt", b"text", ""),
    ],
)
def test_what_a_file_is(name: str, data: bytes, found: str) -> None:
    assert kind(name, data) == found


@pytest.mark.parametrize(
    ("name", "data", "message", "detail"),
    [
        ("a.txt", b"", "an empty file", ""),
        ("a.txt", b"\xef\xbb\xbf \r\n", "an empty file", ""),
        ("a.docx", b"", "an empty file", ""),
        ("a.png", b"\x89PNG\r\n\x1a\n", "a file of another kind", ".png"),
        ("a.xlsx", packed("xl/workbook.xml"), "a file of another kind", ".xlsx"),
        ("a.log", b"plain text", "a file of another kind", ".log"),
        ("Makefile", b"all:", "a file of another kind", "no suffix"),
        ("a.txt", bytes(range(256)) * 8, "a file that is no text", "bytes that are no text"),
        (
            "a.doc",
            OLE + "WordDocument".encode("utf-16-le"),
            "an old Word file (.doc): save it as .docx",
            "",
        ),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "a file with a password", ""),
        ("a.zip", packed("a.txt"), "a ZIP file that was not opened", ""),
        ("a.rtf", rb"{\rtf1 {\b }}", "a file without words", ""),
    ],
)
def test_a_refusal_is_named(name: str, data: bytes, message: str, detail: str) -> None:
    source = read(name, data)
    assert source.parts == []
    assert [(it.kind, it.message, it.detail) for it in source.remarks] == [
        (RemarkKind.UNREAD, message, detail)
    ]


def test_what_a_parser_raises_is_a_remark_in_one_line() -> None:
    source = read("a.docx", packed("word/document.xml", b"<not closed"))
    (remark,) = source.remarks
    assert remark.message == "a file that its parser cannot read"
    assert remark.detail
    assert "\n" not in remark.detail


def test_a_suffix_that_does_not_fit_is_doubted() -> None:
    source = read("a.txt", PAGE)
    assert [line.text for line in source.parts[0].lines] == ["Flu eases in the north."]
    remark = source.remarks[-1]
    assert (remark.kind, remark.message, remark.detail) == (
        RemarkKind.DOUBTFUL,
        "the suffix does not fit",
        ".txt, read as html",
    )
    assert read("a.html", PAGE).remarks == []


def test_an_encoding_is_told_and_a_guess_is_remarked() -> None:
    assert read("a.txt", "Šibenik".encode()).encoding == "utf-8"
    source = read("a.txt", "Flu in Białystok and Łomża, Żuk says".encode("cp1250"))
    assert source.encoding == "cp1250"
    assert [(it.kind, it.detail) for it in source.remarks] == [(RemarkKind.INFERRED, "cp1250")]
    assert "Łomża" in source.parts[0].lines[0].text


def test_all_that_is_read_can_be_stored() -> None:
    source = read("a.json", rb'[{"title": "Flu \ud83d eases", "text": "a\u0000b"}]')
    for part in source.parts:
        for text in [*(it.text for it in part.lines), *(it.value for it in part.fields.values())]:
            text.encode("utf-8")
            assert "\0" not in text


def test_no_parser_is_loaded_before_a_file_needs_it() -> None:
    code = (
        "import sys, seeqa.archive.formats; "
        "print([it for it in ('docx', 'odfdo', 'striprtf', 'charset_normalizer', 'lxml', "
        "'pypdfium2') if it in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_format_of_the_tables_has_its_reader() -> None:
    for name in (*formats._OF_BYTES.values(), *formats._OF_TEXT.values()):
        assert callable(formats._reader(name))
