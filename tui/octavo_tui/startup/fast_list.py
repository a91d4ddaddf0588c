"""``octavo list`` and ``octavo list --limit N`` on a library that is as it should be.

What is asked most often, from scripts and prompts, is answered with next to nothing imported.
Whatever is in doubt is left to `verbs.run_list`, which prints the same.
"""

from __future__ import annotations

import sys

from octavo_tui.render.geometry import STAR, state_sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INFERRED = {1: "(year inferred)", 3: "(about)"}
"""What to say of dates that were concluded, by `octavo_model.core.dates.encoded`."""
ALL = -1


def paper_line(
    title: str, day: str | None, *, dating: int, read: bool, starred: bool, updated: bool
) -> str:
    """A paper in a line: unread or updated, star, title; a date as far as it is known.

    ``dating`` tells how: see `octavo_model.core.dates.encoded`.

    >>> more = {"dating": 1, "starred": True, "updated": False}
    >>> paper_line("A Title", "2025-03-11", read=False, **more)
    '●★ A Title  2025-03-11 (year inferred)'
    """
    inferred = f" {_INFERRED[dating]}" if dating in _INFERRED else ""
    when = f"  {day}{inferred}" if day else ""
    return f"{state_sign(read=read, updated=updated)}{STAR if starred else ' '} {title}{when}"


def limit(arguments: Sequence[str]) -> int | None:
    """How many papers ``arguments`` ask for; None where they ask for anything else.

    >>> limit(["list", "--limit", "20"]), limit(["list"]), limit(["list", "--json"])
    (20, -1, None)
    """
    if list(arguments) == ["list"]:
        return ALL
    if len(arguments) == 3 and [*arguments[:2]] == ["list", "--limit"]:
        number = arguments[2]
        # What is longer than this is for the parser to judge.
        if number.isascii() and number.isdigit() and len(number) < 10:
            return int(number)
    return None


def print_first(number: int) -> bool:
    """Print the first ``number`` papers; False where that is better left to others."""
    from octavo_model.index import first_page

    data, config, _ = first_page.folders()
    if not data or _hides(f"{config}/settings.toml"):
        return False
    try:
        page = first_page.FirstPage(data)
    except Exception:  # noqa: BLE001 - whatever is wrong, the library is about to meet and tell it
        return False
    try:
        rows = page.first(number) if page.is_current() else None
    except Exception:  # noqa: BLE001
        return False
    finally:
        page.close()
    if rows is None:
        return False
    sys.stdout.writelines(
        paper_line(title, day, dating=dating, read=read, starred=starred, updated=updated) + "\n"
        for title, day, dating, read, starred, updated in rows
    )
    return True


def _hides(path: str) -> bool:
    """Whether the settings at ``path`` may leave papers out of the lists."""
    from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most

    try:
        return b"hide_" in read_at_most(path, LARGEST_SETTINGS)
    except OSError:
        return False
