"""Commands about sources: the list of them, and fetching from them."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from octavo_tui.cli.arguments import Command, add_json, argument, day
from octavo_tui.cli.library import open_library
from octavo_tui.cli.output import print_error, print_json
from octavo_tui.cli.progress import FetchProgress
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import INTERRUPTED

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser
    from collections.abc import Iterator, Sequence

    from octavo_model import Paths
    from octavo_model.sources.events import FetchReport
    from octavo_model.sources.fetcher import Surroundings
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import Memory
    from octavo_tui.cli.arguments import Options

_NO_SOURCES = "No sources yet. Add one: octavo sources add hf daily-papers"


def list_sources(options: Options, paths: Paths) -> int:
    """List the sources; 1 if the file that names them has mistakes."""
    from octavo_model.sources.source_list import SourceBook
    from octavo_model.sources.state import SourceState

    specs, problems = SourceBook(paths).load()
    _print_problems(problems)
    state = SourceState(paths)
    sources = [(spec, state.recall(spec)) for spec in specs]
    if print_json(options, (_source_fields(*source) for source in sources)):
        pass
    elif not sources and not problems:
        print(_NO_SOURCES)
    else:
        _print_sources(sources)
    return 1 if problems else 0


def add_source(options: Options, paths: Paths) -> int:
    """Add a source."""
    from octavo_model.sources.source_list import SourceBook
    from octavo_model.sources.spec import make, show_every

    spec = make(
        options.name, options.target, kind=options.kind, every=options.every, since=options.since
    )
    SourceBook(paths).add(spec)
    what = f"{_describe(spec)}, every {show_every(spec.every)}"
    print(f"Added source {spec.name}: {what}. Fetch now: octavo fetch {spec.name}")
    return 0


def remove_source(options: Options, paths: Paths) -> int:
    """Remove a source and its state."""
    from octavo_model.sources.source_list import SourceBook
    from octavo_model.sources.state import SourceState

    SourceBook(paths).remove(options.name)
    SourceState(paths).forget(options.name)
    print(f"{options.name}: removed; its papers stay")
    return 0


def fetch(options: Options, paths: Paths, surroundings: Surroundings | None = None) -> int:
    """Fetch new papers and print what came from each source.

    Args:
        options: Which sources, and how to print.
        paths: Where their list, their state and the library are.
        surroundings: Clock, network and limits; the real ones by default.
    """
    from octavo_model.sources.fetcher import Surroundings, due, fetch
    from octavo_model.sources.source_list import SourceBook

    book = SourceBook(paths)
    problems = book.load()[1]
    _print_problems(problems)
    specs = book.choose(options.names)
    around = surroundings or Surroundings()
    has_sources = bool(specs or problems)
    if options.due:
        specs = due(specs, paths, around.timing.now())
    reports: list[FetchReport] = []
    with _interruptible() as cancel:
        if specs:
            with open_library(paths, finish=True) as library, FetchProgress() as progress:
                reports = fetch(
                    library.imports,
                    specs,
                    paths,
                    report=progress,
                    cancel=cancel,
                    insist=options.all_now,
                    surroundings=around,
                )
    if not print_json(options, map(_report_fields, reports)):
        if not reports:
            print("nothing is due" if has_sources else _NO_SOURCES)
        for report in reports:
            if report.ok or report.papers:
                print(_report_line(report))
    for report in reports:
        for message in [*([report.error] if report.error else []), *report.warnings]:
            print_error(f"{report.name}: {message}")
    if cancel.is_set():
        print_error("stopped; the papers fetched so far are saved")
        return INTERRUPTED
    return 1 if problems or any(report.outcome == "failed" for report in reports) else 0


def _source_fields(spec: SourceSpec, memory: Memory) -> dict[str, Any]:
    from octavo_model.sources.spec import show_every

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


def _describe(spec: SourceSpec) -> str:
    from octavo_model.sources.spec import Kind

    return {
        Kind.DAILY_PAPERS: "the Daily Papers of Hugging Face",
        Kind.ARXIV: f"arXiv's new papers in {spec.target.replace('+', ' and ')}",
        Kind.FEED: f"the feed {spec.target}",
        Kind.FOLDER: f"the folder {spec.target}",
        Kind.COMMAND: f"what the program prints: {spec.target}",
    }[spec.kind]


def _report_fields(report: FetchReport) -> dict[str, Any]:
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


def _report_line(report: FetchReport) -> str:
    ignored = f", {plural(report.ignored, 'file')} not a digest" if report.ignored else ""
    if not report.papers:
        return f"{report.name}: nothing new{ignored}"
    return f"{report.name}: {plural(report.papers, 'paper')}, {report.new} new{ignored}"


def _print_sources(sources: Sequence[tuple[SourceSpec, Memory]]) -> None:
    """Print each source, with its last fetch below."""
    from octavo_model.sources.spec import show_every

    width = max((len(spec.name) for spec, _ in sources), default=0)
    for spec, memory in sources:
        since = f", since {spec.since.isoformat()}" if spec.since else ""
        print(f"{spec.name:{width}}  {_describe(spec)}, every {show_every(spec.every)}{since}")
        fetched = f"fetched {_shown(memory.success)}" if memory.success else "never fetched"
        next_due = f", next due {_shown(memory.due)}" if memory.due else ", due now"
        print(f"{'':{width}}  {fetched}{next_due}")
        if memory.error and memory.failed:
            print(f"{'':{width}}  failed {_shown(memory.failed)}: {memory.error}")


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Yield an event that the first ctrl+c sets; a second one interrupts."""
    cancel = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield cancel  # only the main thread may handle signals
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


def _print_problems(problems: Sequence[str]) -> None:
    for problem in problems:
        print_error(f"sources: {problem}")


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def _shown(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""


def _add_kind(parser: ArgumentParser) -> None:
    from octavo_model.sources.spec import Kind

    kinds = ", ".join(Kind)
    parser.add_argument(
        "--kind", metavar="KIND", help=f"{kinds}; guessed from TARGET, but for command"
    )


def _add_which(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--due", action="store_true", help="Only sources that are due")
    which.add_argument("--all-now", action="store_true", help="Ignore rate limits and back-off")


_NAME = argument("name", "NAME", "Name of the source")

COMMANDS = (
    Command(
        "sources",
        "Manage sources (feeds, folders, mail, commands)",
        list_sources,
        (add_json,),
        "octavo sources add hf daily-papers\n"
        "octavo sources add ml cs.LG+stat.ML --every 12h\n"
        'octavo sources add mine "my-digest --today" --kind command',
        actions=(
            Command("list", "List the sources (the default)", list_sources, (add_json,)),
            Command(
                "add",
                "Add a source that octavo fetch asks",
                add_source,
                (
                    argument("name", "NAME", "Name of the source, e.g. hf"),
                    argument(
                        "target",
                        "TARGET",
                        "daily-papers; arXiv categories (cs.LG+cs.CL); a URL; a folder;"
                        " a command in quotes",
                    ),
                    _add_kind,
                    argument("--every", "6h", "How often: 30m, 6h, 1d, 1w"),
                    argument(
                        "--since", "YYYY-MM-DD", "First day to fetch, for daily-papers", type=day
                    ),
                ),
            ),
            Command("remove", "Remove a source; its papers stay", remove_source, (_NAME,)),
        ),
    ),
    Command(
        "fetch",
        "Fetch new papers from your sources",
        fetch,
        (
            argument("names", "NAME", "Source to fetch; by default, all", nargs="*"),
            _add_which,
            add_json,
        ),
        "octavo fetch --due",
    ),
)
