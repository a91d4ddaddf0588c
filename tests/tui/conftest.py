from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo_model import Library, Paths
from octavo_model.core.parsed import ImportOptions

PAGES = Path(__file__).parents[2] / "fixtures" / "daily-papers-text"
DAYS = {"plain.txt": dt.date(2025, 11, 5), "bylines.txt": dt.date(2025, 10, 28)}
NOW = dt.datetime(2025, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path)


@pytest.fixture(scope="session")
def home_of_two_digests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a library with two digests, to copy."""
    home = tmp_path_factory.mktemp("two-digests")
    with Library.open(Paths.under(home), clock=lambda: NOW, machine="desk") as library:
        for name, day in DAYS.items():
            library.imports.import_bytes(
                (PAGES / name).read_bytes(), ImportOptions(name=name, date=day)
            )
    return home


@pytest.fixture
def library(home_of_two_digests: Path, paths: Paths) -> Iterator[Library]:
    """Two digests: 12 papers of 5 November, 30 of 28 October; 8 papers are in both."""
    shutil.copytree(home_of_two_digests, paths.data.parent, symlinks=True, dirs_exist_ok=True)
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        yield library
