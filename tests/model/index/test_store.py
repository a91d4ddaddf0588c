"""The log that is moved beside whoever writes."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from octavo_model.index.store import MANY, Tidying


def test_it_is_moved_once_much_was_written_and_not_by_who_wrote() -> None:
    moved: list[int] = []
    tidying = Tidying(lambda: moved.append(threading.get_ident()))
    tidying.wrote(MANY - 1)
    tidying.close()
    assert moved == []
    tidying = Tidying(lambda: moved.append(threading.get_ident()))
    tidying.wrote(MANY - 1)
    tidying.wrote(1)
    tidying.close()
    assert len(moved) == 1
    assert moved[0] != threading.get_ident()


def test_who_writes_goes_on_meanwhile_unless_far_too_much_is_left() -> None:
    free, moved = threading.Event(), []

    def move() -> None:
        free.wait()
        moved.append(free.is_set())

    tidying = Tidying(move)
    tidying.wrote(MANY)
    tidying.wrote(MANY)  # does not wait, or the test would never end
    free.set()
    tidying.wrote(10 * MANY)
    tidying.close()
    assert moved == [True, True]


def test_what_went_wrong_is_raised_before_the_next_change_and_once() -> None:
    def fail() -> None:
        raise sqlite3.OperationalError("disk I/O error")

    tidying = Tidying(fail)
    tidying.wrote(MANY)
    tidying.close()
    with pytest.raises(sqlite3.OperationalError, match="disk I/O"):
        tidying.check()
    tidying.check()


def test_nothing_is_begun_once_it_is_closed() -> None:
    moved: list[None] = []
    tidying = Tidying(lambda: moved.append(None))
    tidying.close()
    tidying.wrote(MANY)
    assert moved == []
