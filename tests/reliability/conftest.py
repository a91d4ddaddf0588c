"""What the tests of `docs/reliability.md` share: how long they run, and where figures go.

Each runs shortly in ``make test``. ``make soak`` names larger numbers in the environment, and has
the figures printed.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

Show = Callable[[str], None]


def number(name: str, default: int) -> int:
    """The number that the environment gives as ``name``, or else ``default``."""
    return int(os.environ.get(name) or default)


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """Prints a figure, where figures are asked for (OCTAVO_FIGURES)."""

    def show(text: str) -> None:
        if os.environ.get("OCTAVO_FIGURES"):
            with capsys.disabled():
                print(f"\n  {text}")

    return show
