"""Values of fields: reading them from text, and writing values and queries as text."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from octavo_model.core.identity import arxiv_id, doi
from octavo_model.search.query.nodes import (
    Age,
    Anchor,
    Between,
    Days,
    InAbstract,
    InTitle,
    Name,
    Value,
    Word,
)

if TYPE_CHECKING:
    from octavo_model.search.query.nodes import Query, Term

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


def read_id(text: str) -> str | None:
    """Return the arXiv id or DOI that ``text`` is or contains, normalised; None without one.

    >>> read_id("https://arxiv.org/abs/2401.01234v2"), read_id("doi:10.1000/XYZ")
    ('2401.01234', '10.1000/xyz')
    """
    known = arxiv_id(text) or doi(text)
    # One that reads differently when written again cannot exist.
    return known if known and (arxiv_id(known) or doi(known)) == known else None


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


def _written(value: Value) -> str:
    """Return ``value`` as written after a colon."""
    if isinstance(value, Name):
        return quoted_name(value.text)
    if isinstance(value, Age):
        return f"{'>' if value.older else '<'}{value.amount}{value.unit}"
    if isinstance(value, Days):
        return _written_days(value)
    if value.low == value.high:
        return str(value.low)
    if value.high is None:
        return f">={value.low}"
    return f"{'' if value.low is None else value.low}..{value.high}"


def _written_days(days: Days) -> str:
    """Return the shortest text for these days."""
    low, high = days.low and days.low.isoformat(), days.high and days.high.isoformat()
    for size in (4, 7, 10):
        if low and high and low[:size] == high[:size] and read_days(low[:size]) == days:
            return low[:size]
    for size in (4, 7, 10):
        text = f"{(low or '')[:size]}..{(high or '')[:size]}"
        if read_days(text) == days:
            return text
    return f"{low or ''}..{high or ''}"


_SAFE = re.compile(r"[^\W_](?:[\w.+#/-]*[\w+#])?")


def format_query(query: Query) -> str:
    """Return a text that parses as an equal query.

    >>> from octavo_model.search.query.parser import parse
    >>> format_query(parse('in:abstract tidal basin -is:read !"big  owls" date:>=2025-05-01'))
    '~tidal ~basin !is:read !"big owls" date:2025-05..'
    """
    parts = [" | ".join(map(_term, clause)) for clause in query.clauses]
    if query.sort is not None:
        parts.append(f"{'-' if query.sort.reverse else ''}sort:{query.sort.by}")
    return " ".join(parts)


def _term(term: Term) -> str:
    if isinstance(term, Word):
        return term.text
    sign = "!" if term.negated else ""
    if isinstance(term, InAbstract):
        return f"{sign}~{_quoted(term.text) if term.phrase else term.text}"
    if isinstance(term, InTitle):
        text = quoted_name(term.text)
        if term.anchor is Anchor.INSIDE:
            return sign + text if term.negated or text != term.text else f"'{text}"
        start = "^" if Anchor.START in term.anchor else ""
        end = "$" if Anchor.END in term.anchor else ""
        return f"{sign}{start}{text}{end}"
    return f"{sign}{term.name}:{_written(term.value)}"


def quoted_name(text: str) -> str:
    """Return a name as written in a query: in quotation marks if it needs them."""
    return text if _SAFE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
