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
from octavo_tui.controllers.fetching.sources import LONGEST_WAIT
from octavo_tui.controllers.work_queue import Controller

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from octavo_model.sources.coverage import SourceDay
    from octavo_model.sources.events import Event, FetchReport
    from octavo_model.sources.spec import SourceSpec
    from octavo_tui.controllers.fetching.sources import Sources
    from octavo_tui.render.fetch_status import Stage

_LONGEST_SLEEP = 60.0
"""Seconds after which to look at the clock: sleep does not count while a computer is suspended."""
_LEAST_PAUSE = dt.timedelta(minutes=1)
_AFTER_STOP = dt.timedelta(hours=1)
"""How long nothing is fetched automatically from a source whose fetch the user stopped."""
_NO_SOURCES = "The tour has no sources to fetch from"


@dataclass(eq=False, repr=False)
class FetchController(Controller):
    """Fetches in the background; ``fetched`` shows what is new, ``choose`` asks for sources.

    ``no_text`` returns why the last full text that was asked for is not to be had.

    Nothing is fetched automatically from sources ``not_before`` a time, by name. The reasons of the
    last ``failure`` are by source.
    """

    _sources: Sources | None
    fetched: Callable[[], Awaitable[None]]
    choose: Callable[[], Awaitable[None]]
    no_text: Callable[[], str]
    _task: asyncio.Task[None] | None = field(default=None, init=False)
    is_automatic = True
    """Whether to fetch what is due, until the next start; see the settings."""
    _is_stopped = False
    _news = ""
    _events = 0
    _stages: dict[str, Stage] = field(default_factory=dict, init=False)
    _failure: dict[str, str] = field(default_factory=dict, init=False)
    _reports: list[FetchReport] = field(default_factory=list, init=False)
    _gaps: Sequence[str] = field(default=(), init=False)
    _not_before: dict[str, dt.datetime] = field(default_factory=dict, init=False)

    async def fetch(self) -> None:
        """Fetch from all sources in the background; while a fetch is under way, stop it."""
        if self._task is not None:
            self._is_stopped = True
            self._task.cancel()
            self._status.say("Stopping")
        elif self._sources is None or not await asyncio.to_thread(self._sources.all):
            await self.choose()
        else:
            self._work.start(partial(self._fetch, self._sources), "fetch")

    async def counts_on(self, source: str, day: dt.date) -> str:
        """Return how much of a day of a source was read, in words; empty if unknown."""
        if self._sources is None:
            return ""
        with suppress(OctavoError):  # the next fetch reports it
            return await asyncio.to_thread(self._sources.counts_on, source, day)
        return ""

    async def fetch_automatically(self) -> None:
        """Fetch what is due, when it is due, for as long as the reader is open."""
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
            return sources.timing.now() + LONGEST_WAIT
        if not due or not self.is_automatic:
            return later
        if self._task is not None:
            return sources.timing.now() + _LEAST_PAUSE
        await self._fetch(sources, due)
        return sources.timing.now()

    async def show_first_gaps(self) -> None:
        """Show how many days are missing, unless a fetch has done so."""
        if not self._reports:
            await self.show_gaps()

    async def show_gaps(self, text: str = "") -> None:
        """Show ``text``, and how many days are missing, until the user hides that.

        It never takes the place of what a key said.
        """
        if self._sources is None or self._task is not None:
            return
        from octavo_tui.render.fetch_status import missing_days

        self._gaps = ()
        with suppress(OctavoError):  # the next fetch reports it
            self._gaps = [_id(one) for one in await asyncio.to_thread(self._sources.gaps)]
        hidden = self._session.session.hidden_gaps.split()
        is_new = not hidden or not set(self._gaps) <= set(hidden)
        mark = missing_days(len(self._gaps)) if self._gaps and is_new else ""
        keys = self._keymap.hint("fetch_details", "details") if mark else ""
        if text and self._status.message in ("", self._news):
            self._news = visible(text)
            self._status.say(text)
        elif text:
            self._status.show_notice(" · ".join(filter(None, (text, mark))), keys=keys)
            return
        self._status.show_notice(mark, "!" if mark else "", keys)

    def hide_gaps(self) -> None:
        """Hide which days are missing, until others are."""
        if self._gaps and self._session.session.hidden_gaps.split() != self._gaps:
            self._session.change(hidden_gaps=" ".join(self._gaps))
            self._status.show_notice("")

    async def fetch_added(self) -> None:
        """Fetch from sources that were just added, or say that a fetch is under way."""
        if self._task is None:
            await self.fetch()
        else:
            later = self._keymap.hint("fetch", "fetches from it after this fetch")
            self._status.say("Added", keys=later)

    async def _fetch(self, sources: Sources, due: Sequence[SourceSpec] | None = None) -> None:
        """Fetch from all sources, as a key asked for it, or from those that are ``due``."""
        if self._task is not None:
            return
        self._stages, self._reports, self._events, self._is_stopped = {}, [], 0, False
        if due is None:
            self._status.show_failure("")
            self._show_progress()
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
            self._status.show_progress("")
        self._note_times(sources.timing.now(), due or ())
        is_asked = due is None or self._is_stopped
        # What another reader is fetching is its own affair, unless a key asked for it.
        reports = [one for one in self._reports if is_asked or one.outcome != "skipped"]
        if reports or is_asked:
            await self.fetched()
        await self._show_result(reports, error, is_asked=is_asked)

    async def _show_result(
        self, reports: Sequence[FetchReport], error: str, *, is_asked: bool
    ) -> None:
        """Show what is new; a failure stays until the user hides it or a fetch succeeds."""
        from octavo_tui.render.fetch_status import FetchSummary, summary

        automatic = self._settings.fetch_automatically and self.is_automatic
        result = summary(reports, stopped=self._is_stopped, automatic=automatic)
        if error:
            result = FetchSummary(error, "✗")
        if result.is_failure:
            failure = {one.name: one.reason for one in reports if one.outcome == "failed"}
            is_hidden = failure == self._failure and not self._status.failure
            self._failure = failure
            if is_asked or not is_hidden:
                keys = self._keymap.hints(
                    ("fetch", "retries"), ("fetch_details", "details"), ("back", "hides")
                )
                self._status.show_failure(result.text, result.sign, keys)
            await self.show_gaps()
            return
        for one in reports:
            if one.ok:
                self._failure.pop(one.name, None)
        if not self._failure:
            self._status.show_failure("")
        text = f"{result.sign} {result.text}".strip()
        if is_asked:
            inbox = self._keymap.hint("inbox", "opens the Inbox") if result.sign else ""
            self._status.say(text, keys=inbox)
        is_news = any(one.new or not one.ok for one in reports)
        await self.show_gaps(text if is_news and not is_asked else "")

    async def show_details(self) -> None:
        """Show the last fetch of each source."""
        if self._sources is None:
            self._status.say(_NO_SOURCES)
            return
        from octavo_tui.dialogs.reports.fetch_details import FetchDetails
        from octavo_tui.render.fetch_status import details

        try:
            states = await asyncio.to_thread(self._sources.states)
            gaps = await asyncio.to_thread(self._sources.gaps)
        except OctavoError as error:
            self._status.say(str(error), error=True)
            return
        parts = self.no_text(), details(states, {one.name: one for one in self._reports}, gaps)
        text = "\n\n".join(filter(None, parts))
        fetch = partial(self._work.start, self.fetch, "fetch")
        self._screen.app.push_screen(FetchDetails(text, fetch))

    def _note_times(self, now: dt.datetime, due: Sequence[SourceSpec]) -> None:
        """Note when to fetch each source again, also if its state could not be saved."""
        for spec in due:
            self._not_before[spec.name] = now + LONGEST_WAIT
        for report in self._reports:
            pause = _AFTER_STOP if report.outcome == "cancelled" else _LEAST_PAUSE
            self._not_before[report.name] = max(now + pause, report.next_due or now)

    def _report(self, event: Event) -> None:
        from octavo_model.sources.events import Finished
        from octavo_tui.render.fetch_status import Stage

        self._events += 1
        if isinstance(event, Finished):
            self._stages.pop(event.report.name, None)
            self._reports.append(event.report)
            if event.report.outcome == "skipped":
                return
        else:
            self._stages[event.name] = self._stages.get(event.name, Stage()).after(event)
        self._show_progress()

    def _show_progress(self) -> None:
        from octavo_tui.render.fetch_status import progress

        failed = [one for one in self._reports if one.outcome == "failed"]
        text = progress(self._stages, failed, self._events)
        self._status.show_progress(text, self._keymap.hint("fetch", "stops"))


def _id(gap: SourceDay) -> str:
    return f"{gap.source}:{gap.what}:{gap.day}"
