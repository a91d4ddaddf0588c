"""A paper as a line of a list: the one place where a `PaperRow` becomes styled text."""

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
    """The styles of a row's parts, resolved for one theme and for one state of the cursor."""

    unread: Style
    read: Style
    cursor: Style
    dot: Style
    star: Style
    match: Style
    meta: Style


def fit(text: str, width: int) -> str:
    """``text``, safe to draw, in exactly ``width`` columns: padded, or cut with an ellipsis."""
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
    """The strip of one paper.

    Args:
        row: The paper.
        width: Columns to fill, exactly.
        styles: Styles for this row.
        today: For the short form of dates.
        at_cursor: Whether the cursor stands here; shown by a bar as well as by colour.
        matches: Ranges of the shown title's characters that a filter found, ascending.
        raw: Whether to show the title as it came, LaTeX and all.
    """
    title = styles.read if row.read else styles.unread
    style_of = {
        "cursor": styles.cursor,
        "dot": styles.dot,
        "star": styles.star,
        "title": title,
        "meta": styles.meta,
    }
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
    # Only a window too narrow for the marks is not filled exactly.
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
