"""The titles of an index, for what searches them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model.index import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model.index.repository import Engine

_CHUNK = 2_000


class IndexedTitles:
    """Titles as `TitleSearch` wants them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def titles(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """Id and title, as lists show it, of every paper with an id above ``after``, ascending."""
        last = after
        while some := self._engine.read(partial(queries.titles, after=last, limit=_CHUNK)):
            yield from some
            last = some[-1][0]

    def paper_ids(self, last: int) -> Sequence[int]:
        """The ids of all papers up to ``last``, ascending."""
        return self._engine.read(partial(queries.paper_ids, last=last))

    def stamp(self) -> str:
        """What tells these ids from those of any other index."""
        return str(self._engine.read(queries.uid))
