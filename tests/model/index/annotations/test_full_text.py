"""The words of full texts are found while the texts are kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from octavo_model.index.annotations.full_text import FullTextWords


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "words.db"


@pytest.fixture
def words(path: Path) -> FullTextWords:
    words = FullTextWords(path)
    words.put("2401.00001", "Barn owls hear the tide.\nEvery Œdipal café sings.")
    words.put("2401.00002", "The barn is empty; owls left. Sørensen Straße")
    return words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("owls", ["2401.00001", "2401.00002"]),
        ("Barn OWLS", ["2401.00001"]),
        ("hea", ["2401.00001"]),
        ("barn ow", ["2401.00001"]),
        ("cafe", ["2401.00001"]),
        ("œdipal", ["2401.00001"]),
        ("oedipal", ["2401.00001"]),
        ("Sørensen", ["2401.00002"]),
        ("strasse", ["2401.00002"]),
        ("gulls", []),
        ("", []),
        ('"; DROP', []),
        ("owl*", ["2401.00001", "2401.00002"]),
    ],
)
def test_words_one_after_the_other_are_found(
    words: FullTextWords, query: str, found: list[str]
) -> None:
    assert words.find(query) == found


def test_another_version_of_a_text_replaces_its_words(words: FullTextWords) -> None:
    words.put("2401.00001", "Gulls.")
    assert words.find("tide") == []
    assert words.find("gulls") == ["2401.00001"]


def test_a_text_that_is_gone_is_not_found(words: FullTextWords) -> None:
    words.remove(["2401.00001", "2401.09999"])
    assert words.find("owls") == ["2401.00002"]
    assert words.names() == {"2401.00002"}
    words.put("2401.00003", "Terns.")
    assert words.find("tide") == []


def test_the_database_does_not_grow_with_texts_that_are_gone(
    words: FullTextWords, path: Path
) -> None:
    numbers = range(150)
    for number in numbers:
        words.put(f"gone{number}", f"word{number} " * 50)
    words.remove([f"gone{number}" for number in numbers])
    assert words.names() == set()
    words.put("2401.00001", "Owls.")
    assert words.find("owls") == ["2401.00001"]
    assert words.find("word7") == []
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT seq FROM sqlite_sequence").fetchone() == (1,)


def test_nothing_is_found_and_created_without_texts(path: Path) -> None:
    words = FullTextWords(path)
    words.remove(["2401.00001"])
    assert words.find("owls") == []
    assert words.version == 0
    assert not path.parent.exists()


def test_the_version_changes_with_the_texts(words: FullTextWords) -> None:
    before = words.version
    words.put("2401.00003", "Terns.")
    assert words.version != before


def test_another_reader_sees_new_texts(words: FullTextWords, path: Path) -> None:
    other = FullTextWords(path)
    words.put("2401.00003", "Terns.")
    assert other.find("terns") == ["2401.00003"]


def test_a_damaged_database_finds_nothing_and_is_replaced(words: FullTextWords, path: Path) -> None:
    path.write_bytes(b"owls" * 2_000)
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"owls")
    assert words.find("owls") == []
    words.put("2401.00001", "Owls.")
    assert not journal.exists()
    assert words.find("owls") == ["2401.00001"]
