"""Pages: no visible word is lost, and every line is what the page marks it as."""

from __future__ import annotations

from collections import Counter
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeqa.archive.formats import html
from seeqa.archive.source import Line, Part, Role
from seeqa.types import Origin, RemarkKind, Unit


def lines_of(body: str) -> list[Line]:
    return html.part_of(f"<html><body>{body}</body></html>").lines


def told(body: str) -> list[tuple[str, str]]:
    """Return each line as (role, text); a heading's role with its level."""
    return [
        (line.role.value + (f" {line.level}" if line.level else ""), line.text)
        for line in lines_of(body)
    ]


def of_page(text: str) -> Part:
    return html.part_of(text)


# Laws


class _Words(HTMLParser):
    """Gathers the visible words by another parser."""

    def __init__(self) -> None:
        super().__init__()
        self.words: Counter[str] = Counter()
        self.closed = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.closed += tag in ("script", "style", "template")

    def handle_endtag(self, tag: str) -> None:
        self.closed = max(self.closed - (tag in ("script", "style", "template")), 0)

    def handle_data(self, data: str) -> None:
        if not self.closed:
            self.words.update(data.split())


_WORD = st.integers(0, 999).map(lambda number: f"w{number}")
_TEXT = st.lists(_WORD, min_size=1, max_size=12).map(lambda words: " " + " ".join(words) + " ")
_TAGS = st.sampled_from(
    "div p h1 h2 h4 ul li ol table tr td th caption article section aside nav header footer main "
    "span b i a em strong time sup br hr form button figure figcaption blockquote pre dl dt dd "
    "font center script style noscript".split()
)
_MARKS = st.sampled_from(
    (
        "",
        ' class="cookie"',
        ' class="share-links"',
        ' class="meta"',
        ' class="date"',
        ' class="card"',
        ' class="has-sidebar"',
        ' class="title"',
        ' id="related"',
        ' hidden=""',
        ' aria-hidden="true"',
        ' style="display: none"',
        ' role="heading"',
        ' href="#x"',
        ' datetime="2022-10-03"',
        ' colspan="2"',
        ' rowspan="3"',
    )
)


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = st.lists(children, max_size=4).map("".join)
    return st.builds(
        lambda tag, mark, within: (
            f"<{tag}{mark}>" if tag in ("br", "hr") else f"<{tag}{mark}>{within}</{tag}>"
        ),
        _TAGS,
        _MARKS,
        inner,
    )


_PAGES = st.lists(st.recursive(_TEXT, _element, max_leaves=25), max_size=5).map("".join)


@settings(max_examples=300, deadline=None)
@given(_PAGES)
def test_no_visible_word_is_lost(page: str) -> None:
    shown = _Words()
    shown.feed(page)
    shown.close()
    got = Counter(
        word.strip(";:") for line in html.part_of(page).lines for word in line.text.split()
    )
    assert not shown.words - got


@settings(max_examples=100, deadline=None)
@given(_PAGES)
def test_numbers_count_the_lines(page: str) -> None:
    lines = html.part_of(page).lines
    numbers = [line.number for line in lines if line.role is not Role.RULE]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(a.number <= b.number for a, b in zip(lines, lines[1:], strict=False))
    for line in lines:
        assert line.text == " ".join(line.text.split())
        assert bool(line.text) is (line.role is not Role.RULE)
        assert bool(line.why) is (line.role is Role.FURNITURE)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_are_too_broken(data: bytes) -> None:
    source = html.read(data, "page.html")
    assert source.format == "html"
    assert source.parts or source.remarks


# Blocks and breaks


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            "<p>One <b>two</b>\n three.</p><p>Four.</p>",
            [("text", "One two three."), ("text", "Four.")],
        ),
        (
            "Loose <b>text</b><div>Inner</div>after",
            [("text", "Loose text"), ("text", "Inner"), ("text", "after")],
        ),
        (
            "<h2>Head</h2><div role=heading aria-level=4>Low</div>",
            [("heading 2", "Head"), ("heading 4", "Low")],
        ),
        (
            "<p><b>Looks like one</b></p><p>Text.</p>",
            [("heading 7", "Looks like one"), ("text", "Text.")],
        ),
        ('<p><font size="+2">Large</font></p>', [("heading 7", "Large")]),
        ('<div class="card-title">Named so</div>', [("heading 7", "Named so")]),
        ("<p><b>Vienna</b> is large.</p>", [("text", "Vienna is large.")]),
        (
            "<ul><li>One</li><li>Two <ul><li>Three</li></ul></li></ul>",
            [("entry", "One"), ("entry", "Two"), ("entry", "Three")],
        ),
        ("<div>• One</div><div>• Two</div>", [("entry", "One"), ("entry", "Two")]),
        ("<dl><dt>Where</dt><dd>Skopje</dd></dl>", [("text", "Where"), ("text", "Skopje")]),
        ("<figure><img alt=x><figcaption>The boat</figcaption></figure>", [("aside", "The boat")]),
        ("<p>a</p><hr><p>b</p>", [("text", "a"), ("rule", ""), ("text", "b")]),
        (
            "<article><p>a</p></article><article><p>b</p></article>",
            [("text", "a"), ("rule", ""), ("text", "b"), ("rule", "")],
        ),
        (
            "<div class=c><h2>a</h2></div><div class=c><h2>b</h2></div>",
            [("heading 2", "a"), ("rule", ""), ("heading 2", "b"), ("rule", "")],
        ),
        ("<h2><button>A question?</button></h2>", [("heading 2", "A question?")]),
        (
            "<p>soft&shy;hyphen, zero&#8203;width, no&nbsp;break, e&#x301;</p>",
            [("text", "softhyphen, zerowidth, no break, é")],
        ),
        ("<p>10<sup>6</sup> m<sup>2</sup>, the 1<sup>st</sup></p>", [("text", "10⁶ m², the 1st")]),
        (
            "<p>So it is.<sup><a href='#n1'>1</a></sup></p>",
            [("text", "So it is."), ("furniture", "1")],
        ),
        ("<p>a<!-- no -->b<script>no</script>c<style>no</style></p>", [("text", "abc")]),
        ("<div><a href=1>Home</a> and <a href=2>News</a></div>", [("text", "Home and News")]),
    ],
)
def test_blocks(body: str, lines: list[tuple[str, str]]) -> None:
    assert told(body) == lines


_LONG = "The Minister signed the agreement today, and it sets the quota at 45,000 tonnes for all,"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f"<p>{_LONG}<br>of which a third.</p>", [("text", f"{_LONG} of which a third.")]),
        (
            "<p>A sentence.<br><br>Another one.</p>",
            [("text", "A sentence."), ("text", "Another one.")],
        ),
        (
            f"<td><b>New quota agreed</b><br>12 May 1999<br><br>{_LONG}<br>he said.<p></td>",
            [
                ("heading 7", "New quota agreed"),
                ("text", "12 May 1999"),
                ("text", f"{_LONG} he said."),
            ],
        ),
        (f"<p>3 May 1999<br>{_LONG}</p>", [("text", "3 May 1999"), ("text", _LONG)]),
        (
            "<b>Harbour to be enlarged<br>by two quays</b>",
            [("heading 7", "Harbour to be enlarged by two quays")],
        ),
        (
            "<p>Library<br>Herkaus Manto g. 25<br>Klaipėda</p>",
            [("text", "Library"), ("text", "Herkaus Manto g. 25"), ("text", "Klaipėda")],
        ),
        ("<p>The office is<br>in Vienna.</p>", [("text", "The office is in Vienna.")]),
        (
            f"<p>From: A<br>Subject: {_LONG}<br>Date: 3 May</p>",
            [("text", "From: A"), ("text", f"Subject: {_LONG}"), ("text", "Date: 3 May")],
        ),
        ("<pre>One\nTwo\n\nThree</pre>", [("text", "One"), ("text", "Two"), ("text", "Three")]),
    ],
)
def test_breaks(body: str, lines: list[tuple[str, str]]) -> None:
    assert told(body) == lines


def test_a_heading_of_links_is_one_of_them() -> None:
    links = "<ul><li><a href=1>One</a><li><a href=2>Two</a><li><a href=3>Three</a></ul>"
    body = f"<h1>Head</h1><p>{_LONG}</p><h2>Contents</h2>{links}<h2>Next</h2><p>{_LONG}</p>"
    assert [line.text for line in lines_of(body) if line.why == "links"] == [
        "Contents",
        "One",
        "Two",
        "Three",
    ]


# Days


@pytest.mark.parametrize(
    ("body", "text", "role", "stamp"),
    [
        (
            '<p class="meta"><time datetime="2022-10-03">3 October 2022</time> · Vitė</p>',
            "3 October 2022 · Vitė",
            Role.STAMP,
            "2022-10-03",
        ),
        (
            '<div class="by"><time>31 October</time> · Giruliai</div>',
            "31 October · Giruliai",
            Role.STAMP,
            "",
        ),
        (
            "<p>Published on <time datetime=2022-05-09>9 May</time></p>",
            "Published on 9 May",
            Role.STAMP,
            "2022-05-09",
        ),
        ("<p><i>Vienna, 3 May 2022</i></p>", "Vienna, 3 May 2022", Role.STAMP, ""),
        ('<span class="dateline">Vienna, 3 May 2022</span>', "Vienna, 3 May 2022", Role.STAMP, ""),
        (
            '<p itemprop="datePublished" content="2022-05-03">yesterday</p>',
            "yesterday",
            Role.STAMP,
            "2022-05-03",
        ),
        (
            "<p>The court sat on <time datetime=2022-05-10>10 May</time> "
            "and decided to sell the boat.</p>",
            "The court sat on 10 May and decided to sell the boat.",
            Role.TEXT,
            "",
        ),
        ("<p>Opening: <time>10:00</time></p>", "Opening: 10:00", Role.TEXT, ""),
    ],
)
def test_days(body: str, text: str, role: Role, stamp: str) -> None:
    [line] = lines_of(body)
    assert (line.text, line.role, line.stamp) == (text, role, stamp)


def test_a_headline_and_its_day_in_one_block_are_two_lines() -> None:
    assert told("<h2><a href=x>Boat handed over</a> <span class=date>2 March</span></h2>") == [
        ("heading 2", "Boat handed over"),
        ("stamp", "2 March"),
    ]


def test_a_listing_of_news_is_read() -> None:
    body = """<ul><li><a href=1>Workshop opens in Skopje</a> <span class=date>12.05.2022</span>
    <p>Thirty prosecutors attend.</p></li><li><span class=date>11.05.2022</span>
    <a href=2>New laboratory for the police</a><p>It was equipped by Sweden.</p></li>
    <li><a href=3>A third thing happened</a><p>So it is said.</p></li></ul>"""
    assert told(body) == [
        ("heading 7", "Workshop opens in Skopje"),
        ("stamp", "12.05.2022"),
        ("text", "Thirty prosecutors attend."),
        ("stamp", "11.05.2022"),
        ("heading 7", "New laboratory for the police"),
        ("text", "It was equipped by Sweden."),
        ("heading 7", "A third thing happened"),
        ("text", "So it is said."),
    ]


# Tables


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            "<caption>Loans</caption><tr><th>Branch</th><th>2021</th></tr><tr><td>Vitė</td><td>31,650</td></tr>",
            [("aside", "Loans"), ("row", "Branch: Vitė; 2021: 31,650")],
        ),
        (
            "<tr><th>Branch<th>Friday<th>Saturday</tr><tr><td>Vitė<td colspan=2>closed</tr>",
            [("row", "Branch: Vitė; Friday: closed; Saturday: closed")],
        ),
        (
            "<tr><td>Country<td>2020</tr><tr><td rowspan=2>Serbia<td>12</tr><tr><td>13</tr>",
            [("row", "Country: Serbia; 2020: 12"), ("row", "Country: Serbia; 2020: 13")],
        ),
        (
            "<tr><td>Manager<td>Danutė</tr><tr><td>Seats<td>46</tr>",
            [("row", "Manager; Danutė"), ("row", "Seats; 46")],
        ),
        (
            "<tr><th>Date:<td>3 May</tr><tr><th>Place<td>Vitė</tr>",
            [("row", "Date: 3 May"), ("row", "Place: Vitė")],
        ),
        (
            "<tr><th rowspan=2>Year<th colspan=2>Seized</tr>"
            "<tr><th>kg<th>cases</tr><tr><td>2020<td>5<td>7</tr>",
            [("row", "Year: 2020; Seized kg: 5; Seized cases: 7")],
        ),
        (
            "<tr><th colspan=2>By country</tr><tr><th>Country<th>Boats</tr><tr><td>Italy<td>3</tr>",
            [("aside", "By country"), ("row", "Country: Italy; Boats: 3")],
        ),
        (
            "<tr><td><b>Name</b><td><b>Town</b></tr><tr><td>A<td>Bern</tr>",
            [("row", "Name: A; Town: Bern")],
        ),
        ("<tr><th>Only<th>heads</tr>", [("row", "Only; heads")]),
        (
            "<thead><tr><th>A<th></tr></thead><tbody><tr><td>1<td>2</tr></tbody>",
            [("row", "A: 1; 2")],
        ),
    ],
)
def test_tables_of_data(body: str, lines: list[tuple[str, str]]) -> None:
    assert told(f"<table>{body}</table>") == lines


def test_a_table_for_layout_is_read_cell_by_cell() -> None:
    body = f"<table><tr><td><h2>Left</h2><td><p>{_LONG}</p><p>More.</p></tr></table>"
    assert told(body) == [("heading 2", "Left"), ("text", _LONG), ("text", "More.")]


# Furniture

_TEXT_OF_PAGE = (
    "<h1>Head</h1>" + "<p>The text of a page that is long enough to be the page.</p>" * 9
)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<nav><a href=x>Home</a></nav>", "navigation"),
        ("<header><a href=x>Logo</a></header>", "page header"),
        ("<footer>About us</footer>", "footer"),
        ('<div role="contentinfo">About us</div>', "footer"),
        (
            '<div class="cookie" id="cookie-banner" role="dialog">We use cookies</div>',
            "cookie notice",
        ),
        ('<div class="consent__text">We use cookies</div>', "cookie notice"),
        ('<div class="cookieBanner">We use cookies</div>', "cookie notice"),
        ('<p class="share">Share: <a href=x>E-mail</a></p>', "share links"),
        ('<div id="most-read">Most read</div>', "related items"),
        ('<div class="relatedArticles"><article>Another</article></div>', "related items"),
        ('<div class="col-side">In numbers</div>', "side box"),
        ("<aside>Aside</aside>", "side box"),
        ('<p style="display:none">Hidden</p>', "hidden"),
        ("<form>Search</form>", "form"),
        ("<button>Accept</button>", "button"),
        ("<noscript>Turn it on</noscript>", "shown without scripts"),
        ("<ul><li><a href=1>One</a><li><a href=2>Two</a><li><a href=3>Three</a></ul>", "links"),
        ("<div><a href=1>A</a><a href=2>B</a><a href=3>C</a></div>", "links"),
        ("<p>You get this letter. <a href='/unsubscribe'>Leave</a></p>", "subscription notice"),
    ],
)
def test_furniture(body: str, why: str) -> None:
    lines = lines_of(f"<main>{_TEXT_OF_PAGE}</main>{body}")
    assert [line.why for line in lines[10:]] == [why] * (len(lines) - 10) != []
    assert all(line.role is not Role.FURNITURE for line in lines[:10])


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="has-sidebar no-cookie">{_TEXT_OF_PAGE}</div>',
        f'<div class="menu">{_TEXT_OF_PAGE}</div>',
        f"<form>{_TEXT_OF_PAGE}</form>",
        '<header class="share"><h1>Head</h1></header>',
        '<article class="post tag-share category-menu"><header>Read</header></article>',
        f'<p class="social-policy">{_LONG * 4}</p><p>{_LONG * 9}</p>',
    ],
)
def test_what_only_sounds_like_furniture_is_read(body: str) -> None:
    assert all(line.role is not Role.FURNITURE for line in lines_of(body))


def test_furniture_amid_a_line_does_not_part_it() -> None:
    body = f"{_TEXT_OF_PAGE}<p>Price <span hidden>secret</span>is 5.</p>"
    assert told(body)[-2:] == [("text", "Price is 5."), ("furniture", "secret")]


# What a page says of itself


def test_fields_of_the_head() -> None:
    part = of_page(
        """<!-- saved from url=(0020)https://a.example/41 --><html><head><title>x</title>
        <meta property="og:title" content="Flu eases | Office">
        <meta property="og:site_name" content="Office">
        <meta property="article:published_time" content="2021-03-04T10:00">
        <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
        "datePublished": "2020-01-01", "contentLocation": {"name": "Vienna"}}]}</script>
        </head><body><p>Text.</p></body></html>"""
    )
    assert part.unit is Unit.PARAGRAPH
    assert {name: field.value for name, field in part.fields.items()} == {
        "title": "Flu eases",
        "date": "2021-03-04T10:00",
        "place": "Vienna",
        "links": "https://a.example/41",
    }
    assert all(field.origin is Origin.META for field in part.fields.values())


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (
            "<title>Issue 41 – October | Library</title><h1>Masthead</h1><h2>a</h2>",
            "Issue 41 – October",
        ),
        (f"<title>Office</title><p>x</p><h1>Headline</h1><p>{_LONG * 3}</p>", "Headline"),
        (f"<title>Office</title><h1>One</h1><p>{_LONG * 3}</p><h1>Two</h1>", "Office"),
        ("<title>Flu eases - Office</title><p>x", "Flu eases"),
    ],
)
def test_title(page: str, title: str) -> None:
    assert of_page(page).fields["title"].value == title


def test_day_of_json_ld_counts_only_if_it_is_the_only_one() -> None:
    script = '<script type="application/ld+json">{}</script>'
    one = script.format('{"datePublished": "2020-01-01"}')
    two = script.format('[{"datePublished": "2020-01-01"}, {"datePublished": "2020-01-02"}]')
    assert of_page(one + "<p>x").fields["date"].value == "2020-01-01"
    assert "date" not in of_page(two + "<p>x").fields
    assert "date" not in of_page(script.format("{broken") + "<p>x").fields


# Encodings


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("<p>Vitė</p>".encode(), "Vitė", "utf-8"),
        ("<p>Vitė</p>".encode("utf-16"), "Vitė", "utf-16-le"),
        (b"<meta charset=iso-8859-1><p>Troms\xf8 \x96 so</p>", "Tromsø – so", "cp1252"),
        (
            b'<meta content="text/html; charset=windows-1257"><p>Vit\xeb</p>',
            "Vitė",
            "cp1257",
        ),
        ("<meta charset=iso-8859-1><p>Vitė</p>".encode(), "Vitė", "utf-8"),
        ("<meta charset=nonsense><p>Vitė</p>".encode(), "Vitė", "utf-8"),
    ],
)
def test_encodings(data: bytes, text: str, encoding: str) -> None:
    source = html.read(data, "page.html")
    assert (source.parts[0].lines[0].text, source.encoding) == (text, encoding)


@pytest.mark.parametrize("data", [b"", b"<!-- nothing -->", b"<html><body></body></html>"])
def test_a_page_without_words_is_remarked_on(data: bytes) -> None:
    source = html.read(data, "page.html")
    assert not source.parts
    assert [remark.kind for remark in source.remarks] == [RemarkKind.UNREAD]


def test_a_page_that_is_too_deep_is_remarked_on() -> None:
    page = "<p>read</p>" + "<div>" * 5000 + "not read"
    source = html.read(page.encode(), "page.html")
    assert [remark.kind for remark in source.remarks] == [RemarkKind.DOUBTFUL]
    assert source.parts[0].lines[0].text == "read"


def test_markup_written_as_text_stays_text() -> None:
    assert told(f"<p>{escape('<b>x</b> & y')}</p>") == [("text", "<b>x</b> & y")]
