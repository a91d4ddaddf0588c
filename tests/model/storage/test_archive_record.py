from __future__ import annotations

import datetime as dt
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.storage.test_archive import RECORD
from tests.model.storage.test_strict_json import JSON, TEXT

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.storage.archive_record import Record, read_record, write_record
from octavo_model.storage.versions import MOST_DIGESTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.conftest import Desk

    from octavo_model import Library

FIELDS = {**json.loads(write_record(RECORD)), "origin": "ml"}
CRAFTED = st.sampled_from(
    [
        *(1e400, -1e400, 10**23, 10**30, 2**63 - 1, 2**63, MOST_DIGESTS, MOST_DIGESTS - 1, 0, -1),
        *("0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-23:59"),
        *("2025-01-01T00:00:00", "2025-01-01", "0001-01-01", "9999-12-31", True, 1.0),
    ]
)


@given(st.sampled_from([*FIELDS, "other"]), CRAFTED | JSON)
def test_any_value_in_any_field_gives_a_record_or_the_one_error(name: str, value: Any) -> None:
    data = json.dumps({**FIELDS, name: value}).encode()
    try:
        record = read_record(data)
    except ValueError:
        return
    assert 0 < record.seq < MOST_DIGESTS
    check(record)


@given(st.binary(max_size=20), st.integers(0, 400), st.integers(0, 8))
def test_bytes_in_it_give_a_record_or_the_one_error(junk: bytes, place: int, gone: int) -> None:
    data = write_record(RECORD)
    spoilt = data[:place] + junk + data[place + gone :]
    try:
        record = read_record(spoilt)
    except ValueError:
        return
    check(record)


def check(record: Record) -> None:
    """See that ``record`` can be written; its moments are, to the millisecond."""
    again = read_record(write_record(record))
    assert read_record(write_record(again)) == again
    assert again._replace(imported=record.imported, modified=record.modified) == record


@given(
    st.datetimes(timezones=st.sampled_from([dt.timezone(dt.timedelta(hours=h)) for h in (-23, 23)]))
)
def test_a_file_of_any_time_has_a_record(modified: dt.datetime) -> None:
    record = read_record(write_record(RECORD._replace(modified=modified)))
    assert record._replace(modified=RECORD.modified) == RECORD
    if 3 < modified.year < 9_998:
        assert abs(record.modified - modified) < dt.timedelta(milliseconds=1)


@given(st.dictionaries(TEXT, JSON, max_size=4) | JSON)
def test_other_json_is_no_record(value: Any) -> None:
    with pytest.raises(ValueError, match=r"no record|not a record|not Unicode|no text"):
        read_record(json.dumps(value).encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", "1e400"),
        ("seq", "100000000000000000000000"),
        ("seq", "9223372036854775807"),
        ("seq", "524288"),
        ("path", "5"),
        ("origin", "[1]"),
        ("imported", '"0001-01-01T00:00:00+23:00"'),
        ("modified", '"9999-12-31T23:59:59.999Z"'),
        ("name", r'"\ud800"'),
        ("file", r'"\udfff"'),
    ],
)
def test_a_damaged_record_costs_its_digest_and_is_named(
    desk: Desk, library: Library, name: str, value: str
) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    spoilt = sorted(desk.paths.digests.glob("*.json"))[0]
    desk.add_digest(library, "C")
    library.close()
    old = json.dumps(json.loads(spoilt.read_bytes())[name]) if name != "origin" else None
    text = spoilt.read_text()
    spoilt.write_text(
        text.replace(f'"{name}": {old}', f'"{name}": {value}')
        if old
        else text.replace("{", f'{{"{name}": {value},', 1)
    )
    desk.paths.index.unlink()
    library = desk.open()
    assert desk.titles(library) == ["C"]
    assert [one for one in library.problems if str(spoilt) in one and "record is damaged" in one]
    desk.add_digest(library, "D")
    library.rebuild()
    assert sorted(desk.titles(library)) == ["C", "D"]
    desk.check()


def test_an_odd_last_number_keeps_no_digest_out(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A")
    desk.add_digest(library, "B", date=None)
    first, last = sorted(desk.paths.digests.glob("*.json"), key=lambda one: read(one)["seq"])
    library.close()
    fields = read(last)
    for place, seq in ((last, MOST_DIGESTS - 1), (first, 4)):
        place.write_text(json.dumps({**fields, **read(place), "seq": seq}))
    desk.paths.index.unlink()
    library = desk.open()
    for title in "CDE":
        desk.add_digest(library, title, date=None)
    assert library.problems == ()
    numbers = [read(one)["seq"] for one in desk.paths.digests.glob("*.json")]
    assert sorted(numbers) == [4, 5, 6, 7, MOST_DIGESTS - 1]
    before = desk.titles(library)
    library.rebuild()
    assert desk.titles(library) == before
    desk.check()


def read(path: Path) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(path.read_bytes())
    return fields


def test_a_record_keeps_a_name_that_is_not_text() -> None:
    name = os.fsdecode(b"zz\xff.txt")
    moment = dt.datetime(2025, 3, 12, tzinfo=dt.UTC)
    record = Record(1, "a", name, f"/tmp/{name}", "ris", moment, moment, None, False)
    assert read_record(write_record(record)) == record
