"""Every command of the reader, in one table.

Keys, help, footer, palette and docs/keys.md are all made from it, so they cannot disagree. A new
command is one row in `table` or `text` and one method of a controller. The keys inside the filter
(`widgets.filter_input`) and in dialogs are their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_tui.commands import table, text
from octavo_tui.commands.command import Command as Command  # noqa: TC001 - for its users
from octavo_tui.commands.table import APP as APP
from octavo_tui.commands.table import DECIDE as DECIDE
from octavo_tui.commands.table import FIND as FIND
from octavo_tui.commands.table import LISTS as LISTS
from octavo_tui.commands.table import MOVE as MOVE
from octavo_tui.commands.table import OWN as OWN
from octavo_tui.commands.table import TAKE_OUT as TAKE_OUT
from octavo_tui.commands.words import FOOTERS as FOOTERS
from octavo_tui.commands.words import PREFIXES as PREFIXES
from octavo_tui.commands.words import SYNONYMS as SYNONYMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMMANDS: tuple[Command, ...] = (*table.ROWS, *text.ROWS)
BY_NAME: Mapping[str, Command] = {one.name: one for one in COMMANDS}
RUN_OWN = "own.run"
PAPER_TARGETS = frozenset({RUN_OWN, *(one.target for one in COMMANDS if one.needs_paper)})


def groups(commands: Iterable[Command] = COMMANDS) -> dict[str, list[Command]]:
    """Return the commands under their headings, in the table's order."""
    headed: dict[str, list[Command]] = {}
    for one in commands:
        headed.setdefault(one.group, []).append(one)
    return headed
