"""Papers as the library knows them. Values: all are frozen, none knows where it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision, written

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that belongs to a paper.

    Attributes:
        url: Absolute, http or https.
        label: What it is called on screen, such as ``github.com/octavo/octavo``.
        role: What it leads to, where a digest says so or the address does: ``code``,
            ``project``, ``page``, ``abstract``, ``PDF``, ``discussion``, ``publisher``; else
            empty.
    """

    url: str
    label: str
    role: str = ""


_SIGNS_OF_LINKS = ("://", "github", "gitlab", "huggingface", "hf.co", "arxiv.org")


def may_hold_links(text: str) -> bool:
    """Whether it is worth while to look for links in ``text``: see `octavo_model.core.links`.

    Told without that module, whose patterns take longer to compile than a start has time for.
    """
    text = text.lower()
    return any(sign in text for sign in _SIGNS_OF_LINKS)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the library, with all that its digests tell of it and the user's marks.

    Attributes:
        id: Number inside this index; not kept over a rebuild.
        key: The lasting name: ``arxiv:2401.01234`` or ``title:the-folded-title``.
        digests: Names of the digests it stands in, newest first.
        badges: Where it comes from, for people, without repeats: ``HF``, ``arXiv``, ``mail``.
        links: To its code, project and page where known, and those found in the abstract, in
            order, without repeats.
        doi: In lower case.
        version: The latest one told of; None where none was.
        revised: The day of that version.
        updated: Whether it was revised since it was read.
        earlier: Whether abstracts of earlier versions are kept that read differently.
        categories: Of arXiv, the primary one first; or tags of a feed.
        comments: What the authors say about it: ``12 pages, accepted at ICML``.
        journal: Where it was published.
        ai_summary: A summary written by a machine.
        namesakes: Other papers of its title that may be the same, by their ids; see
            `Marker.merge`.
        page: Address of its own page, where no id leads there.
        readable: The title without its LaTeX, where it has some: see `shown`.
        date_precision: How much of ``date`` is known: see `day`.
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
    badges: tuple[str, ...] = ()
    doi: str | None = None
    version: int | None = None
    revised: dt.date | None = None
    updated: bool = False
    earlier: bool = False
    categories: tuple[str, ...] = ()
    comments: str = ""
    journal: str | None = None
    upvotes: int | None = None
    keywords: tuple[str, ...] = ()
    ai_summary: str = ""
    namesakes: tuple[int, ...] = ()
    page: str | None = None
    code: str | None = None
    project: str | None = None
    readable: str | None = None
    date_precision: Precision = Precision.DAY

    @property
    def shown(self) -> str:
        """The title as a person would write it."""
        return self.readable or self.title

    @property
    def day(self) -> str | None:
        """The date as far as it is known: ``2014-07-01``, ``2014-07`` or ``2014``."""
        return written(self.date, self.date_precision) if self.date else None


@dataclass(frozen=True, slots=True)
class Edition:
    """An abstract as another version of a paper had it; ``version`` 0 where that is unknown."""

    version: int
    abstract: str


_TOLD = re.compile(r"(\d{1,6}) authors?, not named by the source")


def unnamed(count: int) -> str:
    """The words for ``count`` authors.

    >>> unnamed(1), unnamed(7)
    ('1 author, not named by the source', '7 authors, not named by the source')
    """
    return f"{count} author{'' if count == 1 else 's'}, not named by the source"


def count_unnamed(text: str) -> int | None:
    """How many authors `unnamed` spoke of; None where ``text`` is something else."""
    found = _TOLD.fullmatch(text)
    return int(found[1]) if found else None


MOST_WORDS = 4_000
"""Of both texts together; what is longer is not compared word by word."""

_WORD = re.compile(r"\S+")


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    GONE = "gone"
    ADDED = "added"


class Piece(NamedTuple):
    """Adjacent words of one fate, with single spaces between them."""

    change: Change
    text: str


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """How ``old`` became ``new``: what is gone stands before what came in its place.

    White space does not count. Texts of more than `MOST_WORDS` words are told as a whole, one
    gone and one added.

    >>> [(str(piece.change), piece.text) for piece in compare("owls see well", "owls hear well")]
    [('kept', 'owls'), ('gone', 'see'), ('added', 'hear'), ('kept', 'well')]
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if before == after:
        return _pieces((Change.KEPT, after))
    if len(before) + len(after) > MOST_WORDS:
        return _pieces((Change.GONE, before), (Change.ADDED, after))
    told: list[tuple[Change, list[str]]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            told.append((Change.KEPT, after[new_start:new_end]))
        else:
            told.append((Change.GONE, before[old_start:old_end]))
            told.append((Change.ADDED, after[new_start:new_end]))
    return _pieces(*told)


def _pieces(*told: tuple[Change, list[str]]) -> tuple[Piece, ...]:
    return tuple(Piece(change, " ".join(words)) for change, words in told if words)
