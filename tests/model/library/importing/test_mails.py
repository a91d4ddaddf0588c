"""Mails as they lie about: alone, in mailboxes, in Maildirs, packed."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, OctavoError, View
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.library.importing.mailboxes import LARGEST_MAIL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths

RULE = "-" * 78
HEADERS = (
    "From: no-reply@arXiv.org\nDate: Thu, {day} Nov 2024 00:00:00 +0000\nSubject: {subject}\n\n"
)
CHAT = HEADERS.format(day=2, subject="Lunch?") + "At noon, by the owls?\n"


def listing(day: int, *titles: str) -> str:
    """A mail of arXiv with these papers."""
    entries = "".join(
        f"{RULE}\n\\\\\narXiv:2411.{day:02}{number:03}\n"
        f"Date: Thu, {day} Nov 2024 18:00:00 GMT   (12kb)\n\n"
        f"Title: {title}\nAuthors: Ana Noctua and Bo Strix\nCategories: cs.LG\n\\\\\n"
        f"  What {title} says, at some length.\n"
        f"\\\\ ( https://arxiv.org/abs/2411.{day:02}{number:03} ,  12kb)\n"
        for number, title in enumerate(titles)
    )
    head = HEADERS.format(day=day, subject="cs daily Subj-class mailing 1 1")
    return f"{head}{entries}{RULE}\n"


def mailbox(*mails: str) -> bytes:
    return "".join(
        f"From no-reply@arXiv.org Thu Nov  7 00:00:00 2024\n{mail}\n" for mail in mails
    ).encode()


@pytest.fixture
def real(paths: Paths) -> Iterator[Library]:
    """An empty library that reads every format."""
    with Library.open(paths) as library:
        yield library


def digests(results: list[ImportReport | OctavoError]) -> list[tuple[str | None, int]]:
    return [(one.digest, one.papers) for one in results if isinstance(one, ImportReport)]


def test_a_mail_alone_is_a_digest(real: Library, tmp_path: Path) -> None:
    path = tmp_path / "monday.eml"
    path.write_text(listing(4, "Owls", "Bats"))
    assert digests(real.imports.import_path(path)) == [("arxiv-2024-11-04", 2)]
    paper = real.catalog.paper(real.catalog.resolve("2411.04000"))
    assert (paper.title, paper.authors) == ("Owls", ("Ana Noctua", "Bo Strix"))


def test_each_digest_of_a_mailbox_is_imported_and_other_mails_are_passed_by(
    real: Library, tmp_path: Path
) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(mailbox(listing(4, "Owls"), CHAT, listing(5, "Bats", "Newts"), CHAT))
    assert digests(real.imports.import_path(path)) == [
        ("arxiv-2024-11-04", 1),
        ("arxiv-2024-11-05", 2),
    ]
    assert real.catalog.counts(View.all()).total == 3
    assert [
        one.known for one in real.imports.import_path(path) if isinstance(one, ImportReport)
    ] == [
        True,
        True,
    ]


def test_a_mailbox_without_any_digest_says_so_once(real: Library, tmp_path: Path) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(mailbox(CHAT, CHAT, CHAT))
    (error,) = real.imports.import_path(path)
    assert isinstance(error, NotADigestError)
    assert str(error) == f"{path}: none of its 3 mails holds a digest"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_mailbox_comes_in_by_standard_input_and_packed(real: Library, pack: type[bytes]) -> None:
    results = real.imports.import_stream(
        BytesIO(pack(mailbox(listing(4, "Owls"), CHAT))), ImportOptions(name="-")
    )
    assert digests(results) == [("arxiv-2024-11-04", 1)]


def test_a_maildir_is_a_mailbox(real: Library, tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder = home / "Mail"
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "cur" / "1730700000.1.host:2,S").write_text(listing(4, "Owls"))
    (folder / "new" / "1730800000.2.host").write_text(CHAT)
    (folder / "new" / "1730900000.3.host").write_text(listing(6, "Newts"))
    expected = [("arxiv-2024-11-04", 1), ("arxiv-2024-11-06", 1)]
    assert digests(real.imports.import_path(folder)) == expected
    (home / "notes.txt").write_text("nothing\n")
    results = real.imports.import_path(home)
    assert sorted(digests(results)) == sorted(expected)
    (error,) = (one for one in results if isinstance(one, OctavoError))
    assert error.what.endswith("notes.txt")


def test_a_mail_that_is_too_large_is_told_and_the_rest_is_read(
    real: Library, tmp_path: Path
) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(mailbox(CHAT + "x" * LARGEST_MAIL + "\n", listing(4, "Owls")))
    report, error = real.imports.import_path(path)
    assert digests([report]) == [("arxiv-2024-11-04", 1)]
    assert str(error) == f"{path}: mail 1: larger than 16 MB (skipped)"
