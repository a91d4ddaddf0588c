"""Papers as a table, https://www.rfc-editor.org/rfc/rfc4180, that spreadsheets may open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.links import best_link
from octavo_model.text.cells import COLUMNS, SPLITS, escaped_cell, to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Paper

_NEEDS_QUOTES = re.compile(rf"{SPLITS}|[\",]")


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a line with the names of the columns, and one for each paper."""
    yield _row(COLUMNS)
    for paper in papers:
        # The lines of a note are those of its Markdown.
        yield _row([*map(to_cell, _cells(paper)), escaped_cell(paper.note)])


def _row(cells: Iterable[str]) -> str:
    """A line of the table; every cell that any spreadsheet may split is quoted."""
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
        paper.decision,
        " ".join(paper.tags),
    )
