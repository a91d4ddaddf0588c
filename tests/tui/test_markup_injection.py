"""Markup injection: what would be markup to Textual or rich is shown as it is, in every widget.

Looked at are the strips that the compositor would write: their text, and that none of their styles
carries an action or a link that nobody of ours put there.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from tests.tui.driver import Reader, make_app, reading
from tests.tui.render.test_paper_page import OWLS
from textual.widgets._toast import Toast

from octavo_model import Library, Paths
from octavo_model.core.paper import Edition
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.views import View
from octavo_model.settings.settings import Settings
from octavo_model.text.latex import person, plainly
from octavo_tui.app.app import OctavoApp
from octavo_tui.dialogs.help import HelpDialog
from octavo_tui.dialogs.paper import CopyDialog, MergeDialog, RevisionDialog
from octavo_tui.keys import Keymap
from octavo_tui.widgets.drawer import Drawer, DrawerItem

SIZE = (160, 60)
MARKUP = [
    "[Re]", "[/]", "[@click=app.quit]x[/]", "[link=https://pwn.example]y[/link]", "[bold]z[/bold]",
    "[$primary]w[/]", "\\[v]", "[red on blue", "[[u]]", "[/bold]", "{red}", ":smile:",
]  # fmt: skip
ALWAYS = {"[Re]", "[@click=app.quit]x[/]", "\\[v]", "[red on blue"}
EVERYTHING = " ".join(MARKUP)
AS_IT_READS = plainly(EVERYTHING)
"""``\\[`` is LaTeX, and braces are its own where there is some."""


def painted(app: OctavoApp) -> str:
    """All text on screen; fails where a stranger's action or link is on it."""
    lines: list[str] = []
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is not None:
                assert "@click" not in style.meta, segment
                assert "pwn.example" not in (style.link or ""), segment
        lines.append(strip.text.rstrip())
    return "\n".join(lines)


def words(text: str) -> str:
    """Without white space and frames, so that it does not matter where lines are broken."""
    return "".join(char for char in text if not char.isspace() and char not in "│▌▐┃╭╮╰╯─")


async def seen(reader: Reader, *texts: str) -> None:
    app = reader.pilot.app
    assert isinstance(app, OctavoApp)
    await reader.pilot.pause()
    shown = painted(app)
    for text in texts:
        assert words(text) in words(shown), shown


def add_digest(library: Library) -> None:
    paper = {
        "title": f"T {EVERYTHING}", "abstract": f"A {EVERYTHING}",
        "authors": [{"name": f"N {EVERYTHING}"}],
        "comments": f"C {EVERYTHING}", "journal": f"J {EVERYTHING}", "id": "2511.00001",
        "categories": [f"S {EVERYTHING}"], "keywords": [f"K {EVERYTHING}"],
        "ai_summary": f"AI {EVERYTHING}", "submittedBy": f"B {EVERYTHING}", "doi": "10.1/[b]x[/b]",
    }  # fmt: skip
    bare = {"title": "Plain", "organization": f"O {EVERYTHING}", "id": "2511.00002"}
    lines = "\n".join(map(json.dumps, (paper, bare)))
    library.imports.import_bytes(
        lines.encode(), ImportOptions(name="2025-11-24.jsonl", date=dt.date(2025, 11, 24))
    )


async def test_in_list_detail_status_and_filter(library: Library, paths: Paths) -> None:
    add_digest(library)
    async with reading(library, paths, SIZE) as reader:
        await seen(reader, f"T {EVERYTHING}"[:40])
        for part in "ANCJSKB":
            forms = (words(f"{part} {form}") for form in (AS_IT_READS, EVERYTHING))
            assert any(form in words(reader.page) for form in forms), part
        assert words(f"AI {AS_IT_READS}") in words(reader.page)
        await reader.press("s")
        assert reader.said == f"★ Starred: T {AS_IT_READS}"
        await seen(reader, "★ Starred: T [Re]")
        await reader.press("k")
        await reader.press("backslash")
        for part in "ANCJSKB":
            assert words(f"{part} {EVERYTHING}") in words(reader.page), part
        await reader.press("slash")
        await reader.type("[@click=app.quit]x[/]")
        await seen(reader, "/ [@click=app.quit]x[/]")
        await reader.press("escape", "j")
        assert words(f"O {EVERYTHING}") in words(reader.page)


async def test_in_the_drawer(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await reader.press("d")
        drawer = reader.pilot.app.screen.query_one(Drawer)
        entries = [
            DrawerItem(text, View.of_digest(f"d{at}"), "1/2") for at, text in enumerate(MARKUP)
        ]
        drawer.show(entries, None)
        await seen(reader, *(text for text in MARKUP if len(text) < 26))


async def test_in_toasts_and_help(library: Library, paths: Paths) -> None:
    settings = Settings(theme=f"T{EVERYTHING}", keys={f"K{EVERYTHING}": "x", "star": "[/]"})
    app = make_app(
        library,
        paths,
        settings=settings,
        faults=[f"F {EVERYTHING}"],
        notices=[EVERYTHING],
        start=View.starred(),  # empty: nothing is beside the dialog
    )
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        reader = Reader(pilot, library)
        await reader.settle()
        assert len(app.screen.query(Toast)) == 2
        lines = painted(app).splitlines()
        toasts = [
            words("".join(line[one.x : one.right] for line in lines[one.y : one.bottom]))
            for one in (toast.region for toast in app.screen.query(Toast))
        ]
        assert any(words(EVERYTHING) in one for one in toasts), toasts
        assert any(words(f"F {EVERYTHING}") in one for one in toasts), toasts
        assert any(words(f"unknown theme T{EVERYTHING}") in one for one in toasts), toasts
        app.clear_notifications()
        app.push_screen(HelpDialog(Keymap(), "list", [f"H {EVERYTHING}"]))
        await pilot.pause()
        await seen(reader, *f"H {EVERYTHING}".split())


@pytest.mark.parametrize(
    "text",
    [pytest.param(one, marks=() if one in ALWAYS else pytest.mark.slow) for one in MARKUP],
)
async def test_in_every_dialog(library: Library, paths: Paths, text: str) -> None:
    paper = replace(OWLS, title=f"Title {text}", abstract=f"new {text}", authors=(f"Ada {text}",))
    other = replace(paper, id=2, title=f"Other {text}", arxiv_id=None, doi=None)
    earlier, author = Edition(version=1, abstract=f"old {text}"), person(f"Ada {text}")
    async with reading(library, paths, SIZE) as reader:
        app = reader.pilot.app
        for screen, wanted in (
            (CopyDialog(paper), [f"Title {text}", author]),
            (MergeDialog(paper, [other]), [f"Title {text}", f"Other {text}", author]),
            (RevisionDialog(paper, earlier), [f"Title {text}", "new", "old"]),
        ):
            app.push_screen(screen)
            await seen(reader, *wanted)
            app.pop_screen()


async def test_in_the_palette(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await reader.pilot.press("ctrl+p")
        await reader.pilot.pause()
        await reader.pilot.press(*"[@/]")
        await seen(reader, "[@/]")
