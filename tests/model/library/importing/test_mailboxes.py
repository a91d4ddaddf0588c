"""Mailboxes: where a mail ends, what is unquoted, what is too large, the order of a Maildir."""

from __future__ import annotations

import io
import mailbox
import os
import tracemalloc
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.library.importing.files import is_maildir
from octavo_model.library.importing.mailboxes import (
    LARGEST_MAIL,
    is_mbox,
    maildir_files,
    mails_in_mbox,
)

if TYPE_CHECKING:
    from pathlib import Path

FROM = b"From ana@example.org Tue Mar 11 00:31:14 2025\n"
MAIL = b"Subject: Papers\n\nThere are some.\n"


def mbox(*mails: bytes, end: bytes = b"\n") -> bytes:
    return b"".join(FROM + mail + b"\n" for mail in mails).replace(b"\n", end)


def mails(data: bytes) -> list[bytes]:
    return [mail or b"" for mail in mails_in_mbox(io.BytesIO(data))]


class Drip(io.RawIOBase):
    """A file that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data = data
        self._size = size
        self._at = 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._data[self._at : self._at + self._size]
        self._at += len(piece)
        return piece


# -- mbox -------------------------------------------------------------------------------------


def test_each_mail_stands_between_lines_that_begin_with_from() -> None:
    other = b"Subject: More\n\nThere are more.\n"
    assert mails(mbox(MAIL, other)) == [MAIL, other + b"\n"]


def test_carriage_returns_stay() -> None:
    first, second = mails(mbox(MAIL, MAIL, end=b"\r\n"))
    assert first == MAIL.replace(b"\n", b"\r\n")
    assert second.strip() == first.strip()


@pytest.mark.parametrize(
    "line",
    [
        b"From there we went home.",
        b"From 2019 on it was late.",
        b"From 10:30 it was open.",
        b"Fromage at 10:30 in 2019",
    ],
)
def test_a_sentence_that_begins_with_from_ends_no_mail(line: bytes) -> None:
    mail = MAIL + b"\n" + line + b"\n"
    assert mails(mbox(mail, MAIL))[0] == mail


def test_a_line_that_stands_after_another_one_ends_no_mail() -> None:
    mail = MAIL + FROM
    assert mails(mbox(mail, MAIL))[0] == mail


def test_quoted_lines_are_unquoted_once() -> None:
    mail = b"Subject: Papers\n\n>From here\n>>From there\n> From afar\n"
    (read,) = mails(mbox(mail))
    assert read == b"Subject: Papers\n\nFrom here\n>From there\n> From afar\n\n"


def test_what_is_empty_is_no_mail() -> None:
    assert mails(b"") == []
    assert mails(FROM) == []
    assert mails(mbox(b"", MAIL, b"")) == [MAIL]


def test_a_file_without_a_first_line_is_one_mail() -> None:
    assert mails(MAIL) == [MAIL]


def test_a_mail_that_is_too_large_is_reported_and_the_rest_is_read() -> None:
    large = MAIL + b"x" * 79 + b"\n" + b"y" * 1_000_000 + b"\n"
    data = io.BytesIO(mbox(MAIL, large, MAIL, large))
    assert list(mails_in_mbox(data, largest=1_000)) == [MAIL, None, MAIL, None]


def test_a_mail_of_the_largest_size_is_read() -> None:
    data = mbox(MAIL, MAIL, MAIL)
    assert None not in list(mails_in_mbox(io.BytesIO(data), largest=len(MAIL) + 1))
    assert list(mails_in_mbox(io.BytesIO(data), largest=len(MAIL) - 1)) == [None, None, None]


@pytest.mark.slow
def test_a_large_mailbox_is_never_held() -> None:
    mail = MAIL + b"A line of sixty characters, as they appear in mails.\n" * 100
    one = mbox(mail)

    class Many(io.RawIOBase):
        left = 32 << 20

        def read(self, size: int = -1, /) -> bytes:
            data = one * (1 + size // len(one)) if self.left > 0 else b""
            self.left -= len(data)
            return data

    tracemalloc.start()
    try:
        count = sum(1 for _ in mails_in_mbox(cast("BinaryIO", Many())))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count > 5_000
    assert peak < 4 << 20


def test_a_mail_without_an_end_is_not_held_either() -> None:
    class Endless(io.RawIOBase):
        left = 4 * LARGEST_MAIL

        def read(self, size: int = -1, /) -> bytes:
            data = b"From " * (size // 5) if self.left > 0 else b""
            self.left -= len(data)
            return data

    endless = cast("BinaryIO", Endless())
    tracemalloc.start()
    try:
        assert list(mails_in_mbox(endless)) == [None]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * LARGEST_MAIL


LINES = st.sampled_from(
    [b"", b"", b"\r", FROM[:-1], b"From nowhere", b">From here 10:30 2019", b"A: b", b"text\r"]
)


@given(st.lists(LINES | st.binary(max_size=9), max_size=30).map(b"\n".join), st.integers(1, 60))
def test_it_does_not_matter_how_a_file_is_cut(data: bytes, size: int) -> None:
    dripped = list(mails_in_mbox(cast("BinaryIO", Drip(data, size))))
    assert dripped == mails(data)


TEXTS = st.lists(
    st.sampled_from([b"", b"words", b"From here", b">From there", b"Fro", FROM[:-1]]), max_size=8
).map(lambda lines: b"".join(line + b"\n" for line in lines))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_a_mailbox_is_made_of_is_what_is_read(texts: list[bytes]) -> None:
    sent = [b"Subject: Papers\n\n" + text for text in texts]
    quoted = [b"".join(_quoted(line) for line in mail.splitlines(keepends=True)) for mail in sent]
    read = mails(mbox(*quoted))
    assert [*read[:-1], read[-1].removesuffix(b"\n")] == sent


def _quoted(line: bytes) -> bytes:
    return b">" + line if line.lstrip(b">").startswith(b"From ") else line


def test_what_the_standard_library_writes_is_read(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for number in range(3):
        box.add(f"Subject: {number}\n\nBody {number}\n\nFrom here on it ends.\n")
    box.close()
    data = (tmp_path / "box").read_bytes()
    assert is_mbox(data)
    read = mails(data)
    assert [mail[:10] for mail in read] == [b"Subject: 0", b"Subject: 1", b"Subject: 2"]
    assert all(b"\nFrom here on" in mail for mail in read)


@pytest.mark.parametrize(
    ("beginning", "known"),
    [
        (FROM + MAIL, True),
        (FROM.replace(b"\n", b"\r\n") + MAIL, True),
        (b"From - Tue Mar 11 00:31:14 2025\nX-Mozilla-Status: 0001\n", True),
        (MAIL, False),
        (b"From here to 10:30 in 2019\nit was quiet.\n", False),
        (b"From x@example.org\nA: b\n", False),
        (FROM, False),
        (b"", False),
    ],
)
def test_an_mbox_is_known_by_its_first_lines(beginning: bytes, known: bool) -> None:
    assert is_mbox(beginning) is known


# -- Maildir ----------------------------------------------------------------------------------


def maildir(path: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    return path


def test_a_maildir_is_known_by_its_folders(tmp_path: Path) -> None:
    assert is_maildir(maildir(tmp_path / "mail"))
    assert not is_maildir(tmp_path)
    assert not is_maildir(tmp_path / "none")


def test_mails_come_in_the_order_of_time_whatever_their_folder(tmp_path: Path) -> None:
    box = maildir(tmp_path / "mail")
    sub = maildir(box / ".Lists.arXiv")
    names = [
        box / "cur" / "1741649474.M1P1.host:2,S",
        box / "new" / "999999999.M1P1.host",
        sub / "cur" / "1741649475.M1P1.host:2,S",
        box / "cur" / "named-by-hand",
    ]
    for name in names:
        name.write_bytes(MAIL)
    os.utime(names[3], (1_700_000_000, 1_700_000_000))
    assert maildir_files(box) == [names[1], names[3], names[0], names[2]]


def test_only_mails_are_taken(tmp_path: Path) -> None:
    box = maildir(tmp_path / "mail")
    (box / "cur" / ".hidden").write_bytes(MAIL)
    (box / "new" / "folder").mkdir()
    (box / "tmp" / "1741649474.half").write_bytes(MAIL)
    (box / ".notes").mkdir()
    (box / "dovecot.index").write_bytes(b"")
    (box / "new" / "1.gone").symlink_to(box / "nowhere")
    assert maildir_files(box) == []
