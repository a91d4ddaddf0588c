"""Tables in documents are as in the source, and commands in documents are understood."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from octavo_model.search.query.fields import examples
from octavo_tui.cli.parser import parse
from octavo_tui.commands import COMMANDS, show_keys

ROOT = Path(__file__).parents[2]
README, QUERIES, KEYS = (ROOT / name for name in ("README.md", "docs/queries.md", "docs/keys.md"))


def key_table() -> str:
    """Return the table of keys, as the commands have it."""
    lines = ["| keys | what they do |", "| --- | --- |"]
    for one in COMMANDS:
        if one.keys:
            keys = " ".join(f"`{key}`" for key in show_keys(one, {}).split())
            lines.append(f"| {keys} | {one.title} |")
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
        for page in (README, QUERIES)
        for line in page.read_text().splitlines()
        if line.startswith("octavo ")
    ],
)
def test_every_call_in_a_document_is_understood(line: str) -> None:
    call = line.split("   ", maxsplit=1)[0].split(" | ", maxsplit=1)[0]

    assert parse(shlex.split(call)[1:]).command
