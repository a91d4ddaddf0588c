from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.titles import FuzzyIndex, segment

if TYPE_CHECKING:
    from pathlib import Path

TITLES = ["Moths at Midnight", "", "[Re] Naïve Lanterns", "灯笼 \ud800", "Lamps, lamps"]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "titles.fuzzy"
    FuzzyIndex.build(TITLES).save(path, "library 7")
    return path


@pytest.mark.parametrize("titles", [TITLES, [], ["?"]])
def test_an_index_read_back_answers_as_before(titles: list[str], tmp_path: Path) -> None:
    path = tmp_path / "titles.fuzzy"
    index = FuzzyIndex.build(titles)
    index.save(path)
    again = FuzzyIndex.load(path)
    assert again is not None
    assert len(again) == len(titles)
    for query in ("", "moth", "lampz", "[re] naive", "灯", "lanternlamp"):
        one, other = index.search(query), again.search(query)
        assert np.array_equal(one.docs, other.docs)
        assert np.array_equal(one.scores, other.scores)


def test_an_index_read_back_can_be_extended_and_saved_again(saved: Path) -> None:
    index = FuzzyIndex.load(saved, "library 7")
    assert index is not None
    index.extended(["A Lamp of Clay"]).save(saved, "library 7")
    again = FuzzyIndex.load(saved, "library 7")
    assert again is not None
    assert again.search("clay").docs.tolist() == [len(TITLES)]


def test_an_index_of_other_titles_is_not_read(saved: Path) -> None:
    assert FuzzyIndex.load(saved, "library 8") is None
    assert FuzzyIndex.load(saved) is None


def test_an_index_of_another_version_is_not_read(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = replace(segment.FILE, version=segment.FILE.version + 1)
    monkeypatch.setattr(segment, "FILE", newer)
    assert FuzzyIndex.load(saved, "library 7") is None


def test_a_file_of_another_kind_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "titles.fuzzy"
    assert FuzzyIndex.load(path) is None
    for content in (b"", b"\0", b"not an index", b'{"octavo-fuzzy": 0}\n'):
        path.write_bytes(content)
        assert FuzzyIndex.load(path) is None
        path.write_bytes(content + zlib.crc32(content).to_bytes(4, "little"))
        assert FuzzyIndex.load(path) is None


@given(data=st.data())
def test_a_damaged_file_is_not_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.fuzzy"
    FuzzyIndex.build(TITLES).save(path)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[place] ^= data.draw(st.integers(1, 255))
    else:
        del content[place:]
    path.write_bytes(content)
    assert FuzzyIndex.load(path) is None


def test_what_cannot_be_written_leaves_the_folder_as_it_was(saved: Path) -> None:
    before = saved.read_bytes()
    (saved.parent / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        FuzzyIndex.build(TITLES).save(saved.parent / "folder")
    with pytest.raises(OSError, match="nowhere"):
        FuzzyIndex.build(TITLES).save(saved.parent / "nowhere" / "titles.fuzzy")
    assert saved.read_bytes() == before
    assert sorted(path.name for path in saved.parent.iterdir()) == ["folder", saved.name]
