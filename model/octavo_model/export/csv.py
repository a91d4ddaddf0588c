"""Papers as a table, https://www.rfc-editor.org/rfc/rfc4180, that spreadsheets may open.

A spreadsheet runs a cell that begins like a formula, see
https://owasp.org/www-community/attacks/CSV_Injection. Where the user's country writes ``1,5``, it
splits lines at semicolons, in the middle of our cells. So an apostrophe comes before each formula,
also one behind a semicolon, a bar or a line break; `from_cell` takes it away again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.links import best_link
from octavo_model.text.clean import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Paper

COLUMNS = (
    "key", "title", "authors", "author_count", "organization", "date", "arxiv_id", "doi",
    "journal", "categories", "url", "starred", "read", "digests", "abstract",
)  # fmt: skip

_SPLITS = r"[;|\t\r\n]"
_NEEDS_QUOTES = re.compile(rf"{_SPLITS}|[\",]")
_FORMULA = re.compile(rf"((?:^|{_SPLITS})[ \"]*)('*[=+\-@＝＋－＠])")
_ESCAPED_FORMULA = re.compile(rf"((?:^|{_SPLITS})[ \"]*)'('*[=+\-@＝＋－＠])")


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """A line with the names of the columns, and one for each paper."""
    yield _row(COLUMNS)
    for paper in papers:
        yield _row(map(to_cell, _cells(paper)))


def to_cell(text: str) -> str:
    """``text`` in clean lines, with nothing in it that a spreadsheet takes for a formula.

    >>> to_cell("=1+1"), to_cell("x;=1+1"), to_cell("a = b; c")
    ("'=1+1", "x;'=1+1", 'a = b; c')
    """
    return _FORMULA.sub(r"\1'\2", clean_text(text))


def from_cell(cell: str) -> str:
    """The text that `to_cell` made ``cell`` of.

    >>> from_cell("x;'=1+1"), from_cell("'Tis")
    ('x;=1+1', "'Tis")
    """
    return _ESCAPED_FORMULA.sub(r"\1\2", cell) if "'" in cell else cell


def _row(cells: Iterable[str]) -> str:
    """A line of the table. Unlike `csv`, it quotes whatever any spreadsheet may split."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _cells(paper: Paper) -> tuple[str, ...]:
    return (
        paper.key,
        paper.title,
        "; ".join(paper.authors),
        "" if paper.author_count is None else str(paper.author_count),
        paper.organization or "",
        paper.day or "",
        paper.arxiv_id or "",
        paper.doi or "",
        paper.journal or "",
        " ".join(paper.categories),
        best_link(paper).url,
        "yes" if paper.starred else "no",
        "yes" if paper.read else "no",
        " ".join(paper.digests),
        paper.abstract,
    )
