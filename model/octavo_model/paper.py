"""The values everything else speaks of. All are frozen; none knows where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
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
class ParsedPaper:
    """One paper as one digest tells it, before the library knows it.

    Attributes:
        title: On one line, white space folded, never empty.
        abstract: Paragraphs separated by a blank line; empty where the digest has none.
        authors: Names in order; empty where the digest does not name them.
        author_count: How many authors, where the digest says it.
        organization: Who stands in the place of the authors, where an organisation does.
        submitted_by: Who brought the paper to the digest.
        date: The day of the paper itself, not of the digest.
        date_inferred: Whether a part of ``date`` (the year) was not printed but concluded.
        comment_count: Number of discussion comments.
        arxiv_id: As ``2401.01234`` or ``cs/0112017``, without version.
        line: Line number (from 1) in the digest's text, for messages; 0 where there are no lines.
    """

    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    submitted_by: str | None = None
    date: dt.date | None = None
    date_inferred: bool = False
    comment_count: int | None = None
    arxiv_id: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something in a digest that was not understood, or not as expected.

    Attributes:
        line: Line number from 1; 0 where the digest has no lines.
        message: What was met and what was made of it, in plain text.
    """

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True, slots=True)
class ParsedDigest:
    """What a format made of some bytes.

    Attributes:
        date: The day of the digest; None where nothing tells it.
        date_inferred: Whether a part of ``date`` was concluded.
        papers: In the digest's order.
        warnings: In order of lines.
    """

    date: dt.date | None
    date_inferred: bool
    papers: tuple[ParsedPaper, ...]
    warnings: tuple[ParseWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of the library.

    Attributes:
        id: Number inside this index; not kept over a rebuild.
        name: Unique, short, fit for a command line: ``daily-papers-2025-10-28``.
        format: Name of the format it was read by.
        date: Its day, or None.
        date_inferred: Whether a part of ``date`` was concluded.
        total: Number of distinct papers in it.
        unread: How many of them are unread.
    """

    id: int
    name: str
    format: str
    date: dt.date | None
    date_inferred: bool
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """What a line of a list shows of a paper."""

    id: int
    title: str
    date: dt.date | None
    comment_count: int | None
    read: bool
    starred: bool


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


class ViewKind(StrEnum):
    """The kinds of lists a library offers."""

    ALL = "all"
    UNREAD = "unread"
    STARRED = "starred"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class View:
    """A list of papers by name: all, unread, starred, or one digest's.

    A digest's papers stand in the digest's order; the others newest digest first, and inside
    one digest in its order. A paper of several digests stands where its newest has it.
    """

    kind: ViewKind
    digest: str | None = field(default=None)

    @classmethod
    def all(cls) -> View:
        """Every paper."""
        return cls(ViewKind.ALL)

    @classmethod
    def unread(cls) -> View:
        """Every paper not read."""
        return cls(ViewKind.UNREAD)

    @classmethod
    def starred(cls) -> View:
        """Every paper with a star."""
        return cls(ViewKind.STARRED)

    @classmethod
    def of_digest(cls, name: str) -> View:
        """The papers of the digest called ``name``."""
        return cls(ViewKind.DIGEST, name)


class Field(StrEnum):
    """What a user can mark on a paper."""

    READ = "read"
    STARRED = "starred"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many papers a view holds, and how many of them carry which mark."""

    total: int
    unread: int
    starred: int


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


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file.

    Attributes:
        path: As the user named it; ``-`` for standard input.
        digest: Name of the digest in the library; None where nothing was imported.
        format: Name of the format.
        papers: How many papers the digest holds.
        new: How many of them the library did not have.
        known: Whether this very digest had been imported before.
        warnings: What was not understood.
    """

    path: str
    digest: str | None
    format: str
    papers: int
    new: int
    known: bool
    warnings: tuple[ParseWarning, ...]
