"""``octavo list`` and ``octavo list --limit N``, with almost nothing imported.

Scripts and prompts call these most often. If anything is in doubt, the usual command prints the
same.
"""

from __future__ import annotations

import sys

from octavo_tui.render.columns import state_sign
from octavo_tui.render.geometry import STAR

_INFERRED = {1: " (year inferred)", 3: " (about)", 8: " (of its digest)"}
"""The words for inferred dates, by `octavo_model.core.dates.encoded`."""


def paper_line(
    title: str, day: str | None, *, dating: int, read: bool, starred: bool, updated: bool
) -> str:
    """Return the line of a paper: unread or updated, star, title, and date if it is known.

    >>> more = {"dating": 1, "starred": True, "updated": False}
    >>> paper_line("A Title", "2025-03-11", read=False, **more)
    '●★ A Title  2025-03-11 (year inferred)'
    """
    when = f"  {day}{_INFERRED.get(dating, '')}" if day else ""
    return f"{state_sign(read=read, updated=updated)}{STAR if starred else ' '} {title}{when}"


def limit(arguments: list[str]) -> int | None:
    """Return how many papers ``arguments`` ask for, -1 for all; None for another command.

    >>> limit(["list", "--limit", "20"]), limit(["list"]), limit(["list", "--json"])
    (20, -1, None)
    """
    match arguments:
        case ["list"]:
            return -1
        case ["list", "--limit", text] if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)  # the parser checks longer ones
    return None


def print_first(number: int) -> bool:
    """Print the first ``number`` papers, and return whether that was possible."""
    from octavo_model.index import first_page

    data, config, _ = first_page.folders()
    if _hides(f"{config}/settings.toml"):
        return False
    try:
        page = first_page.FirstPage(data)
        try:
            if not page.is_current():
                return False
            rows = page.first(number)
        finally:
            page.close()
    except Exception:  # noqa: BLE001 - the library is about to report what is wrong
        return False
    sys.stdout.writelines(
        paper_line(title, day, dating=dating, read=read, starred=starred, updated=updated) + "\n"
        for title, day, dating, read, starred, updated in rows
    )
    return True


def _hides(path: str) -> bool:
    """Return whether the settings at ``path`` may hide papers."""
    from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most

    try:
        return b"hide_" in read_at_most(path, LARGEST_SETTINGS)
    except OSError:
        return False
