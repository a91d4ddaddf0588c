"""Invented papers, as the library has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from octavo_model.core.paper import Paper

FOAM = Paper(
    1, "arxiv:2511.01234", "On Foam and Tides", "What foam does.", ("Dora Kelp", "Ana Weir"), None,
    None, None, dt.date(2025, 11, 3), False, None, "2511.01234", (), ("page",), False, False,
    version=2,
)  # fmt: skip


def paper(**changes: Any) -> Paper:
    """The paper about foam, with changes."""
    return replace(FOAM, **changes)
