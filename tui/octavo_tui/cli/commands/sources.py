"""Commands about sources: the list of them, and fetching from them."""

from __future__ import annotations

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
    from collections.abc import Sequence

    from octavo_model import Paths
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.events import FetchReport
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState
    from octavo_tui.cli.arguments import Options

_NO_SOURCES = "No sources yet. Add one: octavo sources add hf daily-papers"


def list_sources(options: Options, paths: Paths) -> int:
    """List the sources; 1 if the file that names them has mistakes."""
    from octavo_model.sources.source_list import SourceList
    from octavo_model.sources.state import FetchStateStore

    specs, problems = SourceList(paths).load()
    _print_problems(problems)
    store = FetchStateStore(paths)
    sources = [(spec, store.load(spec)) for spec in specs]
    if print_json(options, (_source_fields(*source) for source in sources)):
        pass
    elif not sources and not problems:
        print(_NO_SOURCES)
    else:
        _print_sources(sources)
    return 1 if problems else 0


def add_source(options: Options, paths: Paths) -> int:
    """Add a source."""
    from octavo_model.sources.source_list import SourceList
    from octavo_model.sources.spec import describe, make, show_every

    spec = make(
        options.name, options.target, kind=options.kind, every=options.every, since=options.since
    )
    SourceList(paths).add(spec)
    what = f"{describe(spec)}, every {show_every(spec.every)}"
    print(f"Added source {spec.name}: {what}. Fetch now: octavo fetch {spec.name}")
    return 0


def remove_source(options: Options, paths: Paths) -> int:
    """Remove a source and its state."""
    from octavo_model.sources.source_list import SourceList
    from octavo_model.sources.state import FetchStateStore

    SourceList(paths).remove(options.name)
    FetchStateStore(paths).forget(options.name)
    print(f"Removed source {options.name}; its papers stay")
    return 0


def fetch(options: Options, paths: Paths, environment: Environment | None = None) -> int:
    """Fetch new papers and print what came from each source. Ctrl+C stops it.

    Args:
        options: Which sources, and how to print.
        paths: Where their list, their state and the library are.
        environment: Clock, network and limits; the real ones by default.
    """
    import asyncio

    from octavo_model.sources import fetcher
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.source_list import SourceList

    sources = SourceList(paths)
    problems = sources.load()[1]
    _print_problems(problems)
    specs = sources.select(options.names)
    environment = environment or Environment()
    has_sources = bool(specs or problems)
    if options.due:
        specs = fetcher.due(specs, paths, environment.timing.now())
    by_name: dict[str, FetchReport] = {}
    stopped = False
    if specs:
        with open_library(paths, finish=True) as library, FetchProgress(by_name) as progress:
            fetching = fetcher.fetch(
                library.imports,
                specs,
                paths,
                report=progress,
                ignore_deferral=options.all_now,
                environment=environment,
            )
            try:
                asyncio.run(fetching)
            except KeyboardInterrupt:  # once: asyncio cancels the fetch before raising it
                stopped = True
    reports = [by_name[spec.name] for spec in specs if spec.name in by_name]
    if not print_json(options, map(_report_fields, reports)):
        if not reports:
            print("Nothing is due" if has_sources else _NO_SOURCES)
        for report in reports:
            if report.ok or report.papers:
                print(_report_line(report))
    for report in reports:
        if report.error:
            failed = "could not fetch " if report.outcome == "failed" else ""
            print_error(f"{failed}{report.name}: {report.error}")
        for warning in report.warnings:
            print_error(f"{report.name}: {warning}")
    if stopped:
        print_error("stopped; the papers fetched so far are saved")
        return INTERRUPTED
    return 1 if problems or any(report.outcome == "failed" for report in reports) else 0


def _source_fields(spec: SourceSpec, state: FetchState) -> dict[str, Any]:
    from octavo_model.sources.spec import show_every

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


def _print_sources(sources: Sequence[tuple[SourceSpec, FetchState]]) -> None:
    """Print each source, with its last fetch below."""
    from octavo_model.sources.spec import describe, show_every

    width = max((len(spec.name) for spec, _ in sources), default=0)
    for spec, state in sources:
        since = f", since {spec.since.isoformat()}" if spec.since else ""
        print(f"{spec.name:{width}}  {describe(spec)}, every {show_every(spec.every)}{since}")
        fetched = f"fetched {_shown(state.success)}" if state.success else "never fetched"
        next_due = f", next due {_shown(state.due)}" if state.due else ", due now"
        print(f"{'':{width}}  {fetched}{next_due}")
        if state.error and state.failed:
            print(f"{'':{width}}  failed {_shown(state.failed)}: {state.error}")


def _print_problems(problems: Sequence[str]) -> None:
    for problem in problems:
        print_error(f"sources: {problem}")


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def _shown(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""


def _add_kind(parser: ArgumentParser) -> None:
    from octavo_model.sources.spec import SourceKind

    kinds = ", ".join(SourceKind)
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
