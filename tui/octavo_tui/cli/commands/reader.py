"""What runs without a command: import what was named, then open the reader."""

from __future__ import annotations

import os
import stat
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_tui.cli.arguments import DATE, FORMAT, PLAIN, RAW, CliCommand, argument
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import INSTANCE, open_library, report_unfinished, say_if_empty
from octavo_tui.cli.listing import print_papers
from octavo_tui.cli.progress import FetchProgress
from octavo_tui.render.decisions import show_day
from octavo_tui.render.fetch_status import offline
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from octavo_model import Digest, Library, Paths
    from octavo_model.core.parsed import ImportReport
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.events import FetchReport
    from octavo_tui.cli.arguments import Options
    from octavo_tui.cli.import_results import ImportResults

NO_OPTIONS = SimpleNamespace(paths=[], date=None, format=None, plain=False, raw=False)
"""The options of a call without arguments, which needs no parser."""


def open_reader(options: Options, paths: Paths, environment: Environment | None = None) -> int:
    """Import what was named, then open the reader; without a terminal, print the list."""
    piped = not options.paths and _is_piped()
    named = options.paths or (["-"] if piped else [])
    on_screen = sys.stdout.isatty()
    instance = None if on_screen else INSTANCE
    with open_library(paths, instance, finish=bool(named) and not on_screen) as library:
        if not named:
            if not on_screen:
                report_unfinished(library)
            return _show(library, paths, options, None, on_screen=on_screen)
        from octavo_model.core.parsed import ImportOptions
        from octavo_tui.cli.commands.imports import add_references, import_paths, is_reference

        wanted = ImportOptions(date=options.date, format=options.format)
        references = [one for one in named if is_reference(one)]
        files = [one for one in named if one not in references]
        results = import_paths(library, files, wanted, optional=piped)
        if references:
            results += add_references(library, paths, references, environment)
        try:
            if results.failures and not results.reports:
                return results.status
            status = _show(library, paths, options, results, on_screen=on_screen)
        finally:
            # Not earlier: the reader would paint over them.
            for message in results.messages:
                print_error(message)
    return status or results.status


def _show(
    library: Library,
    paths: Paths,
    options: Options,
    results: ImportResults | None,
    *,
    on_screen: bool,
) -> int:
    """Open the reader, or print the list, at the newest digest of those just imported."""
    view = _newest(library, results.reports) if results else None
    if not on_screen:
        print_papers(library, library.catalog.ids(view or View.all()), options)
        if results is None:
            say_if_empty(library)
        elif missing := _missing_details(library, results):
            print_error(f"{results.summary}{missing}")
        return ExitStatus.DONE
    from octavo_tui.app.launch import read

    if results is None:
        return read(library, paths)
    said = f"{results.summary}{_missing_details(library, results)}"
    return read(library, paths, view, said=said, notices=results.notices)


def _missing_details(library: Library, results: ImportResults) -> str:
    """Return that papers are known by an id alone, if so."""
    from octavo_tui.cli.commands.imports import untitled_in

    return "; no details yet: the next fetch asks" if untitled_in(library, results.reports) else ""


def _newest(library: Library, reports: Sequence[ImportReport]) -> View | None:
    names = {report.digest for report in reports}
    name = next((digest.name for digest in library.catalog.digests() if digest.name in names), None)
    return None if name is None else View.of_digest(name)


_NAME = "daily-papers"
"""The source whose state is used if the user has none, and the start of the names of formats."""


def today(options: Options, paths: Paths, environment: Environment | None = None) -> int:
    """Open the newest Daily Papers; without a terminal, print them.

    The list of sources stays as it is. What cannot be fetched fails, also if the library has
    an older digest, which is shown.
    """
    from octavo_model.sources.environment import Environment

    environment = environment or Environment()
    on_screen = sys.stdout.isatty()
    with open_library(paths, None if on_screen else INSTANCE, finish=not on_screen) as library:
        report = _fetch_today(library, paths, environment)
        digest = _newest_daily(library)
        said = _said_of(report, digest, environment.timing.now().date())
        failed = ExitStatus.DONE if report.ok else ExitStatus.FAILED
        if digest is None or not on_screen:
            if said:
                print_error(said)
            if digest is not None:
                view = View.of_digest(digest.name)
                print_papers(library, library.catalog.ids(view), options)
            return failed
        from octavo_tui.app.launch import read

        said = said[:1].upper() + said[1:]
        return read(library, paths, View.of_digest(digest.name), said=said) or failed


def _fetch_today(library: Library, paths: Paths, environment: Environment) -> FetchReport:
    """Fetch the user's source of Daily Papers; without one, only the newest day."""
    import asyncio

    from octavo_model.sources.fetcher import fetch
    from octavo_model.sources.source_list import SourceList
    from octavo_model.sources.spec import SourceKind, make

    sources = SourceList(paths).load()[0]
    own = next((one for one in sources if one.kind is SourceKind.DAILY_PAPERS), None)
    spec = own or make(_NAME, _NAME)
    with FetchProgress({}) as progress:
        fetching = fetch(
            library.imports,
            [spec],
            paths,
            report=progress,
            newest_only=own is None,
            environment=environment,
        )
        (report,) = asyncio.run(fetching)
    return report


def _newest_daily(library: Library) -> Digest | None:
    """Return the newest digest of Daily Papers, else the newest of all."""
    digests = library.catalog.digests()
    daily = [one for one in digests if one.format.startswith(_NAME)]
    return next(iter([*daily, *digests]), None)


def _said_of(report: FetchReport, digest: Digest | None, day: dt.date) -> str:
    """Return what is not as usual: a failure, or an older day; else what is new."""
    from octavo_tui.render.row_texts import digest_in_text

    is_daily = digest is not None and digest.format.startswith(_NAME)
    shown = show_day(digest.date) if digest and digest.date else ""
    other = digest_in_text(digest, day) if digest else ""
    if not report.ok:
        why = offline([report], exists=True) or f"could not fetch Daily Papers: {report.reason}"
        if digest is None:
            return f"{why}; the library is empty: octavo FILE adds papers without a network"
        newest = f"newest here: {shown}" if is_daily else f"no Daily Papers here; opened {other}"
        return f"{why}; {newest}"
    if digest is not None and not is_daily:
        return f"no Daily Papers yet; opened {other}"
    if digest is not None and digest.date != day:
        return f"no Daily Papers yet today; the newest are of {shown}"
    return f"{plural(report.new, 'new paper')}" if report.new else ""


def _is_piped() -> bool:
    """Return whether standard input is a pipe or a file, and so meant to be read."""
    mode = os.fstat(sys.stdin.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def open_tour(_options: Options, paths: Paths) -> int:
    """Open the reader on the lessons of the tour."""
    if not sys.stdout.isatty():
        raise OctavoError("the tour", "needs a terminal", "start octavo tour in one")
    from octavo_tui.app.launch import read_tour

    return read_tour(paths)


_TOUR = """\
The lessons are in a library of their own, which is removed when you quit. Your
own library does not change."""
READER = CliCommand(
    "",
    "Open the reader; add files, folders, ids or addresses first.",
    open_reader,
    (
        argument("paths", "PATH", "File, folder, id or address", nargs="*"),
        DATE,
        FORMAT,
        PLAIN,
        RAW,
    ),
    "octavo page.txt\noctavo 2401.01234\nwl-paste | octavo",
)
COMMANDS = (
    CliCommand(
        "today",
        "Read today's Daily Papers; needs no set-up",
        today,
        (PLAIN, RAW),
        "octavo today",
        lambda: "Without a network it shows the newest digest of the library.",
    ),
    CliCommand(
        "tour", "Learn the keys with short lessons", open_tour, (), "octavo tour", lambda: _TOUR
    ),
)
