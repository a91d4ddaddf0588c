"""Lists of feeds of other readers."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import OctavoError
from octavo_model.sources.feeds.opml import OpmlFeed, plan, read_opml
from octavo_model.sources.spec import make


def opml(outlines: str) -> bytes:
    return f"<?xml version='1.0'?><opml version='2.0'><body>{outlines}</body></opml>".encode()


def test_feeds_in_folders_are_read_with_their_titles() -> None:
    data = opml(
        '<outline text="Moss"><outline type="rss" text="A" title="Moss &amp; Fen"'
        ' xmlUrl="https://a.example/feed?x=1&amp;y=2" htmlUrl="https://a.example"/></outline>'
        '<outline text="No feed" type="link" url="https://b.example"/>'
        '<outline text="Bells" xmlurl=" https://c.example/rss "/>'
    )
    assert read_opml(data, "a.opml") == [
        OpmlFeed("Moss & Fen", "https://a.example/feed?x=1&y=2"),
        OpmlFeed("Bells", "https://c.example/rss"),
    ]


def test_bare_ampersands_are_read() -> None:
    data = opml('<outline text="A & B" xmlUrl="https://a.example/?x=1&y=2"/>')
    assert read_opml(data, "a.opml") == [OpmlFeed("A & B", "https://a.example/?x=1&y=2")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<rss/>", "is not a list of feeds"),
        (b"title,authors", "is not a list of feeds"),
        (b"<opml><body>", "is not well-formed"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "entities"),
    ],
)
def test_other_files_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(OctavoError, match=why):
        read_opml(data, "a.opml")


def test_names_come_from_titles_and_duplicates_are_skipped() -> None:
    known = [make("moss", "https://www.known.example/feed/")]
    feeds = [
        OpmlFeed("Moss", "https://moss.example/rss"),
        OpmlFeed("Known", "http://known.example/feed"),
        OpmlFeed("Moss", "feed://fen.example/rss"),
        OpmlFeed("Moss again", "https://moss.example/rss/"),
        OpmlFeed("苔", "https://moss.example/cn"),
        OpmlFeed("Bad", "ftp://bad.example/"),
    ]
    made = plan(feeds, known, every="1d")
    assert [(one.name, one.target, one.every.days) for one in made.new] == [
        ("moss-2", "https://moss.example/rss", 1),
        ("moss-3", "https://fen.example/rss", 1),
        ("moss-example", "https://moss.example/cn", 1),
    ]
    assert made.known == 2
    assert made.problems == ("ftp://bad.example/: only http and https addresses can be fetched",)


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=5))
def test_no_list_is_too_odd(feeds: list[tuple[str, str]]) -> None:
    outlines = (f'<outline text="{escape(a)}" xmlUrl="{escape(b)}"/>' for a, b in feeds)
    try:
        found = read_opml(opml("".join(outlines)), "a.opml")
    except OctavoError:
        return
    made = plan(found, [])
    names = [one.name for one in made.new]
    assert len(names) == len(set(names))
