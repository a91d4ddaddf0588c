"""docs/formats.md: its tables are as in the registry, its code is that of the tested example."""

from __future__ import annotations

from docs import formats

from octavo_model.formats.registry import FORMATS


def test_the_page_of_formats_is_up_to_date() -> None:
    assert formats.PAGE.read_text("utf-8") == formats.page(), "run python docs/formats.py"


def test_every_format_reads_something_of_its_fixtures() -> None:
    page = formats.formats()
    assert [row.name for row in FORMATS if f"| `{row.name}` |" not in page] == []
    assert "|  |" not in page
