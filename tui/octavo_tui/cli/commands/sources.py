"""Commands about sources: the list of them, and fetching from them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from octavo_model.sources.spec import SourceKind, describe, make, show_every
from octavo_tui.cli.arguments import CliCommand, add_json, argument, day
from octavo_tui.cli.library import open_library
from octavo_tui.cli.output import print_errors, print_json
from octavo_tui.cli.progress import FetchProgress
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import INTERRUPTED, print_error

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from octavo_model import Paths
    from octavo_model.sources.arxiv.statuses import DayStatus
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
    print_errors("sources", problems)
    store = FetchStateStore(paths)
    sources = [(spec, store.load(spec)) for spec in specs]
    if not print_json(options, (_source_fields(*source) for source in sources)):
        _print_sources(paths, sources)
        if not sources and not problems:
            print(_NO_SOURCES)
    return 1 if problems else 0


def add_source(options: Options, paths: Paths) -> int:
    """Add a source."""
    from octavo_model.sources.source_list import SourceList

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
    """Fetch new papers and print what came from each source. Ctrl+C stops it."""
    import asyncio

    from octavo_model.sources import fetcher
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.source_list import SourceList

    sources = SourceList(paths)
    problems = sources.load()[1]
    print_errors("sources", problems)
    specs = sources.select(options.names)
    environment = environment or Environment()
    nothing = "Nothing is due" if specs or problems else _NO_SOURCES
    if options.gaps:
        from octavo_model.sources.arxiv import coverage

        now = environment.timing.now()
        specs = [spec for spec in specs if coverage.gaps_of(paths, [spec], now)]
        coverage.ask_again(paths, specs, now)
    elif options.due:
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
            print(nothing)
        for report in reports:
            if report.ok or report.papers:
                print(_report_line(report))
    for report in reports:
        if report.error:
            failed = "could not fetch " if report.outcome == "failed" else ""
            more = " (octavo sources gaps has the reasons)" if _is_incomplete(report) else ""
            error = report.reason if _is_incomplete(report) else report.error
            print_error(f"{failed}{report.name}: {error}{more}")
        print_errors(report.name, report.warnings)
    if stopped:
        print_error("stopped; the papers fetched so far are saved")
        return INTERRUPTED
    is_whole = not any(report.outcome in {"failed", "incomplete"} for report in reports)
    return 0 if is_whole and not problems else 1


def list_gaps(options: Options, paths: Paths) -> int:
    """List the days of arXiv sources that are not complete; 1 if there are any."""
    from octavo_model.core.dates import utc_now
    from octavo_model.sources.arxiv import coverage
    from octavo_model.sources.source_list import SourceList

    specs = SourceList(paths).select(options.names)
    gaps = coverage.gaps_of(paths, specs, utc_now())
    if not print_json(options, map(_day_fields, gaps)):
        if not gaps:
            print("No gaps")
        _print_days(gaps)
    return 1 if gaps else 0


def set_since(options: Options, paths: Paths) -> int:
    """Fetch a source from a day on."""
    from octavo_model.sources.source_list import SourceList

    SourceList(paths).start_at(options.name, options.since)
    print(f"{options.name} is fetched from {options.since} on. Now: octavo fetch {options.name}")
    return 0


def _is_incomplete(report: FetchReport) -> bool:
    return report.outcome == "incomplete"


def _day_fields(status: DayStatus) -> dict[str, Any]:
    day = status.day
    return {
        "category": status.category,
        "date": status.date.isoformat(),
        "state": day.state.value,
        "read": day.read,
        "stated": day.stated,
        "reason": day.reason or None,
        "asked": _iso(day.asked),
        "next_try": _iso(day.next_try),
    }


def _print_days(days: Sequence[DayStatus], indent: str = "") -> None:
    from octavo_model.sources.arxiv.coverage import describe_day, show_day

    width = max((len(one.category) for one in days), default=0)
    for one in days:
        print(f"{indent}{one.category:{width}}  {show_day(one.date):>10}  {describe_day(one)}")


def _source_fields(spec: SourceSpec, state: FetchState) -> dict[str, Any]:
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
    fields = asdict(report)
    del fields["reason"]  # `error` says it too
    return {**fields, "error": report.error or None, "next_due": _iso(report.next_due)}


def _report_line(report: FetchReport) -> str:
    ignored = f", {plural(report.ignored, 'file')} not a digest" if report.ignored else ""
    if not report.papers:
        return f"{report.name}: nothing new{ignored}"
    return f"{report.name}: {plural(report.papers, 'paper')}, {report.new} new{ignored}"


def _print_sources(paths: Paths, sources: Sequence[tuple[SourceSpec, FetchState]]) -> None:
    """Print each source, with its last fetch below."""
    width = max((len(spec.name) for spec, _ in sources), default=0)
    for spec, state in sources:
        since = f", since {spec.since.isoformat()}" if spec.since else ""
        print(f"{spec.name:{width}}  {describe(spec)}, every {show_every(spec.every)}{since}")
        fetched = f"fetched {_shown(state.success)}" if state.success else "never fetched"
        next_due = f", next due {_shown(state.due)}" if state.due else ", due now"
        print(f"{'':{width}}  {fetched}{next_due}")
        if state.error and state.failed:
            print(f"{'':{width}}  failed {_shown(state.failed)}: {state.error}")
        _print_days(_newest_days(paths, spec), f"{'':{width}}  ")


def _newest_days(paths: Paths, spec: SourceSpec) -> list[DayStatus]:
    """Return the days of the newest announcement, and all that are not complete."""
    if spec.kind is not SourceKind.ARXIV:
        return []
    from octavo_model.core.dates import utc_now
    from octavo_model.sources.arxiv.coverage import days_of

    days = days_of(paths, [spec], utc_now())
    newest = max((one.date for one in days if one.day.stated is not None), default=None)
    return [one for one in days if one.date == newest or not one.day.is_closed][:_MOST_DAYS]


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def _shown(moment: dt.datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _add_which(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--due", action="store_true", help="Only sources that are due")
    which.add_argument("--gaps", action="store_true", help="Only arXiv days that are missing")
    which.add_argument("--all-now", action="store_true", help="Ignore rate limits and back-off")


_MOST_DAYS = 12
"""Days that the list of sources shows for each."""
_KINDS = ", ".join(SourceKind)
_TARGET = "daily-papers; arXiv categories (cs.LG+cs.CL); a URL; a folder; a command in quotes"
_NAME = argument("name", "NAME", "Name of the source")
_NAMES = argument("names", "NAME", "Source to fetch; by default, all", nargs="*")
_NEW_SOURCE = (
    argument("name", "NAME", "Name of the source, e.g. hf"),
    argument("target", "TARGET", _TARGET),
    argument("--kind", "KIND", f"{_KINDS}; guessed from TARGET, but for command"),
    argument("--every", "6h", "How often: 30m, 6h, 1d, 1w"),
    argument("--since", "YYYY-MM-DD", "First day to fetch, for daily-papers and arXiv", type=day),
)

COMMANDS = (
    CliCommand(
        "sources",
        "Manage sources (feeds, folders, mail, commands)",
        list_sources,
        (add_json,),
        "octavo sources add hf daily-papers\n"
        "octavo sources add ml cs.LG+stat.ML --every 12h\n"
        'octavo sources add mine "my-digest --today" --kind command',
        actions=(
            CliCommand("list", "List the sources (the default)", list_sources, (add_json,)),
            CliCommand("add", "Add a source that octavo fetch asks", add_source, _NEW_SOURCE),
            CliCommand("remove", "Remove a source; its papers stay", remove_source, (_NAME,)),
            CliCommand(
                "gaps",
                "List the arXiv days that are missing",
                list_gaps,
                (_NAMES, add_json),
            ),
            CliCommand(
                "since",
                "Fetch a source from a day on",
                set_since,
                (_NAME, argument("since", "YYYY-MM-DD", "First day to fetch", type=day)),
            ),
        ),
    ),
    CliCommand(
        "fetch",
        "Fetch new papers from your sources",
        fetch,
        (_NAMES, _add_which, add_json),
        "octavo fetch --due",
    ),
)
