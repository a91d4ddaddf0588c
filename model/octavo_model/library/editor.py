"""What the user changes about digests and papers: names, dates, removals, merges."""

from __future__ import annotations

from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.identity import TITLE, arxiv_key, doi_key, may_be_one, rank
from octavo_model.index import keys as index_keys
from octavo_model.index import papers, queries
from octavo_model.index.write import digests, properties
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.core.changes import PropertyChange
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.marker import Marker

_LONGEST = 200
"""Characters of the name of a digest."""


class RemovedDigest(NamedTuple):
    """A digest that the user removed.

    Attributes:
        source: Its name in the archive.
        name: Its name in the library before.
        date: Its day.
    """

    source: str
    name: str
    date: dt.date | None


class Editor:
    """Changes of digests and papers: `Library.edits`. `Marker.undo` takes back each of them.

    Args:
        repository: What is stored.
        catalog: The digests and papers.
        marker: What writes changes to the journal.
    """

    def __init__(self, repository: Repository, catalog: Catalog, marker: Marker) -> None:
        self._repository = repository
        self._catalog = catalog
        self._marker = marker

    def rename_digest(self, name: str, new: str) -> str:
        """Rename a digest.

        Returns:
            Its new name.

        Raises:
            OctavoError: No digest has this name, another one has the new name, or it is not valid.
        """
        new = " ".join(new.split())
        if not new or len(new) > _LONGEST or not new.isprintable() or clean_line(new) != new:
            raise OctavoError(repr(new), "is not a name for a digest", "use letters and digits")
        source = self._catalog.source(name)

        def change(db: sqlite3.Connection) -> dict[str, Any]:
            if new != name and queries.digest_id(db, new) is not None:
                raise OctavoError(new, "another digest has that name", "choose another one")
            return {source: new} if new != name else {}

        self._marker.change_properties(Property.DIGEST_NAME, change, {source: new})
        return new

    def date_digest(self, name: str, date: dt.date | None) -> None:
        """Set the day of a digest; None sets the day that it had at first.

        Raises:
            OctavoError: No digest has this name.
        """
        source = self._catalog.source(name)
        self._marker.change_properties(
            Property.DIGEST_DATE, lambda _: {source: date}, {source: name}
        )

    def show_in_inbox(self, name: str, wanted: bool) -> None:
        """Say whether the papers of a digest go to the Inbox, for any kind of digest.

        Raises:
            OctavoError: No digest has this name.
        """
        source = self._catalog.source(name)
        self._marker.change_properties(
            Property.DIGEST_INBOX, lambda _: {source: wanted}, {source: name}
        )

    def remove_digest(self, name: str) -> None:
        """Remove a digest, with the papers that no other digest lists.

        Its bytes stay in the archive, and the marks of its papers in the journal, so
        `restore_digest` restores all of it. A later fetch does not.

        Raises:
            OctavoError: No digest has this name.
        """
        source = self._catalog.source(name)
        self._marker.change_properties(
            Property.DIGEST_REMOVED, lambda _: {source: True}, {source: name}
        )

    def removed_digests(self) -> list[RemovedDigest]:
        """Return the digests that were removed, newest first."""
        archive = self._repository.archive

        def read(db: sqlite3.Connection) -> list[RemovedDigest]:
            removed = properties.all_set(db, Property.DIGEST_REMOVED)
            sources = [one for one in removed if archive.has(one)]
            records = {one: digests.effective(db, one, archive.record(one)) for one in sources}
            return [RemovedDigest(one, now.name, now.date) for one, now in records.items()]

        found = self._repository.read(read)
        return sorted(found, key=lambda one: (one.date is None, one.date, one.name), reverse=True)

    def restore_digest(self, name: str) -> str:
        """Restore a removed digest; return its name in the library.

        Raises:
            OctavoError: No digest with that name was removed.
        """
        removed = {one.name: one for one in self.removed_digests()}
        if name not in removed:
            near = nearest(name, removed)
            hint = f"did you mean {near}?" if near else "octavo digest list --removed"
            raise OctavoError(name, "no digest with that name was removed", hint)
        source = removed[name].source
        self._marker.change_properties(
            Property.DIGEST_REMOVED, lambda _: {source: None}, {source: name}
        )
        found = self._repository.read(lambda db: digests.of_source(db, source))
        return found.name if found is not None else name

    def merge_digests(self, name: str, others: Sequence[str]) -> None:
        """List the papers of ``others`` in the digest ``name``, and no longer by themselves.

        Raises:
            OctavoError: No digest has this name, or one is part of itself.
        """
        source = self._catalog.source(name)
        titles = {self._catalog.source(other): other for other in others}
        if source in titles:
            raise OctavoError(name, f"is already part of {name}")
        self._marker.change_properties(
            Property.DIGEST_INTO, lambda _: dict.fromkeys(titles, source), titles
        )

    def remove_papers(self, ids: Sequence[int]) -> PropertyChange:
        """Remove papers from all digests; no later import restores them.

        Their marks stay in the journal: `restore_paper` restores a paper with them.
        """
        titles: dict[str, str] = {}
        today = self._catalog.shown.today

        def change(db: sqlite3.Connection) -> dict[str, Any]:
            removed: dict[str, str] = {}
            for row, key in zip(queries.rows(db, ids, today), queries.keys(db, ids), strict=True):
                if row is not None and key is not None:
                    keys = _lasting_keys(db, row.id)
                    removed.update(dict.fromkeys(keys, key))
                    titles.update(dict.fromkeys(keys, row.title))
            return removed

        return self._marker.change_properties(Property.PAPER_REMOVED, change, titles)

    def removed_papers(self) -> dict[str, str]:
        """Return the titles of the papers that were removed, by their keys."""

        def read(db: sqlite3.Connection) -> dict[str, str]:
            name = Property.PAPER_REMOVED
            keys = dict.fromkeys(properties.all_set(db, name).values())
            return {key: properties.title_of(db, name, key) for key in keys}

        return self._repository.read(read)

    def is_removed(self, text: str) -> bool:
        """Return whether the paper with this key, arXiv id or DOI was removed."""
        wanted = arxiv_key(text) or doi_key(text) or text.strip()
        name = Property.PAPER_REMOVED
        return self._repository.read(lambda db: properties.value_of(db, name, wanted)) is not None

    def restore_paper(self, text: str) -> int:
        """Restore a removed paper: ``text`` is a key, arXiv id or DOI of it. Return the paper.

        Raises:
            OctavoError: No such paper was removed.
        """
        name, wanted = Property.PAPER_REMOVED, arxiv_key(text) or doi_key(text) or text.strip()

        def change(db: sqlite3.Connection) -> dict[str, Any]:
            removed = properties.all_set(db, name)
            if wanted not in removed:
                why = "no such paper was removed"
                raise OctavoError(text, why, "octavo paper removed lists them")
            return {key: None for key, of in removed.items() if of == removed[wanted]}

        self._marker.change_properties(name, change)
        return self._catalog.resolve(wanted)

    def merge(self, id: int, other: int) -> int:  # noqa: A002 - named as in Paper
        """Merge two papers into one with the digests, details, marks and keys of both.

        Returns:
            The paper that is left: the one with an arXiv id, else the one with a DOI.

        Raises:
            UnknownPaperError: One of them no longer exists.
            OctavoError: Their arXiv ids differ, or they are the same already.
        """
        if id == other:
            raise OctavoError(f"paper {id}", "is already one paper")
        key, other_key = self._catalog.keys((id, other))
        if key is None or other_key is None:
            paper = id if key is None else other
            raise UnknownPaperError(f"paper {paper}", "is no longer in the library")
        if not may_be_one(key, other_key):
            raise OctavoError(key, f"is not {other_key}: their arXiv ids differ")
        keep, same = sorted((key, other_key), key=rank)
        titles = {same: self._catalog.paper(id).title}
        if apart := self._apart_between(id, other):
            # The user split them before.
            reset: dict[str, None] = dict.fromkeys(apart)
            again = dict.fromkeys(apart, titles[same])
            self._marker.change_properties(Property.APART, lambda _: reset, again)
        if self._paper_of(same) != self._paper_of(keep):
            self._marker.change_properties(Property.SAME, lambda _: {same: keep}, titles)
        return self._catalog.resolve(keep)

    def split(self, id: int, keys: Sequence[str] = ()) -> list[int]:  # noqa: A002
        """Split a paper that is several, for good: no later import merges them again.

        Marks go to every part that has the key they were made with.

        Args:
            id: The paper.
            keys: Those of its keys that are of other papers; by default each is of its own.

        Returns:
            The papers that it is now.

        Raises:
            OctavoError: It has only one key, or not these.
        """
        known = [one.key for one in self._catalog.keys_of(id)]
        if unknown := [key for key in keys if key not in known]:
            raise OctavoError(unknown[0], "is not a key of this paper", "see octavo show")
        rest = [key for key in known if key not in keys]
        if not rest or len(known) == 1:
            raise OctavoError(known[0] if known else f"paper {id}", "is one paper, with one key")
        apart = {" ".join(sorted((one, other))): True for one in keys for other in rest}
        if not keys:
            pairs = combinations(sorted(known), 2)
            apart = {f"{one} {other}": True for one, other in pairs}
        title = self._catalog.paper(id).title
        titles = dict.fromkeys(apart, title)
        self._marker.change_properties(Property.APART, lambda _: apart, titles)
        found = map(self._paper_of, known)
        return list(dict.fromkeys(paper for paper in found if paper is not None))

    def _paper_of(self, key: str) -> int | None:
        return self._repository.read(partial(index_keys.by_key, key=key))

    def _apart_between(self, id: int, other: int) -> list[str]:  # noqa: A002
        """Return the pairs of keys of two papers that the user parted."""
        apart = self._repository.read(partial(properties.all_set, name=Property.APART))
        pairs = product(self._catalog.keys_of(id), self._catalog.keys_of(other))
        names = (" ".join(sorted((one.key, two.key))) for one, two in pairs)
        return [name for name in names if name in apart]


def _lasting_keys(db: sqlite3.Connection, paper: int) -> list[str]:
    """Return the keys of all ids of ``paper``; without any, those of its titles."""
    keys = [one.key for one in papers.keys_of(db, paper)]
    return [key for key in keys if not key.startswith(TITLE)] or keys
