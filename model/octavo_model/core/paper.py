"""Papers of a library, as frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision
from octavo_model.core.views import Titled

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model.core.marks import Verdict


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that belongs to a paper.

    Attributes:
        url: Absolute, http or https.
        label: Its text on screen, e.g. ``github.com/octavo/octavo``.
        role: What it leads to, if known: ``code``, ``project``, ``page``, ``abstract``, ``PDF``,
            ``discussion``, ``publisher``; else empty.
    """

    url: str
    label: str
    role: str = ""


_SIGNS_OF_LINKS = ("://", "github", "gitlab", "huggingface", "hf.co", "arxiv.org")


def may_hold_links(text: str) -> bool:
    """Return whether ``text`` may contain links, without the patterns that are slow to compile."""
    text = text.lower()
    return any(sign in text for sign in _SIGNS_OF_LINKS)


@dataclass(frozen=True, slots=True)
class Paper(Titled):
    """A paper of the library, with everything its digests say about it and the user's marks.

    Attributes:
        id: Number inside this index; not kept over a rebuild.
        key: The permanent name: ``arxiv:2401.01234`` or ``title:the-folded-title``.
        digests: Names of the digests that list it, newest first.
        badges: Where it comes from, for people, without repeats: ``HF``, ``arXiv``, ``mail``.
        links: To its code, project and page, and those in the abstract, in order, without
            repeats.
        doi: In lower case.
        version: The latest known one.
        revised: The day of that version.
        updated: Whether it was revised since it was read.
        earlier: Whether there are different abstracts of earlier versions.
        categories: Of arXiv, the primary one first; or tags of a feed.
        comments: What the authors say about it: ``12 pages, accepted at ICML``.
        journal: Where it was published.
        ai_summary: A summary written by a machine.
        same_title: Ids of other papers with its title that may be the same; see `Marker.merge`.
        page: Address of its own page, if no id leads there.
        readable: The title without its LaTeX, if it has any: see `shown`.
        date_precision: How much of ``date`` is known: see `day`.
        verdict: What the user decided: no, or later.
        listed: The day of its newest digest, if it has no date.
        tags: Those that the user gave it, sorted.
        note: The user's note about it, in Markdown; empty without one.
        followed: What finds it, of what the user follows; empty for nothing.
        muted: The same of what the user muted.
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
    same_title: tuple[int, ...] = ()
    page: str | None = None
    code: str | None = None
    project: str | None = None
    readable: str | None = None
    date_precision: Precision = Precision.DAY
    verdict: Verdict | None = None
    listed: dt.date | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    followed: str = ""
    muted: str = ""

    @property
    def decision(self) -> str:
        """What the user decided: ``starred``, ``no``, ``later``, ``read`` or ``unread``."""
        if self.starred:
            return "starred"
        if self.verdict:
            return "later" if self.verdict.until else "no"
        return "read" if self.read else "unread"


@dataclass(frozen=True, slots=True)
class Edition:
    """The abstract of another version of a paper; ``version`` is 0 if unknown."""

    version: int
    abstract: str


_AUTHOR_COUNT = re.compile(r"(\d{1,6}) authors?, not named by the source")


def describe_author_count(count: int) -> str:
    """Return the text for ``count`` authors without names.

    >>> describe_author_count(1), describe_author_count(7)
    ('1 author, not named by the source', '7 authors, not named by the source')
    """
    return f"{count} author{'' if count == 1 else 's'}, not named by the source"


def read_author_count(text: str) -> int | None:
    """Return the count in a text of `describe_author_count`; None for any other text."""
    found = _AUTHOR_COUNT.fullmatch(text)
    return int(found[1]) if found else None


MOST_WORDS = 4_000
"""Of both texts together; longer texts are not compared word by word."""

_WORD = re.compile(r"\S+")


class Change(StrEnum):
    """Whether words were kept, removed or added."""

    KEPT = "kept"
    GONE = "gone"
    ADDED = "added"


class Piece(NamedTuple):
    """Adjacent words with the same change, separated by single spaces."""

    change: Change
    text: str


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """Return the changes from ``old`` to ``new``, removed words before those that replace them.

    White space is ignored. Texts of more than `MOST_WORDS` words are one removed and one added
    piece.

    >>> [(str(piece.change), piece.text) for piece in compare("owls see well", "owls hear well")]
    [('kept', 'owls'), ('gone', 'see'), ('added', 'hear'), ('kept', 'well')]
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if before == after:
        return _pieces((Change.KEPT, after))
    if len(before) + len(after) > MOST_WORDS:
        return _pieces((Change.GONE, before), (Change.ADDED, after))
    changes: list[tuple[Change, list[str]]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            changes.append((Change.KEPT, after[new_start:new_end]))
        else:
            changes.append((Change.GONE, before[old_start:old_end]))
            changes.append((Change.ADDED, after[new_start:new_end]))
    return _pieces(*changes)


def _pieces(*changes: tuple[Change, list[str]]) -> tuple[Piece, ...]:
    return tuple(Piece(change, " ".join(words)) for change, words in changes if words)


class PaperKey(NamedTuple):
    """A key of a paper, and how it came to it.

    Attributes:
        key: The key.
        why: ``ids`` if one entry has it and another id of the paper, ``title`` if title, authors
            and year agree, ``user`` if the user merged them; empty for the first.
    """

    key: str
    why: str
