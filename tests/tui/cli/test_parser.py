from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tui.cli.conftest import TIDAL, Octavo
from tests.tui.conftest import PAGES

from octavo_tui.cli.arguments import CliCommand
from octavo_tui.cli.parser import parse
from octavo_tui.cli.verbs import ALIASES, GROUPS, command


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--limit", "-1"],
        ["export", "--format", "docx"],
        ["list", "--limit", "x"],
        ["import"],
        ["import", "--date", "yesterday", "x"],
        ["list", "--json", "--jsonl"],
        ["show"],
        ["--nonsense"],
    ],
)
def test_an_invalid_command_line_exits_with_2(octavo: Octavo, arguments: list[str]) -> None:
    result = octavo(*arguments)

    assert result.status == 2
    assert result.err.startswith("octavo: usage: ")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["list", "--limti", "3"], "--limit"),
        (["list", "--librari", "x"], "--library"),
        (["digest", "renam", "a", "b"], "rename"),
        (["export", "--format", "markdwn"], "markdown"),
        (["starr", "x"], "octavo star"),
        (["help", "lists"], "list"),
    ],
)
def test_a_slip_is_answered_with_what_may_be_meant(
    octavo: Octavo, arguments: list[str], meant: str
) -> None:
    result = octavo(*arguments)

    assert (result.status, result.out) == (2, "")
    assert f"did you mean {meant}?" in result.err


def test_common_options_may_be_anywhere(octavo: Octavo, tmp_path: Path) -> None:
    other = tmp_path / "other"
    page = PAGES / "plain.txt"
    assert octavo("--library", other, "add", page, "--quiet").out == ""
    for arguments in (
        ["--library", other, "list"], [f"--library={other}", "list"], ["list", "--library", other],
    ):  # fmt: skip
        assert octavo(*arguments).out.count("\n") == 12
    assert octavo("list").out == ""
    assert octavo("list", "--color", "green").status == octavo("list", "--library").status == 2
    assert "\x1b[" in octavo("search", "tidal", "--library", other, "--color=always").out
    assert "\x1b[" not in octavo("search", "tidal", "--library", other).out


@pytest.mark.parametrize("alias", ALIASES)
def test_another_name_works_and_is_on_no_page(octavo: Octavo, alias: str) -> None:
    page = octavo(alias, "--help")
    assert (page.status, page.err) == (0, "")
    verbs = octavo("--help").out.partition("Papers ")[2].partition("Common")[0]
    assert alias not in verbs.replace("|", " ").split()


def test_parts_of_a_query_may_start_with_a_dash(filled: Octavo) -> None:
    everything = filled("list").out.splitlines()
    assert filled("list", "-is:read").out.splitlines() == everything
    assert filled("list", "-is:unread").out == ""
    assert len(filled("list", "-tidal").out.splitlines()) == len(everything) - 1
    assert filled("list", '-"tidal attention"', "-has:code").out == (
        filled("list", '!"tidal attention" !has:code').out
    )
    by_date = [one["title"] for one in filled("list", "sort:title", "--json").json]
    back = filled("list", "--json", "-sort:title", "--limit", "3").json
    assert [one["title"] for one in back] == by_date[::-1][:3]
    assert filled("export", "-sort:title", "--format", "json", "-has:project").json
    assert filled("list", "--", "-is:read").out.splitlines() == everything
    assert filled("views", "add", "rest", "-is:read", "-sort:date").status == 0
    assert filled("views", "--json").json[0]["query"] == "-is:read -sort:date"


def test_options_may_come_between_the_parts_of_a_query(filled: Octavo) -> None:
    (one,) = filled("list", "tidal", "--json", "attention", "--limit", "1", "is:unread").json
    assert one["title"] == TIDAL


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "--", "tidal", "--json"], "--json after -- is part of the query"),
        (["export", "--", "tidal", "-o", "x"], "-o after -- is part of the query"),
        (["list", "-json"], "-json is not an option: did you mean --json?"),
        (["list", "--s"], "not understood: --s"),
        (["export", "--form", "json"], "not understood: --form"),
        (["import", "--da", "2025-01-01", "x"], "not understood: --da"),
        (["source", "add", "a", "daily-papers", "--ev", "6h"], "not understood: --ev"),
        (["star"], "octavo: usage: missing: KEY (see octavo star --help)"),
        (["digest", "lost"], "usage: ACTION: unknown: lost; use list, show, "),
    ],
)
def test_a_wrong_command_line_is_refused_with_a_remedy(
    filled: Octavo, arguments: list[str], said: str
) -> None:
    result = filled(*arguments)
    assert result.status == 2
    assert said in result.err
    assert result.err.count("\n") == 1


def every_command() -> Iterator[tuple[str, CliCommand]]:
    for group in GROUPS.values():
        for verb in group:
            found = command(verb)
            assert found is not None
            yield verb, found
            yield from ((f"{verb} {action.name}", action) for action in found.actions)


EVERY = dict(every_command())


def test_a_name_is_one_command() -> None:
    assert len(EVERY) == len(list(every_command()))


@pytest.mark.parametrize("name", ["", *EVERY])
def test_help_is_plain_and_fits_80_columns(octavo: Octavo, name: str) -> None:
    result = octavo(*name.split(), "--help")

    assert (result.status, result.err) == (0, "")
    assert max(map(len, result.out.splitlines())) <= 80
    assert result.out.replace("\n", "").isprintable()


@pytest.mark.parametrize("name", EVERY)
def test_what_a_command_does_is_a_short_sentence(name: str) -> None:
    text = EVERY[name].help
    assert text[0].isupper()
    assert not text.endswith(".")
    assert len(text) <= 60


@pytest.mark.parametrize("name", EVERY)
def test_every_argument_has_a_help_text(name: str) -> None:
    parser = argparse.ArgumentParser(add_help=False)
    for add in EVERY[name].arguments:
        add(parser)
    assert all(one.help for one in parser._actions)


@pytest.mark.parametrize("name", [name for name in EVERY if " " not in name])
def test_every_command_has_examples_that_are_understood(name: str) -> None:
    examples = EVERY[name].examples.splitlines()
    assert examples
    for example in examples:
        program, *arguments = shlex.split(example)
        assert program == "octavo"
        assert arguments[0] == name
        assert parse(arguments).command.run is not None


def test_an_action_runs_instead_of_its_command() -> None:
    assert parse(["view"]).command is EVERY["view"]
    assert parse(["views", "list"]).command is EVERY["view list"]
    assert parse(["journal", "new"]).command is EVERY["journal new"]
