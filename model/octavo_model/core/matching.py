"""Whether two entries of one title may be one paper, by authors, years and ids. Pure.

A title alone says little where it is generic (``Preface``), or where authors or years differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from octavo_model.core.identity import ARXIV, DOI, TITLE, PaperMatch, rank
from octavo_model.text.fold import fold_name, fold_title
from octavo_model.text.latex import is_plain, plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

YEARS_APART = 2
"""Years between a preprint and its publication, at most."""

_GENERIC = frozenset(
    """
    abstract|abstracts|acknowledgement|acknowledgements|acknowledgment|acknowledgments|addendum
    announcement|announcements|appendix|author index|author s reply|authors reply|back matter
    book review|book reviews|call for papers|chair s message|closing remarks|comment|comments
    commentary|conclusion|conclusions|contents|contributors|corrections|correction|corrigenda
    corrigendum|cover|discussion|editor s note|editorial|editorial board|editors introduction
    epilogue|errata|erratum|foreword|front matter|general discussion|guest editorial
    guest editors introduction|in memoriam|in this issue|index|introduction|introductory remarks
    invited talk|invited talks|issue information|keynote|letter to the editor|letters
    letters to the editor|list of reviewers|masthead|news|notes|obituary|opening remarks|overview
    panel|panel discussion|preface|preliminaries|program committee|prologue|publisher s note
    references|rejoinder|reply|reply to comments|response|retraction|retraction note|reviewers
    special issue|subject index|summary|supplementary material|table of contents|title page|welcome
    welcome message
    """.replace("\n", "|")
    .replace("    ", "")
    .strip("|")
    .split("|")
)


class Evidence(NamedTuple):
    """What an entry says beside its title.

    Attributes:
        people: Folded names that distinguish its authors from others.
        year: Its year; None if unknown.
    """

    people: frozenset[str]
    year: int | None


class Candidate(NamedTuple):
    """A paper with the title of an entry.

    Attributes:
        paper: Its number.
        key: Its key.
        agrees: Whether authors and year agree with those of the entry; None if too little is known.
        differs: Whether ids, or the user, say that it is another paper.
    """

    paper: int
    key: str
    agrees: bool | None = None
    differs: bool = False

    @property
    def is_possible(self) -> bool:
        """Whether the entry may be about it."""
        return self.agrees is not False and not self.differs


def fold_for_matching(title: str) -> str:
    r"""Return a folded title that is the same for spellings in LaTeX and in Unicode.

    Keys are made of `fold_title` instead, which never changes.

    >>> fold_for_matching(r"H$_2$O in $\beta$-Sand"), fold_for_matching("H2O in β-sand")
    ('h2o in β sand', 'h2o in β sand')
    """
    return fold_title(title if is_plain(title) else plainly(title))


def is_generic(folded: str) -> bool:
    """Return whether many papers have this folded title.

    >>> is_generic("preface"), is_generic("waves as weights")
    (True, False)
    """
    return folded in _GENERIC


def evidence_of(authors: Iterable[str], year: int | None) -> Evidence:
    """Return the evidence in names of authors and a year.

    >>> sorted(evidence_of(["Ada King, Jr.", "Wang Wei"], None).people)
    ['ada king', 'king', 'wang wei', 'wei']
    """
    people: set[str] = set()
    for author in authors:
        words = fold_name(author.partition(",")[0]).replace(".", " ").split()
        if words:
            people |= {words[-1], " ".join(sorted(words))}
    return Evidence(frozenset(people), year)


def agree(one: Evidence, other: Evidence, *, generic: bool = False) -> bool | None:
    """Return whether two entries of one title are by the same people at about the same time.

    None if too little is known. Of a generic title, the year must be the same.
    """
    if one.year is not None and other.year is not None:
        apart = abs(one.year - other.year)
        if apart > (0 if generic else YEARS_APART):
            return False
    if one.people and other.people:
        return not one.people.isdisjoint(other.people)
    return None


def distinction(authors: Sequence[str], year: int | None, address: str | None) -> str:
    """Return what distinguishes papers of one title; empty if nothing is known.

    >>> distinction(["Dora Kelp"], 2019, None), distinction([], 2019, None)
    ('kelp-2019', '2019')
    """
    names = fold_name(authors[0].partition(",")[0]).split() if authors else []
    parts = [*names[-1:], *([str(year)] if year is not None else [])]
    if not parts and address:
        parts = [f"{crc32(address.encode()):08x}"]
    return "-".join(parts)


def have_conflict(one: Iterable[str], other: Iterable[str]) -> bool:
    """Return whether papers with these keys differ: each has ids of a kind, and none in common.

    >>> have_conflict(["arxiv:1", "doi:a"], ["arxiv:1"]), have_conflict(["doi:a"], ["doi:b"])
    (False, True)
    """
    keys, others = set(one), set(other)
    for kind in (ARXIV, DOI):
        mine = {key for key in keys if key.startswith(kind) and "#" not in key}
        theirs = {key for key in others if key.startswith(kind) and "#" not in key}
        if mine and theirs and mine.isdisjoint(theirs):
            return True
    return False


def judge_with_id(
    ids: Sequence[str], holders: Sequence[int | None], candidates: Sequence[Candidate]
) -> PaperMatch:
    """Return the identity of an entry with ids.

    Args:
        ids: Their keys, the arXiv id first.
        holders: For each of them the paper with that id.
        candidates: The papers that ever had its title.
    """
    known = list(dict.fromkeys(one for one in holders if one is not None))
    others = [one for one in candidates if one.paper not in known]
    sure = [one for one in others if one.is_possible and one.agrees]
    if sum(not one.key.startswith(TITLE) for one in sure) > 1:  # it could be any of them
        sure = [one for one in sure if one.key.startswith(TITLE)]
    # A title that several papers share says nothing about one of them.
    if not sure and len(others) == 1 and others[0].is_possible and others[0].key.startswith(TITLE):
        sure = others
    sure = sorted(sure, key=lambda one: one.key.startswith(TITLE))
    papers = [one.paper for one in sure]
    if known:
        return PaperMatch(known[0], adopts=holders[0] is None, absorbs=(*known[1:], *papers))
    if not sure:
        return PaperMatch(None)
    adopts = rank(ids[0]) < rank(sure[0].key)
    return PaperMatch(papers[0], adopts=adopts, absorbs=tuple(papers[1:]))


def judge_by_title(holder: int | None, candidates: Sequence[Candidate]) -> PaperMatch:
    """Return the identity of an entry with only a title.

    Args:
        holder: The paper that its key leads to.
        candidates: The papers that ever had its title.
    """
    possible = [one for one in candidates if one.is_possible]
    if any(one.paper == holder for one in possible):
        return PaperMatch(holder)
    sure = [one for one in possible if one.agrees]
    if len(sure) == 1:
        return PaperMatch(sure[0].paper)
    # It could be any of several, so it is separate until the user merges it.
    return PaperMatch(possible[0].paper if len(candidates) == len(possible) == 1 else None)
