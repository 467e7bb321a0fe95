"""Markdown: no word is lost, lines are numbered as written, front matter is taken as written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive.formats import markdown
from seeqa.archive.source import Line, Role, Source
from seeqa.types import Origin, RemarkKind, Unit


def read(text: str) -> Source:
    return markdown.read(text, "a.md")


def lines_of(text: str) -> list[Line]:
    source = read(text)
    return [line for part in source.parts for line in part.lines]


def told(text: str) -> list[tuple[int, str, str]]:
    """Return each line as (number, role, text); a heading's role with its level."""
    return [
        (line.number, line.role.value + (f" {line.level}" if line.level else ""), line.text)
        for line in lines_of(text)
    ]


def fields(text: str) -> dict[str, tuple[str, int]]:
    [part] = read(text).parts
    assert all(field.origin is Origin.MATTER for field in part.fields.values())
    return {name: (field.value, field.number) for name, field in part.fields.items()}


# Laws

_WORDS = st.lists(st.integers(0, 99).map(lambda number: f"w{number}"), min_size=1, max_size=5).map(
    " ".join
)
_FORMS = st.sampled_from(
    (
        "{}",
        "# {}",
        "## {} ##",
        "**{}**",
        "*{}*",
        "_{}_",
        "***{}***",
        "a **{}** b",
        "- {}",
        "  - {}",
        "    {}",
        "1. {}",
        "3. {}",
        "> {}",
        ">> {}",
        "[{}](https://a.example/x)",
        "[^1]: {}",
        "{}[^1]",
        "[^2]: {}",
        "{}^[{}]",
        "[Update]: {}",
        "| {} | {} |",
        "<div>{}</div>",
        "{}<br>",
        "{}  ",
        "{}\\",
        "`{}`",
        "~~{}~~",
        "```",
        "===",
        "---",
        "***",
        "|---|---|",
        "<!-- x -->",
        "title: {}",
        "",
        "",
        "",
    )
)
_ROWS = st.builds(lambda form, words: form.replace("{}", words), _FORMS, _WORDS)
_TEXTS = st.lists(_ROWS, max_size=14).map("\n".join)


def _words(text: str) -> set[str]:
    letters = "".join(c if c.isalnum() else " " for c in text)
    return {word for word in letters.split() if word[0] == "w" and word[1:].isdigit()}


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_no_word_is_lost(text: str) -> None:
    source = read(text)
    told = " ".join(
        [line.text for part in source.parts for line in part.lines]
        + [field.value for part in source.parts for field in part.fields.values()]
    )
    assert not _words(text) - _words(told)


@settings(max_examples=200, deadline=None)
@given(_TEXTS)
def test_numbers_are_those_of_the_written_lines(text: str) -> None:
    rows = text.split("\n")
    lines = lines_of(text)
    running = [line.number for line in lines if line.role is not Role.ASIDE]
    assert running == sorted(running)
    for line in lines:
        assert line.text == line.text.strip() != ""
        assert bool(line.why) is (line.role is Role.FURNITURE)
        last = line.number + line.more
        assert 1 <= line.number <= last <= len(rows)
        if line.role is not Role.ASIDE:
            assert _words(line.text) <= _words(" ".join(rows[line.number - 1 : last]))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="-+*_#>|[]()^:~`\\<!&;=\t\n a1é\u2028", max_size=80))
def test_no_text_is_too_broken(text: str) -> None:
    assert read(text).format == "markdown"


# The text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# One\n\nTwo\nthree.\n", [(1, "heading 1", "One"), (3, "text", "Two three.")]),
        ("One\n===\n\nTwo\n---\n", [(1, "heading 1", "One"), (4, "heading 2", "Two")]),
        ("##One\n", [(1, "heading 2", "One")]),
        (
            "A long line\nthat ends.\n---\n",
            [(1, "text", "A long line that ends."), (3, "rule", "---")],
        ),
        ("**Bold**\n\ntext", [(1, "heading 7", "Bold"), (3, "text", "text")]),
        (
            "**Bold**\n*3 May, Bern*\nText",
            [(1, "heading 7", "Bold"), (2, "stamp", "3 May, Bern"), (3, "text", "Text")],
        ),
        ("*Bern, 3 May*", [(1, "stamp", "Bern, 3 May")]),
        ("_No day_", [(1, "text", "No day")]),
        ("*It was on 3 May* that it was", [(1, "text", "It was on 3 May that it was")]),
        (
            "a\n\n***\n\nb\n\n* * *",
            [(1, "text", "a"), (3, "rule", "***"), (5, "text", "b"), (7, "rule", "* * *")],
        ),
        (
            "- one\n  two\n- three\n  - four\n\n  five",
            [
                (1, "entry", "one two"),
                (3, "entry", "three"),
                (4, "entry", "four"),
                (6, "entry", "five"),
            ],
        ),
        ("1. one\n2. two", [(1, "entry", "one"), (2, "entry", "two")]),
        ("3. Oktober 2022", [(1, "text", "3. Oktober 2022")]),
        ("> one\n> two\n", [(1, "text", "one two")]),
        ("    set in\n    text", [(1, "text", "set in text")]),
        ("```\none\n\ntwo\n```", [(2, "text", "one"), (4, "text", "two")]),
        (
            "Library  \nHerkaus Manto 25  \nKlaipėda",
            [(1, "text", "Library"), (2, "text", "Herkaus Manto 25"), (3, "text", "Klaipėda")],
        ),
        ("Library\\\nKlaipėda", [(1, "text", "Library"), (2, "text", "Klaipėda")]),
        ("one  \ntwo", [(1, "text", "one two")]),
        (
            "a [link](http://a.b), a [ref][r] <http://c.d> [](http://e.f)\n\n[r]: http://g.h",
            [(1, "text", "a link, a ref http://c.d http://e.f")],
        ),
        ("![alt](x.png)\n\n[![alt](x.png)](y)\n\nA ![alt](x.png) b", [(5, "text", "A b")]),
        ("a `code` \\*b\\* &amp; c <b>d</b><!-- e --> ~~f~~", [(1, "text", "a code *b* & c d f")]),
        ("<!-- no -->\n\n<div>\n<h2>Head</h2>\n</div>", [(3, "heading 2", "Head")]),
        ("[Update]: closed", [(1, "text", "[Update]: closed")]),
        (
            "You get this. [Leave](https://a.b/unsubscribe)",
            [(1, "furniture", "You get this. Leave")],
        ),
    ],
)
def test_blocks(text: str, lines: list[tuple[int, str, str]]) -> None:
    assert told(text) == lines


def test_joined_lines_are_counted() -> None:
    assert [(line.number, line.more) for line in lines_of("a\nb\nc\n\n- d\n  e\n")] == [
        (1, 2),
        (5, 1),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "| Country | Officers trained |\n|---|---:|\n| Serbia | **95** |\n| Italy | |\n",
            [(3, "row", "Country: Serbia; Officers trained: 95"), (4, "row", "Country: Italy")],
        ),
        ("| A | B |\n|---|---|\n", [(1, "row", "A; B")]),
        ("| | |\n|---|---|\n| a | b |", [(3, "row", "a; b")]),
    ],
)
def test_tables(text: str, lines: list[tuple[int, str, str]]) -> None:
    assert told(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "One[^1] is.\n\nTwo.\n\n[^1]: A note\n    goes on.\n\n    And on.\n",
            [
                (1, "text", "One is."),
                (5, "aside", "A note goes on."),
                (8, "aside", "And on."),
                (3, "text", "Two."),
            ],
        ),
        (
            "- one[^a]\n- two\n\n[^a]: note",
            [(1, "entry", "one"), (4, "aside", "note"), (2, "entry", "two")],
        ),
        (
            "|A|B|\n|-|-|\n|1[^x]|2|\n|3|4|\n\nText.\n\n[^x]: note",
            [
                (3, "row", "A: 1; B: 2"),
                (4, "row", "A: 3; B: 4"),
                (8, "aside", "note"),
                (6, "text", "Text."),
            ],
        ),
        ("One[^1].\n\n[^2]: alone", [(1, "text", "One[^1]."), (3, "aside", "alone")]),
        ("One^[in *it*]. Two", [(1, "text", "One. Two"), (1, "aside", "in it")]),
        (
            "a[^1]\n\nb[^1]\n\n[^1]: c[^2]\n\n[^2]: d",
            [(1, "text", "a"), (5, "aside", "c"), (7, "aside", "d"), (3, "text", "b")],
        ),
        (
            "a\n\n[^1]: b[^2]\n\n[^2]: c[^1]",
            [(1, "text", "a"), (3, "aside", "b"), (5, "aside", "c")],
        ),
    ],
)
def test_footnotes(text: str, lines: list[tuple[int, str, str]]) -> None:
    assert told(text) == lines


# Front matter


@pytest.mark.parametrize(
    ("matter", "found"),
    [
        (
            "title: Flu eases\ndate: 2025-02-06",
            {"title": ("Flu eases", 2), "date": ("2025-02-06", 3)},
        ),
        (
            'headline: "Flu: it eases"\ndate: "2019-03-14"',
            {"title": ("Flu: it eases", 2), "date": ("2019-03-14", 3)},
        ),
        ("date: March 2019", {"date": ("March 2019", 2)}),
        ("date: 2022-06-31", {"date": ("2022-06-31", 2)}),
        ("date: 2019-03-14T10:00:00Z", {"date": ("2019-03-14T10:00:00Z", 2)}),
        ("dates: [12 May 2022, 14 May 2022]", {"date": ("12 May 2022, 14 May 2022", 2)}),
        ("City: Łomża\ncountry: Poland", {"place": ("Łomża", 2), "country": ("Poland", 3)}),
        ("sdg: [16.4, 3]", {"topics": ("SDG 16.4, SDG 3", 2)}),
        ("topics:\n  - SDG 16.a\n  - SDG 3", {"topics": ("SDG 16.a, SDG 3", 2)}),
        ("link: https://a.b/1", {"links": ("https://a.b/1", 2)}),
        ("links:\n- https://a.b/1\n- www.c.d", {"links": ("https://a.b/1 www.c.d", 2)}),
        (
            "title: >\n  Two\n  rows\ncountry: Italy",
            {"title": ("Two rows", 2), "country": ("Italy", 5)},
        ),
        (r'title: "\ud83d\ude00"', {"title": ("😀", 2)}),
    ],
)
def test_front_matter(matter: str, found: dict[str, tuple[str, int]]) -> None:
    text = f"---\n{matter}\n---\nText"
    assert fields(text) == found
    assert told(text) == [(matter.count("\n") + 4, "text", "Text")]


def test_toml() -> None:
    text = '+++\ntitle = "Flu"\ndate = 2025-02-06\nsdg = [\n  16.4,\n]\nweek = 5\n+++\nText'
    assert fields(text) == {
        "title": ("Flu", 2),
        "date": ("2025-02-06", 3),
        "topics": ("SDG 16.4", 4),
    }
    assert told(text) == [(7, "furniture", "week = 5"), (9, "text", "Text")]


def test_other_names_are_left_out_with_their_lines() -> None:
    other = "tags: [a, b]\nplace:\nsource: The Office\n# remark\nauthor:\n  name: c"
    text = f"---\ntitle: x\n{other}\n---\n"
    assert told(text) == [
        (3, "furniture", "tags: [a, b]"),
        (4, "furniture", "place:"),
        (5, "furniture", "source: The Office"),
        (6, "furniture", "# remark"),
        (7, "furniture", "author:"),
        (8, "furniture", "name: c"),
    ]
    assert {line.why for line in lines_of(text)} == {"front matter"}


def test_broken_front_matter_is_doubted() -> None:
    text = '---\ntitle: "open\nplace: Bern\n---\n\nText'
    source = read(text)
    [remark] = source.remarks
    assert (remark.kind, remark.message) == (
        RemarkKind.DOUBTFUL,
        "front matter that is not YAML",
    )
    assert remark.detail
    assert told(text) == [
        (2, "furniture", 'title: "open'),
        (3, "furniture", "place: Bern"),
        (6, "text", "Text"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Text", "---\n\nText between rules\n\n---\n\nText", "---\ntitle: not closed\n", "---\n"],
)
def test_no_front_matter_is_no_doubt(text: str) -> None:
    source = read(text)
    assert not source.remarks
    assert not source.parts or not source.parts[0].fields


def test_nothing() -> None:
    assert read("") == Source("markdown")
    [part] = read("---\ntitle: x\n---\n").parts
    assert (part.unit, part.lines, part.fields["title"].value) == (Unit.LINE, [], "x")
