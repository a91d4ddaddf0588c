from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.tui.conftest import DAYS, PAGES

from octavo_model import Library, Paths
from octavo_model.core.parsed import ImportOptions
from octavo_tui.cli.run import run

TIDAL = "Tidal Attention: Letting Context Windows Breathe"


class Result(SimpleNamespace):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Octavo = Callable[..., Result]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "home")


@pytest.fixture
def octavo(
    paths: Paths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Octavo:
    """Runs ``octavo`` with some arguments, in this process, on a library of its own."""
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: object) -> Result:
        status = run([str(one) for one in arguments], paths)
        out, err = capsys.readouterr()
        return Result(status=status, out=out, err=err)

    return call


@pytest.fixture(scope="session")
def two_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a library with two pages, to copy."""
    home = tmp_path_factory.mktemp("two-pages")
    with Library.open(Paths.under(home), instance="cli") as library:
        for name, date in DAYS.items():
            library.imports.import_path(PAGES / name, ImportOptions(date=date))
    return home


@pytest.fixture
def filled(octavo: Octavo, two_pages: Path, tmp_path: Path) -> Octavo:
    """``octavo`` on a library with two pages."""
    shutil.copytree(two_pages, tmp_path / "home", symlinks=True)
    return octavo


@pytest.fixture
def odd(tmp_path: Path) -> str:
    """A part of a file's name that is not text; skips where files cannot be named like that."""
    name = os.fsdecode(b"zz\xff")
    try:
        (tmp_path / name).touch()
    except OSError:
        pytest.skip("names of files are text here")
    return name
