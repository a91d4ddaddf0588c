"""Commands that fetch, and that list and dismiss what may be missing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from octavo_model.sources.events import TEXTS, TITLES
from octavo_tui.cli.arguments import YES, CliCommand, add_json, argument
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.library import open_library
from octavo_tui.cli.output import print_errors, print_json
from octavo_tui.cli.progress import FetchProgress
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from octavo_model import Library, Paths
    from octavo_model.sources.coverage import SourceDay
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.events import FetchReport
    from octavo_model.sources.spec import SourceSpec
    from octavo_tui.cli.arguments import Options

NO_SOURCES = "No sources yet. Add one: octavo source add hf daily-papers"


def fetch(options: Options, paths: Paths, environment: Environment | None = None) -> int:
    """Fetch new papers and print what came from each source. Ctrl+C stops it.

    It is done only if every source was fetched, by this call, and is complete.
    """
    if options.full_text is not None:
        if options.names:
            refuse("fetch: --full-text goes without names of sources")
        from octavo_tui.cli.commands.texts import fetch_full_texts

        return fetch_full_texts(options, paths, environment)
    import asyncio

    from octavo_model.sources import fetcher
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.source_list import SourceList

    sources = SourceList(paths)
    problems = sources.load()[1]
    print_errors("sources", problems)
    specs: Sequence[SourceSpec] = sources.select(options.names)
    environment = environment or Environment()
    nothing = "Nothing is due" if specs or problems else NO_SOURCES
    if options.gaps:
        specs = _with_gaps(paths, specs, environment.timing.now())
    elif options.due:
        specs = fetcher.due(specs, paths, environment.timing.now())
    by_name: dict[str, FetchReport] = {}
    stopped = False
    if specs or paths.index.exists():  # papers may be known by their ids alone
        with open_library(paths, finish=True) as library, FetchProgress(by_name) as progress:
            try:
                asyncio.run(_fetch(library, specs, paths, progress, options, environment))
            except KeyboardInterrupt:  # once: asyncio cancels the fetch before raising it
                stopped = True
    names = [*(spec.name for spec in specs), TITLES, TEXTS]
    reports = [by_name[name] for name in names if name in by_name]
    if not print_json(options, map(_report_fields, reports)):
        if not reports:
            print(nothing)
        for report in reports:
            if report.ok or report.papers:
                print(_report_line(report))
    for report in reports:
        if report.error:
            print_error(_error_line(report))
        print_errors(report.name, report.warnings)
    if stopped:
        print_error("stopped; the papers fetched so far are saved")
        return ExitStatus.INTERRUPTED
    is_done = all(report.ok for report in reports) and not problems
    return ExitStatus.DONE if is_done else ExitStatus.FAILED


async def _fetch(
    library: Library,
    specs: Sequence[SourceSpec],
    paths: Paths,
    progress: FetchProgress,
    options: Options,
    environment: Environment,
) -> None:
    """Fetch from the sources, and then the texts of starred papers if the settings say so."""
    from octavo_model.library.fulltext.many import fetch_starred
    from octavo_model.sources import fetcher

    await fetcher.fetch(
        library.imports,
        specs,
        paths,
        report=progress,
        ignore_deferral=options.all_now,
        environment=environment,
    )
    await fetch_starred(library.full_texts, progress, environment=environment)


def list_gaps(options: Options, paths: Paths) -> int:
    """List what may be missing in the sources."""
    from octavo_model.core.dates import utc_now
    from octavo_model.sources import coverage
    from octavo_model.sources.source_list import SourceList

    gaps = coverage.gaps_of(paths, SourceList(paths).select(options.names), utc_now())
    if not print_json(options, map(_gap_fields, gaps)):
        if not gaps:
            print("No gaps")
        print_days(gaps)
    return ExitStatus.DONE


def dismiss_gaps(options: Options, paths: Paths) -> int:
    """Forget the gaps of a source that nothing can fill."""
    from octavo_model.core.dates import utc_now
    from octavo_model.sources import coverage
    from octavo_model.sources.source_list import SourceList

    count = coverage.dismiss(paths, SourceList(paths).select([options.name]), utc_now())
    if count:
        print(f"Dismissed {plural(count, 'gap')} of {options.name}")
    else:
        print(f"{options.name} has no gaps to dismiss")
    return ExitStatus.DONE


def print_days(days: Sequence[SourceDay], indent: str = "", *, name: str = "") -> None:
    """Print days and gaps, a line each; ``name`` is the source whose name goes without saying."""
    from octavo_model.sources.arxiv.coverage import show_day

    labels = ["" if one.label == name else one.label for one in days]
    width = max(map(len, labels), default=0)
    for label, one in zip(labels, days, strict=True):
        # A gap of a feed has its times in its words.
        when = f"{show_day(one.day):>10}  " if one.start is None else ""
        print(f"{indent}{f'{label:{width}}  ' if width else ''}{when}{one.words}")


def as_json_time(moment: dt.datetime | None) -> str | None:
    """Return a time as JSON has it, in UTC."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def show_time(moment: dt.datetime) -> str:
    """Return a time as lists show it, in the user's time zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _with_gaps(paths: Paths, specs: Sequence[SourceSpec], now: dt.datetime) -> Sequence[SourceSpec]:
    """Return the sources with gaps that a fetch may fill, and make these due."""
    from octavo_model.sources import coverage
    from octavo_model.sources.arxiv.coverage import ask_again

    names = {gap.source for gap in coverage.gaps_of(paths, specs, now) if gap.start is None}
    specs = [spec for spec in specs if spec.name in names]
    ask_again(paths, specs, now)
    return specs


def _gap_fields(gap: SourceDay) -> dict[str, Any]:
    return {
        "source": gap.source,
        "category": gap.what or None,
        "date": gap.day.isoformat() if gap.start is None else None,
        "from": as_json_time(gap.start),
        "to": as_json_time(gap.end),
        "state": gap.state,
        "read": gap.read,
        "stated": gap.stated,
        "reason": gap.reason or None,
        "asked": as_json_time(gap.asked),
        "next_try": as_json_time(gap.next_try),
    }


def _report_fields(report: FetchReport) -> dict[str, Any]:
    fields = asdict(report)
    del fields["reason"]  # `error` says it too
    return {**fields, "error": report.error or None, "next_due": as_json_time(report.next_due)}


def _report_line(report: FetchReport) -> str:
    ignored = f", {plural(report.ignored, 'file')} not a digest" if report.ignored else ""
    if report.name in (TITLES, TEXTS):
        return f"{report.name}: {report.papers:,} found"
    if not report.papers:
        return f"{report.name}: nothing new{ignored}"
    return f"{report.name}: {plural(report.papers, 'paper')}, {report.new} new{ignored}"


def _error_line(report: FetchReport) -> str:
    """Return why a source was not fetched, or not all of it, and when it is tried again."""
    later = f"; next try {show_time(report.next_due)}" if report.next_due else ""
    if report.outcome == "incomplete" and report.name != TEXTS:
        return f"{report.name}: {report.reason} (octavo source gaps lists the reasons){later}"
    failed = "" if report.outcome == "cancelled" else "could not fetch "
    return f"{failed}{report.name}: {report.error}{later}"


def _add_which(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--due", action="store_true", help="Only sources that are due")
    which.add_argument("--gaps", action="store_true", help="Only sources with days missing")
    which.add_argument("--all-now", action="store_true", help="Ignore rate limits and back-off")
    help_ = "Full texts of the papers that this finds, instead"
    which.add_argument("--full-text", metavar="QUERY", help=help_)


_NAMES = argument("names", "NAME", "Source to fetch; by default, all", nargs="*")

GAPS = CliCommand("gaps", "List what may be missing", list_gaps, (_NAMES, add_json))
DISMISS = CliCommand(
    "dismiss",
    "Forget gaps that nothing can fill",
    dismiss_gaps,
    (argument("name", "NAME", "Name of the source"),),
)
FETCH = CliCommand(
    "fetch",
    "Fetch new papers from your sources",
    fetch,
    (_NAMES, _add_which, YES, add_json),
    'octavo fetch --due\noctavo fetch --full-text "is:starred date:<30d"',
)
