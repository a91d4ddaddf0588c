from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.settings.settings import Settings, load, parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == (Settings(), ())


def test_what_is_set_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('theme = "nord"\nread_after = 3\n[keys]\nstar = "x"\n')

    settings, problems = load(file)

    assert (settings.theme, settings.read_after, settings.keys) == ("nord", 3.0, {"star": "x"})
    assert problems == ()


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b'\xef\xbb\xbf# mine\r\ntheme = "nord"\r\n')
    settings, problems = load(file)
    assert (settings.theme, problems) == ("nord", ())


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"them": "x"}, "them: no such setting; did you mean theme?"),
        ({"zzz": 1}, "zzz: no such setting"),
        ({"theme": 1}, "theme: must be a text in quotation marks; the default is used"),
        ({"read_after": "2"}, "read_after: must be a number; the default is used"),
        ({"read_after": -1}, "read_after: must be at least 0; the default is used"),
        ({"read_after": 10**400}, "read_after: must be at most 1,000,000; the default is used"),
        (
            {"read_after": float("inf")},
            "read_after: must be at most 1,000,000; the default is used",
        ),
        ({"read_after": float("nan")}, "read_after: must be at least 0; the default is used"),
        ({"read_after": True}, "read_after: must be a number; the default is used"),
        ({"measure": 90.5}, "measure: must be a whole number; the default is used"),
        ({"measure": 3}, "measure: must be at least 20; the default is used"),
        ({"read_on_open": 1}, "read_on_open: must be true or false; the default is used"),
        (
            {"fetch_automatically": "no"},
            "fetch_automatically: must be true or false; the default is used",
        ),
        ({"keys": {"star": 1}}, "keys: must be a table of texts; the default is used"),
    ],
)
def test_a_wrong_value_costs_itself_alone(table: dict[str, object], problem: str) -> None:
    settings, problems = parse({"read_on_open": True, **table})

    assert problems == (problem,)
    assert settings.read_on_open is ("read_on_open" not in table)


@pytest.mark.parametrize("text", ["theme = ", f"measure = {'9' * 5_000}"])
def test_a_file_that_is_no_toml_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)

    settings, (problem,) = load(file)

    assert settings == Settings()
    assert problem.startswith("is not valid TOML")


def test_every_setting_says_what_it_is_for() -> None:
    assert all(one.metadata["doc"].endswith((".", "them all.")) for one in fields(Settings))


@given(st.dictionaries(st.sampled_from([*asdict(Settings()), "other"]), VALUES))
def test_no_table_is_too_odd(table: dict[str, object]) -> None:
    settings, problems = parse(table)

    assert parse(asdict(settings))[1] == ()
    names = ("views", "commands", "full_text")
    tables = [value for name in names if isinstance(value := table.get(name), dict)]
    assert len(problems) <= len(table) + sum(map(len, tables))


@given(st.floats(0, 1e6), st.integers(20, 500), st.booleans(), st.text("abc\"\\\n'"))
def test_settings_survive_the_file(
    tmp_path_factory: pytest.TempPathFactory, after: float, measure: int, on: bool, key: str
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    settings = Settings(
        theme="nord",
        read_after=after,
        read_on_open=on,
        measure=measure,
        hide_replacements=on,
        fetch_automatically=on,
        early_paint=on,
        keys={"star": key},
    )

    file.write_text(tomli_w.dumps(asdict(settings)))

    assert load(file) == (settings, ())
