"""Commands about papers: lists, one paper, marks, export."""

from __future__ import annotations

import sys
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.core.marks import Decision
from octavo_tui.cli.arguments import KEY, KEYS, LIMIT, RAW, CliCommand, add_json, argument, flag
from octavo_tui.cli.library import find_paper, open_for_reading
from octavo_tui.cli.output import (
    print_errors,
    print_json,
    print_keys,
    print_paper,
    print_papers,
)
from octavo_tui.cli.progress import ProgressBar
from octavo_tui.cli.selection import ARGUMENTS as SELECTION
from octavo_tui.cli.selection import query_help, selected, status_of
from octavo_tui.render.labels import plural, why
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from octavo_model import Library, Paths
    from octavo_model.core.views import Suggestion
    from octavo_tui.cli.arguments import Options

_RELATED, _FOR_YOU = 10, 200  # papers without --limit
_READING = "Reading abstracts…"


def list_papers(options: Options, paths: Paths) -> int:
    """List the papers that the options choose."""
    if options.for_you:
        return _list_for_you(options, paths)
    with open_for_reading(paths) as library:
        ids, scores = selected(library, options)
        more = None if scores is None else ({"score": score} for score in scores)
        if not print_json(options, _fields(library, ids, more)):
            keys = library.catalog.keys(ids) if options.keys else None
            print_papers(library.catalog.rows(ids), keys, raw=options.raw)
    return status_of(len(ids), options)


def _list_for_you(options: Options, paths: Paths) -> int:
    """List unread papers like the starred ones: of all papers, or of those that are chosen."""
    limit = _FOR_YOU if options.limit is None else options.limit
    options.limit, options.unread = None, True
    with open_for_reading(paths) as library:
        among, _ = selected(library, options)
        with ProgressBar(_READING) as progress:
            result = library.recommendations.for_you(limit, among, progress)
        if result.missing:
            more = plural(result.missing, "more paper")
            print_error(f"for you: star {more} to get recommendations (see octavo star --help)")
            return 1
        _print_suggestions(library, result.suggestions, options, keys=options.keys)
    return 0 if result.suggestions or limit == 0 else 1


def list_related(options: Options, paths: Paths) -> int:
    """List the papers nearest to one; the exit status is 1 where none is near."""
    limit = _RELATED if options.limit is None else options.limit
    with open_for_reading(paths) as library:
        paper = find_paper(library, options.key)
        with ProgressBar(_READING) as progress:
            suggestions = library.recommendations.related(paper, limit, progress)
        _print_suggestions(library, suggestions, options)
    return 0 if suggestions or limit == 0 else 1


def _print_suggestions(
    library: Library, suggestions: Sequence[Suggestion], options: Options, *, keys: bool = False
) -> None:
    ids = [one.id for one in suggestions]
    if print_json(options, _fields(library, ids, _reasons(library, suggestions))):
        return
    names = library.catalog.keys(ids)
    for one, row, key in zip(suggestions, library.catalog.rows(ids), names, strict=True):
        print_papers([row], [key] if keys else None)
        if not keys and why(one):
            print(f"    {why(one)}")


def _reasons(library: Library, suggestions: Sequence[Suggestion]) -> Iterator[dict[str, Any]]:
    likes = [one.nearest or 0 for one in suggestions]
    for one, like in zip(suggestions, library.catalog.keys(likes), strict=True):
        score = round(one.score, 4)
        yield {"score": score, "why": list(one.terms), "like": like, "same": one.same}


def _fields(
    library: Library, ids: Sequence[int], more: Iterable[dict[str, Any]] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield papers as JSON, each with ``more`` of its fields."""
    from octavo_model.export.json import fields_of

    for paper, added in zip(library.catalog.papers(ids), more or repeat({}), strict=False):
        yield {**fields_of(paper), **added}


def show_paper(options: Options, paths: Paths) -> int:
    """Show one paper."""
    with open_for_reading(paths) as library:
        paper_id = find_paper(library, options.key)
        keys = library.catalog.keys_of(paper_id)
        more = [{"keys": [one._asdict() for one in keys]}]
        if not print_json(options, _fields(library, [paper_id], more)):
            print_paper(library.catalog.paper(paper_id), raw=options.raw)
            print_keys(keys)
    return 0


def mark_papers(options: Options, paths: Paths, *, decision: Decision, word: str) -> int:
    """Mark the papers that are found; print errors for the others."""
    status = 0
    with open_for_reading(paths) as library:
        known = library.problems
        ids: list[int] = []
        for key in options.keys:
            try:
                ids.append(find_paper(library, key))
            except OctavoError as error:
                print_error(str(error))
                status = 1
        changed = set(library.marks.decide(ids, decision).papers) if ids else ()
        for paper_id, row in zip(ids, library.catalog.rows(ids), strict=True):
            if row is not None:
                print(f"{word}{'' if paper_id in changed else ' already'}: {row.shown}")
    print_errors("library", [one for one in library.problems if one not in known])
    return status


def export_papers(options: Options, paths: Paths) -> int:
    """Write the papers that the options choose to a file, or to standard output."""
    from pathlib import Path

    from octavo_model.export.writing import BY_NAME, AlreadyThereError, by_file_name, save
    from octavo_model.text.clean import visible

    target = None if options.output in {None, "-"} else options.output
    by_name = by_file_name(target) if target else None
    format_ = BY_NAME[options.format] if options.format else by_name or BY_NAME["bibtex"]
    with open_for_reading(paths) as library:
        ids, _ = selected(library, options)
        pieces = format_.pieces(library.catalog.papers(ids))
        if target is None:
            sys.stdout.writelines(pieces)
        elif not target:
            raise OctavoError("-o", "the name of the file is empty")
        else:
            try:
                save(Path(target), pieces, replace=options.force)
            except AlreadyThereError as error:
                raise OctavoError(error.what, error.why, "--force replaces it") from None
            print(f"{visible(target)}: {plural(len(ids), 'paper')}")
    return status_of(len(ids), options)


def _add_list_output(parser: ArgumentParser) -> None:
    help_ = "Print each paper's key and a tab before it"
    add_json(parser).add_argument("--keys", action="store_true", help=help_)


def _add_format(parser: ArgumentParser) -> None:
    from octavo_model.export.writing import BY_NAME

    names = ", ".join(BY_NAME)
    help_ = f"{names}; by default as FILE ends, else bibtex"
    parser.add_argument("--format", metavar="NAME", choices=tuple(BY_NAME), help=help_)


def _mark(name: str, what: str, decision: Decision, *, word: str) -> CliCommand:
    run = partial(mark_papers, decision=decision, word=word)
    return CliCommand(name, what, run, (KEYS,), f"octavo {name} 2401.01234")


_OUTPUT = argument("-o --output", "FILE", "Write to FILE; - is stdout")
_FORCE = flag("--force", "Replace FILE if it exists")

COMMANDS = (
    CliCommand(
        "list",
        "List papers",
        list_papers,
        (*SELECTION, _add_list_output, RAW),
        'octavo list "state space" cat:cs.LG is:unread\noctavo list --for-you --limit 10',
        query_help,
        has_query=True,
    ),
    CliCommand(
        "export",
        "Write papers as BibTeX, Markdown, CSV or JSON",
        export_papers,
        (*SELECTION, _add_format, _OUTPUT, _FORCE),
        "octavo export --starred -o stars.bib",
        has_query=True,
    ),
    CliCommand(
        "show", "Show one paper", show_paper, (KEY, add_json, RAW), "octavo show 2401.01234"
    ),
    CliCommand(
        "related",
        "List the papers nearest to one",
        list_related,
        (KEY, LIMIT, add_json),
        "octavo related 2401.01234 --limit 5",
    ),
    _mark("star", "Star papers", Decision.STAR, word="starred"),
    _mark("unstar", "Remove the star", Decision.UNSTAR, word="not starred"),
    _mark("read", "Mark papers read", Decision.READ, word="read"),
    _mark("unread", "Mark papers unread", Decision.UNREAD, word="unread"),
)
