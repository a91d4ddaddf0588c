"""Saved views of a library: queries with names, in the user's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError
from octavo_model.core.views import SavedView
from octavo_model.index.write import properties
from octavo_model.settings.settings import load
from octavo_model.storage.data_folder import write_versions
from octavo_model.storage.versions import LAYOUT
from octavo_model.text.clean import clean_line, is_text
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from octavo_model.index.repository import Repository
    from octavo_model.library.marker import Marker

    Views = dict[str, SavedView]

_LONGEST = 10_000
"""Characters of a name or a query: a line of the journal holds them three times."""


class ViewList:
    """Saved views of a library: `Library.views`. Every change is on disk when a method returns.

    A view is meant by its name in any case, or by a unique beginning of it. `Marker.undo` covers
    all changes.

    Args:
        repository: What is stored.
        marker: What writes changes to the journal.
    """

    def __init__(self, repository: Repository, marker: Marker) -> None:
        self._repository = repository
        self._marker = marker

    def all(self) -> dict[str, str]:
        """Return the queries by the names of the views, in their order."""
        found = self._repository.read(_current)
        return {name: view.query for name, view in found.items()}

    def resolve(self, name: str) -> str:
        """Return the whole name of a view.

        Raises:
            OctavoError: No view, or several, have that name.
        """
        return meant(self.all(), name)

    def query(self, name: str) -> str:
        """Return the query of a view; errors as in `resolve`."""
        found = self.all()
        return found[meant(found, name)]

    def save(self, name: str, query: str) -> None:
        """Save ``query`` as the last view, or as the new query of the view with this name.

        Raises:
            OctavoError: The name or the query is not valid.
        """
        name, query = valid_name(name), valid_query(name, query)

        def change(now: Views) -> Views:
            at = now[name].position if name in now else _after(now)
            return {name: SavedView(query, at)}

        self._change(change)

    def remove(self, name: str) -> None:
        """Remove a view.

        Raises:
            OctavoError: No view, or several, have that name.
        """
        self._change(lambda now: {meant(now, name): None})

    def rename(self, name: str, new: str, query: str | None = None) -> None:
        """Rename a view; its position stays.

        Args:
            name: The view.
            new: Its new name.
            query: Its new query; None keeps the old one.

        Raises:
            OctavoError: No view has this name, another one has the new name, or that is not valid.
        """
        new = valid_name(new)
        new_query = None if query is None else valid_query(new, query)

        def change(now: Views) -> dict[str, SavedView | None]:
            known = meant(now, name)
            if new in now and new != known:
                raise OctavoError(new, "another view has that name", "remove that one first")
            view = now[known]
            return {known: None, new: SavedView(new_query or view.query, view.position)}

        self._change(change)

    def move(self, name: str, place: int) -> None:
        """Move a view to ``place``, counted from 0; beyond the end, it becomes the last.

        Raises:
            OctavoError: No view, or several, have that name.
        """

        def change(now: Views) -> Views:
            known = meant(now, name)
            others = [one for one in now if one != known]
            at = max(0, min(place, len(others)))
            if list(now).index(known) == at:
                return {}
            if at == len(others):
                return {known: now[known]._replace(position=_after(now))}
            after = now[others[at]].position
            before = now[others[at - 1]].position if at else after - 2
            middle = (before + after) / 2
            if before < middle < after:
                position = int(middle) if middle.is_integer() else middle
                return {known: now[known]._replace(position=position)}
            # The positions of two homes may be the same, and floats are not endless.
            order = [*others[:at], known, *others[at:]]
            return {one: now[one]._replace(position=number) for number, one in enumerate(order)}

        self._change(change)

    def prepare(self, settings: Path) -> None:
        """Import the views of an earlier Octavo from the ``settings`` file, once in each home.

        Views whose name the journal knows are left as they are, even if they were removed: another
        home may have imported them. An error of the file is reported elsewhere.
        """
        if self._repository.read(properties.timed):
            # Perhaps they are from another home; an older Octavo must not open this folder.
            write_versions(self._repository.folder, LAYOUT)
        found = load(settings)[0].views.items()
        cleaned = {clean_line(name): clean_line(query) for name, query in found}
        wanted = {
            name: query
            for name, query in cleaned.items()
            if 0 < len(name) <= _LONGEST and 0 < len(query) <= _LONGEST
        }
        if not wanted:
            return

        def change(db: sqlite3.Connection) -> dict[str, SavedView | None]:
            known = {key for name, key in properties.timed(db) if name is Property.VIEW}
            new = [name for name in wanted if name not in known]
            if not new or properties.has_imported(db, self._marker.home):
                return {}
            first = _after(_current(db))
            return {
                name: SavedView(wanted[name], first + number) for number, name in enumerate(new)
            }

        if self._repository.read(change):
            self._marker.change_properties(Property.VIEW, change, auto=True)

    def _change(self, change: Callable[[Views], Mapping[str, SavedView | None]]) -> None:
        self._marker.change_properties(Property.VIEW, lambda db: change(_current(db)))


def _current(db: sqlite3.Connection) -> Views:
    """Return the views by name, in their order."""
    found = properties.all_set(db, Property.VIEW).items()
    return dict(sorted(found, key=lambda item: (item[1].position, item[0])))


def meant(names: Iterable[str], name: str, what: str = "view", lists: str = "") -> str:
    """Return which of ``names`` is meant by ``name``: in any case, or a unique beginning of it.

    Raises:
        OctavoError: None, or several; ``what`` says what they are, and ``lists`` what lists them.
    """
    names = tuple(names)
    if name in names:
        return name
    lowered = name.strip().lower()
    same = [view for view in names if view.lower() == lowered]
    found = same or [view for view in names if lowered and view.lower().startswith(lowered)]
    if len(found) == 1:
        return found[0]
    if found:
        why = f"is the start of {len(found)} names"
        raise OctavoError(name, why, f"write more of it, e.g. {found[0]}")
    near = nearest(name, names)
    hint = f"did you mean {near}?" if near else lists or f"octavo {what} list lists them"
    raise OctavoError(name, f"no {what} with that name", hint)


def valid_name(name: str, what: str = "a view") -> str:
    """Return a name in one line; raise `OctavoError` if it cannot name ``what``."""
    name = " ".join(name.split())
    is_plain = name.isprintable() and clean_line(name) == name
    if not name or not is_plain or len(name) > _LONGEST:
        raise OctavoError(repr(name), f"is not a name for {what}", "use letters and words")
    return name


def valid_query(name: str, query: str, what: str = "a view") -> str:
    """Return a query in one line; raise `OctavoError` if ``what`` cannot have it."""
    if not is_text(query):
        raise OctavoError(query, "cannot be saved: not all of it is UTF-8", "type it again")
    query = clean_line(query)
    if not query:
        raise OctavoError(name, f"{what} needs a query", 'e.g. "is:unread date:<7d"')
    if len(query) > _LONGEST:
        raise OctavoError(name, f"its query is too long for {what}", "shorten it")
    return query


def _after(now: Views) -> int:
    """Return a position after all views."""
    return int(max((view.position for view in now.values()), default=-1) // 1) + 1
