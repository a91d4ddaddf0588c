"""The net under what reads files of strangers: an error that nobody foresaw costs one file."""

from __future__ import annotations

import platform
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model import __version__
from octavo_model.core.dates import stamp
from octavo_model.core.errors import OctavoError
from octavo_model.storage.files import create_private, make_folder
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LONGEST_WORDS = 200


class ReaderFailedError(OctavoError):
    """Something failed on a file in a way that nobody foresaw: a fault of Octavo, not of the file.

    Its cause is the error as it was raised.
    """


class Net:
    """Turns what nobody foresaw into a `ReaderFailedError`, and writes down how it came about.

    Parsers themselves have no net, so that tests and fuzzers see what they raise.

    Args:
        folder: Where logs are kept; None to write none.
        clock: Tells the time.
    """

    def __init__(
        self, folder: Path | None = None, clock: Callable[[], dt.datetime] | None = None
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._logs: dict[tuple[str, type[Exception]], Path | None] = {}

    @contextmanager
    def under(self, label: str, doing: str, *passing: type[Exception]) -> Iterator[None]:
        """See that whatever fails within fails for one file.

        Args:
            label: What the user calls the file.
            doing: What is done to it, in words: ``reading it as csv``.
            passing: Errors that somebody foresaw, beside `OctavoError`.

        Raises:
            ReaderFailedError: It failed in a way that nobody foresaw.
        """
        foreseen: tuple[type[Exception], ...] = (OctavoError, *passing)
        try:
            yield
        except foreseen:
            raise
        except Exception as error:
            words = str(error)[:_LONGEST_WORDS]
            said = f"{type(error).__name__}: {words}" if words else type(error).__name__
            log = self._written_down(doing, error)
            hint = f"please report what is in {log}" if log else "please report it"
            raise ReaderFailedError(label, f"{doing} failed: {said}", hint) from error

    def _written_down(self, doing: str, error: Exception) -> Path | None:
        """The log of ``error``; of a thousand files that fail alike, there is one."""
        if self._folder is None or self._clock is None:
            return None
        kind = (doing, type(error))
        if kind not in self._logs:
            try:
                self._logs[kind] = write_down(error, self._folder, self._clock())
            except OSError:
                self._logs[kind] = None  # the error itself is told all the same
        return self._logs[kind]


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
