"""Which papers the options of `list` and `export` mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from types import SimpleNamespace

    from octavo_model import Library, Paths

    Options = Namespace | SimpleNamespace


def selected(
    library: Library, options: Options, paths: Paths
) -> tuple[Sequence[int], Sequence[float] | None]:
    """Which papers are to be listed, with their scores where something was looked for.

    What of a query was not understood is told.

    Args:
        library: Where they are.
        options: ``query``, ``view``, ``digest``, ``unread``, ``starred``, ``filter``, ``limit``.
        paths: Where saved views are.

    Raises:
        OctavoError: There is no such digest or view.
    """
    query = " ".join(options.query)
    if options.view is not None:
        from octavo_tui.cli.views import query_of

        query = f"{query_of(paths, options.view)} {query}"
    if options.digest is not None:
        view = View.of_digest(_digest_called(library, options.digest))
        others = [View.unread(), View.starred()]
    elif options.starred:
        view, others = View.starred(), [View.unread()]
    elif options.unread:
        view, others = View.unread(), []
    else:
        view, others = View.all(), []
    asked = {View.unread(): options.unread, View.starred(): options.starred}
    narrower = [set(library.ids(one)) for one in others if asked[one]]
    if not narrower and not options.filter and not query.strip() and options.limit is not None:
        return library.first_ids(view, options.limit), None
    ids: Sequence[int] = library.ids(view)
    if narrower:
        ids = [one for one in ids if all(one in some for some in narrower)]
    scores: Sequence[float] | None = None
    if query.strip():
        answer = library.find(query, ids)
        for problem in answer.problems:
            streams.print_error(f"query: {problem}")
        if answer.why:
            streams.print_error(f"query: {answer.why}")
        ids, scores = answer.ids, answer.scores
    if options.filter:
        found = library.search(options.filter, ids)
        limit = len(found.ids) if options.limit is None else options.limit
        return found.ids[:limit], found.scores[:limit]
    return ids[: options.limit], None if scores is None else scores[: options.limit]


def status_of(found: int, options: Options) -> int:
    """The exit status of a verb that found ``found`` papers: 1, as grep's, where it found none.

    A library that is listed whole, or of which nothing was to be listed, is no such search.
    """
    chosen = options.view, options.digest, options.unread, options.starred, options.for_you
    narrowed = options.query or options.filter or any(one not in {None, False} for one in chosen)
    return 1 if narrowed and not found and options.limit != 0 else 0


def _digest_called(library: Library, text: str) -> str:
    """The name of the digest that ``text`` means.

    It may be its name, what the reader calls it, its day, or the beginning of one of these.

    Raises:
        OctavoError: It means none, or several.
    """
    from octavo_tui.render.labels import digest_label

    digests = library.digests()
    if any(one.name == text for one in digests):
        return text
    called = {one.name: (one.name, _folded(digest_label(one.name, one))) for one in digests}
    wanted = _folded(text)
    found = [name for name, names in called.items() if wanted in names] or [
        name
        for name, names in called.items()
        if wanted and any(one.startswith(wanted) for one in names)
    ]
    if len(found) > 1:
        why = f"fits {len(found)} digests"
        raise OctavoError(text, why, f"write more of it, such as {found[0]}")
    return found[0] if found else library.digest(text).name


def _folded(label: str) -> str:
    # The mark of an inferred year is no part of what people would type.
    return " ".join(label.casefold().replace("?", "").split())
