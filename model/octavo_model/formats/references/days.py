"""The days of citations, e.g. ``2024 Sep 12`` and ``JAN-FEB 2019``. Pure."""

from __future__ import annotations

import re

from octavo_model.core.dates import MONTHS, Precision
from octavo_model.formats.common.dates import LooseDay, from_parts, read

_LONGEST = 60
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})[a-z]{{0,6}}\b\.?", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:])")
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


def citation_day(*texts: str) -> LooseDay | None:
    """Return the day in the first of ``texts`` that has one; of a period, the first day.

    >>> citation_day("2024 Dec 24-31").date.isoformat(), citation_day("2023 Spring").precision
    ('2024-12-24', <Precision.YEAR: 3>)
    """
    return next((day for text in texts if (day := _day(text))), None)


def most_precise(day: LooseDay | None, other: LooseDay | None) -> LooseDay | None:
    """Return ``day``, or ``other`` if that is a day in the same month or year, or the only one."""
    if day is None or other is None:
        return day or other
    is_inside = day.date.year == other.date.year and (
        day.precision is not Precision.MONTH or day.date.month == other.date.month
    )
    return other if is_inside and other.precision < day.precision else day


def written(day: LooseDay) -> str:
    """Return ``day`` as far as it is known.

    >>> written(citation_day("JAN-FEB 2019"))
    '2019-01'
    """
    parts = {Precision.YEAR: 1, Precision.MONTH: 2}.get(day.precision, 3)
    return "-".join(day.date.isoformat().split("-")[:parts])


def _day(text: str) -> LooseDay | None:
    text = " ".join(text[: _LONGEST + 1].split())
    if len(text) > _LONGEST:
        return None
    if compact := _DIGITS.fullmatch(text):
        return from_parts(*compact.groups())
    year, month = _YEAR.search(text), _MONTH.search(text)
    if year is None or month is None:
        return read(text) or (from_parts(year[0], None) if year else None)
    # The day is next to its month: "2024 Sep 12", "12 Sep 2024".
    day = _DAY.match(text, month.end() + 1) or _DAY.search(text[: month.start()])
    return from_parts(year[0], month[0], re.sub(r"\D", "", day[0]) if day else None)
