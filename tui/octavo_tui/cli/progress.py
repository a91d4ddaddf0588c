"""A progress bar for what takes longer than a blink."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from octavo_tui.startup import early_paint

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID

_BLINK = 0.4
"""Seconds before a bar appears."""


class ProgressBar:
    """Called with what is done and what there is to do; a bar on a terminal, else silent."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` is done; a total of 0 is not known."""
        if self._bar is None:
            if time.monotonic() - self._begun < _BLINK or not sys.stderr.isatty():
                return
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total or None)

    def _start(self) -> None:
        early_paint.leave()
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(*columns, console=Console(file=sys.__stderr__), transient=True)
        self._task = self._bar.add_task(self._label)
        self._bar.start()
