"""``octavo`` as it is shipped, or another Textual app, with a watch on its event loop.

    python benchmarks/watched.py FILE [SCRIPT ARGUMENT...]

Writes every stretch for which the event loop was held up to FILE, one a line, when the app
ends: when it began (`time.perf_counter`), how many seconds it took, whose turn it was, and how
many seconds of processor it used.
Where ``OCTAVO_BENCH_PROFILE`` names another file, what the loop's thread does between two SIGUSR1
is profiled into that.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import os
import runpy
import signal
import sys
import time
from pathlib import Path

Stretch = tuple[float, float, str, float]

WORTH_TELLING = 0.001
"""Seconds."""


def watch(stretches: list[Stretch]) -> None:
    """Time all that the event loop runs; it runs nothing else meanwhile."""
    run = asyncio.Handle._run  # noqa: SLF001 - all goes through it

    def timed(handle: asyncio.Handle) -> None:
        began, used = time.perf_counter(), time.thread_time()
        run(handle)
        took = time.perf_counter() - began
        if took >= WORTH_TELLING:
            stretches.append((began, took, _name(handle), time.thread_time() - used))

    setattr(asyncio.Handle, "_run", timed)  # noqa: B010 - typeshed has no such name to set


def _name(handle: asyncio.Handle) -> str:
    """Whose turn it was: a task's name (Textual names those of widgets), or a callback's."""
    callback = handle._callback  # type: ignore[attr-defined] # noqa: SLF001
    owner = getattr(callback, "__self__", None)
    return owner.get_name() if isinstance(owner, asyncio.Task) else repr(callback)


def profile_between_signals() -> cProfile.Profile:
    """A profile that SIGUSR1 starts, and stops."""
    profile, on = cProfile.Profile(), False

    def turn(_number: int, _frame: object) -> None:
        nonlocal on
        on = not on
        if on:
            profile.enable()
        else:
            profile.disable()

    signal.signal(signal.SIGUSR1, turn)
    return profile


def main() -> int:
    """Run the app; keep what was seen."""
    file = Path(sys.argv.pop(1))
    stretches: list[Stretch] = []
    watch(stretches)
    profile = profile_between_signals()
    del sys.argv[0]
    try:
        if sys.argv:
            runpy.run_path(sys.argv[0], run_name="__main__")
            return 0
        from octavo_tui.__main__ import main as octavo

        sys.argv = ["octavo"]
        return octavo()
    finally:
        file.write_text("".join(json.dumps(one) + "\n" for one in stretches))
        if kept := os.environ.get("OCTAVO_BENCH_PROFILE"):
            profile.dump_stats(kept)


if __name__ == "__main__":
    sys.exit(main())
