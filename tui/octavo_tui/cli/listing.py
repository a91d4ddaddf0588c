"""Lists of papers: in columns on a terminal, with tabs for programs, as sentences if asked for."""

from __future__ import annotations

import os
import shutil
import sys
import time
from itertools import chain, repeat
from typing import TYPE_CHECKING

from octavo_model.text.clean import visible
from octavo_tui.terminal.streams import Guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model import Library, Paper, PaperRow
    from octavo_tui.cli.arguments import Options

    Parts = list[tuple[str, str]]
    """Texts after the parameters of SGR of each, or after nothing."""

BOLD, DIM, MARKED = "1", "2", "1;4"
_STYLES = {"dot": "34", "later": "36", "star": "33", "follow": "34", "votes": "33", "meta": DIM}
"""The parameters of SGR of the parts of a row."""


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
    if options.plain:
        for paper in library.catalog.papers(ids):
            print(sentence(paper))
        return
    width = shutil.get_terminal_size().columns
    for row, note in zip(library.catalog.rows(ids), chain(notes, repeat(""))):  # noqa: B905 - the latter has no end
        if row is not None:
            write(row_line(row, width, raw=options.raw), options)
        if note:
            write([(DIM, note)], options)


def sentence(paper: Paper) -> str:
    """Return a paper in one sentence, without signs."""
    from octavo_tui.render.decisions import verdict_words
    from octavo_tui.render.labels import byline, plural

    state = "updated" if paper.updated else "read" if paper.read else "unread"
    parts = [
        paper.shown.rstrip(". "),
        *byline(paper, 1).split(" · "),
        state,
        "starred" if paper.starred else "",
        verdict_words(paper.verdict),
        "followed" if paper.followed else "muted" if paper.muted else "",
        plural(paper.upvotes, "vote") if paper.upvotes else "",
        f"tagged {', '.join(paper.tags)}" if paper.tags else "",
        "with a note" if paper.note else "",
    ]
    return f"{visible(', '.join(filter(None, parts)))}."


def row_line(row: PaperRow, width: int, *, raw: bool = False) -> Parts:
    """Return the line of a paper, in the columns of the reader."""
    from octavo_tui.render.row_texts import parts_of

    styles = {**_STYLES, "title": "" if row.read else BOLD}
    # Without the place of the cursor.
    _, *parts = parts_of(row, width + 1, time.localtime().tm_year, raw=raw)
    return [(styles[role], visible(text)) for role, text in parts]


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
