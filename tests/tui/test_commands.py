from __future__ import annotations

import inspect

from tests.tui.driver import reading
from textual.actions import parse

from octavo_model import Library, Paths
from octavo_tui.commands import BY_NAME, COMMANDS, groups

_LONGEST_TITLE = 35


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(COMMANDS)


async def test_every_command_runs_a_method(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        for one in COMMANDS:
            for action in filter(None, (one.run, one.counted.format(3))):
                owner, _, method = action.partition("(")[0].partition(".")
                if owner in {"app", "screen"}:
                    node = reader.pilot.app if owner == "app" else reader.screen
                    assert callable(getattr(node, f"action_{method}")), one.name
                else:
                    run = getattr(getattr(reader.screen, owner), method)
                    inspect.signature(run).bind(*parse(action)[2])


def test_every_command_can_be_found_without_knowing_its_key() -> None:
    assert {one for commands in groups().values() for one in commands} == set(COMMANDS)
    assert all(one.palette or one.keys for one in COMMANDS)


def test_a_title_has_room_on_a_line_of_the_help() -> None:
    assert max(len(one.title) for one in COMMANDS) <= _LONGEST_TITLE
