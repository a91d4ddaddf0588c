"""Queries as text: writing them so that they are read as they are meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.search.query.nodes import (
    Age,
    Anchor,
    Days,
    InAbstract,
    InTitle,
    Name,
    Query,
    Where,
    Word,
)
from octavo_model.search.query.parser import parse
from octavo_model.search.query.values import read_days

if TYPE_CHECKING:
    from octavo_model.search.query.nodes import Term, Value

_SAFE = re.compile(r"[^\W_](?:[\w.+#/-]*[\w+#])?")
_AS_LANGUAGE = "in:any "
"""Before a text that would be read as text otherwise; it changes nothing else."""


def format_query(query: Query) -> str:
    """Return a text that parses as an equal query.

    >>> format_query(parse('in:abstract tidal basin -is:read !"big  owls" date:>=2025-05-01'))
    'abs:tidal abs:basin !is:read !"big owls" date:2025-05..'
    """
    parts = [" | ".join(_term(one, query) for one in clause) for clause in query.clauses]
    parts = [*query.ids, *parts]
    if query.sort is not None:
        parts.append(f"{'-' if query.sort.reverse else ''}sort:{query.sort.by}")
    start, rest = "~ " if query.abstracts else "", " ".join(parts)
    text = f"{start}{rest}".strip()
    return text if parse(text) == query else f"{start}{_AS_LANGUAGE}{rest}"


def together(*texts: str) -> str:
    """Return a query that is all of ``texts``, each as it is read by itself.

    Where one has problems, they are only joined: what is wrong stays visible.
    """
    queries = [parse(text) for text in texts]
    if any(query.problems for query in queries):
        return " ".join(text.strip() for text in texts if text.strip())
    return joined(*queries).text.strip()


def joined(*queries: Query) -> Query:
    """Return the query that all of ``queries`` match; of their orders the last one counts."""
    queries = tuple(query for query in queries if query.text.strip())
    if len(queries) == 1:
        return queries[0]
    sorts = [query.sort for query in queries if query.sort is not None]
    whole = Query(
        tuple(clause for query in queries for clause in query.clauses),
        sorts[-1] if sorts else None,
        any(query.abstracts for query in queries),
        tuple(dict.fromkeys(one for query in queries for one in query.ids)),
    )
    return parse(format_query(whole))


def _term(term: Term, query: Query) -> str:
    if isinstance(term, Word):
        sign = "ti:" if term.where is Where.TITLE else "+" if term.required else ""
        return sign + term.text
    sign = "!" if term.negated else ""
    if isinstance(term, InAbstract):
        return f"{sign}abs:{_quoted(term.text) if term.phrase else term.text}"
    if isinstance(term, InTitle):
        text = quoted_name(term.text)
        if term.anchor is Anchor.INSIDE:
            # Without the sign, a quoted one may be in the abstract of a query with abstracts.
            is_exact = not term.negated and (query.abstracts or text == term.text)
            return f"{sign}{chr(39) if is_exact else ''}{text}"
        start = "^" if Anchor.START in term.anchor else ""
        end = "$" if Anchor.END in term.anchor else ""
        return f"{sign}{start}{text}{end}"
    return f"{sign}{term.name}:{_written(term.value)}"


def quoted_name(text: str) -> str:
    """Return a name as written in a query: in quotation marks if it needs them."""
    return text if _SAFE.fullmatch(text) else _quoted(text)


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
    if value.high < 0:
        return f"<{value.high + 1}"
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


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
