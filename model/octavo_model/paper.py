"""Papers as the library knows them. Values: all are frozen, none knows where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that belongs to a paper.

    Attributes:
        url: Absolute, http or https.
        label: What it is called on screen, such as ``github.com/octavo/octavo``.
    """

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the library, with all that its digests tell of it and the user's marks.

    Attributes:
        id: Number inside this index; not kept over a rebuild.
        key: The lasting name: ``arxiv:2401.01234`` or ``title:the-folded-title``.
        digests: Names of the digests it stands in, newest first.
        links: Found in the abstract, in order, without repeats.
    """

    id: int
    key: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    author_count: int | None
    organization: str | None
    submitted_by: str | None
    date: dt.date | None
    date_inferred: bool
    comment_count: int | None
    arxiv_id: str | None
    links: tuple[Link, ...]
    digests: tuple[str, ...]
    read: bool
    starred: bool
