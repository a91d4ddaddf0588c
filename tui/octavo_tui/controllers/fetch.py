"""Fetching in the reader, in the background: what is due by itself, and all at a key."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.text.clean import visible
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from octavo_model import Library, Paths
    from octavo_model.sources.environment import Environment, Timing
    from octavo_model.sources.events import Event, FetchReport
    from octavo_model.sources.spec import SourceSpec

_LONGEST_WAIT = dt.timedelta(minutes=10)
"""When to look again at the latest: other processes add sources and fetch."""
_LONGEST_SLEEP = 60.0
"""Seconds after which to look at the clock: sleep does not count while a computer is suspended."""
_LEAST_PAUSE = dt.timedelta(minutes=1)
_AFTER_STOP = dt.timedelta(hours=1)
"""How long nothing is fetched automatically from a source whose fetch the user stopped."""


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

        gaps = coverage.gaps_of(self._paths, self.all(), self.timing.now())
        return coverage.describe_gaps(gaps) if gaps else ""

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
        return [spec for spec in times if times[spec] <= now], min([*later, now + _LONGEST_WAIT])

    @property
    def timing(self) -> Timing:
        """Clock and waiting."""
        from octavo_model.sources.environment import Timing

        return self._environment.timing if self._environment else Timing()

    async def fetch(
        self,
        library: Library,
        report: Callable[[Event], None],
        due: Sequence[SourceSpec] | None = None,
    ) -> None:
        """Import what is new in all sources, or in those that are ``due``, if they still are.

        ``report`` gets the results as `Finished` events.
        """
        specs = await asyncio.to_thread(self._prepare)

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

    def _prepare(self) -> Sequence[SourceSpec]:
        import octavo_model.sources.fetcher  # noqa: F401 - takes too long on the event loop

        return self.all()


@dataclass(eq=False, repr=False)
class FetchController(Controller):
    """Fetches in the background, and asks what to fetch from; ``fetched`` shows what is new.

    Nothing is fetched automatically from sources ``not_before`` a time, by name.
    """

    _sources: Sources | None
    _fetched: Callable[[], Awaitable[None]]
    _show_help: Callable[[], None]
    _task: asyncio.Task[None] | None = field(default=None, init=False)
    _is_stopped = False
    _news = ""
    _states: dict[str, str] = field(default_factory=dict, init=False)
    _reports: list[FetchReport] = field(default_factory=list, init=False)
    _not_before: dict[str, dt.datetime] = field(default_factory=dict, init=False)

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

    async def fetch_automatically(self) -> None:
        """Fetch whatever is due, whenever it is, for as long as the reader is open."""
        sources = self._sources
        if sources is None or self._library.read_only:
            return
        while True:
            later = await self._fetch_due(sources)
            timing = sources.timing
            while (left := (later - timing.now()).total_seconds()) > 0:
                await timing.sleep(min(left, _LONGEST_SLEEP))

    async def _fetch_due(self, sources: Sources) -> dt.datetime:
        """Fetch what is due; return when to look again."""
        try:
            due, later = await asyncio.to_thread(sources.due, self._not_before)
        except OctavoError:  # the list or its state cannot be read, as R reports
            return sources.timing.now() + _LONGEST_WAIT
        if not due:
            return later
        if self._task is not None:
            return sources.timing.now() + _LEAST_PAUSE
        await self._fetch(sources, due)
        return sources.timing.now()

    async def show_gaps(self, text: str = "") -> None:
        """Show ``text``, and which arXiv days are missing for as long as they are.

        It never takes the place of what a key said.
        """
        if self._sources is None or self._task is not None:
            return
        gaps = ""
        with suppress(OctavoError):  # the next fetch reports it
            gaps = await asyncio.to_thread(self._sources.gaps)
        if text and self._status.message in ("", self._news):
            self._news = visible(text)
            self._status.say(text)
        elif text:
            gaps = " · ".join(filter(None, (text, gaps if gaps not in text else "")))
        self._status.show_progress(gaps)

    def choose_sources(self) -> None:
        """Ask what to fetch from."""
        if self._sources is None:
            self._status.say("The tour has no sources to fetch from")
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
            return
        if self._task is None:
            await self.fetch()
        else:
            self._status.say("Added; R fetches from it after this fetch")

    async def _fetch(self, sources: Sources, due: Sequence[SourceSpec] | None = None) -> None:
        """Fetch from all sources, as a key asked for it, or from those that are ``due``."""
        if self._task is not None:
            return
        self._states, self._reports, self._is_stopped = {}, [], False
        if due is None:
            self._status.show_progress("Fetching…")
        # A task of its own: to stop it does not cancel what follows.
        self._task = asyncio.create_task(sources.fetch(self._library, self._report, due))
        error = ""
        try:
            await self._task
        except OctavoError as failure:
            error = str(failure)
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
        finally:
            self._task = None
        self._note_times(sources.timing.now(), due or ())
        if due is None or self._is_stopped:
            await self._fetched()
            text = error or summary(self._reports, stopped=self._is_stopped)
            self._status.say(text, error=bool(error))
            await self.show_gaps()
            return
        # What another reader is fetching is its own affair.
        reports = [one for one in self._reports if one.outcome != "skipped"]
        if reports:
            await self._fetched()
        if reports or error:
            is_news = any(one.new or not one.ok for one in reports)
            await self.show_gaps(error or (summary(reports) if is_news else ""))

    def _note_times(self, now: dt.datetime, due: Sequence[SourceSpec]) -> None:
        """Note when to fetch each source again, also if its state could not be saved."""
        for spec in due:
            self._not_before[spec.name] = now + _LONGEST_WAIT
        for report in self._reports:
            pause = _AFTER_STOP if report.outcome == "cancelled" else _LEAST_PAUSE
            self._not_before[report.name] = max(now + pause, report.next_due or now)

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
            if event.report.outcome == "skipped":
                return
        names = ", ".join(f"{name}{state}" for name, state in self._states.items())
        self._status.show_progress(f"Fetching {names}" if names else "Fetching…")


def summary(reports: Sequence[FetchReport], *, stopped: bool = False) -> str:
    """Return the result of a fetch in a line: new papers, and the first failure."""
    from octavo_model.sources.events import TITLES

    new = sum(report.new for report in reports)
    failed = [report for report in reports if report.outcome == "failed"]
    incomplete = [report for report in reports if report.outcome == "incomplete"]
    skipped = [report for report in reports if report.outcome == "skipped"]
    titles = sum(report.papers for report in reports if report.name == TITLES)
    parts = [plural(new, "new paper")] if new else []
    parts += [f"{plural(titles, 'title')} found"] if titles else []
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
