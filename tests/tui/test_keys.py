from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_tui.commands import BY_NAME, COMMANDS, Command
from octavo_tui.keys import Keymap, check_keys, sequences, show_keys

_SOME_KEYS = st.sampled_from(["g", "g a", "g g", "s", "comma", "comma d", "x", "q", "Q", "ctrl+q"])
_ENTRIES = st.dictionaries(
    st.sampled_from(["first", "all", "star", "quit", "quit_now", "sort_date", "view_down", "nope"]),
    st.lists(_SOME_KEYS, max_size=3).map(",".join),
)


def clashes(keymap: Keymap) -> list[tuple[str, str]]:
    """The commands of which one hides keys of the other."""
    given = [(one, keys) for one in COMMANDS for keys in sequences(keymap.keys_of(one))]
    return [
        (one.name, other.name)
        for number, (one, keys) in enumerate(given)
        for other, others in given[number + 1 :]
        if one.pane == other.pane
        and keys[: min(len(keys), len(others))] == others[: min(len(keys), len(others))]
    ]


def test_the_table_has_no_clash() -> None:
    assert clashes(Keymap()) == []


@given(_ENTRIES)
def test_with_any_settings_no_key_clashes_and_some_key_quits(
    entries: dict[str, str],
) -> None:
    good, problems = check_keys(entries)
    keymap = Keymap(good)

    assert clashes(keymap) == []
    assert keymap.keys_of(BY_NAME["quit"]) or keymap.keys_of(BY_NAME["quit_now"])
    # What is not as the user wrote it, or not as in the table, is reported.
    reported = " ".join(problems)
    for name, value in entries.items():
        if good.get(name) != value:
            assert name in reported
    leaving = {"quit", "quit_now"}
    for name in good.keys() - entries.keys() - leaving:
        assert f"({name})" in reported


def test_a_key_of_the_users_own_takes_the_place_of_the_usual() -> None:
    keys, problems = check_keys({"star": "asterisk,w", "all": "g w"})

    assert problems == ()
    assert show_keys(BY_NAME["star"], keys) == "* w"
    command = Keymap(keys).command(("g", "w"))
    assert command is not None
    assert command.name == "all"


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"stra": "x"}, "keys.stra: unknown command; did you mean star?"),
        ({"star": "x,,y"}, "keys.star: a key is missing in 'x,,y'; the comma key is named comma"),
        ({"star": "ctlr+x"}, "keys.star: unknown key ctlr+x"),
        ({"star": "g ctrl+foo"}, "keys.star: unknown key ctrl+foo"),
        ({"unread": "ctlr+x"}, "keys.unread: unknown key ctlr+x"),
    ],
)
def test_an_entry_that_is_not_understood_is_ignored(keys: dict[str, str], problem: str) -> None:
    assert check_keys(keys) == ({}, (problem,))


@pytest.mark.parametrize(
    ("keys", "used", "problem"),
    [
        ({"star": "u"}, {"star": "u", "undo": ""}, "keys.star: u replaces u (undo)"),
        ({"redo": "q"}, {"redo": "q", "quit": ""}, "keys.redo: q replaces q (quit)"),
        ({"unread": "u"}, {"inbox": "u", "undo": ""}, "keys.unread: u replaces u (undo)"),
        ({"star": "w", "unread": "w"}, {"star": "w", "inbox": ""},
         "keys.unread: w clashes with w of star"),
        ({"star": "w", "read": "w"}, {"star": "w", "read": ""},
         "keys.read: w clashes with w of star"),
        ({"quit": "", "quit_now": ""}, {"quit": "", "quit_now": "ctrl+q"},
         "keys.quit_now: some key must quit; ctrl+q does"),
    ],
)  # fmt: skip
def test_a_clash_is_reported_and_the_user_wins(
    keys: dict[str, str], used: dict[str, str], problem: str
) -> None:
    assert check_keys(keys) == (used, (problem,))


def test_a_key_that_starts_sequences_replaces_them() -> None:
    table = [
        Command("first", "g g,home", "First", "panes.first", "Move"),
        Command("all", "g a", "All", "lists.all", "Lists"),
        Command("inbox", "g i,f2", "Inbox", "lists.inbox", "Lists"),
        Command("quit", "q", "Quit", "app.quit", "App"),
        Command("quit_now", "Q", "Quit", "app.quit", "App"),
    ]

    assert check_keys({"first": "g"}, table) == (
        {"first": "g", "all": "", "inbox": "f2"},
        ("keys.first: g replaces g a (all), g i (inbox)",),
    )
    assert check_keys({"inbox": "g i", "all": "g i x"}, table) == (
        {"inbox": "g i", "all": ""},
        ("keys.all: g i x clashes with g i of inbox",),
    )


@pytest.mark.parametrize(
    "keys",
    [
        {"undo": "w", "star": "u"},
        {"star": "r", "read": "s"},
        {"read_all": "", "help": ""},
        {"quit": "w"},
        {"open_link": "ctrl+shift+f5,é"},
        {"first": "g h,home"},
    ],
)
def test_keys_can_be_swapped_and_taken_away(keys: dict[str, str]) -> None:
    assert check_keys(keys) == (keys, ())


def test_an_entry_of_the_first_version_keeps_its_command() -> None:
    keys, _ = check_keys({"starred": "3", "unread": "2", "quit": "q,ctrl+q"})
    keymap = Keymap(keys)

    def name(command: Command | None) -> str:
        return command.name if command else ""

    names = {name(keymap.command((key,))) for key in ("3", "2", "q", "ctrl+q")}
    assert names == {"starred", "inbox", "quit"}


def test_keys_that_clash_have_an_owner() -> None:
    keymap = Keymap()

    def name(*keys: str) -> str:
        command = keymap.owner(keys)
        return command.name if command else ""

    assert [name("g", "a"), name("g", "a", "x"), name("s"), name("f12")] == [
        "all",
        "all",
        "star",
        "",
    ]
    assert name("g") != ""


def test_the_drawer_has_keys_of_its_own() -> None:
    keymap = Keymap()
    names = []
    for pane in ("list", "paper", "drawer"):
        command = keymap.command(("J",), pane)
        assert command is not None
        names.append(command.name)

    assert names == ["paper_down", "paper_down", "view_down"]


def test_only_what_a_key_reaches_works_in_a_pane() -> None:
    keymap = Keymap({"paper_up": "K,w", "down": "M x,i x", "up": "", "statistics": ""})
    works = {
        name: [pane for pane in ("list", "paper", "drawer") if keymap.works(BY_NAME[name], pane)]
        for name in ("paper_down", "paper_up", "down", "up", "view_down", "star", "filter")
    }

    everywhere = ["list", "paper", "drawer"]
    assert works == {
        "paper_down": ["list", "paper"],
        "paper_up": everywhere,  # with its other key
        "down": ["list", "paper"],  # M and i are whole keys of the drawer
        "up": everywhere,
        "view_down": ["drawer"],
        "star": ["list", "paper"],
        "filter": everywhere,
    }


def test_what_may_follow_is_what_the_pane_runs() -> None:
    keymap = Keymap({"view_down": "g a"})

    def names(pane: str) -> set[str]:
        return {one.name for shown, one in keymap.following(("g",), pane) if shown == "a"}

    assert (names("list"), names("drawer")) == ({"all"}, {"view_down"})


def test_hints_name_the_first_key_of_the_user_and_no_key_that_is_not_there() -> None:
    keymap = Keymap({"undo": "f6,g z", "drawer": ""})
    assert keymap.hint("undo", "undo", 2) == "2f6 undo"
    assert keymap.hint("drawer", "lists it") == ""
    commands = (("drawer", "lists it"), ("redo", "redo"))
    assert keymap.hints(*commands, text="Saved") == "Saved · U redo"
    assert keymap.hints(("drawer", "lists it")) == ""
