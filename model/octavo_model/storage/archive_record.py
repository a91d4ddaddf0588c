"""What is settled about a digest at its first import, and its form in the archive: JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, NamedTuple

from octavo_model.core.dates import stamp
from octavo_model.storage import files
from octavo_model.storage.versions import MOST_DIGESTS
from octavo_model.text.clean import is_text, visible

_FIRST = dt.datetime(dt.MINYEAR + 1, 1, 1, tzinfo=dt.UTC)
_LAST = dt.datetime(dt.MAXYEAR - 1, 12, 31, tzinfo=dt.UTC)
_FILES = ("file", "path")
"""Fields that name files: such a name may be no text."""


class Record(NamedTuple):
    """What is settled about an archived digest.

    Attributes:
        seq: Its number in the order of imports, from 1, below `MOST_DIGESTS`.
        name: Its name in the library.
        file: Name of the file it came from; ``-`` for standard input.
        path: Where that file lay, or None.
        format: Name of the format it was read by.
        imported: When it first came in.
        modified: When the file had last been modified; a date may have been concluded from it.
        date: The day of the digest, or None.
        date_inferred: Whether a part of ``date`` was concluded.
        origin: Name of the source it was fetched from, or None.
    """

    seq: int
    name: str
    file: str
    path: str | None
    format: str
    imported: dt.datetime
    modified: dt.datetime
    date: dt.date | None
    date_inferred: bool
    origin: str | None = None


def write_record(record: Record) -> bytes:
    """What a ``.json`` of the archive holds."""
    fields = record._asdict()
    fields["imported"] = stamp(_within(record.imported))
    fields["modified"] = stamp(_within(record.modified))
    fields["date"] = record.date.isoformat() if record.date else None
    if record.origin is None:
        del fields["origin"]
    text = json.dumps(fields, ensure_ascii=False, indent=1)
    # A file's name may be no text; as an escape of JSON it comes back as it was.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def read_record(data: bytes) -> Record:
    """What `write_record` has written.

    Raises:
        ValueError: It is something else, or says what no import settles.
    """
    fields = files.loads(data, names=True)
    if not isinstance(fields, dict):
        raise ValueError("no record of a digest")  # noqa: TRY004 - the one error of what is read
    date = _as(str | None, fields, "date")
    return Record(
        seq=_seq(fields),
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
    """The field called ``name``, which is of that ``kind``."""
    value = fields.get(name, ...)
    if not isinstance(value, kind) or (
        isinstance(value, str) and name not in _FILES and not is_text(value)
    ):
        raise ValueError(f"no record of a digest: its {name} is missing or odd")
    return value


def _seq(fields: dict[str, Any]) -> int:
    seq = fields.get("seq")
    if type(seq) is not int or not 0 < seq < MOST_DIGESTS:
        raise ValueError("no record of a digest: its number is missing or odd")
    return seq


def _moment(text: str) -> dt.datetime:
    """A moment as `octavo_model.core.dates.stamp` writes it."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None or moment != _within(moment):
        raise ValueError(f"no record of a digest: {text} is no moment that is written in one")
    return moment.astimezone(dt.UTC)


def _within(moment: dt.datetime) -> dt.datetime:
    """``moment``, or the nearest that a zone or a day more does not push off the calendar."""
    return min(max(moment, _FIRST), _LAST)
