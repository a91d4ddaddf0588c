"""The commands about sources: managing their list, and fetching."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

from octavo_model.sources.events import Advanced, Event, Finished, Started, Waiting
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.spec import describe, make, show_every
from octavo_model.sources.state import FetchStateStore
from octavo_tui.cli import output
from octavo_tui.startup import early_paint
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from rich.progress import Progress, TaskID

    from octavo_model import Library, Paths
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.events import FetchReport
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState
    from octavo_tui.cli.run import Options

_NO_SOURCES = "No sources yet. Try: octavo sources add hf daily-papers"


def run_sources(options: Options, paths: Paths) -> int:
    """List, add or remove sources."""
    sources, store = SourceList(paths), FetchStateStore(paths)
    if options.action == "add":
        spec = make(
            options.name,
            options.target,
            kind=options.kind,
            every=options.every,
            since=options.since,
        )
        sources.add(spec)
        source = f"{spec.name} (every {show_every(spec.every)})"
        print(f"Added source {source}. Fetch now: octavo fetch {spec.name}")
        return 0
    if options.action == "remove":
        sources.remove(options.name)
        store.forget(options.name)
        print(f"Removed source {options.name}; its papers stay")
        return 0
    specs, problems = sources.load()
    _print_problems(problems)
    states = [(spec, store.load(spec)) for spec in specs]
    if options.json or options.jsonl:
        output.as_json((source_fields(*state) for state in states), lines=options.jsonl)
    elif not states and not problems:
        print(_NO_SOURCES)
    else:
        sources_as_lines(states)
    return 1 if problems else 0


def run_fetch(
    options: Options,
    paths: Paths,
    open_library: Callable[[], Library],
    environment: Environment | None = None,
) -> int:
    """Fetch what is new in the sources, and print what each had. Ctrl+C stops it.

    Args:
        options: Which sources, and how to print.
        paths: Where their list and their state are.
        open_library: Opens the library, once there is something to fetch.
        environment: The outside world; by default, the real one.
    """
    import asyncio

    from octavo_model.sources import fetcher
    from octavo_model.sources.environment import Environment

    sources = SourceList(paths)
    problems = sources.load()[1]
    _print_problems(problems)
    specs = sources.select(options.names)
    environment = environment or Environment()
    has_sources = bool(specs)
    if options.due:
        specs = fetcher.due(specs, paths, environment.timing.now())
    reports: dict[str, FetchReport] = {}
    stopped = False
    if specs:
        with open_library() as library, FetchProgress(reports) as progress:
            fetch = fetcher.fetch(
                library,
                specs,
                paths,
                report=progress,
                ignore_deferral=options.all_now,
                environment=environment,
            )
            try:
                asyncio.run(fetch)
            except KeyboardInterrupt:  # once: asyncio cancels the fetch before raising it
                stopped = True
    ordered = [reports[spec.name] for spec in specs if spec.name in reports]
    if options.json or options.jsonl:
        output.as_json(map(report_fields, ordered), lines=options.jsonl)
    elif not has_sources and not problems:
        print(_NO_SOURCES)
    elif not ordered:
        print("Nothing is due")
    for report in ordered:
        if not (options.json or options.jsonl) and (report.ok or report.papers):
            print(report_line(report))
        if report.error:
            failed = "could not fetch " if report.outcome == "failed" else ""
            streams.tell(f"{failed}{report.name}: {report.error}")
        for warning in report.warnings:
            streams.tell(f"{report.name}: {warning}")
    if stopped:
        streams.tell("stopped; papers fetched so far are saved")
        return streams.INTERRUPTED
    return 1 if problems or any(report.outcome == "failed" for report in ordered) else 0


def source_fields(spec: SourceSpec, state: FetchState) -> dict[str, Any]:
    """Return a source as JSON; times are in UTC, null if unknown."""
    return {
        "name": spec.name,
        "kind": spec.kind.value,
        "target": spec.target,
        "every": show_every(spec.every),
        "since": spec.since.isoformat() if spec.since else None,
        "last_success": _iso(state.success),
        "last_error": state.error or None,
        "last_error_at": _iso(state.failed),
        "next_due": _iso(state.due),
    }


def report_fields(report: FetchReport) -> dict[str, Any]:
    """Return the result of a source as JSON."""
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
    """Return the result of a source in a line."""
    ignored = f", {output.counted(report.ignored, 'file')} ignored" if report.ignored else ""
    if not report.papers:
        return f"{report.name}: nothing new{ignored}"
    return f"{report.name}: {output.counted(report.papers, 'paper')}, {report.new} new{ignored}"


def sources_as_lines(states: Sequence[tuple[SourceSpec, FetchState]]) -> None:
    """Print each source in a line, with its last fetch below."""
    width = max((len(spec.name) for spec, _ in states), default=0)
    for spec, state in states:
        since = f", since {spec.since.isoformat()}" if spec.since else ""
        print(f"{spec.name:{width}}  {describe(spec)}, every {show_every(spec.every)}{since}")
        fetched = f"fetched {_local(state.success)}" if state.success else "never fetched"
        due = f", next due {_local(state.due)}" if state.due else ", due now"
        print(f"{'':{width}}  {fetched}{due}")
        if state.error and state.failed:
            print(f"{'':{width}}  failed {_local(state.failed)}: {state.error}")


def _print_problems(problems: Sequence[str]) -> None:
    for problem in problems:
        streams.tell(f"sources: {problem}")


def _iso(time: dt.datetime | None) -> str | None:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z") if time else None


def _local(time: dt.datetime) -> str:
    return f"{time.astimezone():%Y-%m-%d %H:%M}"


class FetchProgress:
    """Collects the reports of a fetch; on a terminal, shows its progress too."""

    def __init__(self, reports: dict[str, FetchReport]) -> None:
        self._reports = reports
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
        """Note and show ``event``."""
        if isinstance(event, Finished):
            self._reports[event.report.name] = event.report
        if self._bars is None:
            return
        if isinstance(event, Started):
            self._tasks[event.name] = self._bars.add_task(event.name, total=None, state="fetching")
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
