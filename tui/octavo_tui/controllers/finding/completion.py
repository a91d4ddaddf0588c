"""What the word at the cursor of the filter can become: names, and how many papers have them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller, Repeated
from octavo_tui.render.labels import plural
from octavo_tui.widgets.completions import QueryHistory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from octavo_model.search.query.completion import Completion, KnownNames
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.widgets.filter_input import FilterInput

_MOST = 20
"""Values whose papers are counted."""


@dataclass(eq=False, repr=False)
class CompletionController(Controller):
    """Completes what is typed into the filter, and reads earlier queries."""

    _line: FilterInput
    _papers: PaperListController
    _names: KnownNames | None = field(default=None, init=False)
    _authors: Sequence[str] = field(default=(), init=False)
    _authors_of: str | None = field(default=None, init=False)
    _authors_wanted: str | None = field(default=None, init=False)
    # The papers of the open list by conditions, and the state of the list that was counted.
    _counts: Mapping[str, int] = field(default_factory=dict, init=False)
    _counted: tuple[Sequence[int], int] = field(default=((), -1), init=False)
    _wanted: Sequence[str] = field(default=(), init=False)

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self._counter = Repeated(self._work, self._count, "values", exit_on_error=False)
        self._line.complete, self._line.advise = self._complete, self._advise

    async def read_names(self) -> None:
        """Read the names that the library knows, but for those of authors, and earlier queries."""
        self._authors_of = self._authors_wanted = None
        self._names = await asyncio.to_thread(self._library.search.completion_names)
        self._line.refresh_completions()
        self._line.history = QueryHistory(await self._session.queries())

    def _complete(self, text: str, cursor: int) -> Sequence[Completion]:
        from octavo_model.search.query.completion import KnownNames, author_prefix, completions

        prefix, authors = author_prefix(text, cursor), self._authors
        if prefix is not None and prefix != self._authors_of:
            # Until they are read, those of the letter before.
            before = self._authors_of
            authors = authors if before and prefix.startswith(before) else ()
            if prefix != self._authors_wanted:
                self._authors_wanted = prefix
                self._work.start(partial(self._read_authors, prefix), "authors")
        names = (self._names or KnownNames({}))._replace(authors=authors)
        return self._with_counts(text, completions(text, cursor, names))

    def _with_counts(self, text: str, offered: Sequence[Completion]) -> Sequence[Completion]:
        """Return ``offered`` with how many papers of the list have each value, as far as known."""
        papers = self._papers
        base, generation = self._counted
        if base is not papers.base or generation != papers.generation:
            self._counted, self._counts = (papers.base, papers.generation), {}
        conditions = [_condition(text, one) for one in offered]
        known = self._counts
        missing = [one for one in conditions[:_MOST] if one and one not in known]
        if missing:
            self._wanted = missing
            self._counter.start()
        return [
            one._replace(help=plural(known[condition], "paper")) if condition in known else one
            for one, condition in zip(offered, conditions, strict=True)
        ]

    async def _count(self) -> None:
        """Count the papers of the values that are offered, then show the numbers."""
        wanted, counted = self._wanted, self._counted
        counts = await asyncio.to_thread(self._numbers, wanted, counted[0])
        if counted is self._counted:
            self._counts = {**self._counts, **counts}
            self._line.refresh_completions()

    def _numbers(self, conditions: Sequence[str], base: Sequence[int]) -> dict[str, int]:
        find = partial(self._library.search.find, among=base, wait=False)
        return {one: len(find(one).ids) for one in conditions}

    async def _read_authors(self, prefix: str) -> None:
        """Read the authors that match ``prefix``: there are too many to read them all at once."""
        from octavo_model.search.query.completion import author_prefix

        authors = await asyncio.to_thread(self._library.search.authors, prefix)
        if prefix == self._authors_wanted:
            self._authors_of, self._authors = prefix, authors
            if author_prefix(self._line.text, self._line.cursor_position) == prefix:
                self._line.refresh_completions()

    def _advise(self, text: str, cursor: int) -> str:
        from octavo_model.search.query.completion import advice, author_prefix

        prefix = author_prefix(text, cursor)
        if prefix is not None and prefix != self._authors_of:
            return "looking for authors"
        return advice(text, cursor)


def _condition(text: str, offered: Completion) -> str:
    """Return the condition that a value makes of ``text``; empty for what is none.

    >>> from octavo_model.search.query.completion import completions
    >>> [_condition("!is:st", one) for one in completions("!is:st", 6)]
    ['is:starred']
    >>> [_condition("sort:", one) for one in completions("sort:", 5)][:1]
    ['']
    """
    from octavo_model.search.query.parser import parse

    before = text[: offered.start].split()[-1:]
    if offered.text.endswith(":") or not (before and before[0].endswith(":")):
        return ""
    condition = f"{before[0].lstrip('!-')}{offered.text.strip()}"
    query = parse(condition)
    return condition if query.conditions and not query.remarks else ""
