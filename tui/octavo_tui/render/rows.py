"""A paper as a line of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octavo_model.text.clean import visible
from octavo_tui.render import columns
from octavo_tui.render.columns import MARKS_WIDTH
from octavo_tui.render.row_texts import parts_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from octavo_model import PaperRow
    from octavo_tui.render.columns import Rank
    from octavo_tui.render.reasons import Reason

    Matches = Sequence[tuple[int, int]]

_GAP, _MARGIN = 2, 1
"""The columns between a title and why the paper is listed, and after that."""
_TITLE_SHARE = 0.6
"""The least part of its room that a long title keeps beside that."""
_LEAST_NOTE = 8
"""The columns from which on that is shown."""


class RowStyles(NamedTuple):
    """The styles of a row's parts, for one theme and one state of the cursor."""

    unread: Style
    read: Style
    cursor: Style
    dot: Style
    later: Style
    star: Style
    follow: Style
    match: Style
    votes: Style
    meta: Style
    score: Style


def row_styles(get: Callable[[str], Style], under: str) -> RowStyles:
    """Return the styles of a row, which ``get`` knows by name: ``papers--unread``.

    ``under`` is the one whose background they have: ``cursor``, ``selected``, or none.
    """
    styles = RowStyles(*(get(f"papers--{part}") for part in RowStyles._fields))
    if not under:
        return styles._replace(cursor=styles.read)
    back = Style(bgcolor=get(f"papers--{under}").bgcolor)
    title = get("papers--under") + back  # read titles too: bold says unread
    styles = RowStyles(*(style + back for style in styles))
    return styles._replace(read=title, unread=title + Style(bold=True))


def fit(text: str, width: int) -> str:
    """Return ``text``, safe to draw, in exactly ``width`` columns: padded or cut."""
    return columns.fit(visible(text), width, cell_len)


def render_row(
    row: PaperRow,
    width: int,
    styles: RowStyles,
    today: dt.date,
    *,
    digest: str | None = None,
    at_cursor: bool = False,
    selected: bool = False,
    reason: Reason | None = None,
    raw: bool = False,
    rank: Rank | None = None,
) -> Strip:
    """Return the strip of a paper, in exactly ``width`` columns.

    ``digest`` is shown in place of the category, ``rank`` in a ranked list.

    What of the title is the ``reason`` that the paper is listed is highlighted; what of its other
    texts is shown after the title, which is cut if it is long.
    """
    title = styles.read if row.read else styles.unread
    style_of = {**styles._asdict(), "title": title}
    marks = {"at_cursor": at_cursor, "selected": selected, "raw": raw}
    parts = parts_of(row, width, today.year, digest=digest, rank=rank, **marks)
    segments = [Segment(text, style_of[role]) for role, text in parts]
    if reason is not None:
        at = max(at for at, (role, _) in enumerate(parts) if role == "title")
        segments[at : at + 1] = _explained(segments[at].text, reason, title, styles)
    strip = Strip(segments)
    # Only a window too narrow for the marks needs adjustment.
    return strip if width > MARKS_WIDTH else strip.adjust_cell_length(width, title)


def _explained(text: str, reason: Reason, title: Style, styles: RowStyles) -> list[Segment]:
    """Return the title in ``text``, which is padded, with what matches in it and beside it."""
    shown = text.rstrip()
    room, used = cell_len(text), cell_len(shown)
    width = max(room - used, int(room * (1 - _TITLE_SHARE))) - _GAP - _MARGIN
    note = reason.note(width) if width >= _LEAST_NOTE else None
    if note is None or not note.text:
        return highlight(text, reason.title, title, styles.match)
    part = fit(note.text, min(cell_len(note.text), width))
    left = room - cell_len(part) - _GAP - _MARGIN
    segments = highlight(fit(shown, min(used, left)), reason.title, title, styles.match)
    segments.append(Segment(" " * _GAP, title))
    segments += highlight(part, note.ranges, styles.meta, styles.match)
    return [*segments, Segment(" " * (_MARGIN + max(0, left - used)), title)]


def rule_text(text: str, width: int) -> str:
    """Return the line between full and near matches: ``text``, and a rule after it.

    >>> rule_text("3 of 44 · near:", 24)
    '    3 of 44 · near: ────'
    """
    return fit(f"{' ' * MARKS_WIDTH}{text} ".ljust(width, "─"), width)


def highlight(text: str, matches: Matches, plain: Style, match: Style) -> list[Segment]:
    """Return ``text`` with the ranges ``matches`` in the style ``match``."""
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
