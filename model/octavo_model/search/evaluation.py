"""What query terms read from the index: conditions and parameters, full text, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.search.query.fields import BY_NAME
from octavo_model.search.query.nodes import Age, Between, FieldTerm, InAbstract, Name
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from octavo_model.index.conditions import Origin
    from octavo_model.search.query.field_spec import Condition
    from octavo_model.search.query.nodes import Term, Value

    Clause = tuple[Term, ...]

_UNBOUNDED = 2**62
_SHORTEST_PREFIX = 4
"""A word of fewer letters must be whole: too many words start with it."""


class UnknownNameError(Exception):
    """The library has no such name.

    Attributes:
        what: A digest, a source or a category.
        known: The names it has.
    """

    def __init__(self, what: str, known: Sequence[str]) -> None:
        super().__init__(what)
        self.what = what
        self.known = known


def is_text(clause: Clause) -> bool:
    """Return whether ``clause`` is searched by full text, together with others like it."""
    return len(clause) == 1 and isinstance(clause[0], InAbstract) and not clause[0].negated


def texts_of(clauses: Iterable[Clause]) -> tuple[InAbstract, ...]:
    """Return the terms of all clauses that are searched by full text."""
    terms = (clause[0] for clause in clauses if is_text(clause))
    return tuple(term for term in terms if isinstance(term, InAbstract))


def condition_of(term: Term) -> Condition | None:
    """Return the condition of a term in the table of fields, None if it has none there."""
    if not isinstance(term, FieldTerm):
        return None
    spec = BY_NAME[term.name]
    if spec.values and isinstance(term.value, Name):
        return spec.values[term.value.text]
    return spec.condition


def condition_of_order(by: str) -> Condition | None:
    """Return the condition of an order in the table of fields, None if it has none there."""
    return (BY_NAME["sort"].values or {})[by]


def uses_marks(condition: Condition | None) -> bool:
    """Return whether marks change the result of a condition."""
    return condition is not None and condition.uses_marks


def parameters(value: Value, today: dt.date) -> dict[str, object]:
    """Return the parameters of `Condition.sql` for a value."""
    if isinstance(value, Name):
        text = _valid(value.text).replace('"', "")
        escaped = "".join(f"\\{char}" if char in "\\%_" else char for char in text)
        return {"prefix": f"{escaped}%"}
    if isinstance(value, Between):
        return {
            "low": -_UNBOUNDED if value.low is None else value.low,
            "high": _UNBOUNDED if value.high is None else value.high,
        }
    days = value.days(today) if isinstance(value, Age) else value
    # Days are compared as texts.
    return {
        "low": days.low.isoformat() if days.low else "0",
        "high": days.high.isoformat() if days.high else "~",
    }


def digests_named(what: str, name: str, origins: Sequence[Origin]) -> list[int]:
    """Return the numbers of the digests that have this name, or come from this source.

    Args:
        what: ``digest`` or ``source``.
        name: The name; a start or part of one counts if no name is equal.
        origins: All digests.

    Raises:
        UnknownNameError: None has it.
    """
    known = {one.id: [one.name] if what == "digest" else _sources_of(one) for one in origins}
    folded = {number: list(map(fold, names)) for number, names in known.items()}
    wanted = fold(name)
    for matches in (str.__eq__, str.startswith, str.__contains__):
        digests = [
            number
            for number, names in folded.items()
            if any(matches(other, wanted) for other in names)
        ]
        if digests:
            return digests
    distinct = dict.fromkeys(other for names in known.values() for other in names)
    raise UnknownNameError(what, tuple(distinct))


def _sources_of(origin: Origin) -> list[str]:
    return list(
        dict.fromkeys(name for name in (origin.origin, origin.badge, origin.format) if name)
    )


def full_text_expression(terms: Iterable[InAbstract]) -> str:
    """Return the FTS5 expression for abstracts that match all ``terms``."""
    return f"abstract : ({' AND '.join(map(_phrase, terms))})"


def _phrase(term: InAbstract) -> str:
    text = _valid(term.text)
    last = "".join(char if char.isalnum() else " " for char in text).split()[-1:]
    is_prefix = not term.phrase and (
        any(len(word) >= _SHORTEST_PREFIX or not word.isascii() for word in last)
    )
    quoted = text.replace('"', '""')
    return f'"{quoted}"{" *" if is_prefix else ""}'


def _valid(text: str) -> str:
    """Return ``text`` without what SQLite does not accept."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
