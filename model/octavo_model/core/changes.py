"""What changes of marks and of properties did; properties and their values in the journal.

A view is ``{"query": "is:unread", "position": 2}``, a day ``"2026-08-21"``, a place
``["S3.p2", 0.25, 0.1]``, a name, a key, a note, true or false; null means a property that is not
set.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.views import SavedView
from octavo_model.text.clean import clean_line, clean_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from octavo_model.core.marks import Decision, MarkState
    from octavo_model.core.views import Totals


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
    DIGEST_INBOX = "digest-inbox"
    """Whether the papers of a digest go to the Inbox, for any kind of digest."""
    PAPER_REMOVED = "paper-removed"
    """For each key of a removed paper, the key it had in the library."""
    SAME = "same"
    """The key of the paper that this key leads to as well."""
    APART = "apart"
    """True for two keys, joined by a space in their order, that are never one paper."""
    TAG = "tag"
    """True for the key of a paper and the name of a tag, joined by a space."""
    NOTE = "note"
    """The user's note about the paper with this key, in Markdown."""
    INTEREST = "interest"
    """The query whose papers are a group of kept papers, by the name of the group."""
    FOLLOW = "follow"
    """True for a query or words whose papers are marked in every list."""
    MUTE = "mute"
    """True for a query or words whose papers are last in ranked lists."""
    PLACE = "place"
    """Where the full text of the paper with this key was left: a block, and the shares of it and
    of the text that are above the window. The user did not ask for this change."""

    @property
    def is_named_query(self) -> bool:
        """Whether its key is a name that is given to a query, and may be changed."""
        return self in (Property.VIEW, Property.INTEREST)

    @property
    def needs_archive(self) -> bool:
        """Whether a change of it may need digests of the archive to be read again."""
        return not self.is_named_query and self not in _WITHOUT_DIGESTS


_WITHOUT_DIGESTS = (
    Property.TAG, Property.NOTE, Property.FOLLOW, Property.MUTE, Property.PLACE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A change of properties, its undo or redo.

    Attributes:
        name: Its name in the journal; empty if nothing changed.
        property: What changed.
        values: By key, each value before and after; None for an unset one.
        title: Of the first key, for messages: the name of a digest, the title of a paper.
        skipped: As for `MarkChange`.
    """

    name: str
    property: Property
    values: Mapping[str, tuple[Any, Any]]
    title: str = ""
    skipped: int = 0


class MarkChange(NamedTuple):
    """A change of marks, its undo or redo.

    Attributes:
        name: Its name in the journal; empty if nothing changed.
        decision: What was decided, or undone or redone.
        states: The marks that each changed paper has now, by its id.
        title: Of the first of them, for messages.
        left: How many papers an undo or redo left as they are: they were changed since.
        totals: What lists hold now; None if nothing changed.
        skipped: How many later changes an undo left, or earlier ones a redo: all that they did was
            changed since.
    """

    name: str
    decision: Decision
    states: Mapping[int, MarkState]
    title: str = ""
    left: int = 0
    totals: Totals | None = None
    skipped: int = 0

    @property
    def papers(self) -> tuple[int, ...]:
        """The papers that changed."""
        return tuple(self.states)


class LoggedChange(NamedTuple):
    """A change in the log of a library.

    Attributes:
        name: Its name in the journal.
        time: When it was made, in UTC.
        instance: What made it: the number of a reader, or ``cli`` for the command line.
        undone: Whether it is undone.
        what: What was decided about papers, or which properties changed.
        number: How many papers or properties changed.
        title: Of the first of them.
        until: For `Decision.LATER`, the latest day.
    """

    name: str
    time: dt.datetime
    instance: str
    undone: bool
    what: Decision | PropertyChange
    number: int
    title: str
    until: dt.date | None = None

    @property
    def id(self) -> str:
        """A short name for people, the same as long as the journal exists."""
        from hashlib import sha256

        return sha256(self.name.encode(errors="replace")).hexdigest()[:7]


def changed_by(change: PropertyChange) -> tuple[str, ...]:
    """Return the keys of the views, digests or papers that were changed, each once."""
    is_tag = change.property is Property.TAG
    return tuple(dict.fromkeys(split_tag(key)[0] if is_tag else key for key in change.values))


def split_tag(key: str) -> tuple[str, str]:
    """Return the key of the paper and the name of the tag in the key of a `Property.TAG`."""
    paper, _, name = key.rpartition(" ")
    return paper, name


NOT_SET = "null"
"""The JSON of a property that is not set."""
_HIGHEST = 1_000_000_000


def read_value(name: Property, value: Any) -> Any:
    """Return the value that a line of the journal holds for a property.

    Raises:
        KeyError, TypeError, ValueError: The line is damaged.
    """
    return None if value is None else _READERS[name](value)


def parse_value(name: Property, text: str) -> Any:
    """Return the value whose JSON is ``text``; errors as in `read_value`."""
    return read_value(name, json.loads(text))


def format_value(value: Any) -> str:
    """Return the JSON of a value.

    >>> format_value(SavedView("is:unread", 2)), format_value(None)
    ('{"query": "is:unread", "position": 2}', 'null')
    """
    if value is None or value is True:  # as of each of very many tags
        return NOT_SET if value is None else "true"
    if isinstance(value, SavedView):
        value = value._asdict()
    elif isinstance(value, dt.date):
        value = value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _view(value: dict[str, Any]) -> SavedView:
    query, position = value["query"], value["position"]
    is_number = type(position) in (int, float) and abs(position) <= _HIGHEST  # NaN is not
    if not (isinstance(query, str) and query and is_number):
        raise ValueError
    return SavedView(query, position)


def _line(value: Any) -> str:
    if not isinstance(value, str) or not value or clean_line(value) != value:
        raise ValueError
    return value


def _note(value: Any) -> str:
    if not isinstance(value, str) or not value or clean_lines(value) != value:
        raise ValueError
    return value


def _place(value: list[Any]) -> tuple[str, float, float]:
    block, share, whole = value
    is_number = {type(share), type(whole)} <= {int, float}
    if not isinstance(block, str) or not is_number or not (0 <= share <= 1 and 0 <= whole <= 1):
        raise ValueError
    return block, float(share), float(whole)


def _bool(value: bool) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _true(value: bool) -> bool:
    if value is not True:
        raise ValueError
    return True


_READERS: dict[Property, Callable[[Any], Any]] = {
    Property.VIEW: _view,
    Property.DIGEST_NAME: _line,
    Property.DIGEST_DATE: dt.date.fromisoformat,
    Property.DIGEST_REMOVED: _true,
    Property.DIGEST_INTO: _line,
    Property.DIGEST_INBOX: _bool,
    Property.PAPER_REMOVED: _line,
    Property.SAME: _line,
    Property.APART: _true,
    Property.TAG: _true,
    Property.NOTE: _note,
    Property.INTEREST: _line,
    Property.FOLLOW: _true,
    Property.MUTE: _true,
    Property.PLACE: _place,
}
