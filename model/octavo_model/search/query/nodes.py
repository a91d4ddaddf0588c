"""What a query consists of. Values: frozen, equal if they mean the same, wherever they were."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Flag, StrEnum
from typing import TYPE_CHECKING

from octavo_model.text.clean import cut

if TYPE_CHECKING:
    import datetime as dt

_MAX_REPEATED = 60
"""Characters of what was typed that a message repeats."""


@dataclass(frozen=True, slots=True)
class Name:
    """A value that is a text: a choice, or a name; white space is squeezed."""

    text: str


@dataclass(frozen=True, slots=True)
class Between:
    """Numbers from ``low`` to ``high``, both included; None means no bound."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Days:
    """Days from ``low`` to ``high``, both included; None means no bound."""

    low: dt.date | None
    high: dt.date | None


@dataclass(frozen=True, slots=True)
class Age:
    """Days counted back from today: at least one ``d``, ``w``, ``m`` (30 days) or ``y`` (365).

    ``older`` means the days before these.
    """

    amount: int
    unit: str
    older: bool

    def days(self, today: dt.date) -> Days:
        """Return the days it means on the day ``today``."""
        import datetime as dt

        amount = self.amount * {"d": 1, "w": 7, "m": 30, "y": 365}[self.unit]
        first = dt.date.fromordinal(max(today.toordinal() - amount + 1, 1))
        if not self.older:
            return Days(first, None)
        return Days(None, max(first, dt.date.min + dt.timedelta(2)) - dt.timedelta(2))


Value = Name | Between | Days | Age


class Where(StrEnum):
    """Where a word is searched."""

    ANY = "any"
    """In titles and authors, and in abstracts if the query asks for them."""
    TITLE = "title"


class Anchor(Flag):
    """Where in a title a text must be."""

    INSIDE = 0
    START = 1
    END = 2
    WHOLE = START | END


@dataclass(frozen=True, slots=True)
class _Located:
    """Something typed, from ``start`` to ``end`` of the query."""

    start: int = field(default=0, compare=False, kw_only=True)
    end: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Word(_Located):
    """A word for the fuzzy search; as typed.

    One that is ``required`` must be there also where not every word of a query need be: in a search
    of abstracts, and in papers that match in part.
    """

    text: str
    where: Where = Where.ANY
    required: bool = False


@dataclass(frozen=True, slots=True)
class InTitle(_Located):
    """A text that the folded title must contain at ``anchor``, or must not."""

    text: str
    anchor: Anchor = Anchor.INSIDE
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InAbstract(_Located):
    """Words of the abstract; in a ``phrase`` they are whole and in this order."""

    text: str
    phrase: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class FieldTerm(_Located):
    """A condition on a field of `octavo_model.search.query.fields`, by the field's name."""

    name: str
    value: Value
    negated: bool = False


Term = Word | InTitle | InAbstract | FieldTerm


@dataclass(frozen=True, slots=True)
class Sort(_Located):
    """The order of the list: one of the values of the field ``sort``."""

    by: str
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a part of a query: it has no effect, or less than expected."""

    start: int
    end: int
    part: str
    """The part itself, as typed."""
    why: str
    meant: str = ""
    """What is possible instead, in words; may be empty."""
    nearest: str = ""
    """The nearest known name; empty if none is near."""
    counts: bool = False
    """Whether the part has an effect nevertheless, as it was understood."""
    typing: bool = False
    """Whether it may only be incomplete yet."""

    @property
    def brief(self) -> str:
        """The message where the part itself is visible."""
        if self.nearest:
            # It is visible that the part has no effect, but not that the field is unknown.
            return f"{self.why}; {self.short}" if self.counts else self.short
        return f"{self.why} ({self.meant})" if self.meant else self.why

    @property
    def short(self) -> str:
        """The least that helps: what was meant, what is possible, or what is wrong."""
        return f"did you mean {self.nearest}?" if self.nearest else self.meant or self.why

    def __str__(self) -> str:
        near = f"; did you mean {self.nearest}?" if self.nearest else ""
        meant = f" ({self.meant})" if self.meant and not near else ""
        return f"“{shortened(self.part)}”{':' if self.counts else ''} {self.why}{meant}{near}"


def shortened(text: str) -> str:
    """Return ``text`` as a message repeats it: only its start if it is long."""
    return cut(text, _MAX_REPEATED)


class PartKind(StrEnum):
    """What a part of a query is, for displaying it."""

    WORD = "word"
    OPERATOR = "operator"
    FIELD = "field"
    VALUE = "value"
    TEXT = "text"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of the text of a query."""

    start: int
    end: int
    kind: PartKind


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; everything is in the order of the text.

    With ``abstracts``, the words are searched in titles, authors and abstracts, and only the
    `Word.required` ones and the other terms must all match.
    """

    clauses: tuple[tuple[Term, ...], ...] = ()
    """All must match; of the terms of one, any."""
    sort: Sort | None = None
    """The order; None for that of the list, best first if there are words."""
    abstracts: bool = False
    """Whether it starts with ``~``: abstracts are searched, too."""
    ids: tuple[str, ...] = ()
    """Ids and addresses of papers that it names, each as ``id:`` takes it. If one of these is
    there and fits the conditions, it is what is meant; only if none is, the words count."""
    plain: str | None = field(default=None, compare=False)
    """What to search, where the text was read as text and not as a query."""
    text: str = field(default="", compare=False)
    remarks: tuple[Problem, ...] = field(default=(), compare=False)
    """What could not be understood, and what may be meant differently."""
    parts: tuple[QueryPart, ...] = field(default=(), compare=False)
    """The parts of the text, without overlap."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The remarks about what could not be understood."""
        return tuple(remark for remark in self.remarks if not remark.counts)

    @property
    def read_as_text(self) -> bool:
        """Whether signs and fields in it mean nothing."""
        return self.plain is not None

    @property
    def words(self) -> str:
        """The words to search everywhere; the whole text if it is plain."""
        if self.plain is not None or self.is_plain:
            return self.text if self.plain is None else self.plain
        return " ".join(term.text for term in self._words if term.where is Where.ANY)

    @property
    def required(self) -> tuple[str, ...]:
        """Those of `words` that must be there."""
        return tuple(term.text for term in self._words if term.required)

    @property
    def conditions(self) -> tuple[tuple[Term, ...], ...]:
        """All clauses but the single words that are in `words`."""
        return tuple(
            clause
            for clause in self.clauses
            if len(clause) > 1 or not isinstance(clause[0], Word) or clause[0].where is Where.TITLE
        )

    @property
    def is_plain(self) -> bool:
        """Whether it consists of words only."""
        return (
            self.sort is None
            and not (self.problems or self.abstracts or self.ids)
            and len(self._words) == len(self.clauses)
            and all(part.kind is PartKind.WORD for part in self.parts)
        )

    @property
    def _words(self) -> list[Word]:
        single = (clause[0] for clause in self.clauses if len(clause) == 1)
        return [term for term in single if isinstance(term, Word)]


@dataclass(frozen=True, slots=True)
class Highlights:
    """What to highlight in titles, authors and abstracts: see `octavo_model.search.titles`."""

    words: str = ""
    """For the fuzzy highlighting of titles."""
    titles: tuple[InTitle, ...] = ()
    """Texts that titles contain exactly."""
    abstracts: tuple[InAbstract, ...] = ()
    authors: tuple[str, ...] = ()
    """Authors that a field asks for: of each, all words are in one name."""
