"""The table ``[full_text]`` of the settings."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from octavo_model.settings.changing import change, fault
from octavo_model.settings.full_text import PDF_FIELDS, FullTextSettings
from octavo_model.settings.settings import load, parse

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_all_of_the_table_is_read() -> None:
    table = {"starred": True, "cache_mb": 20, "pdf": "/srv/{year}/{id}.pdf"}
    settings, problems = parse({"full_text": table})
    assert problems == ()
    assert settings.full_text == FullTextSettings(True, 20, "/srv/{year}/{id}.pdf")
    assert parse(asdict(settings)) == (settings, ())


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("stared", True, "no such setting; did you mean starred?"),
        ("zzz", True, "no such setting"),
        ("starred", 1, "must be true or false; the default is used"),
        ("cache_mb", 0, "must be from 1 to 1,000,000; the default is used"),
        ("cache_mb", 1.5, "must be a whole number; the default is used"),
        ("cache_mb", True, "must be a whole number; the default is used"),
        ("pdf", "~nora/{id}", "starts with ~, but not with ~/; the default is used"),
        ("pdf", 1, "must be a text in quotation marks; the default is used"),
        (
            "pdf",
            "{famili}.pdf",
            "{famili} is unknown (did you mean {family}?); the default is used",
        ),
        (
            "pdf",
            "{x}.pdf",
            "{x} is unknown (use family, year, word, title, id, key); the default is used",
        ),
        (
            "pdf",
            "{id.pdf",
            "has a brace without its other half, or an invisible character; the default is used",
        ),
        (
            "pdf",
            "{id}/paper.pdf",
            "the name of the file needs a part in braces, e.g. {id}; the default is used",
        ),
        ("pdf", "../{id}.pdf", "must not have .. in it; the default is used"),
    ],
)
def test_a_wrong_entry_costs_itself_alone(name: str, value: object, problem: str) -> None:
    settings, problems = parse({"full_text": {"cache_mb": 7, name: value}})
    assert problems == (f"full_text.{name}: {problem}",)
    assert settings.full_text == FullTextSettings(cache_mb=500 if name == "cache_mb" else 7)


def test_a_value_in_place_of_the_table_is_reported() -> None:
    assert parse({"full_text": True})[1] == ("full_text: must be a table; the default is used",)


def test_an_entry_is_changed_in_its_own_type(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    for name, value in (("starred", "true"), ("cache_mb", "80"), ("pdf", "{id}.pdf")):
        assert fault(f"full_text.{name}", value) == ""
        change(file, f"full_text.{name}", value)
    assert load(file)[0].full_text == FullTextSettings(True, 80, "{id}.pdf")
    assert fault("full_text.cache_mb", "0") == "full_text.cache_mb: must be from 1 to 1,000,000"
    assert fault("full_text.starred", "yes") == "full_text.starred: must be true or false"


def test_the_page_of_settings_has_every_entry_its_default_and_the_fields() -> None:
    page = PAGE.read_text()
    for name, one in FullTextSettings.__dataclass_fields__.items():
        default = str(one.default).lower() if name != "pdf" else f'"{one.default}"'
        assert f"| `{name}` | `{default}` | {one.metadata['doc']} |" in page
    for name, meaning in PDF_FIELDS.items():
        assert f"| `{{{name}}}` | {meaning} |" in page
