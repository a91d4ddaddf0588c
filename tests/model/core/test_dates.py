"""Dates that are known in part: what of them is stored, found and shown."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.model.conftest import Desk

from octavo_model import Library, View
from octavo_model.core.dates import Precision
from octavo_model.core.parsed import ImportOptions
from octavo_model.export import csv, json

PARTLY = b"""
@misc{d, title = {A Day}, date = {2014-07-01}}
@misc{m, title = {A Month}, year = 2014, month = jul}
@misc{f, title = {A February}, year = 2016, month = feb}
@misc{y, title = {A Year}, year = 2014}
@misc{n, title = {Never}}
"""


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open(formats=None)
    library.imports.import_bytes(PARTLY, ImportOptions(name="partly.bib"))
    return library


def days(library: Library) -> dict[str, tuple[str | None, bool]]:
    papers = library.catalog.papers(library.catalog.ids(View.all()))
    return {one.title: (one.day, one.date_inferred) for one in papers}


def test_what_is_known_of_a_date_is_kept_over_a_rebuild(desk: Desk, library: Library) -> None:
    known = {
        "A Day": ("2014-07-01", False),
        "A Month": ("2014-07", False),
        "A February": ("2016-02", False),
        "A Year": ("2014", False),
        "Never": (None, False),
    }
    assert days(library) == known
    assert {
        row.title: row.day for row in library.catalog.rows(library.catalog.ids(View.all())) if row
    } == {title: day for title, (day, _) in known.items()}
    library.close()
    desk.paths.index.unlink()
    assert days(desk.open(formats=None)) == known


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("date:2014-07-01", ["A Day"]),
        ("date:2014-07", ["A Day", "A Month"]),
        ("date:2014-07-01..2014-07-30", ["A Day"]),
        ("date:2014", ["A Day", "A Month", "A Year"]),
        ("year:2014", ["A Day", "A Month", "A Year"]),
        ("date:..2014-11", ["A Day", "A Month"]),
        ("date:2014-07-02..", ["A February"]),
        ("date:2016-02", ["A February"]),
        ("date:..2016-02-28", ["A Day", "A Month", "A Year"]),
        ("date:..2016-02-29", ["A Day", "A Month", "A February", "A Year"]),
        ("date:>1y", ["A Day", "A Month", "A February", "A Year"]),
    ],
)
def test_a_paper_is_of_a_time_if_all_that_is_known_of_its_date_is(
    library: Library, query: str, found: list[str]
) -> None:
    ids = library.search.find(query, library.catalog.ids(View.all())).ids
    assert [row.title for row in library.catalog.rows(ids) if row] == found


def test_a_digest_that_knows_more_adds_to_a_date(desk: Desk, library: Library) -> None:
    more = b"@misc{m, title = {A Month}, date = {2014-07-09}}"
    library.imports.import_bytes(more, ImportOptions(name="more.bib"))
    assert days(library)["A Month"] == ("2014-07-09", False)
    library.imports.import_bytes(
        b"@misc{d, title = {A Day}, year = 2015}", ImportOptions(name="less.bib")
    )
    assert days(library)["A Day"] == ("2014-07-01", False)


def test_the_surer_date_stays_when_two_papers_become_one(desk: Desk, library: Library) -> None:
    papers = {one.title: one for one in library.catalog.papers(library.catalog.ids(View.all()))}
    library.edits.merge(papers["A Month"].id, papers["A Day"].id)
    assert ("2014-07-01", False) in days(library).values()


def test_exports_write_the_known_part_and_it_is_read_again(desk: Desk, library: Library) -> None:
    papers = list(library.catalog.papers(library.catalog.ids(View.all())))
    table = "".join(csv.pieces(papers))
    assert ",2014-07," in table
    assert ",2014," in table
    fields = {one["title"]: one for one in map(json.fields_of, papers)}
    assert (fields["A Month"]["date"], fields["A Month"]["date_inferred"]) == ("2014-07", False)

    library.close()
    desk.paths.index.unlink()
    for path in desk.paths.digests.iterdir():
        path.unlink()
    again = desk.open(formats=None)
    again.imports.import_bytes(
        "".join(json.pieces(papers)).encode(), ImportOptions(name="mine.json")
    )
    assert days(again) == {one.title: (one.day, False) for one in papers}


def feed(*items: tuple[str, str]) -> bytes:
    known = "".join(
        f"<item><title>{title}</title><pubDate>{day}</pubDate></item>" for title, day in items
    )
    return f"<rss version='2.0'><channel><title>Birds</title>{known}</channel></rss>".encode()


def test_the_days_of_a_feed_are_as_it_prints_them(desk: Desk) -> None:
    library = desk.open(formats=None)
    gulls = ("Gulls", "Fri, 12 Dec 2008 02:36:10 +0100")
    library.imports.import_bytes(
        feed(gulls, ("Terns", "Nov 2008")), ImportOptions(name="birds.xml")
    )
    (digest,) = library.catalog.digests()
    assert (digest.date, digest.date_inferred) == (dt.date(2008, 12, 12), False)
    assert days(library) == {"Gulls": ("2008-12-12", False), "Terns": ("2008-11", False)}


def test_a_day_relative_to_another_is_approximate(desk: Desk) -> None:
    library = desk.open(formats=None)
    library.imports.import_bytes(feed(("Gulls", "3 weeks ago")), ImportOptions(name="birds.xml"))
    (digest,) = library.catalog.digests()
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    assert (paper.date, paper.date_inferred) == (digest.date, digest.date_inferred)
    assert (paper.date_inferred, paper.date_precision) == (True, Precision.ABOUT)
