from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.tui.cli.conftest import TIDAL, Octavo

from octavo_model import Paths
from octavo_tui.cli.commands.completion import SCRIPTS, completions, for_bash

KEY = "title:tidal-attention-letting-context-windows-breathe"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["dism"], ["dismiss"]),
        (["--col"], ["--color"]),
        (["--color", "a"], ["auto", "always"]),
        (["--color=a"], ["--color=auto", "--color=always"]),
        (["--color", "never", "digest", "ren"], ["rename"]),
        (["--color=never", "--quiet", "sta"], ["star", "stats"]),
        (["list", "--digest=daily-papers-2025-11"], ["--digest=daily-papers-2025-11-05"]),
        (["digest", "ren"], ["rename"]),
        (["list", "--le"], ["--lenient"]),
        (["digest", "date", "daily-papers-2025-10"], ["daily-papers-2025-10-28"]),
        (["list", "--digest", "daily-papers-2025-11"], ["daily-papers-2025-11-05"]),
        (["list", "--view", "o"], ["odd one"]),
        (["view", "remove", ""], ["odd one"]),
        (["source", "remove", ""], ["hf"]),
        (["fetch", "h"], ["hf"]),
        (["--quiet", "show", "title:t"], [KEY]),
        (["unstar", ""], [KEY]),
        (["note", "title:t"], [KEY]),
        (["tag", "re"], ["remove", "rename"]),
        (["tag", "rename", ""], ["owls"]),
        (["tag", "add", "owls", ""], [KEY]),
        (["export", "--format", "m"], ["markdown"]),
        (["config", "set", "mea"], ["measure"]),
        (["help", "que"], ["query"]),
        (["frobnicate", ""], []),
        (["--library", "x"], []),
    ],
)  # fmt: skip
def test_words_are_completed(
    filled: Octavo, paths: Paths, words: list[str], found: list[str]
) -> None:
    filled("view", "add", "odd one", "tidal")
    filled("source", "add", "hf", "daily-papers")
    filled("star", TIDAL)
    filled("tag", "add", "owls", TIDAL)
    assert completions(words, paths) == found


@pytest.mark.parametrize("words", [["--color", "a"], ["--quiet", "sta"], ["--library", "x", "sta"]])
def test_options_before_the_verb_are_words(octavo: Octavo, paths: Paths, words: list[str]) -> None:
    completed = octavo("completion", "--words", *words)

    assert completed.status == 0
    assert completed.out.splitlines() == completions(words, paths) != []


def test_names_are_those_of_the_library_that_is_named(
    filled: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del filled
    elsewhere = Paths.under(tmp_path / "elsewhere")
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in (["--library", "~/home"], ["--library=~/home"]):
        assert completions([*given, "digest", "show", "daily-papers-2025-10"], elsewhere) == [
            "daily-papers-2025-10-28"
        ]


def test_bash_gets_what_follows_the_last_colon_with_signs_escaped(
    filled: Octavo, paths: Paths
) -> None:
    filled("star", TIDAL)
    filled("view", "add", "odd one", "tidal")
    assert for_bash("octavo show title:tid", paths) == [KEY.removeprefix("title:")]
    assert for_bash("octavo view remove ", paths) == [r"odd\ one"]
    assert for_bash('octavo view remove "od', paths) == [r"odd\ one"]
    assert "star" in for_bash("octavo ", paths)
    assert filled("completion", "--line", "octavo dism").out == "dismiss\n"
    assert filled("completion", "--words", "list", "--le").out == "--lenient\n"


def test_a_completion_makes_no_library(octavo: Octavo, tmp_path: Path) -> None:
    assert octavo("completion", "--words", "show", "").out.strip() == ""
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("shell", SCRIPTS)
def test_each_shell_has_a_script(octavo: Octavo, shell: str) -> None:
    script = octavo("completion", shell)
    assert script.status == 0
    assert "octavo completion --" in script.out
    if shell == "bash":
        check = f"{script.out}\ncomplete -p octavo"
        done = subprocess.run(["bash", "-c", check], capture_output=True, text=True, check=True)
        assert done.stdout == "complete -o default -F _octavo octavo\n"


def test_an_unknown_shell_is_refused(octavo: Octavo) -> None:
    for call in (["completion"], ["completion", "tcsh"]):
        assert "bash, zsh, fish" in octavo(*call).err


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ([], "Read and triage"),
        (["list"], "usage: octavo list"),
        (["digest", "rename"], "usage: octavo digest rename"),
        (["import"], "usage: octavo add"),
        (["query"], "A query is"),
    ],
)
def test_help_has_a_page_for_each_command(octavo: Octavo, words: list[str], start: str) -> None:
    assert octavo("help", *words).out.startswith(start)
