"""From what a query means to a text that means it: in one way of several."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.search.query.nodes import How, InAbstract, InTitle, Word
from octavo_model.search.query.values import write_value

if TYPE_CHECKING:
    from octavo_model.search.query.nodes import Query, Term

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
