"""The queries that were asked, for asking them again: a text file, one a line, the latest last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.storage.files import read_at_most
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from pathlib import Path

MOST = 200
"""Queries that are remembered."""
_LONGEST = 1_000
_LARGEST = 1 << 20


def load(path: Path) -> list[str]:
    """The queries kept at ``path``, the latest last; none where there is no such file.

    Raises:
        OSError: It is there and cannot be read.
    """
    try:
        text = read_at_most(path, _LARGEST).decode("utf-8-sig", errors="replace")
    except FileNotFoundError:
        return []
    return [line for one in text.splitlines() if (line := clean_line(one))][-MOST:]


def add(path: Path, query: str) -> list[str]:
    """Remember ``query`` as the latest; each is kept once.

    Returns:
        All of them.

    Raises:
        OctavoError: The file cannot be read or written.
    """
    from octavo_model.storage.failures import explained
    from octavo_model.storage.files import write_atomically
    from octavo_model.storage.locks import changing

    wanted = clean_line(query)[:_LONGEST]
    with explained(path), changing(path, insist=False):
        known = load(path)
        if not wanted or known[-1:] == [wanted]:
            return known
        kept = [*(one for one in known if one != wanted), wanted][-MOST:]
        write_atomically(path.resolve(), "".join(f"{one}\n" for one in kept).encode())
    return kept
