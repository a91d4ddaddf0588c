"""The first page on screen before Textual is imported.

Importing Textual takes longer than a person likes to wait for a list; reading a page of it from
SQLite does not. So the rows that the reader will show are painted at once as plain text, where
and as Textual will paint them a moment later. Whatever is in doubt is left to it: then nothing
is painted early.

Meanwhile nothing is echoed, and keys wait in the terminal for the reader. `leave` puts the
terminal back, however things end.
"""

from __future__ import annotations

import os
import sys
import time

from octavo_tui.render.geometry import clamped, list_place, row_parts, window_top

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from octavo_model.index.first_page import FirstPage

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[0m\x1b[?25h\x1b[?1049l"
ENVIRONMENT = ("TERM", "COLORTERM", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM")
"""What decides how a terminal is painted: the colours of a session hold only where these do."""

_terminal: Any = None
"""The terminal's own modes, while they are changed."""
_on_screen = False


def environment() -> str:
    """What the colours of a session depend on, as one text."""
    return "|".join(os.environ.get(name, "") for name in ENVIRONMENT)


def stamp(path: str) -> str:
    """Which settings a session was painted under: another file, other colours."""
    try:
        return str(os.stat(path).st_mtime_ns)  # noqa: PTH116 - pathlib is not imported yet
    except OSError:
        return ""


def begin() -> None:
    """Paint the first page, if there is a terminal and no doubt about what to paint."""
    if not all(one.isatty() for one in (sys.stdin, sys.stdout, sys.stderr)):
        return
    if any(os.environ.get(name) for name in ("COLUMNS", "LINES")):
        return  # the reader believes them, and who has set them may not have told the terminal
    if os.environ.get("TERM") == "dumb":
        return
    try:
        from octavo_model.index import first_page

        data, config, state = first_page.folders()
        if not data:
            return
        page = first_page.FirstPage(data)
        try:
            text = _painted(page, data, config, state)
        finally:
            page.close()
    except Exception:  # noqa: BLE001 - whatever is wrong, the reader is about to meet and tell it
        return
    if text:
        _put(text)


def _painted(page: FirstPage, data: str, config: str, state: str) -> str:
    """The page as a terminal takes it; empty where it cannot be foretold."""
    from octavo_model.index.first_page import slot

    session, paint = page.session(state, slot(data))
    if session.get("filter") or not session.get("kind") or paint.get("early") != "yes":
        return ""
    if paint.get("environment") != environment():
        return ""
    if paint.get("settings") != stamp(f"{config}/settings.toml"):
        return ""
    if not all(map(_is_colours, _sequences(paint))):
        return ""  # no colour of ours: the file is damaged, and this would go out as it is
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    if not columns or not lines:
        return ""  # the terminal does not know; the reader falls back on a usual size
    x, width, height = list_place(
        *clamped(columns, lines),
        width=session["width"],
        height=session["height"],
        drawer=bool(session.get("drawer")),
        filter_line=False,
    )
    key, without = session.get("key", ""), paint.get("without", "")
    found = page.rows(
        session["kind"],
        session.get("digest"),
        key,
        height,
        without,
        raw=bool(session.get("raw")),
    )
    if found is None or not height:
        return ""
    rows, cursor, _ = found
    top = window_top(cursor, session.get("offset", 0), height, len(rows))
    out = [_ENTER, paint["base"], "\x1b[2J"]
    year = time.localtime().tm_year
    for y, (title, day, comments, read, starred, updated) in enumerate(rows[top : top + height]):
        out.append(f"\x1b[{y + 1};{x + 1}H")
        at_cursor = top + y == cursor
        for role, text in row_parts(
            title,
            day,
            comments,
            read=bool(read),
            starred=bool(starred),
            updated=bool(updated),
            at_cursor=at_cursor,
            width=width - 1,
            year=year,
            measure=_measure,
        ):
            kind = ("read" if read else "unread") if role == "title" else role
            out += (paint[f"{kind}{'-cursor' if at_cursor else ''}"], text)
    return "".join(out)


def _sequences(paint: dict[str, str]) -> list[str]:
    """The escape sequences of a session, by which its rows are painted."""
    told = ("early", "environment", "settings", "without")
    return [value for name, value in paint.items() if name not in told]


def _is_colours(text: str) -> bool:
    r"""Whether ``text`` is whole escape sequences that set colours, and nothing else.

    >>> _is_colours("\x1b[0m\x1b[38;5;1m"), _is_colours("\x1b[2"), _is_colours("\x1b[0mx")
    (True, False, False)
    """
    first, *sequences = text.split("\x1b[")
    return not first and all(
        one.endswith("m") and not one[:-1].strip("0123456789;") for one in sequences
    )


def _measure(text: str) -> int:
    """Columns of ``text``, near enough for titles: Textual paints over it in a moment."""
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def _put(text: str) -> None:
    global _terminal, _on_screen  # noqa: PLW0603 - there is one terminal
    import signal
    import termios

    descriptor = sys.stdin.fileno()
    _terminal = termios.tcgetattr(descriptor)
    quiet = termios.tcgetattr(descriptor)
    # As Textual sets them, so that keys typed now mean the same to it; ctrl+c still ends us.
    quiet[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.IXOFF)
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    for key in (termios.VSUSP, termios.VQUIT):
        quiet[6][key] = bytes([os.fpathconf(descriptor, "PC_VDISABLE")])
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    termios.tcsetattr(descriptor, termios.TCSANOW, quiet)
    _on_screen = True
    os.write(sys.stdout.fileno(), text.encode())


def _stop(number: int, _frame: object) -> None:
    """End as the signal would have ended us, but with the terminal put back (see `leave`)."""
    sys.exit(128 + number)


def hand_over() -> None:
    """Textual takes the screen: from here on it is Textual that leaves it."""
    global _on_screen  # noqa: PLW0603
    _on_screen = False


def leave() -> None:
    """Put the terminal back as it was, if it is still there and anything was changed."""
    global _terminal, _on_screen
    if _terminal is None:
        return
    import termios

    try:
        if _on_screen:
            os.write(sys.stdout.fileno(), _LEAVE.encode())
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, _terminal)
    except (OSError, termios.error):
        pass  # the terminal is gone
    _terminal, _on_screen = None, False
