"""What is settled about a digest at its first import, and its form in the archive: JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, NamedTuple

from octavo_model.clock import stamp
from octavo_model.text import visible


class Record(NamedTuple):
    """What is settled about an archived digest.

    Attributes:
        seq: Its number in the order of imports, from 1.
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
    fields["imported"] = stamp(record.imported)
    fields["modified"] = stamp(record.modified)
    fields["date"] = record.date.isoformat() if record.date else None
    if record.origin is None:
        del fields["origin"]
    text = json.dumps(fields, ensure_ascii=False, indent=1)
    # A file's name may be no text; as an escape of JSON it comes back as it was.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def read_record(data: bytes) -> Record:
    """What `write_record` has written.

    Raises:
        ValueError: It is something else.
    """
    try:
        return _record(json.loads(data))
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(f"no record of a digest: {error}") from error


def _record(fields: dict[str, Any]) -> Record:
    date = fields["date"]
    return Record(
        seq=int(fields["seq"]),
        name=visible(str(fields["name"])),
        file=str(fields["file"]),
        path=fields["path"],
        format=str(fields["format"]),
        imported=dt.datetime.fromisoformat(fields["imported"]),
        modified=dt.datetime.fromisoformat(fields["modified"]),
        date=None if date is None else dt.date.fromisoformat(date),
        date_inferred=fields["date_inferred"] is True,
        origin=fields.get("origin"),
    )
