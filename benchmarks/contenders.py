"""What one would filter titles with instead, each as a function of the query."""

from __future__ import annotations

import shutil
import subprocess
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Best = Callable[[str], Sequence[int]]
    """Numbers of the titles that fit a query, best first."""
    Press = Callable[[str], object]

NOTHING = "\N{SNOWMAN}"
"""A query that no title fits: what a program takes for it, it takes for loading the titles."""


def frizbee(titles: Sequence[str]) -> Best | None:
    """frizbee with typos, on all processors; None where it is not installed.

    A word of four letters may have one typo, a word of eight two.
    """
    if find_spec("frizbee") is None:
        return None
    library: Any = import_module("frizbee")  # installed for `make bench` alone
    haystacks = library.Haystacks(list(titles))

    def best(query: str) -> list[int]:
        words = [library.Pattern(word, max_typos=min(2, len(word) // 4)) for word in query.split()]
        if not words:
            return list(range(len(titles)))
        found = library.Matcher.from_patterns(words).match_list_parallel(haystacks, 2)
        return [one.index for one in found]

    return best


def fzf_filter(titles: Path) -> Press | None:
    """``fzf --filter`` over a file of titles, loading included; None where it is not installed."""
    command = shutil.which("fzf")
    if command is None:
        return None

    def press(query: str) -> None:
        with titles.open("rb") as lines:
            # It fails where nothing fits.
            subprocess.run(
                [command, "-i", "--filter", query],
                stdin=lines,
                stdout=subprocess.DEVNULL,
                check=False,
            )

    return press


def brute_force(titles: Sequence[str]) -> dict[str, Press]:
    """rapidfuzz over every title, by name of the scorer: all of them, ranked."""
    from rapidfuzz import fuzz, process, utils

    folded = [utils.default_process(title) for title in titles]
    return {
        "rapidfuzz WRatio": lambda query: process.extract(
            query, folded, scorer=fuzz.WRatio, limit=None
        ),
        "rapidfuzz partial_ratio": lambda query: process.extract(
            query, folded, scorer=fuzz.partial_ratio, limit=None
        ),
    }
