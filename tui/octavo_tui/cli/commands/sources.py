"""Commands about the list of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from octavo_model.core.errors import OctavoError
from octavo_model.sources.spec import SourceKind, describe, make, show_every
from octavo_tui.cli.arguments import YES, CliCommand, add_json, argument, day
from octavo_tui.cli.commands.fetching import (
    DISMISS,
    FETCH,
    GAPS,
    NO_SOURCES,
    as_json_time,
    print_days,
    show_time,
)
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.output import confirmed, print_errors, print_json
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import Paths
    from octavo_model.sources.source_list import SourceList
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState
    from octavo_tui.cli.arguments import Options


def list_sources(options: Options, paths: Paths) -> int:
    """List the sources."""
    from octavo_model.sources.source_list import SourceList
    from octavo_model.sources.state import FetchStateStore

    specs, problems = SourceList(paths).load()
    print_errors("sources", problems)
    store = FetchStateStore(paths)
    sources = [(spec, store.load(spec)) for spec in specs]
    if not print_json(options, (_source_fields(*source) for source in sources)):
        _print_sources(paths, sources)
        if not sources and not problems:
            print(NO_SOURCES)
    return ExitStatus.FAILED if problems else ExitStatus.DONE


def add_source(options: Options, paths: Paths) -> int:
    """Add a source, or the feeds of a list of feeds (OPML)."""
    from octavo_model.sources.source_list import SourceList

    if options.target is None:
        return _add_feeds(options, SourceList(paths))
    spec = make(
        options.name, options.target, kind=options.kind, every=options.every, since=options.since
    )
    SourceList(paths).add(spec)
    what = f"{describe(spec)}, every {show_every(spec.every)}"
    print(f"Added source {spec.name}: {what}. Fetch now: octavo fetch {spec.name}")
    return ExitStatus.DONE


def _add_feeds(options: Options, sources: SourceList) -> int:
    """Add the feeds that a file lists; ask before, or require ``--yes`` without a terminal."""
    from pathlib import Path

    from octavo_model.sources.feeds.opml import LARGEST, plan, read_opml
    from octavo_model.storage.failures import explained
    from octavo_model.storage.files import read_at_most

    path = options.name
    if options.kind or options.since or not (Path(path).is_file() or path.endswith(".opml")):
        raise OctavoError(path, "needs a target", "e.g. octavo source add hf daily-papers")
    with explained(path):
        data = read_at_most(path, LARGEST)
    made = plan(read_opml(data, path), sources.load()[0], options.every)
    print_errors("not added", made.problems)
    status = ExitStatus.FAILED if made.problems else ExitStatus.DONE
    skipped = f"; {plural(made.known, 'feed')} known already" if made.known else ""
    if not made.new:
        print(f"No feeds to add{skipped}")
        return status
    for spec in made.new:
        print(f"{spec.name}  {spec.target}")
    what = plural(len(made.new), "feed")
    if not confirmed(f"Add {what}", options):
        print("Nothing added")
        return status
    sources.add(*made.new)
    print(f"Added {what}{skipped}. Fetch now: octavo fetch")
    return status


def remove_source(options: Options, paths: Paths) -> int:
    """Remove a source and its state."""
    from octavo_model.sources.source_list import SourceList
    from octavo_model.sources.state import FetchStateStore

    sources = SourceList(paths)
    sources.select([options.name])
    if confirmed(f"Remove the source {options.name}", options):
        sources.remove(options.name)
        FetchStateStore(paths).forget(options.name)
        print(f"Removed source {options.name}; its papers stay")
    return ExitStatus.DONE


def edit_source(options: Options, paths: Paths) -> int:
    """Change the target of a source, how often it is fetched, or from which day on."""
    from octavo_model.sources.source_list import SourceList

    if not (options.target or options.every or options.since):
        refuse("source edit: nothing to change (add --target, --every or --since)")
    sources = SourceList(paths)
    (spec,) = sources.select([options.name])
    # The kind of a new target is guessed; that of a program cannot be.
    is_kept = options.target is None or spec.kind is SourceKind.COMMAND
    spec = make(
        spec.name,
        options.target or spec.target,
        kind=spec.kind if is_kept else None,
        every=options.every or show_every(spec.every),
        since=options.since or spec.since,
    )
    sources.change(spec)
    since = f", since {spec.since.isoformat()}" if spec.since else ""
    print(f"{spec.name}: {describe(spec)}, every {show_every(spec.every)}{since}")
    return ExitStatus.DONE


def _source_fields(spec: SourceSpec, state: FetchState) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind.value,
        "target": spec.target,
        "every": show_every(spec.every),
        "since": spec.since.isoformat() if spec.since else None,
        "last_success": as_json_time(state.success),
        "last_error": state.error or None,
        "last_error_at": as_json_time(state.failed),
        "next_due": as_json_time(state.due),
        "stopped": state.stopped or None,
        "address": state.feed.address or None,
    }


def _print_sources(paths: Paths, sources: Sequence[tuple[SourceSpec, FetchState]]) -> None:
    """Print each source, with its last fetch, the next, and its newest days and gaps below."""
    from octavo_model.core.dates import utc_now
    from octavo_model.sources.coverage import days_of

    width = max((len(spec.name) for spec, _ in sources), default=0)
    indent = f"{'':{width}}  "
    now = utc_now()
    for spec, state in sources:
        since = f", since {spec.since.isoformat()}" if spec.since else ""
        print(f"{spec.name:{width}}  {describe(spec)}, every {show_every(spec.every)}{since}")
        print(indent + _fetched(state))
        if state.feed.address:
            print(f"{indent}moved permanently to {state.feed.address}; fetched from there")
        if state.error and state.failed:
            print(f"{indent}last error {show_time(state.failed)}: {state.error}")
        print_days(days_of(paths, spec, now)[:_MOST_DAYS], indent, name=spec.name)


def _fetched(state: FetchState) -> str:
    """Return when a source was fetched, and when it is the next time."""
    fetched = f"fetched {show_time(state.success)}" if state.success else "never fetched"
    if state.stopped:
        return f"{fetched}, stopped: {state.stopped}"
    return f"{fetched}, next due {show_time(state.due)}" if state.due else f"{fetched}, due now"


_MOST_DAYS = 12
"""Days that the list of sources shows for each."""
_KINDS = ", ".join(SourceKind)
_TARGET = "daily-papers; cs.LG+cs.CL; biorxiv; openreview:VENUE; acl:NAME; URL; folder; command"
_NAME = argument("name", "NAME", "Name of the source")
_EVERY = argument("--every", "6h", "How often: 30m, 6h, 1d, 1w")
_SINCE = argument("--since", "YYYY-MM-DD", "First day to fetch, if it has days", type=day)
_NEW_SOURCE = (
    argument("name", "NAME", "Name of the source, e.g. hf; or a file of feeds (OPML)"),
    argument("target", "TARGET", f"{_TARGET}; none with a file of feeds", nargs="?"),
    argument("--kind", "KIND", f"{_KINDS}; guessed from TARGET, except command"),
    _EVERY,
    _SINCE,
    YES,
)

COMMANDS = (
    CliCommand(
        "source",
        "Manage sources (feeds, folders, mail, commands)",
        list_sources,
        (add_json,),
        "octavo source add hf daily-papers\n"
        "octavo source add ml cs.LG+stat.ML --every 12h\n"
        'octavo source add mine "my-digest --today" --kind command',
        actions=(
            CliCommand("list", "List the sources (the default)", list_sources, (add_json,)),
            CliCommand("add", "Add a source to fetch from", add_source, _NEW_SOURCE),
            CliCommand(
                "edit",
                "Change a source",
                edit_source,
                (_NAME, argument("--target", "TARGET", "What to fetch"), _EVERY, _SINCE),
            ),
            CliCommand("remove", "Remove a source; its papers stay", remove_source, (_NAME, YES)),
            GAPS,
            DISMISS,
        ),
    ),
    FETCH,
)
