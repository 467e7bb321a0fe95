from __future__ import annotations

import dataclasses
import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import made
from plain import catalogue_of
from seeqa.answer.compose import MESSAGES, abstain
from seeqa.chat.asking import told_of
from seeqa.chat.chips import filter_chips, filters_from, topic_name, without
from seeqa.chat.export import as_html, as_markdown, emphasised, plain
from seeqa.chat.filter_form import read, topics
from seeqa.chat.render import announcement, conversation
from seeqa.chat.sources import sources
from seeqa.chat.texts import ENGLISH, Texts
from seeqa.chat.turn import Turn
from seeqa.chat.why import reasons_for
from seeqa.markup import escape
from seeqa.permalink import Kept, find
from seeqa.types import Abstention, Document, Filters, Listing, Query, Reason, Topic

Documents = dict[str, Document]


class Tags(HTMLParser):
    """The text of a piece of HTML, its tags, and which of them stay open."""

    VOID = ("br", "img", "input", "meta", "hr")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def found(tmp_path: Path) -> Documents:
    return made.documents(tmp_path)


def test_an_answer_has_its_quote_marker_certainty_and_reasons(found: Documents) -> None:
    page = Tags(conversation([Turn("How many officers?", answer=made.answer(found, *made.QUOTES))]))
    assert page.open == []
    assert f"“{made.QUOTES[0]}”" in page.text.replace("\n", " ")
    markers = [attrs for tag, attrs in page.seen if attrs.get("class") == "marker"]
    assert [m["href"] for m in markers] == ["#s1-1", "#s1-2"]
    assert "Possibly right" in page.text
    assert "Estimated chance that this answers the question: 71%." in page.text
    assert "shares with the question: officers" in page.text
    assert "by meaning: place 2 (nearness 0.61)" in page.text
    assert "by words: place 1 (80% of the best possible)" in page.text
    assert "both together: place 3" in page.text
    assert "after reading: place 1 (evidence 4.2)" in page.text
    assert "quoted as [1]" in page.text


def test_in_a_list_the_quotes_of_one_item_stand_together(found: Documents) -> None:
    istanbul = [
        c for c in made.answer(found, *made.QUOTES).citations if "istanbul" in c.document_id
    ]
    apart = made.answer(found, istanbul[0].quote, "Turkish police hosted the course.")
    listed = dataclasses.replace(apart, listing=Listing(items=1, of=len(found)))
    for answer, items, headlines in ((apart, 2, 0), (listed, 1, 1)):
        page = Tags(conversation([Turn("Which?", answer=answer)]))
        counted = Counter(a.get("class") for _, a in page.seen)
        assert (counted["quote"], counted["marker"]) == (2, 2)
        assert (counted["whence"], counted["headline"]) == (items, headlines)


def test_an_abstention_shows_what_came_nearest_each_opening_its_item(found: Documents) -> None:
    page = Tags(conversation([Turn("Why?", answer=made.abstention(found))]))
    assert "The archive does not answer this question." in page.text
    assert "What came nearest – not an answer" in page.text
    assert not any(attrs.get("target") for _, attrs in page.seen)
    page = Tags(conversation([Turn("Why?", answer=made.abstention(found))], ENGLISH, found))
    (path,) = [str(attrs["href"]) for _, attrs in page.seen if attrs.get("target")]
    place = find(path.removeprefix("p/"), found)  # below the page, where it may be
    assert place is not None and place.kept is Kept.SAME


def test_what_cannot_be_asked_is_told_in_the_visitors_language(found: Documents) -> None:
    german = Texts("de")
    for reason in (Reason.OTHER_LANGUAGE, Reason.NO_WORDS, Reason.SMALL_TALK):
        assert MESSAGES[reason] == ENGLISH(f"abstained.{reason}")
        turns = [Turn("Wer?", answer=abstain(Query("Wer?", "Wer?"), reason))]
        for shown in (conversation(turns, german), announcement(turns, german)):
            assert escape(german(f"abstained.{reason}")) in shown
    refused = [Turn("Why?", answer=made.abstention(found))]
    assert MESSAGES[Reason.NOT_ANSWERED] in conversation(refused, german)


def test_what_may_answer_is_quoted_and_opens_its_card(found: Documents) -> None:
    """Of an abstention that is not sure: on the page, in the card, copied and exported."""
    unsure = dataclasses.replace(made.abstention(found), perhaps=made.quoted(found, made.QUOTES[0]))
    turns = [Turn("Why?", answer=unsure)]
    page = Tags(conversation(turns, ENGLISH, found))
    assert f"“{made.QUOTES[0]}”" in page.text
    assert [a["href"] for _, a in page.seen if a.get("class") == "marker"] == ["#s1-1"]
    assert 'id="s1-1"' in sources(turns, found)
    assert escape(ENGLISH("sources.none")) not in sources(turns, found)
    assert made.QUOTES[0] in announcement(turns)
    (copied,) = [attrs["data-copy"] for _, attrs in page.seen if "data-copy" in attrs]
    assert copied == plain("Why?", unsure)
    assert f"Perhaps: “{made.QUOTES[0]}”" in plain("Why?", unsure)
    for export in (as_markdown, as_html):
        assert made.QUOTES[0] in re.sub(r"\*\*|</?b>", "", export(turns, ENGLISH, ""))


def test_reasons_without_a_searcher_or_a_reader(found: Documents) -> None:
    first = next(iter(found.values()))
    hit = made.hit(first, dense=None, lexical=None, terms=(), retrieved=None, evidence=None)
    assert reasons_for(hit, read=False, focus=True) == [
        "of the item that the question is about",
        "shares no word with the question",
        "by meaning: not near",
        "by words: no match",
        "both together: place 1",
    ]
    assert reasons_for(hit, read=True)[-1] == "not read: others matched better"


def test_what_stands_far_before_the_words_that_show_an_item_is_apart(found: Documents) -> None:
    (citation,) = made.quoted(found, made.QUOTES[0])
    start = citation.start
    assert emphasised(citation) == f"<b>{made.QUOTES[0][:5]}</b>{made.QUOTES[0][5:]}"
    quote = f"{'far ' * 30}{'near ' * 9}<b>"
    late = dataclasses.replace(
        citation, quote=quote, emphasis=(start + len(quote) - 3, start + len(quote))
    )
    far, near = "far " * 30, "near " * 8
    assert emphasised(late) == (f'<span class="lead">{far}near</span> {near}<b>&lt;b&gt;</b>')


def test_a_listing_tells_its_counts_margin_and_facets(found: Documents) -> None:
    page = Tags(conversation([Turn("Which?", answer=made.listing(found))]))
    assert "2 of 15 items" in page.text
    assert page.text.index(made.QUOTES[0]) < page.text.index(made.QUOTES[1])
    assert "Left out by little: 1 item" in page.text
    assert "Turkish police hosted the course." in page.text
    assert "Places" in page.text
    assert "Serbia 5" in page.text
    assert made.HOSTILE in page.text
    assert "img" not in [tag for tag, _ in page.seen]


def test_filters_and_the_item_asked_about_are_chips_that_can_be_removed(found: Documents) -> None:
    answer = made.answer(
        found,
        made.QUOTES[0],
        filters=made.FILTERS,
        about="Officers trained",
        notes=("31 June is no date.",),
        corrections=(("oficers", "officers"),),
    )
    page = Tags(conversation([Turn("How many?", answer=answer)]))
    drops = [a for tag, a in page.seen if a.get("data-do") == "drop"]
    assert [d["data-part"] for d in drops] == ["dates", "place", "topic", "about"]
    assert drops[0]["aria-label"] == "Ask again without: 9 May 2022 to 13 May 2022"
    for said in ("Serbia", "SDG 16.4", "About: Officers trained", "31 June is no date."):
        assert said in page.text
    assert "Searched for officers (for “oficers”)" in page.text


def test_what_is_unclear_is_asked_back_with_the_items_to_choose(found: Documents) -> None:
    hits = tuple(made.hit(document, rank) for rank, document in enumerate(found.values(), 1))
    unclear = Abstention(Reason.UNCLEAR, "It is not clear which of the items listed is meant.")
    answer = dataclasses.replace(made.abstention(found), abstention=unclear, hits=(*hits, *hits))
    page = Tags(conversation([Turn("Who paid for it?", answer=answer)], ENGLISH, found))
    chosen = [a["data-item"] for _, a in page.seen if a.get("data-do") == "choose"]
    assert chosen == list(found)
    assert unclear.message in page.text
    assert "Officers trained in Istanbul · 23-27 May 2022, Istanbul, Türkiye" in page.text
    assert "What came nearest" not in page.text


def test_the_item_that_a_follow_up_was_not_taken_to_mean_can_be_asked_about(
    found: Documents,
) -> None:
    document = next(iter(found.values()))
    answer = made.answer(found, made.QUOTES[0], dropped=(document.id, document.title))
    page = Tags(conversation([Turn("And how many officers?", answer=answer)]))
    assert f"Asked of the whole archive, not only of “{document.title}”." in page.text
    assert [a["data-item"] for _, a in page.seen if a.get("data-do") == "choose"] == [document.id]


def test_what_the_next_question_may_be_about(found: Documents) -> None:
    first = next(iter(found.values()))
    answered = Turn("How many?", answer=made.answer(found, made.QUOTES[0]))
    assert told_of([answered]) == first.id
    unsure = dataclasses.replace(made.abstention(found), perhaps=made.quoted(found, made.QUOTES[0]))
    assert told_of([Turn("How many?", answer=unsure)]) == first.id
    refused = dataclasses.replace(made.abstention(found), about=first.headline)
    assert told_of([Turn("Who paid for it?", answer=refused, about=first.id)]) == first.id
    for turn in (
        Turn("Who paid?", answer=made.abstention(found), about=first.id),
        Turn("Which?", answer=made.listing(found)),
        Turn("Who?", problem="Ask again."),
    ):
        assert told_of([answered, turn]) is None
    assert told_of([]) is None


def test_the_item_asked_about_alone_is_one_chip(found: Documents) -> None:
    document = next(iter(found.values()))
    only = Filters(items=(document.id,))
    answer = made.answer(found, made.QUOTES[0], filters=only, about=document.headline)
    page = Tags(conversation([Turn("How many?", answer=answer)]))
    assert [a["data-part"] for _, a in page.seen if a.get("data-do") == "drop"] == ["item"]
    assert f"Only: {document.headline}" in page.text
    assert without(only, "item") == Filters()
    filters, told = read("", "", "", "", document)
    assert (filters, document.title in told) == (only, True)
    assert [a["data-part"] for _, a in Tags(told).seen if a.get("data-do")] == ["item"]


@pytest.mark.parametrize(
    ("turn", "act", "said"),
    [
        (Turn("Why?", busy="Searching 2 items"), "stop", "Searching 2 items"),
        (Turn("Why?", problem="Ask again."), "retry", "Ask again."),
    ],
)
def test_a_turn_without_an_answer_can_be_stopped_or_asked_again(
    turn: Turn, act: str, said: str
) -> None:
    page = Tags(conversation([turn]))
    assert [a["data-turn"] for _, a in page.seen if a.get("data-do") == act] == ["1"]
    assert said in page.text


def test_nothing_of_a_user_or_a_document_becomes_markup(found: Documents) -> None:
    first = next(iter(found.values()))
    text = first.text.replace("Turkish police hosted the course.", made.HOSTILE)
    hostile = {first.id: dataclasses.replace(first, text=text)}
    answer = made.answer(
        hostile, made.HOSTILE[:20], about=made.HOSTILE, notes=(made.HOSTILE,), hits=()
    )
    turns = [Turn(made.HOSTILE, answer=answer), Turn(made.HOSTILE, problem=made.HOSTILE)]
    for markup in (conversation(turns), sources(turns, hostile), announcement(turns)):
        assert Tags(markup).open == []
        assert "<img" not in markup
        assert not set("{}$`") & set(markup)


def test_a_card_holds_the_whole_item_with_exactly_the_quote_marked(found: Documents) -> None:
    answer = made.answer(found, *made.QUOTES)
    markup = sources([Turn("How many?", answer=answer)], found)
    page = Tags(markup)
    assert page.open == []
    for quote in made.QUOTES:
        assert f"<mark>{quote}</mark>" in markup
    for document in found.values():
        for block in document.paragraphs:
            assert document.text[block.start : block.end] in page.text
    hrefs = [a["href"] for tag, a in page.seen if tag == "a"]
    assert hrefs.count("#m1-1") == 1
    assert hrefs.count("#s1-2") == 1  # next, from the first
    assert hrefs.count("#s1-1") == 1  # previous, from the second
    assert "https://sdg-tracker.org/peace-justice#targets" in hrefs
    assert "Source 1 of 2" in page.text


def test_a_long_item_is_shown_around_its_quote(found: Documents) -> None:
    first = next(iter(found.values()))
    start = first.text.index("Turkish police")
    long = "B" * 90_000
    text = first.text[:start] + long + first.text[start:]
    blocks = tuple(
        dataclasses.replace(
            b,
            start=b.start + len(long) * (b.start >= start),
            end=b.end + len(long) * (b.end >= start),
        )
        for b in first.blocks
    )
    documents = {first.id: dataclasses.replace(first, text=text, blocks=blocks)}
    quote = "Turkish police hosted the course."
    markup = sources([Turn("Who?", answer=made.answer(documents, quote, hits=()))], documents)
    assert f"<mark>{quote}</mark>" in markup
    assert len(markup) < 30_000


def test_what_is_copied_has_the_quotes_their_places_and_links(found: Documents) -> None:
    copied = plain("How many?", made.answer(found, *made.QUOTES))
    assert f"“{made.QUOTES[1]}” [2]" in copied
    assert "small.txt, line 2, characters" in copied
    assert "https://sdg-tracker.org/peace-justice#targets" in copied
    assert plain("Why?", made.abstention(found)).endswith("does not answer this question.")


def test_a_screen_reader_is_told_the_newest_turn(found: Documents) -> None:
    answered = Turn("How many?", answer=made.answer(found, made.QUOTES[0]))
    assert made.QUOTES[0] in announcement([answered])
    assert "does not answer" in announcement([answered, Turn("W", answer=made.abstention(found))])
    assert announcement([Turn("Why?", busy="Searching")]) == "Searching"
    assert announcement([]) == ""


@pytest.mark.parametrize(
    ("filters", "chips"),
    [
        (Filters(), []),
        (Filters(first=date(2022, 5, 9), last=date(2022, 5, 9)), [("dates", "9 May 2022")]),
        (Filters(first=date(2022, 5, 9)), [("dates", "from 9 May 2022")]),
        (Filters(last=date(2022, 5, 9)), [("dates", "until 9 May 2022")]),
        (Filters(places=("Ohrid", "Wien")), [("place", "Ohrid"), ("place-1", "Wien")]),
        (
            Filters(places=("Ohrid",), topics=(Topic(16),)),
            [("place", "Ohrid"), ("topic", "SDG 16")],
        ),
        (
            Filters(last=date(2022, 5, 9), more_days=((date(2022, 6, 1), None),)),
            [("dates", "until 9 May 2022; from 1 June 2022")],
        ),
        (Filters(not_places=("Ohrid", "Wien")), [("not", "≠ Ohrid"), ("not-1", "≠ Wien")]),
    ],
)
def test_filters_in_words(filters: Filters, chips: list[tuple[str, str]]) -> None:
    assert filter_chips(filters) == chips


def test_filters_lose_one_part_and_come_back_from_the_form() -> None:
    assert without(made.FILTERS, "dates") == Filters(
        places=("Serbia",), topics=(Topic(16, "16.4"),)
    )
    assert without(made.FILTERS, "nonsense") == made.FILTERS
    several = Filters(places=("Ohrid", "Wien"), topics=(Topic(3), Topic(16)))
    assert without(several, "place-1") == Filters(places=("Ohrid",), topics=several.topics)
    assert without(several, "topic") == Filters(places=several.places, topics=(Topic(16),))
    apart = Filters(more_days=((None, date(2022, 5, 9)),), not_places=("Ohrid", "Wien"))
    assert without(without(apart, "dates"), "not") == Filters(not_places=("Wien",))
    form = ("2022-05-09", " 2022-05-13", "Serbia", topic_name(Topic(16, "16.4")))
    assert filters_from(*form) == made.FILTERS
    assert filters_from("", "", "", "") == Filters()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (("31 June", "", "", ""), "“31 June” is no date: write the day as 2022-05-31"),
        (("2022-05-31", "2022-05-01", "", ""), "The first day is after the last"),
    ],
)
def test_a_form_that_cannot_be_understood_says_so(form: tuple[str, ...], said: str) -> None:
    filters, told = read(form[0], form[1], form[2], form[3])
    assert filters == Filters()
    assert said in told


def test_the_form_offers_the_places_and_topics_of_the_items(found: Documents) -> None:
    items = catalogue_of(tuple(found.values())).items
    assert list(items.columns.tables.offered) == ["Albania", "Türkiye", "Istanbul", "Tirana"]
    assert topics(items) == [Topic(16), Topic(16, "16.a")]
    assert ENGLISH("ask.only") in read("", "", "Tirana", "")[1]
