"""What query terms read from the index: SQL and its parameters, full text, digests."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeGuard

from octavo_model.search.query.fields import BY_NAME
from octavo_model.search.query.nodes import (
    Age,
    Between,
    FieldTerm,
    Highlights,
    InAbstract,
    InTitle,
    Name,
    Word,
)
from octavo_model.search.query.suggestions import nearest_name
from octavo_model.text.fold import fold
from octavo_model.text.latex import plainly
from octavo_model.text.phrases import SHORTEST_START

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model.index.conditions import Origin
    from octavo_model.search.query.nodes import Query, Term, Value

    Clause = tuple[Term, ...]

_UNBOUNDED = 2**62
_FIRST_DAY = 719_163
"""1970-01-01, from which moments are counted."""
_MICROS_A_DAY = 86_400_000_000
_DAYS_AGO = {"today": 0, "yesterday": 1}


class UnknownNameError(Exception):
    """The library has no digest, source or category (``what``) of this name."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        super().__init__(what)
        self.what = what
        self.nearest = nearest_name(name, known)


def is_text(clause: Clause) -> TypeGuard[tuple[InAbstract]]:
    """Return whether ``clause`` is searched by full text, together with others like it."""
    return len(clause) == 1 and isinstance(clause[0], InAbstract) and not clause[0].negated


def searches_abstracts(query: Query) -> bool:
    """Return whether any term of ``query`` is searched in abstracts."""
    terms = (term for clause in query.clauses for term in clause)
    return query.abstracts or any(isinstance(term, InAbstract) for term in terms)


def highlights_of(query: Query) -> Highlights:
    """Return what to highlight in the papers that ``query`` finds."""
    terms = [term for clause in query.clauses for term in clause]
    words = [term.text for term in terms if isinstance(term, Word)]
    return Highlights(
        plainly(query.words if query.is_plain or query.read_as_text else " ".join(words)),
        tuple(term for term in terms if isinstance(term, InTitle) and not term.negated),
        tuple(term for term in terms if isinstance(term, InAbstract) and not term.negated),
        tuple(
            term.value.text
            for term in terms
            if isinstance(term, FieldTerm)
            and term.name == "au"
            and isinstance(term.value, Name)
            and not term.negated
        ),
    )


def sql_of(term: FieldTerm) -> str:
    """Return the SQL of a term from the table of fields; empty if it has none there."""
    spec = BY_NAME[term.name]
    name = term.value.text if isinstance(term.value, Name) else ""
    return spec.values.get(name, spec.sql)


def uses_marks(term: FieldTerm) -> bool:
    """Return whether a mark, tag or note may change what a term finds."""
    spec = BY_NAME[term.name]
    return spec.uses_marks or (isinstance(term.value, Name) and term.value.text in spec.marked)


def parameters(value: Value, today: dt.date) -> dict[str, object]:
    """Return the parameters of the SQL of a field for a value."""
    if isinstance(value, Name):
        text = _valid(value.text).replace('"', "")
        escaped = "".join(f"\\{char}" if char in "\\%_" else char for char in text)
        return {"prefix": f"{escaped}%", "today": today.toordinal()}
    if isinstance(value, Between):
        return {
            "low": -_UNBOUNDED if value.low is None else value.low,
            "high": _UNBOUNDED if value.high is None else value.high,
        }
    days = value.days(today) if isinstance(value, Age) else value
    # Days are compared as texts, or by their number; moments by theirs.
    return {
        "today": today.toordinal(),
        "first": days.low.toordinal() if days.low else 0,
        "last": days.high.toordinal() if days.high else _UNBOUNDED,
        "low": days.low.isoformat() if days.low else "0",
        "high": days.high.isoformat() if days.high else "~",
        "since": _micros(days.low) if days.low else -_UNBOUNDED,
        "until": _micros(days.high) + _MICROS_A_DAY - 1 if days.high else _UNBOUNDED,
    }


def _micros(day: dt.date) -> int:
    return (day.toordinal() - _FIRST_DAY) * _MICROS_A_DAY


def digests_named(what: str, name: str, origins: Sequence[Origin], today: dt.date) -> list[int]:
    """Return the numbers of the digests of this name, or from this source, as ``what`` says.

    If no name is equal, the first name of a digest that was renamed counts, then the start of a
    name, then a part; raises UnknownNameError if nothing matches. ``today`` and ``yesterday`` are
    the digests of that day, which may be none, unless one has that name.
    """
    known: list[tuple[str, int]] = []
    for one in origins:
        own = [one.name] if what == "digest" else [one.origin, one.origin_label, one.format]
        known += [(other, one.id) for other in own if other]
    folded = [(fold(other), number) for other, number in known]
    first = [(fold(one.first_name), one.id) for one in origins if what == "digest"]
    wanted = fold(name)
    if what == "digest" and wanted in _DAYS_AGO and wanted not in dict(folded):
        day = today - dt.timedelta(_DAYS_AGO[wanted])
        return [one.id for one in origins if one.date == day]
    for names, matches in (
        (folded, str.__eq__),
        (first, str.__eq__),
        (folded, str.startswith),
        (folded, str.__contains__),
    ):
        digests = dict.fromkeys(number for other, number in names if matches(other, wanted))
        if digests:
            return list(digests)
    raise UnknownNameError(what, name, dict.fromkeys(other for other, _ in known))


def full_text_expression(terms: Iterable[InAbstract]) -> str:
    """Return the FTS5 expression for abstracts that match all ``terms``."""
    return f"abstract : ({' AND '.join(map(_phrase, terms))})"


def words_expression(text: str) -> str:
    """Return the FTS5 expression for titles and abstracts with the words of ``text`` in a row.

    More letters may follow the last word, if it is long enough: ``owl nest`` finds ``owl nests``.
    """
    return _phrase(InAbstract(text))


def _phrase(term: InAbstract) -> str:
    text = _valid(term.text)
    last = "".join(char if char.isalnum() else " " for char in text).split()[-1:]
    is_prefix = not term.phrase and (
        any(len(word) >= SHORTEST_START or not word.isascii() for word in last)
    )
    quoted = text.replace('"', '""')
    return f'"{quoted}"{" *" if is_prefix else ""}'


def _valid(text: str) -> str:
    """Return ``text`` without what SQLite does not accept."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
