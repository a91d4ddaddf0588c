"""A line for each source that is being fetched, on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from octavo_model.sources.events import Advanced, Event, Finished, Started, Waiting
from octavo_tui.startup import early_paint

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID


class FetchProgress:
    """Called with what happens; shows it on a terminal, else silent. Any thread may call it."""

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            early_paint.leave()
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            name = TextColumn("{task.description}", markup=False)
            state = TextColumn("{task.fields[state]}", markup=False)
            columns = (name, BarColumn(), MofNCompleteColumn(), state)
            self._bars = Progress(*columns, console=Console(file=sys.__stderr__), transient=True)
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, event: Event) -> None:
        """Show ``event``."""
        if self._bars is None:
            return
        if isinstance(event, Started):
            self._tasks[event.name] = self._bars.add_task(event.name, total=None, state="asking")
            return
        name = event.report.name if isinstance(event, Finished) else event.name
        task = self._tasks.get(name)
        if task is None:
            return
        if isinstance(event, Advanced):
            self._bars.update(task, completed=event.done, total=event.total or None, state="")
        elif isinstance(event, Waiting):
            self._bars.update(task, state=f"waiting {event.seconds:.0f} s: {event.why}")
        else:
            self._bars.update(task, state=event.report.outcome.value)
            self._bars.stop_task(task)
