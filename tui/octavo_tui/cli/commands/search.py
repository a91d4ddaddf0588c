"""``octavo search``: the papers that the filter of the reader shows, best first, and why."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from octavo_model import View
from octavo_tui.cli.arguments import (
    AS_TEXT,
    EXIT_CODE,
    LENIENT,
    LIMIT,
    PLAIN,
    CliCommand,
    add_json,
    argument,
    flag,
)
from octavo_tui.cli.library import say_if_empty
from octavo_tui.cli.listing import marked, sentence, write
from octavo_tui.cli.output import print_errors, print_json
from octavo_tui.cli.progress import ProgressBar
from octavo_tui.cli.query_errors import read_query
from octavo_tui.cli.selection import find, open_for_query, status_of
from octavo_tui.render.labels import more_people, names, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model import Library, Paper, Paths
    from octavo_model.search.results import SearchResult
    from octavo_model.search.snippets import Snippet
    from octavo_tui.cli.arguments import Options
    from octavo_tui.render.reasons import PageHighlights, Ranges

    Groups = Sequence[tuple[Sequence[int], PageHighlights]]

_MOST = 20
"""Papers without ``--limit``."""
_MOST_NAMES = 3
_MEASURE = 90
"""The most columns of a line."""
_SNIPPET = 200
"""Characters of a snippet in JSON."""


def search_papers(options: Options, paths: Paths) -> int:
    """List the best matches of the whole library."""
    # Imported here: it imports numpy, which no other command needs.
    from octavo_tui.render.reasons import PageHighlights, of_near

    limit = _MOST if options.limit is None else options.limit
    with open_for_query(options, paths) as library:
        with ProgressBar("Preparing the search…") as progress:
            library.search.prepare_abstracts(progress)
        among = library.catalog.ids(View.all())
        result = find(library, options.typed, among, options, near=not options.no_near)
        if not (result.ids or result.near or result.query.abstracts or result.problems):
            # No title or author has the words: those of the abstract count as well.
            query = read_query(f"~ {result.query.text}", options)
            wider = find(library, query, among, options, near=not options.no_near)
            result = wider if wider.ids or wider.near else result
        why = "" if result.near else result.why
        read_as = result.read_as and f"read as: {result.read_as}"
        print_errors("query", filter(None, [why, read_as]))
        full = result.ids[:limit]
        near = result.near[: limit - len(full)]
        groups = (
            (full, PageHighlights(result.highlights)),
            (near, PageHighlights(of_near(result))),
        )
        if not print_json(options, _fields(library, result, groups)):
            _print_groups(library, len(result.ids), groups, options)
        if not (full or near):
            say_if_empty(library)
    return status_of(len(full) + len(near), options)


def _print_groups(library: Library, matches: int, groups: Groups, options: Options) -> None:
    number = 0
    (_, _), (near, _) = groups
    for ids, found in groups:
        if ids is near and near:
            comma = ", " if options.plain else " · "
            print(f"{plural(matches, 'full match', 'es')}{comma}near:")
        for paper in library.catalog.papers(ids):
            number += 1
            if options.plain:
                print(sentence(paper))
            else:
                _print_paper(number, paper, found, options)


def _fields(
    library: Library,
    result: SearchResult,
    groups: Groups,
) -> Iterator[dict[str, Any]]:
    from octavo_model.export.json import fields_of

    scores = dict(zip(groups[0][0], result.scores, strict=False))
    for (ids, found), match in zip(groups, ("full", "near"), strict=True):
        for paper in library.catalog.papers(ids):
            score = scores.get(paper.id)
            snippet = found.of_abstract(paper.abstract, _SNIPPET).text or None
            yield {**fields_of(paper), "score": score, "match": match, "snippet": snippet}


def _print_paper(number: int, paper: Paper, found: PageHighlights, options: Options) -> None:
    """Print title, authors, id and date, and what of the abstract matches."""
    width = min(_MEASURE, shutil.get_terminal_size().columns)
    head = f"{number:3}  "
    room = width - len(head)
    _print_marked(head, paper.shown, found.in_title(paper.shown), options)
    authors, rest = _authors(paper, found)
    ids = (f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else paper.doi and f"doi:{paper.doi}") or ""
    by = ", ".join(authors) + rest or paper.organization or ""
    line = " · ".join(filter(None, [by, ids, paper.day]))
    if line:
        _print_marked(" " * len(head), line, found.in_names(authors), options)
    snippet: Snippet = found.of_abstract(paper.abstract, room)
    if snippet.text:
        _print_marked(" " * len(head), snippet.text, snippet.ranges, options)


def _authors(paper: Paper, found: PageHighlights) -> tuple[Sequence[str], str]:
    """Return a few authors, those that match and the first ones, and how many more there are."""
    everyone = names(paper.authors)
    by_worth = sorted(range(len(everyone)), key=lambda at: not found.in_names([everyone[at]]))
    shown = sorted(by_worth[:_MOST_NAMES])
    more = more_people(paper, len(shown)) if shown else 0
    return [everyone[at] for at in shown], f" and {more} more" if more else ""


def _print_marked(head: str, text: str, ranges: Ranges, options: Options) -> None:
    """Print ``text`` after ``head``, with the parts ``ranges`` highlighted on a terminal."""
    write([("", head), *marked(text, ranges)], options)


COMMANDS = (
    CliCommand(
        "search",
        "Search all papers as the reader does, best first",
        search_papers,
        (
            argument("query", "QUERY", "Words and filters, e.g. is:unread", nargs="+"),
            LIMIT,
            AS_TEXT,
            LENIENT,
            flag("--no-near", "Only papers that match in full"),
            PLAIN,
            EXIT_CODE,
            add_json,
        ),
        "octavo search quill attention\n"
        'octavo search "how do owls find mice in the dark" --limit 5\n'
        'octavo search "~phase transition" --jsonl | jq .snippet',
        has_query=True,
    ),
)
