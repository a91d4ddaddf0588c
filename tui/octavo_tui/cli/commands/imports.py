"""Commands that import digests."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.core.errors import NOT_A_DIGEST, NotADigestError, OctavoError
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import DATE, FORMAT, CliCommand, add_json, argument, flag
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.import_results import STANDARD_INPUT, ImportResults, report_fields, report_line
from octavo_tui.cli.library import open_library
from octavo_tui.cli.output import print_json
from octavo_tui.cli.progress import FetchProgress, ProgressBar
from octavo_tui.render.labels import plural
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from octavo_model import Library, Paths
    from octavo_model.library.adding import AddedPaper
    from octavo_model.sources.environment import Environment
    from octavo_model.sources.events import FetchReport
    from octavo_tui.cli.arguments import Options

    Result = ImportReport | OctavoError

_FILES_NAMED = 5  # in one line
_SHOWS_WHY = "octavo add FILE shows why"
_REASONS = 8  # lines of files that cannot be read, each with another reason


def add(options: Options, paths: Paths, environment: Environment | None = None) -> int:
    """Add papers by ids, addresses and titles, and import files; print what was added."""
    files = [one for one in options.papers if one == "-" or (one and os.path.lexists(one))]
    if options.explain:
        from octavo_tui.cli.explanations import print_explanations

        for path in options.papers:
            if path != "-":
                _check_exists(path)
        return print_explanations(options)
    texts = [one for one in options.papers if one not in files]
    if options.files or not texts:
        return _import(options, paths)
    return _add_papers(options, paths, files, texts, environment)


def _import(options: Options, paths: Paths) -> int:
    """Import digests and print what was imported from each."""
    with open_library(paths, finish=True) as library:
        import_options = ImportOptions(date=options.date, format=options.format)
        results = import_paths(library, options.papers, import_options)
        if options.inbox:
            results.show_in_inbox(library)
        digests = {digest.name: digest for digest in library.catalog.digests()}
        untitled = untitled_in(library, results.reports)
    messages = results.errors
    if not print_json(options, map(report_fields, results.reports)):
        for report in results.reports:
            print(report_line(report, digests.get(report.digest or "")))
        if untitled:
            are, their = ("is", "its title") if untitled == 1 else ("are", "their titles")
            known = f"{plural(untitled, 'paper')} {are} known by {their.split()[0]} id alone"
            print(f"{known}: octavo fetch gets {their}")
        messages += results.warnings
    for message in messages:
        print_error(message)
    return results.status


def _add_papers(
    options: Options,
    paths: Paths,
    files: Sequence[str],
    texts: Sequence[str],
    environment: Environment | None,
) -> int:
    from octavo_model.library.adding import AddedPaper, Adder
    from octavo_model.sources.environment import Environment

    by_name: dict[str, FetchReport] = {}
    with open_library(paths, finish=True) as library:
        import_options = ImportOptions(date=options.date, format=options.format)
        imported = import_paths(library, files, import_options)
        if options.inbox:
            imported.show_in_inbox(library)
        untitled = untitled_in(library, imported.reports)
        with FetchProgress(by_name) as progress:
            adder = Adder(library, paths, environment or Environment(), progress)
            results = adder.add(texts, find_all_titles=untitled > 0)
    papers = [one for one in results if isinstance(one, AddedPaper)]
    reports = [*imported.reports, *(one for one in results if isinstance(one, ImportReport))]
    failures = [*imported.failures, *(one for one in results if isinstance(one, OctavoError))]
    done = ImportResults(reports, failures, imported.empty)
    if not print_json(options, [*map(_added_fields, papers), *map(report_fields, reports)]):
        for one in papers:
            print(visible(_added_line(one)))
        for report in reports:
            print(report_line(report))
    reasons = [
        line for one in by_name.values() for line in filter(None, (one.error, *one.warnings))
    ]
    for message in [*done.errors, *done.warnings, *map(str, adder.failures), *reasons]:
        print_error(message)
    return done.status or (ExitStatus.FAILED if done.empty else ExitStatus.DONE)


def is_reference(text: str) -> bool:
    """Return whether ``text`` is an id or an address, and no file."""
    from octavo_model.core.identity import arxiv_key, doi_key

    is_known = "://" in text or bool(arxiv_key(text) or doi_key(text))
    return is_known and not os.path.lexists(text)


def add_references(
    library: Library, paths: Paths, texts: Sequence[str], environment: Environment | None
) -> ImportResults:
    """Add what ids and addresses name; each paper is reported like a file that holds it alone."""
    from octavo_model.library.adding import AddedPaper, Adder
    from octavo_model.sources.environment import Environment

    with FetchProgress({}) as progress:
        results = Adder(library, paths, environment or Environment(), progress).add(texts)
    reports: list[ImportReport] = []
    for one in results:
        if isinstance(one, AddedPaper):
            digest, new = one.digest or one.paper.digests[0], int(not one.is_known)
            reports.append(ImportReport(one.text, digest, "", 1, new, one.is_known, ()))
        elif isinstance(one, ImportReport):
            reports.append(one)
    return ImportResults(reports, [one for one in results if isinstance(one, OctavoError)])


def untitled_in(library: Library, reports: Iterable[ImportReport]) -> int:
    """Return how many papers of what was imported are known by an id alone."""
    return sum(len(library.imports.untitled(one.digest)) for one in reports if one.digest)


def _added_line(added: AddedPaper) -> str:
    if added.is_known:
        return f"already in the library: {added.paper.shown}"
    later = " (octavo fetch gets its title)" if added.is_untitled else ""
    return f"added to {added.digest}: {added.paper.shown}{later}"


def _added_fields(added: AddedPaper) -> dict[str, Any]:
    return {
        "input": added.text,
        "key": added.paper.key,
        "title": None if added.is_untitled else added.paper.title,
        "digest": added.digest,
        "known": added.is_known,
    }


def import_paths(
    library: Library,
    paths: Iterable[str],
    options: ImportOptions,
    *,
    optional: bool = False,
) -> ImportResults:
    """Import files, folders and standard input (``-``); one that fails does not stop the others.

    ``optional`` is whether standard input may be empty.
    """
    results: list[Result] = []
    empty: list[str] = []
    with ProgressBar("Importing…") as progress:
        for path in paths:
            try:
                if path == "-":
                    results += _import_stdin(library, options, progress, optional=optional)
                    continue
                _check_exists(path)
                found = library.imports.import_path(Path(path), options, progress)
            except OctavoError as error:
                results.append(error)
            else:
                results += _by_reason(path, found)
                empty += [] if found else [path]
    failures = [one for one in results if isinstance(one, OctavoError)]
    reports = [one for one in results if not isinstance(one, OctavoError)]
    return ImportResults(reports, failures, empty)


def _check_exists(path: str) -> None:
    if not path:
        raise OctavoError("''", "no such file")  # Path("") would be the current folder
    if not os.path.lexists(path):
        raise OctavoError(path, "no such file or folder")


def _by_reason(path: str, results: Iterable[Result]) -> list[Result]:
    """Return ``results``, with one error for all files that cannot be read for the same reason."""
    grouped: list[Result] = []
    reasons: dict[tuple[str, str], list[OctavoError]] = {}
    for one in results:
        if isinstance(one, NotADigestError):
            is_other = one.why.startswith(NOT_A_DIGEST)
            key = (NOT_A_DIGEST, _SHOWS_WHY) if is_other else (one.why, one.hint)
            reasons.setdefault(key, []).append(one)
        else:
            grouped.append(one)
    for (why, hint), same in islice(reasons.items(), _REASONS):
        if len(same) == 1:
            grouped += same
            continue
        reason = "" if why == NOT_A_DIGEST else f"; {why}"
        text = f"{len(same):,} files are not digests: {_file_names(path, same)}{reason}"
        grouped.append(OctavoError(path, text, hint))
    rest = [error for same in islice(reasons.values(), _REASONS, None) for error in same]
    if rest:
        text = f"{plural(len(rest), 'more file')} cannot be read: {_file_names(path, rest)}"
        grouped.append(OctavoError(path, text, _SHOWS_WHY))
    return grouped


def _file_names(path: str, errors: Sequence[OctavoError]) -> str:
    """Return the first few files of ``errors``, relative to ``path``."""
    folder = visible(str(Path(path)))
    names = [
        error.what.removeprefix(folder).lstrip("/:").lstrip()
        if error.what.startswith((f"{folder}/", f"{folder}: "))
        else error.what
        for error in errors[:_FILES_NAMED]
    ]
    more = len(errors) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _import_stdin(
    library: Library, options: ImportOptions, progress: ProgressBar, *, optional: bool
) -> Sequence[Result]:
    from octavo_model.library.importing.items import Rejoined
    from octavo_model.storage.failures import of_system

    try:
        first = sys.stdin.buffer.read(1)
    except OSError as error:
        raise of_system(STANDARD_INPUT, error) from error
    if optional and not first:
        return []
    file = Rejoined(first, sys.stdin.buffer)
    try:
        return library.imports.import_stream(file, replace(options, name="-"), progress=progress)
    except OctavoError as error:
        if error.what != "-":
            raise
        raise OctavoError(STANDARD_INPUT, error.why, error.hint) from None


def list_formats(options: Options, _paths: Paths) -> int:
    """List the formats that Octavo reads by kind, with an example each."""
    from octavo_model import known_formats

    formats = known_formats()
    if not print_json(options, (one._asdict() for one in formats)):
        width = max(len(one.name) for one in formats)
        for kind, group in groupby(formats, key=lambda one: one.kind):
            print(kind)
            for one in group:
                print(f"  {one.name:{width}}  {one.title}\n    {one.example}")
    return ExitStatus.DONE


_PAPERS = argument("papers", "PAPER", "arXiv id, DOI, address, title, file, or -", nargs="+")

COMMANDS = (
    CliCommand(
        "add",
        "Add files, folders, and papers by id, address or title",
        add,
        (
            _PAPERS,
            flag("--files", "Read each PAPER as a file or folder, and never ask the network"),
            DATE,
            FORMAT,
            flag("--inbox", "Show the papers of these files in the Inbox, also of bibliographies"),
            flag("--explain", "Show which format reads each file, and why; add nothing"),
            add_json,
        ),
        "octavo add page.txt ~/Maildir/arxiv\n"
        "octavo add 2401.01234 10.1000/xyz 'A Title of a Paper'\n"
        "octavo add --explain unknown.txt",
    ),
    CliCommand(
        "formats", "List the formats Octavo can read", list_formats, (add_json,), "octavo formats"
    ),
)
