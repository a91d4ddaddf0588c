"""What the filter's line may offer: names that the library knows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from octavo_model import Library
    from octavo_model.search.query import Completion, Names
    from octavo_model.search.results import SearchResult
    from octavo_tui.widgets.filter_input import FilterInput

    Search = Callable[[str], SearchResult]


class Offering:
    """Completes the filter's line. Names are read in threads, and offered when they are there.

    Authors are too many to be read at once: those are read that begin as is typed, anew at each
    letter; of several questions the newest counts.

    Args:
        library: Knows the names.
        line: Where they are offered.
        work: Runs what reads them.
    """

    def __init__(
        self,
        library: Library,
        line: FilterInput,
        work: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        self._library = library
        self._line = line
        self._work = work
        self._names: Names | None = None
        self._begun: str | None = None
        self._authors: Sequence[str] = ()
        self._wanted: str | None = None
        line.complete = self._complete
        line.advise = self._advise

    async def read(self) -> None:
        """Read the names anew, all but those of authors."""
        self._begun = self._wanted = None
        self._names = await asyncio.to_thread(self._library.search.completion_names)
        self._line.refresh_completions()

    def _complete(self, text: str, cursor: int) -> Sequence[Completion]:
        # Imported here, as all that the first paint does without.
        from octavo_model.search.query import Names, author_prefix, completions

        begun, authors = author_prefix(text, cursor), self._authors
        if begun is not None and begun != self._begun:
            # Until they are there, those that were offered a letter ago.
            authors = authors if self._begun and begun.startswith(self._begun) else ()
            if begun != self._wanted:
                self._wanted = begun
                self._work(self._read_authors(begun))
        return completions(text, cursor, (self._names or Names({}))._replace(authors=authors))

    async def _read_authors(self, begun: str) -> None:
        from octavo_model.search.query import author_prefix

        authors = await asyncio.to_thread(self._library.search.authors, begun)
        if begun == self._wanted:
            self._begun, self._authors = begun, authors
            if author_prefix(self._line.text, self._line.cursor_position) == begun:
                self._line.refresh_completions()

    def _advise(self, text: str, cursor: int) -> str:
        from octavo_model.search.query import advice, author_prefix

        begun = author_prefix(text, cursor)
        if begun is not None and begun != self._begun:
            return "looking for authors"
        return advice(text, cursor)


class Ranker:
    """Asks queries in a thread, one at a time, dropping what was superseded meanwhile.

    A query carries its generation: the result of an older one is never shown, and of the
    queries typed while one was at work only the newest is begun.
    """

    def __init__(self, found: Callable[[SearchResult], None]) -> None:
        self._found = found
        self._generation = 0
        self._wanted: tuple[int, str, Search] | None = None
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def ask(self, query: str, search: Search) -> None:
        """Ask ``query`` of ``search`` in a thread; an earlier question is forgotten."""
        self._generation += 1
        self._wanted = (self._generation, query, search)
        self._idle.clear()
        self._wake.set()

    def cancel(self) -> None:
        """Forget the question under way; its answer will not be shown."""
        self._generation += 1
        self._wanted = None

    async def run(self) -> None:
        """Work for ever; to be run as a worker of the screen."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._wanted is not None:
                generation, query, search = self._wanted
                self._wanted = None
                answer = await asyncio.to_thread(search, query)
                if generation == self._generation:
                    self._found(answer)
            self._idle.set()

    async def join(self) -> None:
        """Wait until the newest question is answered."""
        await self._idle.wait()
