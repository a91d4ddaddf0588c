"""One target in one process, led by atheris where that is installed; see `tests.fuzz.run`.

Usage: python -m tests.fuzz.child NAME WORK [blind] CORPUS OPTIONS…, the options those of libFuzzer.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import time
import warnings
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fuzz.watching import Watched

_EVERY = 0.5
"""Seconds between two writings of the count, which a hard end must not lose."""


def main(arguments: list[str]) -> None:
    """Fuzz the target that ``arguments`` name."""
    name, work, *rest = arguments
    atheris = None if rest[0] == "blind" else _atheris()
    if rest[0] == "blind":
        del rest[0]
    with atheris.instrument_imports(include=["octavo_model"]) if atheris else nullcontext():
        from tests.fuzz.targets import MOST_DIGITS, TARGETS
    from tests.fuzz.watching import Watched

    sys.set_int_max_str_digits(MOST_DIGITS)
    warnings.simplefilter("ignore")
    logging.disable()
    watched = Watched(TARGETS[name], Path(work) / "faults")
    report = _Report(watched, Path(work) / "last.json")

    def once(data: bytes) -> None:
        watched(data)
        report.from_time_to_time()

    if atheris is not None:
        atheris.Setup([sys.argv[0], *rest], once)
        atheris.Fuzz()
        return
    from tests.fuzz.mutating import inputs

    bounds = dict(one.split("=", 1) for one in rest if one.startswith("-") and "=" in one)
    most, seconds = int(bounds.get("-runs", 0)), float(bounds.get("-max_total_time", 0))
    end = time.monotonic() + seconds if seconds else float("inf")
    for data in inputs(TARGETS[name], time.time_ns()):
        once(data)
        if (most and watched.executions >= most) or time.monotonic() > end:
            break
    report.write()


def _atheris() -> Any:
    """The module, if it is installed; it does not exist for macOS and new versions of Python."""
    try:
        return importlib.import_module("atheris")
    except ImportError:
        return None


class _Report:
    """Writes the figures so far to a file."""

    def __init__(self, watched: Watched, path: Path) -> None:
        self._watched = watched
        self._path = path
        self._start = time.monotonic()
        self._next = 0.0
        self._faults = 0

    def from_time_to_time(self) -> None:
        """Write them, if some time has passed or a fault was found."""
        now = time.monotonic()
        faults = len(self._watched.faults)
        if now > self._next or faults != self._faults:
            self._next, self._faults = now + _EVERY, faults
            self.write()

    def write(self) -> None:
        """Write them."""
        watched = self._watched
        figures = {
            "executions": watched.executions,
            "seconds": round(time.monotonic() - self._start, 2),
            "slowest": round(watched.slowest, 3),
            "faults": list(watched.faults),
        }
        self._path.write_text(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
