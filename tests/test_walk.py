"""Every file of a folder comes out once, read or with its problem; a change is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seeqa.archive.walk import digests, printable, read_bytes, signature, walk
from seeqa.errors import CorpusError
from seeqa.types import Remark


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with files, hidden ones, links and what is no file."""
    folder = tmp_path / "archive"
    for name in ("b.txt", "a/z.txt", "a/b/c.md", ".git/x", "a/.hidden", "README.md", "~$b.docx"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def problems(folder: Path) -> dict[str, str]:
    return {it.name: it.problem.message if it.problem else "" for it in walk(folder)}


def test_files_come_by_name_and_hidden_ones_do_not(folder: Path) -> None:
    assert [it.name for it in walk(folder)] == ["a/b/c.md", "a/z.txt", "b.txt"]
    assert all(read_bytes(it) == it.name.encode() for it in walk(folder))


def test_every_name_has_a_digest(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "nowhere.txt").symlink_to("missing")
    assert list(digests(folder)) == [it.name for it in walk(folder)]


def test_what_is_no_file_is_named_with_its_problem(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    (folder / "out.txt").symlink_to(outside)
    (folder / "outer").symlink_to(tmp_path)
    (folder / "in.txt").symlink_to("b.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "up").symlink_to(".")
    (folder / "nowhere.txt").symlink_to("missing")
    os.mkfifo(folder / "pipe.txt")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(201 * 2**20)
    assert problems(folder) == {
        "a/b/c.md": "",
        "a/z.txt": "",
        "b.txt": "",
        "huge.txt": "larger than 200 MB",
        "in.txt": "",
        "loop.txt": "a link that leads to itself",
        "nowhere.txt": "a link that leads nowhere",
        "out.txt": "a link out of the folder",
        "outer": "a link out of the folder",
        "pipe.txt": "no file that can be read from its beginning to its end",
        "up": "a link to a folder",
    }
    assert all(isinstance(read_bytes(it), Remark) for it in walk(folder) if it.problem)


def test_a_name_that_is_not_utf8_is_escaped_and_opens(folder: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/latin1\xe9.txt"))
    path.write_bytes(b"Norway")
    found = {it.name: it for it in walk(folder)}
    assert read_bytes(found["latin1\\xe9.txt"]) == b"Norway"
    for name in (*digests(folder), signature(folder)):
        name.encode("utf-8")


def test_names_that_are_alike_once_escaped_stay_apart(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xe9.txt")).write_text("1")
    (folder / "\\xe9.txt").write_text("2")
    names = [it.name for it in walk(folder)]
    assert len(names) == len(set(names)) == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "b.txt").chmod(0)
    (folder / "a").chmod(0)
    assert problems(folder) == {"a": "Permission denied", "b.txt": "Permission denied"}
    (folder / "a").chmod(0o755)


def test_a_file_that_vanishes_is_a_remark(folder: Path) -> None:
    entries = list(walk(folder))
    (folder / "b.txt").unlink()
    found = read_bytes(entries[-1])
    assert isinstance(found, Remark)
    assert found.message == "No such file or directory"


def test_a_change_is_noticed_by_digest_and_by_signature(folder: Path) -> None:
    before = digests(folder), signature(folder)
    assert (digests(folder), signature(folder)) == before
    (folder / "b.txt").write_text("B.TXT")
    assert digests(folder) != before[0]
    assert signature(folder) != before[1]
    changed = signature(folder)
    (folder / "b.txt").rename(folder / "c.txt")
    assert signature(folder) != changed


def test_a_folder_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no folder"):
        walk(tmp_path / "missing")
    assert list(walk(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Šibenik 1.txt", "Šibenik 1.txt"),
        ("a\nb", "a\\x0ab"),
        ("\udce9", "\\xe9"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_printable(name: str, shown: str) -> None:
    assert printable(name) == shown
