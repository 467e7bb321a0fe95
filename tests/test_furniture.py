"""What is printed with the news: every row of the table by its example and its counter-example."""

from __future__ import annotations

import pytest

from seeqa.archive.furniture import (
    Cue,
    Repeated,
    by_form,
    by_words,
    cues,
    is_about,
    is_issue,
    is_letterhead,
    is_mark,
    is_of_itself,
    itself,
    repeated,
)
from seeqa.archive.source import Line, Part
from seeqa.types import BlockKind


@pytest.mark.parametrize("cue", cues(), ids=lambda cue: cue.why)
def test_a_row_means_its_example_and_not_its_counter_example(cue: Cue) -> None:
    assert cue.is_met(cue.example)
    assert by_words(cue.example) == cue.why
    assert not by_words(cue.counter)


def test_what_comes_again_is_no_news_where_it_speaks_of_the_publication() -> None:
    table = itself()
    assert is_of_itself(table["example"])
    assert not is_of_itself(table["counter"])
    assert is_of_itself("Media Office")  # no sentence


def test_a_long_paragraph_is_never_furniture_by_its_words() -> None:
    assert not by_words("Contact: " + "the two offices met again and again. " * 12)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.org/a", BlockKind.LINK),
        ("Leaflet.pdf (unodc.org)", BlockKind.LINK),
        ("This activity contributes to SDG 16, particularly Target 16.4.", BlockKind.TOPICS),
        ("Further resources:", BlockKind.NOTE),
        ("The officers met.", None),
    ],
)
def test_metadata_by_form(text: str, kind: BlockKind | None) -> None:
    assert by_form(text) is kind


def test_what_leads_a_list_is_text() -> None:
    assert by_form("For that there will be:", leads=True) is None


def test_issues_and_publishers() -> None:
    assert is_issue("Press releases – February 2024")
    assert is_issue("No. 26")
    assert not is_issue("Mission donates computers to police")
    assert is_about("About the Mission: it was set up in 2009.")
    assert not is_about("About 200 people came.")


def _part(*lines: str) -> Part:
    return Part([Line(number, text) for number, text in enumerate(lines, 1)])


def test_what_comes_in_several_files_is_told_by_number_and_by_place() -> None:
    closing = "The office runs a central library and five branches."
    anywhere = "Produced with the support of the government, 2021."
    files = [
        [_part(f"{name} meets", anywhere.replace("2021", year), *"abcdef", closing)]
        for name, year in (("Parliament", "2020"), ("Council", "2021"), ("Court", "2022"))
    ]
    assert repeated(files).has(closing)
    assert not repeated(files).has(anywhere)  # each year's is another
    same = [[_part(f"{name} meets", anywhere, *"abcdefg", name)] for name in ("One", "Two", "Six")]
    assert repeated(same).has(anywhere)
    assert not repeated(same[:2]).has(anywhere)


def test_a_letterhead_comes_at_the_top_of_several_files() -> None:
    files = [[_part("MEDIA OFFICE", f"Headline {name}", *"abcdefg")] for name in ("one", "two")]
    assert repeated(files).heads_with("Media Office")
    assert not repeated(files).has("Media Office")


def test_an_item_that_files_share_is_no_letterhead() -> None:
    long = "The office handed over twenty scanners to the customs administration of the port."
    files = [[_part("Scanners handed over", long, f"Port {name}", *"abcdef")] for name in "XY"]
    assert not repeated(files).heads_with("Scanners handed over")


@pytest.mark.parametrize(
    "text",
    ["Theme: Prices", "News and appeals > Appeals", "Log: 0412/25", "Area 3  Ref. No. 7"],
)
def test_labels_and_marks_are_no_headlines(text: str) -> None:
    assert is_mark(text)
    assert not is_mark("Recall: folding high chair")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Court of Appeal of the Associated Islands", True),
        ("Court of Appeal frees three fishermen after nine years", False),
        ("Sixty pilots grounded", False),
    ],
)
def test_what_stands_over_a_headline(text: str, holds: bool) -> None:
    assert is_letterhead(text) is holds


def test_a_copy_of_a_file_makes_nothing_furniture() -> None:
    part = _part("A headline", "The officers met in the capital of the country.")
    assert repeated([[part], [part], [part]]) == Repeated()
