"""The titles and abstracts of a library, for what searches and compares them."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from octavo_model.index import conditions, meta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from octavo_model.index.repository import Repository
    from octavo_model.search.similar.counting import Text
    from octavo_model.search.similar.store import TermStore

Row = TypeVar("Row", bound="tuple[Any, ...]")

_CHUNK = 2_000


class StoredTexts:
    """The titles and abstracts of a library, as what searches and compares them reads them."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._lock = Lock()
        self._terms: TermStore | None = None

    @property
    def terms(self) -> TermStore:
        """The index of their terms: one for all that needs it."""
        from octavo_model.search.similar.store import TermStore

        with self._lock:
            if self._terms is None:
                self._terms = TermStore(self, self._repository.folder / "terms.idx")
            return self._terms

    def titles(self, after: int = 0) -> Iterator[tuple[int, str, str]]:
        """Yield id, displayed title and names of each paper with an id above ``after``, ascending.

        The names of the authors are one text.
        """
        return self._rows(conditions.titles, after)

    def texts(self, after: int = 0) -> Iterator[Text]:
        """Yield the texts of each paper with an id above ``after``, ascending."""
        from octavo_model.search.similar.counting import Text

        return map(Text._make, self._rows(conditions.texts, after))

    def texts_of(self, ids: Sequence[int]) -> dict[int, Text]:
        """Return the texts of those of the papers ``ids`` that still exist."""
        from octavo_model.search.similar.counting import Text

        rows = self._repository.read(partial(conditions.texts_of, papers=ids))
        return {row[0]: Text._make(row) for row in rows}

    def letters_of(self, ids: Sequence[int]) -> dict[int, int]:
        """Return how many letters the texts of these papers have, of those that still exist."""
        return self._repository.read(partial(conditions.letters_of, papers=ids))

    def paper_ids(self, last: int) -> Sequence[int]:
        """Return the ids of all papers up to ``last``, ascending."""
        return self._repository.read(partial(conditions.paper_ids, last=last))

    def newest(self) -> int:
        """Return the largest id of a paper; 0 if the library is empty."""
        return self._repository.read(conditions.newest_paper)

    def stamp(self) -> str:
        """Return what distinguishes these ids from those of any other index."""
        return str(self._repository.read(partial(meta.get, name="uid")))

    def _rows(self, query: Callable[..., list[Row]], after: int) -> Iterator[Row]:
        while rows := self._repository.read(partial(query, after=after, limit=_CHUNK)):
            yield from rows
            after = rows[-1][0]
