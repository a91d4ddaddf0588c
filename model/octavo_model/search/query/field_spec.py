"""What a row in the table of fields consists of: see `octavo_model.search.query.fields`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class FieldKind(StrEnum):
    """What follows the colon of a field."""

    CHOICE = "choice"  # one of a few words
    NAME = "name"  # a name, or the start of one
    DAY = "day"  # a day, month or year, a range of them, or an age
    ID = "id"  # an arXiv id or a DOI, or an address that contains one
    NUMBER = "number"  # a number, a range, or a bound
    SCOPE = "scope"  # where the words that follow are searched
    ORDER = "order"  # the order of the list


class Example(NamedTuple):
    """A query, and what it finds, in words."""

    query: str
    finds: str


class Condition(NamedTuple):
    """Which papers a field selects.

    Attributes:
        sql: Selects their ids; for an order, ids and the numbers to sort by. It may use ``:low``
            and ``:high``, the bounds of numbers or of days in ISO format, and ``:prefix``, a
            pattern for LIKE with a backslash as the escape character.
        inverted: Whether all other papers are selected.
        uses_marks: Whether marks change the result.
    """

    sql: str
    inverted: bool = False
    uses_marks: bool = False


class FieldSpec(NamedTuple):
    """A field.

    Attributes:
        name: As it is written before the colon.
        kind: What follows the colon.
        help: What it is about.
        examples: At least one; the first is shown where there is room for one.
        values: The words it takes, if they are few, each with its condition. Without a condition
            `octavo_model.search.filters` evaluates it.
        condition: That of all other values.
        names: SQL that lists the names it may have, the most frequent first, for completion.
        aliases: Other names of it. A message calls a NAME by the first, if there is one.
        hint: What its values look like, for a message.
    """

    name: str
    kind: FieldKind
    help: str
    examples: tuple[Example, ...]
    values: Mapping[str, Condition | None] | None = None
    condition: Condition | None = None
    names: str = ""
    aliases: tuple[str, ...] = ()
    hint: str = ""
