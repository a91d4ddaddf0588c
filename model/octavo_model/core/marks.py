"""What a user can mark, and what a mark changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a user can mark on a paper."""

    READ = "read"
    STARRED = "starred"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one mark, undo or redo changed.

    Attributes:
        name: Its name in the journal; empty where nothing changed.
        field: What was marked.
        value: What the papers now have.
        papers: Ids of the papers that changed.
        titles: Title of the first of them, for messages.
    """

    name: str
    field: Field
    value: bool
    papers: tuple[int, ...]
    title: str = ""
