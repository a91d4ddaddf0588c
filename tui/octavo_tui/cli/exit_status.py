"""What the exit status of a command means, and how a command ends that was used wrongly."""

from __future__ import annotations

from enum import IntEnum
from typing import NoReturn

from octavo_tui.terminal import streams


class ExitStatus(IntEnum):
    """The exit statuses of Octavo, as scripts see them."""

    DONE = 0
    """Also when nothing matches."""
    NOTHING = 1
    """Nothing matches, and the caller asks for that with ``--exit-code``."""
    USAGE = 2
    """Wrong arguments or a wrong query: nothing is printed or written."""
    FAILED = streams.FAILED
    """Something that was asked for failed, in part or whole."""
    UNUSABLE = streams.UNUSABLE
    """The library is locked, newer or damaged."""
    INTERRUPTED = streams.INTERRUPTED
    """The user stopped the command."""


def refuse(message: str) -> NoReturn:
    """Stop with the exit status of wrong usage, and ``message`` on standard error."""
    streams.print_error(f"usage: {message}")
    raise SystemExit(ExitStatus.USAGE)
