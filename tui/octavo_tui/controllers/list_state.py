"""Lists as values: which papers stay in an open one, the saved views.

A paper that this reader reads or unstars leaves the lists of unread and starred papers, but not
the list on screen, where nothing may move under the cursor. What another process adds or removes
is added or removed, but for the paper under the cursor, which stays.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers.leaving import LEAVING
from octavo_tui.controllers.listing.list_order import without_score
from octavo_tui.render.labels import plural
from octavo_tui.widgets.drawer import DrawerItem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from octavo_model import Digest, Library
    from octavo_model.core.views import Counts
    from octavo_model.search.results import SearchResult

_AS_WELL = 0.5
"""Two scores, of 0 to 100, that differ by no more mean the same to a reader."""


class ListState(NamedTuple):
    """A list on screen: see `PaperListController`."""

    view: View
    base: Sequence[int]
    retained: frozenset[int]
    query: str
    current: int | None


class LeftList(NamedTuple):
    """A list that was left for the whole library; the cursor was ``at`` the paper with ``key``."""

    view: View
    base: Sequence[int]
    starts: Sequence[int] | None
    retained: frozenset[int]
    of_view: SearchResult | None
    message: str
    label: str
    counts: Counts
    generation: int
    at: int | None
    key: str
    offset: int


class Base(NamedTuple):
    """A list as it was read: its papers, and the indexes at which those of a digest start."""

    ids: Sequence[int]
    starts: Sequence[int] | None  # None in a list that is not of many digests
    result: SearchResult | None = None  # of the query of its view


def starts(
    library: Library, view: View, ids: Sequence[int], result: SearchResult | None = None
) -> Sequence[int] | None:
    """Return where the papers of each digest start in ``ids``, which are those of ``view``.

    In what its query found and sorted in another way, that is nowhere.
    """
    if not view.is_mixed:
        return None
    query = None if result is None else result.query
    is_ranked = query is not None and (query.sort is not None or query.words.strip())
    return () if is_ranked else library.catalog.starts(ids)


def read(library: Library, view: View, key: str) -> tuple[Base, int | None]:
    """Return the papers of ``view``, and the one with ``key``. For a thread.

    It raises `OctavoError` if the library has no such view.
    """
    result = (
        library.search.find(without_score(view.query or ""), View.all(), wait=False)
        if view.kind is ViewKind.QUERY
        else None
    )
    ids = library.catalog.ids(view) if result is None else result.ids
    base = Base(ids, starts(library, view, ids, result), result)
    try:
        return base, library.catalog.resolve(key) if key else None
    except OctavoError:
        return base, None


def left_in_inbox(counts: Counts, digests: Sequence[Digest]) -> str:
    """Return how many papers are left, ``121 left in 6 digests``.

    >>> from octavo_model.core.views import Counts
    >>> left_in_inbox(Counts(1_021, 1_021, 0), ())
    '1,021 left'
    """
    number = sum(one.in_inbox and one.undecided > 0 for one in digests)
    of = f" in {plural(number, 'digest')}" if number else ""
    return f"{counts.undecided:,} left{of}"


def neighbour(view: View, digests: Sequence[Digest], step: int) -> View | None:
    """Return the digest older (1) or newer (-1) than that of ``view``.

    Without one, it is the newest that has undecided papers, else the newest.
    """
    here = _index(view, digests)
    if here is None:
        index = next((n for n, one in enumerate(digests) if one.undecided), 0)
    else:
        index = here + step
    return View.of_digest(digests[index].name) if 0 <= index < len(digests) else None


def beside(view: View, digests: Sequence[Digest]) -> View | None:
    """Return the digest older than that of ``view``, else the newer one; None without others."""
    return next(filter(None, (neighbour(view, digests, step) for step in (1, -1))), None)


def older_undecided(view: View, digests: Sequence[Digest]) -> tuple[int, str] | None:
    """Return the next older digest with undecided papers: how many further, and its name."""
    here = _index(view, digests)
    for index, one in enumerate(digests):
        if one.undecided and (here is None or index > here):
            return 1 if here is None else index - here, one.name
    return None


def _index(view: View, digests: Sequence[Digest]) -> int | None:
    return next((index for index, one in enumerate(digests) if one.name == view.digest), None)


def update(
    library: Library, state: ListState
) -> tuple[Base, frozenset[int], SearchResult | None] | None:
    """Return base, retained and the filter's result by now; None if nothing changed. For a thread.

    It raises `OctavoError` if the view is gone.
    """
    view, base, retained, query, current = state
    # No mark or tag moves a paper in or out of other lists, which may be long.
    is_fixed = view.kind not in (*LEAVING, ViewKind.TAG)
    if is_fixed and library.catalog.counts(view).total == len(base) - len(retained):
        return None
    ids = library.catalog.ids(view)
    candidates = retained if current is None else retained | {current}
    staying = list(candidates.difference(ids).intersection(base))
    existing = frozenset(row.id for row in library.catalog.rows(staying) if row is not None)
    merged = merge_retained(ids, existing, base)
    if merged == base and existing == retained:
        return None
    return (
        Base(merged, starts(library, view, merged)),
        existing,
        library.search.find(query, merged, near=True, wait=False) if query.strip() else None,
    )


def merge_retained(
    ids: Sequence[int], retained: frozenset[int], before: Sequence[int]
) -> array[int]:
    """Return ``ids`` with the retained papers, each after the paper that was before it.

    >>> list(merge_retained([1, 3, 5], frozenset({2, 4, 0}), [0, 1, 2, 4, 3]))
    [0, 1, 2, 4, 3, 5]
    """
    listed, last = frozenset(ids), -1
    followers: dict[int, list[int]] = {}
    for paper in before if retained else ():
        if paper in retained:
            followers.setdefault(last, []).append(paper)
        elif paper in listed:
            last = paper
    merged = array("q", followers.get(-1, ()))
    for paper in ids if followers else ():
        merged.append(paper)
        merged.extend(followers.get(paper, ()))
    return merged if followers else array("q", ids)


def steady(result: SearchResult, before: SearchResult, height: int) -> SearchResult:
    """Return ``result`` with the first ``height`` rows in the order that they had ``before``.

    That is so if they are the same papers, and for those that match as well as each other: a
    better match moves up, and the best is first.
    """
    queries = result.query, before.query
    if any(query.sort is not None or not query.words.strip() for query in queries):
        return result
    first = dict(zip(result.ids[:height], result.scores[:height], strict=True))
    on_screen = before.ids[:height]
    if first.keys() != set(on_screen) or list(first) == list(on_screen):
        return result
    best, *others = first
    rows: list[int] = []
    for paper in (one for one in on_screen if one in others):
        row = len(rows)
        while row and first[paper] > first[rows[row - 1]] + _AS_WELL:
            row -= 1
        rows.insert(row, paper)
    ids = array("q", [best, *rows, *result.ids[height:]])
    scores = array("f", [*(first[paper] for paper in (best, *rows)), *result.scores[height:]])
    return replace(result, ids=ids, scores=scores)


class ViewCount(NamedTuple):
    """How many papers a view's query finds, and which parts of it mean nothing, in words."""

    counts: Counts
    problems: str


class SavedViews(NamedTuple):
    """The saved views; a value, which threads read while the screen replaces it.

    The queries by their names are in the user's order. They were counted ``at`` a generation of the
    library, and a day.
    """

    views: Mapping[str, str]
    counted: Mapping[str, ViewCount] = {}
    at: tuple[int, dt.date] | None = None

    def items(self) -> list[DrawerItem]:
        """Return the drawer's lines: ``/ name``, or ``! name`` if the query has a problem."""
        return [self._item(name, query) for name, query in self.views.items()]

    def _item(self, name: str, query: str) -> DrawerItem:
        view, count = View.of_query(query), self.counted.get(query)
        if count is None:
            return DrawerItem(f"/ {name}", view, saved=name)
        label, counts = f"{'!' if count.problems else '/'} {name}", count.counts
        text = f"{counts.undecided:,}/{counts.total:,}"
        is_done = not counts.undecided
        return DrawerItem(label, view, text, name, words=count.problems, is_done=is_done)

    def name_of(self, query: str | None) -> str:
        """Return the name of the view with ``query``; empty if no view has it."""
        return next((name for name, one in self.views.items() if one == query), "")

    def recount(self, library: Library, at: tuple[int, dt.date]) -> SavedViews:
        """Return the views with what their queries find now. For a thread."""
        wanted: Sequence[str] = list(dict.fromkeys(self.views.values()))
        if at == self.at:
            wanted = [query for query in wanted if query not in self.counted]
        if not wanted:
            return self._replace(at=at)
        counted = dict(self.counted) if at == self.at else {}
        for query, (result, counts) in zip(
            wanted, library.search.find_many(wanted, wait=False), strict=True
        ):
            counted[query] = ViewCount(counts, "; ".join(map(str, result.problems)))
        return self._replace(counted=counted, at=at)
