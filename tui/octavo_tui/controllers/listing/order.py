"""The order of a ranked list: what was asked for, and what may move when it is ranked again."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_ranked(query: str | None) -> bool:
    """Return whether a query asks for the best papers first: with ``sort:score``."""
    return query is not None and _place_of_score(query) is not None


def leaves_out(query: str) -> bool:
    """Return whether a query leaves papers out; one that only sorts does not."""
    return any(not part.startswith(("sort:", "-sort:")) for part in query.split())


def without_score(query: str) -> str:
    """Return ``query`` with blanks for ``sort:score``, so that all else has its place.

    >>> without_score("owls sort:score is:unread"), without_score("owls -sort:score")
    ('owls            is:unread', 'owls -sort:score')
    """
    place = _place_of_score(query)
    if place is None:
        return query
    start, end = place
    return f"{query[:start]}{' ' * (end - start)}{query[end:]}"


@lru_cache(8)
def _place_of_score(query: str) -> tuple[int, int] | None:
    if "sort" not in query.casefold():
        return None  # the parser is imported only where it is needed
    from octavo_model.search.query.field_types import SCORE
    from octavo_model.search.query.parser import parse

    sort = parse(query).sort
    is_best_first = sort is not None and sort.by == SCORE and not sort.reverse
    return (sort.start, sort.end) if sort is not None and is_best_first else None


def arranged(
    papers: Sequence[int], shown: Sequence[int], kept: int, order: Sequence[int]
) -> array[int]:
    """Return ``papers`` in their ``order``, below the first ``kept`` of those that are ``shown``.

    Papers that are not in the order, e.g. as they are new, are last.

    >>> list(arranged([1, 2, 3, 4], [3, 1, 2, 4], 2, [4, 2, 1, 3]))
    [3, 1, 4, 2]
    >>> list(arranged([1, 2, 3, 5], [], 0, [4, 2, 1, 3]))
    [2, 1, 3, 5]
    """
    listed = frozenset(papers)
    result = array("q", [one for one in islice(shown, kept) if one in listed])
    done = set(result)
    result.extend([one for one in order if one in listed and one not in done])
    if len(result) < len(papers):
        done = set(result)
        result.extend([one for one in papers if one not in done])
    return result


def index_of_line(
    shown: Sequence[int], kept: int, order: Sequence[int], place: int, before: int | None
) -> int | None:
    """Return the index of the paper below the line that is after ``place`` papers of ``order``.

    The first ``kept`` papers of the list on screen, ``shown``, do not move. If all of the ``place``
    are among them, nor does the line, which was ``before``. With nothing below it there is none.

    >>> index_of_line([3, 1, 4, 2], 2, [4, 2, 1, 3], 1, None)
    3
    >>> index_of_line([3, 1, 4, 2], 2, [3, 1, 4, 2], 1, 1)
    1
    >>> index_of_line([3, 1, 4, 2], 2, [4, 2, 1, 3], 4, None)
    """
    fixed = frozenset(islice(shown, kept))
    above = sum(one not in fixed for one in islice(order, place))
    if not above and before is not None and before < kept:
        return before
    return kept + above if kept + above < len(shown) else None
