"""`.csv`, `.tsv`: a table of items, each row one; or any other table, told row by row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from seeqa.archive.formats import records
from seeqa.archive.formats.columns import Columns, Path, recognise
from seeqa.archive.source import Line, Part, Role, Source
from seeqa.types import Remark, RemarkKind, Unit

Row = list[str]

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200  # rows
_HEAD_WITHIN = 10  # rows
_LONGEST_HEAD = 60  # characters
_STATED = re.compile(r"sep=(.)\n")  # so a spreadsheet is told the delimiter
_CELL = 2**24  # characters that a cell may have; Python's own limit is 131,072


def read_csv(text: str, name: str) -> Source:
    """Return the rows of a table; rows are counted from 1, the head and empty ones too."""
    remarks: list[Remark] = []
    delimiter = _delimiter(text)
    if not delimiter:
        remarks.append(_doubt(1, "a table without columns"))
    rows = _rows(text, delimiter or ",", remarks)
    head = _head_of_items(rows)
    if head is not None:
        parts = _items(rows, head, remarks)
    else:
        lines = _told(rows, remarks)
        parts = [Part(lines, Unit.ROW)] if lines else []
    return Source("csv", parts, remarks=remarks)


def _delimiter(text: str) -> str:
    """Return what stands between cells: whatever gives most rows the same number of them."""
    stated = _STATED.match(text)
    if stated:
        return stated[1]
    best, found = 0.0, ""
    for delimiter in _DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            widths = Counter(len(row) for row in islice(reader, _SAMPLE) if row)
        except csv.Error:
            continue
        width, rows = max(widths.items(), key=lambda it: (it[1], it[0]), default=(1, 1))
        share = rows / max(widths.total(), 1)
        if width > 1 and share > best:
            best, found = share, delimiter
    return found


def _rows(text: str, delimiter: str, remarks: list[Remark]) -> list[Row]:
    """Return all rows; where quotation marks do not pair, they are taken as they stand."""
    text = text.replace("\0", "\ufffd")
    csv.field_size_limit(_CELL)
    escape = "\\" if '\\"' in text and '""' not in text else None
    for strict in (True, False):
        stream = io.StringIO(text, newline="")
        reader = csv.reader(stream, delimiter=delimiter, strict=strict, escapechar=escape)
        try:
            return list(reader)
        except csv.Error as error:
            remarks.append(_doubt(reader.line_num, "quotation marks that do not pair", f"{error}"))
            if "end of data" in f"{error}":
                break
    return [line.split(delimiter) for line in text.split("\n")]


def _head_of_items(rows: Sequence[Row]) -> int | None:
    """Return which row names columns of items, if one among the first does."""
    for at, row in enumerate(rows[:_HEAD_WITHIN]):
        if any(cell.strip() for cell in row) and max(map(len, row)) <= _LONGEST_HEAD:
            columns = _columns(row, rows[at + 1 :])
            if columns.of_items and len(columns.meaning) >= min(2, len(row)):
                return at
    return None


def _columns(head: Row, below: Sequence[Row]) -> Columns:
    """Return what the columns under a head mean."""
    cells: dict[Path, list[str]] = {}
    for at, name in enumerate(head):
        if name.strip():
            cells.setdefault((name.strip(),), []).extend(
                row[at] for row in below[:_SAMPLE] if at < len(row)
            )
    return recognise(cells)


def _items(rows: Sequence[Row], at: int, remarks: list[Remark]) -> list[Part]:
    """Return each row below the head as a part, and what stands above it as one."""
    head = [name.strip() for name in rows[at]]
    columns = _columns(rows[at], rows[at + 1 :])
    above = [Line(number, _cells(row), Role.ROW) for number, row in enumerate(rows[:at], 1)]
    above = [line for line in above if line.text]
    parts = [Part(above, Unit.ROW)] if above else []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        if not any(cell.strip() for cell in row):
            continue
        _check(row, head, number, remarks)
        values: dict[Path, list[str]] = {}
        for index, cell in enumerate(row):
            if cell.strip():
                name = head[index] if index < len(head) else ""
                values.setdefault((name,), []).append(cell)
        parts.append(records.part(values, columns, number, Unit.ROW))
    return parts


def _told(rows: Sequence[Row], remarks: list[Remark]) -> list[Line]:
    """Return the rows of any other table with their heads, and the heads of empty columns."""
    full = [(number, row) for number, row in enumerate(rows, 1) if any(map(str.strip, row))]
    if not full:
        return []
    top, head = full[0]
    if len(full) < 2 or not _names_columns(head):
        return [Line(number, _cells(row), Role.ROW) for number, row in full]
    names = [" ".join(cell.split()).rstrip(" :") for cell in head]
    lines = []
    for number, row in full[1:]:
        _check(row, head, number, remarks)
        names_of_row = names + [""] * (len(row) - len(names))
        told = [
            f"{name}: {' '.join(cell.split())}" if name else " ".join(cell.split())
            for name, cell in zip(names_of_row, row, strict=False)
            if cell.strip()
        ]
        lines.append(Line(number, "; ".join(told), Role.ROW))
    unused = [
        name
        for at, name in enumerate(names)
        if name and not any(at < len(row) and row[at].strip() for _, row in full[1:])
    ]
    return [Line(top, "; ".join(unused), Role.ROW), *lines] if unused else lines


def _names_columns(row: Row) -> bool:
    """Tell whether a row names columns: short cells, each another one, none a number but years."""
    names = [cell.strip() for cell in row if cell.strip()]
    return len(set(names)) == len(names) > 1 and not any(
        len(name) > _LONGEST_HEAD or (_numeric(name) and not re.fullmatch(r"(19|20)\d\d", name))
        for name in names
    )


def _numeric(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) > sum(map(str.isalpha, cell))


def _check(row: Row, head: Row, number: int, remarks: list[Remark]) -> None:
    """Doubt a row that has more or fewer cells than the head."""
    if len(row) != len(head):
        more = "more" if len(row) > len(head) else "fewer"
        detail = f"{len(row)} for {len(head)}"
        remarks.append(_doubt(number, f"a row with {more} cells than there are heads", detail))


def _cells(row: Row) -> str:
    return "; ".join(" ".join(cell.split()) for cell in row if cell.strip())


def _doubt(line: int, message: str, detail: str = "") -> Remark:
    return Remark(RemarkKind.DOUBTFUL, line, message, detail)
