"""What the tests of `docs/reliability.md` share: how long they run, and where figures go.

Each runs shortly in ``make test``. ``make soak`` names larger numbers in the environment, and has
the figures printed.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

Tell = Callable[[str], None]


def number(name: str, default: int) -> int:
    """The number that the environment gives as ``name``, or else ``default``."""
    return int(os.environ.get(name) or default)


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Prints a figure, where figures are asked for (OCTAVO_FIGURES)."""

    def tell(text: str) -> None:
        if os.environ.get("OCTAVO_FIGURES"):
            with capsys.disabled():
                print(f"\n  {text}")

    return tell
