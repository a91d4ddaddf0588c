"""How many modules a common action passes through: a short path is quick to read and to change."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from octavo_model import Library, Paths

FIXTURES = Path(__file__).parents[2] / "fixtures"
MOST_FOR_AN_IMPORT = 52


def modules_passed(action: Callable[[], object]) -> set[str]:
    """Return our modules of which ``action`` runs a function, in whichever thread."""
    passed: set[str] = set()

    def note(frame: FrameType, event: str, _arg: object) -> None:
        name = frame.f_globals.get("__name__", "")
        if event == "call" and name.startswith(("octavo_model", "octavo_tui")):
            passed.add(name)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return passed


@pytest.mark.parametrize(
    "page",
    ["daily-papers-text/organisations.txt", "daily-papers-json/2026-08-21.json"],
)
def test_import_path(tmp_path: Path, page: str) -> None:
    """The import of one page without LaTeX, in a process that has imported another one before."""
    first = FIXTURES / "json-lines" / "papers.jsonl"
    with Library.open(Paths.under(tmp_path)) as library:
        library.imports.import_path(first)
        passed = modules_passed(lambda: library.imports.import_path(FIXTURES / page))

    assert len(passed) <= MOST_FOR_AN_IMPORT, sorted(passed)
