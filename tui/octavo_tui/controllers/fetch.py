"""Fetching in the reader: in the background, with its progress in the status line."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.core.dates import utc_now
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from octavo_model import Library, Paths
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.events import Event, FetchReport
    from octavo_model.sources.spec import SourceSpec


class Sources:
    """The user's sources. The network library is imported by the first fetch, not at start."""

    def __init__(self, paths: Paths, environment: Environment | None = None) -> None:
        self._paths = paths
        self._environment = environment

    def all(self) -> Sequence[SourceSpec]:
        """Return all sources. Reads a file: call it in a thread."""
        from octavo_model.sources.source_list import SourceList

        return SourceList(self._paths).load()[0]

    def add(self, targets: Collection[str]) -> None:
        """Add the presets with these targets. Writes a file: call it in a thread."""
        from octavo_model.sources.source_list import SourceList, sources_of

        sources = SourceList(self._paths)
        for spec in sources_of(targets, {known.name for known in sources.load()[0]}):
            sources.add(spec)

    def gaps(self) -> str:
        """Return what may be missing, in words; empty if nothing. Call it in a thread."""
        if not self._paths.sources.exists():
            return ""
        from octavo_model.sources import coverage

        now = self._environment.timing.now() if self._environment else utc_now()
        gaps = coverage.gaps_of(self._paths, self.all(), now)
        return coverage.describe_gaps(gaps) if gaps else ""

    async def fetch(self, library: Library, report: Callable[[Event], None]) -> None:
        """Import what is new in all sources; ``report`` gets the results as `Finished` events."""
        specs = await asyncio.to_thread(self._prepare)

        from octavo_model.sources.fetcher import fetch

        await fetch(
            library.imports,
            specs,
            self._paths,
            report=report,
            ignore_deferral=True,
            environment=self._environment,
        )

    def _prepare(self) -> Sequence[SourceSpec]:
        import octavo_model.sources.fetcher  # noqa: F401 - takes too long on the event loop

        return self.all()


@dataclass(eq=False, repr=False)
class FetchController(Controller):
    """Fetches in the background, and asks what to fetch from; ``fetched`` shows what is new."""

    _sources: Sources | None
    _fetched: Callable[[], Awaitable[None]]
    _show_help: Callable[[], None]
    _task: asyncio.Task[None] | None = field(default=None, init=False)
    _is_stopped = False
    _states: dict[str, str] = field(default_factory=dict, init=False)
    _reports: list[FetchReport] = field(default_factory=list, init=False)

    async def fetch(self) -> None:
        """Fetch from all sources in the background; while a fetch is under way, stop it."""
        if self._task is not None:
            self._is_stopped = True
            self._task.cancel()
            self._status.say("Stopping")
        elif self._sources is None or not await asyncio.to_thread(self._sources.all):
            self.choose_sources()
        else:
            self._work.start(partial(self._fetch, self._sources), "fetch")

    async def show_gaps(self) -> None:
        """Show which arXiv days are missing for as long as they are."""
        if self._sources is not None and self._task is None:
            with suppress(OctavoError):  # the next fetch reports it
                self._status.show_progress(await asyncio.to_thread(self._sources.gaps))

    def choose_sources(self) -> None:
        """Ask what to fetch from."""
        if self._sources is None:
            self._status.say("No sources")
            return
        from octavo_tui.dialogs.source_picker import SourcePicker

        add = partial(self._add, self._sources)
        self._screen.app.push_screen(SourcePicker(self._show_help), add)

    async def _add(self, sources: Sources, targets: list[str] | None) -> None:
        if not targets:
            return
        try:
            await asyncio.to_thread(sources.add, targets)
        except OctavoError as error:
            self._status.say(str(error), error=True)
        else:
            await self.fetch()

    async def _fetch(self, sources: Sources) -> None:
        self._states, self._reports, self._is_stopped = {}, [], False
        self._status.show_progress("Fetching…")
        # A task of its own: to stop it does not cancel what follows.
        self._task = asyncio.create_task(sources.fetch(self._library, self._report))
        try:
            await self._task
        except OctavoError as error:
            self._status.say(str(error), error=True)
            return
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
        finally:
            self._task = None
            self._status.show_progress("")
        await self._fetched()
        self._status.say(summary(self._reports, stopped=self._is_stopped))
        await self.show_gaps()

    def _report(self, event: Event) -> None:
        from octavo_model.sources.events import Advanced, Finished, Started, Waiting

        if isinstance(event, Started):
            self._states[event.name] = ""
        elif isinstance(event, Advanced):
            self._states[event.name] = f" {event.done}/{event.total}" if event.total > 1 else ""
        elif isinstance(event, Waiting):
            self._states[event.name] = self._states.get(event.name) or " waiting"
        elif isinstance(event, Finished):
            self._states.pop(event.report.name, None)
            self._reports.append(event.report)
        names = ", ".join(f"{name}{state}" for name, state in self._states.items())
        self._status.show_progress(f"Fetching {names}" if names else "Fetching…")


def summary(reports: Sequence[FetchReport], *, stopped: bool = False) -> str:
    """Return the result of a fetch in a line: new papers, and the first failure."""
    new = sum(report.new for report in reports)
    failed = [report for report in reports if report.outcome == "failed"]
    incomplete = [report for report in reports if report.outcome == "incomplete"]
    skipped = [report for report in reports if report.outcome == "skipped"]
    parts = [plural(new, "new paper")] if new else []
    if failed:
        could = "could" if parts else "Could"
        parts.append(f"{could} not fetch {failed[0].name}: {failed[0].reason}")
    if len(failed) > 1:
        parts.append(f"{len(failed) - 1} more failed, see octavo sources list")
    parts += [f"{report.name}: {report.reason}" for report in incomplete[:1]]
    if skipped and not failed:
        parts.append(f"{skipped[0].name}: {skipped[0].reason}")
    if stopped:
        parts.append("stopped" if parts else "Stopped")
    return " · ".join(parts) or "Nothing new"
