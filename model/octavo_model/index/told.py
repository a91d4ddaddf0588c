"""What the index tells, as it may be shown.

All of it was cleaned before it came in. But the file lies on a disk, and one bit turns ``;`` into
ESC: so nothing is believed on its way out either. What a terminal would obey is told as an escape;
what cannot have been written by Octavo, such as a day that is none, is damage and is repaired as
such.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from octavo_model.core.dates import decoded
from octavo_model.storage import files
from octavo_model.storage.failures import DamagedIndexError
from octavo_model.text.clean import visible, visible_lines

if TYPE_CHECKING:
    from octavo_model.core.dates import Precision


def line(text: str) -> str:
    r"""A text on one line.

    >>> line("Owls"), line("Owls\x1b]0;x\x07")
    ('Owls', 'Owls\\x1b]0;x\\x07')

    Raises:
        DamagedIndexError: It is no text: what SQLite keeps is told by a bit, too.
    """
    if not isinstance(text, str):
        raise DamagedIndexError("a text is none")
    # Every row that is drawn comes by here; no bit makes what is printable dangerous.
    return text if text.isprintable() else visible(text)


def line_or_none(text: str | None) -> str | None:
    """`line`, where there is one."""
    return None if text is None else line(text)


def paragraphs(text: str) -> str:
    """A text with its paragraphs; raises as `line` does."""
    if not isinstance(text, str):
        raise DamagedIndexError("a text is none")
    return text if text.replace("\n", "").isprintable() else visible_lines(text)


def several(text: str | None) -> tuple[str, ...]:
    """Texts that are kept as JSON; none where there is None.

    Raises:
        DamagedIndexError: They are something else.
    """
    return tuple(map(line, listed(text))) if text else ()


def listed(text: str) -> list[str]:
    """Like `several`, for what is searched and not shown: the texts are as they stand there."""
    try:
        found = files.loads(text)
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise DamagedIndexError("a list of texts is none") from error
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise DamagedIndexError("a list of texts is none")
    return found


def dating(number: int) -> tuple[bool, Precision]:
    """How much of a day is known; see `octavo_model.core.dates.decoded`.

    Raises:
        DamagedIndexError: It tells nothing of the kind.
    """
    try:
        return decoded(number)
    except (TypeError, ValueError) as error:
        raise DamagedIndexError("what is known of a day is nothing known") from error


def day(text: str | None) -> dt.date | None:
    """A day.

    Raises:
        DamagedIndexError: It is none.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise DamagedIndexError("a day is none") from error
