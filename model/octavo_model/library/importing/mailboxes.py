"""Mailboxes: the mails in an mbox file, and the files of a Maildir.

An mbox (RFC 4155) is mails one after another, each below a line that begins with ``From ``, tells
a moment, and stands after a blank line; lines of a mail that look so are quoted with ``>``. A
Maildir (https://cr.yp.to/proto/maildir.html) is a folder with one file for each mail.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from octavo_model.library.importing.decompression import Readable

LARGEST_MAIL = 16 << 20
"""Bytes of a mail in an mbox that is still read."""

_CHUNK = 1 << 18
_LONGEST_SEPARATOR = 1000
_SEPARATOR = b"\nFrom "
# The bytes that tell whether the line before a separator is blank.
_BEFORE = 2
_TIME = re.compile(rb"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb">?[!-9;-~]{1,76}:|>From ")
_SECONDS = re.compile(r"\d{1,12}(?=[._])")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A mail that is too large to be read.

    Attributes:
        number: Which mail of the mailbox it is, from 1.
        size: Its bytes.
    """

    number: int
    size: int

    def __str__(self) -> str:
        return f"mail {self.number}: {self.size:,} bytes are too many; left out"


def mails_in_mbox(
    file: Readable,
    *,
    largest: int = LARGEST_MAIL,
    on_skipped: Callable[[Skipped], None] | None = None,
) -> Iterator[bytes]:
    """The mails in the mbox ``file``, in order, as they were sent; one at a time in memory.

    Args:
        file: Read from where it stands to its end.
        largest: Bytes of a mail that is still read.
        on_skipped: Told of each mail that is larger, in its turn.
    """
    reading = _Reading(file, largest)
    number = 0
    while not reading.done:
        mail, size = reading.next_mail()
        if not size:
            continue
        number += 1
        if mail is not None:
            yield mail
            # Nothing of it is held while the next one is read.
            del mail
        elif on_skipped is not None:
            on_skipped(Skipped(number, size))


def is_mbox(beginning: bytes) -> bool:
    r"""Whether a file that begins with ``beginning`` is an mbox.

    >>> is_mbox(b"From ana@example.org Tue Mar 11 00:31:14 2025\nSubject: Papers\n")
    True
    """
    first, _, rest = beginning.partition(b"\n")
    return first.startswith(b"From ") and _tells_a_moment(first) and bool(_HEADER.match(rest))


def is_maildir(path: Path) -> bool:
    """Whether the folder ``path`` is a Maildir."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def maildir_files(path: Path) -> list[Path]:
    """The mails in the Maildir ``path`` and its subfolders (``.Name``), the oldest first.

    Their names tell when they came; where one does not, its file's time stands for it. What
    vanishes meanwhile, as mails do when somebody reads them, is left out.

    Raises:
        OSError: The folder cannot be read.
    """
    folders = [path]
    with os.scandir(path) as found:
        folders += sorted(
            Path(one.path)
            for one in found
            if one.name.startswith(".") and one.is_dir() and is_maildir(Path(one.path))
        )
    mails: list[tuple[float, str, Path]] = []
    for folder in folders:
        for kind in ("cur", "new"):
            mails += _mails_in(folder / kind)
    return [mail for _, _, mail in sorted(mails)]


def _mails_in(folder: Path) -> Iterator[tuple[float, str, Path]]:
    """When each mail in ``folder`` came, its name and its path."""
    with os.scandir(folder) as found:
        for one in found:
            try:
                if one.name.startswith(".") or not one.is_file():
                    continue
                seconds = _SECONDS.match(one.name)
                came = float(seconds[0]) if seconds else one.stat().st_mtime
            except OSError:
                continue
            yield came, one.name, Path(one.path)


class _Reading:
    """Goes through an mbox by chunks.

    Attributes:
        done: Whether its end is reached.
    """

    def __init__(self, file: Readable, largest: int) -> None:
        self._file = file
        self._largest = largest
        self._pending = bytearray()
        self._ended = False
        self.done = False
        self._skip_first_separator()

    def next_mail(self) -> tuple[bytes | None, int]:
        """The next mail and its size; no mail where it is too large, size 0 where it is empty."""
        pending = self._pending
        sought, dropped = 0, 0
        while True:
            end, following = self._separator(sought, fresh=not dropped)
            if end >= 0:
                size = dropped + end
                mail = bytes(memoryview(pending)[:end]) if size <= self._largest else None
                del pending[:following]
                break
            if self._ended:
                size = dropped + len(pending)
                mail = bytes(pending) if size <= self._largest else None
                pending.clear()
                self.done = True
                break
            sought = following
            if dropped + len(pending) > self._largest:
                drop = max(0, sought - _BEFORE)
                del pending[:drop]
                sought -= drop
                dropped += drop
            self._read()
        if mail is None:
            return None, size
        mail = _unquoted(mail)
        return mail, size if mail.strip() else 0

    def _skip_first_separator(self) -> None:
        self._read()
        while not self._ended and len(self._pending) < _LONGEST_SEPARATOR:
            self._read()
        if self._pending.startswith(_SEPARATOR[1:]):
            end = self._pending.find(b"\n", 0, _LONGEST_SEPARATOR)
            if end >= 0 or len(self._pending) < _LONGEST_SEPARATOR:
                del self._pending[: end + 1 or None]

    def _read(self) -> None:
        chunk = self._file.read(_CHUNK)
        self._ended = not chunk
        self._pending += chunk

    def _separator(self, start: int, *, fresh: bool) -> tuple[int, int]:
        """Where the mail ends and where the next one begins.

        Where no end is in sight: -1, and from where on to look for it when there is more.
        """
        pending = self._pending
        while (found := pending.find(_SEPARATOR, start)) >= 0:
            line_end = pending.find(b"\n", found + 1, found + _LONGEST_SEPARATOR)
            if line_end < 0 and len(pending) < found + _LONGEST_SEPARATOR and not self._ended:
                return -1, found
            before = self._blank_before(found, fresh=fresh)
            if before >= 0 and line_end >= 0 and _tells_a_moment(pending[found:line_end]):
                return before, line_end + 1
            start = found + 1
        return -1, max(start, len(pending) - len(_SEPARATOR) + 1, 0)

    def _blank_before(self, found: int, *, fresh: bool) -> int:
        """Where the blank line before the line break at ``found`` begins; -1 without one."""
        pending = self._pending
        if pending[max(0, found - 1) : found] == b"\r":
            found -= 1
        if found == 0:
            return 0 if fresh else -1
        return found if pending[found - 1 : found] == b"\n" else -1


def _tells_a_moment(line: bytes | bytearray) -> bool:
    """Whether a line that begins with ``From `` is more than a sentence that does."""
    return bool(_TIME.search(line) and _YEAR.search(line))


def _unquoted(mail: bytes) -> bytes:
    return _QUOTED.sub(rb"\1", mail) if b">From " in mail else mail
