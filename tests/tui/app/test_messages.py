"""What is said of a key, and over the screen: where it is shown, and how long."""

from __future__ import annotations

import pytest
from tests.tui.driver import Reader, make_app, reading
from textual.widgets._toast import Toast

from octavo_model import Library, Paths
from octavo_model.settings.settings import Settings
from octavo_tui.app.app import OctavoApp

NOTICES = ["nofile: no such file or folder", "other: not a digest"]


def notices(reader: Reader) -> list[str]:
    return [one.message for one in reader.pilot.app._notifications]


@pytest.mark.parametrize("size", [(80, 24), (140, 45), (50, 15)])
async def test_messages_stand_above_the_status_line(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    app = make_app(library, paths, notices=NOTICES, faults=["theme: unknown theme x"])
    async with app.run_test(size=size, notifications=True) as pilot:
        while len(app.screen.query(Toast)) < 2:
            await pilot.pause()
        await pilot.pause()
        status = app.reading.status.region
        regions = [toast.region for toast in app.screen.query(Toast)]
        assert all(region.bottom <= status.y and region.height for region in regions)
        assert sum(region.height for region in regions) <= 8


async def test_messages_go_with_a_key_when_they_could_be_read(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, notices=NOTICES, readable=0) as reader:
        assert len(notices(reader)) == 1
        await reader.press("e")
        assert notices(reader) == []


@pytest.mark.parametrize("key", ["j", "e", "ctrl+t"])
async def test_messages_outlast_a_key_that_comes_too_soon(
    library: Library, paths: Paths, key: str
) -> None:
    async with reading(library, paths, notices=NOTICES, readable=3600) as reader:
        await reader.press(key)
        assert len(notices(reader)) == 1


@pytest.mark.parametrize(
    ("key", "said"), [("j", ""), ("f12", "f12 does nothing here · ? keys"), ("g", "")]
)
async def test_every_key_ends_the_message_about_the_one_before(
    library: Library, paths: Paths, key: str, said: str
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s")
        assert reader.said.startswith("★ Starred: ")
        await reader.press(key)
        assert reader.said == said


async def test_a_key_on_another_screen_ends_it_too(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "question_mark")
        assert isinstance(reader.pilot.app, OctavoApp)
        reader.screen.status.say("of a worker")
        await reader.press("Z")
        assert reader.said == ""


async def test_what_is_repaired_meanwhile_is_shown_once(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        library._repository.repairs.append("library.db was damaged; rebuilt")
        await reader.screen.poll()
        await reader.screen.poll()
        await reader.pilot.pause()
        assert notices(reader) == ["library.db was damaged; rebuilt"]


async def test_keys_that_need_a_paper_answer_in_an_empty_list(paths: Paths) -> None:
    with Library.open(paths) as empty:
        async with reading(empty, paths) as reader:
            for key in ("s", "enter", "p"):
                await reader.press(key)
                assert reader.said == "No paper here"
                assert "R fetches · a adds one" in reader.status


async def test_keys_that_need_a_paper_answer_where_the_filter_finds_none(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("'qqq")
        await reader.press("enter")
        for key in ("s", "x", "b", "r", "m", "enter", "p", "y", "|"):
            await reader.press(key)
            assert (key, reader.said) == (key, "No paper matches")
            assert "esc clears the filter" in reader.status
        assert reader.marks() == (34, 0)


@pytest.mark.parametrize(
    ("undo", "hint"), [("u", " · u undo "), ("f6", " · f6 undo "), ("g z", " · g z undo ")]
)
async def test_a_message_names_the_keys_of_the_user(
    library: Library, paths: Paths, undo: str, hint: str
) -> None:
    settings = Settings(read_after=0, fetch_automatically=False, keys={"undo": undo})
    async with reading(library, paths, settings=settings) as reader:
        for keys in ("s", "di"):
            await reader.press(*keys)
            assert reader.status.endswith(hint)


async def test_a_message_names_no_key_that_is_not_there(library: Library, paths: Paths) -> None:
    without = dict.fromkeys(("undo", "read", "help", "drawer", "save_view", "choose_link"), "")
    settings = Settings(read_after=0, fetch_automatically=False, keys=without)
    async with reading(library, paths, settings=settings) as reader:
        for key, message in (
            ("s", " ★ Starred: "),
            ("f12", " f12 does nothing here "),
            ("E", " Not a saved view "),
            ("p", " No PDF: where its PDF is, is not known "),
        ):
            await reader.press(key)
            _, found, after = reader.status.partition(message)
            assert (found, "undo" in after, "·" in after) == (message, False, False)
        for _ in range(2):
            await reader.screen.action_do("changes.undo")
            await reader.settle()
        assert reader.said == "Nothing to undo"
