"""The user's own commands in the settings, and settings without them."""

from __future__ import annotations

import tomllib
from dataclasses import asdict

import pytest

from octavo_model.settings.settings import parse
from octavo_model.settings.user_commands import UserCommand, without_commands

WORDS = {"run": ["wc", "-w"]}


def test_a_command_is_read_with_its_defaults() -> None:
    settings, problems = parse({"commands": {"words": WORDS}})

    assert problems == ()
    assert settings.commands == {"words": UserCommand(("wc", "-w"), "words", "", "json", 120.0)}


def test_all_of_a_command_is_read() -> None:
    whole = {**WORDS, "title": "Count\x1b words", "key": "W", "stdin": "markdown", "timeout": 5}
    settings, problems = parse({"commands": {"words": whole}})

    assert problems == ()
    assert settings.commands["words"] == UserCommand(
        ("wc", "-w"), "Count words", "W", "markdown", 5
    )
    assert parse(asdict(settings)) == (settings, ())


@pytest.mark.parametrize(
    ("name", "entry", "problem"),
    [
        ("x", "wc", "must be a table with run = [program, arguments]"),
        ("x", {}, "run must be a list of texts: a program and its arguments"),
        ("x", {"run": []}, "run must be a list of texts: a program and its arguments"),
        ("x", {"run": "wc -w"}, "run must be a list of texts: a program and its arguments"),
        ("x", {"run": ["wc", 1]}, "run must be a list of texts: a program and its arguments"),
        ("x", {"run": [" "]}, "run must be a list of texts: a program and its arguments"),
        ("x", {**WORDS, "titel": "a"}, "titel is unknown; did you mean title?"),
        ("x", {**WORDS, "key": 1}, "title and key must be texts in quotation marks"),
        ("x", {**WORDS, "stdin": "xml"}, "stdin must be json or markdown"),
        ("x", {**WORDS, "timeout": 0}, "timeout must be a number from 1 to 86,400"),
        ("x", {**WORDS, "timeout": True}, "timeout must be a number from 1 to 86,400"),
        ("a b", WORDS, "a name has letters, digits, - and _, 40 at most"),
        ("x'); y('", WORDS, "a name has letters, digits, - and _, 40 at most"),
    ],
)
def test_a_wrong_command_costs_itself_alone(name: str, entry: object, problem: str) -> None:
    settings, problems = parse({"commands": {name: entry, "good": WORDS}})

    assert problems == (f"commands.{name}: {problem}; it is left out",)
    assert list(settings.commands) == ["good"]


def test_commands_that_are_no_table_are_reported() -> None:
    assert parse({"commands": "wc"})[1] == ("commands: must be a table; the default is used",)


@pytest.mark.parametrize(
    "commands",
    [
        '[commands.x]\nrun = ["rm"]\n[commands.y]\nrun = ["ls"]\n',
        'commands = {x = {run = ["rm"]}, y = {run = ["ls"]}}\n',
        'commands.x.run = ["rm"]\n"commands".y.run = ["ls"]\n',
    ],
)
def test_settings_without_commands_have_all_the_rest(commands: str) -> None:
    data = f'theme = "nord"\nmeasure = 70\n{commands}'.encode()
    rest, names = without_commands(data)

    assert tomllib.loads(rest.decode()) == {"theme": "nord", "measure": 70}
    assert names == ("x", "y")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf# mine\r\nmeasure = 70\r\n"])
def test_settings_that_have_no_commands_stay_as_they_are(data: bytes) -> None:
    assert without_commands(data) == (data, ())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"commands = ", "Invalid value"),
        (b"\xff", "invalid start byte"),
        (b"a = " + b"[" * 9_999, "nested too deeply"),
    ],
)
def test_what_is_no_toml_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        without_commands(data)
