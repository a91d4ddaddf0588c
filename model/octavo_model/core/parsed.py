"""What a format makes of a digest, and what becomes of it: values on their way in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision

if TYPE_CHECKING:
    import datetime as dt

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is; the latter 0 where that is unknown."""


def no_progress(_done: int, _total: int) -> None:
    """Show no progress."""


class Announcement(StrEnum):
    """Why a paper stands in a listing of arXiv; the names are those of its feeds."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"


class ParsedPaper(NamedTuple):
    """One paper as one digest tells it, before the library knows it.

    A tuple, for very many are made: a frozen dataclass of as many fields takes six times as long.

    Attributes:
        title: On one line, white space folded, never empty.
        abstract: Paragraphs separated by a blank line; empty where the digest has none.
        authors: Names in order; empty where the digest does not name them.
        author_count: How many authors, where the digest says it.
        organization: Who stands in the place of the authors, where an organisation does.
        submitted_by: Who brought the paper to the digest.
        date: The day of the paper itself, not of the digest.
        date_inferred: Whether a part of ``date`` (the year) was not printed but concluded.
        date_precision: How much of ``date`` is known.
        comment_count: Number of discussion comments.
        arxiv_id: As ``2401.01234`` or ``cs/0112017``, without version.
        doi: As ``10.1000/xyz``, in lower case; never one that arXiv itself gives out.
        version: Which version of the arXiv paper the digest speaks of, from 1.
        revised: The day of that version.
        announced: Why it stands in the listing.
        categories: Of arXiv, such as ``cs.LG``, the primary one first; or tags of a feed.
        comments: What the authors say about it: ``12 pages, accepted at ICML``.
        journal: Where it was published.
        upvotes: Of Hugging Face.
        keywords: In the digest's order.
        ai_summary: A summary written by a machine, for which see the digest.
        page: Address of the paper's own page, where no id leads there.
        code: Address of its code.
        project: Address of its project page.
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
    date_precision: Precision = Precision.DAY
    comment_count: int | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    version: int | None = None
    revised: dt.date | None = None
    announced: Announcement | None = None
    categories: tuple[str, ...] = ()
    comments: str = ""
    journal: str | None = None
    upvotes: int | None = None
    keywords: tuple[str, ...] = ()
    ai_summary: str = ""
    page: str | None = None
    code: str | None = None
    project: str | None = None
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


NO_PAPERS = "holds no papers; nothing was imported"
"""The warning about a digest that holds none, where no other says why."""


@dataclass(frozen=True, slots=True)
class ParsedDigest:
    """What a format made of some bytes.

    Attributes:
        date: The day of the digest; None where nothing tells it.
        date_inferred: Whether a part of ``date`` was concluded.
        papers: In the digest's order.
        warnings: In order of lines.
        slug: What the digest is called before its day, such as ``arxiv-cs-lg``; empty: as its
            format is.
    """

    date: dt.date | None
    date_inferred: bool
    papers: tuple[ParsedPaper, ...]
    warnings: tuple[ParseWarning, ...] = ()
    slug: str = ""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What is known of a digest before it is read.

    Attributes:
        name: Name of its file; ``-`` for standard input.
        path: Where that file is, as the user named it.
        modified: When it was last modified; by default now.
        date: The day of the digest; overrides what the digest says.
        format: Name of the format it is in; by default that is detected.
        origin: Name of the source it was fetched from. A digest that lists nothing but what earlier
            ones of its source list is skipped; one that lists all that an earlier one of its day
            lists replaces that.
    """

    name: str = "-"
    path: str | None = None
    modified: dt.datetime | None = None
    date: dt.date | None = None
    format: str | None = None
    origin: str | None = None


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
        redated: Whether the day of a digest that was known is another one now, as was asked.
    """

    path: str
    digest: str | None
    format: str
    papers: int
    new: int
    known: bool
    warnings: tuple[ParseWarning, ...]
    redated: bool = False
