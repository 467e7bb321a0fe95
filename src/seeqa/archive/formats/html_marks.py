"""What a page's marks say: which parts of it are no part of any item, and which tell a day.

The words that authors of pages use as class, id and role are data: the tables at the top.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li "
    "main menu nav noframes ol p pre search section summary table tbody td tfoot th thead tr "
    "ul".split()
)
DROPPED = frozenset(
    "script style template iframe object embed svg canvas audio video map img input meta link "
    "title base param source track colgroup col datalist".split()
)
_BY_TAG = {
    "nav": "navigation",
    "menu": "navigation",
    "search": "search",
    "dialog": "dialog",
    "form": "form",
    "button": "button",
    "select": "form",
    "option": "form",
    "textarea": "form",
    "noscript": "shown without scripts",
    "noframes": "shown without frames",
    "header": "page header",
    "footer": "footer",
    "aside": "side box",
}
_BY_ROLE = {
    "navigation": "navigation",
    "banner": "page header",
    "contentinfo": "footer",
    "complementary": "side box",
    "search": "search",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "menu": "navigation",
    "menubar": "navigation",
    "toolbar": "navigation",
    "doc-backlink": "footnote mark",
}
# Words of a class or an id; several with spaces between them stand one after another in it.
_BY_WORD = {
    "cookie": "cookie notice",
    "cookies": "cookie notice",
    "consent": "cookie notice",
    "gdpr": "cookie notice",
    "share": "share links",
    "sharing": "share links",
    "sharer": "share links",
    "shares": "share links",
    "social": "share links",
    "addtoany": "share links",
    "addthis": "share links",
    "sharedaddy": "share links",
    "follow us": "share links",
    "print link": "share links",
    "breadcrumb": "navigation",
    "breadcrumbs": "navigation",
    "nav": "navigation",
    "navbar": "navigation",
    "navigation": "navigation",
    "menu": "navigation",
    "submenu": "navigation",
    "skip": "navigation",
    "skiplink": "navigation",
    "skip link": "navigation",
    "back to top": "navigation",
    "backtotop": "navigation",
    "topbar": "navigation",
    "pagination": "navigation",
    "pager": "navigation",
    "paging": "navigation",
    "prev next": "navigation",
    "language switcher": "navigation",
    "lang switch": "navigation",
    "toc": "navigation",
    "sidebar": "side box",
    "col side": "side box",
    "side col": "side box",
    "left rail": "side box",
    "right rail": "side box",
    "related": "related items",
    "recommended": "related items",
    "recommendations": "related items",
    "recirculation": "related items",
    "most read": "related items",
    "mostread": "related items",
    "most popular": "related items",
    "most viewed": "related items",
    "popular": "related items",
    "trending": "related items",
    "read more": "navigation",
    "more link": "navigation",
    "readmore": "navigation",
    "see also": "related items",
    "more news": "related items",
    "more stories": "related items",
    "you may": "related items",
    "newsletter signup": "sign-up form",
    "newsletter form": "sign-up form",
    "signup": "sign-up form",
    "sign up": "sign-up form",
    "subscribe": "sign-up form",
    "subscription": "sign-up form",
    "tags": "tags",
    "taglist": "tags",
    "tagcloud": "tags",
    "cat links": "tags",
    "comments": "comments",
    "comment list": "comments",
    "disqus": "comments",
    "respond": "comments",
    "advert": "advertisement",
    "adverts": "advertisement",
    "advertisement": "advertisement",
    "ad": "advertisement",
    "ads": "advertisement",
    "sponsored": "advertisement",
    "promo": "advertisement",
    "footer": "footer",
    "colophon": "footer",
    "headerlink": "link mark",
    "heading anchor": "link mark",
    "modal": "dialog",
    "popup": "dialog",
    "lightbox": "dialog",
    "preheader": "hidden",
    "gmail signature": "signature",
    "moz signature": "signature",
    "toolbar": "navigation",
}
# These words also name what is read; prose under them is not furniture.
_WEAK = frozenset(
    ("share links", "navigation", "sign-up form", "tags", "advertisement", "dialog", "footer")
)
_PROSE = 40  # words
_LINKED = 0.2  # share of words in links below which words are prose
# A class that begins so tells of something else: "has-sidebar", WordPress's "tag-news".
_ELSEWHERE = frozenset("has no not with without is tag category cat type status format".split())
_DAY_WORDS = frozenset(
    "date dateline datetime dated published publish pubdate byline by meta timestamp datum "
    "datepublished datecreated datemodified dateposted posted".split()
)
_TITLE_WORDS = frozenset("headline title heading subject".split())
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_CARDS = ("div", "section", "li", "td")
_LISTS = frozenset("ul ol dl div section td table center menu dd p".split())
_MANY_LINKS = 3
_LINK_SHARE = 0.7
_LINK_WORDS = 12  # words of a link that is a text in itself


@dataclass(slots=True)
class Measure:
    """What an element holds: words, those in links, links, and elements of some kinds."""

    words: int = 0
    linked: int = 0
    links: int = 0
    heads: int = 0
    days: int = 0
    blocks: int = 0
    holds: Counter[str] = field(default_factory=Counter)

    def add(self, other: Measure) -> None:
        """Take in what an element within this one holds."""
        self.words += other.words
        self.linked += other.linked
        self.links += other.links
        self.heads += other.heads
        self.days += other.days
        self.blocks += other.blocks
        self.holds += other.holds


class Marks:
    """The marks of one page, measured once."""

    def __init__(self, root: _Element) -> None:
        """Measure every element of a page."""
        self.root = root
        self.measures: dict[_Element, Measure] = {}
        self._cards: dict[_Element, Counter[tuple[str, str]]] = {}
        self._measure()
        self.total = self.measures[root]

    def why_furniture(self, element: _Element) -> str:
        """Return what an element is if it is no part of any item, else an empty string."""
        tag = tag_of(element)
        if tag in ("html", "head", "body", "main", *HEADINGS):
            return "hidden" if tag in HEADINGS and is_hidden(element) else ""
        measure = self.measures[element]
        if not measure.words or self._is_the_page(measure):
            return ""
        if is_hidden(element):
            return "hidden"
        return (
            self._by_name(element, tag, measure)
            or _BY_ROLE.get(element.get("role", "").lower())
            or self._by_tag(element, tag, measure)
        )

    def is_links(self, element: _Element) -> bool:
        """Tell a block that is a list of links and of nothing else."""
        measure = self.measures[element]
        if tag_of(element) not in _LISTS or self._is_the_page(measure):
            return False
        return not (measure.heads or measure.days) and mostly_links(
            measure.words, measure.linked, measure.links
        )

    def is_card(self, element: _Element) -> bool:
        """Tell an element that holds one of several like things: an article, a headed box."""
        tag = tag_of(element)
        if tag == "article":
            return True
        parent = element.getparent()
        if tag not in _CARDS or parent is None or not self.measures[element].heads:
            return False
        if parent not in self._cards:
            self._cards[parent] = Counter(
                (tag_of(child), child.get("class", ""))
                for child in parent
                if tag_of(child) in _CARDS and self.measures[child].heads
            )
        named = bool(element.get("class")) or tag == "li"
        return named and self._cards[parent][tag, element.get("class", "")] > 1

    def _measure(self) -> None:
        """Measure every element, those within before those around them."""
        from lxml.etree import iterwalk

        walk = iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            tag = tag_of(element)
            if event == "start":
                self.measures[element] = Measure()
                if tag in DROPPED:
                    walk.skip_subtree()
                continue
            measure = self.measures[element]
            _add_itself(measure, element, tag)
            parent = element.getparent()
            if parent is not None and parent in self.measures:
                self.measures[parent].add(measure)

    def _is_the_page(self, measure: Measure) -> bool:
        """Tell an element that must be read whatever it is called."""
        total = self.total
        if measure.holds["h1"] or measure.holds["main"] or 2 * measure.words > total.words:
            return True
        elsewhere = total.holds["main"] or total.holds["h1"]
        articles = measure.holds["article"]
        return articles > 0 and not elsewhere and articles == total.holds["article"]

    def _by_name(self, element: _Element, tag: str, measure: Measure) -> str:
        """Return what its class or id says that an element is."""
        if tag == "article":
            return ""
        for words in _names(element):
            for start, size in ((s, n) for s in range(len(words)) for n in (3, 2, 1)):
                why = _BY_WORD.get(" ".join(words[start : start + size]), "")
                prose = measure.words > _PROSE and measure.linked < _LINKED * measure.words
                if why and not (why in _WEAK and (prose or measure.heads and measure.days)):
                    return "" if why == "footer" and _is_within(element) else why
        return ""

    def _by_tag(self, element: _Element, tag: str, measure: Measure) -> str:
        """Return what its tag says that an element is."""
        why = _BY_TAG.get(tag, "")
        if tag in ("header", "footer") and _is_within(element):
            return ""
        if tag == "aside" and _is_within(element) and measure.linked < _LINKED * measure.words:
            return ""
        if tag == "button" and any(tag_of(up) in HEADINGS for up in element.iterancestors()):
            return ""
        if tag == "time" and "updated" in element.get("class", "").split():
            before = element.getprevious()
            return "hidden" if before is not None and tag_of(before) == "time" else ""
        if tag in ("a", "sup") and is_note_mark(element):
            return "footnote mark"
        return why


def mostly_links(words: int, linked: int, links: int) -> bool:
    """Tell by its words whether a block is a row of links."""
    if links < _MANY_LINKS or linked <= _LINK_SHARE * words:
        return False
    return linked <= _LINK_WORDS * links


def is_note_mark(element: _Element) -> bool:
    """Tell a raised number that leads to a footnote of the same page."""
    link = element if tag_of(element) == "a" else next(element.iterchildren("a"), None)
    if link is None or not link.get("href", "").startswith("#"):
        return False
    raised = tag_of(element) == "sup" or any(tag_of(child) == "sup" for child in link)
    text = "".join(str(piece) for piece in element.itertext()).strip(" []()")
    return raised and len(text) <= 3 and text.isalnum()


def is_hidden(element: _Element) -> bool:
    """Tell an element that no reader sees."""
    if "hidden" in element.attrib or element.get("aria-hidden", "").lower() == "true":
        return True
    style = _style(element)
    return "display:none" in style or "visibility:hidden" in style


def is_block(element: _Element) -> bool:
    """Tell an element that stands by itself, or holds one that does."""
    return tag_of(element) in BLOCKS or "display:block" in _style(element)


def is_strong(element: _Element) -> bool:
    """Tell an element whose words are set to stand out as a headline's are."""
    tag = tag_of(element)
    if tag in ("b", "strong", "big"):
        return True
    if tag == "font" and element.get("size", "").strip() in ("4", "5", "6", "7", "+1", "+2", "+3"):
        return True
    style = _style(element)
    return any(f"font-weight:{weight}" in style for weight in ("bold", "600", "700", "800", "900"))


def stamp_of(element: _Element) -> str | None:
    """Return the day that an element's marks give, "" if they only say that it is one, or None."""
    written = element.get("datetime") or element.get("content") or ""
    if tag_of(element) == "time":
        text = "".join(str(piece) for piece in element.itertext())
        return _day(written) if (_day(written) if written else _tells_day(text)) else None
    named = {word.lower() for words in _names(element) for word in words}
    itemprop = element.get("itemprop", "").lower()
    if named & _DAY_WORDS or itemprop in _DAY_WORDS:
        return _day(written)
    return None


def is_titled(element: _Element) -> bool:
    """Tell an element whose class says that it is a headline."""
    if element.get("itemprop", "").lower() == "headline":
        return True
    return any(words[-1].lower() in _TITLE_WORDS for words in _names(element))


def heading_level(element: _Element) -> int:
    """Return the rank of a heading, 0 for any other element."""
    tag = tag_of(element)
    if element.get("role", "").lower() == "heading":
        level = element.get("aria-level", "2").strip()
        return min(int(level), 6) if level.isdigit() and int(level) else 2
    return HEADINGS.index(tag) + 1 if tag in HEADINGS else 0


def tag_of(element: _Element) -> str:
    """Return an element's tag; an empty string for a comment and the like."""
    tag = element.tag
    return tag.rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _add_itself(measure: Measure, element: _Element, tag: str) -> None:
    """Add an element's own words, and what kind of element it is."""
    measure.holds[tag] += tag in ("h1", "main", "article")
    if tag in DROPPED:
        return
    texts = [element.text, *(child.tail for child in element)]
    measure.words += sum(len(text.split()) for text in texts if text)
    if tag == "a" and measure.words:
        measure.linked = measure.words
        measure.links += 1
    measure.blocks += is_block(element)
    measure.heads += bool(heading_level(element))
    measure.days += stamp_of(element) is not None


def _names(element: _Element) -> Iterator[list[str]]:
    """Yield the words of each class and of the id: "most-read__box" -> most, read, box."""
    for name in [*element.get("class", "").split(), element.get("id", "")]:
        words = [word.lower() for word in _NAME_WORD.findall(name)]
        if words and (words[0] not in _ELSEWHERE or " ".join(words) in _BY_WORD):
            yield words


def _is_within(element: _Element) -> bool:
    """Tell an element that belongs to an article rather than to the page."""
    return any(tag_of(up) in ("article", "main", "blockquote") for up in element.iterancestors())


def _style(element: _Element) -> str:
    return "".join(element.get("style", "").lower().split())


def _day(written: str) -> str:
    """Return a machine's date if it holds a day ("2022-10-03T10:00" does, "10:00" does not)."""
    return written.strip() if "-" in written else ""


def _tells_day(text: str) -> bool:
    """Tell words that may be a day rather than an hour."""
    if any(len(word.strip(".,")) > 2 and word.strip(".,").isalpha() for word in text.split()):
        return True
    return any(text.count(mark) == 2 for mark in "./-")
