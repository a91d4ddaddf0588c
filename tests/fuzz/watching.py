"""Runs a target, and keeps what it finds: one example of each fault, by where it came up."""

from __future__ import annotations

import time
import traceback
from pathlib import Path

from tests.fuzz.targets import Target

SECONDS_A_MEGABYTE = 2.0
"""Of processor time that a parser may take."""
_PATIENCE = 1.0
"""Seconds more, for what does not depend on the input: collecting garbage, first imports."""


class Watched:
    """A target under watch.

    Attributes:
        executions: How often it ran.
        faults: Of each fault where it came up and an input that leads there.
        slowest: Most seconds of processor time that one input took.

    Args:
        target: What to run.
        keep: A folder for inputs that lead to faults; None to keep them in memory alone.
    """

    def __init__(self, target: Target, keep: Path | None = None) -> None:
        self.executions = 0
        self.faults: dict[str, bytes] = {}
        self.slowest = 0.0
        self._target = target
        self._keep = keep

    def __call__(self, data: bytes) -> None:
        """Run it once; a fault is noted, and no reason to stop."""
        self.executions += 1
        start = time.process_time()
        try:
            self._target.run(data)
        except Exception as error:  # noqa: BLE001 - to find them is what this is for
            self._note(_place(error), data)
        took = time.process_time() - start
        if took > self.slowest:
            self.slowest = took
            if took > _PATIENCE + SECONDS_A_MEGABYTE * len(data) / (1 << 20):
                self._note(f"slow: {took:.1f} s for {len(data)} bytes", data)

    def _note(self, what: str, data: bytes) -> None:
        if what in self.faults:
            return
        self.faults[what] = data
        if self._keep is not None:
            self._keep.mkdir(parents=True, exist_ok=True)
            stem = f"{self._target.name.replace(' ', '-')}-{len(self.faults)}"
            (self._keep / f"{stem}.bin").write_bytes(data)
            (self._keep / f"{stem}.txt").write_text(
                f"{what}\n\n{traceback.format_exc()}", "utf-8", "backslashreplace"
            )


def _place(error: Exception) -> str:
    """Where an error came up: its kind, and the last line of ours that it passed."""
    ours = [
        one
        for one in traceback.extract_tb(error.__traceback__)
        if "octavo" in one.filename or "fuzz" in one.filename
    ]
    last = ours[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
