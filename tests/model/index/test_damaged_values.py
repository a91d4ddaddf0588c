"""Values in a damaged index that Octavo never writes: they are damage, and the index is rebuilt."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.model.conftest import Desk

from octavo_model import View

PAPER: dict[str, Any] = {
    "title": r"Owls in \textbf{Trees}",
    "arxiv_id": "2501.00001",
    "abstract": "One.\n\nTwo, at https://github.com/owls/trees.",
    "authors": ["A. Owl", "B. Lark"],
    "organization": "Trees",
    "submitted_by": "somebody",
    "day": "01-01",
    "announced": "new",
    "version": 1,
    "categories": ["cs.LG"],
    "comments": "12 pages",
    "journal": "J. Owls",
    "keywords": ["owl"],
    "ai_summary": "Owls sit.",
    "doi": "10.1000/owls",
    "page": "https://owls.example/a",
    "code": "https://github.com/owls/trees",
    "project": "https://owls.example",
}


@pytest.fixture
def full(desk: Desk) -> Desk:
    with desk.open() as library:
        desk.add_digest(library, PAPER)
        later = {**PAPER, "version": 2, "announced": "replace", "abstract": "Quite another."}
        desk.add_digest(library, later, date="2025-01-02")
    return desk


def change(desk: Desk, statement: str) -> None:
    with closing(sqlite3.connect(desk.paths.index)) as db, db:
        db.execute(statement)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE papers SET date = '2025-13-01'",
        "UPDATE papers SET date = X'00'",
        "UPDATE digests SET date = 'x'",
        "UPDATE details SET revised = ''",
        "UPDATE papers SET title = X'4142', readable = NULL",
        "UPDATE papers SET authors = '[\"A'",
        "UPDATE papers SET authors = '{}'",
        "UPDATE papers SET authors = X'ff'",
        "UPDATE details SET keywords = '[1]'",
        "UPDATE abstracts SET text = X'41'",
        "UPDATE digests SET name = X'41' WHERE id = 1",
    ],
)
def test_what_makes_no_sense_is_damage_and_is_repaired(full: Desk, damage: str) -> None:
    with full.open() as library:
        before = full.state(library)
    change(full, damage)
    with full.open() as library:
        assert full.state(library)["papers"] == before["papers"]
        assert full.state(library)["digests"] == before["digests"]
        (repair,) = library.repairs
        assert "was damaged" in repair
    assert Path(f"{full.paths.index}.damaged").exists()


def test_authors_that_make_no_sense_are_repaired_where_they_are_searched(full: Desk) -> None:
    change(full, "UPDATE papers SET authors = '[\"A'")
    with full.open() as library:
        assert len(library.search.find("au:owl", View.all()).ids) == 1
        assert len(library.repairs) == 1
