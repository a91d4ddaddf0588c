"""Which digests of one source and day stay: pages replace the feed that hinted at them."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from tests.model.sources.arxiv.loopback import Arxiv

from octavo_model import Library, Paths
from octavo_model.core.parsed import ImportOptions
from octavo_model.sources.arxiv.calendar import announcement_time

DAY = dt.date(2026, 8, 3)
NOW = announcement_time(DAY) + dt.timedelta(hours=9)
PAGES = ("/list/cs.CL/new", "/list/cs.AI/new")
FEED = "/atom/cs.CL+cs.AI"
NAMES = ["arxiv-cs-ai-2026-08-03", "arxiv-cs-cl-2026-08-03"]


@pytest.fixture
def arxiv() -> Arxiv:
    arxiv = Arxiv()
    arxiv.announce(DAY, {"cs.CL": (3, 1, 2), "cs.AI": (4, 2, 0)})
    return arxiv


def take(library: Library, arxiv: Arxiv, path: str) -> None:
    date = DAY if path in PAGES else None
    options = ImportOptions(name="answer", path=path, date=date, origin="ml")
    library.imports.import_bytes(arxiv.page(path, NOW).body, options)


def names(library: Library) -> list[str]:
    return sorted(one.name for one in library.catalog.digests())


@pytest.mark.parametrize("order", permutations([FEED, *PAGES]))
def test_of_a_feed_and_its_pages_the_pages_stay_in_whichever_order_they_come(
    paths: Paths, arxiv: Arxiv, order: tuple[str, ...]
) -> None:
    with Library.open(paths) as library:
        for path in order:
            take(library, arxiv, path)
        take(library, arxiv, order[-1 if order[-1] != FEED else 0])
        assert names(library) == NAMES
        library.rebuild()
        assert names(library) == NAMES
