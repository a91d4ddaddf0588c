"""Keys that come while the reader starts wait until its screen is ready, and run in order.

Each test makes the start wait in one phase, types, and lets the start go on.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.tui.conftest import DAYS, PAGES
from tests.tui.virtual_terminal import START, Terminal, environment_in, paths_in
from textual.keys import key_to_character

from octavo_model import Library, View
from octavo_model.core.parsed import ImportOptions
from octavo_tui.commands import COMMANDS
from octavo_tui.keys import sequences
from octavo_tui.render.geometry import list_place

_STOP_AND_REPORT = """
import asyncio, os, select, sys
reached, gate = map(int, sys.argv[2:4])

def stop():
    os.write(reached, b"waiting\\n")
    while not select.select([gate], [], [], 0.05)[0]:
        pass

from octavo_tui.app.app import OctavoApp
run_action = OctavoApp.run_action

async def reported(self, action, *rest, **options):
    name = action.removeprefix("app.")
    os.write(reached, f"started {name}\\n".encode())
    done = await run_action(self, action, *rest, **options)
    os.write(reached, f"done {name}\\n".encode())
    return done

OctavoApp.run_action = reported
"""
_STOP_PAINTED = """
from octavo_tui.startup import early_paint
start = early_paint.start

def painted():
    start()
    stop()

early_paint.start = painted
"""
_STOP_IN_METHOD = """
from functools import wraps
from inspect import isawaitable
from octavo_tui.{module} import {owner}
original = {owner}.{method}

@wraps(original)
async def waiting(self, *arguments):
    {before}
    result = original(self, *arguments)
    if isawaitable(result):
        await result
    {after}

{owner}.{method} = waiting
"""


def _stop_in(module: str, owner: str, method: str, *, after: bool = False) -> str:
    """Code that stops before or after a method, while the event loop goes on."""
    stop = "await asyncio.to_thread(stop)"
    before, behind = ("", stop) if after else (stop, "")
    return _STOP_IN_METHOD.format(
        module=module, owner=owner, method=method, before=before, after=behind
    )


FIRST, PAINTED = "before the first byte", "after the early paint"
WIDGETS, DATA = "before the widgets", "before the data"
PHASES = {
    FIRST: "stop()",
    PAINTED: _STOP_PAINTED,
    WIDGETS: _stop_in("app.screen", "ReadingScreen", "_compose"),
    "before mount": _stop_in("app.screen", "ReadingScreen", "on_mount"),
    "after mount": _stop_in("app.screen", "ReadingScreen", "on_mount", after=True),
    DATA: _stop_in("controllers.lists", "ListController", "complete"),
}
TYPED = {
    "down": "\x1b[B", "up": "\x1b[A", "home": "\x1b[H", "end": "\x1b[F", "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~", "space": " ", "enter": "\r", "escape": "\x1b", "backslash": "\\",
    "tab": "\t", "f1": "\x1bOP", "left": "\x1b[D", "right": "\x1b[C", "slash": "/",
}  # fmt: skip
LINE_MODE = ("ctrl+d", "ctrl+u", "ctrl+q", "ctrl+r", "ctrl+z")
"""Keys that a terminal in line mode keeps for itself: no program receives them."""
ALWAYS = {
    (FIRST, "enter"), (PAINTED, "enter"), (PAINTED, "ctrl+z"), (WIDGETS, "d"), (DATA, "q"),
    (PAINTED, "g", "a"),
}  # fmt: skip
"""What `make test` runs of the matrix."""
MATRIX = [
    pytest.param(
        phase, keys, command.action.removeprefix("app."),
        id=f"{phase}-{' '.join(keys)}",
        marks=() if (phase, *keys) in ALWAYS else pytest.mark.slow,
    )
    for phase in PHASES
    for command in COMMANDS
    if not command.pane
    for keys in sequences(command.keys)
    if phase != FIRST or not set(keys) & set(LINE_MODE)
]  # fmt: skip
SEVERAL = "jjs>d"
"""Two rows down, a star, a wider list, the drawer."""
SIZE = (160, 45)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the reader was left, so that its list is painted early."""
    home = tmp_path_factory.mktemp("left")
    with Library.open(paths_in(home)) as library:
        for name, day in DAYS.items():
            library.imports.import_bytes(
                (PAGES / name).read_bytes(), ImportOptions(name=name, date=day)
            )
    paths = paths_in(home)
    paths.config.mkdir(parents=True)
    paths.settings.write_text("read_after = 0\n")
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for(" left")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    return home


@pytest.fixture
def home(left: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(left, tmp_path / "home"))


def have_run(terminal: Terminal) -> bool:
    """Whether all of `SEVERAL` have done their work, in their order."""
    x, width, _ = list_place(*SIZE, width=80 / 127 + 0.05, drawer=True)
    return (
        " ★ SP(IN)²" in terminal.lines[2]
        and terminal.lines[0].find("│", x) == x + width
        and "▌▸HF Daily 5 Nov 2025" in terminal.text
    )


@contextmanager
def starting(home: Path, phase: str, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
    """A reader that waits in ``phase`` and reports its actions."""
    script = f"{_STOP_AND_REPORT}{PHASES[phase]}\nexec({START!r})"
    environment = {**environment_in(home), "BROWSER": "true"}
    with Terminal(environment, start=script, size=size) as terminal:
        assert terminal.wait_for_report() == "waiting"
        yield terminal
    assert not list(paths_in(home).state.glob("crash-*"))


def typed(key: str) -> str:
    """What a terminal sends for ``key``."""
    if key.startswith("ctrl+"):
        return chr(ord(key[-1]) & 0x1F)
    return TYPED.get(key) or key_to_character(key) or key


@pytest.mark.slow
@pytest.mark.parametrize(("phase", "keys", "action"), MATRIX)
def test_a_key_of_any_phase_runs_its_command(
    home: Path, phase: str, keys: tuple[str, ...], action: str
) -> None:
    with starting(home, phase) as terminal:
        terminal.type("".join(map(typed, keys)))
        terminal.let_go()
        assert terminal.wait_for_report() == f"started {action}"
        if keys == ("ctrl+z",):
            terminal.wait_for_stop()
            terminal.signal(signal.SIGCONT)
        assert terminal.wait_for_report() == f"done {action}"
        if action != "quit":
            terminal.signal(signal.SIGTERM)

        assert terminal.wait_for_end() == (0 if action == "quit" else 128 + signal.SIGTERM)
        assert terminal.is_clean


@pytest.mark.parametrize(
    "phase", [DATA, *(pytest.param(one, marks=pytest.mark.slow) for one in PHASES if one != DATA)]
)
def test_several_keys_of_any_phase_run_in_order(home: Path, phase: str) -> None:
    with starting(home, phase, SIZE) as terminal:
        terminal.type(SEVERAL)
        terminal.let_go()

        terminal.wait_for(lambda: have_run(terminal))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_keys_at_any_moment_of_the_start(home: Path, seed: int) -> None:
    with Terminal(environment_in(home), size=SIZE) as terminal:
        terminal.read_for(random.Random(seed).uniform(0, 1))
        terminal.type(SEVERAL)

        terminal.wait_for(lambda: have_run(terminal))


@pytest.mark.slow
def test_a_key_waits_for_what_the_filter_finds(home: Path) -> None:
    session = paths_in(home).sessions / "0.json"
    session.write_text(json.dumps({**json.loads(session.read_text()), "filter": "sheep"}))
    with starting(home, DATA) as terminal:
        terminal.type("s")
        terminal.let_go()
        terminal.wait_for("★")

    with Library.open(paths_in(home)) as library:
        assert library.catalog.counts(View.all()).starred == 1


@pytest.mark.slow
@pytest.mark.parametrize("phase", [WIDGETS, DATA])
def test_a_signal_does_not_wait(home: Path, phase: str) -> None:
    with starting(home, phase) as terminal:
        terminal.type("s")
        terminal.signal(signal.SIGTERM)
        terminal.let_go()

        assert terminal.wait_for_end() == 128 + signal.SIGTERM
        assert terminal.is_clean
