"""The verbs about sources: what is fetched from, and fetching."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from octavo_model.sources.events import Advanced, Event, Finished, Started, Waiting
from octavo_model.sources.source_list import SourceBook
from octavo_model.sources.spec import Kind, make, show_every
from octavo_model.sources.state import SourceState
from octavo_tui.cli import output
from octavo_tui.startup import early_paint
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from rich.progress import Progress, TaskID

    from octavo_model import Library, Paths
    from octavo_model.sources.events import FetchReport
    from octavo_model.sources.fetcher import Surroundings
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import Memory
    from octavo_tui.cli.run import Options


def run_sources(options: Options, paths: Paths) -> int:
    """List, add or remove sources."""
    book, state = SourceBook(paths), SourceState(paths)
    if options.action == "add":
        spec = make(
            options.name,
            options.target,
            kind=options.kind,
            every=options.every,
            since=options.since,
        )
        book.add(spec)
        asked = f"{_described(spec)}, every {show_every(spec.every)}"
        print(f"{spec.name} is a source now: {asked}; octavo fetch {spec.name} brings what is new")
        return 0
    if options.action == "remove":
        book.remove(options.name)
        state.forget(options.name)
        print(f"{options.name}: removed; its papers stay")
        return 0
    specs, problems = book.load()
    _tell_problems(problems)
    told = [(one, state.recall(one)) for one in specs]
    if options.json or options.jsonl:
        output.as_json((source_fields(*one) for one in told), lines=options.jsonl)
    elif not told and not problems:
        print("no sources yet; such as: octavo sources add hf daily-papers")
    else:
        sources_as_lines(told)
    return 1 if problems else 0


def run_fetch(
    options: Options,
    paths: Paths,
    open_library: Callable[[], Library],
    surroundings: Surroundings | None = None,
) -> int:
    """Bring what is new in the sources, and tell what became of each.

    Args:
        options: Which sources, and how to tell.
        paths: Where their list and their state lie.
        open_library: Opens the library, once it is clear that something is to be fetched.
        surroundings: The world; by default, the real one.
    """
    from octavo_model.sources.fetcher import Surroundings, due, fetch

    book = SourceBook(paths)
    problems = book.load()[1]
    _tell_problems(problems)
    specs = book.choose(options.names)
    around = surroundings or Surroundings()
    any_there = bool(specs)
    if options.due:
        specs = due(specs, paths, around.timing.now())
    reports: list[FetchReport] = []
    with _interruptible() as cancel:
        if specs:
            with open_library() as library, FetchProgress() as progress:
                reports = fetch(
                    library,
                    specs,
                    paths,
                    report=progress,
                    cancel=cancel,
                    insist=options.all_now,
                    surroundings=around,
                )
    if options.json or options.jsonl:
        output.as_json(map(report_fields, reports), lines=options.jsonl)
    elif not any_there and not problems:
        print("no sources yet; such as: octavo sources add hf daily-papers")
    elif not reports:
        print("nothing is due")
    for one in reports:
        if not (options.json or options.jsonl) and (one.ok or one.papers):
            print(report_line(one))
        if one.error:
            streams.print_error(f"{one.name}: {one.error}")
        for warning in one.warnings:
            streams.print_error(f"{one.name}: {warning}")
    if cancel.is_set():
        streams.print_error("stopped; what had come in is kept")
        return streams.INTERRUPTED
    return 1 if problems or any(one.outcome == "failed" for one in reports) else 0


def source_fields(spec: SourceSpec, memory: Memory) -> dict[str, Any]:
    """A source as JSON; moments in UTC, null where a thing is not known."""
    return {
        "name": spec.name,
        "kind": spec.kind.value,
        "target": spec.target,
        "every": show_every(spec.every),
        "since": spec.since.isoformat() if spec.since else None,
        "last_success": _iso(memory.success),
        "last_error": memory.error or None,
        "last_error_at": _iso(memory.failed),
        "next_due": _iso(memory.due),
    }


def _described(spec: SourceSpec) -> str:
    """What ``spec`` asks, for people."""
    return {
        Kind.DAILY_PAPERS: "the Daily Papers of Hugging Face",
        Kind.ARXIV: f"arXiv's new papers in {spec.target.replace('+', ' and ')}",
        Kind.FEED: f"the feed {spec.target}",
        Kind.FOLDER: f"the folder {spec.target}",
        Kind.COMMAND: f"what the program prints: {spec.target}",
    }[spec.kind]


def report_fields(report: FetchReport) -> dict[str, Any]:
    """What became of a source as JSON."""
    return {
        "name": report.name,
        "outcome": report.outcome.value,
        "new": report.new,
        "papers": report.papers,
        "digests": list(report.digests),
        "bytes": report.bytes,
        "requests": report.requests,
        "not_modified": report.not_modified,
        "ignored": report.ignored,
        "error": report.error or None,
        "warnings": list(report.warnings),
        "next_due": _iso(report.next_due),
    }


def report_line(report: FetchReport) -> str:
    """What a source brought, for people."""
    ignored = f", {output.counted(report.ignored, 'file')} no digest" if report.ignored else ""
    if not report.papers:
        return f"{report.name}: nothing new{ignored}"
    return f"{report.name}: {output.counted(report.papers, 'paper')}, {report.new} new{ignored}"


def sources_as_lines(told: Sequence[tuple[SourceSpec, Memory]]) -> None:
    """One source a line, what happened to it last below."""
    width = max((len(spec.name) for spec, _ in told), default=0)
    for spec, memory in told:
        since = f", since {spec.since.isoformat()}" if spec.since else ""
        how = f"every {show_every(spec.every)}{since}"
        print(f"{spec.name:{width}}  {_described(spec)}, {how}")
        fetched = f"fetched {_shown(memory.success)}" if memory.success else "never fetched"
        due = f", next due {_shown(memory.due)}" if memory.due else ", due now"
        print(f"{'':{width}}  {fetched}{due}")
        if memory.error and memory.failed:
            print(f"{'':{width}}  failed {_shown(memory.failed)}: {memory.error}")


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """An event that the first ctrl+c sets, where signals can be had; a second one interrupts."""
    cancel = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return

    def stop(_number: int, _frame: object) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


def _tell_problems(problems: Sequence[str]) -> None:
    for one in problems:
        streams.print_error(f"sources: {one}")


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def _shown(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""


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
