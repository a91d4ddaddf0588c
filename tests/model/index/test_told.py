"""What a damaged index tells: nothing that a terminal obeys, and damage where it makes no sense."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.fuzz.safety import dangers, texts_of
from tests.model.conftest import Desk

from octavo_model import View
from octavo_model.index.first_page import FirstPage

ATTACK = "\x1b]0;PWN\x07 \x9b31m \u202e"
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
        desk.bring(library, PAPER)
        later = {**PAPER, "version": 2, "announced": "replace", "abstract": "Quite another."}
        desk.bring(library, later, date="2025-01-02")
    return desk


def change(desk: Desk, *statements: str, value: object = ATTACK) -> None:
    with closing(sqlite3.connect(desk.paths.index)) as db, db:
        for one in statements:
            db.execute(one, (value,) if "?" in one else ())


def texts(desk: Desk) -> list[tuple[str, str]]:
    """All that the columns of the index hold for people: table and column."""
    with closing(sqlite3.connect(desk.paths.index)) as db:
        return [
            (table, column)
            for table in ("digests", "papers", "details", "abstracts", "editions", "keys")
            for _, column, kind, *_ in db.execute(f"PRAGMA table_info({table})")
            if kind == "TEXT" and (table, column) != ("digests", "source")
        ]


def test_nothing_that_the_index_tells_is_obeyed(full: Desk) -> None:
    listed = json.dumps([f"A{ATTACK}"], ensure_ascii=False)
    plain = 0
    for table, column in texts(full):
        if column in {"date", "revised"}:
            continue
        if column in {"authors", "categories", "keywords"}:
            change(full, f"UPDATE {table} SET {column} = ?", value=listed)
        else:
            change(full, f"UPDATE {table} SET {column} = {column} || ?")
            plain += 1
    assert plain > 15
    with full.open() as library:
        assert library.repairs == ()
        ids = library.ids(View.all())
        (paper,) = library.papers(ids)
        names = library.names()
        told = [
            *library.rows(ids),
            paper,
            *library.digests(),
            *library.keys(ids),
            *library.earlier(ids[0]),
            *[title for _, title in library.titles()],
            names.by_field["digest"],
            names.by_field["cat"],
            names.by_field["source"],
        ]
        for digest in library.digests():
            assert library.counts(View.of_digest(digest.name)).total == 1
    found = [text for one in told for _, text in texts_of(one)]
    assert len([one for one in found if r"\x1b]0;PWN\x07" in one]) > 15
    for text in found:
        assert dangers(text.replace("\n", "")) == [], text


def test_nothing_of_the_first_page_is_obeyed(full: Desk) -> None:
    change(full, "UPDATE papers SET title = ?, readable = NULL")
    page = FirstPage(str(full.paths.data))
    found = page.rows("all", None, "", 10)
    page.close()
    assert found is not None
    ((title, *_),), _, _ = found
    assert title == r"\x1b]0;PWN\x07 \x9b31m \u202e"


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
        (told,) = library.repairs
        assert "was damaged" in told
    assert Path(f"{full.paths.index}.damaged").exists()


def test_authors_that_make_no_sense_are_repaired_where_they_are_searched(full: Desk) -> None:
    change(full, "UPDATE papers SET authors = '[\"A'")
    with full.open() as library:
        assert len(library.find("au:owl", View.all()).ids) == 1
        assert len(library.repairs) == 1
