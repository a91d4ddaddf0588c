from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import reading

from octavo_tui.dialogs.confirm import ConfirmDialog

if TYPE_CHECKING:
    from octavo_model import Library, Paths


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], False),
        (["right", "enter"], True),
        (["right", "left", "enter"], False),
        (["tab", "enter"], True),
        (["y"], True),
        (["n"], False),
        (["escape"], None),
    ],
)
async def test_only_the_verb_answers_yes(
    library: Library, paths: Paths, keys: list[str], answer: bool | None
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        answers: list[bool | None] = []
        dialog = ConfirmDialog("Remove this digest?", ["[b]74 papers", "4 stay"], "Remove")
        reader.pilot.app.push_screen(dialog, answers.append)

        await reader.pilot.press(*keys)
        await reader.pilot.pause()

        assert answers == [answer]


async def test_a_click_presses_a_button(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        answers: list[bool | None] = []
        dialog = ConfirmDialog("Remove this digest?", ["74 papers"], "Remove")
        reader.pilot.app.push_screen(dialog, answers.append)
        await reader.pilot.pause()

        await reader.pilot.click("#do")
        await reader.pilot.pause()

        assert answers == [True]
