"""Values of fields: reading them from text."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from octavo_model.search.query.field_types import FieldKind
from octavo_model.search.query.mentions import read_id
from octavo_model.search.query.nodes import Age, Between, Days, Name
from octavo_model.text.fold import is_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.search.query.field_types import FieldSpec
    from octavo_model.search.query.nodes import Value

_BOUND = re.compile(r"(>=|<=|>|<|=)?\s*(\d{1,9})", re.ASCII)
_RANGE = re.compile(r"(\d{1,9})?\.\.(\d{1,9})?", re.ASCII)
_AGE = re.compile(r"(<=|>=|<|>)?\s*(\d{1,5})\s*([dwmy])", re.ASCII | re.IGNORECASE)
_DAY = r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?"
_DAYS = re.compile(rf"({_DAY})?\.\.({_DAY})?", re.ASCII)
_DAY_BOUND = re.compile(rf"(>=|<=|>|<|=)?\s*({_DAY})", re.ASCII)
_ONE_DAY = dt.timedelta(1)


def read_number(text: str) -> Between | None:
    """Return a number, bound or range; None if ``text`` is not one.

    >>> read_number(">20"), read_number("3..5")
    (Between(low=21, high=None), Between(low=3, high=5))
    """
    if match := _BOUND.fullmatch(text):
        return Between(*_bounds(match[1], int(match[2]), int(match[2]), 1))
    match = _RANGE.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return None
    return Between(*(int(bound) if bound else None for bound in match.groups()))


def read_days(text: str) -> Days | Age | None:
    """Return a day, month, year, bound, range or age; None if ``text`` is not one.

    >>> read_days("2026-08..")
    Days(low=datetime.date(2026, 8, 1), high=None)
    >>> read_days("<7d"), read_days("2w")
    (Age(amount=7, unit='d', older=False), Age(amount=2, unit='w', older=False))
    """
    if text.lower() == "today":
        return Age(1, "d", older=False)
    if (match := _AGE.fullmatch(text)) and int(match[2]):
        return Age(int(match[2]), match[3].lower(), older=(match[1] or "").startswith(">"))
    try:
        if match := _DAY_BOUND.fullmatch(text):
            return Days(*_bounds(match[1], *_span(match[2]), _ONE_DAY))
        match = _DAYS.fullmatch(text)
        if match is None or not (match[1] or match[2]):
            return None
        low = _span(match[1])[0] if match[1] else None
        return Days(low, _span(match[2])[1] if match[2] else None)
    except (ValueError, OverflowError):
        return None


def nearest_days(text: str) -> str:
    """Return the nearest text for ``text`` that means a day or a month; empty if none is near.

    >>> nearest_days("2025-13"), nearest_days(">=2025-02-30"), nearest_days("soon")
    ('2025-12', '>=2025-02-28', '')
    """
    match = _DAY_BOUND.fullmatch(text)
    year, *rest = match[2].split("-") if match else ("0",)
    if match is None or not rest or not int(year):
        return ""
    month = min(max(int(rest[0]), 1), 12)
    last = calendar.monthrange(int(year), month)[1]
    days = [f"-{min(max(int(day), 1), last):02}" for day in rest[1:]]
    near = f"{match[1] or ''}{year}-{month:02}{''.join(days)}"
    return near if read_days(near) else ""


def is_backwards(value: Value) -> bool:
    """Return whether ``value`` is a range that ends before it starts."""
    if not isinstance(value, Between | Days) or value.low is None or value.high is None:
        return False
    return value.low > value.high  # type: ignore[operator]  # both are of one kind


def _bounds(sign: str | None, first: Any, last: Any, step: Any) -> tuple[Any, Any]:
    """Return the lowest and highest value that ``sign`` allows, of numbers or of days."""
    if sign == ">":
        return last + step, None
    if sign == "<":
        return None, first - step
    return None if sign == "<=" else first, None if sign == ">=" else last


def _span(text: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a year, month or day; raise ValueError if it is invalid."""
    year, month, day = (*map(int, text.split("-")), None, None)[:3]
    if year is None or month is None:
        return dt.date(year or 0, 1, 1), dt.date(year or 0, 12, 31)
    if day is None:
        first = dt.date(year, month, 1)
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def _read_name(text: str) -> Name | None:
    return Name(" ".join(text.split())) if any(map(is_word, text)) else None


def _read_id(text: str) -> Name | None:
    known_id = read_id(text)
    return Name(known_id) if known_id else None


_READERS: dict[FieldKind, tuple[str, Callable[[str], Value | None]]] = {
    FieldKind.ID: ("an arXiv id or DOI", _read_id),
    FieldKind.NAME: ("a name", _read_name),
    FieldKind.TEXT: ("a word", _read_name),
    FieldKind.NUMBER: ("a number", read_number),
    FieldKind.DAY: ("a date", read_days),
}


def read_value(text: str, spec: FieldSpec) -> Value | None:
    """Return the value ``text`` of a field; None if the field takes no such value."""
    if spec.values:
        return Name(text.lower()) if text.lower() in spec.values else None
    return _READERS[spec.kind][1](text)


def noun_of(kind: FieldKind) -> str:
    """Return what a value of a field of ``kind`` is, in words."""
    return _READERS[kind][0]
