"""The values of an import: what a parser makes of a digest, and the report."""

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
    """Why a paper is in a listing of arXiv; the names are those of its feeds."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"
    REPLACE_CROSS = "replace-cross"


class ParsedPaper(NamedTuple):
    """One paper as one digest lists it.

    A tuple, as very many are made: a frozen dataclass with as many fields takes six times as long.

    Attributes:
        title: On one line, white space folded, not empty.
        abstract: Paragraphs separated by a blank line; may be empty.
        authors: Names in order; empty if the digest does not name them.
        author_count: How many authors, if the digest says so.
        organization: The organisation named instead of the authors.
        submitted_by: Who submitted the paper to the digest.
        date: The day of the paper itself, not of the digest.
        date_inferred: Whether a part of ``date`` (the year) was inferred.
        date_precision: How much of ``date`` is known.
        comment_count: Number of discussion comments.
        arxiv_id: As ``2401.01234`` or ``cs/0112017``, without version.
        doi: As ``10.1000/xyz``, in lower case; never one that arXiv itself gives out.
        version: The listed version of the arXiv paper, from 1.
        revised: The day of that version.
        announced: Why it is in the listing.
        categories: Of arXiv, such as ``cs.LG``, the primary one first; or tags of a feed.
        comments: What the authors say about it: ``12 pages, accepted at ICML``.
        journal: Where it was published.
        upvotes: Of Hugging Face.
        keywords: In the digest's order.
        ai_summary: A summary written by a machine, for which see the digest.
        page: Address of the paper's own page, if no id leads there.
        code: Address of its code.
        project: Address of its project page.
        line: Line number in the digest's text, from 1, for messages; 0 without lines.
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
        line: Line number from 1; 0 if the digest has no lines.
        message: What is wrong and what was done, in plain text.
    """

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


NO_PAPERS = "holds no papers; nothing was imported"
"""The warning about a digest without papers, if no other says why."""


@dataclass(frozen=True, slots=True)
class ParsedDigest:
    """The result of a parser.

    Attributes:
        date: The day of the digest; None if unknown.
        date_inferred: Whether a part of ``date`` was inferred.
        papers: In the digest's order.
        warnings: In order of lines.
        slug: The digest's name before its day, such as ``arxiv-cs-lg``; empty for that of its
            format.
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
    """The result of importing one file.

    Attributes:
        path: As the user named it; ``-`` for standard input.
        digest: Name of the digest in the library; None if nothing was imported.
        format: Name of the format.
        papers: How many papers the digest holds.
        new: How many of them the library did not have.
        known: Whether this very digest had been imported before.
        warnings: What was not understood.
        redated: Whether the day of a known digest was changed, as the user asked.
    """

    path: str
    digest: str | None
    format: str
    papers: int
    new: int
    known: bool
    warnings: tuple[ParseWarning, ...]
    redated: bool = False
