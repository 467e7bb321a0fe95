"""The files of question sets: read plain or gzipped, and refuse with file, line and reason."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from seeqa.errors import QuestionSetError, writing


def read_text(path: Path) -> str:
    """Return the UTF-8 text of a file, unpacked if its name ends in .gz.

    Raises QuestionSetError.
    """
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise QuestionSetError(
            expected=f"a question set at {path}",
            found=getattr(error, "strerror", None) or "a file that is not UTF-8 text",
            mend="Give a file or folder of a form that docs/evaluation.md lists.",
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, packed if the name ends in .gz. Raises DiskError."""
    encoded = text.encode()
    with writing(path):
        path.write_bytes(gzip.compress(encoded, mtime=0) if path.suffix == ".gz" else encoded)


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the line number and the object of every line of a JSON Lines file."""
    for number, line in enumerate(read_text(path).split("\n"), 1):  # U+2028 may stand in a text
        if not line.strip():
            continue
        try:
            form = json.loads(line)
        except json.JSONDecodeError as error:
            raise malformed(path, number, f"no JSON ({error.msg})") from error
        if not isinstance(form, dict):
            raise malformed(path, number, f"a {type(form).__name__}, not an object")
        yield number, form


def wanted(path: Path, number: int, form: dict[str, Any], name: str) -> str:
    """Return a field that must be there, as text."""
    value = form.get(name)
    if not isinstance(value, str | int):
        raise malformed(path, number, f"no field {name!r}" if value is None else f"{name}: {value}")
    return str(value)


def unique(path: Path, ids: Iterable[tuple[int, str]]) -> None:
    """Raise QuestionSetError when an id comes twice; `ids` are (line, id) pairs."""
    seen: dict[str, int] = {}
    for number, name in ids:
        if name in seen:
            raise malformed(path, number, f"id {name!r}, as in line {seen[name]}")
        seen[name] = number


def malformed(path: Path, number: int, found: str) -> QuestionSetError:
    """Return the error for a line of a file."""
    return QuestionSetError(
        expected=f"a question set in {path}, line {number}",
        found=found,
        mend="Mend the line; docs/evaluation.md shows the form.",
    )
