"""Exported text as Markdown: it shows exactly itself, with few escapes."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fakes import law
from seeqa.chat.markdown import line, lines, quoted

TEXT = st.text(st.sampled_from("ab1.)#>+-=*_`~|[]()!<>&;\\\"' é“\n:/x$"), max_size=40)
SHOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def words(text: str) -> list[str]:
    return text.split()


def rendered(text: str) -> tuple[str, list[str]]:
    """The text that a reader sees, and the tags."""
    html = SHOWN.render(text)
    tags = [tag for tag in re.findall(r"<(\w+)", html) if tag != "br"]
    return unescape(re.sub(r"<[^>]*>", "", html)), tags


@law
@given(TEXT)
def test_a_line_and_a_heading_show_exactly_their_text(text: str) -> None:
    shown, tags = rendered(line(text))
    assert (words(shown), set(tags) <= {"p"}) == (words(text), True)
    shown, tags = rendered(f"## {line(text)}")
    assert (words(shown), tags) == (words(text), ["h2"])


@law
@given(TEXT, TEXT, TEXT)
def test_a_quote_shows_exactly_its_text(before: str, bold: str, after: str) -> None:
    text = before + bold + after
    shown, tags = rendered(quoted(text, (len(before), len(before) + len(bold))))
    assert words(shown) == words(text)
    assert set(tags) <= {"blockquote", "p", "strong"}
    shown, tags = rendered(lines(text))
    assert (words(shown), set(tags) <= {"p"}) == (words(text), True)


@pytest.mark.parametrize(
    "text",
    [
        "On 9-10 May 2022, no. 5 of the U.N. - the second (of two) - met!",
        "It cost $5 million & 3 % more; see file_name-2.txt, #3, a < b.",
        "2022 was the year",
    ],
)
def test_what_is_no_markup_is_not_escaped(text: str) -> None:
    assert line(text) == text


def test_what_answers_is_bold_where_markdown_lets_it() -> None:
    assert quoted("Paid by Austria.", (8, 15)) == "> Paid by **Austria**."
    assert quoted("a“b”c", (1, 4)) == "> a“b”c"
    assert quoted("one\ntwo", (0, 7)) == "> one  \n> two"
