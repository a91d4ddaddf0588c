"""What Octavo keeps is read from regular files only: nothing waits for a pipe or reads a device."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from octavo_model.storage import files
from octavo_model.storage.data_folder import Paths

COMMANDS = (["list"], ["doctor"], ["sources", "list"])
PATIENCE = 60
"""Seconds until a command counts as hanging."""


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def a_socket(path: Path) -> None:
    # The path of a socket may have some hundred bytes only.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(before)


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


KINDS: dict[Callable[[Path], None], str] = {
    pipe: "pipe",
    endless: "is a device, not a file",
    folder: "is a folder",
    a_socket: "socket",
    sparse: "is larger than 64 MB",
}
MAKERS = pytest.mark.parametrize("make", KINDS, ids=lambda one: one.__name__)


@MAKERS
def test_only_a_regular_file_is_read_and_only_up_to_a_size(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "kept"
    make(path)

    with pytest.raises(OSError, match=KINDS[make]):
        files.read_at_most(path, 64 << 20)


@pytest.mark.parametrize("flags", [os.O_WRONLY | os.O_APPEND | os.O_CREAT, os.O_RDWR])
@pytest.mark.parametrize("make", [pipe, endless, folder])
def test_only_a_regular_file_is_written(
    tmp_path: Path, make: Callable[[Path], None], flags: int
) -> None:
    path = tmp_path / "kept"
    make(path)

    with pytest.raises(OSError, match="kept"):
        files.open_regular(path, flags)


def test_a_file_and_a_link_to_one_are_read(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"1234")
    (tmp_path / "link").symlink_to(path)

    assert files.read_at_most(path, 4) == b"1234"
    assert files.read_at_most(tmp_path / "link", 4) == b"1234"
    with pytest.raises(OSError, match="is larger than 0 KB"):
        files.read_at_most(path, 3)


@pytest.mark.parametrize("size", [0, 1, 5, 1 << 18, (1 << 18) + 1])
def test_lines_come_whole_and_in_order(tmp_path: Path, size: int) -> None:
    path = tmp_path / "lines"
    whole = [b"x" * size + b"\n", b"\n", b"y\r\n", b"end"] * 3
    path.write_bytes(b"".join(whole))

    with files.open_to_read(path) as file:
        found = [line for some in files.line_batches(file, 1 << 20) for line in some]

    assert found == b"".join(whole).splitlines(keepends=True) or b"".join(found) == b"".join(whole)
    assert [line for line in found if line == b"y\r\n"] == [b"y\r\n"] * 3


def test_a_line_without_an_end_comes_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.touch()
    os.truncate(path, 64 << 20)

    with files.open_to_read(path) as file:
        longest = max(len(line) for some in files.line_batches(file, 1 << 20) for line in some)

    assert longest < 2 << 20


def kept(paths: Paths) -> list[Path]:
    """The files that Octavo keeps beside its index."""
    return [
        paths.settings,
        paths.sources,
        paths.source_state,
        paths.journal,
        paths.merge_log,
        paths.data / "layout",
        paths.history,
        paths.state / "sessions" / "0.json",
    ]


@pytest.mark.slow
@MAKERS
def test_no_command_hangs_or_crashes_whatever_stands_in_place_of_a_file(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    # One home with all of them, and one for each that stops the commands by itself.
    for number, only in enumerate((None, "marks.jsonl", "settings.toml")):
        home = tmp_path / str(number)
        environ = {
            **os.environ,
            "XDG_DATA_HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "XDG_STATE_HOME": str(home),
        }
        data = home / "octavo"
        for path in kept(Paths(data=data, config=data, state=data)):
            if only in (None, path.name):
                path.parent.mkdir(parents=True, exist_ok=True)
                make(path)
        for command in [["doctor"]] if only else COMMANDS:
            done = subprocess.run(
                [sys.executable, "-m", "octavo_tui", *command],
                env=environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert done.returncode in (0, 3, 4)
            assert "stopped by a bug" not in done.stderr, done.stderr
            if only:
                assert only in done.stdout
                assert KINDS[make].removesuffix("64 MB") in done.stdout
