"""``octavo search``: the papers that the filter of the reader shows, best first, and why."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

from octavo_model import View
from octavo_tui.cli.arguments import LIMIT, CliCommand, add_json, argument, flag
from octavo_tui.cli.library import open_for_reading
from octavo_tui.cli.output import print_errors, print_json
from octavo_tui.cli.progress import ProgressBar
from octavo_tui.cli.selection import AS_TEXT, LENIENT, refuse_wrong
from octavo_tui.render.labels import names, plural
from octavo_tui.terminal.streams import Guarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model import Library, Paper, Paths
    from octavo_model.search.results import SearchResult
    from octavo_model.search.snippets import Snippet
    from octavo_tui.cli.arguments import Options
    from octavo_tui.render.reasons import PageHighlights, Ranges

_MOST = 20
"""Papers without ``--limit``."""
_MOST_NAMES = 3
_MEASURE = 90
"""The most columns of a line."""
_SNIPPET = 200
"""Characters of a snippet in JSON."""


def search_papers(options: Options, paths: Paths) -> int:
    """List the best matches of the whole library; the exit status is 0 even if nothing matches."""
    # Imported here: it imports numpy, which no other command needs.
    from octavo_model.search.query.parser import parse
    from octavo_tui.render.reasons import PageHighlights, of_near

    limit = _MOST if options.limit is None else options.limit
    query = parse(" ".join(options.query), as_text=options.text)
    with open_for_reading(paths) as library:
        with ProgressBar("Preparing the search…") as progress:
            library.search.prepare_abstracts(progress)
        result = library.search.find(query, View.all(), near=not options.no_near)
        refuse_wrong(result.problems, options)
        why = "" if result.near else result.why
        read_as = result.read_as and f"read as: {result.read_as}"
        print_errors("query", filter(None, [*result.problems, why, read_as]))
        full = result.ids[:limit]
        near = result.near[: limit - len(full)]
        groups = (
            (full, PageHighlights(result.highlights)),
            (near, PageHighlights(of_near(result))),
        )
        if print_json(options, _fields(library, result, groups)):
            return 0
        number = 0
        for ids, found in groups:
            if ids is near and near:
                print(f"{plural(len(result.ids), 'full match', 'es')} · near:")
            for paper in library.catalog.papers(ids):
                number += 1
                _print_paper(number, paper, found)
    return 0


def _fields(
    library: Library,
    result: SearchResult,
    groups: Sequence[tuple[Sequence[int], PageHighlights]],
) -> Iterator[dict[str, Any]]:
    from octavo_model.export.json import fields_of

    scores = dict(zip(groups[0][0], result.scores, strict=False))
    for (ids, found), match in zip(groups, ("full", "near"), strict=True):
        for paper in library.catalog.papers(ids):
            score = scores.get(paper.id)
            snippet = found.of_abstract(paper.abstract, _SNIPPET).text or None
            yield {**fields_of(paper), "score": score, "match": match, "snippet": snippet}


def _print_paper(number: int, paper: Paper, found: PageHighlights) -> None:
    """Print title, authors, id and date, and what of the abstract matches."""
    width = min(_MEASURE, shutil.get_terminal_size().columns)
    head = f"{number:3}  "
    room = width - len(head)
    _print_marked(head, paper.shown, found.in_title(paper.shown))
    authors, rest = _authors(paper, found)
    ids = (f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else paper.doi and f"doi:{paper.doi}") or ""
    by = ", ".join(authors) + rest or paper.organization or ""
    line = " · ".join(filter(None, [by, ids, paper.day]))
    if line:
        _print_marked(" " * len(head), line, found.in_names(authors))
    snippet: Snippet = found.of_abstract(paper.abstract, room)
    if snippet.text:
        _print_marked(" " * len(head), snippet.text, snippet.ranges)


def _authors(paper: Paper, found: PageHighlights) -> tuple[Sequence[str], str]:
    """Return a few authors, those that match and the first ones, and how many more there are."""
    everyone = names(paper.authors)
    by_worth = sorted(range(len(everyone)), key=lambda at: not found.in_names([everyone[at]]))
    shown = sorted(by_worth[:_MOST_NAMES])
    more = len(everyone) - len(shown)
    return [everyone[at] for at in shown], f" and {more} more" if more else ""


def _print_marked(head: str, text: str, ranges: Ranges) -> None:
    """Print ``text`` after ``head``, with the parts ``ranges`` highlighted on a terminal."""
    if isinstance(sys.stdout, Guarded):
        sys.stdout.write_marked(
            head + text, [(low + len(head), high + len(head)) for low, high in ranges]
        )
        print()
    else:
        print(head + text)


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
            add_json,
        ),
        "octavo search quill attention\n"
        'octavo search "how do owls find mice in the dark" --limit 5\n'
        'octavo search "~phase transition" --jsonl | jq .snippet',
        has_query=True,
    ),
)
