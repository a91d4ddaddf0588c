"""SQLite's log is moved in a thread, beside those who write."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from octavo_model.index.store import MANY_ROWS, Checkpointer


def test_it_is_moved_once_much_was_written_and_not_by_who_wrote() -> None:
    moved: list[int] = []
    checkpointer = Checkpointer(lambda: moved.append(threading.get_ident()))
    checkpointer.wrote(MANY_ROWS - 1)
    checkpointer.close()
    assert moved == []
    checkpointer = Checkpointer(lambda: moved.append(threading.get_ident()))
    checkpointer.wrote(MANY_ROWS - 1)
    checkpointer.wrote(1)
    checkpointer.close()
    assert len(moved) == 1
    assert moved[0] != threading.get_ident()


def test_who_writes_goes_on_meanwhile_unless_far_too_much_is_left() -> None:
    free, moved = threading.Event(), []

    def move() -> None:
        free.wait()
        moved.append(free.is_set())

    checkpointer = Checkpointer(move)
    checkpointer.wrote(MANY_ROWS)
    checkpointer.wrote(MANY_ROWS)  # does not wait, or the test would never end
    free.set()
    checkpointer.wrote(10 * MANY_ROWS)
    checkpointer.close()
    assert moved == [True, True]


def test_what_went_wrong_is_raised_before_the_next_change_and_once() -> None:
    def fail() -> None:
        raise sqlite3.OperationalError("disk I/O error")

    checkpointer = Checkpointer(fail)
    checkpointer.wrote(MANY_ROWS)
    checkpointer.close()
    with pytest.raises(sqlite3.OperationalError, match="disk I/O"):
        checkpointer.check()
    checkpointer.check()


def test_nothing_is_started_once_it_is_closed() -> None:
    moved: list[None] = []
    checkpointer = Checkpointer(lambda: moved.append(None))
    checkpointer.close()
    checkpointer.wrote(MANY_ROWS)
    assert moved == []
