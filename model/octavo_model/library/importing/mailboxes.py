"""Mailboxes: the mails in an mbox file, and the files of a Maildir.

An mbox (RFC 4155) has one mail after another, each below a line that starts with ``From ``, has a
time, and follows a blank line; lines of a mail that look like that are quoted with ``>``. A
Maildir (https://cr.yp.to/proto/maildir.html) is a folder with one file for each mail.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.library.importing.items import Item
from octavo_model.storage.files import line_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.formats import Source
    from octavo_model.storage.archive import Readable

LARGEST_MAIL = 16 << 20
"""Bytes of a mail in an mbox that is still read."""

_LONGEST_PIECE = 1 << 18
_LONGEST_SEPARATOR = 1000
_TIME = re.compile(rb"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb">?[!-9;-~]{1,76}:|>From ")
_SECONDS = re.compile(r"\d{1,12}(?=[._])")


def items_in_mbox(file: Readable, known: Source, label: str) -> Iterator[Item]:
    """Yield the mails in the mbox ``file``, those that are too large as errors at the end."""
    skipped: list[Item] = []
    for number, mail in enumerate(mails_in_mbox(file), 1):
        name = f"{label}: mail {number}"
        if mail is None:
            error = OctavoError(name, f"larger than {LARGEST_MAIL >> 20} MB", "skipped")
            skipped.append(Item(name, error, label))
        else:
            source = replace(known, data=mail, name=f"mail-{number}.eml")
            yield Item(name, source, label)
    yield from skipped


def mails_in_mbox(file: Readable, largest: int = LARGEST_MAIL) -> Iterator[bytes | None]:
    """Yield the mails in the mbox ``file`` as they were sent, None for one that is too large."""
    mail, size = bytearray(), 0
    blank = 0  # bytes of the blank line before
    is_line_start = True  # false in a long line, which comes in pieces
    pieces = chain.from_iterable(line_batches(file, _LONGEST_PIECE))  # type: ignore[arg-type]
    for number, line in enumerate(pieces):
        is_separator = line.startswith(b"From ") and blank and _separates(line)
        if is_separator or (not number and line.startswith(b"From ")):
            yield from _finished(mail, size - blank, largest)
            mail.clear()
            size = blank = 0
            continue
        blank = len(line) if is_line_start and line in {b"\n", b"\r\n"} else 0
        is_line_start = line.endswith(b"\n")
        size += len(line)
        if size - blank <= largest:
            mail += line
    yield from _finished(mail, size, largest)


def _finished(mail: bytearray, size: int, largest: int) -> Iterator[bytes | None]:
    """Yield the first ``size`` bytes of ``mail``, unless they are too many or blank."""
    if size > largest:
        yield None
    elif (text := bytes(memoryview(mail)[:size])).strip():
        yield _QUOTED.sub(rb"\1", text) if b">From " in text else text


def _separates(line: bytes) -> bool:
    """Return whether a line that starts with ``From `` separates mails, and is no sentence."""
    return len(line) <= _LONGEST_SEPARATOR and line.endswith(b"\n") and _has_time(line)


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
    """
    subfolders = (sub for sub in path.iterdir() if sub.name.startswith("."))
    mails: list[tuple[float, str, Path]] = []
    for folder in (path, *sorted(subfolders)):
        if all((folder / kind).is_dir() for kind in ("cur", "new")):
            mails += [*_mails_in(folder / "cur"), *_mails_in(folder / "new")]
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


def _has_time(line: bytes | bytearray) -> bool:
    """Return whether a line that starts with ``From `` is not just a sentence."""
    return bool(_TIME.search(line) and _YEAR.search(line))
