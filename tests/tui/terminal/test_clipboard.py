from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.app import App

from octavo_tui.terminal.desktop import copy


@pytest.fixture
def tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tmux that keeps what it is given; the file says with what arguments."""
    program = tmp_path / "tmux"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\ncat > {tmp_path}/buffer\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TMUX", "/tmp/tmux-1000/default,1,0")
    return tmp_path


async def test_inside_tmux_tmux_takes_the_text(tmux: Path) -> None:
    app: App[None] = App()

    said = await copy(app, "naïve\n-flag")

    assert said == "copied to tmux"
    assert (tmux / "buffer").read_text() == "naïve\n-flag"
    assert (tmux / "called").read_text() == "load-buffer -w -\n"
    assert app.clipboard == ""


async def test_where_tmux_fails_the_terminal_is_asked(tmux: Path) -> None:
    (tmux / "tmux").write_text("#!/bin/sh\nexit 1\n")
    app: App[None] = App()

    assert await copy(app, "text") == "sent to the terminal's clipboard"
    assert app.clipboard == "text"


async def test_outside_tmux_the_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    app: App[None] = App()

    assert await copy(app, "text") == "sent to the terminal's clipboard"
    assert app.clipboard == "text"
