"""What Octavo keeps is its owner's alone, with any umask; names lead nowhere else."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo_model import Library, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.views import ViewKind
from octavo_model.settings import session
from octavo_model.settings.session import Session
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchState, FetchStateStore
from octavo_model.storage.data_folder import Paths
from octavo_model.storage.merge_log import MergeLog, PaperMerge

PAPERS = b'{"title": "One paper", "abstract": "x", "id": "2511.00001"}\n'
LARGE = PAPERS + b'{"title": "Another", "abstract": "y", "id": "2511.00002"}\n' * 2


@pytest.fixture(params=[0, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def use(paths: Paths, folder: Path) -> None:
    """Do everything that writes."""
    file = folder / "papers.jsonl"
    file.write_bytes(LARGE)
    with Library.open(paths) as library:
        library.imports.import_bytes(PAPERS, ImportOptions(name="papers.jsonl"))
        library.imports.import_path(file)
        ids = list(library.catalog.ids(View.all(), 3))
        library.marks.mark(ids, MarkField.STARRED, True)
        library.search.find_titles("paper", ids)
        library.views.save("a", "b")
    with Library.open(paths) as library:
        library.rebuild()
    MergeLog(paths.data / "same.jsonl").add(PaperMerge("title:a", "title:b"), "2025-01-01")
    session.save(paths.sessions / "0.json", Session(kind=ViewKind.ALL))
    SourceList(paths).add(make("a", "https://a.example/"))
    state = FetchState("feed https://a.example/", first_day=dt.date(2025, 1, 1))
    FetchStateStore(paths).save("a", state)


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_nobody_else_can_read_what_is_kept(paths: Paths, tmp_path: Path, umask: int) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    use(paths, inbox)

    found = {path for one in (paths.data, paths.config, paths.state) for path in one.rglob("*")}
    for path in (*found, paths.data, paths.config, paths.state):
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode & 0o077 == 0, f"{path}: {mode:o}"
        assert mode & 0o600 == 0o600, f"{path}: {mode:o}"
    names = {path.name for path in found}
    wanted = {"library.db", "marks.jsonl", "same.jsonl", "layout", "sources.toml", "0.json"}
    assert wanted <= names
    assert any(path.suffix == ".gz" for path in found)


@pytest.mark.parametrize(
    "name",
    ["../../up.jsonl", "..", "/etc/passwd", "a/b\x00c.jsonl", "..\\..\\up.jsonl", "-rf.jsonl"],
)
def test_no_name_leads_out_of_the_folder(paths: Paths, tmp_path: Path, name: str) -> None:
    with Library.open(paths) as library:
        before = everything(tmp_path)
        report = library.imports.import_bytes(PAPERS, ImportOptions(name=name))
        added = everything(tmp_path) - before

    assert report.digest is not None
    assert report.digest.replace("-", "").isalnum()
    assert all(paths.data in one.parents for one in added)
    assert {one.suffix for one in added if one.parent == paths.digests} == {".gz", ".json"}


def everything(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["../a", "a/b", "", "-a", "a.b", "A", "a\x1b", "a" * 41])
def test_no_source_is_called_like_a_path(name: str) -> None:
    with pytest.raises(Exception, match="source's name"):
        make(name, "https://a.example/")
