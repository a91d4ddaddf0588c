"""Cells of a table that spreadsheets may open, and its columns.

A spreadsheet runs a cell that begins like a formula, see
https://owasp.org/www-community/attacks/CSV_Injection. Where the user's country writes ``1,5``, it
splits lines at semicolons, in the middle of our cells. So an apostrophe comes before each formula,
also one behind a semicolon, a bar or a line break; `from_cell` removes it.
"""

from __future__ import annotations

import re

from octavo_model.text.clean import clean_text

COLUMNS = (
    "key", "title", "authors", "author_count", "organization", "date", "arxiv_id", "doi",
    "journal", "categories", "url", "starred", "read", "digests", "abstract", "decision", "tags",
    "note",
)  # fmt: skip
"""The columns of an exported table."""
COLUMNS_OF_0_1 = COLUMNS[: COLUMNS.index("decision")]
"""Those of Octavo 0.1."""

SPLITS = r"[;|\t\r\n]"
"""Characters at which a spreadsheet may split a line, besides the comma."""
_FORMULA = re.compile(rf"((?:^|{SPLITS})[ \"]*)('*[=+\-@＝＋－＠])")
_ESCAPED_FORMULA = re.compile(rf"((?:^|{SPLITS})[ \"]*)'('*[=+\-@＝＋－＠])")


def to_cell(text: str) -> str:
    """Return ``text`` in clean lines, without anything that a spreadsheet takes for a formula.

    >>> to_cell("=1+1"), to_cell("x;=1+1"), to_cell("a = b; c")
    ("'=1+1", "x;'=1+1", 'a = b; c')
    """
    return escaped_cell(clean_text(text))


def escaped_cell(text: str) -> str:
    """Return the clean ``text`` with all of its lines, without formulas as `to_cell`."""
    return _FORMULA.sub(r"\1'\2", text)


def from_cell(cell: str) -> str:
    """Return the text from which `to_cell` made ``cell``.

    >>> from_cell("x;'=1+1"), from_cell("'Tis")
    ('x;=1+1', "'Tis")
    """
    return _ESCAPED_FORMULA.sub(r"\1\2", cell) if "'" in cell else cell
