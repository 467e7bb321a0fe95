"""What stands before a Markdown text between two lines of dashes (YAML) or pluses (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from seeqa.archive.source import Field, Line, Role
from seeqa.types import Origin, Remark, RemarkKind

# What the fields are called, the most telling name first.
_NAMES = {
    "title": ("headline", "title"),
    "date": ("date", "dates", "published", "publishdate", "pubdate", "created"),
    "place": ("place", "city", "location", "town", "places"),
    "country": ("country", "countries"),
    "topics": ("topics", "topic", "sdg", "sdgs"),
    "links": ("links", "link", "url", "source", "canonical"),
}
_ENDS = {"---": ("---", "..."), "+++": ("+++",)}
_LONGEST = 200  # lines
WHY = "front matter"


@dataclass(slots=True)
class Matter:
    """Front matter, read: its fields, its lines that are none, and where the text begins."""

    body: int = 0  # the number of lines before the text
    fields: dict[str, Field] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name and its values as written, with the first and the last line."""

    name: str
    values: tuple[str, ...]
    first: int
    last: int


def front_matter(rows: Sequence[str]) -> Matter:
    """Read the front matter with which the lines of a file begin, if they do."""
    start = next((at for at, row in enumerate(rows) if row.strip()), len(rows))
    mark = rows[start].rstrip() if start < len(rows) else ""
    ends = _ENDS.get(mark, ())
    within = range(start + 1, min(start + 1 + _LONGEST, len(rows)))
    end = next((at for at in within if rows[at].rstrip() in ends), None)
    if end is None or not _is_matter(rows[start + 1 : end], mark):
        return Matter()
    matter = Matter(body=end + 1)
    text = "\n".join(rows[start + 1 : end])
    try:
        entries = list(_toml(text) if mark == "+++" else _yaml(text))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        kind = "TOML" if mark == "+++" else "YAML"
        line = _error_line(error) + start + 2
        matter.remarks.append(
            Remark(RemarkKind.DOUBTFUL, line, f"front matter that is not {kind}", _reason(error))
        )
        entries = []
    used = _take(entries, matter, start + 2)
    for number, row in enumerate(rows[start + 1 : end], start + 2):
        if row.strip() and number not in used:
            matter.lines.append(Line(number, row.strip(), Role.FURNITURE, why=WHY))
    return matter


def _is_matter(rows: Sequence[str], mark: str) -> bool:
    """Tell names and values from a text between two rules."""
    rows = [row for row in rows if row.strip() and not row.lstrip().startswith("#")]
    if not rows:
        return True
    name = rows[0].partition("=" if mark == "+++" else ":")
    return bool(name[1]) and len(name[0].split()) <= 2 and not name[0].startswith((" ", "*", "|"))


def _yaml(text: str) -> Iterator[_Entry]:
    """Yield the entries of YAML, their values as written: 2025-02-06 is no day yet."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise yaml.YAMLError("not a list of 'name: value'")
    for key, value in node.value if node is not None else ():
        last = value.end_mark.line - (value.end_mark.column == 0 < value.end_mark.line)
        first = key.start_mark.line
        values = tuple(_values(value))
        yield _Entry(str(key.value), values, first, max(first, last))


def _values(node: yaml.Node) -> Iterator[str]:
    """Yield the words of a value, or of those that it lists."""
    if isinstance(node, yaml.ScalarNode):
        nodes: list[yaml.Node] = [node]
    elif isinstance(node, yaml.SequenceNode):
        nodes = node.value
    else:
        nodes = []
    for one in nodes:
        if isinstance(one, yaml.ScalarNode) and one.tag != "tag:yaml.org,2002:null":
            yield _whole(one.value)


def _toml(text: str) -> Iterator[_Entry]:
    """Yield the entries of TOML; tables among them are none."""
    rows = text.split("\n")
    table: Mapping[str, Any] = tomllib.loads(text, parse_float=str)
    for name, value in table.items():
        values = value if isinstance(value, list) else [value]
        at = next((n for n, row in enumerate(rows) if _toml_name(row) == name), None)
        if at is not None and not any(isinstance(one, dict | list) for one in values):
            rest = range(at + 1, len(rows))
            end = next((n for n in rest if _toml_name(rows[n]) or rows[n][:1] == "["), len(rows))
            yield _Entry(name, tuple(_whole(str(one)) for one in values), at, end - 1)


def _toml_name(row: str) -> str:
    """Return the name that a row of TOML gives a value to."""
    name, equals, _ = row.partition("=")
    bare = name.strip().strip("\"'")
    return bare if equals and bare.replace("-", "").replace("_", "").isalnum() else ""


def _whole(value: str) -> str:
    """Return a value as one line; YAML's escapes give an emoji as two halves of a character."""
    text = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(text.split())


def _take(entries: Sequence[_Entry], matter: Matter, first: int) -> set[int]:
    """Put the entries that say something into fields; return the numbers of their lines."""
    used: set[int] = set()
    named = {entry.name.strip().lower().replace("_", ""): entry for entry in reversed(entries)}
    for name, aliases in _NAMES.items():
        for alias in aliases:
            value = _told(name, named[alias].values) if alias in named else ""
            if value:
                entry = named[alias]
                matter.fields[name] = Field(value, entry.first + first, Origin.MATTER)
                used |= set(range(entry.first + first, entry.last + first + 1))
                break
    return used


def _told(name: str, values: Sequence[str]) -> str:
    """Return the value of a field, empty where the words are no such thing."""
    values = [value for value in values if value]
    if name == "links":
        links = [value for value in values if "://" in value or value.startswith("www.")]
        return " ".join(links) if len(links) == len(values) else ""
    if name == "topics":
        return ", ".join(f"SDG {value}" if value[0].isdigit() else value for value in values)
    return ", ".join(values)


def _error_line(error: Exception) -> int:
    """Return the line of the matter at which it cannot be read, from 0."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.line) if mark else 0


def _reason(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).partition("\n")[0]
