"""Which papers the options of ``list`` and ``export`` choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_tui.cli.arguments import LIMIT, argument, flag
from octavo_tui.cli.output import print_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model import Library
    from octavo_model.search.query.nodes import Problem, Query
    from octavo_tui.cli.arguments import Options

LENIENT = flag("--lenient", "Ignore what is wrong in the query")
AS_TEXT = flag("--text", "Read the query as words: signs and fields mean nothing")
WRONG_QUERY = 2
"""The exit status of a query that is wrong: then nothing is printed or written."""

ARGUMENTS = (
    argument("query", "QUERY", "Words and filters, e.g. is:unread", nargs="*"),
    argument("--view", "NAME", "Only papers of this saved view"),
    argument("--digest", "NAME", "Only papers of this digest"),
    flag("--unread", "Only unread papers"),
    flag("--starred", "Only starred papers"),
    flag("--for-you", "Unread papers like your stars, best first"),
    argument("--filter", "TEXT", "Fuzzy filter on titles, best first"),
    LIMIT,
    AS_TEXT,
    LENIENT,
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


def selected(library: Library, options: Options) -> tuple[Sequence[int], Sequence[float] | None]:
    """Return the papers that the options choose, and their scores if they are ranked."""
    query = query_of(library, options)
    if options.digest is not None:
        view = View.of_digest(_digest_name(library, options.digest))
        narrower = {View.of_query("is:unread"): options.unread, View.starred(): options.starred}
    elif options.starred:
        view, narrower = View.starred(), {View.of_query("is:unread"): options.unread}
    else:
        view, narrower = View.of_query("is:unread") if options.unread else View.all(), {}
    filters = [set(library.catalog.ids(one)) for one, is_wanted in narrower.items() if is_wanted]
    if not filters and not options.filter and query is None and options.limit is not None:
        return library.catalog.ids(view, options.limit), None
    ids: Sequence[int] = library.catalog.ids(view)
    if filters:
        ids = [paper for paper in ids if all(paper in wanted for wanted in filters)]
    scores: Sequence[float] | None = None
    if query is not None and query.text.strip():
        result = library.search.find(query, ids)
        refuse_wrong(result.problems, options)
        print_errors("query", filter(None, [*result.problems, result.why]))
        ids, scores = result.ids, result.scores
    if options.filter:
        found = library.search.find_titles(options.filter, ids)
        ids, scores = found.ids, found.scores
    return ids[: options.limit], None if scores is None else scores[: options.limit]


def query_of(library: Library, options: Options) -> Query | None:
    """Return the query that is typed, and that of the view, as one; refuse it if it is wrong.

    It is None where there is neither.
    """
    if not options.query and options.view is None:
        return None
    from octavo_model.search.query.parser import parse
    from octavo_model.search.query.writing import joined

    typed = parse(" ".join(options.query), as_text=options.text)
    refuse_wrong(typed.problems, options)
    if options.view is None:
        return typed
    saved = parse(library.views.query(options.view))
    refuse_wrong(saved.problems, options, f"view {options.view}")
    return joined(saved, typed)


def refuse_wrong(problems: Iterable[Problem], options: Options, what: str = "query") -> None:
    """Stop with exit status 2 if a part of a query is wrong, unless the options are lenient."""
    wrong = [problem for problem in problems if not problem.counts]
    if wrong and not options.lenient:
        print_errors(what, wrong)
        raise SystemExit(WRONG_QUERY)


def status_of(number: int, options: Options) -> int:
    """Return the exit status of a search that found ``number`` papers: 1 for none, as grep does."""
    # To list a whole library, or 0 papers, is no search.
    narrowed = (
        options.query or options.filter or options.unread or options.starred or options.for_you
        or options.view is not None or options.digest is not None
    )  # fmt: skip
    return 1 if narrowed and not number and options.limit != 0 else 0


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
