"""What the user decides about a library beside marks, as lines of the journal hold it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Property(StrEnum):
    """A property that the user sets. Each has a key, and a value that None resets."""

    VIEW = "view"
    """A `SavedView`, by its name."""
    DIGEST_NAME = "digest-name"
    """The name of a digest; digests are keyed by their name in the archive."""
    DIGEST_DATE = "digest-date"
    """The day of a digest, a date."""
    DIGEST_REMOVED = "digest-removed"
    """True for a digest that is not in the library; its bytes stay in the archive."""
    DIGEST_INTO = "digest-into"
    """The digest that shows the papers of this one; both by their names in the archive."""
    PAPER_REMOVED = "paper-removed"
    """For each key of a paper that no digest brings back, the key it had in the library."""
    SAME = "same"
    """The key of the paper that this key leads to as well."""
    APART = "apart"
    """True for two keys, joined by a space in their order, that are never one paper."""


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A change of properties, its undo or redo.

    Attributes:
        name: Its name in the journal; empty if nothing changed.
        property: What changed.
        values: By key, each value before and after; None for an unset one.
        title: Of the first key, for messages: the name of a digest, the title of a paper.
    """

    name: str
    property: Property
    values: Mapping[str, tuple[Any, Any]]
    title: str = ""
