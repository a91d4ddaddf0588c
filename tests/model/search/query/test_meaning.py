"""Random queries find exactly what a plain evaluation of them finds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from tests.model.conftest import Desk
from tests.model.search.query.conftest import Daily, Mail
from tests.model.search.reference import MARK_DAYS, TODAY, Entry, make_entries, make_wish
from tests.parsed import titles as titles_of

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.search.query.parser import parse
from octavo_model.search.query.writing import format_query

SEED = 16


class Small(NamedTuple):
    """A small library, its papers as they were made, and their numbers by id."""

    library: Library
    entries: list[Entry]
    numbers: dict[int, int]

    def found(self, text: str) -> set[int]:
        ids = self.library.search.find(text, View.all()).ids
        assert len(set(ids)) == len(ids)
        return {self.numbers[one] for one in ids}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    entries = make_entries(random.Random(SEED))
    now = [dt.datetime.combine(TODAY, dt.time(12), dt.UTC)]
    paths = Paths.under(tmp_path_factory.mktemp("meaning"))
    with Library.open(
        paths, clock=lambda: now[0], machine="desk", formats=(Daily(), Mail())
    ) as library:
        for number, (kind, day) in enumerate((("daily-papers", 1), ("owl-mail", 2))):
            some = [one.as_digest_has_it() for one in entries if one.digest == number]
            page = Desk.page(*some, date=f"2025-05-{day:02}")
            library.imports.import_bytes(page, ImportOptions(name="page.json", format=kind))
        number_of = {entry.title: entry.number for entry in entries}
        numbers = {one: number_of[title] for one, title in titles_of(library).items()}
        assert len(numbers) == len(entries)
        ids = {number: one for one, number in numbers.items()}
        for marking_day in MARK_DAYS:
            now[0] = dt.datetime.combine(marking_day, dt.time(12), dt.UTC)
            for mark in (MarkField.READ, MarkField.STARRED):
                marked = [
                    ids[one.number] for one in entries if getattr(one, mark.value) == marking_day
                ]
                library.marks.mark(marked, mark, True)
        yield Small(library, entries, numbers)


def check(small: Small, queries: range) -> None:
    for seed in queries:
        wish = make_wish(random.Random(seed))
        query = parse(wish.text)
        assert not query.remarks, wish.text
        assert not query.read_as_text, wish.text
        assert small.found(wish.text) == wish.found(small.entries), wish.text
        assert parse(format_query(query)) == query


def test_queries_find_what_they_mean(small: Small) -> None:
    check(small, range(200))


@pytest.mark.slow
def test_ten_thousand_queries_find_what_they_mean(small: Small) -> None:
    check(small, range(200, 10_200))


def test_most_of_the_queries_are_no_empty_ones(small: Small) -> None:
    wishes = [make_wish(random.Random(seed)) for seed in range(500)]
    sizes = [len(wish.found(small.entries)) for wish in wishes]
    assert sum(0 < size < len(small.entries) for size in sizes) > len(wishes) / 3
