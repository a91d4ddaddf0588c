"""Files that are exported to."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model import OctavoError
from octavo_model.export.writing import AlreadyThereError, file_name, free_name, save


def alone(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_file_has_all_pieces_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    save(tmp_path / "a.bib", iter(["é\n", "b\r\n"]))

    assert (tmp_path / "a.bib").read_bytes() == "é\nb\r\n".encode()
    assert alone(tmp_path) == ["a.bib"]


@pytest.mark.parametrize(("umask", "rights"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_file_has_the_rights_the_user_gives(tmp_path: Path, umask: int, rights: int) -> None:
    before = os.umask(umask)
    try:
        save(tmp_path / "a.bib", ["x"])
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a.bib").stat().st_mode) == rights


def test_what_is_there_stays_unless_it_is_to_go(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("mine")

    with pytest.raises(AlreadyThereError, match="is already there"):
        save(path, ["x"])
    assert (path.read_text(), alone(tmp_path)) == ("mine", ["a.bib"])

    save(path, ["x"], replace=True)
    assert path.read_text() == "x"


def test_what_comes_to_be_there_meanwhile_stays_too(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"

    def pieces() -> Iterator[str]:
        path.write_text("mine")
        yield "x"

    with pytest.raises(AlreadyThereError):
        save(path, pieces())
    assert (path.read_text(), alone(tmp_path)) == ("mine", ["a.bib"])


def test_where_writing_fails_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("mine")

    def pieces() -> Iterator[str]:
        yield "x"
        raise OctavoError("library", "is gone")

    with pytest.raises(OctavoError, match="library: is gone"):
        save(path, pieces(), replace=True)
    assert (path.read_text(), alone(tmp_path)) == ("mine", ["a.bib"])


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.bib").write_text("mine")
    (tmp_path / "a.bib").symlink_to("real.bib")

    save(tmp_path / "a.bib", ["x"], replace=True)

    assert (tmp_path / "a.bib").is_symlink()
    assert (tmp_path / "real.bib").read_text() == "x"


def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()

    save(pipe, ["a", "b"])

    reader.join()
    assert (got, alone(tmp_path)) == (["ab"], ["pipe"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("missing/a.bib", "no such file or folder"),
        ("", "is already there"),
        ("file/a.bib", "a part of the path is not a folder"),
        ("x" * 300, "name too long"),
        ("round", "is already there"),
    ],
)
def test_a_failed_write_is_reported_in_one_line(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "round").symlink_to("round")

    with pytest.raises(OctavoError) as caught:
        save(tmp_path / name, ["x"])
    assert why in str(caught.value).lower()
    assert ".tmp" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(OctavoError, match="is a folder"):
        save(tmp_path, ["x"], replace=True)


@given(st.text())
def test_a_name_for_a_file_is_a_name_and_nothing_else(label: str) -> None:
    name = file_name(label, ".bib")

    assert Path(name).name == name
    assert not name.startswith((".", "-"))
    assert name.isascii()
    assert name.endswith(".bib")
    assert len(name) <= 64


def test_a_free_name_is_in_nobodys_way(tmp_path: Path) -> None:
    assert free_name(tmp_path, "Unread", ".bib") == "unread.bib"
    for name in ("unread.bib", "unread-2.bib"):
        (tmp_path / name).touch()
    assert free_name(tmp_path, "Unread", ".bib") == "unread-3.bib"
