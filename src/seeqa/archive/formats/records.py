"""A row of a table, or an object of a JSON file, that is an item -> its part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from seeqa.archive.formats import html, text
from seeqa.archive.formats.columns import Column, Columns, Path
from seeqa.archive.source import Field, Line, Part, Role
from seeqa.types import Origin, Unit

Values = Mapping[Path, list[str]]  # a key may have several values

_MARKUP = re.compile(
    r"</?(p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|table|blockquote|figure|img)\b[^<>]*>"
    r"|&(#\d+|#x[0-9a-f]+|[a-z]{2,8});",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?i)\b(https?://|www\.|mailto:)")
_SECONDS = re.compile(r"(1\d{9})(\d{3}|\.\d+)?")  # since 1970, from 2001 to 2033
_TITLE = 120  # characters of a summary that may be a headline
_WORD = re.compile(r"\w+")


def part(values: Values, columns: Columns, number: int, unit: Unit) -> Part:
    """Return an item with its fields; what has no place among them is told in its last line."""
    used: set[Path] = set()
    fields = dict(_fields(values, columns, number, used))
    lines = [*_body(values, columns, used)]
    rest = [
        f"{' '.join(path)}: {told}" if any(path) else told
        for path, found in values.items()
        if path not in used and (told := _told(found))
    ]
    if rest:
        lines.append(Line(number, "; ".join(rest), Role.ROW))
    for line in lines:
        line.number, line.more = number, 0
    return Part(lines, unit, whole=True, fields=fields)


def _fields(
    values: Values, columns: Columns, number: int, used: set[Path]
) -> Iterator[tuple[str, Field]]:
    """Yield the fields that the likeliest filled column of each kind gives."""
    for column in (it for it in Column if it not in (Column.BODY, Column.LEAD, Column.DATELINE)):
        for path in columns.meaning.get(column, ()):
            value = _told(values.get(path, []))
            if not value or (column is Column.LINKS and not _ADDRESS.search(value)):
                continue
            used.add(path)
            if column is Column.DATE:
                value = _day(value)
            yield column.value, Field(value, number, Origin.FIELD)
            break
        else:
            if column is Column.TITLE:
                yield from _lead_as_title(values, columns, number, used)


def _lead_as_title(
    values: Values, columns: Columns, number: int, used: set[Path]
) -> Iterator[tuple[str, Field]]:
    """Yield a short summary as the title of what has a text and no title."""
    if Column.BODY not in columns.meaning:
        return
    for path in columns.meaning.get(Column.LEAD, ()):
        value = _told(values.get(path, []))
        if 0 < len(value) <= _TITLE and path not in used:
            used.add(path)
            yield Column.TITLE.value, Field(value, number, Origin.FIELD)
            return


def _body(values: Values, columns: Columns, used: set[Path]) -> Iterator[Line]:
    """Yield the lines of an item's text, each column of it unless another has its words."""
    for column in (Column.DATELINE, Column.LEAD, Column.BODY):
        for path in (it for it in columns.meaning.get(column, ()) if it not in used):
            whole = "\n\n".join(values.get(path, []))
            others = [
                "\n".join(values.get(other, []))
                for kind in (Column.BODY, Column.LEAD)
                for other in columns.meaning.get(kind, ())
                if other != path and other not in used
            ]
            used.add(path)
            if column is Column.DATELINE:
                yield from [Line(0, _told([whole]), Role.STAMP)] if whole.strip() else []
            elif not any(_within(whole, other) for other in others):
                yield from lines_of(whole)


def lines_of(written: str) -> list[Line]:
    """Return the lines of a text, be it a piece of a page or plain."""
    if _MARKUP.search(written):
        return html.part_of(written).lines
    return [line for it in text.read(written, "").parts for line in it.lines]


def _told(found: list[str]) -> str:
    """Return values in one line, without markup."""
    return "; ".join(told for it in found if (told := _in_line(it)))


def _in_line(value: str) -> str:
    if _MARKUP.search(value):
        value = " ".join(line.text for line in html.part_of(value).lines)
    return " ".join(value.split())


def _within(short: str, long: str) -> bool:
    """Tell whether a text has the words of another, which may have been cut short ("…")."""
    words, others = _WORD.findall(_in_line(short).lower()), _WORD.findall(_in_line(long).lower())
    return f" {' '.join(words)} " in f" {' '.join(others)} "


def _day(value: str) -> str:
    """Return a day that is given in seconds or milliseconds since 1970 as ISO 8601 has it."""
    match = _SECONDS.fullmatch(value)
    return datetime.fromtimestamp(int(match[1]), UTC).date().isoformat() if match else value
