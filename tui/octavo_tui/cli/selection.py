"""Which papers the options of ``list``, ``for-you`` and ``export`` choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError, View
from octavo_tui.cli.arguments import AS_TEXT, LENIENT, LIMIT, QUERY, argument, flag
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import open_for_reading
from octavo_tui.cli.output import print_errors
from octavo_tui.cli.query_errors import read_query, refuse_wrong, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model import Library, Paths
    from octavo_model.search.query.nodes import Query
    from octavo_model.search.results import RankedList, SearchResult
    from octavo_tui.cli.arguments import Options

NARROWING = (
    QUERY,
    argument("--view", "NAME", "Only papers of this saved view"),
    argument("--digest", "NAME", "Only papers of this digest"),
    argument("--filter", "TEXT", "Fuzzy filter on titles, best first"),
    AS_TEXT,
    LENIENT,
)
ARGUMENTS = (
    *NARROWING,
    flag("--unread", "Only unread papers"),
    flag("--starred", "Only starred papers"),
    LIMIT,
)
_WIDTH, _EXAMPLE_WIDTH = 78, 28


def query_help() -> str:
    """Return a page about queries, with every example."""
    import textwrap

    from octavo_model.search.query.operators import examples

    lines = [
        "A query is what the filter of the reader understands. Words find titles and",
        "authors and forgive typos; filters narrow the result:",
        "",
    ]
    for query, finds in examples():
        lines += textwrap.wrap(
            finds,
            _WIDTH,
            initial_indent=f"  {query:{_EXAMPLE_WIDTH - 2}}",
            subsequent_indent=" " * _EXAMPLE_WIDTH,
        )
    lines += [
        "",
        "All words and filters must match. If a part is wrong, nothing is done and the",
        "exit status is 2; --lenient ignores the part. Text that looks pasted is read as",
        "words, and so is any text with --text. Write - or ! before a filter to negate",
        "it. Write options in full, with two dashes, and not after --.",
        "Quote the query: the shell interprets !, ~, | and >.",
    ]
    return "\n".join(lines)


class Selection(NamedTuple):
    """Papers, their scores if they have any, and what sorted them if that was ``sort:score``."""

    ids: Sequence[int]
    scores: Sequence[float] | None = None
    ranking: RankedList | None = None


def selected(library: Library, options: Options) -> Selection:
    """Return the papers that the options choose."""
    query = _query_of(library, options)
    if options.digest is not None:
        view = View.of_digest(_digest_name(library, options.digest))
        narrower = {View.of_query("is:unread"): options.unread, View.starred(): options.starred}
    elif options.starred:
        view, narrower = View.starred(), {View.of_query("is:unread"): options.unread}
    else:
        view, narrower = View.of_query("is:unread") if options.unread else View.all(), {}
    filters = [set(library.catalog.ids(one)) for one, is_wanted in narrower.items() if is_wanted]
    if not filters and not options.filter and query is None and options.limit is not None:
        return Selection(library.catalog.ids(view, options.limit))
    ids: Sequence[int] = library.catalog.ids(view)
    if filters:
        ids = [paper for paper in ids if all(paper in wanted for wanted in filters)]
    scores: Sequence[float] | None = None
    ranking = None
    if query is not None and query.text.strip():
        result = find(library, query, ids, options)
        print_errors("query", filter(None, [result.why]))
        print_errors("sort:score", _remarks(result))
        ids, scores, ranking = result.ids, result.scores, result.ranking
    if options.filter:
        found = library.search.find_titles(options.filter, ids)
        ids, scores, ranking = found.ids, found.scores, None
    scores = None if scores is None else scores[: options.limit]
    return Selection(ids[: options.limit], scores, ranking)


def _remarks(result: SearchResult) -> Iterator[str]:
    """Yield remarks about a list that the query sorts by score."""
    sort = result.query.sort
    if sort is None or sort.by != "score" or not len(result.ids):
        return
    if result.ranking is None:
        yield "no paper has a star yet, so the list keeps its order (see octavo star --help)"
    elif result.ranking.left_out:
        ranked = len(result.ids) - result.ranking.left_out
        yield f"only the newest {ranked:,} papers are ranked, the others follow"


def find(
    library: Library, query: Query, among: Sequence[int], options: Options, *, near: bool = False
) -> SearchResult:
    """Return what ``query`` finds; a name that the library does not have is wrong, too."""
    result = library.search.find(query, among, near=near)
    if result.problems:
        refuse_wrong(result.problems, options)
        text = without(result.query.text, result.problems)
        return find(library, read_query(text, options), among, options, near=near)
    return result


def open_for_query(options: Options, paths: Paths) -> Library:
    """Open the library, after the typed query was read: for a wrong one nothing is opened."""
    options.typed = None
    if options.query:
        options.typed = read_query(" ".join(options.query), options, as_text=options.text)
    return open_for_reading(paths)


def _query_of(library: Library, options: Options) -> Query | None:
    """Return the query that is typed, and that of the view, as one; None if there is neither."""
    typed: Query | None = options.typed
    if options.view is None:
        return typed
    from octavo_model.search.query.writing import joined

    saved = read_query(library.views.query(options.view), options, f"view {options.view}")
    return joined(saved, typed) if typed else saved


def status_of(number: int, options: Options) -> int:
    """Return the exit status of a search that found ``number`` papers."""
    return ExitStatus.DONE if number or not options.exit_code else ExitStatus.NOTHING


def _digest_name(library: Library, text: str) -> str:
    """Return the name of a digest, given its name, its label, its day, or the start of one."""
    from octavo_tui.render.labels import digest_label

    wanted = _fold(text)
    forms = {
        digest.name: (digest.name, _fold(digest_label(digest.name, digest)))
        for digest in library.catalog.digests()
    }
    matches = [name for name in forms if wanted in forms[name]]
    if wanted and not matches:
        matches = [name for name in forms if any(one.startswith(wanted) for one in forms[name])]
    if len(matches) > 1:
        why = f"matches {len(matches)} digests"
        raise OctavoError(text, why, f"write more of the name, e.g. {matches[0]}")
    return matches[0] if matches else library.catalog.digest(text).name


def _fold(label: str) -> str:
    # Nobody types the sign of an inferred year.
    return " ".join(label.casefold().replace("?", "").split())
