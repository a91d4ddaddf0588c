from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tui.cli.conftest import Octavo

from octavo_tui.cli.verbs import GROUPS, command


@pytest.mark.parametrize(
    "verb",
    [
        ("views", "add", "a", "title:{}"),
        ("views", "add", "{}", "a"),
        ("views", "rename", "code", "{}"),
        ("views", "remove", "{}", "--yes"),
        ("views", "move", "{}", "1"),
        ("sources", "add", "{}", "daily-papers"),
        ("sources", "add", "a", "https://a.example/{}"),
        ("sources", "add", "a", "daily-papers", "--every", "{}"),
        ("sources", "add", "a", "/tmp/{}", "--kind", "folder"),
        ("sources", "add", "a", "echo {}", "--kind", "command"),
        ("sources", "remove", "{}", "--yes"),
        ("fetch", "{}"),
        ("star", "{}"),
        ("show", "{}"),
        ("related", "{}"),
        ("list", "--view", "{}"),
        ("list", "--digest", "{}"),
        ("import", "--format", "{}", "page.txt"),
        ("{}",),
    ],
    ids=" ".join,
)
def test_an_argument_that_is_not_text_is_refused_in_one_line(
    filled: Octavo, odd: str, verb: tuple[str, ...]
) -> None:
    filled("views", "add", "code", "has:code")
    views = filled("views").out

    result = filled(*(part.format(odd) for part in verb))

    assert (result.status, result.out) == (3, "")
    assert result.err.startswith("octavo: ")
    assert result.err.count("\n") == 1
    assert "error of its own" not in result.err
    assert filled("views").out == views


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["show", "nothing-like-it-at-all"], "nothing-like-it-at-all"),
        (["list", "--digest", "daily-papers-2025-11-06"], "daily-papers-2025-11-06"),
    ],
)
def test_an_error_is_one_line_that_names_its_subject(
    filled: Octavo, arguments: list[str], what: str
) -> None:
    result = filled(*arguments)

    assert result.status == 3
    assert result.err.startswith(f"octavo: {what}: ")
    assert result.err.count("\n") == 1


def test_help_names_every_command(octavo: Octavo) -> None:
    out = octavo("--help").out

    words = set(out.replace("|", " ").split())
    for heading, group in GROUPS.items():
        assert {heading, *group} <= words
        for verb in group:
            found = command(verb)
            assert found is not None
            assert {one.name for one in found.actions} <= words


def test_commands_need_neither_screen_nor_network_nor_numpy(tmp_path: Path) -> None:
    code = (
        "import sys; from octavo_model import Paths; from octavo_tui.cli.run import run\n"
        "calls = ['list', '--limit', '20'], ['list', '--json'], ['digests'], ['sources']\n"
        f"print([run(call, Paths.under({str(tmp_path)!r})) for call in calls], file=sys.stderr)\n"
        "heavy = {'textual', 'rich', 'numpy', 'rapidfuzz', 'httpx', 'ssl'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stderr.splitlines()[-2:] == ["[0, 0, 0, 0]", "[]"]


def test_no_command_imports_a_screen_before_it_needs_one() -> None:
    code = (
        "import sys, pkgutil, importlib, octavo_tui.cli as cli\n"
        "names = [one.name for one in pkgutil.walk_packages(cli.__path__, 'octavo_tui.cli.')]\n"
        "for name in names: importlib.import_module(name)\n"
        "print(len(names), sorted({'textual', 'rich'} & set(sys.modules)))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    count, modules = done.stdout.split(maxsplit=1)
    assert int(count) > 20
    assert modules.strip() == "[]"


def test_papers_are_listed_without_textual(filled: Octavo, tmp_path: Path) -> None:
    del filled
    code = (
        "import sys; from octavo_model import Paths; from octavo_tui.cli.run import run\n"
        f"run(['list', '--color', 'always'], Paths.under({str(tmp_path / 'home')!r}))\n"
        "print('textual' in sys.modules, file=sys.stderr)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert "Attention" in done.stdout
    assert done.stderr.splitlines()[-1] == "False"


def test_a_quiet_command_writes_what_the_encoding_lacks(filled: Octavo, tmp_path: Path) -> None:
    assert not filled("list").out.isascii()
    code = (
        "import sys; from octavo_model import Paths; from octavo_tui.cli.run import run; "
        f"sys.exit(run(['list', '--quiet'], Paths.under({str(tmp_path / 'home')!r})))"
    )
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, env={**os.environ, **plain}
    )

    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)


def test_a_closed_pipe_is_not_an_error(filled: Octavo, tmp_path: Path) -> None:
    del filled
    code = (
        "import sys; from octavo_model import Paths; from octavo_tui.cli.run import run; "
        f"sys.exit(run(['list', '--json'], Paths.under({str(tmp_path / 'home')!r})))"
    )
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=closed, stderr=subprocess.PIPE, check=False
        )

    assert (done.stderr, done.returncode) == (b"", 0)
