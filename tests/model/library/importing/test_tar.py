"""Tar archives: each regular file in them is imported by itself."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.conftest import NOW, Desk, Invented
from tests.model.library.importing.test_containers import zipped

from octavo_model import OctavoError, View
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.formats import Source
from octavo_model.library.importing import tar
from octavo_model.library.importing.files import contents
from octavo_model.library.importing.items import LARGEST_STREAMED, DigestReader, Item, is_tar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from octavo_model import Library

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tgz": gzip.compress,
    ".tar.xz": lzma.compress,
    ".tar.bz2": bz2.compress,
}


def header(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, **fields: object) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    for field, value in fields.items():
        setattr(info, field, value)
    return info.tobuf(tarfile.GNU_FORMAT)


def tarred(members: Iterable[tuple[str, bytes]], form: int = tarfile.PAX_FORMAT) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_700_000_000
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def unpacked(data: bytes) -> list[Item]:
    choose = DigestReader((Invented(),)).choose
    return list(contents(choose, io.BytesIO(data), Source(b"", "a.tar", NOW), "a.tar"))


def read(data: bytes) -> list[tuple[str, bytes | str]]:
    """The label and the bytes of each member, or why it cannot be read."""
    return [
        (one.label, one.source.data if isinstance(one.source, Source) else str(one.source))
        for one in unpacked(data)
    ]


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("name", ["refs", "-"])
def test_each_file_of_an_archive_is_a_digest(
    desk: Desk, library: Library, tmp_path: Path, ending: str, name: str
) -> None:
    data = PACKERS[ending](
        tarred(
            [
                ("week/a.json", desk.page("Owls")),
                ("./week/b.json", desk.page("Bats", date="2025-01-02")),
                ("week/notes.txt", b"nothing"),
                ("week/._a.json", b"noise"),
                ("__MACOSX/week/a.json", b"noise"),
                ("week/.DS_Store", b"noise"),
                ("week/Thumbs.db", b"noise"),
            ]
        )
    )
    if name == "-":
        results = library.imports.import_stream(BytesIO(data), ImportOptions(name="-"))
    else:
        (path := tmp_path / f"{name}{ending}").write_bytes(data)
        results = library.imports.import_path(path)
        name = str(path)
    first, second, error = results
    assert isinstance(first, ImportReport)
    assert isinstance(second, ImportReport)
    assert [one.path for one in (first, second)] == [f"{name}: week/a.json", f"{name}: week/b.json"]
    assert isinstance(error, NotADigestError)
    assert error.what == f"{name}: week/notes.txt"
    assert library.catalog.counts(View.all()).total == 2


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_and_names_in_any_script_are_kept(form: int) -> None:
    name = f"{'folder/' * 12}{'ü' * 30}.json"
    (found,) = unpacked(tarred([(name, b"x")], form))
    assert found.label == f"a.tar: {name}"
    assert isinstance(found.source, Source)
    assert found.source.name == f"{'ü' * 30}.json"
    assert found.source.modified.year == 2023


def test_an_archive_of_before_the_standard_is_one_too() -> None:
    data = bytearray(tarred([("a.json", b"x")], tarfile.USTAR_FORMAT))
    data[257:512] = bytes(255)
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + sum(data[156:512]) + 8 * 32)
    assert is_tar(bytes(data))
    assert read(bytes(data)) == [("a.tar: a.json", b"x")]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0/\\.")).map(
    lambda name: f"a{name}"
)


@given(
    st.lists(st.tuples(NAMES, st.binary(max_size=1_500).map(b"x".__add__)), max_size=5),
    st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]),
    st.sampled_from(sorted(PACKERS)),
)
def test_an_archive_of_any_files_is_those_files(
    files: list[tuple[str, bytes]], form: int, ending: str
) -> None:
    found = read(PACKERS[ending](tarred(files, form))) if files else []
    assert found == [(f"a.tar: {name}", data) for name, data in files]


def test_links_devices_and_folders_are_left_out_and_no_name_is_a_path() -> None:
    data = b"".join(
        [
            header("folder", kind=tarfile.DIRTYPE),
            header("link", kind=tarfile.SYMTYPE, linkname="/etc/passwd"),
            # The size of a hard link is that of the file, whose bytes do not follow.
            header("hard", 5, tarfile.LNKTYPE, linkname="a.json"),
            header("zero", kind=tarfile.CHRTYPE),
            header("pipe", kind=tarfile.FIFOTYPE),
            header("/etc/passwd", 1) + b"x".ljust(512, b"\0"),
            header("../../up", 1) + b"y".ljust(512, b"\0"),
            bytes(1024),
        ]
    )
    assert read(data) == [("a.tar: /etc/passwd", b"x"), ("a.tar: ../../up", b"y")]


def test_archives_in_one_another_are_unpacked_three_deep() -> None:
    inner = tarred([("c.json", b"x")])
    packed = zipped(**{"b.tar.gz": gzip.compress(inner)})
    data = lzma.compress(tarred([("a.zip", packed)]))
    assert read(data) == [("a.tar: a.zip: b.tar.gz: c.json", b"x")]
    ((_, why),) = read(gzip.compress(tarred([("a.tar.xz", data)])))
    assert "packed more than 3 times" in str(why)


def test_what_is_cut_off_or_damaged_is_read_up_to_there_and_reported() -> None:
    whole = tarred([("a.json", b"first"), ("b.json", b"x" * 5_000)], tarfile.USTAR_FORMAT)
    assert read(whole[: 1024 + 512 + 900]) == [
        ("a.tar: a.json", b"first"),
        ("a.tar: b.json", "a.tar: b.json: is cut off: the rest is missing"),
    ]
    assert read(whole[:1024])[1:] == [("a.tar", "a.tar: is cut off: the rest is missing")]
    damaged = whole[:1024] + b"?" * 512 + whole[1536:]
    assert read(damaged)[1:] == [("a.tar", "a.tar: is damaged: the rest cannot be unpacked")]
    random = Desk.page("Owls") + Random(1).randbytes(2 << 20)
    packed = gzip.compress(tarred([("a.json", b"first"), ("b.json", random)]), 1)
    assert read(packed[: len(packed) // 2]) == [
        ("a.tar: a.json", b"first"),
        ("a.tar: b.json", "a.tar: is damaged: cannot unpack"),
    ]


def test_a_sparse_file_is_refused_and_the_next_one_is_read() -> None:
    maps = header("holes", 512, tarfile.GNUTYPE_SPARSE)
    pax = b"22 GNU.sparse.major=1\n"
    data = b"".join(
        [
            maps + b"data".ljust(512, b"\0"),
            header("p", len(pax), tarfile.XHDTYPE) + pax.ljust(512, b"\0"),
            header("holes too", 9) + b"1\n0\n".ljust(512, b"\0"),
            header("b.json", 1) + b"x".ljust(512, b"\0"),
            bytes(1024),
        ]
    )
    first, second, third = read(data)
    assert "stored with holes" in str(first[1])
    assert "stored with holes" in str(second[1])
    assert third == ("a.tar: b.json", b"x")


def test_a_file_that_is_too_large_is_refused_and_the_next_one_is_read() -> None:
    large = Desk.page("Owls").ljust(LARGEST_STREAMED + 1)
    first, second = unpacked(tarred([("large.json", large), ("small.json", b"x")]))
    assert isinstance(first.source, OctavoError)
    assert "larger than 64 MB" in str(first.source)
    assert isinstance(second.source, Source)


@pytest.mark.parametrize(
    "data",
    [
        header("x", 1 << 40, tarfile.XHDTYPE),
        header("x", 1 << 40, tarfile.GNUTYPE_LONGNAME),
        header("x", 512, tarfile.GNUTYPE_LONGNAME) + b"n" * 512,
        (header("x", 0, tarfile.XGLTYPE)) * 1_000,
        header("x", 9, tarfile.XHDTYPE) + b"99 path=a\n".ljust(512, b"\0"),
        header("x", 9, tarfile.XHDTYPE) + b"nothing".ljust(512, b"\0"),
        header("x", 1 << 40) + b"short",
    ],
)
def test_headers_and_sizes_that_promise_too_much_are_damage(data: bytes) -> None:
    found = list(unpacked(data))
    assert isinstance(found[-1].source, OctavoError)


def test_a_file_that_is_not_read_is_skipped() -> None:
    data = tarred([("a", b"x" * 2_000), ("b", b"y")])
    assert [one.name for one in tar.members(BytesIO(data), "a.tar")] == ["a", "b"]


@given(st.binary(max_size=300), st.integers(0, 3_000))
def test_any_archive_that_is_cut_into_is_read_or_reported(junk: bytes, at: int) -> None:
    whole = tarred([("a.json", b"one"), ("b.json", b"two" * 300)], tarfile.PAX_FORMAT)
    for found in unpacked(whole[:at] + junk + whole[at + len(junk) :]):
        assert isinstance(found.source, OctavoError | Source)
