"""What a feed says about itself."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.sources.feeds.document import FeedDocument, read_document

URL = "https://blog.example/feeds/new"
MORNING = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
  xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Invented Blog</title><link>https://blog.example/</link>
<atom:link rel="self" href="https://blog.example/feeds/new"/>
<atom:link rel="prev-archive" href="/feeds/2026-02"/>
<ttl>90</ttl>
<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>8</sy:updateFrequency>
<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>x</hour></skipHours>
<skipDays><day>Saturday</day><day>Sunday</day></skipDays>
<item><title>A</title><guid isPermaLink="false">tag:a</guid><link>https://blog.example/a</link>
<pubDate>Mon, 02 Mar 2026 10:30:00 +0100</pubDate></item>
<item><title>B</title><link>https://blog.example/b</link></item>
<item><title>C</title><description>No identity of its own.</description></item>
</channel></rss>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://journal.example/"><title>Journal</title></channel>
<item rdf:about="https://journal.example/1"><title>A</title><dc:date>2026-03-02T09:30Z</dc:date>
</item></rdf:RDF>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"
  xmlns:fh="http://purl.org/syndication/history/1.0">
<title>Atom</title><fh:complete/><link rel="next" href="https://blog.example/feeds/new?page=2"/>
<entry><id>urn:1</id><title>A</title><link href="https://blog.example/1"/>
<updated>2026-03-02T10:30:00+01:00</updated></entry></feed>"""

JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "J", "next_url": "more.json",
"items": [{"id": 7, "title": "A", "date_published": "2026-03-02T09:30:00Z"},
{"url": "https://blog.example/b"}, 3]}"""


def read(data: bytes) -> FeedDocument:
    document = read_document(data, URL)
    assert document is not None
    return document


def test_an_rss_feed_with_all_it_can_say() -> None:
    feed = read(RSS)

    assert len({entry.key for entry in feed.entries}) == 3
    assert [entry.date for entry in feed.entries] == [MORNING, None, None]
    assert feed.older == "https://blog.example/feeds/2026-02"
    assert feed.least == dt.timedelta(hours=3)  # eight times a day; more than 90 minutes
    assert feed.skip_hours == {0, 23}
    assert feed.skip_days == {5, 6}
    assert not feed.is_whole


def test_the_identity_is_the_guid_else_the_link_else_the_contents() -> None:
    before = [entry.key for entry in read(RSS).entries]
    link = RSS.replace(b"https://blog.example/a", b"https://blog.example/a?from=feed")
    text = link.replace(b"No identity", b"Still no identity").replace(b"<title>B", b"<title>New")
    after = [entry.key for entry in read(text).entries]

    assert after[:2] == before[:2]
    assert after[2] != before[2]


def test_other_formats() -> None:
    assert [entry.date for entry in read(RDF).entries] == [MORNING]
    atom = read(ATOM)
    assert [entry.date for entry in atom.entries] == [MORNING]
    assert (atom.older, atom.is_whole) == ("https://blog.example/feeds/new?page=2", True)
    feed = read(JSON)
    assert [entry.date for entry in feed.entries] == [MORNING, None]
    assert feed.older == "https://blog.example/feeds/more.json"


def test_archives_are_preferred_to_pages() -> None:
    both = ATOM.replace(b"<fh:complete/>", b'<link rel="prev-archive" href="/old"/>')
    assert read(both).older == "https://blog.example/old"


def test_a_feed_that_is_not_well_formed_is_repaired() -> None:
    broken = RSS.replace(b"<title>B</title>", b"<title>B & more</title>")
    assert [entry.key for entry in read(broken).entries] == [e.key for e in read(RSS).entries]


@pytest.mark.parametrize(
    "data",
    [b"", b"plain text", b"<html><body>log in</body></html>", b"{}", b"[]", b'{"items": 3}', b"{"],
)
def test_what_is_not_a_feed(data: bytes) -> None:
    assert read_document(data, URL) is None


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel><ttl>&a;</ttl></channel></rss>'
    assert read_document(bomb, URL) is None


@given(
    st.binary(max_size=200)
    | st.builds(lambda text: RSS.replace(b"<ttl>90</ttl>", text), st.binary(max_size=60))
    | st.builds(lambda text: JSON.replace(b"7", text), st.binary(max_size=40))
)
def test_nothing_crashes_it(data: bytes) -> None:
    read_document(data, URL)


@pytest.mark.parametrize("value", ["9" * 5_000, "-1", "1e9", "٣", ""])
def test_numbers_that_mean_nothing(value: str) -> None:
    text = RSS.replace(b"90", value.encode()).replace(b"<hour>0", f"<hour>{value}".encode())
    assert read(text).least == dt.timedelta(hours=3)
