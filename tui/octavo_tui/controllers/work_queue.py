"""The background jobs of a screen, counted, and the changes of the library among them."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import InitVar, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from octavo_model import OctavoError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.screen import Screen
    from textual.worker import WorkType

    from octavo_model import Library
    from octavo_model.core.parsed import Progress
    from octavo_model.settings.settings import Settings
    from octavo_tui.controllers.session import SessionSaver
    from octavo_tui.keys import Keymap
    from octavo_tui.widgets.status_line import StatusLine

    Job = Callable[[], Coroutine[None, None, None]]
    Failed = Callable[[OctavoError], None]

T = TypeVar("T")


class ReaderLeftError(Exception):
    """The reader was left while something long was under way."""


class WorkQueue:
    """Starts the background jobs of a screen and counts those under way.

    Jobs run side by side. Changes of the library run one after another, in the order of the keys:
    an undo that follows a star finds the star. What the library cannot do is ``failed``.
    """

    def __init__(self, screen: Screen[Any], failed: Failed) -> None:
        self._screen, self._failed = screen, failed
        self._running = 0
        self._all_done = asyncio.Event()
        self._all_done.set()
        self._changes: deque[tuple[Callable[[], Any], Callable[[Any], None], Failed, asyncio.Event]]
        self._changes = deque()
        self._is_changing = False

    def start(self, job: Job, name: str, *, exit_on_error: bool = True) -> None:
        """Run ``job`` in the background; without ``exit_on_error`` nobody hears that it failed.

        It is a function, as a reader that ends at once leaves no coroutine that was never awaited.
        """
        self._running += 1
        self._all_done.clear()
        work: WorkType[None] = partial(self._run, job, exit_on_error)
        self._run_worker(work, name, exit_on_error)

    def start_long(self, job: Job, name: str) -> None:
        """Run a job that may take minutes, and do not count it: the screen is idle meanwhile."""
        work: WorkType[None] = partial(self.attempt, job)
        self._run_worker(work, name, True)

    def _run_worker(self, work: WorkType[None], name: str, exit_on_error: bool) -> None:
        # Without a description Textual makes one of all arguments: of a whole text, for example.
        self._screen.run_worker(work, name=name, description=name, exit_on_error=exit_on_error)

    async def attempt(self, job: Job) -> None:
        """Run ``job``, and say what the library cannot do."""
        try:
            await job()
        except OctavoError as error:
            self._failed(error)

    async def _run(self, job: Job, is_important: bool) -> None:
        try:
            await (self.attempt(job) if is_important else job())
        finally:
            self._running -= 1
            if not self._running:
                self._all_done.set()

    async def idle(self) -> None:
        """Wait until no job is under way and what they changed is painted."""
        while True:
            await self._all_done.wait()
            painted = asyncio.Event()
            if not self._screen.call_after_refresh(painted.set):
                return  # the screen is closed
            await painted.wait()
            if not self._running:
                return

    def change(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None
    ) -> asyncio.Event:
        """Run ``work`` in a thread when its turn comes, then ``done``; then set the event."""
        over = asyncio.Event()
        self._changes.append((work, done, failed or self._failed, over))
        if not self._is_changing:
            self._is_changing = True
            self.start(self._change_all, "changes")
        return over

    async def _change_all(self) -> None:
        try:
            while self._changes:
                work, done, failed, over = self._changes.popleft()
                try:
                    result = await asyncio.to_thread(work)
                except OctavoError as error:
                    failed(error)
                else:
                    self._report(done, result)
                finally:
                    over.set()
        finally:
            self._is_changing = False

    def _report(self, done: Callable[[T], None], result: T) -> None:
        try:
            done(result)
        except OctavoError as error:
            self._failed(error)  # the changes that wait are made all the same

    async def changed(self) -> None:
        """Wait until the changes asked for so far are made."""
        if self._is_changing:
            await self.change(lambda: None, lambda _: None).wait()

    async def finish(self) -> None:
        """Make the changes that are waiting; the jobs are cancelled as the screen is closed."""
        while self._changes:
            work, _, _, over = self._changes.popleft()
            with suppress(OctavoError):  # no screen can show it, and others wait
                await asyncio.to_thread(work)
            over.set()


class Repeated:
    """A job in the background that runs once more if it is asked for while it runs."""

    def __init__(self, work: WorkQueue, job: Job, name: str, *, exit_on_error: bool = True) -> None:
        self._start = partial(work.start, self._run, name, exit_on_error=exit_on_error)
        self._job = job
        self.is_due = self._is_running = False

    def start(self) -> None:
        """Run the job; if it is running, again when it is done."""
        self.is_due = True
        if not self._is_running:
            self._is_running = True
            self._start()

    async def _run(self) -> None:
        try:
            while self.is_due:
                self.is_due = False
                await self._job()
        finally:
            self._is_running = False


class Shared(NamedTuple):
    """What the screen gives to all controllers."""

    screen: Screen[Any]
    library: Library
    settings: Settings
    session: SessionSaver
    status: StatusLine
    work: WorkQueue
    keymap: Keymap


@dataclass(eq=False, repr=False)
class Controller:
    """One part of what the screen does; its fields are all it needs."""

    shared: InitVar[Shared]

    def __post_init__(self, shared: Shared) -> None:
        self._screen, self._library, self._settings, self._session = shared[:4]
        self._status, self._work, self._keymap = shared[4:]

    def _counting(self, what: str) -> Progress:
        """Return what shows from a thread how much of ``what`` is done, and ends it on leaving."""
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            if not self._screen.is_running:
                raise ReaderLeftError
            of = f" of {total:,}" if total else ""
            loop.call_soon_threadsafe(self._status.show_progress, f"{what}: {done:,}{of}")

        return progress
