"""Notes about papers, in Markdown: one for each paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.index.annotations import notes
from octavo_model.text.clean import clean_lines

if TYPE_CHECKING:
    import sqlite3

    from octavo_model.core.changes import PropertyChange
    from octavo_model.index.repository import Repository
    from octavo_model.library.marker import Marker

LONGEST = 50_000
"""Characters of a note: a line of the journal holds it twice."""


class Notes:
    """Notes of a library: `Library.notes`. Every change is on disk when a method returns.

    A merged paper shows the notes of both; a new note replaces them. `Marker.undo` covers all
    changes.

    Args:
        repository: What is stored.
        marker: What writes changes to the journal.
    """

    def __init__(self, repository: Repository, marker: Marker) -> None:
        self._repository = repository
        self._marker = marker

    def of(self, id: int) -> str:  # noqa: A002 - named as in Paper
        """Return the note about a paper; empty without one."""
        return self._repository.read(partial(notes.of, paper=id))

    def set(self, id: int, text: str) -> PropertyChange:  # noqa: A002
        """Set the note about a paper; an empty text removes it.

        Raises:
            UnknownPaperError: The paper no longer exists.
            OctavoError: The text is too long.
        """
        note = clean_lines(text)
        if len(note) > LONGEST:
            raise OctavoError("the note", f"has more than {LONGEST:,} characters", "shorten it")
        titles: dict[str, str] = {}

        def change(db: sqlite3.Connection) -> dict[str, str | None]:
            if notes.of(db, id) == note:
                return {}
            titles.update(notes.keys_of(db, id))
            if not titles:
                raise UnknownPaperError(f"paper {id}", "is no longer in the library")
            present, *others = titles
            return {present: note or None, **dict.fromkeys(others)}

        return self._marker.change_properties(Property.NOTE, change, titles)
