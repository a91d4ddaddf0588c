"""The verbs of the command line. Each takes parsed options and returns the exit status."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from octavo_model import Library, OctavoError, View
from octavo_model.settings import settings as settings_file
from octavo_tui.cli import output
from octavo_tui.cli.output import ProgressBar
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from types import SimpleNamespace

    from octavo_model import Paths
    from octavo_model.core.parsed import ImportReport
    from octavo_tui.cli.imports import Incoming

    Options = Namespace | SimpleNamespace

_CLI = "cli"
"""The instance under which marks from the command line stand in the journal."""


def run(options: Options, paths: Paths) -> int:
    """Do what ``options`` ask for, on the library below ``paths``.

    Returns:
        The exit status: 0 all went well, 1 something failed, or nothing was found of what was
        looked for, 130 interrupted; where a signal ended the reader, 128 and its number.
    """
    verb: Callable[[Options, Paths], int] = globals()[f"run_{options.verb}"]
    return streams.guarded(lambda: verb(options, paths), paths)


def _library(
    paths: Paths, instance: str | None = _CLI, *, is_new: bool = False, finish: bool = False
) -> Library:
    """Open the library, and report what is wrong with it.

    Args:
        paths: Where it lies.
        instance: As for `Library.open`.
        is_new: Whether it has no index yet; then that is not reported.
        finish: Whether to finish imports that were cut off.
    """
    with ProgressBar("making the index anew") as progress:
        library = Library.open(paths, instance=instance, progress=progress, finish=False)
    if finish:
        with ProgressBar("finishing an earlier import") as progress:
            library.finish(progress)
    for told in output.troubles(library, with_repairs=not is_new):
        streams.tell(f"library: {told}")
    if paths.settings.exists():
        settings, _ = settings_file.load(paths.settings)
        library.leave_out(
            cross_lists=settings.hide_cross_lists, replacements=settings.hide_replacements
        )
    return library


def _to_read(paths: Paths) -> Library:
    """Open the library as it is, and report if imports are unfinished."""
    library = _library(paths)
    _tell_unfinished(library)
    return library


def _tell_unfinished(library: Library) -> None:
    if told := output.unfinished(library):
        streams.tell(told)


def run_open(options: Options, paths: Paths) -> int:
    """Import what was named, then open the reader; without a terminal, print the list."""
    piped = not options.paths and _is_piped()
    named = options.paths or (["-"] if piped else [])
    on_screen = sys.stdout.isatty()
    instance = None if on_screen else _CLI
    with _library(paths, instance, finish=bool(named) and not on_screen) as library:
        if not named:
            if not on_screen:
                _tell_unfinished(library)
            return _show(library, paths, None, on_screen=on_screen)
        from octavo_tui.cli.imports import Asked, bring

        asked = Asked(options.date, options.format)
        incoming = bring(library, named, asked, optional=piped, missing=_verb_meant)
        try:
            if incoming.failures and not incoming.reports:
                return 1
            status = _show(library, paths, incoming, on_screen=on_screen)
        finally:
            # Not before: the reader would paint over it.
            for line in incoming.all_told:
                streams.tell(line)
    return status or (1 if incoming.failures else 0)


def _verb_meant(word: str) -> str:
    """What to say of a word that is no file: perhaps it was to be a verb."""
    if not word.isalpha():
        return ""
    if word == "help":
        return "did you mean octavo --help?"
    from octavo_model.text.fold import nearest

    verbs = [name.removeprefix("run_") for name in globals() if name.startswith("run_")]
    if near := nearest(word, verbs):
        return f"did you mean the verb {near}? octavo --help lists them"
    return "nor a verb; octavo --help lists them"


def _show(library: Library, paths: Paths, incoming: Incoming | None, *, on_screen: bool) -> int:
    """Open the reader, or print the list, at the newest digest of those that came in."""
    view = _newest(library, incoming.reports) if incoming else None
    if not on_screen:
        output.papers_as_lines(library.rows(library.ids(view or View.all())))
        return 0
    from octavo_tui.app.launch import read

    if incoming is None:
        return read(library, paths)
    return read(library, paths, view, said=incoming.said, notices=incoming.notices)


def run_import(options: Options, paths: Paths) -> int:
    """Import digests and tell what became of each."""
    from octavo_tui.cli.imports import Asked, bring

    with _library(paths, finish=True) as library:
        incoming = bring(library, options.paths, Asked(options.date, options.format))
        digests = {one.name: one for one in library.digests()}
    if options.json or options.jsonl:
        reports = (output.report_fields(one) for one in incoming.reports)
        output.as_json(reports, lines=options.jsonl)
        told = incoming.troubles
    else:
        for one in incoming.reports:
            print(output.report_line(one, digests.get(one.digest or "")))
        told = [*incoming.troubles, *incoming.warnings]
    for line in told:
        streams.tell(line)
    return 1 if incoming.failures else 0


def run_list(options: Options, paths: Paths) -> int:
    """List papers."""
    if options.for_you:
        from octavo_tui.cli import papers as suggestion_verbs

        return suggestion_verbs.list_for_you(options, lambda: _to_read(paths), paths)
    from octavo_tui.cli.selection import selected, status_of

    with _to_read(paths) as library:
        ids, scores = selected(library, options, paths)
        if options.json or options.jsonl:
            from octavo_model.export.json import fields_of

            fields = map(fields_of, library.papers(ids))
            if scores is not None:
                scored = zip(fields, scores, strict=True)
                output.as_json(
                    ({**one, "score": score} for one, score in scored), lines=options.jsonl
                )
            else:
                output.as_json(fields, lines=options.jsonl)
        else:
            keys = library.keys(ids) if options.keys else None
            output.papers_as_lines(library.rows(ids), keys, raw=options.raw)
    return status_of(len(ids), options)


def run_related(options: Options, paths: Paths) -> int:
    """List the papers nearest to one."""
    from octavo_tui.cli import papers as suggestion_verbs

    with _to_read(paths) as library:
        paper = _paper_called(library, options.key)
        return suggestion_verbs.list_related(library, paper, options)


def run_show(options: Options, paths: Paths) -> int:
    """Show one paper."""
    with _to_read(paths) as library:
        paper = library.paper(_paper_called(library, options.key))
    if options.json or options.jsonl:
        from octavo_model.export.json import fields_of

        output.as_json([fields_of(paper)], lines=options.jsonl)
    else:
        output.paper_as_text(paper, raw=options.raw)
    return 0


def run_export(options: Options, paths: Paths) -> int:
    """Write papers in a format for other programs."""
    from octavo_tui.cli import papers as exporting
    from octavo_tui.cli.selection import selected, status_of

    with _to_read(paths) as library:
        ids, _ = selected(library, options, paths)
        return exporting.export(library, ids, options) or status_of(len(ids), options)


def run_star(options: Options, paths: Paths) -> int:
    """Star papers."""
    return _mark(paths, options.keys, starred=True)


def run_unstar(options: Options, paths: Paths) -> int:
    """Take the star from papers."""
    return _mark(paths, options.keys, starred=False)


def run_read(options: Options, paths: Paths) -> int:
    """Mark papers read."""
    return _mark(paths, options.keys, read=True)


def run_unread(options: Options, paths: Paths) -> int:
    """Mark papers unread."""
    return _mark(paths, options.keys, read=False)


def run_digests(options: Options, paths: Paths) -> int:
    """List the digests."""
    with _to_read(paths) as library:
        digests = library.digests()
    if options.json or options.jsonl:
        output.as_json(map(output.digest_fields, digests), lines=options.jsonl)
    else:
        output.digests_as_lines(digests)
    return 0


def run_formats(options: Options, paths: Paths) -> int:
    """List what is read."""
    del paths
    from octavo_model import known_formats

    known = known_formats()
    if options.json or options.jsonl:
        output.as_json((one._asdict() for one in known), lines=options.jsonl)
        return 0
    width = max(len(one.name) for one in known)
    for one in known:
        print(f"{one.name:{width}}  {one.title}\n{'':{width}}  {one.example}")
    return 0


def run_paths(options: Options, paths: Paths) -> int:
    """Tell where things lie."""
    del options
    from octavo_model.text.clean import visible

    for name in ("data", "digests", "journal", "copies", "index", "settings", "sources", "state"):
        print(f"{name:9} {visible(str(getattr(paths, name)))}")
    return 0


def run_sources(options: Options, paths: Paths) -> int:
    """List, add or remove sources."""
    from octavo_tui.cli import sources

    return sources.run_sources(options, paths)


def run_fetch(options: Options, paths: Paths) -> int:
    """Bring what is new in the sources."""
    from octavo_tui.cli import sources

    return sources.run_fetch(options, paths, lambda: _library(paths, finish=True))


def run_views(options: Options, paths: Paths) -> int:
    """List saved views, or change them."""
    from octavo_tui.cli import views

    return views.run_views(options, paths, lambda: _to_read(paths))


def run_doctor(options: Options, paths: Paths) -> int:
    """Look at data, settings, sources and terminal."""
    from octavo_tui.cli import maintenance

    return maintenance.run(options, paths)


def run_rebuild(options: Options, paths: Paths) -> int:
    """Make the index anew; 1 where something of what it is made of was left out."""
    del options
    with _library(paths) as library:
        known = library.problems
        with ProgressBar("making the index anew") as progress:
            library.rebuild(progress)
        for problem in library.problems:
            if problem not in known:
                streams.tell(f"library: {problem}")
        digests = library.digests()
        papers = library.counts(View.all()).total
        print(f"{output.counted(len(digests), 'digest')}, {output.counted(papers, 'paper')}")
        return 1 if library.problems else 0


def run_backup(options: Options, paths: Paths) -> int:
    """Put all that cannot be made anew into one file."""
    from octavo_tui.cli import maintenance

    return maintenance.run_backup(options, lambda: _library(paths))


def run_restore(options: Options, paths: Paths) -> int:
    """Bring a backup back."""
    from octavo_tui.cli import maintenance

    return maintenance.run_restore(
        options, paths, lambda: _library(paths), lambda: _library(paths, is_new=True, finish=True)
    )


def run_journal(options: Options, paths: Paths) -> int:
    """Repair a journal that lost marks."""
    from octavo_tui.cli import maintenance

    return maintenance.run_journal(options, paths, lambda: _library(paths))


def _mark(
    paths: Paths, keys: Sequence[str], *, read: bool | None = None, starred: bool | None = None
) -> int:
    """Mark the papers that can be found; tell of the others."""
    status = 0
    with _to_read(paths) as library:
        known = library.problems
        ids: list[int] = []
        for key in keys:
            try:
                ids.append(_paper_called(library, key))
            except OctavoError as error:
                streams.tell(str(error))
                status = 1
        if ids:
            batch = library.mark(ids, read=read, starred=starred)
            changed = set(batch.papers)
            for paper_id, row in zip(ids, library.rows(ids), strict=True):
                if row is not None:
                    print(output.mark_line(batch, row, changed=paper_id in changed))
    for problem in library.problems:
        if problem not in known:
            streams.tell(f"library: {problem}")
    return status


def _paper_called(library: Library, key: str) -> int:
    try:
        return library.resolve(key)
    except OctavoError as error:
        hint = error.hint or "`octavo list --keys` tells all keys"
        raise OctavoError(error.what, error.why, hint) from None


def _newest(library: Library, reports: Sequence[ImportReport]) -> View | None:
    """The newest of the digests that were just imported, to begin with."""
    names = {one.digest for one in reports}
    found = next((one.name for one in library.digests() if one.name in names), None)
    return None if found is None else View.of_digest(found)


def _is_piped() -> bool:
    """Whether standard input is a pipe or a file: something was meant to be read from it."""
    mode = os.fstat(sys.stdin.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)
