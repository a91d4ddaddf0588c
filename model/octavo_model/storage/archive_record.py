"""What is decided about a digest at its first import, as JSON in the archive; its names."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.dates import stamp
from octavo_model.storage import files
from octavo_model.storage.versions import MOST_DIGESTS
from octavo_model.text.clean import is_text, visible

if TYPE_CHECKING:
    from pathlib import Path

_FIRST = dt.datetime(dt.MINYEAR + 1, 1, 1, tzinfo=dt.UTC)
_LAST = dt.datetime(dt.MAXYEAR - 1, 12, 31, tzinfo=dt.UTC)
_FILES = ("file", "path")
"""Fields with names of files, which need not be UTF-8."""
NAME_LENGTH = 16
_HEX = frozenset("0123456789abcdef")
LESSONS = frozenset(
    ("14aac4d6cf4c3999", "a1e3b18e313e4c07", "ad061c967ab0cae9", "f63e3533f5bbb411")
)
"""Names of the lessons that Octavo 0.1 added to a new library; no list of the archive has them."""
_CONTAINERS = {"text", "json", "html", "mail", "feed"}


def is_source(name: str) -> bool:
    """Return whether a digest can have this name in the archive."""
    return len(name) == NAME_LENGTH and set(name) <= _HEX


def source_of(data: bytes) -> str:
    """Return the name of these bytes in the archive.

    >>> source_of(b"a digest")
    '1b02ea4166dab052'
    """
    import hashlib  # here, as in `archive`: a start that imports no digest does not need it

    return hashlib.sha256(data).hexdigest()[:NAME_LENGTH]


def base_name(format_name: str, date: dt.date | None, slug: str = "") -> str:
    """Return the name of a digest in the library, if no other has it.

    >>> import datetime as dt
    >>> base_name("daily-papers-text", dt.date(2025, 10, 28)), base_name("arxiv-mail", None)
    ('daily-papers-2025-10-28', 'arxiv-undated')
    """
    family, _, container = format_name.rpartition("-")
    if slug and date is None:
        return slug
    stem = slug or (family if family and container in _CONTAINERS else format_name)
    return f"{stem}-{date.isoformat() if date else 'undated'}"


class LargeDraft(NamedTuple):
    """The bytes of a large digest in a file that is not part of the archive yet."""

    source: str  # its name in the archive
    path: Path
    size: int
    lines: int
    data: list[bytes]  # all of it in parts; none if that takes much memory: then it is unpacked


class Record(NamedTuple):
    """What is decided about an archived digest."""

    seq: int  # its number in the order of imports, from 1, below `MOST_DIGESTS`
    name: str  # of the digest in the library
    file: str  # name of the file it came from; ``-`` for standard input
    path: str | None  # where that file was
    format: str  # name of the format it was read by
    imported: dt.datetime  # when it was first imported
    modified: dt.datetime  # when the file was; a date may have been guessed from it
    date: dt.date | None  # of the digest
    date_inferred: bool  # whether a part of ``date`` was guessed
    origin: str | None = None  # name of the source it was fetched from


def write_record(record: Record) -> bytes:
    """Return the text of a ``.json`` of the archive."""
    fields = record._asdict()
    fields["imported"] = stamp(_within(record.imported))
    fields["modified"] = stamp(_within(record.modified))
    fields["date"] = record.date.isoformat() if record.date else None
    if record.origin is None:
        del fields["origin"]
    text = json.dumps(fields, ensure_ascii=False, indent=1)
    # The name of a file need not be UTF-8; an escape of JSON preserves it.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def read_record(data: bytes) -> Record:
    """Return the record that `write_record` wrote; raise `ValueError` for anything else."""
    fields = files.loads(data, names=True)
    if not isinstance(fields, dict):
        raise ValueError("no record of a digest")  # noqa: TRY004 - the one error for damaged data
    seq, date = _as(int, fields, "seq"), _as(str | None, fields, "date")
    if not 0 < seq < MOST_DIGESTS:
        raise ValueError("no record of a digest: its number is odd")
    return Record(
        seq=seq,
        name=visible(_as(str, fields, "name")),
        file=_as(str, fields, "file"),
        path=_as(str | None, fields, "path"),
        format=_as(str, fields, "format"),
        imported=_moment(_as(str, fields, "imported")),
        modified=_moment(_as(str, fields, "modified")),
        date=None if date is None else dt.date.fromisoformat(date),
        date_inferred=_as(bool, fields, "date_inferred"),
        origin=_as(str | None, {"origin": None, **fields}, "origin"),
    )


def _as(kind: Any, fields: dict[str, Any], name: str) -> Any:
    """Return the field with this name, checked to be of this type."""
    value = fields.get(name, ...)
    is_odd = isinstance(value, str) and name not in _FILES and not is_text(value)
    if not isinstance(value, kind) or is_odd or (kind is int and value is True):
        raise ValueError(f"no record of a digest: its {name} is missing or odd")
    return value


def _moment(text: str) -> dt.datetime:
    """Return the time that `octavo_model.core.dates.stamp` wrote."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None or moment != _within(moment):
        raise ValueError(f"no record of a digest: {text} is not a time that is written there")
    return moment.astimezone(dt.UTC)


def _within(moment: dt.datetime) -> dt.datetime:
    """Return ``moment``, or the nearest that no time zone moves off the calendar."""
    return min(max(moment, _FIRST), _LAST)
