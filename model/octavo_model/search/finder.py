"""Finding papers by queries: fields by SQL, titles in memory, abstracts by full text."""

from __future__ import annotations

import time
from array import array
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.core.views import Counts
from octavo_model.search.evaluation import UnknownNameError, is_text, texts_of
from octavo_model.search.filters import FilterCache
from octavo_model.search.query.completion import Names
from octavo_model.search.query.fields import FIELDS
from octavo_model.search.query.nodes import FieldTerm, Name, Word, highlights_of
from octavo_model.search.query.suggestions import nearest_name
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

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Container, Sequence

    from numpy.typing import NDArray

    from octavo_model.core.dates import Clock
    from octavo_model.index.conditions import Stamp
    from octavo_model.index.repository import Repository
    from octavo_model.search.evaluation import Clause
    from octavo_model.search.filters import IndexState, Mask
    from octavo_model.search.query.nodes import Query, Term
    from octavo_model.search.results import Ordered
    from octavo_model.search.title_search import Ranked, TitleSearch

_UNREAD, _STARRED = FieldTerm("is", Name("unread")), FieldTerm("is", Name("starred"))
_CACHED = 4
"""Lists filtered by fields that are cached: while words are typed it is always the same one."""


class _Filtered(NamedTuple):
    """A list filtered by all conditions of a query but its words.

    Attributes:
        among: The list; compared by identity, as its owner does not change it.
        clauses: The conditions.
        stamp: The state of the index.
        today: The day.
        ids: The papers that match.
        unknown: Terms with a name that the library does not have: what, and the nearest name.
        alone: Conditions that match nothing in the list, each by itself.
        ranks: BM25 by paper id, if abstracts were searched.
        scores: How well each paper, by id, matches the alternatives that are words, if any.
    """

    among: Sequence[int]
    clauses: tuple[Clause, ...]
    stamp: Stamp
    today: dt.date
    ids: array[int]
    unknown: dict[Term, tuple[str, str]]
    alone: tuple[Clause, ...]
    ranks: NDArray[np.float64] | None
    scores: NDArray[np.float32] | None


class Finder:
    """Finds papers by queries. Several threads may use it at once.

    Args:
        repository: The library's.
        titles: Returns the index of titles, which is built when it is first needed.
        clock: Returns the time, for ages.
    """

    def __init__(
        self, repository: Repository, titles: Callable[[], TitleSearch], clock: Clock
    ) -> None:
        self._titles = titles
        self._clock = clock
        self._filters = FilterCache(repository, titles)
        self._lists: tuple[_Filtered, ...] = ()

    def find(self, query: Query, among: Sequence[int]) -> SearchResult:
        """Return the papers of ``among`` that match ``query``, in its order; ties keep theirs.

        ``among`` must not be changed afterwards.
        """
        return self._find(query, among, None)

    def find_within(
        self, query: Query, among: Sequence[int], timeout: float
    ) -> SearchResult | None:
        """Find like `find`; return None if it takes more than ``timeout`` seconds."""
        try:
            return self._find(query, among, time.perf_counter() + timeout)
        except SearchCancelledError:
            return None

    def _find(self, query: Query, among: Sequence[int], end: float | None) -> SearchResult:
        """Find until the time ``end``; raise SearchCancelledError after it."""
        state = self._state(cached_only=end is not None)
        sort_keys = self._sort_keys(query, state)
        filtered = self._filter(query, among, state)
        ids: Sequence[int] = among if filtered is None else filtered.ids
        scores: Sequence[float] | None = None
        if query.words.strip():
            ids, scores = self._by_words(query.words, ids, state, end)
            if filtered is not None and filtered.scores is not None:
                ids, scores = by_both(query, ids, scores, filtered.scores)
        elif filtered is not None and filtered.scores is not None:
            ids, scores = by_score(filtered.ids, filtered.scores[np.asarray(ids, np.int64)])
        elif filtered is not None and filtered.ranks is not None:
            ids, scores = by_rank(filtered.ids, filtered.ranks)
        if scores is None:
            scores = array("f", np.full(len(ids), 100, np.float32).tobytes())
        ids, scores = _sorted(query, ids, scores, sort_keys)
        why = ""
        if len(among) and not len(ids):
            alone, left = ((), among) if filtered is None else (filtered.alone, filtered.ids)
            why = why_nothing(query, alone, len(left), len(among))
        problems = problems_of(query, {} if filtered is None else filtered.unknown)
        return SearchResult(query, ids, scores, problems, highlights_of(query), why)

    def _by_words(
        self, words: str, among: Sequence[int], state: IndexState, end: float | None
    ) -> Ranked:
        titles = self._titles()
        if end is None:
            return titles.search(words, among, state.newest)
        ranked = titles.search_within(words, among, state.newest, end - time.perf_counter())
        if ranked is None:
            raise SearchCancelledError
        return ranked

    def _sort_keys(self, query: Query, state: IndexState) -> NDArray[np.int64] | None:
        by = query.sort.by if query.sort is not None else "relevance"
        return None if by == "relevance" else self._filters.sort_keys(by, state)

    def counts(self, ids: Sequence[int]) -> Counts:
        """Return how many papers ``ids`` are, and how many of them are unread and starred."""
        state = self._state()
        wanted = np.asarray(ids, np.int64)
        wanted = wanted[wanted <= state.newest]
        unread, starred = (
            int(np.count_nonzero(self._filters.mask(term, state)[wanted]))
            for term in (_UNREAD, _STARRED)
        )
        return Counts(len(ids), unread, starred)

    def names(self) -> Names:
        """Return the names that the library knows, for completing a query."""
        state = self._state()
        origins = self._filters.origins(state)
        sources = (name for origin in origins for name in (origin.origin, origin.badge) if name)
        by_field: dict[str, Sequence[str]] = {
            spec.name: self._filters.names(spec.name, state) for spec in FIELDS if spec.names
        }
        by_field["digest"] = [origin.name for origin in origins]
        by_field["source"] = list(dict.fromkeys(sources))
        return Names(by_field)

    def authors(self, prefix: str, limit: int) -> list[str]:
        """Return the first ``limit`` names of authors with ``prefix``, for completing a query."""
        return self._filters.authors(self._state()).with_prefix(prefix, limit)

    def _state(self, *, cached_only: bool = False) -> IndexState:
        return self._filters.state(self._clock().date(), cached_only=cached_only)

    # ---- conditions

    def _cached_list(
        self, clauses: tuple[Clause, ...], among: Sequence[int], state: IndexState
    ) -> _Filtered | None:
        for filtered in self._lists:
            same = filtered.among is among and filtered.clauses == clauses
            if same and (filtered.stamp, filtered.today) == (state.stamp, state.today):
                return filtered
        return None

    def _filter(self, query: Query, among: Sequence[int], state: IndexState) -> _Filtered | None:
        """Return ``among`` filtered by all conditions; None without conditions."""
        clauses = query.conditions
        if not clauses:
            return None
        filtered = self._cached_list(clauses, among, state)
        if filtered is None:
            filtered = self._apply(clauses, among, state)
            self._lists = (filtered, *self._lists[: _CACHED - 1])
        return filtered

    def _apply(
        self, clauses: tuple[Clause, ...], among: Sequence[int], state: IndexState
    ) -> _Filtered:
        ids = np.asarray(among, np.int64)
        ids = ids[ids <= state.newest]
        unknown: dict[Term, tuple[str, str]] = {}
        alone: list[Clause] = []
        left = np.ones(len(ids), np.bool_)
        ranks = None
        texts = texts_of(clauses)
        if texts:
            matches = self._filters.texts(texts, state)
            ranks = matches.ranks
            left &= matches.mask[ids]
            if not left.any():
                alone.append(texts)
        for clause in clauses:
            mask = None if is_text(clause) else self._any_of(clause, state, unknown)
            if mask is not None:
                here = mask[ids]
                if not here.any():
                    alone.append(clause)
                left &= here
        ids = ids[left]
        scores = self._scores_of_alternatives(clauses, ids, state, unknown)
        matching = array("q", ids.tobytes())
        return _Filtered(
            among, clauses, state.stamp, state.today, matching, unknown, tuple(alone), ranks, scores
        )

    def _scores_of_alternatives(
        self,
        clauses: tuple[Clause, ...],
        ids: NDArray[np.int64],
        state: IndexState,
        unknown: Container[Term],
    ) -> NDArray[np.float32] | None:
        """Return scores by paper of ``ids``: see `score_of_alternatives`; None without words."""
        scored = [
            (
                len(clause),
                [self._scores(term, state)[ids] for term in clause if term not in unknown],
            )
            for clause in clauses
            if has_scores(clause)
        ]
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
        mask: Mask | None = None
        for term in clause:
            try:
                other = self._filters.mask(term, state)
            except UnknownNameError as error:
                value = term.value if isinstance(term, FieldTerm) else None
                name = value.text if isinstance(value, Name) else ""
                unknown[term] = error.what, nearest_name(name, error.known)
                continue
            mask = other if mask is None else mask | other
        return mask


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
    return reordered(ids, order, "q", np.int64), reordered(scores, order, "f", np.float32)
