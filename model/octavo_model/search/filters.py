"""Which papers fit one part of a query: a table by paper id, kept as long as it is true."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from octavo_model.core.identity import arxiv_key, doi_key
from octavo_model.index import conditions, queries
from octavo_model.index import keys as names
from octavo_model.search.query.nodes import (
    Age,
    Between,
    Days,
    Field,
    How,
    InAbstract,
    InTitle,
    Name,
    Word,
)
from octavo_model.text.clean import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Sequence

    from numpy.typing import NDArray

    from octavo_model.index.conditions import Origin, Stamp
    from octavo_model.index.repository import Repository
    from octavo_model.search.authors import Authors
    from octavo_model.search.query.nodes import Term
    from octavo_model.search.title_search import TitleSearch

    Mask = NDArray[np.bool_]
    """For each id of a paper, from 0, whether it fits."""
    Scores = NDArray[np.float32]
    from collections.abc import Iterable


T = TypeVar("T")

RANKED_AT_MOST = 12_000
"""Of more abstracts than these BM25 takes too long to compute, and says little."""
_KEPT = 48
_MISSING = -1
"""No paper has such a number."""


class UnknownNameError(Exception):
    """The library knows no such name.

    Attributes:
        what: A digest, a source or a category.
        known: The names there are.
    """

    def __init__(self, what: str, known: Sequence[str]) -> None:
        super().__init__(what)
        self.what = what
        self.known = known


class State(NamedTuple):
    """The state of the index for which answers are true, and the largest id of a paper."""

    stamp: Stamp
    newest: int


class Texts(NamedTuple):
    """What a full-text search found.

    Attributes:
        mask: Which papers.
        ranks: BM25 by paper id, the lower, the better, 0 for those not found; None where they
            are too many.
    """

    mask: Mask
    ranks: NDArray[np.float64] | None


class Sieve:
    """Answers about single parts of queries, each asked of the index once. Thread-safe.

    Args:
        engine: Answers what is not known yet.
        titles: Gives the index of titles.
    """

    def __init__(self, engine: Repository, titles: Callable[[], TitleSearch]) -> None:
        self._engine = engine
        self._titles = titles
        self._known: OrderedDict[Hashable, tuple[Stamp, object]] = OrderedDict()
        self._lock = Lock()
        self._reading_authors = Lock()

    def state(self) -> State:
        """The state the index is in now."""
        return self._engine.read(lambda db: State(conditions.stamp(db), queries.newest_paper(db)))

    def knows(self, term: Term, state: State, today: dt.date) -> bool:
        """Whether `mask` has the answer at hand."""
        return self._lookup(_key(term, today), state, marks=_of_marks(term)) is not None

    def mask(self, term: Term, state: State, today: dt.date) -> Mask:
        """Which papers fit ``term``, whether it is negated or not.

        Raises:
            UnknownNameError: It names what the library does not have.
        """

        def ask() -> Mask:
            if isinstance(term, Word):
                return self.scores(term, state) > 0
            return _table(self._ids(term, state, today), state.newest)

        key = _key(term, today)
        found: Mask = self._kept(key, state, ask, marks=_of_marks(term))
        return ~found if getattr(term, "negated", False) else found

    def scores(self, term: Word, state: State) -> Scores:
        """For each id of a paper how well its title fits ``term``, 0 to 100; 0: not at all."""

        def ask() -> Scores:
            ids, found = self._titles().scored(term.text, state.newest)
            table = np.zeros(state.newest + 1, np.float32)
            here = ids <= state.newest
            table[ids[here]] = found[here]
            table.setflags(write=False)
            return table

        return self._kept(("scores", term.text), state, ask)

    def texts(self, terms: tuple[InAbstract, ...], state: State) -> Texts:
        """The papers whose abstracts hold all ``terms``, with ranks if they are not too many."""

        def ask() -> Texts:
            return self._search(expression(terms), state)

        return self._kept(("texts", terms), state, ask)

    def knows_texts(self, terms: tuple[InAbstract, ...], state: State) -> bool:
        """Whether `texts` has the answer at hand."""
        return self._lookup(("texts", terms), state, marks=False) is not None

    def order(self, by: str, state: State) -> NDArray[np.int64]:
        """For each id of a paper the number it is sorted by; negative where it has none."""

        def ask() -> NDArray[np.int64]:
            numbers = np.full(state.newest + 1, _MISSING, np.int64)
            if by == "added":
                numbers[:] = np.arange(len(numbers))
            elif by == "title":
                ids, ranks = self._sorted_titles(state.newest)
                numbers[ids] = ranks
            else:
                rows = self._engine.read(partial(conditions.keys_of_order, order=by))
                pairs = np.array(rows, np.int64).reshape(-1, 2)
                pairs = pairs[pairs[:, 0] <= state.newest]
                numbers[pairs[:, 0]] = pairs[:, 1]
            return numbers

        return self._kept(("order", by), state, ask)

    def knows_order(self, by: str, state: State) -> bool:
        """Whether `order` has the answer at hand."""
        return self._lookup(("order", by), state, marks=False) is not None

    def categories(self, state: State) -> list[str]:
        """All categories, the commonest first."""
        return self._kept("categories", state, lambda: self._engine.read(conditions.categories))

    def authors(self, begun: str, most: int, state: State) -> list[str]:
        """The first ``most`` names of authors that begin so, those with most papers first."""
        return self._authors(state).beginning(begun, most)

    def origins(self, state: State) -> list[Origin]:
        """All digests, newest first, and where they came from."""
        return self._kept("origins", state, lambda: self._engine.read(conditions.origins))

    # ---- what fits

    def _ids(self, term: Term, state: State, today: dt.date) -> Sequence[int] | NDArray[np.int64]:
        if isinstance(term, InTitle):
            return self._titles().holding(term.text, term.how, state.newest)
        if isinstance(term, InAbstract):
            found = self._engine.read(partial(conditions.full_text, expression=expression((term,))))
            return _numbers(found)
        if not isinstance(term, Field):
            raise TypeError(term)  # words have scores
        value, ask = term.value, self._engine.read
        if isinstance(value, Name):
            return self._named(term.name, value.text, state)
        if isinstance(value, Between) and term.name != "year":
            low, high = value.low, value.high
            return ask(lambda db: conditions.between(db, term.name, low, high))
        first, last = _dates(value, today)
        return ask(lambda db: conditions.dated(db, first, last))

    def _named(self, field: str, name: str, state: State) -> Sequence[int] | NDArray[np.int64]:
        ask = self._engine.read
        if field == "is":
            if name != "read":
                return ask(lambda db: conditions.marked(db, name))
            return np.flatnonzero(
                ~_table(ask(lambda db: conditions.marked(db, "unread")), state.newest)
            )
        if field == "id":
            return self._with_id(name, state)
        if field == "has":
            return ask(lambda db: conditions.having(db, name))
        if field == "au":
            return self._authors(state).called(name)
        if field == "cat":
            return self._in_category(name, state)
        digests = self._digests(field, name, self.origins(state))
        return ask(lambda db: conditions.of_digests(db, digests))

    def _with_id(self, name: str, state: State) -> Sequence[int] | NDArray[np.int64]:
        """The paper with the arXiv id or DOI ``name``."""
        key = arxiv_key(name) or doi_key(name) or name
        paper = self._engine.read(lambda db: names.by_key(db, key))
        if paper is not None:
            return [paper]
        # One that nobody has may still stand in a title: “A comment on arXiv:…”.
        return self._titles().holding(name, How.INSIDE, state.newest)

    def _in_category(self, name: str, state: State) -> Sequence[int]:
        found = self._engine.read(lambda db: conditions.in_category(db, sound(name)))
        if not found:
            raise UnknownNameError("category", self.categories(state))
        return found

    def _digests(self, field: str, name: str, origins: Sequence[Origin]) -> list[int]:
        """The digests that a name of one, or of a source, means."""
        what = "digest" if field == "digest" else "source"
        names = {one.id: [one.name] if what == "digest" else _sources_of(one) for one in origins}
        wanted = fold(name)
        folded = {number: [fold(one) for one in some] for number, some in names.items()}
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = [
                number for number, some in folded.items() if any(fits(one, wanted) for one in some)
            ]
            if found:
                return found
        known = dict.fromkeys(one for some in names.values() for one in some)
        raise UnknownNameError(what, tuple(known))

    def _authors(self, state: State) -> Authors:
        from octavo_model.search.authors import Authors

        def ask() -> Authors:
            return self._engine.read(lambda db: Authors(conditions.authors(db)))

        # A filter and what its line offers may ask at once, and it takes long the first time.
        with self._reading_authors:
            return self._kept("authors", state, ask)

    def _search(self, expression: str, state: State) -> Texts:
        found = self._engine.read(partial(conditions.full_text, expression=expression))
        mask = _table(_numbers(found), state.newest)
        if not 0 < np.count_nonzero(mask) <= RANKED_AT_MOST:
            return Texts(mask, None)
        rows = self._engine.read(partial(conditions.ranked, expression=expression))
        ranks = np.zeros(len(mask))
        pairs = np.array(rows, np.float64).reshape(-1, 2)
        pairs = pairs[pairs[:, 0] <= state.newest]
        ranks[pairs[:, 0].astype(np.int64)] = pairs[:, 1]
        return Texts(mask, ranks)

    def _sorted_titles(self, newest: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Papers, and the places of their titles in the alphabet; equal titles have one place."""
        ids, titles = self._titles().folded(newest)
        bare = [title.lstrip(" \"'([{“‘«") for title in titles.tolist()]
        places = {title: place for place, title in enumerate(sorted(set(bare)))}
        return ids, np.fromiter(map(places.__getitem__, bare), np.int64, len(bare))

    # ---- what is known

    def _lookup(self, key: Hashable, state: State, *, marks: bool) -> object | None:
        with self._lock:
            known = self._known.get(key)
            if known is None:
                return None
            stamp, answer = known
            if stamp != state.stamp and (marks or stamp[:2] != state.stamp[:2]):
                return None
            self._known.move_to_end(key)
            return answer

    def _kept(self, key: Hashable, state: State, ask: Callable[[], T], *, marks: bool = False) -> T:
        known = self._lookup(key, state, marks=marks)
        if known is not None:
            return known  # type: ignore[return-value]  # each key has answers of one type
        answer = ask()
        with self._lock:
            self._known[key] = state.stamp, answer
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return answer


def _sources_of(origin: Origin) -> list[str]:
    return list(dict.fromkeys(one for one in (origin.origin, origin.badge, origin.format) if one))


def _of_marks(term: Term) -> bool:
    return isinstance(term, Field) and term.name == "is"


def _key(term: Term, today: dt.date) -> Hashable:
    """What an answer is kept under: the term, and the day where it counts from today."""
    if isinstance(term, InTitle):
        return "title", term.text, term.how
    if isinstance(term, InAbstract):
        return "abstract", term.text, term.phrase
    if isinstance(term, Field):
        return term.name, term.value, today if isinstance(term.value, Age) else None
    return "word", term.text


def _dates(value: Between | Days | Age, today: dt.date) -> tuple[str, str]:
    """First and last day as the index writes days: texts that compare as days do."""
    if isinstance(value, Between):
        low, high = value.low or 0, 9999 if value.high is None else value.high
        return (f"{low:04}-01-01" if low <= 9999 else "~"), f"{min(high, 9999):04}-12-31"
    days = value.days(today) if isinstance(value, Age) else value
    return (days.low.isoformat() if days.low else "0"), (
        days.high.isoformat() if days.high else "~"
    )


def _table(ids: Sequence[int] | NDArray[np.int64], newest: int) -> Mask:
    table = np.zeros(newest + 1, np.bool_)
    found = np.asarray(ids, np.int64)
    # What came in since the state was read is no part of it.
    table[found[found <= newest]] = True
    table.setflags(write=False)
    return table


def _numbers(array: str) -> NDArray[np.int64]:
    return (
        np.fromstring(array[1:-1], np.int64, sep=",") if len(array) > 2 else np.empty(0, np.int64)
    )


_SHORTEST_BEGINNING = 4
"""A word of fewer letters is looked for whole: too many words begin with it."""


def expression(terms: Iterable[InAbstract]) -> str:
    """What FTS5 takes to find the abstracts that hold all ``terms``."""
    return f"abstract : ({' AND '.join(map(_phrase, terms))})"


def _phrase(term: InAbstract) -> str:
    text = sound(term.text)
    letters = "".join(char if char.isalnum() else " " for char in text).split()[-1:]
    begins = not term.phrase and (
        any(len(one) >= _SHORTEST_BEGINNING or not one.isascii() for one in letters)
    )
    quoted = text.replace('"', '""')
    return f'"{quoted}"{" *" if begins else ""}'


def sound(text: str) -> str:
    """``text`` with nothing in it that SQLite would stumble over."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
