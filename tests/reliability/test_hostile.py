"""A folder of hostile inputs: with any of them, every command stays within bounds.

Each command runs in a process of its own. It may take two seconds of processor time for each
megabyte that is unpacked, beside what it takes to start, and 300 MB of memory in all.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import mailbox
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

MEGABYTE = 1 << 20
MOST_MEMORY = 300
SECONDS_A_MEGABYTE = 2.0
START = 3.0
"""Seconds of processor time for a start on a slow machine; none takes a third of it elsewhere."""
PATIENCE = 600
COMMANDS = (["list"], ["export", "--format", "json"], ["doctor"])

# What is measured is the child of a small process: a child inherits the peak of its parent.
MEASURE = """
import json, os, subprocess, sys
with open(sys.argv[1], "rb") if sys.argv[1] else open(os.devnull, "rb") as given:
    child = subprocess.Popen(
        sys.argv[2:], stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    reported = child.stderr.read()
_, status, used = os.wait4(child.pid, 0)
megabytes = used.ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, megabytes,
                  reported.decode(errors="replace")]))
"""


def measured(home: Path, *arguments: str, given: str = "") -> tuple[int, float, float, str]:
    """Exit status, seconds, megabytes and complaints of ``octavo`` with these arguments."""
    environ = dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(home))
    command = [sys.executable, "-m", "octavo_tui", *arguments]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, given, *command],
        env={**os.environ, **environ},
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    status, seconds, megabytes, reported = json.loads(done.stdout)
    return status, seconds, megabytes, reported


def hold_bounds(
    home: Path, *arguments: str, unpacked: float, given: str = "", memory: int = MOST_MEMORY
) -> str:
    """See that a command keeps to its bounds where it unpacks so many megabytes."""
    status, seconds, megabytes, reported = measured(home, *arguments, given=given)
    what = f"{arguments[0]}: {seconds:.1f} s, {megabytes:.0f} MB; {reported[-500:]}"
    assert status in (0, 3), what
    assert "an error of its own" not in reported, what
    assert "(report " not in reported, what
    assert megabytes <= memory, what
    assert seconds <= START + SECONDS_A_MEGABYTE * unpacked, what
    return reported


# ---- what comes in: each maker writes a file or folder, and returns the megabytes in it

PAPER = b'{"title": "Owls at Dusk", "abstract": "They see.", "id": "2511.00001"}\n'
FEED = b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>"
ENTRY = b"<entry><title>Owls</title><link href='https://arxiv.org/abs/2511.00001'/></entry>"
Maker = Callable[[Path], float]
MAKERS: dict[str, Maker] = {}
QUICK = {"zip of zips", "zeros after a paper"}


def case(name: str) -> Callable[[Maker], Maker]:
    def add(make: Maker) -> Maker:
        MAKERS[name] = make
        return make

    return add


def packed(path: Path, **members: bytes) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path.read_bytes()


def repeated(data: bytes, times: int) -> bytes:
    """An archive whose list names its one file many times."""
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    listed, tail = data[start:end] * times, bytearray(data[end:])
    tail[8:12] = (times & 0xFFFF).to_bytes(2, "little") * 2
    tail[12:16] = len(listed).to_bytes(4, "little")
    return data[:start] + listed + bytes(tail)


def filled(path: Path, beginning: bytes, piece: bytes, megabytes: float) -> float:
    """A file with this beginning, and then ``piece`` over and over."""
    size = int(megabytes * MEGABYTE)
    with path.open("wb") as file:
        file.write(beginning)
        some = piece * (MEGABYTE // len(piece) + 1)
        while file.tell() < size:
            file.write(some)
    return path.stat().st_size / MEGABYTE


@case("zip of zips")
def zip_of_zips(path: Path) -> float:
    inner = packed(path, **{"a.jsonl": PAPER + bytes(16 * MEGABYTE)})
    packed(path, **{f"{number}.zip": inner for number in range(4)})
    return 4 * 16


@case("zip of zips of zips, without end")
def zip_without_end(path: Path) -> float:
    data = PAPER
    for _ in range(9):
        data = packed(path, **{f"{number}.zip": data for number in range(9)})
    return 1


@case("gzip bomb")
def gzip_bomb(path: Path) -> float:
    path.write_bytes(gzip.compress(bytes(16 * MEGABYTE)) * 250)
    return 1


@case("gzip bomb that begins like a digest")
def gzip_digest(path: Path) -> float:
    path.write_bytes(gzip.compress(PAPER + bytes(16 * MEGABYTE)) * 20)
    return 20 * 16


@case("bzip2 bomb")
def bzip2_bomb(path: Path) -> float:
    path.write_bytes(bz2.compress((FEED + ENTRY).ljust(16 * MEGABYTE)) * 20)
    return 17


@case("xz bomb")
def xz_bomb(path: Path) -> float:
    # Its dictionary would take a gigabyte.
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]
    path.write_bytes(lzma.compress(PAPER, filters=filters))
    return 1


@case("100,000 files in a zip")
def many_members(path: Path) -> float:
    path.write_bytes(repeated(packed(path, **{"a.txt": PAPER}), 100_000))
    return 1


@case("overlapping files in a zip")
def overlapping(path: Path) -> float:
    path.write_bytes(repeated(packed(path, **{"a.xml": (FEED + ENTRY).ljust(15 << 20)}), 12))
    return 12 * 15


@case("a zip whose list is said to have gigabytes")
def long_list(path: Path) -> float:
    data = bytearray(packed(path, **{"a.txt": PAPER}))
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = (3 << 30).to_bytes(4, "little")
    path.write_bytes(data)
    return 1


@case("zeros")
def zeros(path: Path) -> float:
    path.touch()
    os.truncate(path, 64 << 30)
    return 1


@case("zeros after a paper")
def hole(path: Path) -> float:
    path.write_bytes(PAPER)
    os.truncate(path, 40 * MEGABYTE)
    return 40


@case("a line without end")
def long_line(path: Path) -> float:
    return filled(path, PAPER + b'{"title": "', b"x", 80)


@case("a cell without end")
def long_cell(path: Path) -> float:
    return filled(path, b'title,abstract,id\nA,b,2511.00001\n"', b"x\n", 20)


@case("a million columns")
def many_columns(path: Path) -> float:
    path.write_bytes(b"title,abstract,id\nA,b,2511.00001\nB" + b",x" * 1_000_000 + b"\n")
    return 2


@case("a header of a million columns")
def many_names(path: Path) -> float:
    path.write_bytes(b"title,abstract,id" + b",x" * 1_000_000 + b"\nA,b,2511.00001\n")
    return 2


@case("rows of a byte")
def short_rows(path: Path) -> float:
    return filled(path, b"title,abstract,id\nA,b,2511.00001\n", b"a,\n", 8)


@case("array of arrays")
def deep_arrays(path: Path) -> float:
    path.write_bytes(b"[" * 2_000_000)
    return 2


@case("objects in objects")
def deep_objects(path: Path) -> float:
    path.write_bytes(b'{"items": [' * 100_000)
    return 1


@case("an array of small things")
def small_things(path: Path) -> float:
    return filled(path, b"[" + PAPER, b',[],{},1,"a"', 12)


@case("entities")
def entities(path: Path) -> float:
    levels = b"".join(
        b"<!ENTITY a%d '%s'>" % (number + 1, b"&a%d;" % number * 10) for number in range(12)
    )
    head = b"<?xml version='1.0'?><!DOCTYPE feed [<!ENTITY a0 'lol'>" + levels + b"]>"
    path.write_bytes(head + FEED[21:] + ENTRY.replace(b"Owls", b"&a12;") + b"</feed>")
    return 1


@case("tags in tags")
def deep_tags(path: Path) -> float:
    return filled(path, FEED + ENTRY, b"<p>", 14)


@case("entities of HTML")
def html_entities(path: Path) -> float:
    return filled(path, FEED + ENTRY.removesuffix(b"</title></entry>"), b"&amp;", 14)


@case("a page of words")
def words(path: Path) -> float:
    beginning = b"<html><a href='https://huggingface.co/papers/2511.00001'>Owls</a>"
    return filled(path, beginning, b"<p>some words </p>\n", 14)


@case("mbox without end")
def long_mbox(path: Path) -> float:
    head = b"From a@example.org Tue Nov 11 00:31:14 2025\nSubject: a\n\n"
    return filled(path, head, b"words and words\n", 60)


@case("mbox of tiny mails")
def tiny_mails(path: Path) -> float:
    box = mailbox.mbox(path)
    box.add(b"Subject: a\n\nhello\n")
    box.close()
    # A mail takes about a third of a millisecond.
    path.write_bytes(path.read_bytes() * 3_000)
    return path.stat().st_size / MEGABYTE


@case("mail of long lines")
def long_mail(path: Path) -> float:
    head = b"From: a@b.c\nTo: a@b.c\nDate: Tue, 11 Nov 2025 00:31:14 +0000\nSubject: a\n\n"
    return filled(path, head + b"arXiv:2511.00001\nTitle: Owls\n\\\\\n", b"a ", 15)


@case("mail of many headers")
def many_headers(path: Path) -> float:
    head = b"From: a@b.c\nTo: a@b.c\nDate: Tue, 11 Nov 2025 00:31:14 +0000\nSubject: a\n"
    lines = b"".join(b"X-%d: (((((((((\n \n" % number for number in range(100_000))
    path.write_bytes(head + lines + b"\nhello\n")
    return 2


@case("parts in parts")
def deep_parts(path: Path) -> float:
    parts = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        for number in range(20_000)
    )
    path.write_bytes(b"From: a@b.c\nTo: a@b.c\nSubject: a\n" + b"".join(parts))
    return 1


@case("noise")
def noise(path: Path) -> float:
    path.write_bytes(random.Random(12).randbytes(12 * MEGABYTE))
    return 12


@case("a bibliography of one brace")
def braces(path: Path) -> float:
    return filled(path, b"@article{a, title = {Owls},\n abstract = {", b"{", 4)


@case("a record without end")
def long_record(path: Path) -> float:
    return filled(path, b"TY  - JOUR\nTI  - Owls\n", b"AB  - words and words\n", 6)


@case("pipes and loops")
def pipes_and_loops(path: Path) -> float:
    for folder in ("cur", "new", "tmp"):
        (path / folder).mkdir(parents=True)
    os.mkfifo(path / "new" / "1700000000.a.host")
    (path / "new" / "1700000001.a.host").symlink_to("/dev/zero")
    (path / "cur" / "loop").symlink_to(path)
    (path / "new" / "1700000002.a.host").symlink_to("1700000002.a.host")
    (path / "new" / "1700000003.a.host").write_bytes(PAPER)
    return 1


# ---- the commands


def import_and_look(home: Path, make: Maker) -> str:
    file = home / "input"
    unpacked = make(file)
    reported = hold_bounds(home, "import", str(file), unpacked=unpacked)
    for command in COMMANDS:
        hold_bounds(home, *command, unpacked=unpacked)
    return reported


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(QUICK))
def test_a_hostile_input_keeps_every_command_within_bounds(tmp_path: Path, name: str) -> None:
    import_and_look(tmp_path, MAKERS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(MAKERS) - QUICK))
def test_the_other_hostile_inputs_do_so_too(tmp_path: Path, name: str) -> None:
    import_and_look(tmp_path, MAKERS[name])


@pytest.mark.slow
def test_a_folder_of_hostile_inputs_keeps_every_command_within_bounds(tmp_path: Path) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    unpacked = sum(make(folder / f"{number}") for number, make in enumerate(MAKERS.values()))
    # One process for all of them: its heap is in pieces by then.
    hold_bounds(tmp_path, "import", str(folder), unpacked=unpacked, memory=MOST_MEMORY + 150)
    for command in COMMANDS:
        hold_bounds(tmp_path, *command, unpacked=unpacked)


def test_standard_input_without_end_is_refused(tmp_path: Path) -> None:
    for arguments in (("import", "-"), ("import", "/dev/zero")):
        reported = hold_bounds(tmp_path, *arguments, unpacked=1, given="/dev/zero")
        assert "not a digest" in reported or "is a device" in reported


@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_large_packed_digest_is_read_line_by_line(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    lines = io.BytesIO()
    for number in range(1_000):
        paper = {"title": f"Owl {number}", "abstract": "x" * 40_000, "id": f"2511.{number:05}"}
        lines.write(json.dumps(paper).encode() + b"\n")
    file = tmp_path / "large.jsonl.packed"
    file.write_bytes(pack(lines.getvalue()))

    hold_bounds(tmp_path, "import", str(file), unpacked=40)
    status, _, megabytes, reported = measured(tmp_path, "import", str(file))

    assert (status, reported) == (0, "")
    assert megabytes < 150


@pytest.mark.slow
def test_a_kept_digest_that_is_a_bomb_is_not_held(tmp_path: Path) -> None:
    page = tmp_path / "page.jsonl"
    page.write_bytes(PAPER)
    hold_bounds(tmp_path, "import", str(page), unpacked=1)
    digests = tmp_path / "octavo" / "digests"
    (record,) = digests.glob("*.json")
    reported = {**json.loads(record.read_bytes()), "seq": 2, "name": "bomb", "format": "arxiv-mail"}
    (digests / "0123456789abcdef.json").write_text(json.dumps(reported))
    (digests / "0123456789abcdef.gz").write_bytes(gzip.compress(bytes(16 * MEGABYTE)) * 17)

    for command in COMMANDS:
        _, _, megabytes, told_of = measured(tmp_path, *command)
        assert megabytes < 100
        # Commands that only read leave it to an import or the reader to finish.
        assert command == ["doctor"] or "1 digest is not fully indexed yet" in told_of
    refused = measured(tmp_path, "import", str(page))[3]
    assert "a digest holds more than" in refused
