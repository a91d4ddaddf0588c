"""A small library on which every example of the language finds something."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.model.conftest import Desk, Invented
from tests.parsed import titles as titles_of

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions

if TYPE_CHECKING:
    from octavo_model.formats import Source

NOW = dt.datetime(2025, 6, 1, 12, 30, tzinfo=dt.UTC)

MARCH: list[dict[str, Any]] = [
    {
        "title": "On Neural Clocks of Barn Owls",
        "abstract": "Owls keep time in a tidal basin. Code: https://github.com/owls/clock",
        "authors": ["Nora Quill", r"Andr\'e Marsh"],
        "date": "2025-03-02",
        "arxiv_id": "2401.01234",
        "upvotes": 47,
        "comment_count": 3,
        "categories": ["cs.LG", "stat.ML"],
        "comments": "Accepted at Estuaries 2025",
    },
    {
        "title": "Tide Tables for Shallow Harbours",
        "abstract": "The basin is tidal twice a day.",
        "authors": ["André Lind", "Quentin Nora"],
        "date": "2025-03-30",
        "doi": "10.1000/tides",
        "journal": "Journal of Estuaries 7 (2025)",
        "upvotes": 20,
        "comment_count": 2,
        "categories": ["physics.ao-ph"],
    },
    {
        "title": "Do We Need Owls",
        "author_count": 11,
        "date": "2024-12-31",
        "upvotes": 3,
        "organization": "Harbour Lab",
    },
]
MAY: list[dict[str, Any]] = [
    {
        "title": "A Tidal Basin in a Bottle",
        "abstract": "Glass, water, moon.",
        "authors": ["Nora Quillfeather"],
        "date": "2025-05-29",
        "upvotes": 21,
        "comment_count": 12,
        "project": "https://basin.example/",
        "categories": ["cs.CL"],
        "organization": "The Harbour Institute",
    },
    {
        "title": "SVFR: A Unified Lamp",
        "abstract": "Light for reading. Neural collapse of a lamp.",
        "authors": [f"Person {number}" for number in range(12)],
        "date": "2025-05-05",
        "code": "https://code.example/lamp",
    },
    {
        "title": "Quilts",
        "date": "2025-05-06",
        "comment_count": 0,
        "comments": "Withdrawn by the author: a seam is wrong",
    },
]


class Daily(Invented):
    name = "daily-papers"
    origin_label = "HF"

    def sniff(self, source: Source) -> float:
        return 0.0


class Mail(Daily):
    name = "owl-mail"
    origin_label = "mail"


class Shelf:
    """A library, and its papers by the first words of their titles."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def find(self, query: str, view: View | None = None) -> list[str]:
        """The first words of what a query finds, in order."""
        return self.names(self.library.search.find(query, view or View.all()).ids)

    def names(self, ids: Iterable[int]) -> list[str]:
        names = {
            number: title.split()[0].strip(":") for number, title in titles_of(self.library).items()
        }
        return [names[one] for one in ids]

    def called(self, *names: str) -> list[int]:
        """Return the papers whose titles start with this."""
        ids = {
            title.split()[0].strip(":"): number for number, title in titles_of(self.library).items()
        }
        return [ids[name] for name in names]


def _opened(paths: Paths) -> Library:
    return Library.open(paths, clock=lambda: NOW, machine="desk", formats=(Daily(), Mail()))


@pytest.fixture(scope="session")
def home_of_a_shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the library of `shelf`, to copy."""
    home = tmp_path_factory.mktemp("shelf")
    with _opened(Paths.under(home)) as library:
        for name, date, some, origin in (
            ("daily-papers", "2025-04-01", MARCH, None),
            ("owl-mail", "2025-05-30", MAY, "owl-letters"),
        ):
            page = Desk.page(*some, date=date)
            library.imports.import_bytes(
                page, ImportOptions(name="page.json", format=name, origin=origin)
            )
        shelf = Shelf(library)
        library.marks.mark(shelf.called("Tide", "SVFR"), MarkField.READ, True)
        library.marks.mark(shelf.called("SVFR", "Do"), MarkField.STARRED, True)
        library.tags.change(shelf.called("On"), add=["agents"])
        library.tags.change(shelf.called("Tide"), add=["agents/planning"])
        library.tags.change(shelf.called("A"), add=["to do"])
        library.notes.set(shelf.called("Do")[0], "To **replicate**:\n\n- figure 2 of Élèves")
    return home


@pytest.fixture
def shelf(home_of_a_shelf: Path, paths: Paths) -> Iterator[Shelf]:
    """Six papers in two digests, and marks on some."""
    shutil.copytree(home_of_a_shelf, paths.data.parent, symlinks=True, dirs_exist_ok=True)
    with _opened(paths) as library:
        yield Shelf(library)
