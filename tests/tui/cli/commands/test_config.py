from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.cli.conftest import Octavo

from octavo_model import Paths
from octavo_tui.commands import BY_NAME


def test_a_setting_is_shown_and_changed(octavo: Octavo, paths: Paths) -> None:
    assert octavo("config", "get", "measure").out == "90\n"
    assert octavo("config", "set", "measure", "70").out == "measure = 70\n"
    assert octavo("config", "get", "measure").out == "70\n"
    assert "measure = 70\n" in octavo("config").out
    assert octavo("config", "get", "--json").json[0]["measure"] == 70
    assert paths.settings.read_text() == "measure = 70\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["get", "tehme"], "no setting tehme (did you mean theme?)"),
        (["get", "theme.x"], "no setting theme.x"),
        (["get", "views.x"], "no setting views.x"),
        (["get", "keys.stra"], "no setting keys.stra (did you mean keys.star?)"),
        (["set", "measure", "3"], "measure: must be at least 20"),
        (["set", "tehme", "x"], "did you mean theme?"),
        (["set", "keys.star", "nosuchkey"], "keys.star: "),
        (["edit"], "needs a terminal"),
    ],
)
def test_what_is_wrong_changes_nothing(
    octavo: Octavo, paths: Paths, arguments: list[str], said: str
) -> None:
    result = octavo("config", *arguments)

    assert (result.status, result.out) == (2, "")
    assert said in result.err
    assert not paths.settings.exists()


def test_paths_are_shown_and_not_created(octavo: Octavo, tmp_path: Path) -> None:
    for call in (["config", "path"], ["paths"]):
        assert f"settings   {tmp_path / 'home' / 'config' / 'settings.toml'}" in octavo(*call).out
    assert not (tmp_path / "home").exists()


def test_keys_are_those_of_the_user(octavo: Octavo) -> None:
    listed = {one["name"]: one["keys"] for one in octavo("keys", "--json").json}
    assert set(listed) == set(BY_NAME)
    octavo("config", "set", "keys.star", "asterisk")
    (star,) = [one for one in octavo("keys", "--json").json if one["name"] == "star"]
    assert star["keys"] == ["*"] != listed["star"]
    assert octavo("config", "get", "keys.star").out == "asterisk\n"
    assert octavo("config", "get", "keys.star", "--json").json == [{"keys.star": "asterisk"}]
    assert any(line.split()[:1] == ["*"] for line in octavo("keys").out.splitlines())


def test_the_keys_of_a_command_are_those_in_force(octavo: Octavo, paths: Paths) -> None:
    assert octavo("config", "get", "keys.star").out == f"{BY_NAME['star'].keys}\n"
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.settings.write_text('[keys]\nstar = "nosuchkey"\n')
    wrong = octavo("config", "get", "keys.star")
    assert (wrong.status, wrong.out) == (3, f"{BY_NAME['star'].keys}\n")
    assert "keys.star: unknown key nosuchkey" in wrong.err


def test_commands_of_the_user_are_shown(octavo: Octavo, paths: Paths) -> None:
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.settings.write_text('[commands.words]\nkey = "W"\nrun = ["wc", "-w"]\n')
    done = octavo("config", "get")
    assert done.status == 0
    assert "words: wc -w" in done.out
    assert octavo("config", "get", "commands.words").out == "wc -w\n"
    (found,) = octavo("config", "get", "commands", "--json").json
    assert found["commands"]["words"]["run"] == ["wc", "-w"]


def test_an_unknown_theme_is_refused(octavo: Octavo) -> None:
    done = octavo("config", "set", "theme", "nrod")
    assert (done.status, done.out) == (2, "")
    assert "did you mean nord?" in done.err
