"""What stays in an open list, and what becomes of it when others change the library.

A paper that this reader reads or unstars leaves the lists of unread and starred papers, but not
the list on screen, which nothing shall move under the cursor. What another process adds or takes
out is listed or goes; only the paper under the cursor stays in any case.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.views import MarkField, ViewKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import Library, View
    from octavo_model.core.views import MarkChange
    from octavo_model.search.results import SearchResult

_LEAVING = {ViewKind.UNREAD: (MarkField.READ, True), ViewKind.STARRED: (MarkField.STARRED, False)}
"""By which mark a paper leaves a list."""


class Listed(NamedTuple):
    """A list on screen.

    Attributes:
        view: The view that is open.
        base: Its papers in order, before the filter.
        left: Those among them that left the view by marks of this reader.
        query: The filter's text.
        at: The paper under the cursor.
    """

    view: View
    base: Sequence[int]
    left: frozenset[int]
    query: str
    at: int | None


class Fresh(NamedTuple):
    """What a list becomes; the fields are those of `Listed`."""

    base: Sequence[int]
    left: frozenset[int]
    found: SearchResult | None


def is_looked_up(view: View) -> bool:
    """Whether the papers of ``view`` are those that the index lists for it at any time."""
    return not view.is_suggested and view.kind is not ViewKind.QUERY


def after(batch: MarkChange, view: View, left: frozenset[int]) -> frozenset[int]:
    """What left ``view`` by marks of this reader, ``batch`` being the last."""
    leaving = _LEAVING.get(view.kind)
    if leaving is None or batch.field is not leaving[0]:
        return left
    papers = frozenset(batch.papers)
    return left | papers if batch.value is leaving[1] else left - papers


def fresh(library: Library, listed: Listed) -> Fresh | None:
    """What the list is to be by now; None if all is as it was. For a thread.

    Raises:
        OctavoError: The library no longer has the view.
    """
    view, base, left, query, at = listed
    # Marks move no paper in or out of these, which may be long.
    holds_all = view.kind not in _LEAVING
    if holds_all and library.catalog.counts(view).total == len(base) - len(left):
        return None
    ids = library.catalog.ids(view)
    staying = (left if at is None else left | {at}).difference(ids).intersection(base)
    known = list(staying)
    there = frozenset(row.id for row in library.catalog.rows(known) if row is not None)
    merged = with_those_staying(ids, there, base)
    if merged == base and there == left:
        return None
    return Fresh(merged, there, library.search.find(query, merged) if query.strip() else None)


def with_those_staying(
    ids: Sequence[int], staying: frozenset[int], before: Sequence[int]
) -> array[int]:
    """``ids`` with the papers that stay among them, each after the one it stood after before.

    >>> list(with_those_staying([1, 3, 5], frozenset({2, 4, 0}), [0, 1, 2, 4, 3]))
    [0, 1, 2, 4, 3, 5]
    """
    there, last = frozenset(ids), -1
    follow: dict[int, list[int]] = {}
    for paper in before if staying else ():
        if paper in staying:
            follow.setdefault(last, []).append(paper)
        elif paper in there:
            last = paper
    merged = array("q", follow.get(-1, ()))
    for paper in ids if follow else ():
        merged.append(paper)
        merged.extend(follow.get(paper, ()))
    return merged if follow else array("q", ids)
