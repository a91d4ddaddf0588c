"""Tables in documents are as in the source, and commands in documents are understood."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.model.export.papers import BARE, OWLS

from octavo_model.export.program_input import standard_input
from octavo_model.search.query.operators import examples
from octavo_model.settings import settings
from octavo_tui.cli.parser import parse
from octavo_tui.commands import COMMANDS, groups
from octavo_tui.keys import check_keys, own_commands, sequences, show_sequence

ROOT = Path(__file__).parents[2]
README, QUERIES, KEYS = (ROOT / name for name in ("README.md", "docs/queries.md", "docs/keys.md"))
COMMANDS_PAGE, SETTINGS = (ROOT / "docs" / name for name in ("commands.md", "settings.md"))
DOCUMENTS = (README, *sorted((ROOT / "docs").glob("*.md")))


def key_table() -> str:
    """Return the tables of keys, as the commands have them."""
    lines: list[str] = []
    for heading, commands in groups().items():
        lines += [f"## {heading}", "", "| keys | what they do | name |", "| --- | --- | --- |"]
        for one in commands:
            found = map(show_sequence, sequences(one.keys))
            keys = " ".join(f"`{key}`" for key in found).replace("|", r"\|") or "(palette)"
            lines.append(f"| {keys} | {one.title} | `{one.name}` |")
        lines.append("")
    return "\n".join(lines)


def example_table() -> str:
    """Return the table of queries, as the language has it."""
    lines = ["| a query | finds |", "| --- | --- |"]
    for one in examples():
        query, finds = (text.replace("|", r"\|") for text in one)
        lines.append(f"| `{query}` | {finds} |")
    return "\n".join(lines)


def test_the_page_of_queries_has_every_example() -> None:
    # tests/model/search/query/test_finder.py runs each of them.
    assert example_table() in QUERIES.read_text()


def test_the_page_of_keys_has_every_key() -> None:
    assert key_table() in KEYS.read_text()


@pytest.mark.parametrize(
    "line",
    [
        line
        for page in DOCUMENTS
        for line in page.read_text().splitlines()
        if line.startswith("octavo ")
    ],
)
def test_every_call_in_a_document_is_understood(line: str) -> None:
    call = line.split("   ", maxsplit=1)[0].split(" | ", maxsplit=1)[0]

    assert parse(shlex.split(call)[1:]).command


def block(page: Path, language: str) -> str:
    """Return the first example in this language."""
    found = re.search(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("page", [COMMANDS_PAGE, SETTINGS])
def test_the_settings_of_an_example_are_valid(page: Path) -> None:
    example, problems = settings.parse(tomllib.loads(block(page, "toml")))

    assert example.commands
    keys, clashes = check_keys(example.keys)
    assert keys == example.keys
    assert problems == clashes == own_commands(example.commands, keys)[1] == ()


def test_keys_in_the_text_of_the_settings_are_free() -> None:
    text = SETTINGS.read_text()
    (row,) = (line for line in text.splitlines() if line.startswith("| `keys`"))
    given = [*re.findall(r'(\w+) = "([^"]+)"', row), *re.findall(r"set keys\.(\w+) (\S+)`", text)]
    assert [name for name, _ in given] == ["star", "all", "star"]
    for name, value in given:
        assert check_keys({name: value}) == ({name: value}, ())


def test_the_example_of_a_command_runs_on_any_paper() -> None:
    words = [sys.executable, "-c", block(COMMANDS_PAGE, "python")]
    for paper, line in ((OWLS, b"Ada Strix and 1 more, 5 words"), (BARE, b"somebody and 0 more")):
        done = subprocess.run(
            words, input=standard_input(paper, "json"), stdout=subprocess.PIPE, check=True
        )
        assert done.stdout.startswith(line)


def test_the_free_keys_of_the_page_are_free() -> None:
    (row,) = (line for line in COMMANDS_PAGE.read_text().splitlines() if line.startswith("| `key`"))
    free = re.findall(r"`(\w)`", row)
    assert len(free) == 10
    assert not {key for one in COMMANDS for key in one.keys.split(",")}.intersection(free)


def test_the_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= 150
