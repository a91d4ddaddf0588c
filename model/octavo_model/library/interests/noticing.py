"""Which papers of a list are found by what the user follows, and by what is muted."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.changes import Property
from octavo_model.core.suggestions import Notice
from octavo_model.core.views import View
from octavo_model.index import conditions, meta
from octavo_model.index.write import properties
from octavo_model.text.fold import fold
from octavo_model.text.phrases import has_phrase, is_by, name_words, words_in

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.searcher import Searcher
    from octavo_model.search.query.nodes import Query, Term


_FEW = 500
"""Papers whose texts are compared; the words of more are looked up in SQLite's full text."""


_CACHED, _MOST_CACHED = 32, 8_000
"""For so many words the papers with them are cached, if they are no more: 24 MB at most."""


class Noticing:
    """Finds what is followed and muted in lists: `Library.noticing`. Any thread may use it.

    Words and authors are compared to the texts of a few papers, as rows are read. Other queries
    are searched in the whole library, once for a state of it.

    Args:
        repository: What is stored.
        catalog: The papers.
        searcher: What evaluates queries.

    Attributes:
        waits: Whether rows and papers wait for searches; else they have what `prepare` found.
        rules: What `prepare` found to be followed and muted, for `octavo_model.index.first_page`:
            a JSON array of arrays of the property, the text, its words or none, its author or none.
    """

    def __init__(self, repository: Repository, catalog: Catalog, searcher: Searcher) -> None:
        self._repository = repository
        self._catalog = catalog
        self._searcher = searcher
        self._sets: dict[str, tuple[Hashable, frozenset[int]]] = {}
        """For texts, the papers they find, and the state of the library these are of."""
        self._prepared: tuple[list[str], list[str], Mapping[str, frozenset[int]]] = [], [], {}
        """What is followed and muted, and what `prepare` found."""
        self._full_text: dict[str, tuple[Hashable, frozenset[int]]] = {}
        """The same for words."""
        self.waits = True
        self.rules = ""

    def noticed(self, found: list[Any]) -> list[Any]:
        """Return rows or papers with what finds them; those that are None stay."""
        notices = self.notices([one.id for one in found if one is not None], wait=self.waits)
        return [
            replace(one, **notices[one.id]._asdict()) if one and one.id in notices else one
            for one in found
        ]

    def prepare(self) -> bool:
        """Search for what is not found in texts; return whether other papers are found now.

        Call it in a thread.
        """
        before, (followed, muted) = (
            self._prepared,
            self._repository.read(properties.followed_and_muted),
        )
        self.rules = "[]"
        if followed or muted:
            self.found([*followed, *muted], ())
            self.rules = json.dumps(
                [
                    *(_rule(Property.FOLLOW, text) for text in followed),
                    *(_rule(Property.MUTE, text) for text in muted),
                ]
            )
        self._sets = {text: self._sets[text] for text in (*followed, *muted) if text in self._sets}
        found = {text: papers for text, (_, papers) in self._sets.items()}
        self._prepared = followed, muted, found
        return before != self._prepared

    def notices(self, ids: Sequence[int], *, wait: bool = True) -> Mapping[int, Notice]:
        """Return what finds which papers of ``ids``; papers that nothing finds are left out.

        Without ``wait`` nothing is searched that `prepare` did not search.
        """
        followed, muted = self._repository.read(properties.followed_and_muted)
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

    def flags(self, ids: Sequence[int]) -> tuple[dict[int, str], dict[int, str]]:
        """Return which of ``ids`` are followed, and which are muted, with what finds each."""
        notices = self.notices(ids).items()
        followed = {paper: one.followed for paper, one in notices if one.followed}
        return followed, {paper: one.muted for paper, one in notices if one.muted}

    def found(
        self, texts: Sequence[str], ids: Sequence[int], *, wait: bool = True
    ) -> list[Collection[int]]:
        """Return the papers of ``ids`` that each of ``texts`` finds."""
        from octavo_model.search.query.parser import parse

        queries = {text: parse(text) for text in texts}
        words = {text: one for text, query in queries.items() if (one := words_of(query))}
        people = {text: one for text, query in queries.items() if (one := author_of(query))}
        found = {**self._with_words(words, ids), **self._by_people(people, ids)}
        if others := [text for text in queries if text not in found]:
            wanted = frozenset(ids)
            all_found = self._in_library({text: queries[text] for text in others}, wait=wait)
            found |= {text: wanted & papers for text, papers in all_found.items()}
        return [found[text] for text in texts]

    def _in_library(self, queries: Mapping[str, Query], *, wait: bool) -> dict[str, frozenset[int]]:
        """Return all papers that each of some queries finds."""
        stamp, today = self._repository.read(conditions.stamp), self._catalog.today
        everything: Sequence[int] = ()
        found = {}
        for text, query in queries.items():
            # A mark changes what is found only of queries that ask for marks.
            state = stamp if _asks_for_marks(query) else stamp[:2], today
            known, papers = self._sets.get(text, (None, frozenset[int]()))
            if known != state and wait:
                everything = everything or self._catalog.ids(View.all())
                papers = frozenset(found_by(self._searcher, query, everything).papers)
                self._sets[text] = state, papers
            found[text] = papers
        return found

    def _with_words(
        self, words: Mapping[str, str], ids: Sequence[int]
    ) -> dict[str, Collection[int]]:
        """Return the papers of ``ids`` with words in a row, in title or abstract, by text."""
        if not words or not ids:
            return dict.fromkeys(words, ())
        if len(ids) > _FEW:
            wanted, state = frozenset(ids), self._repository.read(conditions.stamp)[:2]
            return {text: wanted & self._in_full_text(one, state) for text, one in words.items()}
        rows = self._repository.read(partial(conditions.texts_of, papers=ids))
        texts = {paper: f"{words_in(title)}\n{words_in(text)}" for paper, title, text in rows}
        phrases = {text: words_in(one) for text, one in words.items()}
        return {
            text: [paper for paper, folded in texts.items() if has_phrase(folded, phrase)]
            for text, phrase in phrases.items()
        }

    def _in_full_text(self, words: str, state: Hashable) -> frozenset[int]:
        """Return all papers with ``words`` in a row, in a ``state`` of the library."""
        from octavo_model.search.evaluation import words_expression

        if (known := self._full_text.get(words)) and known[0] == state:
            return known[1]
        read = partial(conditions.full_text, expression=words_expression(words))
        papers = frozenset(json.loads(self._repository.read(read)))
        if len(papers) <= _MOST_CACHED:
            self._full_text[words] = state, papers
            while len(self._full_text) > _CACHED:
                self._full_text.pop(next(iter(self._full_text)), None)
        return papers

    def _by_people(
        self, people: Mapping[str, str], ids: Sequence[int]
    ) -> dict[str, Collection[int]]:
        """Return the papers of ``ids`` by authors, as the field ``au`` finds them, by text."""
        if not people or not ids:
            return dict.fromkeys(people, ())
        rows = self._repository.read(partial(conditions.authors_of, papers=ids))
        wanted = {text: name_words(name) for text, name in people.items()}
        longest = [max(parts, key=len, default="") for parts in wanted.values()]
        found: dict[str, list[int]] = {text: [] for text in people}
        for paper, authors in rows:
            folded = fold(authors)
            # The marks of TeX may be inside a name.
            if not {"\\", "{"} & set(folded) and not any(part in folded for part in longest):
                continue
            names = meta.texts(authors)
            for text, parts in wanted.items():
                if is_by(names, parts):
                    found[text].append(paper)
        return dict(found)


class FoundPapers(NamedTuple):
    """The papers that a query finds, and parts of it that name what the library does not have."""

    papers: Sequence[int]
    unknown: tuple[str, ...]


def found_by(searcher: Searcher, query: Query | str, among: Sequence[int]) -> FoundPapers:
    """Return the papers of ``among`` that a query finds.

    What is unknown matches nothing: of ``digest:a | digest:gone`` the papers of one are found. A
    query with a mistake finds nothing, as it may mean less.
    The order does not count: a list that is sorted by score is ranked by what this returns.
    """
    from octavo_model.search.query.nodes import FieldTerm
    from octavo_model.search.query.parser import parse

    parsed = replace(parse(query) if isinstance(query, str) else query, sort=None)
    result = searcher.find(parsed, among, wait=False)
    unknown = [one for one in result.problems if one not in parsed.remarks]
    places = {(one.start, one.end) for one in unknown}

    def is_unknown(term: Term) -> bool:
        can_be = isinstance(term, FieldTerm) and not term.negated
        return can_be and (term.start, term.end) in places

    is_empty = parsed.problems or any(all(map(is_unknown, clause)) for clause in parsed.clauses)
    return FoundPapers(() if is_empty else result.ids, tuple(one.part for one in unknown))


def _asks_for_marks(query: Query) -> bool:
    """Return whether a mark may change what a query finds."""
    from octavo_model.search.evaluation import uses_marks
    from octavo_model.search.query.nodes import FieldTerm

    terms = (term for clause in query.clauses for term in clause)
    return any(isinstance(term, FieldTerm) and uses_marks(term) for term in terms)


def _rule(name: Property, text: str) -> list[str]:
    from octavo_model.search.query.parser import parse

    words, author = words_of(parse(text)), author_of(parse(text))
    return [name, text, words_in(words) if words else "", " ".join(name_words(author))]


def words_of(query: Query) -> str:
    """Return the words that are looked for in a row; empty for a query with fields or signs.

    >>> from octavo_model.search.query.parser import parse
    >>> [words_of(parse(text)) for text in ("tidal basin", '"tidal basin"', "au:quill", "!owls")]
    ['tidal basin', 'tidal basin', '', '']
    """
    if query.is_plain or query.read_as_text:
        return query.text.strip()
    text = query.text.strip()
    if text[:1] == text[-1:] == '"' and [len(clause) for clause in query.clauses] == [1]:
        return text.strip('"')
    return ""


def author_of(query: Query) -> str:
    """Return the author that is all a query asks for; empty for others."""
    from octavo_model.search.query.nodes import FieldTerm, Name

    match query.clauses:
        case ((FieldTerm("au", Name(text), negated=False),),) if not query.problems:
            return text
    return ""
