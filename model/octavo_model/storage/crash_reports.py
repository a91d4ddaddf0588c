"""Unexpected errors: each costs one file, and is written to a crash report."""

from __future__ import annotations

import platform
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.dates import stamp
from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.storage.files import create_private, make_folder
from octavo_model.storage.versions import __version__
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LONGEST_MESSAGE = 200


class ParserCrashedError(OctavoError):
    """An unexpected error while a file was read: a bug of Octavo. Its cause is that error."""


class CrashGuard:
    """Turns an unexpected error into a `ParserCrashedError` for one file, and reports it.

    Reports are written into ``folder``. Parsers themselves are not guarded, so that tests and
    fuzzers see what they raise.
    """

    def __init__(
        self, folder: Path | None = None, clock: Callable[[], dt.datetime] | None = None
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._reports: dict[tuple[str, type[Exception]], Path | None] = {}

    @contextmanager
    def watch(self, label: str, doing: str, *expected: type[Exception]) -> Iterator[None]:
        """Raise `ParserCrashedError` about ``label`` for an unexpected error inside.

        ``doing`` says what is done: ``reading it as csv``. Expected errors and `OctavoError` pass;
        a `NotADigestError` is then about ``label`` too.
        """
        passing: tuple[type[Exception], ...] = (OctavoError, *expected)
        try:
            yield
        except NotADigestError as error:
            raise NotADigestError(label, error.why, error.hint) from None
        except passing:
            raise
        except Exception as error:
            message = str(error)[:_LONGEST_MESSAGE]
            name = type(error).__name__
            report = self._report(doing, error)
            hint = f"report what is in {report}" if report else "report it"
            why = f"{doing} failed: {name}: {message}" if message else f"{doing} failed: {name}"
            raise ParserCrashedError(label, why, hint) from error

    def _report(self, doing: str, error: Exception) -> Path | None:
        """Return the report of ``error``; there is one for many files that fail alike."""
        if self._folder is None or self._clock is None:
            return None
        kind = (doing, type(error))
        if kind not in self._reports:
            try:
                self._reports[kind] = write_crash_report(error, self._folder, self._clock())
            except OSError:
                self._reports[kind] = None  # the error itself is reported all the same
        return self._reports[kind]


MOST_KEPT = 5
"""Reports to keep; older ones are removed."""
_LONGEST = 200_000
"""Characters of one report, as an endless recursion must not fill the disk."""


def write_crash_report(error: BaseException, folder: Path, now: dt.datetime) -> Path:
    """Write a private report of ``error`` into ``folder``, and return its path.

    It holds versions and the traceback; no paper or mark is in it unless the message of the error
    quotes one. It may raise `OSError`.
    """
    make_folder(folder)
    moment = stamp(now)
    path = folder / f"crash-{moment.replace(':', '').replace('.', '-')}.log"
    trace = "".join(traceback.format_exception(error))
    if len(trace) > _LONGEST:
        trace = f"{trace[: _LONGEST // 2]}\n…\n{trace[-_LONGEST // 2 :]}"
    lines = [
        f"octavo {__version__}, {moment}",
        f"Python {platform.python_version()}, {platform.platform()}",
        f"arguments: {len(sys.argv) - 1}",
        "",
        *(clean_line(line) if not line.isprintable() else line for line in trace.splitlines()),
    ]
    with create_private(path) as file:
        file.write(("\n".join(lines) + "\n").encode(errors="replace"))
    for old in sorted(folder.glob("crash-*.log"))[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
    return path
