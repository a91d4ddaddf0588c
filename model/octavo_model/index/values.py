"""Values that a column holds as text: what is none was not put there by Octavo."""

from __future__ import annotations

import datetime as dt

from octavo_model import strict_json
from octavo_model.faults import DamagedIndexError


def day(text: str | None) -> dt.date | None:
    """The day that a column holds, in ISO format.

    Raises:
        DamagedIndexError: It holds something else.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except (ValueError, TypeError):
        raise DamagedIndexError("a date is none") from None


def several(text: str | None) -> tuple[str, ...]:
    """The texts that a column holds, as a JSON array; none where it is empty.

    Raises:
        DamagedIndexError: It holds something else.
    """
    if not text:
        return ()
    try:
        told = strict_json.loads(text)
    except (ValueError, TypeError, AttributeError):
        told = None
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise DamagedIndexError("a list of names or categories is none")
    return tuple(told)
