"""Finding papers by queries: fields by SQL, titles in memory, abstracts by full text."""

from __future__ import annotations

import time
from array import array
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.core.dates import local_day
from octavo_model.core.views import Counts
from octavo_model.search.evaluation import UnknownNameError, highlights_of, is_text
from octavo_model.search.filters import UNDECIDED, FilterCache, Filtered
from octavo_model.search.query.completion import KnownNames
from octavo_model.search.query.fields import FIELDS
from octavo_model.search.query.nodes import FieldTerm, InAbstract, Name, Where, Word
from octavo_model.search.results import (
    SearchResult,
    by_both,
    by_score,
    has_scores,
    in_order,
    problems_of,
    score_of_alternatives,
    those_in,
    why_not_named,
    why_nothing,
)
from octavo_model.search.titles import SearchCancelledError
from octavo_model.search.titles.matching import ENOUGH
from octavo_model.text.fold import is_word

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from numpy.typing import NDArray

    from octavo_model.core.dates import Clock
    from octavo_model.index.repository import Repository
    from octavo_model.search.abstract_search import AbstractSearch
    from octavo_model.search.evaluation import Clause
    from octavo_model.search.filters import IndexState
    from octavo_model.search.query.nodes import Query, Term
    from octavo_model.search.results import Ordered
    from octavo_model.search.text_filter import Mask
    from octavo_model.search.title_search import TitleSearch

_STARRED = FieldTerm("is", Name("starred"))
_CACHED = 4
"""Lists filtered by fields that are cached: while words are typed it is always the same one."""


class Finder:
    """Finds papers by queries. Several threads may use it at once.

    ``titles`` returns the index of titles, which is built when it is first needed.
    """

    def __init__(
        self,
        repository: Repository,
        titles: Callable[[], TitleSearch],
        abstracts: AbstractSearch,
        clock: Clock,
    ) -> None:
        self._titles = titles
        self._clock = clock
        self._filters = FilterCache(repository, titles, abstracts)
        self._lists: tuple[Filtered, ...] = ()

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
        if query.ids and (named := self._find_named(query, among, end)) is not None:
            return named
        state = self._state(cached_only=end is not None)
        by = query.sort.by if query.sort is not None else "relevance"
        sort_keys = None if by == "relevance" else self._filters.sort_keys(by, state)
        filtered = self._filter(query, among, state)
        words = query.words.strip()
        if query.abstracts and words:
            filtered, words = self._anywhere(query, filtered, state), ""
        ranked = self._ranked(query, words, filtered, state, end)
        ids, scores = in_order(query, *ranked, sort_keys)
        others = self._near(query, filtered, ids, state, end) if near else ()
        why = ""
        if len(among) and not len(ids):
            author = self._filters.author_meant(filtered.alone, state)
            why = why_nothing(query, filtered.alone, len(filtered.ids), len(among), author)
        problems, lit = problems_of(query, filtered.unknown), highlights_of(query)
        return SearchResult(query, ids, scores, problems, lit, why, others, query.plain or "")

    def _anywhere(self, query: Query, filtered: Filtered, state: IndexState) -> Filtered:
        """Return the papers of ``filtered`` with the words of ``query`` in title or abstract."""
        texts = self._filters.anywhere(query.words, query.required, state)
        ids = np.asarray(filtered.ids, np.int64)
        found = array("q", ids[texts.mask[ids]].tobytes())
        return filtered._replace(ids=found, texts=texts, others=filtered.ids)

    def _ranked(
        self, query: Query, words: str, filtered: Filtered, state: IndexState, end: float | None
    ) -> Ordered:
        """Return the papers of ``filtered`` that match ``words``, best first."""
        ids = filtered.ids
        if words:
            ids, scores = self._titles().search(query.words, ids, state.newest, end)
            return (
                (ids, scores)
                if filtered.scores is None
                else by_both(query, ids, scores, filtered.scores)
            )
        if filtered.scores is not None:
            return by_score(ids, filtered.scores[np.asarray(ids, np.int64)])
        if filtered.texts is not None:
            return self._filters.full_text.ordered(filtered.texts, ids)
        return ids, array("f", np.full(len(ids), 100, np.float32).tobytes())

    def _near(
        self,
        query: Query,
        filtered: Filtered,
        ids: Sequence[int],
        state: IndexState,
        end: float | None,
    ) -> Sequence[int]:
        """Return papers that match in part, best first: no more than fill a screen with ``ids``."""
        room = ENOUGH - len(ids)
        near: list[int] = []
        among = filtered.ids
        if filtered.texts is not None and (query.abstracts or not query.words.strip()):
            among = filtered.others
            near += self._filters.full_text.near(filtered.texts, among, room)
        if query.words.strip() and len(near) < room:
            known, frequency = [*ids, *near], self._filters.abstracts.frequency
            left = room - len(near)
            titles = self._titles()
            near += titles.near(query.words, among, known, state.newest, left, frequency, end)
        return array("q", near)

    def _find_named(
        self, query: Query, among: Sequence[int], end: float | None
    ) -> SearchResult | None:
        """Return the papers that ``query`` names by their ids and that fit all but its words.

        They are what a citation means; the rest of it does not count. Without such a paper, it is
        None if there are words to search for.
        """
        state = self._state(cached_only=end is not None)
        rest = self.find(replace(query, clauses=query.conditions, ids=(), plain=None), among, end)
        ids = those_in(rest.ids, self._filters.named(query.ids, state))
        if not ids and query.words.strip():
            return None
        why = "" if ids or not len(among) else rest.why or why_not_named(query)
        scores = [100.0] * len(ids)
        return replace(
            rest, query=query, ids=ids, scores=scores, highlights=highlights_of(query), why=why
        )

    def counts(self, ids: Sequence[int]) -> Counts:
        """Return how many papers ``ids`` are, and how many are undecided and starred."""
        state = self._state()
        wanted = np.asarray(ids, np.int64)
        wanted = wanted[wanted <= state.newest]
        undecided, starred = (
            int(np.count_nonzero(self._filters.mask(term, state)[wanted]))
            for term in (UNDECIDED, _STARRED)
        )
        return Counts(len(ids), undecided, starred)

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
        return self._filters.state(local_day(self._clock), cached_only=cached_only)

    def _filter(self, query: Query, among: Sequence[int], state: IndexState) -> Filtered:
        """Return ``among`` filtered by all conditions."""
        clauses = query.conditions
        if query.abstracts:
            clauses = tuple(map(_with_abstracts, clauses))
        if not clauses:
            return Filtered(among, None, among)
        key = clauses, state.stamp, state.today, self._filters.abstracts.generation
        for filtered in self._lists:
            if filtered.among is among and filtered.key == key:
                return filtered
        filtered = self._apply(clauses, among, state)._replace(key=key)
        self._lists = (filtered, *self._lists[: _CACHED - 1])
        return filtered

    def _apply(
        self, clauses: tuple[Clause, ...], among: Sequence[int], state: IndexState
    ) -> Filtered:
        unknown: dict[Term, tuple[str, str]] = {}
        masks: list[tuple[Clause, Mask | None]] = []
        found = None
        if texts := tuple(clause[0] for clause in clauses if is_text(clause)):
            found = self._filters.texts(texts, state)
            masks.append((texts, found.mask))
        others = [clause for clause in clauses if not is_text(clause)]
        masks += [(clause, self._any_of(clause, state, unknown)) for clause in others]
        ids = np.asarray(among, np.int64)
        ids = ids[ids <= state.newest]
        left, rest = np.ones((2, len(ids)), np.bool_)
        alone: list[Clause] = []
        for clause, matching in masks:
            if matching is not None:
                here = matching[ids]
                if not here.any():
                    alone.append(clause)
                left &= here
                rest &= here | (clause is texts)
        without = array("q", ids[rest].tobytes() if texts else b"")
        ids = ids[left]
        scores = self._scores_of_alternatives(clauses, ids, state, unknown)
        left_ids = array("q", ids.tobytes())
        return Filtered(among, None, left_ids, unknown, tuple(alone), found, without, scores)

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


def _with_abstracts(clause: Clause) -> Clause:
    """Return ``clause`` with each word for titles as one for abstracts, too."""
    words = (one.text for one in clause if isinstance(one, Word) and one.where is Where.ANY)
    return (*clause, *(InAbstract(word) for word in words if any(map(is_word, word))))
