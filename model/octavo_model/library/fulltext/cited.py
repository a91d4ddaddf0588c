"""Which papers of the library the references of a full text are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.identity import arxiv_key, doi_key
from octavo_model.core.matching import fold_for_matching
from octavo_model.index import keys
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from octavo_model.core.paper import Paper
    from octavo_model.fulltext.document import Reference
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog

_ENDS = re.compile(r"[.?!:](?=\s|$)|[“”\"″]|,(?=\s)|;\s|``|''|\s[-–—]\s|\)[.:,]?(?=\s)")
"""Where a title may begin or end in an entry."""
_MOST_PARTS = 8
"""Parts of an entry that a title has at most: it has full stops and commas of its own."""
_LONGEST = 2_000
_SHORTEST = 4
"""Letters of a title."""
_LEAST_WORDS = 3
"""Words of a title without an author to confirm it."""


class CitedPapers:
    """Finds the papers of references: `Library.full_texts.cited`.

    Args:
        repository: What is stored.
        catalog: The papers.
    """

    def __init__(self, repository: Repository, catalog: Catalog) -> None:
        self._repository = repository
        self._catalog = catalog

    def find(self, references: Sequence[Reference]) -> dict[str, int]:
        """Return the papers that references are, by the ids of the references.

        An arXiv id or a DOI decides. Else a title of the library is a whole part of the entry, and
        one of its authors is named there; a paper without authors needs a title of three words.
        """
        found = self._repository.read(lambda db: _by_ids(db, references))
        others = [one for one in references if one.id not in found]
        titles = {one.id: _possible_titles(one.text) for one in others}
        every = {title for some in titles.values() for title in some}
        papers = self._repository.read(lambda db: keys.by_titles(db, every))
        candidates = sorted({paper for some in papers.values() for paper in some})
        known = {paper.id: paper for paper in self._catalog.papers(candidates)}
        for one in others:
            longest_first = sorted(titles[one.id], key=len, reverse=True)
            named = (paper for title in longest_first for paper in sorted(papers.get(title, ())))
            agreeing = (paper for paper in named if _agrees(known.get(paper), one.text))
            paper = next(agreeing, None)
            if paper is not None:
                found[one.id] = paper
        return found


def _by_ids(db: sqlite3.Connection, references: Iterable[Reference]) -> dict[str, int]:
    names: dict[str, list[str]] = {}
    for one in references:
        found = (arxiv_key(one.arxiv), doi_key(one.doi))
        names[one.id] = [name for name in found if name is not None]
    papers = keys.by_keys(db, {name for some in names.values() for name in some})
    return {
        one: papers[name]
        for one, some in names.items()
        for name in reversed(some)
        if name in papers
    }


def _possible_titles(text: str) -> set[str]:
    """Return the folded texts of adjacent parts of an entry."""
    text = text[:_LONGEST]
    cuts = [0, *(found.end() for found in _ENDS.finditer(text)), len(text)]
    titles = (
        fold_for_matching(text[start:end])
        for at, start in enumerate(cuts)
        for end in cuts[at + 1 : at + 1 + _MOST_PARTS]
    )
    return {title for title in titles if len(title) >= _SHORTEST}


def _agrees(paper: Paper | None, text: str) -> bool:
    """Return whether an entry names an author of a paper with its title."""
    if paper is None:
        return False
    if not paper.authors:
        return len(paper.title.split()) >= _LEAST_WORDS
    words = set(fold_title(text).split())
    families = (fold_title(author).split()[-1:] for author in paper.authors)
    return any(family and family[0] in words for family in families)
