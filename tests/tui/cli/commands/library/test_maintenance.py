from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest
from tests.tui.cli.conftest import TIDAL, Octavo
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths
from octavo_model.settings.settings import Settings
from octavo_tui.app.app import OctavoApp
from octavo_tui.cli.run import run
from octavo_tui.render.colours.themes import check_theme


def test_rebuild_makes_the_same_library(filled: Octavo) -> None:
    filled("star", "rounding-is-enough")
    before = filled("list", "--json").json

    assert filled("rebuild").out == "2 digests, 34 papers\n"
    assert filled("list", "--json").json == before


def test_restore_restores_a_whole_backup(filled: Octavo, tmp_path: Path) -> None:
    filled("star", TIDAL)
    before = filled("list", "--json").out
    done = filled("backup", tmp_path / "b.zip")
    assert done.status == 0
    assert "2 digests, 2 lines of the journal" in done.out
    shutil.rmtree(tmp_path / "home")
    assert filled("list").out == ""
    done = filled("restore", tmp_path / "b.zip")
    assert (done.status, done.err) == (0, "")
    assert done.out == "restored 2 digests, 2 lines of the journal\n"
    assert filled("list", "--json").out == before
    assert filled("restore", tmp_path / "b.zip").out == (
        "restored 0 digests (2 already there), 0 lines of the journal\n"
    )


def test_a_program_in_a_backup_is_reported_and_not_run(filled: Octavo, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    filled("sources", "add", "lab", f"touch {ran}", "--kind", "command")
    filled("backup", tmp_path / "b.zip")
    shutil.rmtree(tmp_path / "home")
    done = filled("restore", tmp_path / "b.zip")
    assert done.status == 0
    command = f"octavo source add lab 'touch {ran}' --kind command --every 6h\n"
    assert f"source lab runs a program and was left out: to add it, {command}" in done.err
    filled("fetch")
    assert not ran.exists()
    assert filled(*shlex.split(command)[1:]).status == 0
    filled("fetch")
    assert ran.exists()


def test_backup_and_restore_report_errors_in_one_line(filled: Octavo, tmp_path: Path) -> None:
    (tmp_path / "thesis").write_text("years of work")
    for verb, why in (("backup", "is not a backup of Octavo"), ("restore", "is not a backup")):
        done = filled(verb, tmp_path / "thesis")
        assert done.status == 3
        assert why in done.err
        assert done.err.count("\n") == 1
    assert filled("restore", tmp_path / "nowhere").err.count("\n") == 1
    assert (tmp_path / "thesis").read_text() == "years of work"


def test_without_a_terminal_it_looks_at_the_rest(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    with Library.open(paths) as library:
        library.imports.import_path(PAGES / "plain.txt")

    assert run(["doctor", "--json"], paths) == 0

    findings = {one["part"]: one for one in json.loads(capsys.readouterr().out)}
    assert findings["library"]["text"] == "12 papers, 0 starred, 1 digest"
    assert findings["terminal"]["state"] == "warn"


def test_a_fault_shows_in_the_exit_status(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    with Library.open(paths) as library:
        library.imports.import_path(PAGES / "plain.txt")
    (digest,) = paths.digests.glob("*.gz")
    digest.write_bytes(b"")
    paths.config.mkdir(parents=True)
    paths.settings.write_text('[keys]\nstar = "nosuchkey"\n')

    assert run(["doctor"], paths) == 3

    lines = capsys.readouterr().out.splitlines()
    assert f"✗ digests   {digest}: an archived digest is damaged" in lines
    assert "✗ settings  keys.star: unknown key nosuchkey" in lines


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ('theme = "nrod"', "✗ settings  theme: unknown theme nrod; did you mean nord?"),
        ('[keys]\nquit = ""\nquit_now = ""', "✗ settings  keys.quit_now: some key must quit"),
        ('[keys]\nstar = "q"', "✗ settings  keys.star: q replaces q (quit)"),
        ('[keys]\nfirst = "g"', "✗ settings  keys.first: g replaces g"),
        ("[views]\nbad = 3", "✗ settings  views.bad: must be a text in quotation marks"),
        ("measure = 3", "✗ settings  measure: must be at least 20"),
        ("theme = ", "✗ settings  is not valid TOML"),
    ],
)
def test_a_mistake_in_the_settings_is_reported_and_shows_in_the_exit_status(
    paths: Paths, capsys: pytest.CaptureFixture[str], settings: str, line: str
) -> None:
    paths.config.mkdir(parents=True)
    paths.settings.write_text(settings)

    assert run(["doctor"], paths) == 3

    lines = capsys.readouterr().out.splitlines()
    findings = [
        one for one in lines if one[2:].startswith("settings") or str(paths.settings) in one
    ]
    assert len(findings) == 2
    assert findings[0].startswith(line)
    assert findings[1].endswith(f"→ edit {paths.settings}")


def test_advice_alone_is_not_a_fault(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    with Library.open(paths) as library:
        library.imports.import_path(PAGES / "plain.txt")
    paths.index.chmod(0o644)
    paths.config.mkdir(parents=True)
    paths.settings.write_text('theme = "nord"\n[keys]\nread_all = ""\nquit = "ctrl+q"\n')

    assert run(["doctor"], paths) == 0

    out = capsys.readouterr().out
    assert "! data      other users can read library.db" in out
    assert "✗" not in out


def test_every_theme_that_the_reader_has_is_known(paths: Paths) -> None:
    with Library.open(paths) as library:
        app = OctavoApp(
            library, Settings(), settings_path=paths.settings, session_path=paths.state / "0.json"
        )
        assert [name for name in app.available_themes if check_theme(name)] == []
