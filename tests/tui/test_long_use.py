"""Long use: nothing breaks and nothing grows, however long the keys go on.

The environment sets the scale: OCTAVO_SOAK_SECONDS and OCTAVO_SOAK_PAPERS (see `make soak`).
"""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import TODAY
from tests.tui.soak import Soak, digests

from octavo_model import Library, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.settings import settings as settings_file
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.spec import make
from octavo_tui.app.app import OctavoApp
from octavo_tui.controllers.fetching.sources import Sources
from octavo_tui.terminal.memory import share_heaps

if TYPE_CHECKING:
    from octavo_model import Paths

SECONDS = float(os.environ.get("OCTAVO_SOAK_SECONDS") or 4)
PAPERS = int(os.environ.get("OCTAVO_SOAK_PAPERS") or 1_000)
SEED = int(os.environ.get("OCTAVO_SOAK_SEED") or 1)
LATE_FILES = 1
"""What is opened at its first use, and kept: the rows of a ranking, ``rows.idx``."""
MOST_GROWTH = 0.05
LONG_ENOUGH = 100
"""Seconds after which each kind of work has been done once, and has its files."""
WARM = 900
"""Seconds a soak has to last for its growth to mean something: until then caches fill, Textual's
and SQLite's, which have one for each thread."""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory from /proc")
async def test_random_keys_break_nothing_and_leak_nothing(
    paths: Paths,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("TMUX", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    dice, incoming, troubles = random.Random(SEED), tmp_path / "incoming", []
    incoming.mkdir()
    share_heaps()  # as the reader does, but before the library is made in this process
    with Library.open(paths, machine="desk") as library, Library.open(paths) as other:
        for number, data in enumerate(digests(PAPERS, dice)):
            library.imports.import_bytes(data, ImportOptions(name=f"{number}.jsonl"))
        SourceList(paths).add(make("incoming", str(incoming)))
        app = OctavoApp(
            library,
            settings_file.Settings(fetch_automatically=False),
            settings_path=paths.settings,
            session_path=paths.sessions / "0.json",
            sources=Sources(paths),
            today=lambda: TODAY,
        )
        async with app.run_test(size=(120, 40)) as pilot:
            asyncio.get_running_loop().set_exception_handler(
                lambda _loop, context: troubles.append(context)
            )
            outcome = await Soak(pilot, library, other, incoming, dice).run(SECONDS)
        total = library.catalog.counts(View.all()).total

    last = outcome.samples[-1]
    with capsys.disabled():
        print(
            f"\nsoak: {outcome.keys:,} actions in {last.at:.0f} s over {total:,} papers,"
            f" {outcome.arrived} digests arrived; memory {last.memory / 1e6:.0f} MB,"
            f" {outcome.growth:+.1%} after the warm-up; threads {outcome.more_threads:+d},"
            f" descriptors {outcome.more_descriptors:+d} (seed {SEED})"
        )
    assert troubles == []
    assert outcome.keys > 0
    if SECONDS >= LONG_ENOUGH:
        assert outcome.more_threads <= 0
        assert outcome.more_descriptors <= LATE_FILES
    if SECONDS >= WARM:
        assert outcome.growth < MOST_GROWTH
