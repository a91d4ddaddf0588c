"""Checks of the terminal, for ``octavo doctor``.

A terminal can be asked how wide it draws a character. The other checks go by its name.
"""

from __future__ import annotations

import os
import re
import select
import sys
import termios
import time
import tty
from typing import TYPE_CHECKING

from octavo_model.library.doctor import Finding, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_POSITION = re.compile(rb"\x1b\[(\d+);(\d+)R")
_WIDTHS = {"★": 1, "●": 1, "↻": 1, "ℓ₁": 2, "é": 1, "深": 2, "🙂": 2}
"""The columns that the reader expects."""
_COPIES = ("ghostty", "kitty", "WezTerm", "foot", "alacritty", "iTerm.app", "tmux")
_LINKS = ("ghostty", "kitty", "WezTerm", "foot", "alacritty", "iTerm.app", "vscode")


def check_terminal() -> Iterator[Finding]:
    """Yield findings about the terminal of this process."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        what = "not checked: this is not a terminal"
        yield Finding("terminal", State.WARNING, what, "run it in one")
        return
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    yield from check_environment(os.environ, columns, lines, sys.stdout.encoding)
    yield _widths()


def check_environment(
    environment: Mapping[str, str], columns: int, lines: int, encoding: str
) -> Iterator[Finding]:
    """Yield findings from the environment and the size of a terminal."""
    name = _name(environment)
    is_small = columns < 40 or lines < 12
    hint = "the reader needs 40×12" if is_small else ""
    state = State.WARNING if is_small else State.OK
    yield Finding("terminal", state, f"{name}, {columns}×{lines}", hint)
    if encoding.lower().replace("-", "") != "utf8":
        hint = "set LANG to one that ends in .UTF-8"
        yield Finding("terminal", State.ERROR, f"its encoding is {encoding}", hint)
    yield _colours(environment)
    yield _clipboard(environment, name)
    yield Finding("links", State.OK, _links(environment, name))


def _name(environment: Mapping[str, str]) -> str:
    if environment.get("TMUX"):
        return "tmux"
    term = environment.get("TERM", "")
    return environment.get("TERM_PROGRAM") or term.removeprefix("xterm-") or "no TERM"


def _colours(environment: Mapping[str, str]) -> Finding:
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return Finding("colours", State.OK, "none, because of NO_COLOR")
    if term in {"", "dumb"}:
        return Finding("colours", State.ERROR, f"TERM is {term or 'not set'}", "set TERM")
    if environment.get("COLORTERM") in {"truecolor", "24bit"}:
        return Finding("colours", State.OK, "16 million")
    hint = "set COLORTERM=truecolor if your terminal has 16 million"
    return Finding("colours", State.OK, "256" if "256" in term else "16", hint)


def _clipboard(environment: Mapping[str, str], name: str) -> Finding:
    """Check OSC 52, which terminals do not answer."""
    if environment.get("TMUX"):
        return Finding("copying", State.OK, "by tmux load-buffer -w")
    if name == "Apple_Terminal":
        hint = "copy inside tmux, or open with o"
        return Finding("copying", State.WARNING, f"{name} has no OSC 52", hint)
    if any(known in name for known in _COPIES):
        return Finding("copying", State.OK, f"{name} has OSC 52, unless it is switched off")
    hint = "press y in the reader and paste to see"
    return Finding("copying", State.OK, "by OSC 52, if the terminal has it", hint)


def _links(environment: Mapping[str, str], name: str) -> str:
    """Check OSC 8, which terminals do not answer either."""
    vte = environment.get("VTE_VERSION", "")
    if any(known in name for known in _LINKS) or (vte.isdecimal() and int(vte) >= 5000):
        return "clickable (OSC 8)"
    if name == "tmux":
        return "clickable from tmux 3.4 on, if configured"
    return "clickable if the terminal has OSC 8; o always opens"


def _widths() -> Finding:
    """Draw each of `_WIDTHS` without echo, and ask for the position of the cursor."""
    descriptor = sys.stdin.fileno()
    modes = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor, termios.TCSADRAIN)
    try:
        drawn = {text: _drawn(descriptor, text) for text in _WIDTHS}
    finally:
        # Late answers are discarded.
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, modes)
    if None in drawn.values():
        what = "the terminal does not report its cursor position"
        return Finding("widths", State.WARNING, what)
    wrong = [f"{text} takes {width}" for text, width in drawn.items() if width != _WIDTHS[text]]
    if wrong:
        what = f"lines will not align: {', '.join(wrong)}"
        hint = "let it draw ambiguous characters narrow, and choose a font that has them"
        return Finding("widths", State.WARNING, what, hint)
    return Finding("widths", State.OK, "characters are as wide as expected")


def _drawn(descriptor: int, text: str) -> int | None:
    """Return the columns of ``text`` on the terminal; None without an answer."""
    sys.stdout.flush()
    os.write(sys.stdout.fileno(), f"\r{text}\x1b[6n\r\x1b[K".encode())
    answer, end = b"", time.monotonic() + 1.0  # over a slow line
    while not (position := _POSITION.search(answer)):
        if not select.select([descriptor], [], [], max(0.0, end - time.monotonic()))[0]:
            return None
        answer += os.read(descriptor, 64)
    return int(position[2]) - 1
