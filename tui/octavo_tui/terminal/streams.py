"""The standard streams of the process, and errors on them: told in one line, never a traceback."""

from __future__ import annotations

import io
import os
import sys

from octavo_model.core.errors import OctavoError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from typing import TextIO

    from octavo_model import Paths

INTERRUPTED = 130


class Guarded(io.TextIOWrapper):
    """A stream for people: what a terminal would obey is written as an escape, whoever wrote it.

    Most texts are safe long before. This is for those that come by ways of their own: the names of
    files, complaints of argparse about its arguments, tracebacks. What paints the terminal, as
    Textual and bars do, writes to `sys.__stderr__`.
    """

    def write(self, text: str) -> int:
        """Write ``text``; a line that is plain costs next to nothing."""
        if not (text.isprintable() or text.replace("\n", "").isprintable()):
            from octavo_model.text.clean import harmless

            super().write(harmless(text))
            return len(text)
        return super().write(text)


def prepare() -> None:
    """Make the standard streams fit for use.

    Those that were closed when the process began are replaced, as GNU's tools do it: their
    descriptors are taken, lest a file of the library be opened under one, and opened the wrong
    way round, so that whoever reads or writes is told. A title in a script that the terminal's
    encoding lacks is no reason to fail, and nothing that is printed is obeyed: see `Guarded`.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDONLY if name == "stdout" else os.O_WRONLY)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            stream = open(number, "w" if number else "r", closefd=False)  # noqa: SIM115
            for place in (name, f"__{name}__"):
                setattr(sys, place, stream)
    for output in (sys.stdout, sys.stderr):
        # Whoever embeds Python may have put something else in their place.
        getattr(output, "reconfigure", lambda **_: None)(errors="replace")
    sys.stdout, sys.stderr = _guarded(sys.stdout), _guarded(sys.stderr)


def clamp_size_variables(environment: MutableMapping[str, str] = os.environ) -> None:
    """Make COLUMNS and LINES sizes of a screen; remove what is no size.

    Done once, before argparse, Rich and Textual read them: each of these believes any number.
    """
    from octavo_tui.render.geometry import MOST_COLUMNS, MOST_LINES

    for name, most in (("COLUMNS", MOST_COLUMNS), ("LINES", MOST_LINES)):
        try:
            number = int(environment[name])
        except KeyError:
            continue
        except ValueError:
            number = 0
        if number > 0:
            environment[name] = str(min(number, most))
        else:
            del environment[name]


def _guarded(stream: TextIO) -> TextIO:
    """``stream`` under guard; as it is where somebody has put something of their own there."""
    if type(stream) is not io.TextIOWrapper:
        return stream
    return Guarded(
        # A buffer of its own, which leaves the descriptor open when it goes.
        open(stream.fileno(), "wb", closefd=False),
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.line_buffering,
    )


def guarded(call: Callable[[], int], paths: Paths | None = None) -> int:
    """What ``call`` returns, once all output is out; where it failed, the user has been told.

    An error that nobody foresaw is written down below ``paths`` (the user's own), in one log.

    Returns:
        An exit status: that of ``call``, 1 after an error, 130 after ctrl+c.
    """
    status = _attempt(call, paths)
    flushed = _attempt(_flush, paths)
    _settle_errors()
    return status or flushed


def tell(text: str) -> None:
    """Print ``text`` to standard error; where even that fails there is nobody to tell."""
    if sys.stderr is None:
        return
    if early_paint := sys.modules.get("octavo_tui.startup.early_paint"):
        early_paint.leave()
    try:
        from octavo_model.text.clean import visible

        print(f"octavo: {visible(text)}", file=sys.stderr, flush=True)
    except OSError:
        _abandon(sys.stderr)


def _attempt(call: Callable[[], int], paths: Paths | None) -> int:
    try:
        return call()
    except OctavoError as error:
        tell(str(error))
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0
        tell(str(stop.code))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        _abandon(sys.stdout)
    except OSError as error:
        from octavo_model.storage.failures import of_system

        # An error without a file's name is met where nothing else is: at a stream.
        tell(str(of_system(str(error.filename or "standard output"), error)))
        if error.filename is None:
            _abandon(sys.stdout)
    except Exception as error:  # noqa: BLE001 - it is told, and written down whole
        tell(_crashed(error, paths))
    return 1


def _crashed(error: Exception, paths: Paths | None) -> str:
    """What to say of an error that nobody foresaw, once it is written down."""
    from octavo_model import Paths
    from octavo_model.core.dates import utc_now
    from octavo_model.storage.crash_reports import write_crash_report
    from octavo_model.text.clean import clean_line

    said = f"stopped by an error of its own: {type(error).__name__}"
    if text := clean_line(str(error))[:200]:
        said = f"{said}: {text}"
    try:
        log = write_crash_report(error, (paths or Paths.of_user()).state, utc_now())
    except OSError as fault:
        return f"{said} (and it could not be written down: {fault.strerror})"
    return f"{said} (your papers and marks are on disk; please report what is in {log})"


def _flush() -> int:
    if sys.stdout is not None:
        sys.stdout.flush()
    return 0


def _settle_errors() -> None:
    """Let go of complaints that could not be told, such as those of threads on a lost terminal."""
    if sys.stderr is not None:
        try:
            sys.stderr.flush()
        except OSError:
            _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    """Let what is still to be written to ``stream`` go nowhere.

    Else the interpreter would try once more when it ends, and complain in its own way.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
