"""Fetching in the reader: in the background, told in the status line, never in the way."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from octavo_model import Library, Paths
    from octavo_model.sources.events import Event, FetchReport
    from octavo_model.sources.fetcher import Surroundings
    from octavo_model.sources.spec import SourceSpec


class Sources:
    """The user's sources, as the reader uses them.

    Nothing of the network is imported before it is wanted: the start does without.

    Args:
        paths: Where their list and their state lie.
        surroundings: The world; by default, the real one.
    """

    def __init__(self, paths: Paths, surroundings: Surroundings | None = None) -> None:
        self._paths = paths
        self._surroundings = surroundings

    def all(self) -> Sequence[SourceSpec]:
        """All of them. For a thread."""
        from octavo_model.sources.source_list import SourceBook

        return SourceBook(self._paths).load()[0]

    def add(self, targets: Collection[str]) -> None:
        """Add what was chosen among the presets. For a thread.

        Raises:
            OctavoError: The list cannot be written.
        """
        from octavo_model.sources.source_list import SourceBook, sources_of

        book = SourceBook(self._paths)
        for one in sources_of(targets, {known.name for known in book.load()[0]}):
            book.add(one)

    def fetch(
        self, library: Library, report: Callable[[Event], None], cancel: threading.Event
    ) -> list[FetchReport]:
        """Bring what is new in all of them. For a thread; ``report`` is called in others."""
        from octavo_model.sources.fetcher import fetch

        return fetch(
            library.imports,
            self.all(),
            self._paths,
            report=report,
            cancel=cancel,
            insist=True,
            surroundings=self._surroundings,
        )


class Fetching:
    """One fetch at a time, and what it has to say.

    Args:
        library: Where to.
        sources: From where.
        told: Called on the event loop with a line about what goes on; empty when it is over.
    """

    def __init__(self, library: Library, sources: Sources, told: Callable[[str], None]) -> None:
        self._library = library
        self._sources = sources
        self._told = told
        self._cancel: threading.Event | None = None
        self._states: dict[str, str] = {}

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._cancel is not None

    def stop(self) -> None:
        """Give up what is under way; what had come in is kept."""
        if self._cancel is not None:
            self._cancel.set()

    async def run(self) -> str:
        """Fetch from all sources.

        Returns:
            What came of it, in a line.

        Raises:
            OctavoError: It could not be begun.
        """
        loop = asyncio.get_running_loop()
        self._cancel = cancel = threading.Event()
        self._states = {}

        def report(event: Event) -> None:
            loop.call_soon_threadsafe(self._hear, event)

        try:
            self._told("fetching")
            reports = await asyncio.to_thread(self._sources.fetch, self._library, report, cancel)
        except asyncio.CancelledError:
            cancel.set()
            raise
        finally:
            self._cancel = None
            self._told("")
        return summary(reports, stopped=cancel.is_set())

    def _hear(self, event: Event) -> None:
        from octavo_model.sources.events import Advanced, Finished, Started, Waiting

        if self._cancel is None:
            return
        if isinstance(event, Started):
            self._states[event.name] = ""
        elif isinstance(event, Advanced):
            self._states[event.name] = f" {event.done}/{event.total}" if event.total > 1 else ""
        elif isinstance(event, Waiting):
            self._states[event.name] = " waiting"
        elif isinstance(event, Finished):
            self._states.pop(event.report.name, None)
        names = ", ".join(f"{name}{state}" for name, state in self._states.items())
        self._told(f"fetching {names}".rstrip())


def summary(reports: Sequence[FetchReport], *, stopped: bool = False) -> str:
    """What came of a fetch, in a line: what is new, and the first thing that failed."""
    new = sum(one.new for one in reports)
    parts = [plural(new, "new paper") if new else "nothing new"]
    failed = [one for one in reports if one.outcome == "failed"]
    if failed:
        parts.append(f"{failed[0].name}: {failed[0].error}")
    if len(failed) > 1:
        parts.append(f"and {len(failed) - 1} more failed; octavo sources list tells")
    waiting = [one for one in reports if one.outcome == "skipped"]
    if waiting and not failed:
        parts.append(f"{waiting[0].name}: {waiting[0].error}")
    if stopped:
        parts.append("stopped")
    return "fetched: " + "; ".join(parts)
