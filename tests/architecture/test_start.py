"""What the fast commands import: every module costs time before the first byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import environment_in, paths_in

from octavo_model import Library

SLOW = {"textual", "rich", "numpy", "pathlib", "re", "json", "argparse", "dataclasses"}
_REPORT = """
import os, sys
from octavo_tui.terminal import streams
from octavo_tui.__main__ import main

def report(self, text):
    os.write(2, "\\n".join(sys.modules).encode())
    os._exit(0)

streams.Guarded.write = streams.Guarded.writelines = report
main()
"""
"""Prints the imported modules in place of the first byte."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with Library.open(paths_in(home)) as library:
        library.imports.import_path(PAGES / "plain.txt")
    return home


def imported(home: Path, *arguments: str) -> set[str]:
    """The modules that ``octavo`` has imported when it writes its first byte."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _REPORT, *arguments],
        env=environment_in(home), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["list"], ["list", "--limit", "3"], ["--version"]])
def test_a_fast_command_imports_little_before_its_first_byte(
    home: Path, arguments: list[str]
) -> None:
    modules = imported(home, *arguments)
    ours = {name for name in modules if name.partition(".")[0] in {"octavo_model", "octavo_tui"}}

    assert "octavo_tui.terminal.streams" in ours
    assert len(ours) <= 16, sorted(ours)
    assert modules & SLOW == set()
