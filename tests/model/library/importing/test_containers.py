"""Files with digests in them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.conftest import NOW, Desk, Invented

from octavo_model import OctavoError, View
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.formats import Source
from octavo_model.library.importing.files import contents
from octavo_model.library.importing.items import (
    LARGEST_STREAMED,
    PACKED,
    DigestReader,
    Item,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from octavo_model import Library

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".bz2": bz2.compress,
}


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def unpacked(data: bytes, name: str = "page.json") -> list[Item]:
    choose = DigestReader((Invented(),)).choose
    return list(contents(choose, io.BytesIO(data), Source(b"", name, NOW), name))


@pytest.mark.parametrize("ending", PACKERS)
def test_a_compressed_digest_is_the_digest_in_it(
    desk: Desk, library: Library, tmp_path: Path, ending: str
) -> None:
    page = desk.page("Owls")
    path = tmp_path / f"page.json{ending}"
    path.write_bytes(PACKERS[ending](page))
    (report,) = library.imports.import_path(path)
    assert isinstance(report, ImportReport)
    assert (report.new, report.path) == (1, str(path))
    (again,) = library.imports.import_stream(BytesIO(page), ImportOptions(name="page.json"))
    assert isinstance(again, ImportReport)
    assert again.known


def test_an_archive_brings_each_of_its_digests_and_tells_of_what_is_none(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "week.zip"
    packed = gzip.compress(desk.page("Newts", date="2025-01-03"))
    members = {
        "week/a.json": desk.page("Owls"),
        "week/b.json": desk.page("Bats", date="2025-01-02"),
        "week/c.json.gz": packed,
        "week/notes.txt": b"nothing",
        "__MACOSX/week/._a.json": b"noise",
        "week/.hidden": b"noise",
    }
    path.write_bytes(zipped(**members))
    first, second, third, error = library.imports.import_path(path)
    assert isinstance(error, NotADigestError), error
    assert error.what == f"{path}: week/notes.txt"
    assert [one.digest for one in (first, second, third) if isinstance(one, ImportReport)] == [
        "invented-2025-01-01",
        "invented-2025-01-02",
        "invented-2025-01-03",
    ]
    assert library.catalog.counts(View.all()).total == 3


def test_an_archive_on_standard_input_is_unpacked_too(desk: Desk, library: Library) -> None:
    data = zipped(a=desk.page("Owls"), b=desk.page("Bats"))
    reports = library.imports.import_stream(BytesIO(data), ImportOptions(name="-"))
    assert [one.new for one in reports if isinstance(one, ImportReport)] == [1, 1]


def test_what_is_damaged_is_an_error_that_says_so(library: Library) -> None:
    for packer in PACKERS.values():
        with pytest.raises(OctavoError, match="damaged"):
            library.imports.import_stream(
                BytesIO(packer(b"x" * 9999)[:-9]), ImportOptions(name="page")
            )
    with pytest.raises(OctavoError, match="damaged"):
        library.imports.import_stream(BytesIO(zipped(a=b"x")[:40]), ImportOptions(name="page"))


@pytest.mark.slow
def test_a_member_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    (found,) = unpacked(zipped(bomb=Desk.page("Owls").ljust(LARGEST_STREAMED + 1)))
    assert isinstance(found.source, OctavoError)
    assert "larger than 64 MB" in str(found.source)


def test_packed_again_and_again_is_refused() -> None:
    data = b"x"
    for _ in range(9):
        data = gzip.compress(data)
    (found,) = unpacked(data)
    assert isinstance(found.source, OctavoError)


def test_a_member_with_a_password_stops_nothing(desk: Desk) -> None:
    data = bytearray(zipped(a=desk.page("Owls"), b=desk.page("Bats")))
    # The bit that says so, in the header of the first member and in the directory.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    first, second = unpacked(bytes(data))
    assert isinstance(first.source, OctavoError)
    assert isinstance(second.source, Source)


@given(st.binary(max_size=300), st.sampled_from([b"", *(p(b"ab") for p in PACKERS.values())]))
def test_any_bytes_are_what_they_are_or_told_to_be_damaged(data: bytes, start: bytes) -> None:
    for found in unpacked(start + data):
        if isinstance(found.source, Source):
            assert not found.source.data.startswith(PACKED)
        else:
            assert isinstance(found.source, OctavoError)


@given(st.binary(max_size=300))
def test_any_archive_that_is_cut_into_is_read_or_told_to_be_damaged(junk: bytes) -> None:
    whole = zipped(a=b"one", b=b"two")
    for found in unpacked(whole[: len(junk) % len(whole)] + junk + whole[30:]):
        assert isinstance(found.source, (OctavoError, Source))
