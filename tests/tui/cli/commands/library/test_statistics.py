"""``octavo stats``."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.tui.cli.conftest import TIDAL, Octavo


def test_stats_prints_what_was_decided(filled: Octavo) -> None:
    filled("star", TIDAL)
    result = filled("stats", "--days", "30")
    lines = result.out.splitlines()
    assert result.status == 0
    assert "Today                 1        1        0        0" in lines
    assert "Last 30 days          1        1        0        0" in lines
    assert lines[-1] == "HF                1        1   1 in 1"
    assert not any(line.startswith("Last 365") for line in lines)


def test_stats_as_json(filled: Octavo) -> None:
    filled("dismiss", TIDAL)
    (found,) = filled("stats", "--days", "2", "--json").json
    today = dt.datetime.now().astimezone().date().isoformat()
    assert found["days"][1] == {
        "day": today, "seen": 1, "starred": 0, "dismissed": 1, "later": 0,
    }  # fmt: skip
    assert found["sources"] == [{"name": "HF", "seen": 1, "starred": 0}]
    assert (found["pace"], found["star_ranks"]) == (None, None)
    assert found["backlog"]["per_day"] == 1


def test_stats_uses_ascii_if_the_settings_ask_for_it(filled: Octavo) -> None:
    filled("config", "set", "ascii", "true")
    assert filled("stats").out.isascii()


@pytest.mark.parametrize("days", ["0", "99999", "x"])
def test_a_wrong_number_of_days_is_refused(filled: Octavo, days: str) -> None:
    result = filled("stats", "--days", days)
    assert (result.status, result.out) == (2, "")
    assert "is not a number of days" in result.err


def test_stats_of_an_empty_library_say_so(octavo: Octavo) -> None:
    result = octavo("stats")
    assert "Nothing was decided" in result.out
    assert "the library is empty" in result.err
