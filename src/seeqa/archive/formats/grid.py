"""Tables -> told rows: "Country: Serbia; Seizures: 22", each cell as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

_WIDEST = 100  # columns or rows that a cell may claim to span
_REPEATED = 3  # columns for each of which a cell that spans them is told


@dataclass(slots=True, eq=False)
class Cell:
    """A cell: its words, whether it is marked as a head, how many columns and rows it takes."""

    text: str
    head: bool = False
    strong: bool = False
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Told:
    """A table, told: titles that span it, and its rows, each with the number of its source row."""

    titles: list[tuple[int, str]] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)


Grid = list[list[Cell]]
_NOTHING = Cell("")


def unfold(rows: Sequence[Sequence[Cell]]) -> Grid:
    """Return the rows with every cell at each column and row that it spans."""
    grid: Grid = []
    pending: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        line: list[Cell] = []
        for cell in row:
            _take_pending(line, pending)
            for _ in range(min(max(cell.across, 1), _WIDEST)):
                if cell.down > 1:
                    pending[len(line)] = (cell, min(cell.down, len(rows)) - 1)
                line.append(cell)
        _take_pending(line, pending)
        grid.append(line)
    width = max((len(line) for line in grid), default=0)
    return [line + [_NOTHING] * (width - len(line)) for line in grid]


def _take_pending(line: list[Cell], pending: dict[int, tuple[Cell, int]]) -> None:
    """Append the cells of earlier rows that reach down to where the line goes on."""
    while len(line) in pending:
        at = len(line)
        cell, left = pending.pop(at)
        if left > 1:
            pending[at] = (cell, left - 1)
        line.append(cell)


def tell(rows: Sequence[Sequence[Cell]], heads: int | None = None) -> Told:
    """Tell a table; `heads` is the number of its leading head rows, where the format says it."""
    grid = unfold(rows)
    told = Told()
    if not grid or not grid[0]:
        return told
    while grid and len(grid) > 1 and _spans(grid[0]) and len(grid[0]) > 1:
        index = len(rows) - len(grid)
        if grid[0][0].text:
            told.titles.append((index, grid[0][0].text))
        grid = grid[1:]
        heads = heads - 1 if heads else heads
    top = len(rows) - len(grid)
    count = _head_rows(grid) if heads is None else heads
    if count >= len(grid):
        count = 0
    names = _names(grid[:count])
    for index, line in enumerate(grid[count:], top + count):
        text = _told_row(line, names)
        if text:
            told.rows.append((index, text))
    return told


def _spans(line: Sequence[Cell]) -> bool:
    """Tell a row of one cell that spans it all."""
    return all(cell is line[0] for cell in line)


def _head_rows(grid: Grid) -> int:
    """Return how many leading rows are column heads."""
    count = 0
    while count < len(grid) and _all_heads(grid[count]):
        count += 1
    if count or any(cell.head for line in grid for cell in line):
        return count
    return int(len(grid) > 1 and len(grid[0]) > 1 and _looks_head(grid))


def _all_heads(line: Sequence[Cell]) -> bool:
    """Tell a row of heads; the corner may be an empty cell."""
    filled = [cell for cell in line if cell.text]
    return bool(filled) and len(line) > 1 and all(cell.head for cell in filled)


def _looks_head(grid: Grid) -> bool:
    """Tell whether the first row of a table without any marked heads names its columns."""
    first, rest = grid[0], grid[1:]
    if not all(cell.text for cell in first[1:]):
        return False
    if all(cell.strong for cell in first if cell.text) and not all(
        cell.strong for line in rest for cell in line if cell.text
    ):
        return True
    if len(rest) < 2 or any(_numeric(cell.text) and not _year(cell.text) for cell in first):
        return False
    columns = zip(*(line for line in rest if not _spans(line)), strict=True)
    return any(all(_numeric(cell.text) for cell in column) for column in columns)


def _numeric(text: str) -> bool:
    """Tell a cell that is a number: "€1,500", "+4.4 %", "3.2 m"."""
    digits = sum(c.isdigit() for c in text)
    return digits > 0 and digits >= sum(c.isalpha() for c in text)


def _year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")


def _names(heads: Grid) -> list[str]:
    """Return each column's name: its heads from above, each once."""
    names = []
    for column in zip(*heads, strict=True):
        texts = dict.fromkeys(cell.text.rstrip(" :") for cell in column if cell.text)
        names.append(" ".join(texts))
    return names


def _told_row(line: Sequence[Cell], names: Sequence[str]) -> str:
    """Return a row's cells with their heads; without any, a head at the left names the others."""
    if _spans(line):
        return line[0].text
    if names:
        return "; ".join(_told_cells(line, names))
    texts = [cell.text for at, cell in enumerate(line) if cell.text and cell not in line[:at]]
    if line[0].head and line[0].text and not line[1].head and len(texts) > 1:
        return f"{texts[0].rstrip(' :')}: {'; '.join(texts[1:])}"
    if len(texts) == 2 and texts[0].endswith(":"):
        return " ".join(texts)
    return "; ".join(texts)


def _told_cells(line: Sequence[Cell], names: Sequence[str]) -> list[str]:
    """Return "head: cell" for each cell; one that spans many columns is told once."""
    told: dict[tuple[Cell, str], str] = {}
    for cell, name in zip(line, names, strict=True):
        named = "" if line.count(cell) > _REPEATED else name
        if cell.text:
            told[cell, named] = f"{named}: {cell.text}" if named else cell.text
    return list(told.values())
