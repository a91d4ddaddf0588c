"""What is followed and muted: signs in rows, the remark on the page, the keys F and X."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import Reader, reading
from textual.widgets import Input, OptionList, Static

from octavo_model import Library, Paths, View
from octavo_model.index.first_page import FirstPage
from octavo_tui.dialogs.deciding.following import FollowDialog

if TYPE_CHECKING:
    from pathlib import Path

BIB = "\n".join(
    f"@article{{k{n}, title = {{{title}}}, author = {{{author}}}, year = 2019}}"
    for n, (title, author) in enumerate(
        [
            ("Owls of the tidal basin", "Quill, Nora and Kelp, Dora"),
            ("Larks over a tidal basin", "Kelp, Dora"),
            ("Rails and reeds", "Rust, Jan"),
        ]
    )
)
OWLS, LARKS, RAILS = range(3)


@pytest.fixture
def birds(paths: Paths, tmp_path: Path) -> Library:
    (tmp_path / "birds.bib").write_text(BIB)
    library = Library.open(paths)
    library.imports.import_path(tmp_path / "birds.bib")
    return library


def dialog(reader: Reader) -> FollowDialog:
    screen = reader.pilot.app.screen
    assert isinstance(screen, FollowDialog)
    return screen


def listed(reader: Reader) -> list[str]:
    options = dialog(reader).query_one(OptionList)
    return [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]


def signs(reader: Reader) -> list[str]:
    """What is before the title in each row."""
    return [
        line.partition(title)[0] for line, title in zip(reader.shown, reader.titles, strict=False)
    ]


async def test_an_author_is_followed_from_the_paper(birds: Library, paths: Paths) -> None:
    async with reading(birds, paths, start=View.all()) as reader:
        assert signs(reader) == ["▌●  ", " ●  ", " ●  "]
        await reader.press("F")
        assert listed(reader) == [
            '[ ] au:"Nora Quill"',
            '[ ] au:"Dora Kelp"',
            "[ ] tidal basin   2 papers",
        ]
        await reader.press("j", "enter")
        assert birds.interests.followed() == ['au:"Dora Kelp"']
        assert reader.said == 'Followed au:"Dora Kelp"'
        assert signs(reader) == ["▌●  ◆ ", " ●  ◆ ", " ●  "]
        assert '◆ followed: au:"Dora Kelp"' in reader.page
        await reader.press("u")
        assert signs(reader) == ["▌●  ", " ●  ", " ●  "]
        assert "followed" not in reader.page
        assert birds.interests.followed() == []
        await reader.press("U")
        assert signs(reader) == ["▌●  ◆ ", " ●  ◆ ", " ●  "]


async def test_words_are_muted_and_their_papers_stay(birds: Library, paths: Paths) -> None:
    async with reading(birds, paths, start=View.all()) as reader:
        await reader.press("j", "X")
        assert listed(reader)[0] == "[ ] tidal basin   2 papers"
        await reader.press("enter")
        assert signs(reader) == [" ●  · ", "▌●  · ", " ●  "]
        assert "· muted: tidal basin" in reader.page
        await reader.press("g", "g", "F", "enter")
        assert signs(reader) == ["▌●  ◆ ", " ●  · ", " ●  "]
        assert '◆ followed: au:"Nora Quill" · muted: tidal basin' in reader.text


async def test_several_are_added_and_removed_in_one_step(birds: Library, paths: Paths) -> None:
    birds.interests.follow("rails", "au:kelp")
    async with reading(birds, paths, start=View.all()) as reader:
        assert signs(reader) == ["▌●  ◆ ", " ●  ◆ ", " ●  ◆ "]
        await reader.press("F")
        assert listed(reader)[-2:] == ["[x] au:kelp", "[x] rails"]
        await reader.press("space", "end", "space", "tab")
        await reader.type("reeds is:unread")
        await reader.press("enter")
        assert birds.interests.followed() == ['au:"Nora Quill"', "au:kelp", "reeds is:unread"]
        assert reader.said == (
            'Followed au:"Nora Quill", reeds is:unread; no longer followed: rails'
        )
        await reader.press("u")
        assert birds.interests.followed() == ["au:kelp", "rails"]


async def test_a_wrong_query_is_not_taken(birds: Library, paths: Paths) -> None:
    async with reading(birds, paths, start=View.all()) as reader:
        await reader.press("F", "tab")
        await reader.type("is:unraed")
        await reader.press("enter")
        assert "is:unraed" in str(dialog(reader).query_one("#remarks", Static).render())
        dialog(reader).query_one(Input).value = ""
        await reader.press("escape")
        assert birds.interests.followed() == []


async def test_what_another_process_follows_is_seen(birds: Library, paths: Paths) -> None:
    async with reading(birds, paths, start=View.all()) as reader:
        await reader.press("s")  # marks made here do not hide what others change
        with Library.open(paths, instance="cli") as other:
            other.interests.follow("rails")
        await reader.screen.poll()
        await reader.settle()
        assert signs(reader)[RAILS] == " ●  ◆ "


async def test_new_papers_are_marked(birds: Library, paths: Paths, tmp_path: Path) -> None:
    birds.interests.follow("coots")
    async with reading(birds, paths, start=View.all()) as reader:
        (tmp_path / "more.bib").write_text(BIB.replace("Owls", "Coots"))
        birds.imports.import_path(tmp_path / "more.bib")
        await reader.screen.poll()
        await reader.settle()
        assert [
            title for sign, title in zip(signs(reader), reader.titles, strict=False) if "◆" in sign
        ] == ["Coots of the tidal basin"]


async def test_the_next_start_knows_what_to_paint_early(birds: Library, paths: Paths) -> None:
    async with reading(birds, paths, start=View.all()) as reader:
        await reader.press("F", "enter", "X", "enter")
    paint = json.loads((paths.sessions / "0.json").read_text())["paint"]
    page = FirstPage(str(paths.data))
    try:
        found = page.rows("all", None, "", 5, rules=paint["rules"])
        assert found is not None
        assert [(row["followed"], row["muted"]) for row in found[0]] == [
            (True, True),
            (False, True),
            (False, False),
        ]
        # What another process changed since, or what has to be searched, is not painted early.
        birds.interests.follow("year:2019")
        assert page.rows("all", None, "", 5, rules=paint["rules"]) is None
        birds.noticing.prepare()
        assert page.rows("all", None, "", 5, rules=birds.noticing.rules) is None
    finally:
        page.close()
