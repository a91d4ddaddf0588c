"""Papers in any JSON value: in lists, under ids, in envelopes of services. Pure.

Papers of one list, or under the same keys, are a group. Of several groups those most like papers
are read. What is in a paper, e.g. its references, is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core import identity
from octavo_model.formats.apis.services import translated
from octavo_model.formats.records.record import flattened, is_titled, likeness, paper_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.core.parsed import ParsedPaper

    Record = dict[str, object]
    Path = tuple[str, ...]

_DEEPEST = 10
_ANY = "*"
_LOOKED_AT = 20
_LIKELY, _NAMED = 0.8, 0.5
_NAMES_OF_PAPERS = "papers articles works publications preprints"
_NAMES_OF_LISTS = "entries items results records data docs documents hits notes rows list"
# Of these not even titles, addresses and authors make papers, if there are others.
_NAMES_OF_OTHERS = """
videos talks slides podcasts datasets models spaces repos repositories projects software tools code
posts blogs news events jobs people authors books courses references citations related cites citedby
"""
_PAPERS = frozenset(_NAMES_OF_PAPERS.split())
_LISTS = _PAPERS.union(_NAMES_OF_LISTS.split())
_OTHERS = frozenset(_NAMES_OF_OTHERS.split())
_IDS = ("doi", "DOI", "arxiv_id", "arxivId", "externalIds")
_ADDRESS = re.compile(r"\]\(\s*(https?://[^\s()]+)\s*\)")
_DATED = re.compile(r"(?:\||- )\s*(?:\*\*)?(\d{4}-\d\d-\d\d)(?:\*\*)?\s*[|,]\s*\*\*")
_ET_AL = re.compile(r"(?: et\.? ?al\.?)?[ |,]*(?:Paper:)?[ |,]*$")


@dataclass(slots=True)
class Group:
    """The values at one place: papers, and the numbers of those that have no title or are odd."""

    path: Path
    likeness: float = 0.0
    """How likely they are papers, from 0 to 1."""
    count: int = 0
    papers: list[ParsedPaper] = field(default_factory=list)
    untitled: list[int] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The key of the list, as far as it has one."""
        return next((key for key in reversed(self.path) if key != _ANY), "")

    @property
    def rank(self) -> float:
        """Its likeness, less if its name says that it holds something else."""
        return self.likeness - (1 if self.name.lower() in _OTHERS else 0)


class _Place(NamedTuple):
    line: int
    depth: int = 0
    in_list: bool = False


def paper_in(value: object, line: int = 0) -> ParsedPaper | None:
    """Return the paper that ``value`` is; None for anything else, and for a list with a title."""
    if not isinstance(value, dict):
        return None
    record = translated(value)
    return None if _is_list(record) else paper_of(record, line)


def groups_in(value: object, line: int = 0) -> list[Group]:
    """Return the groups of papers in ``value``, which is on ``line``, in its order.

    >>> answer = {"status": {"code": 200}, "data": [{"title": "Salt", "doi": "10.1000/1"}, {}]}
    >>> [(one.path, one.papers[0].title, one.untitled) for one in groups_in(answer)]
    [(('data',), 'Salt', [2])]
    """
    found: dict[Path, Group] = {}
    _look(value, (), found, _Place(line))
    return [group for group in found.values() if group.papers and group.likeness]


def _look(value: object, path: Path, found: dict[Path, Group], place: _Place) -> None:
    if place.depth > _DEEPEST:
        return
    if isinstance(value, list):
        if any(isinstance(one, dict | list) for one in value):
            inside = place._replace(depth=place.depth + 1, in_list=True)
            for one in value:
                _look(one, path, found, inside)
        return
    group = found.setdefault(path, Group(path))
    group.count += 1
    if not isinstance(value, dict):
        group.odd.append(group.count)
        return
    record = _flat(value)
    keys = tuple(record)
    paper = paper_of(record, place.line) if is_titled(keys) and not _is_list(record) else None
    if paper is None:
        group.untitled.append(group.count)
        for key, inner in _inside(value):
            in_list = place.in_list or key == _ANY
            inside = place._replace(depth=place.depth + 1, in_list=in_list)
            _look(inner, (*path, key), found, inside)
        return
    group.papers.append(paper)
    if len(group.papers) <= _LOOKED_AT:
        # An id settles that it is a paper, and so does the name of its list.
        known = _LIKELY if paper.arxiv_id or paper.doi else 0.0
        named = _NAMED if group.name.lower() in _PAPERS else 0.0
        likely = max(likeness(keys), known, named)
        # One object under a key, with a title and a description alone, may be of anything.
        if likely >= _LIKELY or place.in_list or not path or paper.authors or paper.date:
            group.likeness = max(group.likeness, likely)


def _flat(value: Record) -> Record:
    record = translated(value)
    daily = record.get("paper")
    return flattened(record, daily) if isinstance(daily, dict) else record


def _is_list(record: Record) -> bool:
    """Whether an object with a title is a list of papers, and not one of them."""
    names = [
        str(key).lower()
        for key, one in record.items()
        if type(one) is list and one and type(one[0]) is dict and likeness(tuple(one[0]))
    ]
    if not names or any(record.get(key) for key in _IDS):
        return False
    has_authors = record.get("authors") or record.get("author")
    return not _LISTS.isdisjoint(names) or not (has_authors or _OTHERS.issuperset(names))


def _inside(value: Record) -> Iterator[tuple[str, object]]:
    """The values in an object that may hold papers, with the keys of their places."""
    are_ids = all(any(map(str.isdigit, key)) for key in value)
    for key, one in value.items():
        if isinstance(one, str):
            if row := _row(str(key), one):
                yield _ANY, row
        elif isinstance(one, dict) and are_ids:
            yield _ANY, _with_id(one, str(key))
        elif isinstance(one, dict | list):
            yield _ANY if are_ids else str(key), one


def _with_id(value: Record, key: str) -> Record:
    """An object with the id that it is kept under."""
    for name, read in (("arxiv_id", identity.arxiv_id), ("doi", identity.doi)):
        if read(key) and not value.get(name):
            return {**value, name: key}
    return value


def _row(key: str, text: str) -> Record | None:
    """A row of a table or a list in Markdown, as cv-arxiv-daily keeps them under their ids.

    https://github.com/Vincentqyw/cv-arxiv-daily/blob/main/daily_arxiv.py
    """
    dated = _DATED.match(text)
    if dated is None:
        return None
    title, _, rest = text[dated.end() :].partition("**")
    people, _, _ = rest.lstrip(" |,").partition("[")
    page, *others = [found[1] for found in _ADDRESS.finditer(rest)] or [""]
    return {
        "title": title,
        "authors": _ET_AL.sub("", people),
        "date": dated[1],
        "id": page if identity.arxiv_id(page) else key,
        "url": page,
        "code": next((one for one in others if "//git" in one), None),
    }
