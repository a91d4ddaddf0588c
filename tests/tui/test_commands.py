from __future__ import annotations

import inspect

import pytest
from tests.tui.driver import reading
from textual.actions import parse

from octavo_model import Library, Paths
from octavo_model.settings.user_commands import UserCommand
from octavo_tui.commands import BY_NAME, COMMANDS, PAPER_TARGETS, SYNONYMS, groups
from octavo_tui.keys import Keymap, own_commands

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
                    run = getattr(getattr(reader.controllers, owner), method)
                    inspect.signature(run).bind(*parse(action)[2])


def test_every_command_can_be_found_without_knowing_its_key() -> None:
    assert {one for commands in groups().values() for one in commands} == set(COMMANDS)
    assert all(one.palette or one.keys for one in COMMANDS)


def test_a_title_has_room_on_a_line_of_the_help() -> None:
    assert max(len(one.title) for one in COMMANDS) <= _LONGEST_TITLE


def test_an_own_command_is_a_row_of_the_table() -> None:
    rows, problems = own_commands({"sum": UserCommand(("x",), "Sum up", "W")}, {})

    assert problems == ()
    (row,) = rows
    assert (row.title, row.keys, row.action) == ("Sum up", "W", "do('own.run', 'sum')")
    assert row.target in PAPER_TARGETS
    assert groups(rows)[row.group][-1] == row
    assert Keymap({}, rows).command(("W",)) == row


@pytest.mark.parametrize(
    ("key", "keys", "problem"),
    [
        ("s", {}, "commands.b.key: s belongs to the command star"),
        ("slash", {}, "commands.b.key: slash belongs to the command filter"),
        ("w", {"star": "w"}, "commands.b.key: w belongs to the command star"),
        ("A", {}, "commands.b.key: A belongs to the command read_all"),
        ("g", {}, "commands.b.key: g belongs to the command first"),
        ("g a", {}, "commands.b.key: g a belongs to the command all"),
        ("3", {}, "commands.b.key: 3 starts a number"),
        ("W", {}, "commands.b.key: W belongs to the command a"),
        ("W w", {}, "commands.b.key: W w belongs to the command a"),
        ("ctlr+x", {}, "commands.b.key: unknown key ctlr+x"),
        ("W,W", {}, "commands.b.key: unknown key W,W"),
    ],
)
def test_the_key_of_an_own_command_is_nobody_elses(
    key: str, keys: dict[str, str], problem: str
) -> None:
    commands = {"a": UserCommand(("x",), key="W"), "b": UserCommand(("x",), key=key)}
    rows, problems = own_commands(commands, keys)

    assert problems == (problem,)
    assert [one.keys for one in rows] == ["W", ""]


@pytest.mark.parametrize("key", ["", "0", "W", "f5", "é", "g w"])
def test_a_free_key_can_be_taken(key: str) -> None:
    assert own_commands({"a": UserCommand(("x",), key=key)}, {})[1] == ()


def test_of_two_own_commands_the_first_has_the_key_that_starts_the_others() -> None:
    commands = {
        "long": UserCommand(("x",), key="W w"),
        "short": UserCommand(("x",), key="W"),
        "too": UserCommand(("x",), key="W w w"),
        "again": UserCommand(("x",), key="W"),
    }

    rows, problems = own_commands(commands, {})

    assert ([one.keys for one in rows], problems) == (
        ["W w", "", "", ""],
        (
            "commands.short.key: W belongs to the command long",
            "commands.too.key: W w w belongs to the command long",
            "commands.again.key: W belongs to the command long",
        ),
    )


def test_what_works_only_in_the_drawer_says_so_and_synonyms_are_of_commands() -> None:
    assert all(one.title.startswith("Drawer: ") for one in COMMANDS if one.pane == "drawer")
    assert SYNONYMS.keys() <= BY_NAME.keys()
