"""What is wrong with a query, collected while it is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.search.query.nodes import Problem

if TYPE_CHECKING:
    from octavo_model.search.query.lexer import QueryToken
    from octavo_model.search.query.nodes import Sort

    Place = QueryToken | Sort

MAX_TERMS = 48
"""Terms other than words in a query: a pasted page must not block the keyboard."""
MAX_MESSAGES = 48
"""Problems, and hints, that are described; of the rest the problems are counted."""
_TOO_MANY, _IGNORED_TOO = "too many", "ignored too"


class Remarks:
    """The problems and hints of the query ``text``."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = len(text.rstrip())
        self._problems: list[Problem] = []
        self._hints: list[Problem] = []
        # Problems that are only counted, by message.
        self._counted: dict[str, list[Place]] = {}

    def all(self) -> tuple[Problem, ...]:
        """Return all of them, in the order of the text."""
        problems = list(self._problems)
        for why, (first, *more) in self._counted.items():
            alone = "is one term too many" if why == _TOO_MANY else f"is {why}"
            rest = f"and {len(more):,} more are {why}" if more else alone
            meant = f"a query may have {MAX_TERMS}" if why == _TOO_MANY else ""
            problems.append(self._problem(first, rest, meant))
        return tuple(sorted((*problems, *self._hints), key=lambda remark: remark.start))

    @property
    def is_full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self._problems) >= MAX_MESSAGES

    def report(self, at: Place, why: str, meant: str = "", near: str = "") -> None:
        """Add the problem that the part ``at`` has no effect."""
        if self.is_full:
            self._counted.setdefault(_IGNORED_TOO, []).append(at)
        else:
            self._problems.append(self._problem(at, why, meant, near))

    def report_too_many(self, at: Place) -> None:
        """Add the problem that the term ``at`` is one too many."""
        self._counted.setdefault(_TOO_MANY, []).append(at)

    def hint(self, at: Place, why: str, meant: str = "", near: str = "") -> None:
        """Add a hint about the part ``at``, which has an effect nevertheless."""
        if len(self._hints) < MAX_MESSAGES:
            hint = self._problem(at, why, meant, near)
            typing = not near and at.end >= self._end
            self._hints.append(replace(hint, counts=True, typing=typing))

    def _problem(self, at: Place, why: str, meant: str = "", near: str = "") -> Problem:
        return Problem(at.start, at.end, self._text[at.start : at.end], why, meant, near)
