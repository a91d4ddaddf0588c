"""Which papers of a list are found by what the user follows, and by what is muted."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from octavo_model.core.changes import Property
from octavo_model.core.views import Notice
from octavo_model.index import conditions, meta
from octavo_model.index.write import properties
from octavo_model.text.fold import fold, fold_name, fold_title

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from octavo_model.index.conditions import Stamp
    from octavo_model.index.repository import Repository
    from octavo_model.library.searcher import Searcher
    from octavo_model.search.query.nodes import Query


class Noticing:
    """Finds what is followed and muted in lists. Several threads may use it at once.

    It is fast for the rows on a screen of a large library, and needs no index but that of SQLite
    for words and authors, which are what is followed as a rule; other queries are searched.

    Args:
        repository: What is stored.
        searcher: What evaluates other queries.
    """

    def __init__(self, repository: Repository, searcher: Searcher) -> None:
        self._repository = repository
        self._searcher = searcher
        self._with_words: dict[str, tuple[Stamp, frozenset[int]]] = {}
        """For words, the papers with them, and the state of the index they are of."""

    def noticed(self, found: list[Any]) -> list[Any]:
        """Return rows or papers with what finds them; those that are None stay."""
        notices = self.notices([one.id for one in found if one is not None])
        return [
            replace(one, **notices[one.id]._asdict()) if one and one.id in notices else one
            for one in found
        ]

    def notices(self, ids: Sequence[int]) -> Mapping[int, Notice]:
        """Return what finds which papers of ``ids``; papers that nothing finds are left out."""
        followed, muted = self._repository.read(_texts)
        if not (followed or muted):
            return {}
        texts = list(dict.fromkeys((*followed, *muted)))
        found = dict(zip(texts, self.found(texts, ids), strict=True))
        by_paper: dict[int, Notice] = {}
        for text in reversed(muted):
            for paper in found[text]:
                by_paper[paper] = Notice(muted=text)
        for text in reversed(followed):
            for paper in found[text]:
                by_paper[paper] = by_paper.get(paper, Notice())._replace(followed=text)
        return by_paper

    def found(self, texts: Sequence[str], ids: Sequence[int]) -> Iterator[Collection[int]]:
        """Yield the papers of ``ids`` that each of ``texts`` finds."""
        from octavo_model.search.query.parser import parse

        stamp = self._repository.read(conditions.stamp)
        queries = [parse(text) for text in texts]
        wanted = frozenset(ids)
        authors = dict.fromkeys(name for query in queries if (name := author_of(query)))
        by_author = self._by_author(list(authors), ids) if authors else {}
        for query in queries:
            if words := words_of(query):
                yield wanted & self._papers_with(words, stamp)
            elif name := author_of(query):
                yield by_author[name]
            else:
                yield found_by(self._searcher, query, tuple(ids))

    def _papers_with(self, words: str, stamp: Stamp) -> frozenset[int]:
        """Return the papers of the library with ``words`` in title or abstract."""
        from octavo_model.search.evaluation import words_expression

        known = self._with_words.get(words)
        if known is not None and known[0][:2] == stamp[:2]:  # marks do not change it
            return known[1]
        read = partial(conditions.full_text, expression=words_expression(words))
        papers = frozenset(json.loads(self._repository.read(read)))
        self._with_words[words] = stamp, papers
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
