"""Values of fields: how a text is read as one, and how one is written."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING

from octavo_model.core.identity import arxiv_id, doi
from octavo_model.search.query.nodes import (
    Age,
    Between,
    Days,
    How,
    InAbstract,
    InTitle,
    Name,
    Value,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.search.query.nodes import Query, Term

_BOUND = re.compile(r"(>=|<=|>|<|=)?\s*(\d{1,9})", re.ASCII)
_RANGE = re.compile(r"(\d{1,9})?\.\.(\d{1,9})?", re.ASCII)
_AGE = re.compile(r"(<=|>=|<|>)?\s*(\d{1,5})\s*([dwmy])", re.ASCII | re.IGNORECASE)
_DAY = r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?"
_DAYS = re.compile(rf"({_DAY})?\.\.({_DAY})?", re.ASCII)
_DAY_BOUND = re.compile(rf"(>=|<=|>|<|=)?\s*({_DAY})", re.ASCII)
_ONE_DAY = dt.timedelta(1)


def read_number(text: str) -> Between | None:
    """A number, a bound or a range; None where ``text`` is none.

    >>> read_number(">20"), read_number("3..5")
    (Between(low=21, high=None), Between(low=3, high=5))
    """
    if found := _BOUND.fullmatch(text):
        number = int(found[2])
        return {
            ">": Between(number + 1, None),
            ">=": Between(number, None),
            "<": Between(None, number - 1),
            "<=": Between(None, number),
        }.get(found[1] or "=", Between(number, number))
    found = _RANGE.fullmatch(text)
    if found is None or not (found[1] or found[2]):
        return None
    low, high = (int(one) if one else None for one in found.groups())
    return Between(low, high)


def read_days(text: str) -> Days | Age | None:
    """A day, month, year, bound, range or age; None where ``text`` is none.

    >>> read_days("2026-08..")
    Days(low=datetime.date(2026, 8, 1), high=None)
    >>> read_days("<7d"), read_days("2w")
    (Age(amount=7, unit='d', older=False), Age(amount=2, unit='w', older=False))
    """
    if text.lower() == "today":
        return Age(1, "d", older=False)
    if (found := _AGE.fullmatch(text)) and int(found[2]):
        return Age(int(found[2]), found[3].lower(), older=(found[1] or "").startswith(">"))
    try:
        if found := _DAY_BOUND.fullmatch(text):
            return _bounded(found[1] or "=", *_span(found[2]))
        found = _DAYS.fullmatch(text)
        if found is None or not (found[1] or found[2]):
            return None
        low = _span(found[1])[0] if found[1] else None
        return Days(low, _span(found[2])[1] if found[2] else None)
    except (ValueError, OverflowError):
        return None


def read_id(text: str) -> str | None:
    """The arXiv id or DOI that ``text`` is or holds, as ids are written; None where it is none.

    >>> read_id("https://arxiv.org/abs/2401.01234v2"), read_id("doi:10.1000/XYZ")
    ('2401.01234', '10.1000/xyz')
    """
    found = arxiv_id(text) or doi(text)
    # One that would be read otherwise if it were written again is none that anybody has.
    return found if found and (arxiv_id(found) or doi(found)) == found else None


def is_backwards(value: Value) -> bool:
    """Whether ``value`` is a range that ends before it begins."""
    return (
        isinstance(value, Between | Days)
        and value.low is not None
        and value.high is not None
        and value.low > value.high  # type: ignore[operator]  # both are of one kind
    )


def _bounded(sign: str, first: dt.date, last: dt.date) -> Days:
    if sign == ">":
        return Days(last + _ONE_DAY, None)
    if sign == "<":
        return Days(None, first - _ONE_DAY)
    return Days(None if sign == "<=" else first, None if sign == ">=" else last)


def _span(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of a year, month or day; raises ValueError where there is none."""
    year, month, day = (*map(int, text.split("-")), None, None)[:3]
    if year is None or month is None:
        return dt.date(year or 0, 1, 1), dt.date(year or 0, 12, 31)
    if day is None:
        first = dt.date(year, month, 1)
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def write_value(value: Value, quote: Callable[[str], str]) -> str:
    """``value`` as it is written behind a colon; names as ``quote`` has them."""
    if isinstance(value, Name):
        return quote(value.text)
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
    """The shortest text that means these days."""
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
    """A text that means ``query``: to parse it gives an equal one.

    >>> from octavo_model.search.query.parser import parse
    >>> format_query(parse('in:abstract tidal basin -is:read !"big  owls" date:>=2025-05-01'))
    '~tidal ~basin !is:read !"big owls" date:2025-05..'
    """
    said = [" | ".join(map(_term, clause)) for clause in query.clauses]
    if query.sort is not None:
        said.append(f"{'-' if query.sort.reverse else ''}sort:{query.sort.by}")
    return " ".join(said)


def _term(term: Term) -> str:
    if isinstance(term, Word):
        return term.text
    sign = "!" if term.negated else ""
    if isinstance(term, InAbstract):
        return f"{sign}~{_quoted(term.text) if term.phrase else term.text}"
    if isinstance(term, InTitle):
        return sign + _in_title(term)
    return f"{sign}{term.name}:{write_value(term.value, quoted_name)}"


def _in_title(term: InTitle) -> str:
    text = quoted_name(term.text)
    if term.how is How.INSIDE:
        return text if term.negated or text != term.text else f"'{text}"
    begins = "^" if term.how in {How.BEGIN, How.WHOLE} else ""
    ends = "$" if term.how in {How.END, How.WHOLE} else ""
    return f"{begins}{text}{ends}"


def quoted_name(text: str) -> str:
    """A name as it is written in a query: in quotation marks where it needs them."""
    return text if _SAFE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
