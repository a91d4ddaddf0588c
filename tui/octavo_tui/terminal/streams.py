"""The standard streams of the process, and one line for every error."""

from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping
    from typing import TextIO

    from octavo_model import Paths

FAILED, UNUSABLE, INTERRUPTED = 3, 4, 130
"""Exit statuses: see `octavo_tui.cli.exit_status`."""


class Guarded(io.TextIOWrapper):
    """A text stream that writes control sequences as visible escapes.

    Most texts are cleaned earlier. This is for the others: names of files, messages of argparse,
    tracebacks. Textual and progress bars, which paint, write to `sys.__stderr__`.
    """

    def write(self, text: str) -> int:
        """Write ``text`` without control sequences."""
        if not text.replace("\n", "").isprintable():
            from octavo_model.text.clean import harmless

            text = harmless(text)
        return super().write(text)

    def write_styled(self, parts: Iterable[tuple[str, str]]) -> None:
        """Write texts, each after its parameters of SGR (``1;33``); empty ones change nothing."""
        for style, text in parts:
            if style:
                super().write(f"\x1b[{style}m")
            self.write(text)
            if style:
                super().write("\x1b[0m")


def prepare() -> None:
    """Replace standard streams that cannot be used as they are.

    Streams that were closed at the start are replaced as GNU's tools do: their descriptors are
    taken, so that no file of the library gets one, and opened in the wrong direction, so that
    reading or writing fails. Characters that the terminal's encoding lacks become ``?``.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDONLY if name == "stdout" else os.O_WRONLY)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            stream = open(number, "w" if number else "r", closefd=False)  # noqa: SIM115
            for attribute in (name, f"__{name}__"):
                setattr(sys, attribute, stream)
    sys.stdout, sys.stderr = _guarded(sys.stdout), _guarded(sys.stderr)


def clamp_size_variables(environment: MutableMapping[str, str] = os.environ) -> None:
    """Limit COLUMNS and LINES to the largest screen: argparse and others accept any number."""
    from octavo_tui.render.geometry import MOST_COLUMNS, MOST_LINES

    for name, most in (("COLUMNS", MOST_COLUMNS), ("LINES", MOST_LINES)):
        try:
            number = int(environment.get(name, ""))
        except ValueError:
            number = 0
        if number > 0:
            environment[name] = str(min(number, most))
        else:
            environment.pop(name, None)


def _guarded(stream: TextIO) -> TextIO:
    """Return a `Guarded` stream; ``stream`` itself if a program that embeds Python made it."""
    if type(stream) is not io.TextIOWrapper:
        return stream
    stream.reconfigure(errors="replace")
    return Guarded(
        # It has a buffer of its own, and leaves the descriptor open.
        open(stream.fileno(), "wb", closefd=False),
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.line_buffering,
    )


def guarded(call: Callable[[], int], paths: Paths | None = None) -> int:
    """Return the exit status of ``call``: its own, 3 or 4 after an error, 130 after ctrl+c.

    All output is flushed, and every error printed. An unexpected error is also written to a log
    in the state folder of ``paths`` (by default the user's).
    """
    status = _attempt(call, paths)
    flushed = _attempt(sys.stdout.flush, paths)
    try:
        sys.stderr.flush()
    except OSError:
        # Messages that could not be printed, e.g. of threads on a lost terminal.
        _abandon(sys.stderr)
    return status or flushed


def print_error(text: str, below: str = "") -> None:
    """Print ``text`` to standard error, if that is possible, and another line ``below``."""
    if early_paint := sys.modules.get("octavo_tui.startup.early_paint"):
        early_paint.leave()
    try:
        from octavo_model.text.clean import visible

        more = f"\n{visible(below)}" if below else ""
        print(f"octavo: {visible(text)}{more}", file=sys.stderr, flush=True)
    except OSError:
        _abandon(sys.stderr)


def _attempt(call: Callable[[], int | None], paths: Paths | None) -> int:
    try:
        return call() or 0
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0
        print_error(str(stop.code))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        _abandon(sys.stdout)
        return 0
    except OSError as error:
        from octavo_model.storage.failures import of_system

        # An error without the name of a file comes from a stream.
        print_error(str(of_system(str(error.filename or "standard output"), error)))
        if error.filename is None:
            _abandon(sys.stdout)
    except Exception as error:  # noqa: BLE001 - it is printed, and written to a log
        from octavo_model.core.errors import OctavoError, UnusableError

        print_error(str(error) if isinstance(error, OctavoError) else _crashed(error, paths))
        if isinstance(error, UnusableError):
            return UNUSABLE
    return FAILED


def _crashed(error: Exception, paths: Paths | None) -> str:
    """Write an unexpected error to a log, and return a message about it."""
    from octavo_model import Paths
    from octavo_model.core.dates import utc_now
    from octavo_model.storage.crash_reports import write_crash_report
    from octavo_model.text.clean import clean_line

    message = f"stopped by a bug: {type(error).__name__}"
    if text := clean_line(str(error))[:200]:
        message = f"{message}: {text}"
    try:
        log = write_crash_report(error, (paths or Paths.of_user()).state, utc_now())
    except OSError as fault:
        return f"{message} (and no log could be written: {fault.strerror})"
    return f"{message} (your papers and marks are on disk; report what is in {log})"


def _abandon(stream: TextIO) -> None:
    """Discard what is still to be written to ``stream``.

    Otherwise the interpreter would try once more at its end, and print a traceback.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
