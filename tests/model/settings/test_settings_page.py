from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path

from octavo_model.settings.settings import Settings

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_the_page_of_settings_tells_every_setting_and_its_default() -> None:
    page = PAGE.read_text()

    for one in fields(Settings):
        default = "" if one.default is MISSING else f"`{one.default!r}`".replace("'", '"')
        default = default.replace("True", "true").replace("False", "false")
        assert f"| `{one.name}` | {default} | {one.metadata['doc']} |" in page
