"""The index folder: generations, damage, and builds that die."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.errors import DiskError, IndexDamaged, IndexMissing
from seeqa.store import CURRENT, MANIFEST, current, open_generation, publish

KILLED = """
import os, sys
from pathlib import Path
from seeqa.store import publish

def write(folder):
    (folder / "half.bin").write_bytes(b"half")
    os._exit(9)

publish(Path(sys.argv[1]), write)
"""


def put(root: Path, **files: str) -> Path:
    """Publish a generation of the given files."""

    def write(folder: Path) -> dict[str, Any]:
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return {"recipe": "šibenik"}

    return publish(root, write)


def visible(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.name != ".lock"}


@law
@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=8),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")),
        max_size=4,
    )
)
def test_what_was_written_is_what_is_opened(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
) -> None:
    root = tmp_path_factory.mktemp("index")
    generation = put(root, **files)
    folder, manifest = open_generation(root)
    assert folder == generation
    assert (manifest["recipe"], set(manifest["files"])) == ("šibenik", set(files))
    read = {name: (folder / name).read_text(encoding="utf-8") for name in files}
    assert read == files
    assert visible(root) == {CURRENT, generation.name}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_build_that_fails_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    old = put(tmp_path, a="old")

    def write(folder: Path) -> dict[str, Any]:
        (folder / "half.bin").write_bytes(b"half")
        raise error

    with pytest.raises(error):
        publish(tmp_path, write)
    assert visible(tmp_path) == {CURRENT, old.name}


def test_there_is_none_at_first(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert current(tmp_path / "none") is None
    with pytest.raises(IndexMissing, match="Run 'seeqa index'"):
        open_generation(tmp_path)


def test_a_new_generation_replaces_the_old_one(tmp_path: Path) -> None:
    old = put(tmp_path, a="old")
    pointer = current(tmp_path)
    new = put(tmp_path, a="new")
    assert current(tmp_path) != pointer
    assert open_generation(tmp_path)[0] == new
    assert not old.exists()


def test_equal_content_still_gives_a_new_generation(tmp_path: Path) -> None:
    assert put(tmp_path, a="same").name != put(tmp_path, a="same").name


def test_what_else_lies_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Mine.", encoding="utf-8")
    put(tmp_path, a="text")
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Mine."


# --- damage -------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path / "index", a="first", b="second")
    return tmp_path / "index"


def everything(root: Path) -> list[Path]:
    return [p for p in sorted(root.rglob("*")) if p.is_file() and p.name != ".lock"]


@pytest.mark.parametrize("name", [CURRENT, MANIFEST, "a", "b"])
def test_one_byte_less_or_other_is_damage(root: Path, name: str) -> None:
    (path,) = (path for path in everything(root) if path.name == name)
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[1:], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(damaged)
        with pytest.raises(IndexDamaged, match="seeqa index --rebuild") as caught:
            open_generation(root)
        assert str(path if damaged == whole[:-1] else root) in str(caught.value)
    path.write_bytes(whole)
    open_generation(root)


@pytest.mark.parametrize("name", [MANIFEST, "a", "b"])
def test_a_lost_file_is_damage(root: Path, name: str) -> None:
    (path,) = (path for path in everything(root) if path.name == name)
    path.unlink()
    with pytest.raises(IndexDamaged, match="no file"):
        open_generation(root)


def test_a_lost_generation_is_damage_and_a_lost_pointer_is_no_index(root: Path) -> None:
    shutil.rmtree(open_generation(root)[0])
    with pytest.raises(IndexDamaged, match="seeqa index --rebuild"):
        open_generation(root)
    (root / CURRENT).unlink()
    with pytest.raises(IndexMissing):
        open_generation(root)


@pytest.mark.parametrize(
    "pointer", ["", "\n", "g-1\n", "../x " + "0" * 64 + "\n", "g-1 " + "0" * 64 + "\n"]
)
def test_a_pointer_to_nowhere_is_damage(root: Path, pointer: str) -> None:
    (root / CURRENT).write_text(pointer, encoding="utf-8")
    with pytest.raises(IndexDamaged):
        open_generation(root)


def test_a_pointer_that_is_no_text_is_damage(root: Path) -> None:
    (root / CURRENT).write_bytes(b"\xff\xfe")
    with pytest.raises(IndexDamaged, match="seeqa index --rebuild"):
        current(root)


def test_a_build_mends_damage(root: Path) -> None:
    (root / CURRENT).write_bytes(b"\xff")
    new = put(root, a="new")
    assert open_generation(root)[0] == new
    assert visible(root) == {CURRENT, new.name}


# --- builds that die ----------------------------------------------------------------------


def test_a_writer_that_raises_leaves_the_old_generation_serving(root: Path) -> None:
    before = open_generation(root)

    def write(folder: Path) -> dict[str, Any]:
        (folder / "half").write_text("half", encoding="utf-8")
        raise OSError("no space left on device")

    with pytest.raises(DiskError, match="no space left"):
        publish(root, write)
    assert open_generation(root) == before
    new = put(root, a="new")
    assert visible(root) == {CURRENT, new.name}


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DiskError, match="expected to write .*file/index; found Not a directory"):
        publish(tmp_path / "file" / "index", lambda folder: {})


def test_a_build_that_is_killed_leaves_the_old_generation_serving(root: Path) -> None:
    before = open_generation(root)
    ran = subprocess.run([sys.executable, "-c", KILLED, str(root)], check=False)
    assert ran.returncode == 9
    assert any(name.startswith(".building-") for name in visible(root))
    assert open_generation(root) == before
    new = put(root, a="new")
    assert open_generation(root)[0] == new
    assert visible(root) == {CURRENT, new.name}


def test_a_first_build_that_is_killed_leaves_no_index(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    with pytest.raises(IndexMissing):
        open_generation(tmp_path)


def test_builds_at_once_leave_one_whole_generation(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda text: put(tmp_path, a=text), "abcdefgh"))
    folder, manifest = open_generation(tmp_path)
    assert folder in made
    assert visible(tmp_path) == {CURRENT, folder.name}
    assert json.loads((folder / MANIFEST).read_bytes()) == manifest
