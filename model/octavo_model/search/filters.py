"""Which papers match one term of a query: masks by paper id, cached while they are valid."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from octavo_model.core.identity import arxiv_key, doi_key, page_key
from octavo_model.index import conditions
from octavo_model.index import keys as names
from octavo_model.search import named
from octavo_model.search.evaluation import (
    UnknownNameError,
    digests_named,
    parameters,
    sql_of,
    uses_marks,
)
from octavo_model.search.query.fields import BY_NAME
from octavo_model.search.query.nodes import (
    Anchor,
    FieldTerm,
    InAbstract,
    InTitle,
    Name,
    Where,
    Word,
)
from octavo_model.search.text_filter import TextFilter, as_mask, by_paper
from octavo_model.search.titles import SearchCancelledError
from octavo_model.search.titles.candidates import LastUsed
from octavo_model.text.withdrawal import is_withdrawn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from octavo_model.index.conditions import Origin, Stamp
    from octavo_model.index.repository import Repository
    from octavo_model.search.abstract_search import AbstractSearch
    from octavo_model.search.authors import Authors
    from octavo_model.search.evaluation import Clause
    from octavo_model.search.query.nodes import Term
    from octavo_model.search.text_filter import Ids, Mask, Scores, TextMatches
    from octavo_model.search.title_search import TitleSearch


T = TypeVar("T")

UNREAD = FieldTerm("is", Name("unread"))
UNDECIDED = FieldTerm("is", Name("undecided"))

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


class Filtered(NamedTuple):
    """A list filtered by all conditions of a query but its words."""

    among: Sequence[int]
    """The list; compared by identity, as its owner does not change it."""
    key: tuple[tuple[Clause, ...], Stamp, dt.date, int] | None
    """The conditions, the state of the index, the day, and the index of abstracts."""
    ids: Sequence[int]
    """The papers that match."""
    unknown: Mapping[Term, tuple[str, str]] = MappingProxyType({})
    """Terms with a name that the library does not have: what, and the nearest name."""
    alone: tuple[Clause, ...] = ()
    """Conditions that match nothing in the list, each by itself."""
    texts: TextMatches | None = None
    """What was found in abstracts, if they were searched."""
    others: Sequence[int] = ()
    """The papers that match all but that."""
    scores: NDArray[np.float32] | None = None
    """How well each paper, by id, matches the alternatives that are words, if any."""


class FilterCache:
    """The papers that match single terms, each read from the index once. Thread-safe."""

    def __init__(
        self, repository: Repository, titles: Callable[[], TitleSearch], abstracts: AbstractSearch
    ) -> None:
        self._repository = repository
        self._titles = titles
        self.abstracts = abstracts
        self.full_text = TextFilter(repository, abstracts)
        self._cached: LastUsed[Hashable, tuple[Stamp, object]] = LastUsed(_CACHED)
        self._reading_authors = Lock()
        # Fields that need more than the SQL of their row.
        self._evaluators: dict[str, Callable[[str, IndexState], Ids]] = {
            "is": self._of_state,
            "doi": lambda name, state: named.with_doi(repository, name, state.today),
            "id": self._with_id,
            "au": lambda name, state: self.authors(state).papers_of(name),
            "digest": partial(self._of_digests, "digest"),
            "source": partial(self._of_digests, "source"),
            "tag": self._with_tag,
            "note": lambda words, _: named.with_note(repository, words),
            "full": lambda words, _: named.with_full_text(repository, words),
        }

    def state(self, today: dt.date, *, cached_only: bool = False) -> IndexState:
        """Return the present state of the index."""
        return self._repository.read(
            lambda db: IndexState(
                conditions.stamp(db), conditions.newest_paper(db), today, cached_only
            )
        )

    def mask(self, term: Term, state: IndexState) -> Mask:
        """Return which papers match ``term``; raise UnknownNameError if it names nothing known."""
        if isinstance(term, Word):
            return self.scores(term, state) > 0
        plain = replace(term, negated=False)
        is_full = isinstance(term, FieldTerm) and term.name == "full"
        mask = self._get(
            (plain, state.today, self._repository.words.version if is_full else 0),
            state,
            lambda: as_mask(self._ids(plain, state), state.newest),
            marks=isinstance(term, FieldTerm) and uses_marks(term),
        )
        return ~mask if term.negated else mask

    def scores(self, term: Word, state: IndexState) -> Scores:
        """Return for each id of a paper how well it matches ``term``, 0 to 100."""

        def compute() -> Scores:
            titles_only = term.where is Where.TITLE
            ids, scores = self._titles().scored(term.text, state.newest, titles_only=titles_only)
            return by_paper(ids, scores, state.newest, np.float32(0))

        return self._get(("scores", term), state, compute)

    def texts(self, terms: tuple[InAbstract, ...], state: IndexState) -> TextMatches:
        """Return the papers whose abstracts match all ``terms``, and those that match in part."""
        key = "texts", terms, self.abstracts.generation
        return self._get(key, state, lambda: self.full_text.matching(terms, state.newest))

    def anywhere(self, text: str, required: tuple[str, ...], state: IndexState) -> TextMatches:
        """Return the papers with the words of ``text``: see `TextFilter.anywhere`."""
        key = "anywhere", text, required, self.abstracts.generation
        return self._get(key, state, lambda: self.full_text.anywhere(text, required, state.newest))

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
            return by_paper(ids, keys, state.newest, _NO_KEY)

        return self._get(("order", by), state, compute, marks=by == "starred")

    def names(self, field: str, state: IndexState) -> list[str]:
        """Return the names that ``field`` may have: see `FieldSpec.names`."""
        spec = BY_NAME[field]
        read = partial(self._repository.read, partial(conditions.names, sql=spec.names))
        return self._get(("names", field), state, read, marks=spec.uses_marks)

    def origins(self, state: IndexState) -> list[Origin]:
        """Return all digests, newest first, and where they came from."""
        return self._get("origins", state, lambda: self._repository.read(conditions.origins))

    # ---- evaluation

    def _ids(self, term: InTitle | InAbstract | FieldTerm, state: IndexState) -> Ids:
        if isinstance(term, InTitle):
            return self._titles().containing(term.text, term.anchor, state.newest)
        if isinstance(term, InAbstract):
            return self.full_text.papers_with(term, state.newest)
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

    def _with_tag(self, name: str, state: IndexState) -> Ids:
        ids = named.with_tag(self._repository, name, state.today)
        if not ids:
            raise UnknownNameError("tag", name, self.names("tag", state))
        return ids

    def _of_state(self, name: str, state: IndexState) -> Ids:
        if name == "read":
            return np.flatnonzero(~self.mask(UNREAD, state))

        def withdrawn() -> list[int]:
            notices = self._repository.read(conditions.notices)
            return [paper for paper, *texts in notices if is_withdrawn(*texts)]

        # Marks do not change it.
        return self._get("withdrawn", state, withdrawn)

    def _of_digests(self, what: str, name: str, state: IndexState) -> Ids:
        digests = digests_named(what, name, self.origins(state), state.today)
        return self._repository.read(partial(conditions.of_digests, digests=digests))

    def authors(self, state: IndexState) -> Authors:
        """Return the authors of all papers."""
        from octavo_model.search.authors import Authors

        def compute() -> Authors:
            return self._repository.read(lambda db: Authors(conditions.authors(db)))

        # A filter and its completion may need them at once, and reading them takes long.
        with self._reading_authors:
            return self._get("authors", state, compute)

    def author_meant(self, clauses: Sequence[Clause], state: IndexState) -> str:
        """Return the nearest author to the first one in ``clauses`` whom the library lacks."""
        terms = (term for clause in clauses for term in clause if isinstance(term, FieldTerm))
        for term in terms:
            if term.name == "au" and isinstance(term.value, Name) and not term.negated:
                name = term.value.text
                if not self.mask(term, state).any() and (near := self._nearest(name, state)):
                    return near
        return ""

    def _nearest(self, name: str, state: IndexState) -> str:
        return self._get(("nearest", name), state, lambda: self.authors(state).nearest(name))

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
