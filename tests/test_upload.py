"""Files sent to the chat: names, what is overwritten (nothing), what is taken back, who may."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

import made
from fakes import SMALL, HashEncoder, law, small_config
from seeqa import Assistant, Config
from seeqa.chat.opening import Opening
from seeqa.chat.page import build_page
from seeqa.chat.receiving import receive, safe_name, take_back
from seeqa.chat.server import build_app, serve
from seeqa.chat.upload import answer_to
from seeqa.errors import ConfigError, ServeError
from test_render import Tags


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Minutes May 2024.pdf", "Minutes May 2024.pdf"),
        ("Šibenik – извештај (2).docx", "Šibenik – извештај (2).docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\b.txt", "b.txt"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\n\r\tc.txt", "abc.txt"),
        ('<img src=x onerror="alert(1)">.txt', "_img src=x onerror=_alert(1)__.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("CON.txt", "_CON.txt"),
        ("lpt1", "_lpt1"),
        ("name. ", "name"),
        (
            "no ending but a dot. And a sentence after it",
            "no ending but a dot. And a sentence after it",
        ),
    ],
)
def test_names_are_safe_and_readable(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@law
@given(st.text(max_size=400))
def test_every_name_can_be_given_to_a_file_of_the_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe == Path(safe).name
    assert not safe.startswith(".")
    assert 0 < len(os.fsencode(safe)) <= 200
    assert safe_name(safe) == safe
    assert safe.isprintable()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made_folder = tmp_path / "corpus"
    made_folder.mkdir()
    return made_folder


def sent(tmp_path: Path, text: str = "words") -> Path:
    source = tmp_path / "sent"
    source.write_text(text)
    return source


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_overwritten(tmp_path: Path, folder: Path) -> None:
    for text in ("one", "two", "three"):
        receive(sent(tmp_path, text), folder, "a.tar.txt")
    assert names(folder) == ["a.tar (2).txt", "a.tar (3).txt", "a.tar.txt"]
    assert [(folder / name).read_text() for name in names(folder)] == ["two", "three", "one"]


def test_a_folder_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        receive(sent(tmp_path), tmp_path / "none", "a.txt")
    with pytest.raises(OSError, match="No such file"):
        receive(tmp_path / "nothing", tmp_path, "a.txt")
    assert names(tmp_path) == ["sent"]


def test_what_is_taken_back_is_the_very_file(tmp_path: Path, folder: Path) -> None:
    same, edited, gone, replaced = (
        receive(sent(tmp_path, name), folder, f"{name}.txt")
        for name in ("same", "edited", "gone", "replaced")
    )
    (folder / "other.txt").write_text("there before")
    (folder / "edited.txt").write_text("edite!")
    (folder / "gone.txt").unlink()
    (folder / "replaced.txt").unlink()
    (folder / "replaced.txt").symlink_to(folder / "other.txt")
    removed, left = take_back([same, edited, gone, replaced], folder)
    assert removed == ["same.txt"]
    assert left == ["edited.txt", "gone.txt", "replaced.txt"]
    assert names(folder) == ["edited.txt", "other.txt", "replaced.txt"]


# --- the box ------------------------------------------------------------------------------


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    config = small_config(tmp_path).with_values(upload=True)
    return Opening.of(Assistant.open(config, encoder=HashEncoder()))


def test_dropped_files_are_read_and_taken_back(tmp_path: Path, opening: Opening) -> None:
    news = "Boats searched in Split\n4 June 2022, Split, Croatia: Divers searched nine boats.\n"
    good, bad = tmp_path / "boats.txt", tmp_path / "README.md"
    good.write_text(news)
    bad.write_text("about this folder")
    *_, (told, files) = answer_to(opening, [good, bad])
    page = Tags(told)
    assert page.open == []
    for said in (
        "Added: 2 files.",
        "boats.txt",
        "Boats searched in Split",
        "1 item",
        "passed over",
    ):
        assert said in page.text
    assert [attrs for _, attrs in page.seen if attrs.get("data-do") == "undo"]
    assert not good.exists()  # Gradio's copy
    assert len(opening.documents) == 3
    assert names(opening.config.corpus) == ["README.md", "boats.txt", "small.txt"]
    removed, left = take_back(files, opening.config.corpus)
    assert (removed, left) == (["boats.txt", "README.md"], [])


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, opening: Opening) -> None:
    source = sent(tmp_path)
    opening.config.corpus.rename(tmp_path / "away")
    *_, (told, files) = answer_to(opening, [source])
    assert "“sent” could not be saved in the archive’s folder: No such file" in Tags(told).text
    assert files == ()


def test_nothing_of_a_file_becomes_markup(tmp_path: Path, opening: Opening) -> None:
    source = tmp_path / "a ${alert(3)} {{value}} `x` 'y' & <b>.txt"
    source.write_text(f"{made.HOSTILE}\n4 June 2022, Split, Croatia: {made.HOSTILE} was said.\n")
    *_, (told, _) = answer_to(opening, [source])
    assert "<img" not in told
    assert "<b>.txt" not in told
    assert not set("{}$`") & set(told)


def test_the_box_is_there_only_where_it_is_wanted(tmp_path: Path, opening: Opening) -> None:
    shut = Opening.of(Assistant.open(small_config(tmp_path / "shut"), encoder=HashEncoder()))
    there = [
        [getattr(part, "elem_id", None) for part in build_page(one).blocks.values()]
        for one in (opening, shut)
    ]
    assert ["drop" in ids for ids in there] == [True, False]


def upload(client: TestClient, size: int, **headers: str) -> int:
    files = {"files": ("a.txt", b"x" * size)}
    return int(client.post("/gradio_api/upload", files=files, headers=headers).status_code)


def test_without_it_nothing_of_use_is_taken(tmp_path: Path) -> None:
    assistant = Assistant.open(small_config(tmp_path), encoder=HashEncoder())
    with TestClient(build_app(Opening.of(assistant))) as client:
        assert upload(client, 2000) == 413


def test_another_sites_page_cannot_send_files(opening: Opening) -> None:
    with TestClient(build_app(opening)) as client:
        assert upload(client, 200_000) == 200
        for foreign in ("cross-site", "same-site"):
            assert upload(client, 10, **{"Sec-Fetch-Site": foreign}) == 403
        assert upload(client, 10, **{"Sec-Fetch-Site": "same-origin"}) == 200
        assert upload(client, 10, Origin="http://evil.example") == 403
        assert upload(client, 10, Origin="null") == 403
        assert upload(client, 10, Origin="http://testserver") == 200


def test_other_machines_need_a_password(tmp_path: Path) -> None:
    config = small_config(tmp_path, SMALL).with_values(upload=True, host="0.0.0.0", port=0)
    with pytest.raises(ServeError, match="--auth where other machines may add files"):
        serve(config)


def test_the_settings() -> None:
    assert (Config().watch, Config().upload) == (True, False)
    for text, meant in (("1", True), ("off", False), ("Yes", True), ("false", False)):
        assert Config.from_env({"SEEQA_UPLOAD": text}).upload is meant
    with pytest.raises(ConfigError, match="SEEQA_WATCH to be one of yes, no"):
        Config.from_env({"SEEQA_WATCH": "perhaps"})
