"""Papers as a table, https://www.rfc-editor.org/rfc/rfc4180, that spreadsheets may open.

A cell that begins like a formula would be obeyed by them; such a cell gets an apostrophe before
it, see https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from octavo_model.addresses import best_link
from octavo_model.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.paper import Paper

COLUMNS = (
    "key", "title", "authors", "author_count", "organization", "date", "arxiv_id", "doi",
    "journal", "categories", "url", "starred", "read", "digests", "abstract",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """A line with the names of the columns, and one for each paper."""
    row = io.StringIO(newline="")
    writer = csv.writer(row, lineterminator="\n")
    writer.writerow(COLUMNS)
    yield row.getvalue()
    for paper in papers:
        row.seek(0)
        row.truncate()
        writer.writerow(map(harmless, _cells(paper)))
        yield row.getvalue()


def harmless(cell: str) -> str:
    """``cell`` as text to a spreadsheet, whatever it begins with, in clean lines.

    >>> harmless("=1+1"), harmless("a = b")
    ("'=1+1", 'a = b')
    """
    cell = clean_text(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


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
