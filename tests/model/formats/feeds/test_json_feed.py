"""JSON Feed: its fixture, what is odd in it, and a round trip."""

from __future__ import annotations

import datetime as dt
import json
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format
from octavo_model.text.clean import clean_line

FIXTURE = Path(__file__).parents[4] / "fixtures" / "json-feed" / "group.json"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
FEEDS = known_format("json-feed")


def source(data: bytes | str, name: str = "feed.json", date: dt.date | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name, NOW, date)


def parse(items: object, **head: object) -> ParsedDigest:
    feed = {"version": "https://jsonfeed.org/version/1.1", **head, "items": items}
    return FEEDS.parse(source(json.dumps(feed)))


def test_a_feed_is_read() -> None:
    found = source(FIXTURE.read_bytes())
    assert choose(found).name == "json-feed"
    digest = FEEDS.parse(found)
    assert (digest.date, digest.date_inferred) == (dt.date(2025, 11, 10), False)
    assert digest.slug == "reading-group-as-json"
    assert digest.papers == (
        ParsedPaper(
            "Counting Gulls, x < y",
            "We count & weigh.\n\nTwice.",
            authors=("Ada Penhaligon", "Bo Quays"),
            date=dt.date(2025, 11, 10),
            arxiv_id="2511.00001",
            version=2,
            categories=("agents", "birds"),
        ),
        ParsedPaper(
            "Terns",
            "Short.",
            authors=("A. Lone", "B. Twin"),
            doi="10.1000/gull.18",
            page="https://doi.org/10.1000/GULL.18",
        ),
    )


def test_items_without_titles_are_left_out_with_a_warning() -> None:
    digest = FEEDS.parse(source(FIXTURE.read_bytes()))
    assert [str(warning).strip() for warning in digest.warnings] == [
        "2 items have no title: 2, 4",
    ]


def test_the_day_is_the_users_else_that_of_the_name() -> None:
    data = FIXTURE.read_bytes()
    day = dt.date(2021, 5, 6)
    assert FEEDS.parse(source(data, "2025-11-08.json", day)).date == day
    assert FEEDS.parse(source(data, "2025-11-08.json")).date == dt.date(2025, 11, 8)


def test_an_escaped_version_is_known_too() -> None:
    text = r'{"items": [], "version": "https:\/\/jsonfeed.org\/version\/1"}'
    assert FEEDS.sniff(source(text)) > 0.9
    assert FEEDS.parse(source(text)).papers == ()


@pytest.mark.parametrize("data", ["", "[]", '{"title": "x"}', '[{"paper": {}}]', "<rss/>"])
def test_other_files_are_none(data: str) -> None:
    assert FEEDS.sniff(source(data)) == 0
    with pytest.raises(NotADigestError):
        FEEDS.parse(source(data))


@pytest.mark.parametrize("data", ['{"items": [', '{"items": ' + "[" * 100_000, "9" * 5000])
def test_json_that_is_not_sound_is_an_error(data: str) -> None:
    with pytest.raises(NotADigestError):
        FEEDS.parse(source(data))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        *("title", "url", "id", "content_html", "content_text", "summary", "authors", "author"),
        *("tags", "date_published", "external_url", "doi"),
    ]
)


@given(st.lists(st.dictionaries(FIELDS, VALUES) | VALUES), VALUES, VALUES)
def test_no_values_are_too_odd(items: list[object], title: object, page: object) -> None:
    digest = parse(items, title=title, home_page_url=page)
    assert len(digest.papers) == len(items) or digest.warnings
    for paper in digest.papers:
        assert paper.title == clean_line(paper.title) != ""


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    with pytest.raises(NotADigestError):
        FEEDS.parse(source(data))


LINES = st.text(st.characters(categories=["L", "P", "S"]), min_size=1, max_size=30).map(
    lambda text: "T" + clean_line(text)
)
PAPERS = st.builds(
    ParsedPaper,
    LINES,
    st.lists(LINES, max_size=3).map("\n\n".join),
    date=st.none() | st.dates(dt.date(1000, 1, 1)),
    arxiv_id=st.integers(0, 99999).map("2511.{:05}".format),
    version=st.integers(1, 99),
    categories=st.lists(LINES, unique=True).map(tuple),
)


@given(st.lists(PAPERS, max_size=4))
def test_what_a_feed_is_made_of_is_what_is_read(papers: list[ParsedPaper]) -> None:
    items = [
        {
            "id": f"https://arxiv.org/abs/{paper.arxiv_id}v{paper.version}",
            "title": paper.title,
            "content_html": "".join(
                f"<p>{escape(part)}</p>" for part in paper.abstract.split("\n\n")
            ),
            "date_published": f"{paper.date.isoformat()}T23:59:59-11:00" if paper.date else None,
            "tags": paper.categories,
        }
        for paper in papers
    ]
    assert parse(items).papers == tuple(papers)
