"""What a field of the query language is: the columns of the table in `fields`."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

SCORE = "score"
"""The order by what the user kept and refused, which `octavo_model.library.rankings` knows."""


class FieldKind(StrEnum):
    """What follows the colon of a field."""

    CHOICE = "choice"  # one of a few words
    NAME = "name"  # a name, or the start of one
    DAY = "day"  # a day, month or year, a range of them, or an age
    ID = "id"  # an arXiv id or a DOI, or an address that contains one
    NUMBER = "number"  # a number, a range, or a bound
    TEXT = "text"  # a word or a quoted phrase, searched in one part of the paper
    SCOPE = "scope"  # where the words that follow are searched
    ORDER = "order"  # the order of the list


class Example(NamedTuple):
    """A query, and what it finds, in words."""

    query: str
    finds: str


class FieldSpec(NamedTuple):
    """A field, as it is written before the colon, and what follows.

    SQL selects ids of papers; for an order, ids and the numbers to sort by. It may use ``:low`` and
    ``:high``, the bounds of numbers or of days in ISO format, ``:since`` and ``:until``, those of
    days in microseconds since 1970, ``:first`` and ``:last``, the same as numbers of days,
    ``:today``, that of this day, and ``:prefix``, a pattern for LIKE with a backslash as the
    escape character. Where it is empty, `octavo_model.search.filters` has
    a function.
    """

    name: str
    kind: FieldKind
    help: str
    examples: tuple[Example, ...]
    """At least one; the first is shown where there is room for one."""
    values: Mapping[str, str] = MappingProxyType({})
    """The words it takes, if they are few, each with its SQL."""
    sql: str = ""
    """The SQL of all other values."""
    names: str = ""
    """SQL that lists the names it may have, the most frequent first, for completion."""
    aliases: tuple[str, ...] = ()
    """Other names of it. A message calls a NAME by the first, if there is one."""
    hint: str = ""
    """What its values look like, for a message."""
    uses_marks: bool = False
    """Whether marks, tags or notes change the result."""
    marked: frozenset[str] = frozenset()
    """Of `values`, those of which this is true, if not of all."""
