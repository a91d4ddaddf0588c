"""``octavo list`` and ``octavo list --limit N``, with almost nothing imported.

Scripts and prompts call these most often. If anything is in doubt, the usual command prints the
same.
"""

from __future__ import annotations

import sys


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
    """Print keys and titles of the first ``number`` papers; return whether that was possible.

    A terminal gets columns, which the usual command prints.
    """
    if sys.stdout.isatty():
        return False
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
    sys.stdout.writelines(f"{key}\t{title}\n" for key, title in rows)
    return True


def _hides(path: str) -> bool:
    """Return whether the settings at ``path`` may hide papers."""
    from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most

    try:
        return b"hide_" in read_at_most(path, LARGEST_SETTINGS)
    except OSError:
        return False
