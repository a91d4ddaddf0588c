from __future__ import annotations

import runpy
from pathlib import Path

from octavo_model.text.latex.symbols import symbol

ROOT = Path(__file__).parents[4]


def test_the_table_of_symbols_is_what_pylatexenc_has() -> None:
    made = runpy.run_path(str(ROOT / "docs/symbols.py"))

    assert made["TABLE"].read_text(encoding="utf-8") == made["as_text"]()


def test_people_write_some_of_them_otherwise() -> None:
    assert symbol("epsilon", math=True) == "ε"
    assert symbol("R", math=True) == "ℝ"
    assert symbol("R", math=False) is None
