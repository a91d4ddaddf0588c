from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from octavo_model.core.parsed import no_progress
from octavo_model.search.ranking.store import RowStore
from octavo_model.search.ranking.terms import RowCounter
from octavo_model.search.similar.counting import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


class Shelf:
    """Texts by id, and which of them were read."""

    def __init__(self, count: int) -> None:
        self.known = {n: Text(n, f"paper{n % 11}", f"owls {n % 7}") for n in range(1, count + 1)}
        self.read: list[int] = []
        self.name = "one"

    def texts_of(self, ids: Sequence[int]) -> dict[int, Text]:
        self.read += ids
        return {one: self.known[one] for one in ids if one in self.known}

    def letters_of(self, ids: Sequence[int]) -> dict[int, int]:
        known = (self.known[one] for one in ids if one in self.known)
        return {text.id: len(text.title) + len(text.abstract) for text in known}

    def stamp(self) -> str:
        return self.name


def test_each_paper_is_counted_once_and_given_in_the_order_asked_for(tmp_path: Path) -> None:
    shelf = Shelf(30)
    store = RowStore(shelf, tmp_path / "rows.idx")

    first = store.rows([9, 3], no_progress)
    both = store.rows([3, 9, 12, 9], no_progress)

    assert sorted(shelf.read) == [3, 9, 12]
    assert both.ids.tolist() == [3, 9, 12, 9]
    assert (
        both.terms[both.starts[1] : both.starts[2]].tolist()
        == first.terms[: first.starts[1]].tolist()
    )


def test_a_paper_that_goes_keeps_the_terms_it_had(tmp_path: Path) -> None:
    shelf = Shelf(3)
    store = RowStore(shelf, tmp_path / "rows.idx")
    before = store.rows([1, 2], no_progress)
    del shelf.known[2]

    assert store.rows([1, 2], no_progress).terms.tolist() == before.terms.tolist()


def test_an_unknown_paper_has_no_terms_and_is_looked_for_again(tmp_path: Path) -> None:
    shelf = Shelf(3)
    store = RowStore(shelf, tmp_path / "rows.idx")

    assert store.rows([2, 7], no_progress).starts.tolist() == [0, 2, 2]
    shelf.known[7] = Text(7, "late", "")
    assert store.rows([2, 7], no_progress).starts.tolist() == [0, 2, 3]


@pytest.mark.parametrize("count", [3, 2_100])
def test_a_paper_that_got_another_text_is_counted_again(tmp_path: Path, count: int) -> None:
    shelf, path = Shelf(count), tmp_path / "rows.idx"
    store = RowStore(shelf, path)
    ids = list(shelf.known)
    store.rows(ids, no_progress)
    shelf.read.clear()
    shelf.known[2] = Text(2, "An abstract came later", "of three words")

    for _ in range(2):
        rows = store.rows(ids, no_progress)
        alone = RowCounter().count([shelf.known[2]])
        assert rows.terms[rows.starts[1] : rows.starts[2]].tolist() == alone.terms.tolist()
    assert shelf.read == [2]


def test_many_are_saved_and_read_by_the_next_session(tmp_path: Path) -> None:
    shelf, path = Shelf(2_100), tmp_path / "rows.idx"
    ids = list(shelf.known)
    rows = RowStore(shelf, path).rows(ids, no_progress)
    shelf.read.clear()

    again = RowStore(shelf, path).rows(ids[::-1], no_progress)

    assert not shelf.read
    assert again.counts.sum() == rows.counts.sum()
    assert again.taken(again.ids.argsort()).terms.tolist() == rows.terms.tolist()


def test_those_of_another_index_are_not_used(tmp_path: Path) -> None:
    shelf, path = Shelf(2_100), tmp_path / "rows.idx"
    store = RowStore(shelf, path)
    store.rows(list(shelf.known), no_progress)
    shelf.read.clear()
    shelf.name = "another"

    store.rows([5], no_progress)

    assert shelf.read == [5]


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    shelf, path = Shelf(2_100), tmp_path / "rows.idx"
    rows = RowStore(shelf, path).rows(list(shelf.known), no_progress)
    path.write_bytes(path.read_bytes()[:-9])

    assert RowStore(shelf, path).rows(list(shelf.known), no_progress).terms.tolist() == (
        rows.terms.tolist()
    )


def test_progress_shows_papers_in_slices(tmp_path: Path) -> None:
    shelf, seen = Shelf(450), []

    RowStore(shelf, tmp_path / "rows.idx").rows(
        list(shelf.known), lambda done, total: seen.append((done, total))
    )

    assert seen == [(200, 450), (400, 450), (450, 450)]
