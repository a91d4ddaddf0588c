"""How much of a paper's date is known, as the index keeps it and people write it. Pure.

The first page is painted before this is imported: SQL does as much for it, see
`octavo_model.index.window.WRITTEN`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""By the first three letters of their English names, which are those BibTeX knows, too."""


class Precision(IntEnum):
    """How much of a date means something; what does not is set to the first.

    Attributes:
        DAY: All of it.
        ABOUT: All of it, give or take: ``2 weeks ago`` was told.
        MONTH: Year and month.
        YEAR: The year alone.
    """

    DAY, ABOUT, MONTH, YEAR = range(4)


def written(date: dt.date, precision: Precision) -> str:
    """``date`` in ISO format, as far as it is known: ``2014-07-01``, ``2014-07``, ``2014``."""
    text = date.isoformat()
    return text[: {Precision.MONTH: 7, Precision.YEAR: 4}.get(precision, len(text))]


def encoded(*, inferred: bool, precision: Precision) -> int:
    """Both in a number, as the index keeps them; of two dates the smaller is the surer one.

    >>> encoded(inferred=True, precision=Precision.DAY), decoded(4)
    (1, (False, <Precision.MONTH: 2>))
    """
    return inferred + 2 * precision


def decoded(number: int) -> tuple[bool, Precision]:
    """What `encoded` was given."""
    return bool(number & 1), Precision(number >> 1)
