"""Many digests at once: they are read while others are imported, and nobody waits long for it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from octavo_model import View
from octavo_model.core.parsed import ImportOptions, ParsedDigest, ParsedPaper
from octavo_model.formats import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.model.conftest import Desk

PAPERS = 600
"""Papers of each digest: more than one transaction writes."""


class Noting:
    """A format whose digests are a number and filler; it notes something at each that it reads."""

    name = "invented-noting"
    title = "invented"
    origin_label = "noting"
    example = "7 ..."

    def __init__(self) -> None:
        self.notes: list[float] = []
        self.note: Callable[[], float] = float

    def sniff(self, source: Source) -> float:
        return 1.0

    def parse(self, source: Source) -> ParsedDigest:
        self.notes.append(self.note())
        number = source.data.split()[0].decode()
        papers = (ParsedPaper(f"Paper {one} of {number}", line=one) for one in range(PAPERS))
        return ParsedDigest(None, False, tuple(papers), ())


def write(folder: Path, count: int, size: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.txt").write_bytes(b"%d " % number + b"x" * size)
    return folder


def test_a_large_digest_is_not_read_while_others_are_taken_in(desk: Desk, tmp_path: Path) -> None:
    noting = Noting()
    library = desk.open(formats=(noting,))
    noting.note = lambda: library.catalog.counts(View.all()).total

    library.imports.import_path(write(tmp_path / "large", 4, 1_000_001))

    assert noting.notes == [0, PAPERS, 2 * PAPERS, 3 * PAPERS]


def test_while_many_are_imported_threads_take_turns_more_often(desk: Desk, tmp_path: Path) -> None:
    noting, before = Noting(), sys.getswitchinterval()
    library = desk.open(formats=(noting,))
    noting.note = sys.getswitchinterval

    library.imports.import_path(write(tmp_path / "small", 3, 10))

    assert all(interval < before / 5 for interval in noting.notes)
    assert sys.getswitchinterval() == before


@pytest.mark.parametrize("seconds", [-(10**9), -(10**12), 10**10, 10**12])
def test_any_time_of_a_file_is_taken(desk: Desk, tmp_path: Path, seconds: int) -> None:
    page, box = tmp_path / "page.txt", tmp_path / "mails.mbox"
    page.write_text("1")
    box.write_text("From me@example.org Mon Jan  1 00:00:00 2024\nSubject: one\n\n2\n")
    for path in (page, box):
        os.utime(path, (seconds, seconds))
    library = desk.open(formats=(Noting(),))
    for path in (page, box):
        library.imports.import_path(path)
    os.utime(desk.paths.digests, (seconds, seconds))
    library = desk.reopen(library, formats=(Noting(),))
    library.imports.import_bytes(b"3", ImportOptions(name="other.txt"))
    assert library.catalog.counts(View.all()).total == 3 * PAPERS
    assert library.problems == ()
