"""Mailboxes: the mails in an mbox file, and the files of a Maildir.

An mbox (RFC 4155) has one mail after another, each below a line that starts with ``From ``, has a
time, and follows a blank line; lines of a mail that look like that are quoted with ``>``. A
Maildir (https://cr.yp.to/proto/maildir.html) is a folder with one file for each mail.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.library.importing.items import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from octavo_model.formats import Source
    from octavo_model.storage.archive import Readable

LARGEST_MAIL = 16 << 20
"""Bytes of a mail in an mbox that is still read."""

_CHUNK = 1 << 18
_LONGEST_SEPARATOR = 1000
_SEPARATOR = b"\nFrom "
# Bytes that show whether the line before a separator is blank.
_BEFORE = 2
_TIME = re.compile(rb"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb">?[!-9;-~]{1,76}:|>From ")
_SECONDS = re.compile(r"\d{1,12}(?=[._])")


def items_in_mbox(file: Readable, known: Source, label: str) -> Iterator[Item]:
    """Yield the mails in the mbox ``file``, those that are too large as errors at the end."""
    skipped: list[OctavoError] = []

    def skip(number: int) -> None:
        name = f"{label}: mail {number}"
        skipped.append(OctavoError(name, f"larger than {LARGEST_MAIL >> 20} MB", "skipped"))

    for number, mail in enumerate(mails_in_mbox(file, on_skipped=skip), 1):
        source = replace(known, data=mail, name=f"mail-{number}.eml")
        yield Item(f"{label}: mail {number}", source, label)
    for error in skipped:
        yield Item(error.what, error, label)


def mails_in_mbox(
    file: Readable,
    *,
    largest: int = LARGEST_MAIL,
    on_skipped: Callable[[int], None] | None = None,
) -> Iterator[bytes]:
    """Yield the mails in the mbox ``file`` as they were sent; one at a time is in memory.

    Args:
        file: Read from its current position to its end.
        largest: Bytes of a mail that is still read.
        on_skipped: Called with the number of each larger mail, from 1.
    """
    mbox = _Mbox(file, largest)
    number = 0
    while not mbox.done:
        mail, size = mbox.next_mail()
        if not size:
            continue
        number += 1
        if mail is not None:
            yield mail
            # It is not held while the next one is read.
            del mail
        elif on_skipped is not None:
            on_skipped(number)


def is_mbox(beginning: bytes) -> bool:
    r"""Return whether a file with this ``beginning`` is an mbox.

    >>> is_mbox(b"From ana@example.org Tue Mar 11 00:31:14 2025\nSubject: Papers\n")
    True
    """
    first, _, rest = beginning.partition(b"\n")
    return first.startswith(b"From ") and _has_time(first) and bool(_HEADER.match(rest))


def maildir_files(path: Path) -> list[Path]:
    """Return the mails in the Maildir ``path`` and its subfolders (``.Name``), oldest first.

    Their names have the time when they came, else the time of the file is used. Mails that
    disappear meanwhile, as they do when a mail program moves them, are skipped.

    Raises:
        OSError: The folder cannot be read.
    """
    folders = [path]
    with os.scandir(path) as found:
        folders += sorted(
            Path(one.path)
            for one in found
            if one.name.startswith(".")
            and all(Path(one.path, kind).is_dir() for kind in ("cur", "new"))
        )
    mails: list[tuple[float, str, Path]] = []
    for folder in folders:
        for kind in ("cur", "new"):
            mails += _mails_in(folder / kind)
    return [mail for _, _, mail in sorted(mails)]


def _mails_in(folder: Path) -> Iterator[tuple[float, str, Path]]:
    """Yield time, name and path of each mail in ``folder``."""
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


class _Mbox:
    """An mbox, read in chunks.

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
        """Return the next mail and its size; None if it is too large, size 0 if it is empty."""
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
        """Return where the mail ends and where the next one starts.

        If the end is not read yet: -1, and where to continue the search.
        """
        pending = self._pending
        while (found := pending.find(_SEPARATOR, start)) >= 0:
            line_end = pending.find(b"\n", found + 1, found + _LONGEST_SEPARATOR)
            if line_end < 0 and len(pending) < found + _LONGEST_SEPARATOR and not self._ended:
                return -1, found
            before = self._blank_before(found, fresh=fresh)
            if before >= 0 and line_end >= 0 and _has_time(pending[found:line_end]):
                return before, line_end + 1
            start = found + 1
        return -1, max(start, len(pending) - len(_SEPARATOR) + 1, 0)

    def _blank_before(self, found: int, *, fresh: bool) -> int:
        """Return where the blank line before the line break at ``found`` starts; -1 without one."""
        pending = self._pending
        if pending[max(0, found - 1) : found] == b"\r":
            found -= 1
        if found == 0:
            return 0 if fresh else -1
        return found if pending[found - 1 : found] == b"\n" else -1


def _has_time(line: bytes | bytearray) -> bool:
    """Return whether a line that starts with ``From `` is not just a sentence."""
    return bool(_TIME.search(line) and _YEAR.search(line))


def _unquoted(mail: bytes) -> bytes:
    return _QUOTED.sub(rb"\1", mail) if b">From " in mail else mail
