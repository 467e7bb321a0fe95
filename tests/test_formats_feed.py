"""Feeds: their entries as items; nothing of an entity, nothing fetched, nothing raised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fakes import law
from seeqa.archive.formats import read
from seeqa.types import RemarkKind

RSS = b"""<?xml version="1.0"?>
<rss version="2.0"><channel><title>Zoo news</title>
<item><title>Okapi born</title><link>http://zoo.example/1</link>
<pubDate>Fri, 31 Aug 2012 09:15:00 -0500</pubDate>
<description>The &lt;b&gt;first&lt;/b&gt; okapi in nineteen years was born.</description></item>
<item><title>Penguins on parade</title><link>http://zoo.example/2</link>
<pubDate>Mon, 27 Aug 2012 09:15:00 -0500</pubDate>
<description>They walk again after the heat wave.</description></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Zoo</title>
<entry><title>Wolf pups counted</title><link href="http://zoo.example/3"/>
<updated>2019-04-24T10:00:00Z</updated><summary>There are seven of them.</summary></entry>
<entry><title>House closed</title><link href="http://zoo.example/4"/>
<updated>2019-05-02T10:00:00Z</updated><summary>It is being painted.</summary></entry></feed>"""
BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY f SYSTEM "file:///etc/passwd">]><x><item><title>T &b; &f;</title></item></x>"""


def test_the_entries_of_a_feed_are_items() -> None:
    first, second = (part for part in read("news.rss", RSS).parts if part.whole)
    assert first.fields["title"].value == "Okapi born"
    assert first.fields["date"].value.startswith("Fri, 31 Aug 2012")
    assert first.fields["links"].value == "http://zoo.example/1"
    assert [line.text for line in first.lines] == ["The first okapi in nineteen years was born."]
    assert second.fields["title"].value == "Penguins on parade"


def test_so_are_those_of_an_atom_feed() -> None:
    parts = [part for part in read("news.xml", ATOM).parts if part.whole]
    assert [part.fields["title"].value for part in parts] == ["Wolf pups counted", "House closed"]
    assert parts[0].fields["links"].value == "http://zoo.example/3"
    assert parts[0].fields["date"].value.startswith("2019-04-24")


def test_no_entity_of_the_file_is_resolved() -> None:
    told = str(read("news.xml", BOMB))
    assert "aaaaaaaaaa" not in told
    assert "root:" not in told


@law
@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    source = read("news.xml", b"<feed>" + data)
    assert source.parts or any(remark.kind is RemarkKind.UNREAD for remark in source.remarks)
