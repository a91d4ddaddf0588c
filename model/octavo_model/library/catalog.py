"""What can be looked at in a library: its lists, digests and papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.views import ViewKind
from octavo_model.index import keys as names
from octavo_model.index import papers, queries
from octavo_model.library.library import OpenLibrary

if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Callable, Iterator, Sequence

    from octavo_model.core.paper import Edition, Paper
    from octavo_model.core.views import Counts, Digest, PaperRow, View

T = TypeVar("T")

_CHUNK = 2_000


class Looking(OpenLibrary):
    """A library that is looked at."""

    @property
    def without(self) -> str:
        """What `leave_out` has set, as `octavo_model.index.first_page` takes it."""
        return self._without

    def leave_out(self, *, cross_lists: bool, replacements: bool) -> None:
        """Show no papers that were only ever cross-listed, or only ever replaced, by arXiv.

        Lists, digests and counts are without them from now on, here and not in the library; a
        paper with a star is always shown.
        """
        from octavo_model.index.write.rows import CROSS_LISTED, REPLACED

        wanted = ((CROSS_LISTED, cross_lists), (REPLACED, replacements))
        self._without = ",".join(str(listing) for listing, gone in wanted if gone)

    def digests(self) -> list[Digest]:
        """All digests, newest first; those without a date last, then latest import first."""
        return self._engine.read(lambda db: queries.digests(db, self._without))

    def digest(self, name: str) -> Digest:
        """The digest called ``name``.

        Raises:
            OctavoError: There is none; the nearest name is told.
        """
        known = self.digests()
        for one in known:
            if one.name == name:
                return one
        from difflib import get_close_matches

        near = get_close_matches(name, [one.name for one in known], n=1, cutoff=0.4)
        hint = f"the nearest is {near[0]}" if near else "see `octavo digests`"
        raise OctavoError(name, "no digest of the library is called so", hint)

    def counts(self, view: View) -> Counts:
        """How many papers ``view`` holds.

        Raises:
            OctavoError: There is no such digest, or no such paper.
        """
        return self._viewing(
            view, lambda db, kind, digest: queries.counts(db, kind, digest, self._without)
        )

    def tally(self, ids: Sequence[int]) -> Counts:
        """How many of the papers ``ids`` there are, and how many of them carry which mark."""
        return self._engine.read(lambda db: queries.tally(db, ids))

    def ids(self, view: View) -> array[int]:
        """The papers of ``view`` in its order.

        Those that are suggested take as long as `for_you` and `related`.

        Raises:
            OctavoError: There is no such digest.
        """
        return self.first_ids(view, -1)

    def first_ids(self, view: View, limit: int) -> array[int]:
        """The first ``limit`` papers of ``view``, however many it holds.

        Raises:
            OctavoError: There is no such digest, or no such paper.
        """
        return self._viewing(
            view, lambda db, kind, digest: queries.ids(db, kind, digest, limit, self._without)
        )

    def window(self, view: View, key: str, reach: int) -> tuple[list[int], int, bool]:
        """The papers of ``view`` around the one called ``key``, however many it holds.

        Args:
            view: The view.
            key: Any key of a paper; one that is unknown or not in the view means the first.
            reach: How many papers on either side.

        Returns:
            Ids in order, where among them the wanted one stands, and whether they are all.

        Raises:
            OctavoError: There is no such digest, or no such paper.
        """
        from octavo_model.index.window import around

        def ask(
            db: sqlite3.Connection, kind: ViewKind, digest: int | None
        ) -> tuple[list[int], int, bool]:
            paper = names.by_key(db, key)
            return around(db, kind.value, digest, paper, reach, self._without)

        return self._viewing(view, ask)

    def next_unread(self, ids: Sequence[int], start: int, step: int) -> int | None:
        """Where in ``ids`` the next (1) or previous (-1) unread paper stands; it wraps around.

        None where nothing but perhaps the paper at ``start`` is unread.
        """
        count = len(ids)
        chunk = 64
        done = 1
        while done < count:
            places = [(start + step * n) % count for n in range(done, min(done + chunk, count))]
            wanted = [ids[place] for place in places]
            unread = self._engine.read(partial(queries.unread, papers=wanted))
            for place in places:
                if ids[place] in unread:
                    return place
            done, chunk = done + chunk, min(chunk * 4, 16_384)
        return None

    def rows(self, ids: Sequence[int]) -> list[PaperRow | None]:
        """What a list shows of the papers ``ids``; None in the place of one that is gone."""
        return self._engine.read(lambda db: queries.rows(db, ids))

    def keys(self, ids: Sequence[int]) -> list[str | None]:
        """The keys of the papers ``ids``; None in the place of one that is gone."""
        return self._engine.read(lambda db: queries.keys(db, ids))

    def paper(self, id: int) -> Paper:  # noqa: A002 - named as in Paper
        """Everything about one paper.

        Raises:
            UnknownPaperError: It is gone.
        """
        found = self._engine.read(lambda db: papers.papers(db, (id,)))
        if not found:
            raise UnknownPaperError(f"paper {id}", "is not in the library any more")
        return found[0]

    def papers(self, ids: Sequence[int]) -> Iterator[Paper]:
        """Everything about the papers ``ids``, in their order; those gone are left out."""
        for start in range(0, len(ids), _CHUNK):
            some = ids[start : start + _CHUNK]
            yield from self._engine.read(partial(papers.papers, wanted=some))

    def earlier(self, id: int) -> list[Edition]:  # noqa: A002 - named as in Paper
        """The abstracts of other versions of a paper that read differently, latest first."""
        from octavo_model.core.paper import Edition

        found = self._engine.read(lambda db: papers.editions(db, id))
        return [Edition(version, text) for version, text in found]

    def namesakes(self, id: int) -> list[int]:  # noqa: A002 - named as in Paper
        """Other papers of the same title that may be this one: see `merge`."""
        return self._engine.read(lambda db: papers.namesakes(db, id))

    def resolve(self, key: str) -> int:
        """The paper that ``key`` means.

        It may be any key the paper ever had; an arXiv id, bare, with version or in an address;
        a title; or the beginning of a key or title, if it is that of one paper only.

        Raises:
            UnknownPaperError: It means none (the nearest is told) or several (their number is).
        """
        from octavo_model.index.keys import resolve

        return self._engine.read(lambda db: resolve(db, key))

    def _viewing(
        self, view: View, question: Callable[[sqlite3.Connection, ViewKind, int | None], T]
    ) -> T:
        def ask(db: sqlite3.Connection) -> T | None:
            if view.kind is not ViewKind.DIGEST:
                return question(db, view.kind, None)
            number = queries.digest_id(db, view.digest or "")
            return None if number is None else question(db, view.kind, number)

        answer = self._engine.read(ask)
        if answer is None:
            self.digest(view.digest or "")
            raise OctavoError(view.digest or "", "has no papers yet")
        return answer
