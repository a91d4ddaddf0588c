from __future__ import annotations

import os
import shutil
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from octavo_model.storage.instance_id import instance_id, machine_id

if TYPE_CHECKING:
    from pathlib import Path


def test_an_id_is_random_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "state" / "instance.json"
    found = instance_id(path, "one")
    assert len(found) == 8
    assert [instance_id(path, "one") for _ in range(3)] == [found] * 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert instance_id(tmp_path / "other.json", "one") != found


def test_another_computer_or_a_copied_file_gets_a_new_id_in_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    first, inode = instance_id(path, "one"), path.stat().st_ino
    second = instance_id(path, "two")
    assert second != first
    assert path.stat().st_ino == inode
    copy = tmp_path / "copy.json"
    shutil.copy2(path, copy)
    third = instance_id(copy, "two")
    assert third not in (first, second)
    assert instance_id(copy, "two") == third
    assert instance_id(path, "two") == second


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"\xff", b"[1]", b"{}", b'{"id": "k3f9q2a7"}', b"[" * 100_000, b" " * 5_000],
)
def test_a_file_that_makes_no_sense_is_written_in_place(tmp_path: Path, spoilt: bytes) -> None:
    path = tmp_path / "instance.json"
    path.write_bytes(spoilt)
    inode = path.stat().st_ino
    found = instance_id(path, "one")
    assert instance_id(path, "one") == found
    assert path.stat().st_ino == inode


def test_an_id_that_is_none_of_ours_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    found = instance_id(path, "one")
    spoilt = path.read_bytes().replace(found.encode(), b"\\u001b[2J")
    path.write_bytes(spoilt)
    assert instance_id(path, "one") == instance_id(path, "one") != found


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names")
def test_where_it_cannot_be_kept_there_is_one_all_the_same(tmp_path: Path) -> None:
    pipe = tmp_path / "instance.json"
    os.mkfifo(pipe)
    assert len(instance_id(pipe, "one")) == 8
    in_the_way = tmp_path / "state"
    in_the_way.write_bytes(b"a file")
    assert len(instance_id(in_the_way / "instance.json", "one")) == 8
    nowhere = tmp_path / "link.json"
    nowhere.symlink_to("/dev/full")
    assert len(instance_id(nowhere, "one")) == 8


def test_those_who_start_at_once_have_the_same_id(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    ready = threading.Barrier(8)

    def start(_number: int) -> str:
        ready.wait()
        return instance_id(path, "one")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(start, range(8)))) == 1


def test_a_computer_has_an_id() -> None:
    assert machine_id() == machine_id() != ""
