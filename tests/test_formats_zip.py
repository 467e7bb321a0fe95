"""Every member of a ZIP file comes out, read or refused by its name; none does harm."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive.formats import zipped
from seeqa.types import Remark, RemarkKind


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return stream.getvalue()


def messages(data: bytes) -> dict[str, str]:
    found = dict(zipped.members(data, "outer.zip"))
    return {name: it.message if isinstance(it, Remark) else "" for name, it in found.items()}


NAMES = st.text(st.sampled_from("abčéЖ1 -"), min_size=1, max_size=8).map(lambda it: f"x{it}.txt")


@settings(max_examples=30)
@given(st.dictionaries(NAMES, st.binary(max_size=200).map(lambda it: b"T" + it), min_size=1))
def test_every_member_comes_out_as_it_went_in(members: dict[str, bytes]) -> None:
    found = dict(zipped.members(packed(members), "o.zip"))
    assert found == {f"o.zip/{name}": data for name, data in members.items()}


def test_it_is_read_from_a_path_too(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed({"b.txt": b"text"}))
    assert list(zipped.members(path, "a.zip")) == [("a.zip/b.txt", b"text")]


def test_what_a_packer_adds_is_passed_over() -> None:
    junk = {name: b"x" for name in ("__MACOSX/._a.txt", ".DS_Store", "d/Thumbs.db", "README.md")}
    assert list(messages(packed({"d/": b"", **junk, "d/a.txt": b"y"}))) == ["outer.zip/d/a.txt"]


def test_paths_are_only_names() -> None:
    members = {"../../etc/passwd": b"1", "/abs.txt": b"2", "..\\win\\a.txt": b"3", "a.txt": b"4"}
    assert list(messages(packed(members))) == [
        "outer.zip/etc/passwd",
        "outer.zip/abs.txt",
        "outer.zip/win/a.txt",
        "outer.zip/a.txt",
    ]


def test_two_members_of_one_name_are_kept_apart() -> None:
    assert list(messages(packed({"../a.txt": b"1", "a.txt": b"2"}))) == [
        "outer.zip/a.txt",
        "outer.zip/a (2).txt",
    ]


def test_names_in_utf8_without_the_flag() -> None:
    data = packed({"caf\u00e9.txt": b"x"})
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # where the flags are
        where = data.index(sign) + at
        data = data[:where] + b"\0\0" + data[where + 2 :]
    assert list(messages(data)) == ["outer.zip/café.txt"]


def test_zip_files_within_are_opened_once() -> None:
    inmost = packed({"c.txt": b"c"})
    inner = packed({"b.txt": b"b", "deep.zip": inmost})
    assert messages(packed({"a.txt": b"a", "inner.zip": inner})) == {
        "outer.zip/a.txt": "",
        "outer.zip/inner.zip/b.txt": "",
        "outer.zip/inner.zip/deep.zip": "a ZIP file within a ZIP file within a ZIP file",
    }


def test_bombs_are_refused_and_the_rest_is_read() -> None:
    data = packed({"bomb.txt": bytes(5 * 2**20), "a.txt": b"a"})
    assert messages(data) == {"outer.zip/bomb.txt": "a zip bomb?", "outer.zip/a.txt": ""}
    refusal = zipped.bomb(data)
    assert refusal
    assert refusal.kind is RemarkKind.UNREAD
    assert zipped.bomb(packed({"a.txt": b"a"})) is None


def test_no_more_than_the_budget_is_unpacked() -> None:
    budget = zipped._Budget(left=10, members=2)
    data = packed({"a.txt": b"123456", "b.txt": b"123456", "c.txt": b"1", "d.txt": b"1"})
    found = dict(zipped._members(data, "o.zip", 1, budget))
    told = {name: it.message if isinstance(it, Remark) else "" for name, it in found.items()}
    assert told == {
        "o.zip/a.txt": "",
        "o.zip/b.txt": "more than 200 MB when unpacked",
        "o.zip": "more than 10,000 members",
    }
    remark = found["o.zip"]
    assert isinstance(remark, Remark)
    assert remark.detail == "2 of 4 members"


def test_encrypted_and_linked_members_are_named() -> None:
    data = bytearray(packed({"a.txt": b"a"}))
    where = data.index(b"PK\x01\x02") + 8
    data[where : where + 2] = struct.pack("<H", 1)
    assert messages(bytes(data)) == {"outer.zip/a.txt": "encrypted"}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        link = zipfile.ZipInfo("l.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    assert messages(stream.getvalue()) == {"outer.zip/l.txt": "a link"}


def test_what_is_broken_is_named() -> None:
    whole = packed({"a.txt": b"a" * 50, "b.txt": b"b" * 50}, zipfile.ZIP_STORED)
    spoilt = whole.replace(b"a" * 50, b"a" * 49 + b"x")
    broken = "a ZIP file, or a member of one, that is broken"
    assert messages(spoilt) == {"outer.zip/a.txt": broken, "outer.zip/b.txt": ""}
    assert messages(whole[:60]) == {"outer.zip": broken}
    assert messages(b"") == {"outer.zip": broken}
    assert messages(packed({})) == {"outer.zip": "a ZIP file without files"}


@pytest.mark.parametrize(
    ("member", "data", "kind"),
    [
        ("word/document.xml", b"", "docx"),
        ("xl/workbook.xml", b"", "xlsx"),
        ("mimetype", b"application/vnd.oasis.opendocument.text", "odt"),
        ("mimetype", b"application/epub+zip", "epub"),
        ("news.txt", b"", "zip"),
    ],
)
def test_what_a_zip_file_is(member: str, data: bytes, kind: str) -> None:
    assert zipped.kind(packed({member: data})) == kind


@settings(max_examples=50)
@given(st.binary(max_size=300), st.integers(0, 200))
def test_no_bytes_raise(noise: bytes, at: int) -> None:
    data = packed({"a.txt": b"a" * 99, "b.txt": b"b"})
    list(zipped.members(data[:at] + noise + data[at + len(noise) :], "x.zip"))
