"""The columns of a list of papers: which text goes where, before any style; and its window.

The early paint uses it before Textual is imported.
"""

from __future__ import annotations

from octavo_tui.render.geometry import (
    CURSOR,
    FOLLOWED,
    LATER,
    MUTED,
    NO,
    NOTE,
    SELECTED,
    STAR,
    UNREAD,
    UPDATED,
)

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable

    Measure = Callable[[str], int]
    Columns = tuple[tuple[str, int], ...]
    Rank = tuple[str, str]
    """The score of a paper in a ranked list, in at most two columns, and the reasons for it."""

_VOTES = "▲"
MARKS_WIDTH = 4
"""The columns before the title: cursor, unread or updated, verdict, space."""
BAR = 1
"""The column of the scroll bar, right of a row."""

_TABLE: tuple[tuple[int, Columns], ...] = (
    (124, (("votes", 6), ("author", 22), ("category", 9), ("comments", 5), ("date", 8))),
    (96, (("votes", 6), ("author", 16), ("category", 9), ("date", 8))),
    (80, (("votes", 6), ("author", 16), ("date", 8))),
    (60, (("votes", 6), ("date", 8))),
    (24, (("votes", 6),)),
    (0, ()),
)
"""From which width of the pane on there are which columns, with the space before each."""
_RANKED: tuple[tuple[int, Columns], ...] = (
    (124, (("votes", 6), ("why", 26), ("category", 9), ("comments", 5), ("date", 8))),
    (96, (("votes", 6), ("why", 26), ("category", 9), ("date", 8))),
    (76, (("votes", 6), ("why", 26))),
    *_TABLE[3:],
)
"""The same in a ranked list."""
_SCORE_WIDTH = 2
DIGEST_WIDTH = 18
HEADS_FROM = (96, 30)
"""The columns and lines of a pane from which on each digest has a heading."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_known: dict[tuple[int, bool, bool], Columns] = {}


def columns(width: int, *, by_digest: bool = False, ranked: bool = False) -> Columns:
    """Return the columns right of the title, in a row of ``width``, and the width of each.

    ``by_digest`` says that the category makes room for the digest.

    >>> [name for name, _ in columns(79)], [name for name, _ in columns(95, by_digest=True)]
    (['votes', 'author', 'date'], ['votes', 'author', 'digest', 'date'])
    >>> [[name for name, _ in columns(width, ranked=True)] for width in (79, 74)]
    [['votes', 'why'], ['votes', 'date']]
    """
    kind = width, by_digest, ranked
    if kind not in _known:
        table = _RANKED if ranked else _TABLE
        found = next(shown for least, shown in table if width + BAR >= least)
        digest = ("digest", DIGEST_WIDTH)
        shown = (digest if by_digest and one[0] == "category" else one for one in found)
        _known[kind] = tuple(shown)
    return _known[kind]


def has_heads(width: int, height: int) -> bool:
    """Return whether there is room for headings, in rows of ``width``."""
    return width + BAR >= HEADS_FROM[0] and height >= HEADS_FROM[1]


def short_date(day: str | None, year: int) -> str:
    """Return a date in at most six columns: ``15 Sep`` of this year, ``Sep'24`` of others.

    >>> [short_date(day, 2026) for day in ("2024-09-15", "2026-09-05", "2026-09", "2026")]
    ["Sep'24", '5 Sep', "Sep'26", '2026']
    """
    if not day:
        return ""
    its_year, *parts = day.split("-")
    if not parts:
        return str(int(its_year))
    name = MONTHS[int(parts[0]) - 1]
    this_year = len(parts) > 1 and int(its_year) == year
    return f"{int(parts[1])} {name}" if this_year else f"{name}'{its_year[-2:]}"


def short_author(name: str, count: int | None, width: int, measure: Measure) -> str:
    """Return the first author and how many more there are, in at most ``width`` columns.

    >>> short_author("Strix", 17, 14, len), short_author("Featherstonehaugh", 3, 14, len)
    ('Strix +16', 'Feathersto… +2')
    >>> short_author("", 7, 14, len)
    '7 authors'
    """
    if not name:
        return f"{count} author{'' if count == 1 else 's'}" if count else ""
    more = f" +{count - 1}" if count and count > 1 else ""
    room = width - len(more)
    return (name if measure(name) <= room else fit(name, room, measure).rstrip()) + more


def fit(text: str, width: int, measure: Measure) -> str:
    """Return ``text`` in exactly ``width`` columns: padded, or cut with an ellipsis."""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"[:width]
    used = measure(text)
    if used <= width:
        return text + " " * (width - used)
    if width <= 0:
        return ""
    start = text[: width - 1]
    while (used := measure(start)) > width - 1:
        start = start[: -max(1, (used - width + 1) // 2)]
    return f"{start}{' ' * (width - 1 - used)}…"


def state_sign(*, read: bool, updated: bool) -> str:
    """Return the sign before a title: unread, updated since it was read, or a blank."""
    if not read:
        return UNREAD
    return UPDATED if updated else " "


def row_parts(
    title: str,
    day: str | None,
    *,
    guess: bool,
    comments: int | None,
    votes: int | None,
    author: str,
    authors: int | None,
    category: str,
    digest: str | None,
    read: bool,
    starred: bool,
    updated: bool,
    verdict: int,
    at_cursor: bool,
    width: int,
    year: int,
    measure: Measure,
    selected: bool = False,
    followed: bool = False,
    muted: bool = False,
    noted: bool = False,
    rank: Rank | None = None,
) -> list[tuple[str, str]]:
    """Return the row of a paper as ``(role, text)``, ``width`` columns together.

    The roles are ``cursor``, ``dot``, ``later``, ``star``, ``score``, ``follow``, ``title``,
    ``votes``, ``meta``; the title is the last part with its role. Every state has a sign, and not
    only a colour. With a ``digest``, that has the column of the category. ``verdict`` is its
    number: 1 is no, more is later. ``rank`` is for a row of a ranked list.
    """
    score, why = rank or ("", "")
    upvotes, meta, left = "", "", width - MARKS_WIDTH
    if rank is not None:
        score = f"{score:>{_SCORE_WIDTH}} "
        left -= len(score)
    for name, room in columns(width, by_digest=digest is not None, ranked=rank is not None):
        left -= room
        match name:
            case "votes":
                text = "" if votes is None else f"{_VOTES}{_short(votes)}"
                upvotes = text.rjust(room)
            case "author":
                text = short_author(author, authors, room - 2, measure)
                meta += f"  {fit(text, room - 2, measure)}"
            case "why":
                meta += f"  {fit(why, room - 2, measure)}"
            case "category":
                meta += f" {fit(category, room - 1, measure)}"
            case "digest":
                meta += f" {fit(digest or '', room - 1, measure)}"
            case "comments":
                meta += (f"{_short(comments)}c" if comments else "").rjust(room)
            case _:
                text = short_date(day, year)
                meta += (f"~{text}" if guess and text else text).rjust(room)
    sign = CURSOR if at_cursor else SELECTED if selected else " "
    notice = [("follow", f"{FOLLOWED} ")] if followed else [("meta", f"{MUTED} ")] if muted else []
    notice += [("meta", f"{NOTE} ")] if noted else []
    left -= 2 * len(notice)
    parts = [
        ("cursor", sign),
        *_marks(read=read, starred=starred, updated=updated, verdict=verdict),
        ("title", " "),
        *([("score", score)] if score else []),
        *(notice if left > 0 else []),
        ("title", fit(title, max(1, left), measure)),
    ]
    parts += [(role, text) for role, text in (("votes", upvotes), ("meta", meta)) if text]
    return parts


def _marks(
    *, read: bool, starred: bool, updated: bool, verdict: int
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the signs of state and verdict; a star and later need both."""
    sign = NO if verdict == 1 else LATER if verdict else ""
    if starred and sign:
        return ("later", sign), ("star", STAR)
    state = state_sign(read=read, updated=updated)
    role = "later" if state == UPDATED else "dot"
    return (role, state), ("star", STAR) if starred else ("later", sign or " ")


def _short(number: int) -> str:
    """Return a number in at most four columns.

    >>> [_short(one) for one in (163, 9_999, 12_400, 2_000_000)]
    ['163', '9999', '12k', '2M']
    """
    if number < 10_000:
        return str(number)
    return f"{number // 1_000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def window_top(cursor: int, offset: int, height: int, count: int) -> int:
    """Return the first row of a window in which the cursor is in row ``offset``.

    If that leaves empty lines or the cursor outside, it is the nearest row that does not.
    """
    last = max(0, count - height)
    top = max(0, min(cursor - offset, last))
    if top <= cursor < top + height:
        return top
    return max(0, min(cursor - height // 2, last))
