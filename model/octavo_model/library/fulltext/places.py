"""Where the full texts of papers were left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.index.write import properties

if TYPE_CHECKING:
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.marker import Marker


class Places:
    """Places in full texts: `Library.full_texts.places`. A change is on disk when a method returns.

    A place is the name of a block, the share of the block that is above the window, and that of
    the whole text, from 0 to 1. It is kept in the journal with the marks, and undo skips it.
    """

    def __init__(self, repository: Repository, catalog: Catalog, marker: Marker) -> None:
        self._repository = repository
        self._catalog = catalog
        self._marker = marker

    def of(self, id: int) -> tuple[str, float, float] | None:  # noqa: A002 - named as in Paper
        """Return where the text of a paper was left; None if it was not opened."""
        (key,) = self._catalog.keys([id])
        if key is None:
            return None
        place: tuple[str, float, float] | None = self._repository.read(
            lambda db: properties.value_of(db, Property.PLACE, key)
        )
        return place

    def set(self, id: int, place: tuple[str, float, float]) -> None:  # noqa: A002
        """Keep where the text of a paper was left; the place that is kept costs nothing."""
        block, share, whole = place
        place = block, round(share, 3), round(whole, 3)
        (key,) = self._catalog.keys([id])
        if key is None or self.of(id) == place:
            return
        titles = {key: self._catalog.paper(id).title}
        self._marker.change_properties(Property.PLACE, lambda _: {key: place}, titles, auto=True)
