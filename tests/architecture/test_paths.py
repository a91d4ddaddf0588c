"""Short paths: how many modules of Octavo a star and a letter in the filter pass through.

Counted from the key press until everything is done and painted, model and screen together.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.tui.conftest import home_of_two_digests, library, paths
from tests.tui.driver import Reader, reading

from octavo_model import View
from octavo_tui.app.upkeep import Upkeep
from octavo_tui.controllers.finding.scope import ScopeController

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from octavo_model import Library, Paths, View

__all__ = ["home_of_two_digests", "library", "paths"]  # fixtures

STAR, LETTER = 69, 70


@pytest.fixture(autouse=True)
def _nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start nothing by time: it is no part of a path."""

    async def nothing(_self: object) -> None: ...

    def no_count(scope: ScopeController) -> None:
        scope.timer = None

    monkeypatch.setattr(ScopeController, "count_now", no_count)
    monkeypatch.setattr(Upkeep, "poll", nothing)
    monkeypatch.setattr(Upkeep, "_painted", nothing)


async def passed(reader: Reader, *keys: str, before: tuple[str, ...]) -> set[str]:
    """The modules whose functions run for ``keys``, in any thread."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        name = frame.f_globals.get("__name__", "")
        if event == "call" and name.startswith(("octavo_model.", "octavo_tui.")):
            seen.add(name)

    loop = asyncio.get_running_loop()
    # A profile is seen by the threads that start after it: one, which has done the same before.
    threading.setprofile(note)
    loop.set_default_executor(ThreadPoolExecutor(1))
    try:
        await reader.press(*before)
        reader.pilot.app.session.close()  # type: ignore[attr-defined]  # the place is on disk
        seen.clear()
        sys.setprofile(note)
        await reader.press(*keys)
        sys.setprofile(None)
    finally:
        threading.setprofile(None)
    return seen


async def test_a_star(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        modules = await passed(reader, "s", before=("s", "s"))
        assert library.catalog.counts(View.starred()).total == 3
    assert len(modules) <= STAR, sorted(modules)


async def test_a_letter_in_the_filter(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        library.search.prepare()
        modules = await passed(reader, "e", before=("/", *"she"))
        assert reader.screen.line.text == "shee"
    assert len(modules) <= LETTER, sorted(modules)


async def test_nothing_is_read_from_sqlite_on_the_event_loop_after_a_star(
    library: Library, paths: Paths
) -> None:
    asked: list[str] = []

    def note(frame: FrameType, event: str, function: Callable[..., object]) -> None:
        if event == "c_call" and type(getattr(function, "__self__", None)).__module__ == "sqlite3":
            asked.append(frame.f_code.co_qualname)

    async with reading(library, paths) as reader:
        await reader.press("s", "k", "d", "escape")
        sys.setprofile(note)
        await reader.press("s")
        sys.setprofile(None)
        assert asked == []
        assert not reader.row.starred
        # The way to find it finds it.
        sys.setprofile(note)
        library.catalog.paper(reader.row.id)
        sys.setprofile(None)
        assert asked
