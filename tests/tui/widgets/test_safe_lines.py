"""No line on screen holds what a terminal obeys or a person overlooks, whichever widget drew it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from tests.fuzz.safety import dangers
from tests.tui.attacks import ATTACKS, CRUEL, SEQUENCES
from tests.tui.driver import make_app, reading
from tests.tui.render.test_paper_page import OWLS
from tests.tui.virtual_terminal import PATIENCE
from textual.app import App
from textual.color import Color
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from octavo_model import Library, Link, Paths
from octavo_model.core.paper import Edition
from octavo_model.core.views import View
from octavo_model.export.writing import FORMATS
from octavo_model.search.query.completion import Completion
from octavo_model.settings.settings import Settings
from octavo_tui.dialogs.confirm import ConfirmDialog
from octavo_tui.dialogs.export import ExportDialog
from octavo_tui.dialogs.help import HelpDialog
from octavo_tui.dialogs.paper import CopyDialog, LinkDialog, MergeDialog, RevisionDialog
from octavo_tui.dialogs.saved_view import SavedViewDialog
from octavo_tui.keys import Keymap
from octavo_tui.widgets.base import SafeLines
from octavo_tui.widgets.completions import Completions
from octavo_tui.widgets.drawer import Drawer, DrawerItem

SIZE = (140, 60)
EVIL = f"evil{CRUEL}end"
TEXTS = [*ATTACKS, "\n", "\t", "\0", "\u3164", CRUEL]


def filtered(*segments: Segment) -> list[Segment]:
    return SafeLines().apply(list(segments), Color.parse("black"))


@pytest.mark.parametrize("attack", TEXTS)
def test_a_line_is_safe_and_as_wide_as_before(attack: str) -> None:
    before = [Segment("one ", Style(bold=True)), Segment(f"two{attack}three"), Segment("● 四")]
    after = filtered(*before)

    assert dangers("".join(one.text for one in after)) == []
    assert [one.cell_length for one in after] == [one.cell_length for one in before]
    assert [one.style for one in after] == [one.style for one in before]
    assert after[1].text.startswith("two")


@pytest.mark.parametrize("text", ["plain", "● ★ 深度学习　é\u00a0x", "👩🏽 ❤️", "─" * 30])
def test_a_good_line_stays_the_same(text: str) -> None:
    line = [Segment(text), Segment(" ")]
    assert SafeLines().apply(line, Color.parse("black")) is line


def lines(app: App[None]) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips()]


async def see(pilot: Pilot[None], shows: str = "evil") -> None:
    """Wait until ``shows`` is on screen, and see that all of it is safe."""
    end = time.monotonic() + PATIENCE
    while shows not in "\n".join(lines(pilot.app)) and time.monotonic() < end:
        await pilot.pause()
    shown = lines(pilot.app)
    assert shows in "\n".join(shown), shown
    assert [(dangers(line), line) for line in shown if dangers(line)] == []


async def test_the_status_line(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        status = reader.screen.status
        status.say(f"evil{SEQUENCES[3]}title")
        await see(reader.pilot, r"evil\x1b]0;PWN\x07title")
        status.say("")
        status.show_progress(f"B{EVIL}")
        await see(reader.pilot, "Bevil")
        status.status = status.status._replace(title=f"T{EVIL}")
        await see(reader.pilot, "Tevil")


async def test_the_drawer(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await reader.press("d")
        named = [f"/ N{EVIL}", *(f"/ {one} {at}" for at, one in enumerate(TEXTS))]
        entries = [DrawerItem(one, View.of_query(one), "1/2", one) for one in named]
        reader.pilot.app.screen.query_one(Drawer).show(entries, None)
        await see(reader.pilot, "/ Nevil")
        await see(reader.pilot, r"/ \x1b]0;PWN\x07 3")


async def test_the_detail(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        paper = replace(OWLS, title=f"P{EVIL}", abstract=f"A{EVIL}", comments=f"C{SEQUENCES[3]}")
        reader.screen.view.show(paper)
        await see(reader.pilot, "Pevil")
        await see(reader.pilot, r"Comments: C\x1b]0;PWN")


async def test_the_filter_line(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await reader.press("slash")
        reader.screen.line.note = f"O{EVIL}"
        await see(reader.pilot, "Oevil")
        shown = reader.pilot.app.screen.query_one(Completions)
        shown.show([Completion(0, 0, "x", f"L{EVIL}", f"H{EVIL}")])
        await see(reader.pilot, "Levil")


DIALOGS: dict[str, Callable[[], Screen[Any]]] = {
    "copy": lambda: CopyDialog(replace(OWLS, title=EVIL, abstract=EVIL, authors=(EVIL,))),
    "merge": lambda: MergeDialog(replace(OWLS, title=EVIL), [replace(OWLS, id=2, title=EVIL)]),
    "revision": lambda: RevisionDialog(
        replace(OWLS, title=EVIL, abstract=f"new {EVIL}"),
        Edition(version=1, abstract=f"old {EVIL}"),
    ),
    "links": lambda: LinkDialog([Link("https://a.example/evil", EVIL, EVIL)]),
    "save": lambda: SavedViewDialog(EVIL, EVIL, EVIL, EVIL, {EVIL: EVIL}),
    "confirm": lambda: ConfirmDialog(EVIL, [EVIL, EVIL], EVIL),
    "help": lambda: HelpDialog(Keymap(), "list", [EVIL]),
    "export": lambda: ExportDialog(
        (EVIL, EVIL),
        {(paper, one.name): EVIL for paper in (True, False) for one in FORMATS},
        only_paper=False,
    ),
}


@pytest.mark.parametrize("name", DIALOGS)
async def test_every_dialog(library: Library, paths: Paths, name: str) -> None:
    async with reading(library, paths, SIZE) as reader:
        reader.pilot.app.push_screen(DIALOGS[name]())
        await reader.pilot.pause()
        await see(reader.pilot)


@pytest.mark.slow
async def test_queries_asked_before(library: Library, paths: Paths) -> None:
    paths.history.parent.mkdir(parents=True, exist_ok=True)
    paths.history.write_text("".join(f"h {one} evil\n" for one in TEXTS), "utf-8", "replace")
    async with reading(library, paths, SIZE) as reader:
        await reader.press("slash")
        for _ in TEXTS:
            before = reader.screen.line.text
            await reader.press("alt+up")
            assert reader.screen.line.text != before
            await see(reader.pilot, " / ")


async def test_messages_and_the_palette(library: Library, paths: Paths) -> None:
    settings = Settings(theme=EVIL, keys={EVIL: "x", "star": EVIL})
    app = make_app(library, paths, settings=settings, faults=[EVIL], notices=[EVIL])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        app.notify(f"M{EVIL}", title=f"T{EVIL}", markup=False)
        await see(pilot, "Mevil")
        await see(pilot, "Tevil")
        app.clear_notifications()
        await pilot.press("ctrl+p")
        await pilot.pause()
        app.screen.query_one(Input).value = EVIL
        await see(pilot)
