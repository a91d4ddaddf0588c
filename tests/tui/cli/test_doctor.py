"""``octavo doctor``, and what it makes of terminals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library, Paths
from octavo_model.library.doctor import Finding, State
from octavo_model.settings.settings import Settings
from octavo_tui.app.app import OctavoApp
from octavo_tui.cli.parser import run
from octavo_tui.render.themes import check_theme
from octavo_tui.terminal.capabilities import check_environment

if TYPE_CHECKING:
    from pathlib import Path


def found(environment: dict[str, str], *, size: tuple[int, int] = (80, 24)) -> dict[str, Finding]:
    return {
        one.part: one for one in check_environment({"TERM": "xterm", **environment}, *size, "utf-8")
    }


@pytest.mark.parametrize(
    ("environment", "part", "text"),
    [
        ({"TERM": "xterm-kitty", "COLORTERM": "truecolor"}, "terminal", "kitty, 80×24"),
        ({"COLORTERM": "truecolor"}, "colours", "16 million"),
        ({"TERM": "xterm-256color"}, "colours", "256"),
        ({"NO_COLOR": "1"}, "colours", "none, because of NO_COLOR"),
        ({"TERM": "dumb"}, "colours", "TERM is dumb"),
        ({"TMUX": "/tmp/x,1,0"}, "copying", "by tmux load-buffer -w"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "copying", "Apple_Terminal has no OSC 52"),
        ({"TERM": "xterm-kitty"}, "links", "clickable (OSC 8)"),
        ({"VTE_VERSION": "7200"}, "links", "clickable (OSC 8)"),
    ],
)
def test_terminals_are_known_by_their_names(
    environment: dict[str, str], part: str, text: str
) -> None:
    assert found(environment)[part].text == text


def test_a_small_terminal_and_another_encoding_are_told() -> None:
    assert found({}, size=(30, 10))["terminal"].hint == "the reader wants 40×12"
    (ill,) = [
        one
        for one in check_environment({"TERM": "xterm"}, 80, 24, "latin-1")
        if one.state is State.ILL
    ]
    assert ill.text == "its encoding is latin-1"


def test_without_a_terminal_it_looks_at_the_rest(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    with Library.open(paths) as library:
        library.import_path(PAGES / "plain.txt")

    assert run(["doctor", "--json"], paths) == 0

    told = {one["part"]: one for one in json.loads(capsys.readouterr().out)}
    assert told["library"]["text"] == "12 papers, 0 starred, 1 digest"
    assert told["terminal"]["state"] == "warn"


def test_what_is_ill_shows_in_the_exit_status(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    with Library.open(paths) as library:
        library.import_path(PAGES / "plain.txt")
    (digest,) = paths.digests.glob("*.gz")
    digest.write_bytes(b"")
    paths.config.mkdir(parents=True)
    paths.settings.write_text('[keys]\nstar = "nosuchkey"\n')

    assert run(["doctor"], paths) == 1

    lines = capsys.readouterr().out.splitlines()
    assert f"✗ digests   {digest}: an archived digest is damaged" in lines
    assert "✗ settings  keys.star: there is no key nosuchkey" in lines


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ('theme = "nrod"', "✗ settings  theme: unknown theme nrod; did you mean nord?"),
        ('[keys]\nquit = ""', "✗ settings  keys.quit: it needs a key; it keeps q,ctrl+q"),
        ('[keys]\nstar = "q"', "✗ settings  keys.star: q belongs to the command quit"),
        ('[views]\nbad = "is:foo"', "✗ settings  views.bad: “is:foo” is not known"),
        ("measure = 3", "✗ settings  measure: must be at least 20"),
        ("theme = ", "✗ settings  is not valid TOML"),
    ],
)
def test_a_fault_of_the_settings_is_told_and_shows_in_the_exit_status(
    paths: Paths, capsys: pytest.CaptureFixture[str], settings: str, line: str
) -> None:
    paths.config.mkdir(parents=True)
    paths.settings.write_text(settings)

    assert run(["doctor"], paths) == 1

    lines = capsys.readouterr().out.splitlines()
    told = [one for one in lines if one[2:].startswith("settings") or str(paths.settings) in one]
    assert len(told) == 2
    assert told[0].startswith(line)
    assert told[1].endswith(f"→ edit {paths.settings}")


def test_advice_alone_is_no_fault(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    with Library.open(paths) as library:
        library.import_path(PAGES / "plain.txt")
    paths.index.chmod(0o644)
    paths.config.mkdir(parents=True)
    paths.settings.write_text('theme = "nord"\n[keys]\nread_all = ""\nquit = "ctrl+q"\n')

    assert run(["doctor"], paths) == 0

    out = capsys.readouterr().out
    assert "! data      others may read library.db" in out
    assert "✗" not in out


def test_every_theme_that_the_reader_has_is_known(paths: Paths) -> None:
    with Library.open(paths) as library:
        app = OctavoApp(
            library,
            Settings(),
            settings_path=paths.settings,
            session_path=paths.state / "0.json",
        )
        assert [name for name in app.available_themes if check_theme(name)] == []


def test_the_terminal_is_asked_how_wide_it_draws(tmp_path: Path) -> None:
    """One that draws all of them in one column is told of, and left clean."""
    with Library.open(paths_in(tmp_path)):
        pass
    with Terminal(environment_in(tmp_path), "doctor", size=(100, 40)) as terminal:
        for _ in range(7):
            terminal.wait_for(lambda: terminal.output.endswith(b"\x1b[6n\r\x1b[K"))
            terminal.output = b""
            terminal.type("\x1b[1;2R")
        assert terminal.wait_for_end() == 0
        assert "lines will not align: ℓ₁ takes 1, 深 takes 1, 🙂 takes 1" in terminal.text
        assert terminal.modes == terminal.modes_before
