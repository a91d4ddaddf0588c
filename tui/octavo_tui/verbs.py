"""The verbs of the command line. Each takes parsed options and returns the exit status."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import Library, OctavoError, View
from octavo_tui import early_paint, output
from octavo_tui.progress import ProgressBar

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import SimpleNamespace

    from octavo_model import Paths
    from octavo_model.parsed import ImportReport

    Options = Namespace | SimpleNamespace

_CLI = "cli"
"""The instance under which marks from the command line stand in the journal."""


def run(options: Options, paths: Paths) -> int:
    """Do what ``options`` ask for, on the library below ``paths``.

    Returns:
        The exit status: 0 all went well, 1 something failed, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        # A title in a script that the terminal's encoding lacks is no reason to fail.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    verb: Callable[[Options, Paths], int] = globals()[f"run_{options.verb}"]
    try:
        status = verb(options, paths)
        sys.stdout.flush()
    except OctavoError as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def complain(error: OctavoError) -> None:
    """Tell an error in one line."""
    early_paint.leave()
    print(f"octavo: {error}", file=sys.stderr)


def _library(paths: Paths, instance: str | None = _CLI) -> Library:
    with ProgressBar("making the index anew") as progress:
        library = Library.open(paths, instance=instance, progress=progress)
    for problem in library.problems:
        early_paint.leave()
        print(f"octavo: library: {problem}", file=sys.stderr)
    return library


def run_open(options: Options, paths: Paths) -> int:
    """Import what was named, then open the reader; without a terminal, print the list."""
    piped = not options.paths and _is_piped()
    named = options.paths or (["-"] if piped else [])
    with _library(paths, None if sys.stdout.isatty() else _CLI) as library:
        reports, failures = _import(library, named, options.date, optional=piped)
        if failures and not reports:
            return 1
        if not sys.stdout.isatty():
            output.papers_as_lines(library.rows(library.ids(_view_of(library, reports))))
            return 1 if failures else 0
        from octavo_tui.reader import read

        read(library, paths, _view_of(library, reports) if reports else None)
    return 1 if failures else 0


def run_import(options: Options, paths: Paths) -> int:
    """Import digests and tell what became of each."""
    with _library(paths) as library:
        reports, failures = _import(library, options.paths, options.date)
    if options.json or options.jsonl:
        output.as_json([output.report_fields(one) for one in reports], lines=options.jsonl)
    else:
        for one in reports:
            print(output.report_line(one))
            for warning in one.warnings:
                print(f"octavo: {one.path}: {warning}", file=sys.stderr)
    return 1 if failures else 0


def run_list(options: Options, paths: Paths) -> int:
    """List papers."""
    with _library(paths) as library:
        ids, scores = _wanted(library, options)
        if options.json or options.jsonl:
            fields = (output.paper_fields(paper) for paper in library.papers(ids))
            if scores is not None:
                fields = (
                    {**one, "score": score} for one, score in zip(fields, scores, strict=True)
                )
            output.as_json(fields, lines=options.jsonl)
        else:
            output.papers_as_lines(library.rows(ids))
    return 0


def run_show(options: Options, paths: Paths) -> int:
    """Show one paper."""
    with _library(paths) as library:
        paper = library.paper(library.resolve(options.key))
    if options.json or options.jsonl:
        output.as_json([output.paper_fields(paper)], lines=options.jsonl)
    else:
        output.paper_as_text(paper)
    return 0


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
    with _library(paths) as library:
        digests = library.digests()
    if options.json or options.jsonl:
        output.as_json(map(output.digest_fields, digests), lines=options.jsonl)
    else:
        output.digests_as_lines(digests)
    return 0


def run_paths(options: Options, paths: Paths) -> int:
    """Tell where things lie."""
    del options
    for name in ("data", "digests", "journal", "index", "settings", "state"):
        print(f"{name:9} {getattr(paths, name)}")
    return 0


def run_rebuild(options: Options, paths: Paths) -> int:
    """Make the index anew."""
    del options
    with _library(paths) as library:
        with ProgressBar("making the index anew") as progress:
            library.rebuild(progress)
        digests = library.digests()
        print(f"{len(digests)} digests, {library.counts(View.all()).total} papers")
    return 0


def _mark(
    paths: Paths, keys: Sequence[str], *, read: bool | None = None, starred: bool | None = None
) -> int:
    """Mark the papers that can be found; tell of the others."""
    status = 0
    with _library(paths) as library:
        ids: list[int] = []
        for key in keys:
            try:
                ids.append(library.resolve(key))
            except OctavoError as error:
                complain(error)
                status = 1
        if ids:
            batch = library.mark(ids, read=read, starred=starred)
            changed = set(batch.papers)
            for paper_id, row in zip(ids, library.rows(ids), strict=True):
                if row is not None:
                    print(output.mark_line(batch, row, changed=paper_id in changed))
    return status


def _import(
    library: Library, paths: Iterable[str], date: dt.date | None, *, optional: bool = False
) -> tuple[list[ImportReport], int]:
    """Import each path; the good ones are imported, the others told and counted."""
    reports: list[ImportReport] = []
    failures = 0
    with ProgressBar("importing") as progress:
        for path in paths:
            try:
                results = list(_import_one(library, path, date, progress, optional=optional))
            except OctavoError as error:
                results = [error]
            for one in results:
                if isinstance(one, OctavoError):
                    failures += 1
                    complain(one)
                else:
                    reports.append(one)
    return reports, failures


def _import_one(
    library: Library,
    path: str,
    date: dt.date | None,
    progress: ProgressBar,
    *,
    optional: bool,
) -> Iterator[ImportReport | OctavoError]:
    if path != "-":
        yield from library.import_path(Path(path), date=date, progress=progress)
        return
    data = sys.stdin.buffer.read()
    if data or not optional:
        yield library.import_bytes(data, name="-", date=date, progress=progress)


def _view_of(library: Library, reports: Sequence[ImportReport]) -> View:
    """The view to begin with: the newest digest that was just imported, else everything."""
    names = {one.digest for one in reports}
    for digest in library.digests():
        if digest.name in names:
            return View.of_digest(digest.name)
    return View.all()


def _wanted(library: Library, options: Options) -> tuple[Sequence[int], Sequence[float] | None]:
    """Which papers a list is to hold, with their scores where it is filtered."""
    if options.digest:
        library.digest(options.digest)
        view, others = View.of_digest(options.digest), [View.unread(), View.starred()]
    elif options.starred:
        view, others = View.starred(), [View.unread()]
    elif options.unread:
        view, others = View.unread(), []
    else:
        view, others = View.all(), []
    asked = {View.unread(): options.unread, View.starred(): options.starred}
    narrower = [set(library.ids(one)) for one in others if asked[one]]
    if not narrower and not options.filter and options.limit is not None:
        return library.first_ids(view, options.limit), None
    ids: Sequence[int] = library.ids(view)
    if narrower:
        ids = [one for one in ids if all(one in some for some in narrower)]
    if options.filter:
        found = library.search(options.filter, ids)
        limit = len(found.ids) if options.limit is None else options.limit
        return found.ids[:limit], found.scores[:limit]
    return ids[: options.limit], None


def _is_piped() -> bool:
    """Whether standard input is a pipe or a file: something was meant to be read from it."""
    if sys.stdin is None or sys.stdin.isatty():
        return False
    mode = Path("/dev/stdin").stat().st_mode if Path("/dev/stdin").exists() else 0
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)
