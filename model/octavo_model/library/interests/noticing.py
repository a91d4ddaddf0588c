"""Which papers of a list are found by what the user follows, and by what is muted."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from octavo_model.core.changes import Property
from octavo_model.core.views import Notice, View
from octavo_model.index import conditions, meta
from octavo_model.index.write import properties
from octavo_model.text.fold import fold, fold_name, fold_title

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from octavo_model.index.conditions import Stamp
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.searcher import Searcher
    from octavo_model.search.query.nodes import Query


class Noticing:
    """Finds what is followed and muted in lists. Several threads may use it at once.

    Authors are compared as rows are read. The papers with words, or found by other queries, are
    found in the whole library, once for a state of it.

    Args:
        repository: What is stored.
        catalog: The papers.
        searcher: What evaluates queries.

    Attributes:
        waits: Whether rows and papers wait for searches; else they have what `prepare` found.
    """

    def __init__(self, repository: Repository, catalog: Catalog, searcher: Searcher) -> None:
        self._repository = repository
        self._catalog = catalog
        self._searcher = searcher
        self._sets: dict[str, tuple[Hashable, frozenset[int]]] = {}
        """For texts, the papers they find, and the state of the library these are of."""
        self._prepared: tuple[list[str], list[str], Mapping[str, frozenset[int]]] = [], [], {}
        """What is followed and muted, and what `prepare` found."""
        self.waits = True

    def noticed(self, found: list[Any]) -> list[Any]:
        """Return rows or papers with what finds them; those that are None stay."""
        notices = self.notices([one.id for one in found if one is not None], wait=self.waits)
        return [
            replace(one, **notices[one.id]._asdict()) if one and one.id in notices else one
            for one in found
        ]

    def prepare(self) -> bool:
        """Search for what is followed and muted; return whether that finds other papers now."""
        before, (followed, muted) = self._prepared, self._repository.read(_texts)
        if followed or muted:
            self.found([*followed, *muted], ())
        kept = {text: self._sets[text] for text in (*followed, *muted) if text in self._sets}
        self._sets = kept
        found = {text: papers for text, (_, papers) in kept.items()}
        self._prepared = followed, muted, found
        return before != self._prepared

    def notices(self, ids: Sequence[int], *, wait: bool = True) -> Mapping[int, Notice]:
        """Return what finds which papers of ``ids``; papers that nothing finds are left out.

        Without ``wait`` nothing is searched that `prepare` did not search.
        """
        followed, muted = self._repository.read(_texts)
        if not (followed or muted):
            return {}
        texts = list(dict.fromkeys((*followed, *muted)))
        found = dict(zip(texts, self.found(texts, ids, wait=wait), strict=True))
        by_paper: dict[int, Notice] = {}
        for text in reversed(muted):
            for paper in found[text]:
                by_paper[paper] = Notice(muted=text)
        for text in reversed(followed):
            for paper in found[text]:
                by_paper[paper] = by_paper.get(paper, Notice())._replace(followed=text)
        return by_paper

    def found(
        self, texts: Sequence[str], ids: Sequence[int], *, wait: bool = True
    ) -> list[Collection[int]]:
        """Return the papers of ``ids`` that each of ``texts`` finds."""
        from octavo_model.search.query.parser import parse

        queries = {text: parse(text) for text in texts}
        wanted = frozenset(ids)
        names = {text: name for text, query in queries.items() if (name := author_of(query))}
        by_author = self._by_author(list(names.values()), ids) if names and ids else {}
        state = self._repository.read(conditions.stamp), self._catalog.today
        return [
            by_author.get(names[text], ())
            if text in names
            else wanted & self._papers_of(text, query, *state, wait=wait)
            for text, query in queries.items()
        ]

    def _papers_of(
        self, text: str, query: Query, stamp: Stamp, today: dt.date, *, wait: bool
    ) -> frozenset[int]:
        """Return all papers that a text finds."""
        words = words_of(query)
        # Neither marks nor days change which papers have which words.
        state: Hashable = stamp[:2] if words else (stamp, today)
        known, papers = self._sets.get(text, (None, frozenset[int]()))
        if known != state and wait:
            papers = frozenset(self._search(query, words))
            self._sets[text] = state, papers
        return papers

    def _search(self, query: Query, words: str) -> Iterable[int]:
        if not words:
            return found_by(self._searcher, query, self._catalog.ids(View.all()))
        from octavo_model.search.evaluation import words_expression

        read = partial(conditions.full_text, expression=words_expression(words))
        papers: list[int] = json.loads(self._repository.read(read))
        return papers

    def _by_author(self, names: Sequence[str], ids: Sequence[int]) -> dict[str, list[int]]:
        """Return the papers of ``ids`` by each of ``names``, as the field ``au`` finds them."""
        rows = self._repository.read(partial(conditions.authors_of, papers=ids))
        wanted = {name: _parts(name) for name in names}
        longest = [max(parts, key=len, default="") for parts in wanted.values()]
        found: dict[str, list[int]] = {name: [] for name in names}
        for paper, authors in rows:
            folded = fold(authors)
            # The marks of TeX may be inside a name.
            if "\\" not in folded and not any(part in folded for part in longest):
                continue
            people = [_parts(person) for person in meta.texts(authors)]
            for name, parts in wanted.items():
                if any(_has_all(person, parts) for person in people):
                    found[name].append(paper)
        return found


def found_by(searcher: Searcher, query: Query | str, among: Sequence[int]) -> Sequence[int]:
    """Return the papers of ``among`` that a query finds; none if it names something unknown.

    Its order does not count: a list that is sorted by score is ranked by what this returns.
    """
    from octavo_model.search.query.parser import parse

    parsed = replace(parse(query) if isinstance(query, str) else query, sort=None)
    result = searcher.find(parsed, among, wait=False)
    return () if result.problems else result.ids


def words_of(query: Query) -> str:
    """Return the words that are looked for in a row; empty for a query with fields or signs.

    >>> from octavo_model.search.query.parser import parse
    >>> [words_of(parse(text)) for text in ("tidal basin", '"tidal basin"', "au:quill", "!owls")]
    ['tidal basin', 'tidal basin', '', '']
    """
    if query.is_plain or query.read_as_text:
        return query.text.strip()
    text = query.text.strip()
    if text[:1] == text[-1:] == '"' and len(query.clauses) == len(query.clauses[0]) == 1:
        return text.strip('"')
    return ""


def author_of(query: Query) -> str:
    """Return the author that is all a query asks for; empty for others."""
    from octavo_model.search.query.nodes import FieldTerm, Name

    match query.clauses:
        case ((FieldTerm("au", Name(text), negated=False),),) if not query.problems:
            return text
    return ""


def _texts(db: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Return what is followed, and what is muted."""
    return sorted(properties.all_set(db, Property.FOLLOW)), sorted(
        properties.all_set(db, Property.MUTE)
    )


def _parts(name: str) -> list[str]:
    return fold_title(fold_name(name)).split()


def _has_all(person: Iterable[str], parts: Sequence[str]) -> bool:
    person = tuple(person)
    return bool(parts) and all(any(one.startswith(part) for one in person) for part in parts)
