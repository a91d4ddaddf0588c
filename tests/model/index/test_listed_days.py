"""The day of a paper without a date: that of its newest digest."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.parsed import import_parsed

from octavo_model import Library, Paths, View
from octavo_model.core.dates import Precision
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.index.first_page import FirstPage

MARCH, APRIL = dt.date(2025, 3, 20), dt.date(2025, 4, 2)
OWLS, BATS, MICE = ParsedPaper("Owls"), ParsedPaper("Bats"), ParsedPaper("Mice")
DATED = ParsedPaper("Dated", date=dt.date(2024, 5, 6))


def add(library: Library, name: str, day: dt.date | None, *papers: ParsedPaper) -> None:
    import_parsed(library, ParsedDigest(day, False, papers), name, "newsletter")


@pytest.fixture
def two(paths: Paths) -> Library:
    """A library with two digests, and one without a day."""
    library = Library.open(paths)
    add(library, "march", MARCH, OWLS, BATS, DATED)
    add(library, "april", APRIL, OWLS)
    add(library, "undated", None, MICE)
    return library


def found(library: Library, query: str) -> list[str]:
    rows = library.catalog.rows(library.search.find(query, View.all()).ids)
    return sorted(row.title for row in rows if row is not None)


def days(library: Library) -> dict[str, str | None]:
    rows = library.catalog.rows(library.catalog.ids(View.all()))
    return {
        row.title: f"{'~' if row.is_guess else ''}{row.day_or_listed}"
        for row in rows
        if row is not None and row.day_or_listed
    }


def test_a_paper_without_a_date_has_the_day_of_its_newest_digest(two: Library) -> None:
    assert days(two) == {"Owls": "~2025-04-02", "Bats": "~2025-03-20", "Dated": "2024-05-06"}
    paper = two.catalog.paper(two.catalog.resolve("Bats"))
    assert (paper.date, paper.day, paper.listed) == (None, None, MARCH)
    two.close()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("date:2025-04", ["Owls"]),
        ("date:2025-03..", ["Bats", "Owls"]),
        ("date:2024", ["Dated"]),
        ("year:2025", ["Bats", "Owls"]),
        ("!year:1990..2030", ["Mice"]),
    ],
)
def test_queries_ask_for_that_day(two: Library, query: str, titles: list[str]) -> None:
    assert found(two, query) == titles
    two.close()


def test_lists_are_sorted_by_that_day(two: Library) -> None:
    rows = two.catalog.rows(two.search.find("sort:date", View.all()).ids)

    assert [row.title for row in rows if row is not None] == ["Owls", "Bats", "Dated", "Mice"]
    two.close()


def test_the_day_follows_that_of_the_digest(two: Library) -> None:
    library = two
    april = next(one for one in library.catalog.digests() if one.date == APRIL)
    library.edits.date_digest(april.name, dt.date(2024, 12, 24))

    assert days(library)["Owls"] == "~2025-03-20"
    assert found(library, "date:2024-12") == []
    library.edits.remove_digest(
        next(one.name for one in library.catalog.digests() if one.date == MARCH)
    )
    assert days(library) == {"Owls": "~2024-12-24"}
    two.close()


def test_the_first_page_has_the_same_day(two: Library, paths: Paths) -> None:
    two.close()
    page = FirstPage(str(paths.data))
    rows = page.rows("all", None, "", 4)
    page.close()

    assert rows is not None
    shown = [(row["title"], row["day"], bool(row["guess"])) for row in rows[0]]
    assert shown == [
        ("Owls", "2025-04-02", True),
        ("Bats", "2025-03-20", True),
        ("Dated", "2024-05-06", False),
        ("Mice", None, True),
    ]


def test_a_list_knows_where_each_digest_starts(two: Library) -> None:
    ids = two.catalog.ids(View.all())

    assert two.catalog.starts(ids) == [0, 1, 3]
    assert two.catalog.starts(()) == []
    rows = [row for row in two.catalog.rows(ids) if row is not None]
    names = {one.id: one.name for one in two.catalog.digests()}
    assert [names[row.digest] for row in rows] == [
        "april", "march", "march", "undated",
    ]  # fmt: skip
    two.close()


def test_an_own_date_counts_however_little_is_known(paths: Paths) -> None:
    with Library.open(paths) as library:
        year = ParsedPaper("Year", date=dt.date(2023, 1, 1), date_precision=Precision.YEAR)
        add(library, "march", MARCH, year)

        assert days(library) == {"Year": "2023"}
        assert found(library, "year:2025") == []
