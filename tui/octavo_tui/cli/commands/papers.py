"""Commands that show papers: lists, one paper, its link."""

from __future__ import annotations

import sys
from itertools import repeat
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_tui.cli.arguments import (
    EXIT_CODE,
    KEY,
    KEYS,
    LIMIT,
    PLAIN,
    RAW,
    CliCommand,
    add_json,
    export_format,
)
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.library import find_paper, open_for_reading, say_if_empty
from octavo_tui.cli.listing import print_papers
from octavo_tui.cli.output import print_json, print_keys, print_paper
from octavo_tui.cli.progress import ProgressBar
from octavo_tui.cli.selection import ARGUMENTS as SELECTION
from octavo_tui.cli.selection import (
    NARROWING,
    Selection,
    open_for_query,
    query_help,
    selected,
    status_of,
)
from octavo_tui.render.labels import plural, why
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from octavo_model import Library, Paths
    from octavo_model.core.suggestions import Suggestion, Why
    from octavo_model.search.results import RankedList
    from octavo_tui.cli.arguments import Options

_RELATED, _FOR_YOU = 10, 200  # papers without --limit
_TOGETHER = 100
_READING = "Reading abstracts…"


def list_papers(options: Options, paths: Paths) -> int:
    """List the papers that the options choose."""
    _check_format(options)
    with open_for_query(options, paths) as library:
        chosen = selected(library, options)
        ids = chosen.ids
        if options.format:
            from octavo_model.export.writing import BY_NAME

            sys.stdout.writelines(BY_NAME[options.format].pieces(library.catalog.papers(ids)))
        elif not print_json(options, _fields(library, ids, _scores(chosen))):
            print_papers(library, ids, options, _notes(chosen))
        if not ids:
            say_if_empty(library)
    return status_of(len(ids), options)


def _check_format(options: Options) -> None:
    """Refuse ``--format`` beside other options of the output; ``json`` is short for ``--json``."""
    others = [
        name for name in ("json", "jsonl", "fields", "plain", "raw") if getattr(options, name)
    ]
    if options.format and others:
        refuse(f"--format {options.format} goes without --{others[0]}")
    if options.format == "json":
        options.format, options.json = None, True


def _scores(chosen: Selection) -> Iterator[dict[str, Any]] | None:
    """Yield the score of each paper as fields of JSON, and why it has it if that is known."""
    if chosen.scores is None:
        return None
    if chosen.ranking is None:
        return ({"score": score} for score in chosen.scores)
    every = zip(_whys(chosen.ranking, chosen.ids), chosen.scores, strict=True)
    return (
        {
            "score": round(score, 6),
            "why": list(one.reasons),
            "against": one.against,
            "interest": one.interest,
        }
        for one, score in every
    )


def _whys(ranking: RankedList, ids: Sequence[int]) -> Iterator[Why]:
    """Yield why papers have their scores, read together, but not all of a long list."""
    for start in range(0, len(ids), _TOGETHER):
        part = ids[start : start + _TOGETHER]
        whys = ranking.whys(part)
        yield from (whys[paper] for paper in part)


def _notes(chosen: Selection) -> Iterator[str]:
    for one in _whys(chosen.ranking, chosen.ids) if chosen.ranking else ():
        yield f"    like: {', '.join(one.reasons)}" if one.reasons else ""


def list_for_you(options: Options, paths: Paths) -> int:
    """List unread papers like the starred ones: of all papers, or of those that are chosen."""
    limit = _FOR_YOU if options.limit is None else options.limit
    options.limit, options.unread, options.starred = None, True, False
    suggestions: Sequence[Suggestion] = ()
    with open_for_query(options, paths) as library:
        among = selected(library, options).ids
        with ProgressBar(_READING) as progress:
            result = library.recommendations.for_you(limit, among, progress)
        if result.missing:
            more = plural(result.missing, "more paper")
            print_error(f"for you: star {more} to get recommendations (see octavo star --help)")
        else:
            suggestions = result.suggestions
        _print_suggestions(library, suggestions, options)
    return status_of(len(suggestions), options)


def list_related(options: Options, paths: Paths) -> int:
    """List the papers nearest to one."""
    limit = _RELATED if options.limit is None else options.limit
    with open_for_reading(paths) as library:
        paper = find_paper(library, options.key)
        with ProgressBar(_READING) as progress:
            suggestions = library.recommendations.related(paper, limit, progress)
        _print_suggestions(library, suggestions, options)
    return status_of(len(suggestions), options)


def _print_suggestions(
    library: Library, suggestions: Sequence[Suggestion], options: Options
) -> None:
    ids = [one.id for one in suggestions]
    if print_json(options, _fields(library, ids, _reasons(library, suggestions))):
        return
    reasons = [f"    {why(one)}" if why(one) else "" for one in suggestions]
    print_papers(library, ids, options, reasons)


def _reasons(library: Library, suggestions: Sequence[Suggestion]) -> Iterator[dict[str, Any]]:
    likes = [one.nearest or 0 for one in suggestions]
    for one, like in zip(suggestions, library.catalog.keys(likes), strict=True):
        score = round(one.score, 6)
        named = {"like": like, "interest": one.interest or None, "same": one.same}
        yield {"score": score, "why": list(one.terms), **named}


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
    return ExitStatus.DONE


def open_papers(options: Options, paths: Paths) -> int:
    """Open the best link of each paper in the browser; without a browser, print the links."""
    from octavo_model.core.links import best_link
    from octavo_tui.terminal.desktop import can_open, open_address

    status = ExitStatus.DONE
    with open_for_reading(paths) as library:
        for key in options.keys:
            try:
                link = best_link(library.catalog.paper(find_paper(library, key)))
            except OctavoError as error:
                print_error(str(error))
                status = ExitStatus.FAILED
                continue
            if can_open():
                open_address(link.url)
            print(link.url)
    return status


COMMANDS = (
    CliCommand(
        "list",
        "List papers",
        list_papers,
        (*SELECTION, add_json, export_format("as octavo export does"), PLAIN, RAW, EXIT_CODE),
        'octavo list "state space" cat:cs.LG is:unread\noctavo list is:starred --json\n'
        "octavo list digest:today sort:score --limit 20 --format markdown",
        query_help,
        has_query=True,
    ),
    CliCommand(
        "for-you",
        "List unread papers like those you starred, best first",
        list_for_you,
        (*NARROWING, LIMIT, add_json, PLAIN, RAW, EXIT_CODE),
        "octavo for-you --limit 10\noctavo for-you cat:cs.LG date:<7d",
        has_query=True,
    ),
    CliCommand(
        "show", "Show one paper", show_paper, (KEY, add_json, RAW), "octavo show 2401.01234"
    ),
    CliCommand(
        "open",
        "Open papers in the browser; print their links",
        open_papers,
        (KEYS,),
        "octavo open 2401.01234",
    ),
    CliCommand(
        "related",
        "List the papers nearest to one",
        list_related,
        (KEY, LIMIT, add_json, PLAIN, RAW, EXIT_CODE),
        "octavo related 2401.01234 --limit 5",
    ),
)
