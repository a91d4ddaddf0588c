"""Lists of papers: in columns on a terminal, with tabs for programs, as sentences if asked for."""

from __future__ import annotations

import os
import shutil
import sys
import time
from itertools import chain, repeat
from typing import TYPE_CHECKING

from octavo_model.text.clean import visible
from octavo_tui.render.geometry import STAR, fit, short_date, state_sign
from octavo_tui.terminal.streams import Guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model import Library, Paper
    from octavo_tui.cli.arguments import Options

    Parts = list[tuple[str, str]]
    """Texts after the parameters of SGR of each, or after nothing."""

BOLD, DIM, MARKED, _UNREAD, _STAR = "1", "2", "1;4", "34", "33"
_TITLE_FROM = 4
"""Where a title starts: after state, star and blanks."""
_VOTES, _AUTHOR, _CATEGORY, _DATE = 6, 14, 8, 8
_DATE_FROM, _AUTHOR_FROM, _CATEGORY_FROM = 60, 80, 96
"""The columns of a terminal from which a list has each of these."""


def print_papers(
    library: Library, ids: Sequence[int], options: Options, notes: Iterable[str] = ()
) -> None:
    """Print a line a paper; on a terminal, with its note below, if that is not empty."""
    if not (options.plain or sys.stdout.isatty()):
        keys = library.catalog.keys(ids)
        for key, row in zip(keys, library.catalog.rows(ids), strict=True):
            if row is not None:
                print(f"{key}\t{row.title if options.raw else row.shown}")
        return
    width = shutil.get_terminal_size().columns
    for paper, note in zip(library.catalog.papers(ids), chain(notes, repeat(""))):  # noqa: B905 - the latter has no end
        if options.plain:
            print(sentence(paper))
            continue
        write(paper_row(paper, width, raw=options.raw), options)
        if note:
            write([(DIM, note)], options)


def sentence(paper: Paper) -> str:
    """Return a paper in one sentence, without signs."""
    from octavo_tui.render.labels import byline, plural

    state = "updated" if paper.updated else "read" if paper.read else "unread"
    parts = [
        paper.shown.rstrip(". "),
        *byline(paper, 1).split(" · "),
        state,
        "starred" if paper.starred else "",
        plural(paper.upvotes, "vote") if paper.upvotes else "",
    ]
    return f"{visible(', '.join(filter(None, parts)))}."


def paper_row(paper: Paper, width: int, *, raw: bool = False) -> Parts:
    """Return the line of a paper in columns that are in the same place for every paper."""
    from rich.cells import cell_len

    columns = [(f"▲{paper.upvotes}" if paper.upvotes else "").rjust(_VOTES)]
    if width >= _AUTHOR_FROM:
        columns.append(fit(_first_author(paper), _AUTHOR, cell_len))
    if width >= _CATEGORY_FROM:
        columns.append(fit(visible("".join(paper.categories[:1])), _CATEGORY, cell_len))
    if width >= _DATE_FROM:
        day = short_date(paper.day, time.localtime().tm_year)
        columns.append(f"{'~' if day and paper.date_inferred else ''}{day}".rjust(_DATE))
    facts = "".join(f"  {one}" for one in columns)
    room = max(1, width - _TITLE_FROM - len(facts))
    title = fit(visible(paper.title if raw else paper.shown), room, cell_len)
    return [
        (_UNREAD, state_sign(read=paper.read, updated=paper.updated)),
        (_STAR, STAR if paper.starred else " "),
        ("", "  "),
        ("" if paper.read else BOLD, title),
        (DIM, facts.rstrip()),
    ]


def _first_author(paper: Paper) -> str:
    from octavo_model.text.latex import person

    if not paper.authors:
        return visible(paper.organization or "")
    first, more = person(paper.authors[0]), (paper.author_count or len(paper.authors)) - 1
    family = first.split(" ")[-1]
    return visible(f"{family} +{more}" if more > 0 else family)


def write(parts: Parts, options: Options) -> None:
    """Write ``parts`` as one line, with their styles where they are shown."""
    if not _has_styles(options):
        parts = [("", text) for _, text in parts]
    if isinstance(sys.stdout, Guarded):
        sys.stdout.write_styled(parts)
        print()
    else:
        print("".join(f"\x1b[{style}m{text}\x1b[0m" if style else text for style, text in parts))


def marked(text: str, ranges: Iterable[tuple[int, int]]) -> Parts:
    """Return ``text`` with the parts ``ranges`` marked."""
    parts, at = [], 0
    for start, end in ranges:
        parts += [("", text[at:start]), (MARKED, text[start:end])]
        at = end
    return [*parts, ("", text[at:])]


def _has_styles(options: Options) -> bool:
    if options.color != "auto":
        return bool(options.color == "always")
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not is_plain
