"""A law: whatever was edited, an index brought up to date equals one built anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import HashEncoder
from seeqa import Config
from seeqa.assistant import build_index
from seeqa.index import Index, Scores
from seeqa.vectors import Places

_ITEM = st.builds(
    "Meeting of {who} in {town}\n{day} May 2023, {town}: The {who} met {count} officers. "
    "{donor} paid for it.\nThe {who} will meet again.\n".format,
    who=st.sampled_from(["judges", "customs officers", "pilots"]),
    town=st.sampled_from(["Ohrid", "Budva", "Vienna"]),
    day=st.integers(1, 28),
    count=st.integers(1, 3),
    donor=st.sampled_from(["Norway", "Spain"]),
)
_FILE = st.lists(_ITEM, max_size=3).map("".join)
_ARCHIVE = st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c.md", "d.txt"]), _FILE)


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _hits(index: Index, encoder: HashEncoder) -> list[object]:
    """Return all that an index can tell: documents, records, the ledger, passages with scores."""
    (vector,) = encoder.encode(["Who paid for the meeting of pilots in Ohrid?"])
    terms = ["pilot", "ohrid", "paid"]
    return [
        list(index.documents.values()),
        index.records,
        index.ledger,
        *(_told(index, *found) for found in (index.nearest(vector, 50), index.match(terms, 50))),
    ]


def _told(index: Index, rows: Places, scores: Scores) -> list[tuple[int, float]]:
    found = zip(rows, scores, strict=True)
    return sorted((index.passages[row].id, round(float(score), 5)) for row, score in found)


@settings(max_examples=40, deadline=None)
@given(states=st.lists(_ARCHIVE, min_size=2, max_size=4))
def test_an_index_brought_up_to_date_equals_one_built_anew(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("incremental")
    config = Config(corpus=folder / "corpus", index=folder / "index", reader="sentences")
    encoder = HashEncoder()
    for files in states:
        _write(config.corpus, files)
        updated = build_index(config, encoder)
        fresh = build_index(config.with_values(index=folder / "fresh"), HashEncoder(), fresh=True)
        assert _hits(updated, HashEncoder()) == _hits(fresh, HashEncoder())


def test_unchanged_passages_keep_their_ids_and_are_not_embedded_again(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index", reader="sentences")
    item = "Meeting in {0}\n3 May 2023, {0}: They met in {0} and talked for a day.\n"
    _write(config.corpus, {"a.txt": item.format("Ohrid"), "b.txt": item.format("Budva")})
    encoder = HashEncoder()
    old = build_index(config, encoder)
    embedded = len(encoder.encoded)
    _write(config.corpus, {"a.txt": item.format("Ohrid"), "c.txt": item.format("Vienna")})
    new = build_index(config, encoder)
    kept = {p.id for p in old.passages} & {p.id for p in new.passages}
    assert [p.document_id for p in new.passages if p.id in kept] == ["a/meeting-in-ohrid"]
    assert all("Ohrid" not in text for text in encoder.encoded[embedded:])
    assert all("Vienna" in text for text in encoder.encoded[embedded:])
