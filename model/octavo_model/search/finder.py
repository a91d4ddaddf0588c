"""Finding papers by queries: fields by SQL, titles in memory, abstracts by full text."""

from __future__ import annotations

import time
from array import array
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.core.views import Counts
from octavo_model.search.evaluation import UnknownNameError, is_text
from octavo_model.search.filters import UNREAD, FilterCache
from octavo_model.search.query.completion import KnownNames
from octavo_model.search.query.fields import FIELDS
from octavo_model.search.query.nodes import FieldTerm, Name, Word, highlights_of
from octavo_model.search.results import (
    SearchResult,
    by_both,
    by_rank,
    by_score,
    has_scores,
    problems_of,
    reordered,
    score_of_alternatives,
    why_nothing,
)
from octavo_model.search.titles import SearchCancelledError
from octavo_model.search.titles.matching import ENOUGH

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Container, Mapping, Sequence

    from numpy.typing import NDArray

    from octavo_model.core.dates import Clock
    from octavo_model.index.conditions import Stamp
    from octavo_model.index.repository import Repository
    from octavo_model.search.evaluation import Clause
    from octavo_model.search.filters import IndexState, Mask
    from octavo_model.search.query.nodes import Query, Term
    from octavo_model.search.results import Ordered
    from octavo_model.search.title_search import TitleSearch

_STARRED = FieldTerm("is", Name("starred"))
_CACHED = 4
"""Lists filtered by fields that are cached: while words are typed it is always the same one."""


class _Filtered(NamedTuple):
    """A list filtered by all conditions of a query but its words."""

    among: Sequence[int]
    """The list; compared by identity, as its owner does not change it."""
    key: tuple[tuple[Clause, ...], Stamp, dt.date] | None
    """The conditions, the state of the index, and the day."""
    ids: Sequence[int]
    """The papers that match."""
    unknown: Mapping[Term, tuple[str, str]] = MappingProxyType({})
    """Terms with a name that the library does not have: what, and the nearest name."""
    alone: tuple[Clause, ...] = ()
    """Conditions that match nothing in the list, each by itself."""
    ranks: NDArray[np.float64] | None = None
    """BM25 by paper id, if abstracts were searched."""
    scores: NDArray[np.float32] | None = None
    """How well each paper, by id, matches the alternatives that are words, if any."""


class Finder:
    """Finds papers by queries. Several threads may use it at once.

    ``titles`` returns the index of titles, which is built when it is first needed.
    """

    def __init__(
        self, repository: Repository, titles: Callable[[], TitleSearch], clock: Clock
    ) -> None:
        self._titles = titles
        self._clock = clock
        self._filters = FilterCache(repository, titles)
        self._lists: tuple[_Filtered, ...] = ()

    def find_within(
        self, query: Query, among: Sequence[int], timeout: float, *, near: bool = False
    ) -> SearchResult | None:
        """Find like `find`; return None if it takes more than ``timeout`` seconds."""
        try:
            return self.find(query, among, time.perf_counter() + timeout, near=near)
        except SearchCancelledError:
            return None

    def find(
        self,
        query: Query,
        among: Sequence[int],
        end: float | None = None,
        *,
        near: bool = False,
    ) -> SearchResult:
        """Return the papers of ``among`` that match ``query``, in its order; ties keep theirs.

        ``among`` must not be changed afterwards. After the time ``end`` SearchCancelledError is
        raised. With ``near`` few matches are followed by papers that match in part.
        """
        state = self._state(cached_only=end is not None)
        by = query.sort.by if query.sort is not None else "relevance"
        sort_keys = None if by == "relevance" else self._filters.sort_keys(by, state)
        filtered = self._filter(query, among, state)
        ids = filtered.ids
        scores: Sequence[float]
        if query.words.strip():
            ids, scores = self._titles().search(query.words, ids, state.newest, end)
            if filtered.scores is not None:
                ids, scores = by_both(query, ids, scores, filtered.scores)
        elif filtered.scores is not None:
            ids, scores = by_score(ids, filtered.scores[np.asarray(ids, np.int64)])
        elif filtered.ranks is not None:
            ids, scores = by_rank(ids, filtered.ranks)
        else:
            scores = array("f", np.full(len(ids), 100, np.float32).tobytes())
        ids, scores = _sorted(query, ids, scores, sort_keys)
        why = ""
        if len(among) and not len(ids):
            why = why_nothing(query, filtered.alone, len(filtered.ids), len(among))
        problems = problems_of(query, filtered.unknown)
        others: Sequence[int] = ()
        if near and len(ids) < ENOUGH and query.words.strip():
            room = ENOUGH - len(ids)
            others = self._titles().near(query.words, filtered.ids, ids, state.newest, room)
        return SearchResult(query, ids, scores, problems, highlights_of(query), why, others)

    def counts(self, ids: Sequence[int]) -> Counts:
        """Return how many papers ``ids`` are, and how many of them are unread and starred."""
        state = self._state()
        wanted = np.asarray(ids, np.int64)
        wanted = wanted[wanted <= state.newest]
        unread, starred = (
            int(np.count_nonzero(self._filters.mask(term, state)[wanted]))
            for term in (UNREAD, _STARRED)
        )
        return Counts(len(ids), unread, starred)

    def names(self) -> KnownNames:
        """Return the names that the library knows, for completing a query."""
        state = self._state()
        origins = self._filters.origins(state)
        sources = (
            name for origin in origins for name in (origin.origin, origin.origin_label) if name
        )
        by_field: dict[str, Sequence[str]] = {
            spec.name: self._filters.names(spec.name, state) for spec in FIELDS if spec.names
        }
        by_field["digest"] = [origin.name for origin in origins]
        by_field["source"] = list(dict.fromkeys(sources))
        return KnownNames(by_field)

    def authors(self, prefix: str, limit: int) -> list[str]:
        """Return the first ``limit`` names of authors with ``prefix``, for completing a query."""
        return self._filters.authors(self._state()).with_prefix(prefix, limit)

    def _state(self, *, cached_only: bool = False) -> IndexState:
        return self._filters.state(self._clock().date(), cached_only=cached_only)

    # ---- conditions

    def _filter(self, query: Query, among: Sequence[int], state: IndexState) -> _Filtered:
        """Return ``among`` filtered by all conditions."""
        clauses = query.conditions
        if not clauses:
            return _Filtered(among, None, among)
        key = clauses, state.stamp, state.today
        for filtered in self._lists:
            if filtered.among is among and filtered.key == key:
                return filtered
        filtered = self._apply(clauses, among, state)._replace(key=key)
        self._lists = (filtered, *self._lists[: _CACHED - 1])
        return filtered

    def _apply(
        self, clauses: tuple[Clause, ...], among: Sequence[int], state: IndexState
    ) -> _Filtered:
        unknown: dict[Term, tuple[str, str]] = {}
        masks: list[tuple[Clause, Mask | None]] = []
        ranks = None
        if texts := tuple(clause[0] for clause in clauses if is_text(clause)):
            mask, ranks = self._filters.texts(texts, state)
            masks.append((texts, mask))
        others = [clause for clause in clauses if not is_text(clause)]
        masks += [(clause, self._any_of(clause, state, unknown)) for clause in others]
        ids = np.asarray(among, np.int64)
        ids = ids[ids <= state.newest]
        left = np.ones(len(ids), np.bool_)
        alone: list[Clause] = []
        for clause, matching in masks:
            if matching is not None:
                here = matching[ids]
                if not here.any():
                    alone.append(clause)
                left &= here
        ids = ids[left]
        scores = self._scores_of_alternatives(clauses, ids, state, unknown)
        left_ids = array("q", ids.tobytes())
        return _Filtered(among, None, left_ids, unknown, tuple(alone), ranks, scores)

    def _scores_of_alternatives(
        self,
        clauses: tuple[Clause, ...],
        ids: NDArray[np.int64],
        state: IndexState,
        unknown: Container[Term],
    ) -> NDArray[np.float32] | None:
        """Return scores by paper of ``ids``: see `score_of_alternatives`; None without words."""
        scored = []
        for clause in filter(has_scores, clauses):
            known = [self._scores(term, state)[ids] for term in clause if term not in unknown]
            scored.append((len(clause), known))
        if not scored:
            return None
        table = np.zeros(state.newest + 1, np.float32)
        table[ids] = score_of_alternatives(scored, len(ids))
        return table

    def _scores(self, term: Term, state: IndexState) -> NDArray[np.float32]:
        """Return how well each paper matches ``term``: for words 0 to 100, else 0 or 100."""
        if isinstance(term, Word):
            return self._filters.scores(term, state)
        return self._filters.mask(term, state) * np.float32(100)

    def _any_of(
        self,
        clause: Clause,
        state: IndexState,
        unknown: dict[Term, tuple[str, str]],
    ) -> Mask | None:
        """Return what matches any term of ``clause``; None if all are ``unknown``."""
        masks = []
        for term in clause:
            try:
                masks.append(self._filters.mask(term, state))
            except UnknownNameError as error:
                unknown[term] = error.what, error.nearest
        return reduce(or_, masks) if masks else None


def _sorted(
    query: Query, ids: Sequence[int], scores: Sequence[float], sort_keys: NDArray[np.int64] | None
) -> Ordered:
    if query.sort is None or not len(ids):
        return ids, scores
    if sort_keys is None:
        return (ids[::-1], scores[::-1]) if query.sort.reverse else (ids, scores)
    keys = sort_keys[np.asarray(ids, np.int64)]
    # Dates and numbers start with the largest, titles with A; what has none comes last.
    falling = (query.sort.by != "title") != query.sort.reverse
    order = np.lexsort((-keys if falling else keys, keys < 0))
    return reordered(ids, order, "q"), reordered(scores, order, "f")
