"""The saved page: its data in any place, else its visible text."""

from __future__ import annotations

import datetime as dt
import html
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import Source
from octavo_model.formats.registry import choose, known_format

FOLDER = Path(__file__).parents[4] / "fixtures"
FIXTURES = FOLDER / "daily-papers-html"
MODIFIED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
PAGES = known_format("daily-papers-html")
ANSWER = (FOLDER / "daily-papers-json" / "2026-08-21.json").read_bytes()
PAPERS = known_format("daily-papers-json").parse(Source(ANSWER, "answer.json", MODIFIED)).papers


def source(data: bytes | str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "papers.html", MODIFIED)


def fixture(name: str) -> Source:
    return source((FIXTURES / f"{name}.html").read_bytes())


@pytest.mark.parametrize("name", ["page", "props_first"])
def test_the_data_of_a_page_says_what_the_api_says(name: str) -> None:
    digest = PAGES.parse(fixture(name))
    assert digest.papers == PAPERS
    assert digest.date == dt.date(2026, 8, 21)
    assert digest.warnings == ()


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("between", [" ", "\n\t", " id=x ", ' class="a > b" hidden '])
@pytest.mark.parametrize("first", ["target", "props"])
def test_attributes_may_be_in_any_order_and_quotes(quote: str, between: str, first: str) -> None:
    data = json.dumps({"dailyPapers": json.loads(ANSWER)})
    pair = [
        f"data-target={quote}DailyPapers{quote}",
        f"data-props={quote}{html.escape(data)}{quote}",
    ]
    attributes = between.join(pair if first == "target" else reversed(pair))
    page = f"<html><div data-props='{{}}'></div>\n<div {attributes}><p>x</p></div></html>"
    assert PAGES.parse(source(page)).papers == PAPERS


def test_the_day_of_a_page_without_submissions_is_what_its_data_says() -> None:
    rows = [{"paper": {"id": "2401.01234", "title": "T", "publishedAt": "2024-01-02"}}]
    data = html.escape(json.dumps({"dateString": "2024-01-05", "dailyPapers": rows}))
    page = f'<html><div data-target="DailyPapers" data-props="{data}">'
    assert PAGES.parse(source(page)).date == dt.date(2024, 1, 5)


def test_without_data_the_visible_page_is_read() -> None:
    digest = PAGES.parse(fixture("no_data"))
    assert [one.title for one in digest.papers] == [one.title for one in PAPERS]
    assert [one.author_count for one in digest.papers] == [2, 1, 3]
    assert digest.date == dt.date(2026, 8, 21)
    assert str(digest.warnings[0]) == "the page's data is missing or broken; read its visible text"
    assert all(one.line == 0 for one in digest.papers)


def test_of_a_page_that_was_cut_off_the_whole_rows_are_read() -> None:
    digest = PAGES.parse(fixture("cut"))
    assert digest.papers == PAPERS[:2]
    assert [str(one) for one in digest.warnings] == [
        "cut off here; the whole rows before were read"
    ]


@pytest.mark.parametrize("name", ["page", "props_first", "cut", "no_data"])
def test_every_page_is_known_for_one(name: str) -> None:
    assert choose(fixture(name)).name == "daily-papers-html"


def test_a_page_that_shows_something_else_is_not_read_as_papers() -> None:
    page = '<html><div data-target="DailyPapers" data-props="{}"><h1>Sorry</h1><p>Busy.</p></div>'
    with pytest.raises(NotADigestError, match="no papers are found"):
        PAGES.parse(source(page))


def test_a_page_to_log_in_is_none_and_says_so() -> None:
    assert PAGES.sniff(fixture("login")) == 0
    with pytest.raises(NotADigestError, match="no papers are found"):
        PAGES.parse(fixture("login"))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "Daily Papers\n\nAug 21\n",
        '<?xml version="1.0"?><rss><channel><title>Daily Papers</title></channel></rss>',
        "<html><head><title>News</title></head><body>Daily Papers</body></html>",
        ANSWER,
    ],
    ids=["empty", "text", "feed", "other page", "json"],
)
def test_other_files_are_not_taken_for_a_page(data: bytes | str) -> None:
    assert PAGES.sniff(source(data)) == 0


PIECES = st.sampled_from(
    [
        *(
            "<html>",
            "<div ",
            " data-target=",
            '"DailyPapers"',
            "'DailyPapers'",
            " data-props=",
            '"',
        ),
        *("'", "{&quot;dailyPapers&quot;:[", "{&quot;paper&quot;:{&quot;title&quot;:", "]}", ">"),
        *("&quot;T&quot;}}", "<title>Daily Papers", "<p>", "<!--", "\n", " x=y ", "&#0;", "text"),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text())
def test_no_text_is_too_odd(text: str) -> None:
    one = source(text.encode("utf-8", "surrogatepass"))
    assert 0 <= PAGES.sniff(one) <= 1
    try:
        assert PAGES.parse(one).papers
    except NotADigestError as error:
        assert error.what == "papers.html"  # noqa: PT017
