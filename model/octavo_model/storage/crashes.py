"""What is written down when Octavo fails in a way that nobody foresaw."""

from __future__ import annotations

import platform
import sys
import traceback
from typing import TYPE_CHECKING

from octavo_model import __version__
from octavo_model.core.dates import stamp
from octavo_model.storage.files import create_private, make_folder
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

MOST_KEPT = 5
"""Logs kept; the oldest go."""
_LONGEST = 200_000
"""Characters of one log: an endless recursion fills no disk."""


def write_down(error: BaseException, folder: Path, now: dt.datetime) -> Path:
    """Write one log of ``error`` into ``folder``, for its owner alone.

    It holds versions and the traceback, which names places in the code; nothing is sent
    anywhere, and no paper or mark is in it unless the error's own words quote one.

    Returns:
        The log.

    Raises:
        OSError: It cannot be written.
    """
    make_folder(folder)
    moment = stamp(now)
    path = folder / f"crash-{moment.replace(':', '').replace('.', '-')}.log"
    told = "".join(traceback.format_exception(error))
    if len(told) > _LONGEST:
        told = f"{told[: _LONGEST // 2]}\n…\n{told[-_LONGEST // 2 :]}"
    lines = [
        f"octavo {__version__}, {moment}",
        f"Python {platform.python_version()}, {platform.platform()}",
        f"arguments: {len(sys.argv) - 1}",
        "",
        *(clean_line(line) if not line.isprintable() else line for line in told.splitlines()),
    ]
    with create_private(path) as file:
        file.write(("\n".join(lines) + "\n").encode(errors="replace"))
    for old in sorted(folder.glob("crash-*.log"))[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
    return path
