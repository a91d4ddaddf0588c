"""Finding what a query means: fields by SQL, titles in memory, abstracts by full text."""

from __future__ import annotations

import time
from array import array
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.core.views import Counts
from octavo_model.search.filters import Sieve, UnknownNameError
from octavo_model.search.query.completion import Names
from octavo_model.search.query.nodes import Field, InAbstract, Name, Problem, Word, lit_by
from octavo_model.search.query.parser import nearest
from octavo_model.search.results import (
    Found,
    best_first,
    by_both,
    by_rank,
    has_likings,
    taken,
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
    from octavo_model.search.filters import Mask, State
    from octavo_model.search.query.nodes import Query, Term
    from octavo_model.search.title_search import Ranked, TitleSearch

    Clause = tuple[Term, ...]

_UNREAD, _STARRED = Field("is", Name("unread")), Field("is", Name("starred"))
_KEPT = 4
"""Lists that are kept, filtered by fields: while words are typed that is always the same one."""
_BESIDE = np.float32(0.25)
"""What an alternative counts that fits less well than another one of its clause."""


class _Kept(NamedTuple):
    """What is left of a list by all conditions of a query but its words.

    Attributes:
        among: The list; it is compared by identity, as its owner does not change it.
        clauses: The conditions.
        stamp: The state of the index.
        today: The day.
        ids: What is left.
        unknown: Terms that name what the library does not have: what, and the nearest name.
        alone: Conditions that fit nothing of the list, each by itself.
        ranks: BM25 by paper id, if abstracts were searched.
        likings: By paper id how well it fits the alternatives that are words, if there are any.
    """

    among: Sequence[int]
    clauses: tuple[Clause, ...]
    stamp: Stamp
    today: dt.date
    ids: array[int]
    unknown: dict[Term, tuple[str, str]]
    alone: tuple[Clause, ...]
    ranks: NDArray[np.float64] | None
    likings: NDArray[np.float32] | None


class Finder:
    """Finds papers by queries. Several threads may use it at once.

    Args:
        engine: The library's.
        titles: Gives the index of titles, which is made when it is first needed.
        clock: Tells the time, for what is told by its age.
    """

    def __init__(self, engine: Repository, titles: Callable[[], TitleSearch], clock: Clock) -> None:
        self._titles = titles
        self._clock = clock
        self._sieve = Sieve(engine, titles)
        self._lists: tuple[_Kept, ...] = ()

    def find(self, query: Query, among: Sequence[int]) -> Found:
        """The papers of ``among`` that ``query`` means, in its order, equals in theirs.

        Args:
            query: What is looked for.
            among: Paper ids; a sequence that is not changed afterwards.
        """
        return self._found(query, among, None)

    def find_within(self, query: Query, among: Sequence[int], patience: float) -> Found | None:
        """Like `find`, if it can be done in ``patience`` seconds; else None."""
        try:
            return self._found(query, among, time.perf_counter() + patience)
        except SearchCancelledError:
            return None

    def _found(self, query: Query, among: Sequence[int], end: float | None) -> Found:
        """What is found until the moment ``end``; raises SearchCancelledError beyond it."""
        state, today = self._sieve.state(), self._clock().date()
        if end is not None and not self._is_at_hand(query, among, state, today):
            raise SearchCancelledError
        kept = self._kept(query, among, state, today)
        ids: Sequence[int] = among if kept is None else kept.ids
        scores: Sequence[float] | None = None
        if query.words.strip():
            ids, scores = self._by_words(query.words, ids, state, end)
            if kept is not None and kept.likings is not None:
                ids, scores = by_both(query, ids, scores, kept.likings)
        elif kept is not None and kept.likings is not None:
            ids, scores = best_first(kept.ids, kept.likings[np.asarray(kept.ids, np.int64)])
        elif kept is not None and kept.ranks is not None:
            ids, scores = by_rank(kept.ids, kept.ranks)
        ids, scores = self._sorted(query, ids, scores, state)
        return self._told(query, ids, scores, kept, among)

    def _by_words(
        self, words: str, among: Sequence[int], state: State, end: float | None
    ) -> Ranked:
        titles = self._titles()
        if end is None:
            return titles.search(words, among, state.newest)
        found = titles.search_within(words, among, state.newest, end - time.perf_counter())
        if found is None:
            raise SearchCancelledError
        return found

    def counts(self, ids: Sequence[int]) -> Counts:
        """How many papers ``ids`` are, and how many of them carry which mark."""
        state, today = self._sieve.state(), self._clock().date()
        wanted = np.asarray(ids, np.int64)
        wanted = wanted[wanted <= state.newest]
        unread, starred = (
            int(np.count_nonzero(self._sieve.mask(one, state, today)[wanted]))
            for one in (_UNREAD, _STARRED)
        )
        return Counts(len(ids), unread, starred)

    def names(self) -> Names:
        """The names that the library knows, for completing a query."""
        state = self._sieve.state()
        origins = self._sieve.origins(state)
        sources = (one for origin in origins for one in (origin.origin, origin.badge) if one)
        return Names(
            tuple(origin.name for origin in origins),
            tuple(dict.fromkeys(sources)),
            tuple(self._sieve.categories(state)),
        )

    def authors(self, begun: str, most: int) -> list[str]:
        """The first ``most`` names of authors that begin so, for completing a query."""
        return self._sieve.authors(begun, most, self._sieve.state())

    # ---- conditions

    def _is_at_hand(self, query: Query, among: Sequence[int], state: State, today: dt.date) -> bool:
        """Whether all that a query asks of the index is known."""
        by = query.sort.by if query.sort is not None else "relevance"
        if by != "relevance" and not self._sieve.knows_order(by, state):
            return False
        clauses = _conditions(query)
        if not clauses or self._listed(clauses, among, state, today) is not None:
            return True
        texts = _texts(clauses)
        if texts and not self._sieve.knows_texts(texts, state):
            return False
        return all(
            self._sieve.knows(term, state, today)
            for clause in clauses
            if not _is_text(clause)
            for term in clause
        )

    def _listed(
        self, clauses: tuple[Clause, ...], among: Sequence[int], state: State, today: dt.date
    ) -> _Kept | None:
        for kept in self._lists:
            if (
                kept.among is among
                and kept.clauses == clauses
                and kept.stamp == state.stamp
                and kept.today == today
            ):
                return kept
        return None

    def _kept(
        self, query: Query, among: Sequence[int], state: State, today: dt.date
    ) -> _Kept | None:
        """What the conditions leave of ``among``; None where there are none."""
        clauses = _conditions(query)
        if not clauses:
            return None
        kept = self._listed(clauses, among, state, today)
        if kept is None:
            kept = self._filtered(clauses, among, state, today)
            self._lists = (kept, *self._lists[: _KEPT - 1])
        return kept

    def _filtered(
        self, clauses: tuple[Clause, ...], among: Sequence[int], state: State, today: dt.date
    ) -> _Kept:
        ids = np.asarray(among, np.int64)
        ids = ids[ids <= state.newest]
        unknown: dict[Term, tuple[str, str]] = {}
        alone: list[Clause] = []
        left = np.ones(len(ids), np.bool_)
        ranks = None
        texts = _texts(clauses)
        if texts:
            found = self._sieve.texts(texts, state)
            ranks = found.ranks
            left &= found.mask[ids]
            if not left.any():
                alone.append(texts)
        for clause in clauses:
            mask = None if _is_text(clause) else self._any_of(clause, state, today, unknown)
            if mask is not None:
                here = mask[ids]
                if not here.any():
                    alone.append(clause)
                left &= here
        fitting = ids[left]
        likings = self._likings(clauses, fitting, state, today, unknown)
        chosen = array("q", fitting.tobytes())
        return _Kept(
            among, clauses, state.stamp, today, chosen, unknown, tuple(alone), ranks, likings
        )

    def _likings(
        self,
        clauses: tuple[Clause, ...],
        ids: NDArray[np.int64],
        state: State,
        today: dt.date,
        unknown: Container[Term],
    ) -> NDArray[np.float32] | None:
        """How well each of ``ids`` fits the alternatives, 0 to 100; None where none is a word.

        What fits best of a clause counts, and what else fits by a part: so a title with both words
        comes before one with either, and one that hardly fits after both.
        """
        among = [clause for clause in clauses if has_likings(clause)]
        if not among:
            return None
        total = np.zeros(len(ids), np.float32)
        for clause in among:
            known = [term for term in clause if term not in unknown]
            scores = [self._scores(term, state, today)[ids] for term in known]
            best, whole = scores[0].copy(), scores[0]
            for one in scores[1:]:
                np.maximum(best, one, out=best)
                whole += one
            most = (1 + _BESIDE * (len(clause) - 1)) * len(among)
            total += (best + _BESIDE * (whole - best)) / most
        likings = np.zeros(state.newest + 1, np.float32)
        likings[ids] = total
        return likings

    def _scores(self, term: Term, state: State, today: dt.date) -> NDArray[np.float32]:
        """How well each paper fits ``term``, 0 to 100; where it is no word, all or nothing."""
        if isinstance(term, Word):
            return self._sieve.scores(term, state)
        return self._sieve.mask(term, state, today) * np.float32(100)

    def _any_of(
        self,
        clause: Clause,
        state: State,
        today: dt.date,
        unknown: dict[Term, tuple[str, str]],
    ) -> Mask | None:
        """What fits any term of ``clause``; None where none of them means anything here."""
        mask: Mask | None = None
        for term in clause:
            try:
                found = self._sieve.mask(term, state, today)
            except UnknownNameError as error:
                name = (
                    term.value.text
                    if isinstance(term, Field) and isinstance(term.value, Name)
                    else ""
                )
                unknown[term] = error.what, nearest(name, error.known)
                continue
            mask = found if mask is None else mask | found
        return mask

    # ---- the list

    def _sorted(
        self,
        query: Query,
        ids: Sequence[int],
        scores: Sequence[float] | None,
        state: State,
    ) -> tuple[Sequence[int], Sequence[float]]:
        if scores is None:
            scores = array("f", np.full(len(ids), 100, np.float32).tobytes())
        if query.sort is None or not len(ids):
            return ids, scores
        if query.sort.by == "relevance":
            return (ids[::-1], scores[::-1]) if query.sort.reverse else (ids, scores)
        numbers = self._sieve.order(query.sort.by, state)[np.asarray(ids, np.int64)]
        missing = numbers < 0
        # Dates and numbers begin with the largest, titles with A; what has none comes last.
        falls = (query.sort.by != "title") != query.sort.reverse
        order = np.lexsort((-numbers if falls else numbers, missing))
        return taken(ids, order, "q", np.int64), taken(scores, order, "f", np.float32)

    def _told(
        self,
        query: Query,
        ids: Sequence[int],
        scores: Sequence[float],
        kept: _Kept | None,
        among: Sequence[int],
    ) -> Found:
        problems = list(query.remarks)
        if kept is not None and kept.unknown:
            terms = (term for clause in query.clauses for term in clause)
            for term in terms:
                if term in kept.unknown:
                    what, near = kept.unknown[term]
                    part = query.text[term.start : term.end]
                    why = f"names no {what} of the library"
                    problems.append(Problem(term.start, term.end, part, why, "", near))
            problems.sort(key=lambda one: one.start)
        why = ""
        if len(among) and not len(ids):
            alone, left = ((), among) if kept is None else (kept.alone, kept.ids)
            why = why_nothing(query, alone, len(left), len(among))
        return Found(query, ids, scores, tuple(problems), lit_by(query), why)


def _conditions(query: Query) -> tuple[Clause, ...]:
    """All of a query but the words for the fuzzy search of titles."""
    return tuple(
        clause for clause in query.clauses if len(clause) > 1 or not isinstance(clause[0], Word)
    )


def _is_text(clause: Clause) -> bool:
    """Whether ``clause`` is searched for by full text, together with others like it."""
    return len(clause) == 1 and isinstance(clause[0], InAbstract) and not clause[0].negated


def _texts(clauses: tuple[Clause, ...]) -> tuple[InAbstract, ...]:
    terms = (clause[0] for clause in clauses if _is_text(clause))
    return tuple(term for term in terms if isinstance(term, InAbstract))
