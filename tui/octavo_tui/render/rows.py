"""A paper as a line of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from octavo_model.text.clean import visible
from octavo_tui.render import geometry
from octavo_tui.render.geometry import MARKS_WIDTH, row_parts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from rich.style import Style

    from octavo_model import PaperRow

    Matches = Sequence[tuple[int, int]]


class RowStyles(NamedTuple):
    """The styles of a row's parts, for one theme and one state of the cursor."""

    unread: Style
    read: Style
    cursor: Style
    dot: Style
    star: Style
    match: Style
    meta: Style


def fit(text: str, width: int) -> str:
    """Return ``text``, safe to draw, in exactly ``width`` columns: padded or cut."""
    return geometry.fit(visible(text), width, cell_len)


def render_row(
    row: PaperRow,
    width: int,
    styles: RowStyles,
    today: dt.date,
    *,
    at_cursor: bool = False,
    matches: Matches = (),
    raw: bool = False,
) -> Strip:
    """Return the strip of a paper, in exactly ``width`` columns.

    ``matches`` are ascending ranges of characters of the title to highlight.
    """
    title = styles.read if row.read else styles.unread
    style_of = {**styles._asdict(), "title": title}
    parts = row_parts(
        row.title if raw else row.shown,
        row.day,
        row.comment_count,
        read=row.read,
        starred=row.starred,
        updated=row.updated,
        at_cursor=at_cursor,
        width=width,
        year=today.year,
        measure=cell_len,
    )
    segments = [Segment(text, style_of[role]) for role, text in parts]
    if matches:
        # The title is the fifth part, after cursor, dot, star and a space.
        segments[4:5] = _highlight(segments[4].text, matches, title, styles.match)
    strip = Strip(segments)
    # Only a window too narrow for the marks needs adjustment.
    return strip if width > MARKS_WIDTH else strip.adjust_cell_length(width, title)


def _highlight(text: str, matches: Matches, plain: Style, match: Style) -> list[Segment]:
    segments: list[Segment] = []
    at = 0
    for start, end in matches:
        if start > at:
            segments.append(Segment(text[at:start], plain))
        if start < len(text):
            segments.append(Segment(text[start:end], match))
        at = max(at, end)
    segments.append(Segment(text[at:], plain))
    return segments
