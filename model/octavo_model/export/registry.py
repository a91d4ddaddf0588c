"""The formats that papers are written in."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Paper


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that papers are written in.

    Attributes:
        name: As ``--format`` takes it.
        title: What a person calls it.
        suffix: What names of its files end in, with the dot.
        module: Where its function ``pieces`` lies.
    """

    name: str
    title: str
    suffix: str
    module: str

    def pieces(self, papers: Iterable[Paper]) -> Iterator[str]:
        """The text that holds ``papers``, in pieces, as they come."""
        # Only the format that is wanted is loaded.
        found: Iterator[str] = import_module(self.module).pieces(papers)
        return found


_HERE = __name__.rpartition(".")[0]

FORMATS = (
    ExportFormat("bibtex", "BibTeX", ".bib", f"{_HERE}.bibtex"),
    ExportFormat("markdown", "Markdown", ".md", f"{_HERE}.markdown"),
    ExportFormat("csv", "CSV table", ".csv", f"{_HERE}.csv"),
    ExportFormat("json", "JSON", ".json", f"{_HERE}.json"),
)

BY_NAME = {one.name: one for one in FORMATS}


def by_file_name(name: str) -> ExportFormat | None:
    """The format that a file called ``name`` is in, by its end; None where that tells nothing."""
    return next((one for one in FORMATS if name.lower().endswith(one.suffix)), None)
