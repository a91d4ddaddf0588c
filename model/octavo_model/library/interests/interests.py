"""Interests of the user: groups of kept papers, what is followed, and what is muted."""

from __future__ import annotations

from array import array
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError
from octavo_model.core.views import View
from octavo_model.index import conditions
from octavo_model.index.write import properties
from octavo_model.library.interests.noticing import found_by
from octavo_model.library.views import meant, valid_name, valid_query
from octavo_model.text.fold import is_word

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from octavo_model.core.changes import PropertyChange
    from octavo_model.core.paper import Paper
    from octavo_model.core.parsed import ImportReport
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.editor import Editor
    from octavo_model.library.interests.noticing import Noticing
    from octavo_model.library.interests.offers import Offers
    from octavo_model.library.marker import Marker
    from octavo_model.library.searcher import Searcher

_WHAT = "an interest"
_LISTS = {
    Property.FOLLOW: ("followed query", "octavo follow lists them"),
    Property.MUTE: ("muted word", "octavo mute lists them"),
}
"""What a text of a list is, and what lists them."""


class Interest(NamedTuple):
    """A group of kept papers: those that ``query`` finds."""

    name: str
    query: str


class InterestGroup(NamedTuple):
    """What an interest finds.

    Attributes:
        papers: Its papers.
        is_file: Whether its query asks for digests alone: the user has these papers already.
        unknown: Parts of its query that name what the library does not have: a removed digest.
    """

    papers: array[int]
    is_file: bool
    unknown: tuple[str, ...]


class Interests:
    """Interests of a library: `Library.interests`. A change is on disk when a method returns.

    What is followed or muted is a query, or words: these are in the title or the abstract, one
    after the other. An interest, or what is followed, is meant by its text in any case, or by a
    unique beginning of it. `Marker.undo` covers all changes.

    Args:
        repository: What is stored.
        catalog: The digests and papers.
        searcher: What evaluates queries.
        marker: What writes changes to the journal.
        editor: What keeps digests out of the Inbox.
        noticing: What finds papers that are followed and muted.
    """

    def __init__(
        self,
        repository: Repository,
        catalog: Catalog,
        searcher: Searcher,
        marker: Marker,
        editor: Editor,
        noticing: Noticing,
    ) -> None:
        self._repository = repository
        self._catalog = catalog
        self._searcher = searcher
        self._marker = marker
        self._editor = editor
        self._noticing = noticing
        self._groups: tuple[Hashable, dict[str, InterestGroup]] = None, {}
        """What interests find, and the state of the library this is of."""

    def all(self) -> list[Interest]:
        """Return the interests by name."""
        found = self._repository.read(lambda db: properties.all_set(db, Property.INTEREST))
        return [Interest(name, found[name]) for name in sorted(found, key=_in_lists)]

    def groups(self) -> Mapping[str, InterestGroup]:
        """Return what each interest finds, by its name; each state of the library is asked once."""
        interests = self.all()
        state = self._repository.read(conditions.stamp), self._catalog.today, tuple(interests)
        known, groups = self._groups
        if known != state:
            everything = self._catalog.ids(View.all()) if interests else ()
            groups = {name: self._group(query, everything) for name, query in interests}
            self._groups = state, groups
        return groups

    def _group(self, query: str, everything: Sequence[int]) -> InterestGroup:
        found = found_by(self._searcher, query, everything)
        return InterestGroup(array("q", found.papers), _is_of_digests(query), found.unknown)

    def papers(self) -> dict[str, array[int]]:
        """Return the papers of each interest, by its name."""
        return {name: group.papers for name, group in self.groups().items()}

    def owned(self) -> set[int]:
        """Return the papers of interests that are files: the user has these papers already."""
        files = (group.papers for group in self.groups().values() if group.is_file)
        return {paper for papers in files for paper in papers}

    def resolve(self, name: str) -> str:
        """Return the whole name of an interest.

        Raises:
            OctavoError: No interest, or several, have that name.
        """
        return meant((one.name for one in self.all()), name, "interest")

    def add(self, name: str, query: str, *, replace: bool = True) -> PropertyChange:
        """Add an interest.

        Args:
            name: Its name.
            query: What finds its papers.
            replace: Whether an interest with this name gets the query. Otherwise, if it has
                another one, a number is added to the name.

        Raises:
            OctavoError: The name or the query is not valid.
        """
        name, query = valid_name(name, _WHAT), valid_query(name, query, _WHAT)

        def change(db: sqlite3.Connection) -> dict[str, str]:
            known = {} if replace else properties.all_set(db, Property.INTEREST)
            names = (f"{name}-{number}" if number > 1 else name for number in count(1))
            return {next(one for one in names if known.get(one, query) == query): query}

        return self._marker.change_properties(Property.INTEREST, change)

    def add_imported(
        self, name: str, reports: Iterable[ImportReport], *, replace: bool = True
    ) -> Interest:
        """Add an interest of the papers that were just imported; these are not in the Inbox.

        A digest that the library had before stays where it is. ``replace`` is that of `add`.

        Raises:
            OctavoError: The name is not valid, or nothing was imported.
        """
        name = valid_name(name, _WHAT)
        digests = {one.digest: one.known for one in reports if one.digest is not None}
        if not digests:
            raise OctavoError(name, "no papers in it: nothing is added", "octavo help interest")
        from octavo_model.search.query.writing import quoted_name

        query = " | ".join(f"digest:{quoted_name(one)}" for one in digests)
        change = self.add(name, query, replace=replace)  # first: it may be refused
        for digest, is_known in digests.items():
            if not is_known and self._catalog.digest(digest).in_inbox:
                self._editor.show_in_inbox(digest, False)
        return Interest(next(iter(change.values), name), query)

    def remove(self, name: str) -> PropertyChange:
        """Remove an interest; its papers stay. Errors as in `resolve`."""
        return self._marker.change_properties(
            Property.INTEREST, lambda db: {_named(db, name): None}
        )

    def rename(self, name: str, new: str) -> PropertyChange:
        """Rename an interest.

        Raises:
            OctavoError: No interest has this name, another one has the new name, or that is not
                valid.
        """
        new = valid_name(new, _WHAT)

        def change(db: sqlite3.Connection) -> dict[str, str | None]:
            known = _named(db, name)
            if new != known and properties.value_of(db, Property.INTEREST, new):
                raise OctavoError(new, "another interest has that name", "remove that one first")
            return {known: None, new: properties.value_of(db, Property.INTEREST, known)}

        return self._marker.change_properties(Property.INTEREST, change)

    def followed(self) -> list[str]:
        """Return what is followed, in the order of the alphabet."""
        return self._texts(Property.FOLLOW)

    def muted(self) -> list[str]:
        """Return what is muted, in the order of the alphabet."""
        return self._texts(Property.MUTE)

    def follow(self, *texts: str) -> PropertyChange:
        """Follow queries or words; those that are followed already are left as they are.

        Raises:
            OctavoError: One of them has no word.
        """
        return self.change(Property.FOLLOW, add=texts)

    def mute(self, *texts: str) -> PropertyChange:
        """Mute queries or words; as `follow`."""
        return self.change(Property.MUTE, add=texts)

    def unfollow(self, *texts: str) -> PropertyChange:
        """No longer follow these.

        Raises:
            OctavoError: One of them is not followed.
        """
        return self.change(Property.FOLLOW, remove=texts)

    def unmute(self, *texts: str) -> PropertyChange:
        """No longer mute these; errors as in `unfollow`."""
        return self.change(Property.MUTE, remove=texts)

    def found(self, texts: Sequence[str]) -> list[int]:
        """Return how many papers of the library each of ``texts`` finds, if it is followed."""
        return [len(found) for found in self._noticing.found(texts, self._catalog.ids(View.all()))]

    def offers(self, paper: Paper) -> Offers:
        """Return what of a paper can be followed or muted. Call it in a thread."""
        from octavo_model.library.interests.offers import offers

        return offers(paper, self.found, self._catalog.counts(View.all()).total)

    def _texts(self, name: Property) -> list[str]:
        return sorted(self._repository.read(lambda db: properties.all_set(db, name)), key=_in_lists)

    def change(
        self, name: Property, *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> PropertyChange:
        """Add and remove what is followed or muted, in one step of undo.

        Raises:
            OctavoError: One to add has no word, or one to remove is not there.
        """
        wanted = [valid_query(text, text, "what is followed or muted") for text in add]
        for text in wanted:
            if not any(map(is_word, text)):
                raise OctavoError(text, "has no word to look for", "e.g. au:quill, or tidal basin")
        what, lists = _LISTS[name]

        def changes(db: sqlite3.Connection) -> dict[str, bool | None]:
            known = properties.all_set(db, name)
            lowered = {text.lower() for text in known}
            new: dict[str, bool | None] = {
                text: True for text in wanted if text.lower() not in lowered
            }
            return {**new, **dict.fromkeys(meant(known, text, what, lists) for text in remove)}

        return self._marker.change_properties(name, changes)


def _is_of_digests(query: str) -> bool:
    """Return whether a query asks for digests, and nothing else."""
    from octavo_model.search.query.nodes import FieldTerm
    from octavo_model.search.query.parser import parse

    terms = [term for clause in parse(query).clauses for term in clause]
    are_digests = (
        isinstance(one, FieldTerm) and one.name == "digest" and not one.negated for one in terms
    )
    return bool(terms) and all(are_digests)


def _named(db: sqlite3.Connection, name: str) -> str:
    return meant(properties.all_set(db, Property.INTEREST), name, "interest")


def _in_lists(text: str) -> tuple[str, str]:
    return text.lower(), text
