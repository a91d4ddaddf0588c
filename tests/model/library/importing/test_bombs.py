"""Bombs: files that are made to take all memory or all time. Bounds hold, and errors name them.

What takes memory runs in a process of its own, whose most memory is read afterwards.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import resource
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.fuzz.safety import dangers
from tests.model.conftest import NOW

from octavo_model import Library, OctavoError, View
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ImportReport
from octavo_model.formats import Source
from octavo_model.formats.common.encoding import DecodedLines
from octavo_model.formats.common.json import elements
from octavo_model.formats.mail import mime
from octavo_model.formats.registry import FORMATS
from octavo_model.library.importing import containers
from octavo_model.library.importing.containers import DEEPEST, MOST_MEMBERS
from octavo_model.library.importing.files import contents
from octavo_model.library.importing.items import LARGEST_STREAMED, DigestReader, Item
from octavo_model.storage.data_folder import Paths
from octavo_model.storage.files import LONGEST_LINE, bounded_lines

LONG = bool(os.environ.get("OCTAVO_LONG"))
MEGABYTE = 1 << 20

IMPORT = """
import json, resource, sys, time
from pathlib import Path
from octavo_model import Library, OctavoError, Paths
with Library.open(Paths.under(Path(sys.argv[1]))) as library:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        results = [str(one) for one in library.imports.import_path(Path(sys.argv[2]))]
    except OctavoError as error:
        results = [str(error)]
used = resource.getrusage(resource.RUSAGE_SELF)
megabytes = (used.ru_maxrss - before) / (1 << (20 if sys.platform == "darwin" else 10))
print(json.dumps([results, megabytes, used.ru_utime + used.ru_stime]))
"""


def imported(home: Path, file: Path) -> tuple[list[str], float, float]:
    """What became of ``file``; megabytes and seconds of processor time that it took."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, str(home), str(file)], capture_output=True, check=True
    )
    results, megabytes, seconds = json.loads(done.stdout)
    return results, megabytes, seconds


# ---- packed bombs


@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_bomb_ends_at_the_limit(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    # Some streams one after another are one file, and packing one of them is enough.
    piece = pack(bytes(16 * MEGABYTE))
    bomb = tmp_path / "bomb"
    bomb.write_bytes(piece * 40)

    (result,), megabytes, _ = imported(tmp_path, bomb)

    assert "not a digest" in result
    assert megabytes < 30


@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_digest_ends_at_the_limit(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    page = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title></entry>"
    bomb = tmp_path / "bomb"
    bomb.write_bytes(pack(page.ljust(16 * MEGABYTE)) * 40)

    (result,), megabytes, _ = imported(tmp_path, bomb)

    assert f"larger than {LARGEST_STREAMED >> 20} MB" in result
    assert megabytes < 250


@pytest.mark.slow
def test_a_zip_bomb_of_overlapping_files_ends_at_the_limit_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title></entry>"
    bomb = repeated(zip_of({"0.txt": page.ljust(16 * MEGABYTE)}), 20)
    assert len(bomb) < MEGABYTE
    monkeypatch.setattr(containers, "LARGEST_TOGETHER", 4 * 16 * MEGABYTE)

    results = unpacked(bomb)

    errors = [one.source for one in results if isinstance(one.source, OctavoError)]
    if "cannot be unpacked" not in str(errors[-1]):  # newer zipfile refuses what overlaps
        assert "holds more than 64 MB together" in str(errors[-1])
        assert len(results) == 1 + 4


def test_an_xz_file_that_needs_much_memory_is_refused() -> None:
    xz = bytearray(lzma.compress(b"title,id\nOwls,2401.00001\n"))
    header = slice(12, 12 + (xz[12] + 1) * 4)
    assert xz[14] == 0x21  # the filter LZMA2; the size of its dictionary is two bytes on
    xz[16] = 36  # 1 GB
    xz[header.stop - 4 : header.stop] = zlib.crc32(xz[header.start : header.stop - 4]).to_bytes(
        4, "little"
    )

    (item,) = unpacked(bytes(xz))
    assert "cannot unpack" in str(item.source)


def unpacked(data: bytes) -> list[Item]:
    """What a file with this content holds."""
    file = io.BytesIO(data)
    return list(contents(DigestReader().choose, file, Source(b"", "bomb", NOW), "bomb"))


def zip_of(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def repeated(packed: bytes, times: int) -> bytes:
    """An archive whose list names its one file many times."""
    start, end = packed.index(b"PK\x01\x02"), packed.index(b"PK\x05\x06")
    listed, tail = packed[start:end] * times, bytearray(packed[end:])
    tail[8:12] = (times & 0xFFFF).to_bytes(2, "little") * 2
    tail[12:16] = len(listed).to_bytes(4, "little")
    return packed[:start] + listed + bytes(tail)


@pytest.mark.parametrize("number", [MOST_MEMBERS + 1, 10 * MOST_MEMBERS + 1])
def test_an_archive_of_very_many_files_is_not_read(number: int) -> None:
    (item,) = unpacked(repeated(zip_of({"a.txt": b"a"}), number))

    assert f"holds more than {MOST_MEMBERS:,} files" in str(item.source)


def test_a_bomb_in_a_bomb_is_not_followed_further() -> None:
    data = b"x"
    for _ in range(DEEPEST + 1):
        data = gzip.compress(data)
    (item,) = unpacked(data)

    assert f"is packed more than {DEEPEST} times" in str(item.source)


@pytest.mark.parametrize(
    "name", ["../../outside.jsonl", "/outside.jsonl", "a/../../outside.jsonl", "C:\\outside.jsonl"]
)
def test_a_member_that_names_another_place_is_written_nowhere_else(
    tmp_path: Path, paths: Paths, name: str
) -> None:
    paper = b'{"title": "A paper", "abstract": "x", "id": "2511.00001"}\n'
    file = tmp_path / "in" / "week.zip"
    file.parent.mkdir()
    file.write_bytes(zip_of({name: paper}))
    with Library.open(paths) as library:
        before = set(tmp_path.rglob("outside*"))
        (report,) = library.imports.import_path(file)
        assert isinstance(report, ImportReport)
        assert library.catalog.counts(View.all()).total == 1
        assert report.digest in ("outside", "c-outside")

    assert set(tmp_path.rglob("*outside*")) == before
    assert not Path("/outside.jsonl").exists()


# ---- entities


BILLION = "".join(f"<!ENTITY a{number + 1} '{f'&a{number};' * 10}'>" for number in range(12))


@pytest.mark.parametrize(
    "entity", [f"<!ENTITY a0 'lol'>{BILLION}", "<!ENTITY a12 SYSTEM 'file:///etc/passwd'>",
               "<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'>%p;<!ENTITY a12 'x'>"]
)  # fmt: skip
@pytest.mark.parametrize("form", FORMATS, ids=lambda one: one.name)
def test_entities_are_neither_expanded_nor_fetched(form: object, entity: str) -> None:
    feed = (
        f"<?xml version='1.0'?><!DOCTYPE rss [{entity}]><rss version='2.0'><channel>"
        "<title>t</title><item><title>one &a12;</title><link>http://arxiv.org/abs/2511.00001</link>"
        "</item></channel></rss>"
    )
    noted = ""
    with suppress(NotADigestError):
        noted = str(form.parse(Source(feed.encode(), "a.xml", NOW)))  # type: ignore[attr-defined]

    assert len(noted) < 20_000
    assert "root:" not in noted
    assert "lollol" not in noted


# ---- depth


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"items":[{"a":', '[{"paper":', "(", "<div>"])
@pytest.mark.parametrize("form", FORMATS, ids=lambda one: one.name)
def test_what_is_nested_deep_is_read_or_refused(form: object, opening: str) -> None:
    for closing in ("", "]"):
        data = (opening * 100_000 + closing * 100_000).encode()[: MEGABYTE // 8]
        with suppress(NotADigestError):
            form.sniff(Source(data, "a", NOW))  # type: ignore[attr-defined]
            form.parse(Source(data, "a", NOW))  # type: ignore[attr-defined]


# ---- mail


def test_a_mail_of_ten_thousand_parts_is_cut() -> None:
    part = b"--x\nContent-Type: text/plain\n\nhello\n"
    head = b"Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"

    mail = mime.read_mail(head + part * 10_000)

    assert len(mail.parts) == mime.MOST_PARTS
    assert mail.cut


def test_mails_in_mails_are_followed_to_a_depth() -> None:
    mail = b"Subject: a\nContent-Type: message/rfc822\n\n" * 5_000 + b"hello"
    multipart = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        for number in range(5_000)
    )
    for data in (mail, multipart):
        assert mime.read_mail(data).cut


# ---- one line


def test_a_line_that_does_not_end_is_left_out_with_the_limit_named() -> None:
    lines = DecodedLines(
        bounded_lines(io.BytesIO(b"one\n" + b"x" * 50 + b"\nthree\n" + b"y" * 90), 20)
    )

    assert list(lines) == ["one\n", "\n", "three\n", "\n"]
    (warning,) = lines.odd
    assert str(warning) == f"line 2: longer than {LONGEST_LINE >> 20} MB; left out (and 1 more)"


def test_an_object_that_does_not_end_is_not_held() -> None:
    asked = 0

    def lines() -> object:
        nonlocal asked
        yield '[{"a": 1},\n'
        yield "{\n"
        while True:
            asked += 1
            yield f'"{"x" * (MEGABYTE - 8)}",\n'

    first, long = elements(lines())  # type: ignore[arg-type]

    assert (first.kind, long.kind) == ("whole", "long")
    assert asked <= 33


PAPER = b'{"title": "A", "abstract": "b", "id": "2511.00001"}\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    "beginning",
    [PAPER + b'{"title": "', b'title,abstract,id\nA,b,2511.00001\n"', b"Daily Papers\n\n"],
    ids=["json-lines", "csv", "text"],
)
def test_a_file_of_one_line_takes_no_memory(tmp_path: Path, beginning: bytes) -> None:
    size = 1_000 if LONG else 70
    file = tmp_path / "line"
    with file.open("wb") as written:
        written.write(beginning)
        for _ in range(size):
            written.write(b"x" * MEGABYTE)

    (result,), megabytes, seconds = imported(tmp_path, file)

    if beginning.startswith(b"{"):
        assert f"longer than {LONGEST_LINE >> 20} MB; left out" in result
    assert dangers(result) == []
    assert megabytes < (600 if beginning.startswith(b"D") else 250)
    assert seconds < 2.0 * size


def test_the_most_memory_is_told_in_kilobytes_here() -> None:
    # What the figures above rest on.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 10_000
