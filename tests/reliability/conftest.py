"""What the tests of `docs/reliability.md` share: how long they run, and where figures go.

Each runs shortly in ``make test``. ``make soak`` names larger numbers in the environment, and has
the figures printed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

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


@pytest.fixture
def mounts(tmp_path: Path) -> None:
    """Skips where this process may mount nothing."""
    script = 'mount -t tmpfs tmpfs "$0"'
    try:
        tried = subprocess.run(
            ["unshare", "--mount", "sh", "-c", script, str(tmp_path)],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if tried.returncode:
        pytest.skip("mounting is not allowed here")
