from __future__ import annotations

from pathlib import Path

import pytest

from octavo_model.core.errors import OctavoError
from octavo_model.settings.changing import change, fault
from octavo_model.settings.settings import load

FILE = """\
# Mine
theme = "nord"  # dark

[keys]
star = "s"

[views]
code = "has:code"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "settings.toml"
    path.parent.mkdir()
    path.write_text(FILE)
    return path


def test_one_line_changes_and_the_rest_stays(path: Path) -> None:
    change(path, "theme", 'a "b"')
    assert path.read_text() == FILE.replace('"nord"  # dark', r'"a \"b\""  # dark')
    change(path, "keys.star", "asterisk")
    change(path, "keys.read", "r")
    change(path, "measure", "70")
    settings, problems = load(path)
    assert problems == ()
    assert (settings.measure, settings.keys) == (70, {"star": "asterisk", "read": "r"})
    assert settings.views == {"code": "has:code"}
    assert path.read_text().startswith("# Mine\n")


def test_a_file_and_a_table_are_made_where_they_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    change(path, "early_paint", "false")
    change(path, "keys.star", "x")
    assert path.read_text() == 'early_paint = false\n\n[keys]\nstar = "x"\n'


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("measure", "wide", "measure: must be a whole number"),
        ("early_paint", "maybe", "early_paint: must be true or false"),
        ("tehme", "x", "tehme: no such setting; did you mean theme?"),
        ("read_after", "0", ""),
        ("early_paint", "False", ""),
        ("keys.star", "x", ""),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, wrong: str) -> None:
    assert fault(name, value) == wrong


@pytest.mark.parametrize(
    "text",
    [
        'keys = {star = "s"}\n',
        "keys = 3\n",
        "keys = 3\na = [\n[1],\n]\n",
        "theme = \n",
        "a = '''\ntheme = 1\n'''\n",
    ],
)
def test_a_file_written_in_another_way_is_left_as_it_is(path: Path, text: str) -> None:
    path.write_text(text)
    for name in ("theme", "keys.star"):
        if text.startswith("keys") and name == "theme":
            continue
        if text.startswith("a") and name == "keys.star":
            continue
        with pytest.raises(OctavoError):
            change(path, name, "x")
    assert path.read_text() == text
