"""The verbs that suggest papers: `list --for-you` and `related`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.export.writing import BY_NAME, AlreadyThereError, by_file_name, save
from octavo_model.text.clean import visible
from octavo_tui.cli import output
from octavo_tui.cli.output import ProgressBar, counted
from octavo_tui.cli.selection import selected
from octavo_tui.render.labels import why
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import SimpleNamespace
    from typing import Any

    from octavo_model import Library, Paper, Paths
    from octavo_model.core.views import Suggestion
    from octavo_tui.cli.run import Options

_RELATED, _FOR_YOU = 10, 200
_MAKING = "reading abstracts"


def list_for_you(options: Options, opened: Callable[[], Library], paths: Paths) -> int:
    """List unread papers like the starred ones; of a digest or a filter, those it holds.

    Returns:
        The exit status: 1 where there are too few stars to tell, or nothing is found.
    """
    wanted = options.limit
    limit = _FOR_YOU if options.limit is None else options.limit
    options.limit, options.unread = None, True
    with opened() as library:
        among, _ = selected(library, options, paths)
        with ProgressBar(_MAKING) as progress:
            found = library.for_you(limit, among, progress)
        if found.missing:
            number = output.counted(found.missing, "more star")
            streams.tell(f"to tell what is for you, {number} needed: see octavo star --help")
            return 1
        _print(library, found.suggestions, options, keys=options.keys)
    return 0 if found.suggestions or wanted == 0 else 1


def list_related(library: Library, paper: int, options: Options) -> int:
    """List the papers nearest to one; the exit status is 1 where nothing is near."""
    limit = _RELATED if options.limit is None else options.limit
    with ProgressBar(_MAKING) as progress:
        found = library.related(paper, limit, progress)
    _print(library, found, options)
    return 0 if found or limit == 0 else 1


def _print(
    library: Library, found: Sequence[Suggestion], options: Options, *, keys: bool = False
) -> None:
    ids = [one.id for one in found]
    if options.json or options.jsonl:
        from octavo_model.export.json import fields_of

        told = {one.id: one for one in found}
        likes = [one.nearest or 0 for one in found]
        nearest = dict(zip(likes, library.keys(likes), strict=True))
        papers = library.papers(ids)
        output.as_json(
            ({**fields_of(one), **_fields(told[one.id], nearest)} for one in papers),
            lines=options.jsonl,
        )
        return
    for one, row, key in zip(found, library.rows(ids), library.keys(ids), strict=True):
        output.papers_as_lines([row], [key] if keys else None)
        if not keys and why(one):
            print(f"    {why(one)}")


def _fields(one: Suggestion, nearest: dict[int, str | None]) -> dict[str, Any]:
    """What is told of a suggestion besides its paper."""
    return {
        "score": round(one.score, 4),
        "why": list(one.terms),
        "like": nearest.get(one.nearest or 0),
        "same": one.same,
    }


def export(library: Library, ids: Sequence[int], options: Namespace | SimpleNamespace) -> int:
    """Write the papers ``ids`` as ``options`` ask: to a file, or to standard output.

    Raises:
        OctavoError: The file cannot be written, or is there and may not be replaced.
    """
    target = None if options.output in {None, "-"} else options.output
    by_name = by_file_name(target) if target else None
    wanted = BY_NAME[options.format] if options.format else by_name or BY_NAME["bibtex"]
    written = _Counted(library.papers(ids))
    if target is None:
        sys.stdout.writelines(wanted.pieces(written))
        return 0
    if not target:
        raise OctavoError("-o", "an empty name is no file")
    try:
        save(Path(target), wanted.pieces(written), replace=options.force)
    except AlreadyThereError as error:
        raise OctavoError(error.what, error.why, "--force replaces it") from None
    print(f"{visible(target)}: {counted(written.number, 'paper')}")
    return 0


class _Counted:
    """Papers, and how many of them were asked for."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._papers = papers
        self.number = 0

    def __iter__(self) -> Iterator[Paper]:
        for paper in self._papers:
            self.number += 1
            yield paper
