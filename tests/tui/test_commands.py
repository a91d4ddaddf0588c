from __future__ import annotations

import inspect

import pytest
from tests.tui.driver import reading
from textual.actions import parse

from octavo_model import Library, Paths
from octavo_model.settings.user_commands import UserCommand
from octavo_tui.commands import (
    BY_NAME,
    COMMANDS,
    PAPER_TARGETS,
    bindings,
    check_keys,
    groups,
    own_commands,
    show_keys,
)


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(COMMANDS)


def test_no_key_has_two_commands() -> None:
    keys = [key for one in COMMANDS for key in one.keys.split(",") if key]

    assert len(keys) == len(set(keys))


async def test_every_command_runs_a_method(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        for one in COMMANDS:
            owner, _, method = one.target.partition(".")
            if owner in {"app", "screen"}:
                node = reader.pilot.app if owner == "app" else reader.screen
                assert callable(getattr(node, f"action_{method}")), one.name
            else:
                run = getattr(getattr(reader.screen, owner), method)
                inspect.signature(run).bind(*parse(one.run)[2])


def test_every_command_can_be_found_without_knowing_its_key() -> None:
    assert {one for commands in groups().values() for one in commands} == set(COMMANDS)
    assert all(one.palette or one.keys for one in COMMANDS)


def test_bindings_carry_the_names() -> None:
    assert {one.id for one in bindings()} == {one.name for one in COMMANDS if one.keys}


def test_a_key_of_the_users_own_takes_the_place_of_the_usual() -> None:
    keys, problems = check_keys({"star": "asterisk,x"})

    assert problems == ()
    assert show_keys(BY_NAME["star"], keys) == "asterisk x"


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"stra": "x"}, "keys.stra: there is no such command"),
        ({"star": "x,,y"}, "keys.star: there is no key 'x,,y'"),
        ({"star": "ctlr+x"}, "keys.star: there is no key ctlr+x"),
        ({"star": "ctrl+foo"}, "keys.star: there is no key ctrl+foo"),
        ({"star": "u"}, "keys.star: u belongs to the command undo"),
        ({"star": "slash"}, "keys.star: slash belongs to the command filter"),
        ({"quit": ""}, "keys.quit: it needs a key; it keeps q,ctrl+q"),
    ],
)
def test_a_key_that_cannot_be_used_is_told(keys: dict[str, str], problem: str) -> None:
    assert check_keys(keys) == ({}, (problem,))


@pytest.mark.parametrize(
    "keys",
    [
        {"undo": "x", "star": "u"},
        {"star": "r", "read": "s"},
        {"read_all": "", "help": ""},
        {"quit": "ctrl+q", "star": "q"},
        {"open_link": "ctrl+shift+f5,comma,é"},
    ],
)
def test_keys_can_be_swapped_and_taken_away(keys: dict[str, str]) -> None:
    assert check_keys(keys) == (keys, ())


def test_an_own_command_is_a_row_of_the_table() -> None:
    rows, problems = own_commands({"sum": UserCommand(("x",), "Sum up", "X")}, {})

    assert problems == ()
    (row,) = rows
    assert (row.title, row.keys, row.action) == ("Sum up", "X", "do('own.run', 'sum')")
    assert row.target in PAPER_TARGETS
    assert groups(rows)[row.group][-1] == row
    assert [one.key for one in bindings(rows)] == ["X"]


@pytest.mark.parametrize(
    ("key", "keys", "problem"),
    [
        ("s", {}, "commands.b.key: s belongs to the command star"),
        ("slash", {}, "commands.b.key: slash belongs to the command filter"),
        ("x", {"star": "x"}, "commands.b.key: x belongs to the command star"),
        ("A", {}, "commands.b.key: A belongs to the command read_all"),
        ("X", {}, "commands.b.key: X belongs to the command a"),
        ("ctlr+x", {}, "commands.b.key: there is no key ctlr+x"),
        ("X,W", {}, "commands.b.key: there is no key X,W"),
    ],
)
def test_the_key_of_an_own_command_is_nobody_elses(
    key: str, keys: dict[str, str], problem: str
) -> None:
    commands = {"a": UserCommand(("x",), key="X"), "b": UserCommand(("x",), key=key)}
    rows, problems = own_commands(commands, keys)

    assert problems == (problem,)
    assert [one.keys for one in rows] == ["X", ""]


@pytest.mark.parametrize("key", ["", "s", ",", "f5", "é"])
def test_a_free_key_can_be_taken(key: str) -> None:
    keys = {"star": "Q"}
    assert own_commands({"a": UserCommand(("x",), key=key)}, keys)[1] == ()
