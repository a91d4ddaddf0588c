"""``octavo today``: the Daily Papers of today, without any source."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from octavo_model import View
from octavo_tui.cli.arguments import PLAIN, RAW, CliCommand
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import INSTANCE, open_library
from octavo_tui.cli.listing import print_papers
from octavo_tui.cli.progress import FetchProgress
from octavo_tui.render.fetch_status import offline
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model import Digest, Library, Paths
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.events import FetchReport
    from octavo_tui.cli.arguments import Options

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
        report = _fetch(library, paths, environment)
        digest = _newest(library)
        said = _said(report, digest, environment.timing.now().date())
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


def _fetch(library: Library, paths: Paths, environment: Environment) -> FetchReport:
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


def _newest(library: Library) -> Digest | None:
    """Return the newest digest of Daily Papers, else the newest of all."""
    digests = library.catalog.digests()
    daily = [one for one in digests if one.format.startswith(_NAME)]
    return next(iter([*daily, *digests]), None)


def _said(report: FetchReport, digest: Digest | None, day: dt.date) -> str:
    """Return what is not as usual: a failure, or an older day; else what is new."""
    shown = f"{digest.date:%a} {digest.date.day} {digest.date:%b}" if digest and digest.date else ""
    if not report.ok:
        why = offline([report], exists=True) or f"could not fetch Daily Papers: {report.reason}"
        newest = f"newest here: {shown}" if shown else "this is the newest digest"
        return f"{why}; {newest if digest else 'the library is empty'}"
    if digest is not None and digest.date != day:
        return f"no Daily Papers yet today; the newest are of {shown}"
    return f"{plural(report.new, 'new paper')}" if report.new else ""


COMMANDS = (
    CliCommand(
        "today",
        "Read today's Daily Papers; needs no set-up",
        today,
        (PLAIN, RAW),
        "octavo today",
        lambda: "Without a network it shows the newest digest of the library.",
    ),
)
