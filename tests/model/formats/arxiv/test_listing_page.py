"""Listing pages of arXiv: what they hold, and what they say that they hold."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.parsed import Announcement
from octavo_model.formats.arxiv.listing_page import (
    ListingKind,
    ListingPage,
    page_title,
    parse_listing,
)

FIXTURE = Path(__file__).parents[4] / "fixtures" / "arxiv-page" / "cs.CL-new.html"
PAGE = FIXTURE.read_text()
MONTH = (FIXTURE.parent / "cs.CL-2026-05.html").read_text()


def read(text: str) -> ListingPage:
    page = parse_listing(text)
    assert page is not None
    return page


def test_today() -> None:
    page = read(PAGE)

    assert (page.kind, page.category, page.subject) == (
        ListingKind.NEW,
        "cs.CL",
        "Computation and Language",
    )
    assert (page.day, page.total, page.read, page.is_whole) == (dt.date(2026, 8, 21), 7, 7, True)
    assert [(one.announced, one.shown, one.stated) for one in page.sections] == [
        (Announcement.NEW, 3, 3),
        (Announcement.CROSS, 2, 2),
        (Announcement.REPLACE, 2, 2),
    ]


def test_a_paper() -> None:
    second = list(read(PAGE).papers)[1]

    assert second.title == "A Lighthouse Benchmark for Foggy Prompts"
    assert second.authors == ("Dora Kelp", "Mei Lin")
    assert second.arxiv_id == "2608.00002"
    assert second.categories == ("cs.CL",)
    assert second.abstract == "About 2608.00002."
    assert second.date == dt.date(2026, 8, 21)


def test_the_day_of_a_replacement_is_that_of_its_revision() -> None:
    last = list(read(PAGE).papers)[-1]

    assert (last.date, last.revised) == (None, dt.date(2026, 8, 21))


def test_entries_that_are_stated_and_not_shown() -> None:
    entry = PAGE.rindex("<dt>")
    page = read(PAGE[:entry] + PAGE[PAGE.index("</dl>") :])

    assert (page.read, page.total) == (6, 7)
    assert page.sections[-1].stated == 2
    assert len(page.sections[-1].papers) == 1


def test_a_month() -> None:
    page = read(MONTH)

    assert (page.kind, page.category, page.subject) == (
        ListingKind.MONTH,
        "cs.CL",
        "Computation and Language",
    )
    assert (page.month, page.day, page.next_page) == (dt.date(2026, 5, 1), None, "")
    assert (page.total, page.read, page.is_whole) == (3, 3, True)
    first, _, cross = page.papers
    assert (first.arxiv_id, first.date, first.announced) == ("2605.00004", None, None)
    assert (first.comments, first.abstract) == ("14 pages, 7 nests", "")
    assert cross.categories == ("cs.IR", "cs.CL")


def test_a_month_on_several_pages_has_a_link_to_the_next() -> None:
    links = "Total of 4100 entries : <span>1-2000</span>" + "".join(
        f"<a href=/list/cs.CL/2026-05?skip={start}&amp;show=2000>{start + 1}-{end}</a>"
        for start, end in ((2_000, 4_000), (4_000, 4_100))
    )
    page = read(MONTH.replace("Total of 3 entries", links))

    assert (page.total, page.next_page) == (4_100, "/list/cs.CL/2026-05?skip=2000&show=2000")


def test_a_month_without_papers_names_the_present_one() -> None:
    page = read((FIXTURE.parent / "cs.CL-empty-month.html").read_text())

    assert (page.kind, page.month, page.total, page.read) == (
        ListingKind.MONTH,
        dt.date(2026, 8, 1),
        None,
        0,
    )


def test_a_year_has_no_month() -> None:
    page = read(MONTH.replace("titles for May 2026", "titles for 2026"))

    assert (page.kind, page.month) == (ListingKind.MONTH, None)


def test_a_page_that_is_cut_off() -> None:
    page = read(PAGE[: int(len(PAGE) * 0.7)])

    assert not page.is_whole
    assert 0 < page.read < 7


def test_a_page_saved_by_a_browser_has_whole_addresses() -> None:
    saved = PAGE.replace("'", '"').replace('"/abs/', '"https://arxiv.org/abs/')

    assert [one.arxiv_id for one in read(saved).papers] == [
        one.arxiv_id for one in read(PAGE).papers
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><title>Are you human?</title></html>",
        PAGE.replace("dlpage", "page"),
        "<h1>Owls</h1>",
    ],
)
def test_what_is_no_listing(text: str) -> None:
    assert parse_listing(text) is None


def test_the_title_of_another_page() -> None:
    assert page_title("<html><title>Are you\n human?</title>") == "Are you human?"


@given(st.integers(0, len(PAGE)))
def test_a_paper_is_whole_wherever_the_page_is_cut_off(length: int) -> None:
    page = parse_listing(PAGE[:length])

    assert page is None or [*page.papers] == [*read(PAGE).papers][: page.read]


@given(st.integers(0, len(PAGE)), st.integers(0, len(PAGE)), st.text(max_size=20))
def test_no_change_of_a_page_is_an_error(start: int, end: int, text: str) -> None:
    page = parse_listing(PAGE[:start] + text + PAGE[end:])

    assert page is None or page.read <= 20


def test_real_pages(corpus: Path) -> None:
    folder = corpus / "arxiv-pages"
    expected: dict[str, dict[str, Any]] = json.loads((folder / "expected.json").read_text())
    listings = {
        name: one
        for name, one in expected.items()
        if re.match("(new|recent|month|catchup)_", name) and one["status"] == 200
    }
    assert len(listings) == 13
    for name, one in listings.items():
        page = read((folder / name).read_text())
        assert page.total == one["total_stated"], name
        assert page.read == one["read"], name
        assert str(page.day) == str(one.get("announced")), name
        assert str(page.next_day) == str(one.get("next_day")), name
        for section, known in zip(page.sections, one["sections"], strict=True):
            assert [paper.arxiv_id for paper in section.papers] == known["ids"], name
            assert (section.heading or None) == known["heading"]
            if stated := known.get("stated"):
                assert [section.shown, section.stated] == stated
            first, last = section.papers[0], section.papers[-1]
            assert (first.title, last.title) == (known["first"]["title"], known["last"]["title"])
            assert list(first.authors[:3]) == known["first"]["authors"][:3]
            assert len(first.authors) == known["first"]["author_count"]
            assert sum(bool(paper.abstract) for paper in section.papers) == known["with_abstract"]


def test_a_real_error_page(corpus: Path) -> None:
    text = (corpus / "arxiv-pages" / "catchup_error-too-old.html").read_text()

    assert parse_listing(text) is None
    assert page_title(text).startswith("Invalid date: 2010-10-01.")
