"""What a query is made of. Values: frozen, equal where they mean the same.

Where a part stood in the text is told, but no part of what it means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from octavo_model.text.clean import cut
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Name:
    """A value that is a text: one of a few words, or a name; white space is squeezed."""

    text: str


@dataclass(frozen=True, slots=True)
class Between:
    """Numbers from ``low`` to ``high``, both in; None where there is no bound."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Days:
    """Days from ``low`` to ``high``, both in; None where there is no bound."""

    low: dt.date | None
    high: dt.date | None


@dataclass(frozen=True, slots=True)
class Age:
    """Days counted back from today.

    Attributes:
        amount: How many units, at least 1.
        unit: ``d``, ``w``, ``m`` (30 days) or ``y`` (365 days).
        older: Whether more than that is meant, not less.
    """

    amount: int
    unit: str
    older: bool

    def days(self, today: dt.date) -> Days:
        """The days meant, on the day ``today``."""
        import datetime as dt

        amount = self.amount * {"d": 1, "w": 7, "m": 30, "y": 365}[self.unit]
        try:
            first = today - dt.timedelta(amount - 1)
        except OverflowError:
            first = dt.date.min
        if not self.older:
            return Days(first, None)
        return Days(None, max(first, dt.date.min + dt.timedelta(2)) - dt.timedelta(2))


_REPEATED = 60
"""Characters of what was typed that a message repeats."""

Value = Name | Between | Days | Age


class How(StrEnum):
    """How a text is to lie in a title."""

    INSIDE = "inside"
    BEGIN = "begin"
    END = "end"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class _Placed:
    """Something that stood in the text from ``start`` to ``end``."""

    start: int = field(default=0, compare=False, kw_only=True)
    end: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Word(_Placed):
    """A word for the fuzzy search of titles; as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class InTitle(_Placed):
    """A text that is to lie in the folded title just so, or is not to."""

    text: str
    how: How = How.INSIDE
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InAbstract(_Placed):
    """Words of the abstract.

    Attributes:
        text: What was typed.
        phrase: Whether the words must stand in this order and be whole; else the last one may
            be the beginning of one.
        negated: Whether abstracts with them are not wanted.
    """

    text: str
    phrase: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Field(_Placed):
    """A condition on a field of `octavo_model.search.query.fields`, by the field's name."""

    name: str
    value: Value
    negated: bool = False


Term = Word | InTitle | InAbstract | Field


@dataclass(frozen=True, slots=True)
class Sort(_Placed):
    """What a list is sorted by: one of the values of the field ``sort``."""

    by: str
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a part of a query: it does nothing, or means less than it seems to.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        part: The part itself, as typed.
        why: What is wrong with it, in words.
        meant: What could stand there, in words; may be empty.
        nearest: The nearest name known; empty where none is near.
        counts: Whether the part counts all the same, as what it was understood to be.
        typing: Whether it may be just what is not typed to its end yet.
    """

    start: int
    end: int
    part: str
    why: str
    meant: str = ""
    nearest: str = ""
    counts: bool = False
    typing: bool = False

    @property
    def brief(self) -> str:
        """What to say of it where the part itself is in sight."""
        if self.nearest:
            # That the part does nothing is to be seen; that there is no such field is not.
            return f"{self.why}; {self.short}" if self.counts else self.short
        return f"{self.why} ({self.meant})" if self.meant else self.why

    @property
    def short(self) -> str:
        """The least that helps: what was meant, what could stand there, or what is wrong."""
        return f"did you mean {self.nearest}?" if self.nearest else self.meant or self.why

    def __str__(self) -> str:
        near = f"; did you mean {self.nearest}?" if self.nearest else ""
        meant = f" ({self.meant})" if self.meant and not near else ""
        part = briefly(self.part)
        return f"“{part}”{':' if self.counts else ''} {self.why}{meant}{near}"


def briefly(text: str) -> str:
    """``text`` as a message may repeat it: its beginning, where it is long."""
    return cut(text, _REPEATED)


class PartKind(StrEnum):
    """What a stretch of a query is, for showing it."""

    WORD = "word"
    OPERATOR = "operator"
    FIELD = "field"
    VALUE = "value"
    TEXT = "text"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text of a query."""

    start: int
    end: int
    kind: PartKind


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        clauses: All must hold; of the terms of one, any.
        sort: The order; None for that of the list, best first where there are words.
        text: What was typed.
        problems: What of it could not be understood, in its order.
        hints: What of it was understood, and may be meant otherwise, in its order.
        parts: What its stretches are, ascending, without overlap.
    """

    clauses: tuple[tuple[Term, ...], ...] = ()
    sort: Sort | None = None
    text: str = field(default="", compare=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    hints: tuple[Problem, ...] = field(default=(), compare=False)
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """Problems and hints, in the order in which they stand in the text."""
        return tuple(sorted((*self.problems, *self.hints), key=lambda one: one.start))

    @property
    def words(self) -> str:
        """The words that must be in the title, for the fuzzy search; of plain text all of it."""
        if self.is_plain:
            return self.text
        return " ".join(term.text for term in self._words)

    @property
    def is_plain(self) -> bool:
        """Whether it is words and nothing else."""
        return (
            self.sort is None
            and not self.problems
            and len(self._words) == len(self.clauses)
            and all(part.kind is PartKind.WORD for part in self.parts)
        )

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing: everything is found, in order."""
        return not self.clauses and self.sort is None

    @property
    def _words(self) -> list[Word]:
        single = (clause[0] for clause in self.clauses if len(clause) == 1)
        return [term for term in single if isinstance(term, Word)]


@dataclass(frozen=True, slots=True)
class Lit:
    """What lights up: `octavo_model.search.titles.light` tells where in a title.

    Attributes:
        words: For the fuzzy highlighting of titles.
        titles: Texts that titles hold as they are.
        abstracts: Words and phrases that abstracts hold.
    """

    words: str = ""
    titles: tuple[InTitle, ...] = ()
    abstracts: tuple[InAbstract, ...] = ()


def lit_by(query: Query) -> Lit:
    """What ``query`` lights up; what it does not want cannot be seen."""
    terms = [term for clause in query.clauses for term in clause]
    words = [term.text for term in terms if isinstance(term, Word)]
    return Lit(
        plainly(query.words if query.is_plain else " ".join(words)),
        tuple(term for term in terms if isinstance(term, InTitle) and not term.negated),
        tuple(term for term in terms if isinstance(term, InAbstract) and not term.negated),
    )
