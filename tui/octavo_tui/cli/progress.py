"""Progress bars on standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from octavo_tui.startup import early_paint

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from octavo_model.fulltext.fetch import TextEvent
    from octavo_model.sources.events import Event, FetchReport

_DELAY = 0.4  # seconds before a bar appears


class Bars:
    """Progress bars, removed at the end."""

    _bars: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def start(self, *fields: str) -> Progress:
        """Return new bars; each task shows these of its fields at the right."""
        early_paint.leave()
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            *(TextColumn(f"{{task.fields[{field}]}}", markup=False) for field in fields),
            console=Console(file=sys.__stderr__),
            transient=True,
        )
        self._bars.start()
        return self._bars


class ProgressBar(Bars):
    """Called with what is done and the total; a bar on a terminal, else silent."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._started = time.monotonic()
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` is done; a total of 0 is unknown."""
        if self._bars is None:
            if time.monotonic() - self._started < _DELAY or not sys.stderr.isatty():
                return
            self._task = self.start().add_task(self._label)
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=done, total=total or None)


class FetchProgress(Bars):
    """Collects the reports of a fetch; on a terminal, shows a bar for each source."""

    def __init__(self, reports: dict[str, FetchReport]) -> None:
        self._reports = reports
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self.start("state")
        return self

    def __call__(self, event: Event) -> None:
        """Note and show ``event``."""
        from octavo_model.sources.events import Advanced, Finished, Started, Waiting

        name = event.report.name if isinstance(event, Finished) else event.name
        if isinstance(event, Finished):
            self._reports[name] = event.report
        if self._bars is None:
            return
        if isinstance(event, Started):
            self._tasks[name] = self._bars.add_task(name, total=None, state="asking")
        task = self._tasks.get(name)
        if task is None:
            return
        if isinstance(event, Advanced):
            self._bars.update(task, completed=event.done, total=event.total or None, state="")
        elif isinstance(event, Waiting):
            self._bars.update(task, state=f"waiting {event.seconds:.0f} s: {event.why}")
        elif isinstance(event, Finished):
            report = event.report
            reason = f": {report.reason}" if report.reason else ""
            self._bars.update(task, state=f"{report.outcome.value}{reason}")
            self._bars.stop_task(task)


class TextProgress(Bars):
    """Called with each step of fetching a full text or PDF; on a terminal, shows it on a line."""

    _task: TaskID | None = None

    def __call__(self, event: TextEvent) -> None:
        """Show ``event``."""
        from octavo_model.fulltext.fetch import Asking
        from octavo_model.sources.events import Waiting

        if not sys.stderr.isatty():
            return
        bars = self._bars or self.start("state")
        if self._task is None:
            self._task = bars.add_task(event.name, total=None, state="")
        if isinstance(event, Waiting):
            state = f"waiting {event.seconds:.0f} s: {event.why}"
        else:
            state = f"asking {event.source}" if isinstance(event, Asking) else event.why
        bars.update(self._task, state=state)
