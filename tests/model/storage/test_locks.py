from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from octavo_model import OctavoError
from octavo_model.storage.locks import Yielding, changing, claim_slot, locked, try_lock, turn

if TYPE_CHECKING:
    from pathlib import Path


def test_a_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    held = try_lock(tmp_path / "one")
    assert held is not None
    assert try_lock(tmp_path / "one") is None
    held.release()
    held.release()
    again = try_lock(tmp_path / "one")
    assert again is not None
    again.release()


def test_a_shared_lock_keeps_out_only_who_wants_it_alone(tmp_path: Path) -> None:
    with locked(tmp_path / "one", shared=True), locked(tmp_path / "one", shared=True):
        assert try_lock(tmp_path / "one") is None


def test_waiting_ends_with_an_error_that_says_so(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "one"),
        pytest.raises(OctavoError, match="another Octavo"),
    ):
        locked(tmp_path / "one", timeout=0)


def test_slots_are_numbered_from_the_lowest_that_is_free(tmp_path: Path) -> None:
    (zero, first), (one, second) = claim_slot(tmp_path), claim_slot(tmp_path)
    assert (zero, one) == (0, 1)
    first.release()
    again, third = claim_slot(tmp_path)
    assert again == 0
    for held in (second, third):
        held.release()


def test_who_waits_comes_before_who_had_it(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def wait() -> None:
        waiting.set()
        with turn(tmp_path):
            order.append("waiter")

    thread = threading.Thread(target=wait)
    with turn(tmp_path):
        thread.start()
        waiting.wait()
        # It has the queue once nobody else can get it.
        while (queue := try_lock(tmp_path / "queue")) is not None:
            queue.release()
    with turn(tmp_path):
        order.append("again")
    thread.join()
    assert order == ["waiter", "again"]


def test_a_stint_ends_once_somebody_waits(tmp_path: Path) -> None:
    stint = Yielding(tmp_path, longest=3_600)
    with turn(tmp_path):
        assert stint.may_continue()
        assert stint.may_continue()
        with locked(tmp_path / "queue"):
            assert not stint.may_continue()
    # Asking has kept nobody out.
    with turn(tmp_path, timeout=0):
        pass


def test_a_stint_ends_when_its_time_is_up(tmp_path: Path) -> None:
    assert not Yielding(tmp_path, longest=0).may_continue()


def test_a_file_that_is_changed_is_changed_by_one_at_a_time(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles" / "settings.toml", tmp_path / "settings.toml"
    link.symlink_to(real)
    with (
        changing(link),
        pytest.raises(OctavoError, match=r"settings\.toml: another Octavo is holding it"),
        changing(real, timeout=0),
    ):
        pass


def test_who_waited_for_a_file_that_was_replaced_has_the_new_one(tmp_path: Path) -> None:
    """Else two would hold a lock each: on the file that was, and on the one that is."""
    file, new = tmp_path / "settings.toml", tmp_path / "new"
    seen: list[str] = []
    waiting = threading.Event()

    def wait() -> None:
        waiting.set()
        with changing(file):
            seen.append(file.read_text())
            with pytest.raises(OctavoError), changing(file, timeout=0):
                pass

    thread = threading.Thread(target=wait)
    with changing(file):
        thread.start()
        waiting.wait()
        new.write_text("new")
        new.replace(file)
    thread.join()

    assert seen == ["new"]


def test_what_was_not_written_after_all_is_not_there(tmp_path: Path) -> None:
    file, mine = tmp_path / "folder" / "settings.toml", tmp_path / "mine.toml"
    mine.touch()
    for one in (file, mine):
        with pytest.raises(ValueError, match="no"), changing(one):
            raise ValueError("no")
    assert list(file.parent.iterdir()) == []
    assert mine.exists()
