"""The lines of the drawer as values."""

from __future__ import annotations

import datetime as dt

import pytest

from octavo_model import Digest, View
from octavo_model.core.views import Counts, TagCount
from octavo_tui.controllers.drawer.items import ListCounts, drawer_items, group_of
from octavo_tui.controllers.fetching.sources import Missing
from octavo_tui.widgets.drawer import DrawerItem

TODAY = dt.date(2026, 8, 21)


def digest(day: dt.date | None, undecided: int = 14, total: int = 17) -> Digest:
    name = f"daily-papers-{day or 'undated'}"
    return Digest(1, name, "daily-papers-text", day, False, total, undecided)


def lines(
    digests: list[Digest],
    *,
    folded: tuple[str, ...] = ("finished",),
    missing: tuple[Missing, ...] = (),
    saved: tuple[DrawerItem, ...] = (),
    shown: View | None = None,
    tags: tuple[TagCount, ...] = (),
) -> list[tuple[str, str]]:
    items = drawer_items(
        Counts(467, 121, 12),
        ListCounts(121, 5),
        saved,
        tags,
        missing,
        digests,
        today=TODAY,
        folded=folded,
        shown=shown or View.inbox(),
    )
    return [(one.label, one.count) for one in items]


@pytest.mark.parametrize(
    ("day", "undecided", "group"),
    [
        (TODAY, 1, "today"),
        (TODAY + dt.timedelta(days=1), 1, "today"),
        (TODAY - dt.timedelta(days=1), 1, "week"),
        (TODAY - dt.timedelta(days=6), 1, "week"),
        (TODAY - dt.timedelta(days=7), 1, "older"),
        (None, 1, "older"),
        (TODAY, 0, "finished"),
    ],
)
def test_digests_are_grouped_by_their_age(day: dt.date | None, undecided: int, group: str) -> None:
    assert group_of(digest(day, undecided), TODAY) == group


def test_lists_views_and_groups_have_headings_and_counts() -> None:
    view = DrawerItem("/ code", View.of_query("code"), "34/40", "code")
    older = dt.date(2026, 8, 1)
    found = lines([digest(TODAY), digest(older, 310, 400), digest(None, 0)], saved=(view,))
    assert found == [
        ("LISTS", ""),
        ("Inbox", "121"),
        ("All papers", "467"),
        ("★ Starred", "12"),
        ("» Later", "5"),
        ("≈ For you", ""),
        ("VIEWS", ""),
        ("/ code", "34/40"),
        ("DIGESTS", ""),
        ("▾ Today", ""),
        ("HF Daily 21 Aug", "14/17"),
        ("▾ Older", ""),
        ("HF Daily 1 Aug", "310/400"),
        ("▸ Finished", "1"),
    ]


def test_of_a_folded_group_the_open_digest_is_listed() -> None:
    days = [dt.date(2026, 7, day) for day in (3, 2, 1)]
    open_one = View.of_digest("daily-papers-2026-07-02")
    found = lines([digest(day) for day in days], folded=("older",), shown=open_one)
    assert found[7:] == [("▸ Older", "3 · 42"), ("HF Daily 2 Jul", "14/17")]


def test_what_sources_lack_is_marked() -> None:
    missing = (Missing("ml", "not fetched yet: no network"),)
    assert lines([], missing=missing)[6:] == [
        ("DIGESTS", ""),
        ("▾ ! Failed or incomplete", "1"),
        ("! ml not fetched yet: no network", ""),
    ]
    folded = lines([], missing=missing, folded=("missing",))
    assert folded[7:] == [("▸ ! Failed or incomplete", "1")]


def test_many_sources_that_failed_are_folded_at_first() -> None:
    missing = tuple(Missing(f"s{number}", "failed: no network") for number in range(8))
    assert lines([], missing=missing)[7:] == [("▸ ! Failed or incomplete", "8")]
    assert len(lines([], missing=missing, folded=("missing",))[8:]) == 8


def test_an_empty_library_has_no_headings_without_lines() -> None:
    assert [label for label, _ in lines([])][5:] == ["≈ For you"]
