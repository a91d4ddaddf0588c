"""Measure everything, side by side with what one would use instead, and write it down.

    make bench
    python benchmarks/run.py [--quick] [--only PART]

Writes docs/performance.md and docs/growth.svg; a quick run writes them to
the folder of the benchmark's libraries instead. Linux only: it reads processor time and memory
of other processes.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import time
import traceback
from importlib import import_module

import report
from libraries import FOLDER
from measuring import SIZES, Bench, say

PARTS = (
    "filtering",
    "finding",
    "typing_filter",
    "lists",
    "start",
    "marks",
    "store",
    "importing",
    "profiles",
    "memory",
    "suggesting",
    "fulltext",
    "others",
    "days",
)
"""Modules with a function ``measure``."""


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small libraries, few repeats")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART", help="only this")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="no library above this")
    options = parser.parse_args()
    bench, began = Bench(quick=options.quick, largest=options.largest), time.perf_counter()
    folder = FOLDER if options.quick else report.DOCS
    command = shlex.join(
        ["make", "bench"] if sys.argv[1:] == [] else ["benchmarks/run.py", *sys.argv[1:]]
    )
    failed: list[str] = []
    for part in options.only or PARTS:
        started = time.perf_counter()
        try:
            import_module(part).measure(bench)
        except Exception:  # noqa: BLE001 - what the other parts measure is written all the same
            traceback.print_exc()
            failed.append(part)
        say(f"-- {part}: {time.perf_counter() - started:.0f} s")
        # After each part: what was measured is written even if the run is cut off.
        page = report.write(bench, folder, command, time.perf_counter() - began)
        say(f"-- {page}")
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


if __name__ == "__main__":
    main()
