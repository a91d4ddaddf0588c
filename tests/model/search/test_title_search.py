from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from octavo_model.search import title_search
from octavo_model.search.title_search import TitleSearch, position_of
from octavo_model.search.titles import SearchCancelledError

WORDS = ("tide", "lichen", "kelp", "glacier", "bonsai", "quilt", "harbour", "pelican")


class Shelf:
    """Titles with ids, and a record of what was asked for."""

    def __init__(self, titles: dict[int, str], stamp: str = "one") -> None:
        self.all = titles
        self.name = stamp
        self.asked: list[int] = []

    def titles(self, after: int) -> Iterable[tuple[int, str, str]]:
        self.asked.append(after)
        return [
            (number, title, "Dora Kelp")
            for number, title in sorted(self.all.items())
            if number > after
        ]

    def paper_ids(self, last: int) -> Sequence[int]:
        return [number for number in sorted(self.all) if number <= last]

    def stamp(self) -> str:
        return self.name


@pytest.fixture(autouse=True)
def _save_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(title_search, "_WORTH_SAVING", 5)


def shelf(stamp: str = "one") -> Shelf:
    return Shelf({10 * n + 1: f"The {word}" for n, word in enumerate(WORDS)}, stamp)


def test_papers_are_found_by_id_in_the_order_of_the_view(tmp_path: Path) -> None:
    search = TitleSearch(shelf(), tmp_path / "titles.idx")

    # "The tide" and "The kelp" fit equally well, "The glacier" a little less.
    assert list(search.search("the", [31, 21, 1], 71).ids) == [21, 1, 31]
    assert list(search.search("the", [31, 1, 21], 71).ids) == [1, 21, 31]
    assert list(search.search("glacier", [71, 1, 31], 71).ids) == [31]
    assert list(search.search("glacier", [71, 1], 71).ids) == []


def test_a_paper_that_is_gone_is_not_found(tmp_path: Path) -> None:
    search = TitleSearch(shelf(), tmp_path / "titles.idx")

    assert list(search.search("the", [71, 5, 999], 71).ids) == [71]


def test_only_new_papers_are_added(tmp_path: Path) -> None:
    books = shelf()
    search = TitleSearch(books, tmp_path / "titles.idx")
    search.prepare(71)
    books.all[99] = "A Lighthouse"

    assert list(search.search("lighthouse", [1, 99], 99).ids) == [99]
    assert books.asked == [0, 71]


def test_the_index_is_kept_for_the_next_session(tmp_path: Path) -> None:
    TitleSearch(shelf(), tmp_path / "titles.idx").prepare(71)
    books = shelf()

    found = TitleSearch(books, tmp_path / "titles.idx").search("kelp", [21], 71)

    assert list(found.ids) == [21]
    assert books.asked == []


def other_stamp(books: Shelf, _: Path) -> None:
    books.name = "another"


def other_ids(books: Shelf, _: Path) -> None:
    books.all[22] = books.all.pop(21)


def damaged(_: Shelf, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def no_ids(_: Shelf, path: Path) -> None:
    path.with_suffix(".ids.npy").write_bytes(b"\x93NUMPY nonsense")


@pytest.mark.parametrize("change", [other_stamp, other_ids, damaged, no_ids])
def test_an_index_of_other_papers_is_thrown_away(
    tmp_path: Path, change: Callable[[Shelf, Path], None]
) -> None:
    path = tmp_path / "titles.idx"
    TitleSearch(shelf(), path).prepare(71)
    books = shelf()
    change(books, path)

    search = TitleSearch(books, path)

    assert len(search.search("the", list(books.all), 71).ids) == len(WORDS)
    assert books.asked == [0]


def test_where_it_cannot_be_kept_it_works_all_the_same(tmp_path: Path) -> None:
    search = TitleSearch(shelf(), tmp_path / "nowhere" / "titles.idx")

    assert list(search.search("kelp", [21], 71).ids) == [21]


def test_within_a_timeout_there_is_a_result_only_if_all_is_ready(tmp_path: Path) -> None:
    search = TitleSearch(shelf(), tmp_path / "titles.idx")
    soon = time.perf_counter() + 60
    with pytest.raises(SearchCancelledError):
        search.search("kelp", [21], 71, soon)

    search.prepare(71)
    assert list(search.search("kelp", [21], 71, soon).ids) == [21]
    with pytest.raises(SearchCancelledError):
        search.search("kelp", [21], 72, soon)
    with pytest.raises(SearchCancelledError):
        search.search("tide", [1], 71, time.perf_counter() - 1)


def test_a_long_list_that_is_new_is_left_to_a_thread(tmp_path: Path) -> None:
    search = TitleSearch(shelf(), tmp_path / "titles.idx")
    search.prepare(71)
    among = list(range(100_000))

    with pytest.raises(SearchCancelledError):
        search.search("tide", among, 71, time.perf_counter() + 0.004)
    assert list(search.search("tide", among, 71).ids) == [1]
    assert list(search.search("tide", among, 71, time.perf_counter() + 60).ids) == [1]


@pytest.mark.parametrize("ids", [array("q", [3, 9, 4, 9]), [3, 9, 4, 9]])
def test_the_place_of_a_paper(ids: Sequence[int]) -> None:
    assert [position_of(one, ids) for one in (3, 9, 4, 5)] == [0, 1, 2, None]
    assert position_of(3, ids[:0]) is None
