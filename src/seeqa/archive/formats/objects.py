"""`.json`, `.jsonl`: a list of objects that are items, wherever in the file it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from seeqa.archive.formats import records
from seeqa.archive.formats.columns import Columns, Path, recognise
from seeqa.archive.source import Line, Part, Role, Source
from seeqa.types import Remark, RemarkKind, Unit

Json = Any

_SAMPLE = 200  # objects
_DEEPEST = 4  # keys above a list of items
_INNERMOST = 40  # keys above a value


def read_json(text: str, name: str) -> Source:
    """Return the items of a JSON file, counted as its entries; or else all that it says."""
    try:
        found = _parsed(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and any(map(_is_object, lines[:3])):
            return read_jsonl(text, name)
        at = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        remark = Remark(RemarkKind.UNREAD, at, "a file that is no JSON", _reason(error))
        return Source("json", remarks=[remark])
    lists = list(_lists(found, 0))
    columns = [(each, _columns(each)) for each in lists]
    items = [(each, meant) for each, meant in columns if meant.of_items]
    if not items:
        return _as_it_is(found)
    parts: list[Part] = []
    beside = _told(found, frozenset(id(it) for each, _ in items for it in each))
    if beside:
        line = Line(1, beside, Role.FURNITURE, why="what the file says of itself")
        parts.append(Part([line], Unit.ENTRY))
    number = 0
    for each, meant in items:
        for it in each:
            number += 1
            parts.append(records.part(_values(it), meant, number, Unit.ENTRY))
    return Source("json", parts)


def read_jsonl(text: str, name: str) -> Source:
    """Return the objects of a file of JSON lines, counted as its lines."""
    remarks: list[Remark] = []
    objects: list[tuple[int, Json]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                objects.append((number, _parsed(line)))
            except (ValueError, RecursionError) as error:
                message = "a line that is no JSON"
                remarks.append(Remark(RemarkKind.UNREAD, number, message, _reason(error)))
    columns = _columns([it for _, it in objects if isinstance(it, dict)])
    parts = []
    for number, it in objects:
        if isinstance(it, dict) and columns.of_items:
            parts.append(records.part(_values(it), columns, number, Unit.ENTRY))
        elif strings := list(_strings(it)):
            remarks.append(_doubt(number, "an entry that is no item"))
            parts.append(Part([Line(number, string) for string in strings], Unit.ENTRY))
    return Source("jsonl", parts, remarks=remarks)


def _parsed(text: str) -> Json:
    """Return what a JSON text says, numbers as they are written; a key said twice has a list."""
    return json.loads(text, parse_int=str, parse_float=str, strict=False, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made: dict[str, Json] = {}
    for key, value in pairs:
        made[key] = [made[key], value] if key in made else value
    return made


def _is_object(line: str) -> bool:
    try:
        return isinstance(_parsed(line), dict)
    except (ValueError, RecursionError):
        return False


def _lists(found: Json, depth: int) -> Iterator[list[Json]]:
    """Yield the lists of objects in a file, the outermost; one object by itself is such a list."""
    if isinstance(found, list):
        objects = [it for it in found if isinstance(it, dict)]
        if objects:
            yield objects
    elif isinstance(found, dict) and depth < _DEEPEST:
        if _columns([found]).of_items and not any(
            _columns(each).of_items for it in found.values() for each in _lists(it, depth + 1)
        ):
            yield [found]
            return
        values = [it for it in found.values() if isinstance(it, dict)]
        if len(values) > 1 and len(values) == len(found) and _columns(values).of_items:
            yield values  # objects by their ids
            return
        for it in found.values():
            yield from _lists(it, depth + 1)


def _columns(objects: Sequence[dict[str, Json]]) -> Columns:
    """Return what the keys of objects mean."""
    cells: dict[Path, list[str]] = {}
    for it in objects[:_SAMPLE]:
        for path, values in _values(it).items():
            cells.setdefault(path, []).append(" ".join(values))
    return recognise(cells)


def _values(it: Json) -> dict[Path, list[str]]:
    """Return the values of an object by the keys that lead to them."""
    found: dict[Path, list[str]] = {}
    for path, value in _scalars(it, ()):
        found.setdefault(path, []).append(value)
    return found


def _scalars(
    it: Json, path: Path, apart: frozenset[int] = frozenset()
) -> Iterator[tuple[Path, str]]:
    """Yield each value that is no object and no list, as it is written, with its keys.

    Objects `apart`, by their identities, are passed over.
    """
    if isinstance(it, dict):
        if id(it) in apart:
            return
        for key, value in it.items():
            inner = (*path, key) if len(path) < _INNERMOST else path
            yield from _scalars(value, inner, apart)
    elif isinstance(it, list):
        for value in it:
            yield from _scalars(value, path, apart)
    elif it is not None and (word := _word(it)).strip():
        yield path, word


def _word(it: Json) -> str:
    return it if isinstance(it, str) else json.dumps(it)


def _told(found: Json, apart: frozenset[int]) -> str:
    """Return in one line what a file says beside its items."""
    told = [f"{' '.join(path)}: {value}" for path, value in _scalars(found, (), apart)]
    return " ".join("; ".join(told).split())


def _strings(it: Json) -> Iterator[str]:
    """Yield whatever a value says that is not only a number."""
    for _, value in _scalars(it, ()):
        for line in value.split("\n"):
            if line.strip():
                yield " ".join(line.split())


def _as_it_is(found: Json) -> Source:
    """Return all that a file says which has no items."""
    lines = [Line(number, string) for number, string in enumerate(_strings(found), 1)]
    if not lines:
        return Source("json", remarks=[Remark(RemarkKind.UNREAD, 1, "a JSON file without words")])
    return Source(
        "json", [Part(lines, Unit.ENTRY)], remarks=[_doubt(1, "a JSON file without items")]
    )


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:200]


def _doubt(line: int, message: str) -> Remark:
    return Remark(RemarkKind.DOUBTFUL, line, message)
