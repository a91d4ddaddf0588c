"""What commands print."""

from __future__ import annotations

import re
import sys
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any

from octavo_tui.startup.fast_list import paper_line
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model import Digest, Paper, PaperRow
    from octavo_model.core.paper import PaperKey
    from octavo_tui.cli.arguments import Options

DATE_INFERRED = "(date inferred)"
"""Shown with a digest that does not name all of its day."""
_MEASURE = 90
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=-|$)")


def print_errors(subject: str, problems: Iterable[object]) -> None:
    """Print what is wrong with ``subject`` to standard error, a line each."""
    for problem in problems:
        print_error(f"{subject}: {problem}")


def print_json(options: Options, objects: Iterable[dict[str, Any]]) -> bool:
    """Print ``objects``, one by one, if the options ask for JSON; return whether they do."""
    if not (options.json or options.jsonl):
        return False
    # Loaded when used: most output is not JSON.
    from octavo_model.export import json

    sys.stdout.writelines(json.lines(objects) if options.jsonl else json.array(objects))
    return True


def digest_fields(digest: Digest) -> dict[str, Any]:
    """Return a digest as JSON."""
    return {
        "name": digest.name,
        "format": digest.format,
        "date": digest.date.isoformat() if digest.date else None,
        "date_inferred": digest.date_inferred if digest.date else None,
        "papers": digest.total,
        "unread": digest.unread,
    }


def print_papers(
    rows: Iterable[PaperRow | None], keys: Iterable[str | None] | None = None, *, raw: bool = False
) -> None:
    """Print a line a paper, after its key and a tab if keys are given; with ``raw``, LaTeX."""
    for row, key in zip(rows, keys or repeat(None)):  # noqa: B905 - the latter has no end
        if row is not None:
            line = paper_line(
                row.title if raw else row.shown,
                row.day_or_listed,
                dating=row.dating,
                read=row.read,
                starred=row.starred,
                updated=row.updated,
            )
            print(f"{key}\t{line}" if key else line)


def print_digests(digests: Sequence[Digest]) -> None:
    """Print a line a digest: name, unread, total, and its day if that is not in its name.

    A name is what users refer to: it does not change when the day is corrected.
    """
    width = max((len(digest.name) for digest in digests), default=0)
    for digest in digests:
        note = f"  {DATE_INFERRED}" if digest.date and digest.date_inferred else ""
        named = _DAY.search(digest.name)
        if digest.date and (named is None or named[0] != digest.date.isoformat()):
            note = f"  (of {digest.date.isoformat()}){note}"
        print(f"{digest.name:{width}}  {digest.unread:5} of {digest.total:5} unread{note}")


_WHY = {
    "ids": "one entry has both ids",
    "title": "same title, and no other authors or year",
    "user": "you merged them",
}


def print_keys(keys: Sequence[PaperKey]) -> None:
    """Print the keys of a paper that has several, and why they are of one paper."""
    if len(keys) > 1:
        print("\nOne paper with these keys (octavo papers split parts them):")
        for one in keys:
            print(f"  {one.key}{f'  ({_WHY[one.why]})' if one.why in _WHY else ''}")


def print_paper(paper: Paper, *, raw: bool = False) -> None:
    """Print a whole paper, wrapped for reading; with ``raw``, LaTeX is not rendered."""
    import shutil
    import textwrap

    from octavo_model.text.latex import plainly
    from octavo_tui.render.labels import SUMMARY_HEADING, byline, facts, origin

    width = min(_MEASURE, shutil.get_terminal_size().columns)
    fill = partial(textwrap.fill, width=width, break_long_words=False, break_on_hyphens=False)
    marks = ["read" if paper.read else "unread", *(["starred"] if paper.starred else [])]
    read = str if raw else plainly
    head = [
        read(paper.title),
        byline(paper, raw=raw),
        f"{', '.join(marks)}; in {', '.join(paper.digests)}",
        origin(paper),
        *facts(paper, raw=raw),
        *(f"{link.url} ({link.role})" if link.role else link.url for link in paper.links),
        paper.key,
    ]
    print(*map(fill, filter(None, head)), sep="\n")
    below = [read(paragraph) for paragraph in paper.abstract.split("\n\n")]
    if paper.keywords:
        below.append(f"Keywords: {', '.join(paper.keywords)}")
    if paper.ai_summary:
        below.append(f"{SUMMARY_HEADING} {read(paper.ai_summary)}")
    for paragraph in below:
        print(f"\n{fill(paragraph)}")
