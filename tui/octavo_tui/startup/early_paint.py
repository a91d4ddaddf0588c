"""The first page on screen before Textual is imported.

Importing Textual takes long; reading a page of papers from SQLite does not. So the rows are
painted at once as plain text, as Textual will paint them a moment later. If anything is in doubt,
nothing is painted early.

Meanwhile nothing is echoed, and keys wait in the terminal. `leave` restores the terminal.
"""

from __future__ import annotations

import os
import sys
import time

from octavo_tui.render.colours.signs import in_ascii
from octavo_tui.render.columns import has_heads, row_parts, window_top
from octavo_tui.render.digest_names import head_text, heading, short_digest
from octavo_tui.render.geometry import clamped, list_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from octavo_model.index.first_page import FirstPage

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[0m\x1b[?25h\x1b[?1049l"
ENVIRONMENT = (
    "TERM", "COLORTERM", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM", "LC_ALL", "LC_CTYPE", "LANG",
)  # fmt: skip
"""The variables that decide about colours and signs: those of a session are valid for these."""

_terminal: Any = None
"""The original modes of the terminal, while they are changed."""
_on_screen = False


def environment() -> str:
    """Return the values of `ENVIRONMENT` as one text."""
    return "|".join(os.environ.get(name, "") for name in ENVIRONMENT)


def stamp(path: str) -> str:
    """Return the version of the settings: another file may have other colours."""
    try:
        return str(os.stat(path).st_mtime_ns)  # noqa: PTH116 - pathlib is not imported yet
    except OSError:
        return ""


def start() -> None:
    """Paint the first page, if there is a terminal and no doubt about the page."""
    if not all(one.isatty() for one in (sys.stdin, sys.stdout, sys.stderr)):
        return
    # The reader uses a size of the environment, and the terminal may have another.
    if any(map(os.environ.get, ("COLUMNS", "LINES"))) or os.environ.get("TERM") == "dumb":
        return
    try:
        text = _painted()
    except Exception:  # noqa: BLE001 - the reader is about to report what is wrong
        return
    if text:
        _put(text)


def _painted() -> str:
    """Return the page with its control sequences; empty in doubt."""
    from octavo_model.index import first_page

    data, config, state = first_page.folders()
    page = first_page.FirstPage(data)
    try:
        return _page_text(page, *page.session(state, first_page.slot(data)), config)
    finally:
        page.close()


def _page_text(page: FirstPage, session: dict[str, Any], paint: dict[str, str], config: str) -> str:
    if session.get("kind") != "inbox" and _has_news(page, session, paint):
        session = {**session, "kind": "inbox", "key": "", "offset": 0, "filter": ""}
    is_certain = (
        session.get("kind")
        and not session.get("filter")
        and paint.get("early") == "yes"
        and paint.get("environment") == environment()
        and paint.get("settings") == stamp(f"{config}/settings.toml")
        and paint.get("signs") in ("", "ascii")
        and _has_only_colours(paint)
    )
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    # A terminal may not know its size. The reader assumes a usual one then.
    if not (is_certain and columns and lines):
        return ""
    x, width, height = list_place(
        *clamped(columns, lines),
        width=session["width"],
        height=session["height"],
        drawer=bool(session.get("drawer")),
        single=bool(session.get("single")),
    )
    view = session["kind"], session.get("digest"), session.get("key", "")
    days, raw = int(paint["days"]), bool(session.get("raw"))
    rules = paint.get("rules", "")
    found = page.rows(*view, height, paint.get("without", ""), days, raw=raw, rules=rules)
    if found is None:
        return ""
    rows, cursor, _ = found
    today = time.strftime("%Y-%m-%d")
    is_mixed = session["kind"] not in ("digest", "later")
    drawn = _lines(page, rows, is_mixed, (width - 1, height), today)
    # By identity: two papers may look the same.
    at = next(at for at, one in enumerate(drawn) if one is rows[cursor]) if rows else 0
    top = window_top(at, session.get("offset", 0), height, len(drawn))
    if at == 1 and isinstance(drawn[0], str):
        top = 0  # the cursor cannot reach the heading
    out = [_ENTER, paint["base"], "\x1b[2J"]
    seen = in_ascii if paint["signs"] else str
    for y, row in enumerate(drawn[top : top + height]):
        out.append(f"\x1b[{y + 1};{x + 1}H")
        if isinstance(row, str):
            out += (paint["head"], seen(head_text(row, width - 1, _measure)))
            continue
        at_cursor = top + y == at
        options: dict[str, Any] = {"width": width - 1, "year": int(today[:4]), "measure": _measure}
        for role, text in row_parts(**row, at_cursor=at_cursor, **options):
            kind = ("read" if row["read"] else "unread") if role == "title" else role
            out += (paint[f"{kind}{'-cursor' if at_cursor else ''}"], seen(text))
    out.append("\x1b[0m")  # as Textual expects it
    return "".join(out)


def _lines(
    page: FirstPage, rows: list[dict[str, Any]], is_mixed: bool, size: tuple[int, int], today: str
) -> list[dict[str, Any] | str]:
    """Return what the lines of a list show: papers and, if there is room, headings of digests."""
    has_headings = is_mixed and has_heads(*size)
    lines: list[dict[str, Any] | str] = []
    before = None
    for row in rows:
        number, row["digest"] = row["digest"], None
        if has_headings and number != before:
            lines.append(heading(*page.digest(number), today))
        elif is_mixed and not has_headings:
            row["digest"] = short_digest(*page.digest(number), int(today[:4]), _measure)
        before = number
        lines.append(row)
    return lines


def _has_news(page: FirstPage, session: dict[str, Any], paint: dict[str, str]) -> bool:
    """Return whether the reader opens on the Inbox, wherever it was left."""
    seen, day = session.get("seen", 0), session.get("day", 0)
    return page.has_news(seen, day, int(paint["days"]), paint.get("without", ""))


def _has_only_colours(paint: dict[str, str]) -> bool:
    r"""Return whether the styles of a session are nothing but sequences that set colours.

    >>> [_has_only_colours({"read": one}) for one in ("\x1b[0m\x1b[38;5;1m", "\x1b[2", "\x1b[0mx")]
    [True, False, False]
    """
    others = ("early", "environment", "settings", "without", "days", "signs", "rules")
    styles = [value for name, value in paint.items() if name not in others]
    first, *sequences = "\x1b[m".join(styles).split("\x1b[")
    return not first and all(
        one.endswith("m") and not one[:-1].strip("0123456789;") for one in sequences
    )


def _measure(text: str) -> int:
    """Return the columns of ``text``, roughly: Textual paints over it in a moment."""
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
    # As Textual sets them, so that keys have the same bytes; ctrl+c still works.
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
    """Exit as after the signal, but with the terminal restored (see `leave`)."""
    sys.exit(128 + number)


def hand_over() -> None:
    """Let Textual leave the alternate screen."""
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
