"""The titles and abstracts of an index, for what compares them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model.index import queries
from octavo_model.search.similar.counting import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model.index.repository import Engine

_CHUNK = 1_000


class IndexedTexts:
    """Texts as `Suggester` wants them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def texts(self, after: int = 0) -> Iterator[Text]:
        """The texts of every paper with an id above ``after``, ascending."""
        last = after
        while some := self._engine.read(partial(queries.texts, after=last, limit=_CHUNK)):
            yield from map(Text._make, some)
            last = some[-1][0]

    def some(self, ids: Sequence[int]) -> dict[int, Text]:
        """The texts of the papers ``ids``, but of those that are gone."""
        rows = self._engine.read(partial(queries.texts_of, papers=ids))
        return {row[0]: Text._make(row) for row in rows}

    def newest(self) -> int:
        """The largest id of a paper; 0 where there is none."""
        return self._engine.read(queries.newest_paper)

    def stamp(self) -> str:
        """What tells these ids from those of any other index."""
        return str(self._engine.read(queries.uid))
