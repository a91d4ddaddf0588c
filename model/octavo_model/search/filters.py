"""Which papers match one term of a query: masks by paper id, cached while they are valid."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from octavo_model.core.identity import arxiv_key, doi, doi_key, page_key
from octavo_model.core.withdrawal import is_withdrawn
from octavo_model.index import conditions, queries
from octavo_model.index import keys as names
from octavo_model.search.evaluation import (
    UnknownNameError,
    digests_named,
    full_text_expression,
    parameters,
    sql_of,
)
from octavo_model.search.query.fields import BY_NAME
from octavo_model.search.query.nodes import Anchor, FieldTerm, InAbstract, InTitle, Name, Word
from octavo_model.search.titles import SearchCancelledError
from octavo_model.search.titles.candidates import LastUsed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Sequence

    from numpy.typing import NDArray

    from octavo_model.index.conditions import Origin, Stamp
    from octavo_model.index.repository import Repository
    from octavo_model.search.authors import Authors
    from octavo_model.search.query.nodes import Term
    from octavo_model.search.title_search import TitleSearch

    Ids = Sequence[int] | NDArray[np.int64]
    Mask = NDArray[np.bool_]
    """For each id of a paper, from 0, whether it matches."""
    Scores = NDArray[np.float32]


T = TypeVar("T")
N = TypeVar("N", bound=np.generic)

UNREAD = FieldTerm("is", Name("unread"))
_DOI = r"SELECT id FROM details WHERE doi LIKE :prefix ESCAPE '\'"

MAX_RANKED = 12_000
"""Of more abstracts than these BM25 takes too long, and means little."""
_CACHED = 48
_NO_KEY = np.int64(-1)
"""The sort key of papers that have none."""


class IndexState(NamedTuple):
    """What results depend on; ``newest`` is the largest id of a paper."""

    stamp: Stamp
    newest: int
    today: dt.date
    cached_only: bool = False
    """Whether to raise `SearchCancelledError` instead of reading the index."""


class TextMatches(NamedTuple):
    """The papers found by full text."""

    mask: Mask
    ranks: NDArray[np.float64] | None
    """BM25 by paper id, the lower the better, 0 for those not found; None if they are too many."""


class FilterCache:
    """The papers that match single terms, each read from the index once. Thread-safe."""

    def __init__(self, repository: Repository, titles: Callable[[], TitleSearch]) -> None:
        self._repository = repository
        self._titles = titles
        self._cached: LastUsed[Hashable, tuple[Stamp, object]] = LastUsed(_CACHED)
        self._reading_authors = Lock()
        # Fields that need more than the SQL of their row.
        self._evaluators: dict[str, Callable[[str, IndexState], Ids]] = {
            "is": self._of_state,
            "doi": self._with_doi,
            "id": self._with_id,
            "au": lambda name, state: self.authors(state).papers_of(name),
            "digest": partial(self._of_digests, "digest"),
            "source": partial(self._of_digests, "source"),
        }

    def state(self, today: dt.date, *, cached_only: bool = False) -> IndexState:
        """Return the present state of the index."""
        return self._repository.read(
            lambda db: IndexState(
                conditions.stamp(db), queries.newest_paper(db), today, cached_only
            )
        )

    def mask(self, term: Term, state: IndexState) -> Mask:
        """Return which papers match ``term``; raise UnknownNameError if it names nothing known."""
        if isinstance(term, Word):
            return self.scores(term, state) > 0
        plain = replace(term, negated=False)
        mask = self._get(
            (plain, state.today),
            state,
            lambda: _mask(self._ids(plain, state), state.newest),
            marks=isinstance(term, FieldTerm) and BY_NAME[term.name].uses_marks,
        )
        return ~mask if term.negated else mask

    def scores(self, term: Word, state: IndexState) -> Scores:
        """Return for each id of a paper how well its title matches ``term``, 0 to 100."""

        def compute() -> Scores:
            ids, scores = self._titles().scored(term.text, state.newest)
            return _by_paper(ids, scores, state.newest, np.float32(0))

        return self._get(("scores", term), state, compute)

    def texts(self, terms: tuple[InAbstract, ...], state: IndexState) -> TextMatches:
        """Return the papers whose abstracts match all ``terms``, ranked unless they are many."""
        return self._get(
            ("texts", terms), state, lambda: self._search(full_text_expression(terms), state)
        )

    def sort_keys(self, by: str, state: IndexState) -> NDArray[np.int64]:
        """Return for each id of a paper the number it is sorted by; negative if it has none."""

        def compute() -> NDArray[np.int64]:
            if sql := BY_NAME["sort"].values[by]:
                rows = self._repository.read(partial(conditions.sort_keys, sql=sql))
                ids, keys = np.array(rows, np.int64).reshape(-1, 2).T
            elif by == "title":
                ids, keys = self._titles().alphabetical(state.newest)
            else:  # as added
                ids = keys = np.arange(state.newest + 1)
            return _by_paper(ids, keys, state.newest, _NO_KEY)

        return self._get(("order", by), state, compute, marks=by == "starred")

    def names(self, field: str, state: IndexState) -> list[str]:
        """Return the names that ``field`` may have: see `FieldSpec.names`."""
        read = partial(conditions.names, sql=BY_NAME[field].names)
        return self._get(("names", field), state, lambda: self._repository.read(read))

    def origins(self, state: IndexState) -> list[Origin]:
        """Return all digests, newest first, and where they came from."""
        return self._get("origins", state, lambda: self._repository.read(conditions.origins))

    # ---- evaluation

    def _ids(self, term: InTitle | InAbstract | FieldTerm, state: IndexState) -> Ids:
        if isinstance(term, InTitle):
            return self._titles().containing(term.text, term.anchor, state.newest)
        if isinstance(term, InAbstract):
            return self._full_text(full_text_expression((term,)))
        sql, name = sql_of(term), term.value.text if isinstance(term.value, Name) else ""
        if not sql:
            return self._evaluators[term.name](name, state)
        values = parameters(term.value, state.today)
        ids = self._repository.read(partial(conditions.papers, sql=sql, values=values))
        spec = BY_NAME[term.name]
        if spec.names and not ids:
            what = spec.aliases[0] if spec.aliases else spec.name
            raise UnknownNameError(what, name, self.names(term.name, state))
        return ids

    def _with_id(self, name: str, state: IndexState) -> Ids:
        """Return the paper with the arXiv id, DOI or address ``name``."""
        key = arxiv_key(name) or doi_key(name) or page_key(name) or name
        paper = self._repository.read(lambda db: names.by_key(db, key))
        if paper is not None:
            return [paper]
        # An unknown one may be in a title: “A comment on arXiv:…”.
        return self._titles().containing(name, Anchor.INSIDE, state.newest)

    def named(self, ids: tuple[str, ...], state: IndexState) -> list[int]:
        """Return the papers with any of ``ids``, which a query names, in their order."""

        def compute() -> list[int]:
            found = [int(paper) for name in ids for paper in self._with_id(name, state)]
            return [paper for paper in dict.fromkeys(found) if paper <= state.newest]

        return self._get(("named", ids), state, compute) if ids else []

    def _with_doi(self, name: str, _state: IndexState) -> Ids:
        """Return the papers whose DOI starts with ``name``, which may be an address."""
        known = doi(name) or name.lower().removeprefix("doi:")
        values = parameters(Name(known), _state.today)
        ids = self._repository.read(partial(conditions.papers, sql=_DOI, values=values))
        paper = self._repository.read(lambda db: names.by_key(db, f"doi:{known}"))
        return ids if paper is None else [*ids, paper]

    def _of_state(self, name: str, state: IndexState) -> Ids:
        if name == "read":
            return np.flatnonzero(~self.mask(UNREAD, state))

        def withdrawn() -> list[int]:
            notices = self._repository.read(conditions.notices)
            return [paper for paper, *texts in notices if is_withdrawn(*texts)]

        # Marks do not change it.
        return self._get("withdrawn", state, withdrawn)

    def _of_digests(self, what: str, name: str, state: IndexState) -> Ids:
        digests = digests_named(what, name, self.origins(state))
        return self._repository.read(partial(conditions.of_digests, digests=digests))

    def authors(self, state: IndexState) -> Authors:
        """Return the authors of all papers."""
        from octavo_model.search.authors import Authors

        def compute() -> Authors:
            return self._repository.read(lambda db: Authors(conditions.authors(db)))

        # A filter and its completion may need them at once, and reading them takes long.
        with self._reading_authors:
            return self._get("authors", state, compute)

    def _full_text(self, expression: str) -> NDArray[np.int64]:
        ids = self._repository.read(partial(conditions.full_text, expression=expression))
        return (
            np.fromstring(ids[1:-1], np.int64, sep=",") if len(ids) > 2 else np.empty(0, np.int64)
        )

    def _search(self, expression: str, state: IndexState) -> TextMatches:
        mask = _mask(self._full_text(expression), state.newest)
        if not 0 < np.count_nonzero(mask) <= MAX_RANKED:
            return TextMatches(mask, None)
        rows = self._repository.read(partial(conditions.ranked, expression=expression))
        ids, ranks = np.array(rows, np.float64).reshape(-1, 2).T
        table = _by_paper(ids.astype(np.int64), ranks, state.newest, np.float64(0))
        return TextMatches(mask, table)

    # ---- the cache

    def _get(
        self, key: Hashable, state: IndexState, compute: Callable[[], T], *, marks: bool = False
    ) -> T:
        """Return what is cached or computed; ``marks`` says that any mark invalidates it."""
        known = self._cached.get(key)
        if known is not None:
            stamp, result = known
            if stamp == state.stamp or (not marks and stamp[:2] == state.stamp[:2]):
                return result  # type: ignore[return-value]  # each key has results of one type
        if state.cached_only:
            raise SearchCancelledError
        computed = compute()
        self._cached.put(key, (state.stamp, computed))
        return computed


def _mask(ids: Ids, newest: int) -> Mask:
    papers = np.asarray(ids, np.int64)
    return _by_paper(papers, np.ones(len(papers), np.bool_), newest, np.bool_(False))


def _by_paper(ids: NDArray[np.int64], values: NDArray[N], newest: int, missing: N) -> NDArray[N]:
    """Return the values by paper id, from 0 to ``newest``; ``missing`` where there is no value."""
    table = np.full(newest + 1, missing)
    # Papers added since the state was read do not count.
    known = ids <= newest
    table[ids[known]] = values[known]
    table.setflags(write=False)
    return table
