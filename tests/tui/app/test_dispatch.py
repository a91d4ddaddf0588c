"""From keys to commands: sequences, numbers, several keys at once, and keys that mean nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import Reader, make_app, reading
from textual.events import Key

from octavo_model import Library, Paths, View
from octavo_model.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE = (80, 24)


def hints(reader: Reader) -> str:
    return reader.screen.hints.render_line(0).text.strip()


async def burst(reader: Reader, keys: Iterable[str]) -> None:
    """Press keys that arrive together: none waits until the one before it is done."""
    app = reader.pilot.app
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))
    await reader.pilot.pause()
    await reader.settle()


@pytest.mark.parametrize(
    ("keys", "place", "starred"),
    [
        ("Gggjjs", 3, 1),
        ("3j2ks", 2, 1),
        ("Ggas", 1, 1),  # the list of all papers is opened before the star
        ("sjju", 0, 0),
        ("gxjj", 2, 0),
    ],
)
async def test_keys_that_arrive_together_run_in_order(
    library: Library, paths: Paths, keys: str, place: int, starred: int
) -> None:
    async with reading(library, paths, SIZE) as reader:
        await burst(reader, keys)

        assert reader.screen.papers.index == place
        assert (reader.controllers.paper_list.view == View.all()) is ("ga" in keys)
        assert library.catalog.counts(View.starred()).total == starred


async def test_keys_after_that_of_a_dialog_are_for_the_dialog(
    library: Library, paths: Paths
) -> None:
    (first, *_) = library.catalog.ids(View.all())
    async with reading(library, paths, SIZE) as reader:
        await burst(reader, [*"tsqx", "enter"])
        await burst(reader, [*"csq", "enter"])

        assert library.tags.of([first]) == {first: ("sqx",)}
        assert library.notes.of(first) == "sq"
        assert reader.marks() == (34, 0)
        await burst(reader, [*"gtsqx", "enter"])
        assert reader.controllers.paper_list.view == View.of_tag("sqx")
        await burst(reader, ["F", "tab", *"owls", "enter"])
        await burst(reader, ["X", "tab", *"sx", "enter"])
        assert (library.interests.followed(), library.interests.muted()) == (["owls"], ["sx"])
        await burst(reader, [*"gu", "enter"])
        assert library.interests.muted() == []
        await burst(reader, ["d", "G", "D", "y"])
        assert len(library.catalog.digests()) == 1


@pytest.mark.parametrize("keys", [*map(list, ("tag", "cq", "F", "A", "gd", "e"))])
async def test_a_dialog_that_is_closed_twice_is_closed_once(
    library: Library, paths: Paths, keys: list[str]
) -> None:
    async with reading(library, paths, SIZE) as reader:
        await burst(reader, [*keys, "enter", "enter", "escape", "escape", "escape"])

        assert reader.screen.is_active
        await reader.press("g", "g", "s")
        assert reader.marks()[1] == 1


async def test_keys_after_a_slash_are_text(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await burst(reader, ["slash", *"ggx3"])

        assert reader.screen.line.text == "ggx3"


async def test_the_first_key_of_a_sequence_shows_what_may_follow(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, SIZE) as reader:
        usual = hints(reader)
        await reader.press("g")
        assert hints(reader).startswith("g top")
        assert "a all" in hints(reader)
        assert "r sources" in hints(reader)
        assert hints(reader).endswith("esc")

        await reader.press("escape")
        assert (hints(reader), reader.said) == (usual, "")

        await reader.press("g", "x")
        assert reader.said == "g x does nothing here · ? keys"
        assert hints(reader) == usual

        await reader.press("comma")
        assert "d date" in hints(reader)
        assert "v votes" in hints(reader)
        await reader.press("?")  # a key that is no choice does not run its own command
        assert reader.said == ", ? does nothing here · ? keys"


async def test_a_number_shows_what_takes_it(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        usual = hints(reader)
        await reader.press("1", "2")
        assert hints(reader).startswith("12 times j down k up")

        await reader.press("V")
        assert (reader.said, hints(reader)) == ("V takes no number", usual)
        assert not reader.row.starred

        await reader.press("0")
        assert reader.said == "0 does nothing here · ? keys"


async def test_a_number_undoes_several_changes(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await reader.press("s", "j", "s", "j", "s")
        assert reader.marks()[1] == 3
        await reader.press("2", "u")
        assert reader.marks()[1] == 1
        await reader.press("2", "U")
        assert reader.marks()[1] == 3


async def test_a_click_on_a_choice_runs_it(library: Library, paths: Paths) -> None:
    async with reading(library, paths, (140, 24)) as reader:
        column = reader.screen.hints.render_line(0).text.index("g go to…")
        await reader.pilot.click("#hints", offset=(column, 0))
        column = reader.screen.hints.render_line(0).text.index("a all")
        await reader.pilot.click("#hints", offset=(column, 0))
        await reader.settle()

        assert reader.controllers.paper_list.view == View.all()


async def test_keys_of_the_settings_may_be_sequences(library: Library, paths: Paths) -> None:
    settings = Settings(
        read_after=0, fetch_automatically=False, keys={"starred": "z s,f9", "all": "3"}
    )
    app = make_app(library, paths, settings=settings)
    async with app.run_test(size=SIZE) as pilot:
        reader = Reader(pilot, library)
        await reader.settle()
        for keys, view in (
            (["z", "s"], View.starred()),
            (["3"], View.all()),
            (["f9"], View.starred()),
        ):
            await reader.press(*keys)
            assert reader.controllers.paper_list.view == view


async def test_q_goes_back_and_quits_from_the_list(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await reader.press("l")
        assert reader.focus == "paper"
        await reader.press("q")
        assert reader.focus == "papers"
        await reader.pilot.press("q")
    assert reader.pilot.app.return_code == 0


async def test_capitals_scroll_the_paper_from_the_list(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        before = reader.title
        await reader.press("3", "J")
        assert reader.screen.view.top == min(3, reader.screen.view.last_top) > 0
        await reader.press("K")
        assert reader.screen.view.top == min(3, reader.screen.view.last_top) - 1
        assert (reader.title, reader.focus) == (before, "papers")


async def test_the_list_is_sorted_and_the_order_reversed(library: Library, paths: Paths) -> None:
    async with reading(library, paths, SIZE) as reader:
        await reader.press("slash", "e", "enter", "comma", "t")
        assert reader.screen.line.text == "e sort:title"
        titles = reader.titles
        await reader.press("comma", "t")
        assert reader.screen.line.text == "e -sort:title"
        assert reader.titles == titles[::-1]
        await reader.press("comma", "d")
        assert reader.screen.line.text == "e sort:date"
