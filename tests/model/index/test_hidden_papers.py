"""Papers that arXiv lists again: shown, or left out of the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.index.first_page import FirstPage

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library


@pytest.fixture
def listed(desk: Desk, library: Library) -> Library:
    desk.add_digest(
        library,
        {"title": "New", "arxiv_id": "2401.00001", "announced": "new"},
        {"title": "Crossed", "arxiv_id": "2401.00002", "announced": "cross"},
        {"title": "Replaced", "arxiv_id": "2401.00003", "announced": "replace"},
        {"title": "Crossed again", "arxiv_id": "2401.00004", "announced": "replace-cross"},
        "Elsewhere",
    )
    return library


@pytest.mark.parametrize(
    ("cross_lists", "replacements", "titles"),
    [
        (False, False, ["New", "Crossed", "Replaced", "Crossed again", "Elsewhere"]),
        (True, False, ["New", "Replaced", "Crossed again", "Elsewhere"]),
        (False, True, ["New", "Crossed", "Elsewhere"]),
        (True, True, ["New", "Elsewhere"]),
    ],
)
def test_what_is_left_out_is_in_no_list_and_no_count(
    desk: Desk, listed: Library, cross_lists: bool, replacements: bool, titles: list[str]
) -> None:
    listed.catalog.hide(cross_lists=cross_lists, replacements=replacements)
    listed.marks.mark([listed.catalog.resolve("new")], MarkField.READ, True)
    (digest,) = listed.catalog.digests()
    number = len(titles)
    assert (digest.total, digest.undecided) == (number, number - 1)
    for view in (View.all(), View.of_digest(digest.name)):
        assert desk.titles(listed, view) == titles
        counts = listed.catalog.counts(view)
        assert (counts.total, counts.undecided) == (number, number - 1)
        ids, place, whole = listed.catalog.window(view, "", 9)
        assert (list(ids), place, whole) == (list(listed.catalog.ids(view)), 0, True)
    assert desk.titles(listed, View.of_query("is:unread")) == titles[1:]
    assert listed.catalog.counts(View.of_query("is:unread")).total == number - 1
    page = FirstPage(str(desk.paths.data))
    rows = page.rows("all", None, "", 9, listed.catalog.hidden)
    page.close()
    assert rows is not None
    assert [row["title"] for row in rows[0]] == titles


def test_a_paper_with_a_star_is_always_shown(desk: Desk, listed: Library) -> None:
    listed.catalog.hide(cross_lists=True, replacements=True)
    listed.marks.mark([listed.catalog.resolve("crossed")], MarkField.STARRED, True)
    for view in (View.all(), View.of_digest(listed.catalog.digests()[0].name)):
        assert desk.titles(listed, view) == ["New", "Crossed", "Elsewhere"]
        assert listed.catalog.counts(view).total == 3
    assert desk.titles(listed, View.starred()) == ["Crossed"]
    assert listed.catalog.counts(View.starred()).total == 1


def test_a_cross_list_that_is_listed_as_new_elsewhere_is_shown(desk: Desk, listed: Library) -> None:
    listed.catalog.hide(cross_lists=True, replacements=True)
    desk.add_digest(listed, {"title": "Crossed", "arxiv_id": "2401.00002"}, date="2025-01-02")
    assert desk.titles(listed) == ["Crossed", "New", "Elsewhere"]
    desk.check()


def test_a_list_of_a_tag_has_all_papers_with_it(desk: Desk, listed: Library) -> None:
    listed.tags.change(listed.catalog.ids(View.all()), add=["owls"])
    listed.catalog.hide(cross_lists=True, replacements=True)
    assert len(desk.titles(listed, View.of_tag("owls"))) == 5
    assert listed.catalog.counts(View.of_tag("owls")).total == listed.tags.named("owls").papers == 5
    crossed = listed.catalog.resolve("2401.00002")
    window = listed.catalog.window(View.of_tag("owls"), "arxiv:2401.00002", 9)
    assert window == (list(listed.catalog.ids(View.of_tag("owls"))), 1, True)
    assert window[0][1] == crossed
