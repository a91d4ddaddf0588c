"""Names in the files of a library, which must not change: other versions of Octavo read them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.core.views import ViewKind
from octavo_model.settings import session

if TYPE_CHECKING:
    from tests.model.conftest import Desk


def test_the_names_in_files_are_those_of_octavo_0_1(desk: Desk) -> None:
    paths = desk.paths
    with desk.open() as library:
        desk.add_digest(library, "Owls", "Larks", {"title": "Owls", "arxiv_id": "2501.00001"})
        owls, larks, *_ = library.catalog.ids(View.all())
        library.marks.mark([owls], MarkField.STARRED, True)
        library.marks.mark([owls], MarkField.READ, True, auto=True)
        library.marks.undo()
        library.marks.redo()
        library.edits.merge(owls, larks)
        record = json.loads(next(paths.digests.glob("*.json")).read_bytes())
    session.save(paths.sessions / "0.json", session.Session(kind=ViewKind.ALL))

    lines = [json.loads(line) for line in paths.journal.read_bytes().splitlines()]
    heading = ["time", "machine", "instance", "batch"]
    change = ["key", "title", "field", "before", "after"]
    assert [list(line) for line in lines] == [
        [*heading, *change],
        [*heading, *change, "auto"],
        [*heading, *change, "undo"],
        [*heading, *change, "redo"],
        [*heading, *change],
    ]
    assert [line["field"] for line in lines] == ["starred", "read", "starred", "starred", "same"]
    assert list(record) == [
        "seq", "name", "file", "path", "format", "imported", "modified", "date", "date_inferred",
    ]  # fmt: skip
    assert list(json.loads(paths.journal_record.read_bytes())) == ["folder", "files", "dismissed"]
    assert (paths.data / "layout").read_text().split()[:2] == ["2", "12"]
    assert set(json.loads((paths.sessions / "0.json").read_bytes())) == {
        "kind", "digest", "key", "offset", "scroll", "filter", "width", "height", "drawer", "raw",
        "query", "paint", "paper", "theme", "background",
        "single", "seen", "wide", "hidden_gaps", "recent", "day", "folded",
        "tag", "text_beside",
    }  # fmt: skip
    assert {path.name for path in (paths.data / "locks").iterdir()} >= {"queue", "write", "import"}
    names = {path.name for path in paths.data.iterdir()}
    assert names >= {"digests", "layout", "library.db", "locks", "marks.jsonl"}
    with closing(sqlite3.connect(paths.index)) as db:
        assert {name for (name,) in db.execute("SELECT name FROM meta")} == {
            "papers", "unread", "starred", "next_paper", "archive", "journal_offset",
            "journal_check", "journal_time", "changes", "content", "decisions", "uid", "modulus",
        }  # fmt: skip


def test_tags_notes_and_places_are_lines_of_the_journal(desk: Desk) -> None:
    with desk.open() as library:
        desk.add_digest(library, "Owls")
        (owls,) = library.catalog.ids(View.all())
        library.tags.change([owls], add=["Night Birds"])
        library.notes.set(owls, "- *hear* it")
        library.tags.change([owls], remove=["night-birds"])
        library.full_texts.places.set(owls, ("S3.p2#a1", 0.25, 0.1))
    names = ("key", "title", "field", "before", "after")
    assert [tuple(line[name] for name in names) for line in desk.journal()] == [
        ("title:owls night-birds", "Owls", "tag", None, True),
        ("title:owls", "Owls", "note", None, "- *hear* it"),
        ("title:owls night-birds", "Owls", "tag", True, None),
        ("title:owls", "Owls", "place", None, ["S3.p2#a1", 0.25, 0.1]),
    ]
