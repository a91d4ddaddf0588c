"""The sources of the user, as the reader asks for them."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from octavo_model import Library, Paths
    from octavo_model.library.adding import Result
    from octavo_model.sources.coverage import SourceDay
    from octavo_model.sources.environment import Environment, Timing
    from octavo_model.sources.events import Event
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState

LONGEST_WAIT = dt.timedelta(minutes=10)
"""When to look again at the latest: other processes add sources and fetch."""
_LONGEST_NAME = 30


class Missing(NamedTuple):
    """A source that failed or is incomplete, and why, in a few words."""

    source: str
    reason: str


class Sources:
    """The user's sources. The network library is imported by the first fetch, not at start."""

    def __init__(self, paths: Paths, environment: Environment | None = None) -> None:
        self._paths = paths
        self._environment = environment

    def all(self) -> Sequence[SourceSpec]:
        """Return all sources. Reads a file: call it in a thread."""
        from octavo_model.sources.source_list import SourceList

        return SourceList(self._paths).load()[0]

    def add(self, targets: Sequence[str], every: str | None, *, is_automatic: bool = True) -> None:
        """Add Daily Papers and lists of arXiv. Writes files: call it in a thread.

        What is not automatic is fetched at a key only, from all sources.
        """
        from octavo_model.settings import changing, settings
        from octavo_model.sources.source_list import SourceList, sources_of

        sources = SourceList(self._paths)
        sources.add(*sources_of(targets, {known.name for known in sources.load()[0]}, every))
        if settings.load(self._paths.settings)[0].fetch_automatically != is_automatic:
            value = "true" if is_automatic else "false"
            changing.change(self._paths.settings, "fetch_automatically", value)

    def add_feed(self, address: str) -> None:
        """Add a feed, named after its host. Writes a file: call it in a thread."""
        from urllib.parse import urlsplit

        from octavo_model.sources.source_list import SourceList, free_name
        from octavo_model.sources.spec import SourceKind, make
        from octavo_model.sources.urls import check_url

        host = (urlsplit(check_url(address)).hostname or "").removeprefix("www.")
        name = "-".join(filter(None, re.split("[^a-z0-9]+", host)))[:_LONGEST_NAME] or "feed"
        sources = SourceList(self._paths)
        name = free_name(name, {known.name for known in sources.load()[0]})
        sources.add(make(name, address, kind=SourceKind.FEED))

    def add_paper(self, library: Library, text: str) -> Result:
        """Add what an id, a DOI, an address or a title names. Asks servers: call it in a thread."""
        from octavo_model.library.adding import Adder
        from octavo_model.sources.environment import Environment

        environment = self._environment or Environment()
        (result,) = Adder(library, self._paths, environment, lambda _: None).add([text])
        return result

    def counts_on(self, source: str, day: dt.date) -> str:
        """Return how much of a day of a source was read, in words. Call it in a thread."""
        from octavo_model.sources import coverage

        return coverage.counts_on(self._paths, self.all(), source, day, self.timing.now())

    def gaps(self) -> list[SourceDay]:
        """Return what may be missing, newest first. Call it in a thread."""
        if not self._paths.sources.exists():
            return []
        from octavo_model.sources import coverage

        return coverage.gaps_of(self._paths, self.all(), self.timing.now())

    def missing(self) -> list[Missing]:
        """Return the sources that failed or are incomplete. Call it in a thread."""
        if not self._paths.sources.exists():
            return []
        from octavo_tui.render.fetch_status import reason_of

        days = Counter(one.source for one in self.gaps())
        found = [
            Missing(spec.name, reason_of(state, days[spec.name])) for spec, state in self.states()
        ]
        return [one for one in found if one.reason]

    def due(self, not_before: Mapping[str, dt.datetime]) -> tuple[list[SourceSpec], dt.datetime]:
        """Return the sources that are due, and when to look again. Call it in a thread.

        ``not_before`` has sources, by name, that must not be asked before a time.
        """
        from octavo_model.sources.state import FetchStateStore

        store, now = FetchStateStore(self._paths), self.timing.now()
        times = {
            spec: max(store.load(spec).due or now, not_before.get(spec.name, now))
            for spec in self.all()
        }
        later = [time for time in times.values() if time > now]
        return [spec for spec in times if times[spec] <= now], min([*later, now + LONGEST_WAIT])

    @property
    def timing(self) -> Timing:
        """Clock and waiting."""
        from octavo_model.sources.environment import Timing

        return self._environment.timing if self._environment else Timing()

    def states(self) -> list[tuple[SourceSpec, FetchState]]:
        """Return all sources and what is known of each. Reads files: call it in a thread."""
        from octavo_model.sources.state import FetchStateStore

        store = FetchStateStore(self._paths)
        return [(spec, store.load(spec)) for spec in self.all()]

    async def fetch(
        self,
        library: Library,
        report: Callable[[Event], None],
        due: Sequence[SourceSpec] | None = None,
    ) -> None:
        """Import what is new in all sources, or in those that are ``due``, if they still are.

        Then the full texts of starred papers are fetched, if the settings say so.

        ``report`` gets the results as `Finished` events.
        """
        specs = await asyncio.to_thread(self._prepare)

        from octavo_model.library.fulltext.many import fetch_starred
        from octavo_model.sources.fetcher import fetch

        await fetch(
            library.imports,
            specs if due is None else due,
            self._paths,
            report=report,
            ignore_deferral=due is None,
            only_due=due is not None,
            environment=self._environment,
        )
        await fetch_starred(library.full_texts, report, environment=self._environment)

    def _prepare(self) -> Sequence[SourceSpec]:
        # They take too long on the event loop.
        import octavo_model.library.fulltext.many
        import octavo_model.sources.fetcher  # noqa: F401

        return self.all()
