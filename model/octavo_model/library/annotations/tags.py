"""Tags of papers: words of the user, several for a paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError
from octavo_model.index.annotations import tags
from octavo_model.text.clean import visible
from octavo_model.text.fold import nearest
from octavo_model.text.tags import LONGEST, tag_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from octavo_model.core.changes import PropertyChange
    from octavo_model.core.views import TagCount
    from octavo_model.index.repository import Repository
    from octavo_model.library.marker import Marker


class TagList:
    """Tags of a library: `Library.tags`. Every change is on disk when a method returns.

    A name is read by `octavo_model.text.tags.tag_name`. `Marker.undo` covers all changes.

    Args:
        repository: What is stored.
        marker: What writes changes to the journal.
    """

    def __init__(self, repository: Repository, marker: Marker) -> None:
        self._repository = repository
        self._marker = marker

    def all(self) -> list[TagCount]:
        """Return the tags that papers have, by name."""
        return self._repository.read(tags.counts)

    def named(self, name: str) -> TagCount:
        """Return the tag that ``name`` means.

        Raises:
            OctavoError: No paper has it; the error suggests a similar one.
        """
        return self._repository.read(partial(_named, text=name))

    def of(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the sorted tags of papers, without papers that have none."""
        return self._repository.read(partial(tags.of, papers=ids))

    def change(
        self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> PropertyChange:
        """Add tags to papers and remove others, in one step of undo.

        Args:
            ids: The papers; those that are as wanted are left as they are.
            add: Names of tags, which may be new.
            remove: Names of tags, but for those in ``add``.

        Raises:
            OctavoError: A name is not valid.
        """
        wanted = dict.fromkeys(map(valid_name, remove), False)
        wanted |= dict.fromkeys(map(valid_name, add), True)
        titles: dict[str, str] = {}

        def change(db: sqlite3.Connection) -> dict[str, bool | None]:
            values: dict[str, bool | None] = {}
            for name, is_set in wanted.items():
                found = tags.to_change(db, ids, name, is_set)
                titles.update(found)
                values.update(dict.fromkeys(found, is_set or None))
            return values

        return self._marker.change_properties(Property.TAG, change, titles)

    def rename(self, old: str, new: str) -> PropertyChange:
        """Rename a tag of all papers; if ``new`` is a tag already, both are merged.

        Raises:
            OctavoError: No paper has the tag, or the new name is not valid.
        """
        return self._replace(old, valid_name(new))

    def remove(self, name: str) -> PropertyChange:
        """Remove a tag from all papers.

        Raises:
            OctavoError: No paper has the tag.
        """
        return self._replace(name, "")

    def _replace(self, old: str, new: str) -> PropertyChange:
        titles: dict[str, str] = {}

        def change(db: sqlite3.Connection) -> dict[str, bool | None]:
            known = _named(db, old).name
            values: dict[str, bool | None] = {}
            for key, title in tags.having(db, known).items() if known != new else ():
                changed: dict[str, bool | None] = {f"{key} {known}": None}
                if new:
                    changed[f"{key} {new}"] = True
                values.update(changed)
                titles.update(dict.fromkeys(changed, title))
            return values

        return self._marker.change_properties(Property.TAG, change, titles)


def valid_name(text: str) -> str:
    """Return the name of the tag that ``text`` means.

    Raises:
        OctavoError: It is not the name of a tag.
    """
    if name := tag_name(text):
        return name
    hint = f"use letters, digits and - _ / . (at most {LONGEST})"
    raise OctavoError(f"“{visible(text)}”", "is not a name for a tag", hint)


def _named(db: sqlite3.Connection, text: str) -> TagCount:
    name, known = tag_name(text), {one.name: one for one in tags.counts(db)}
    if name in known:
        return known[name]
    near = nearest(name, known)
    hint = f"did you mean {near}?" if near else "octavo tag list lists them"
    raise OctavoError(visible(text), "no paper has that tag", hint)
