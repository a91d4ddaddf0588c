"""A paper from a record: a JSON object or a row of a table whose names of columns are known. Pure.

Names are compared without case, spaces and punctuation, so that ``arXiv ID`` is ``arxiv_id``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.core import identity
from octavo_model.core.dates import Precision
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import read_listed, read_people
from octavo_model.formats.common.digest import PaperIds, gather, of_file
from octavo_model.formats.records.columns import FIRST, FURTHER
from octavo_model.formats.records.names import (
    full_name_of,
    name_of,
    people_of,
    place_of,
    words_of,
)
from octavo_model.formats.records.values import (
    address_of,
    count_of,
    day_of,
    line_of,
    repository_of,
    text_of,
)
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.formats.common.dates import LooseDay

    PaperOrWarning = ParsedPaper | ParseWarning
    T = TypeVar("T")

# The names of every field, the best first: of scripts, and of the dumps of arXiv, Semantic Scholar
# and citation processors.
_COLUMNS = {
    "title": "title papertitle name",
    "subtitle": "subtitle",
    "abstract": "abstract paperabstract summary description",
    "authors": "authorsparsed authors authornames author creators creator",
    "author_count": "authorcount numauthors nauthors",
    "organization": "organization organisation",
    "submitted_by": "submittedby submittedondailyby",
    "date": "published publishedat publicationdate publishedon publisheddate date submitted "
    "submitteddate issued publishedprint publishedonline posted created createdat pubdate updated "
    "updatedat updatedate year",
    "updated": "updated updatedat updateddate",
    "versions": "versions",
    "comment_count": "numcomments commentcount ncomments",
    "comments": "comments comment",
    "ids": "arxivid arxiv eprint id paperid externalids",
    "addresses": "url link paperurl paperlink arxivurl absurl entryid pdfurl pdf urlabs urlpdf "
    "openaccesspdf",
    "doi": "doi elocationid",
    # A number of arXiv if that is said beside it.
    "numbers": "number archivelocation note",
    "journal": "journal journalref venue containertitle booktitle fulljournalname proceeding",
    "primary": "primarycategory",
    "categories": "categories category subjects tags",
    "keywords": "keywords aikeywords",
    "upvotes": "upvotes votes",
    "ai_summary": "aisummary tldr",
    "code": "code codeurl codelink github githubrepo githuburl githublink repo repository",
    "project": "project projectpage projecturl homepage website",
}
_FIELDS: dict[str, list[tuple[int, str]]] = {}
for _first, _table in ((-100, FIRST), (0, _COLUMNS), (100, FURTHER)):
    for _field, _names in _table.items():
        for _rank, _name in enumerate(_names.split(), _first):
            _FIELDS.setdefault(_name, []).append((_rank, _field))
_NOT_NAME = re.compile(r"[\W_]+")
_HAS_NUMBER = re.compile(r"\d")
_LONGEST_NAME = 40
_HEADINGS = ("abstract", "summary")
_ARXIV_NUMBER = re.compile(r"arxiv:\s*([^\s\[]{1,40})", re.IGNORECASE)
_DAILY = "paper"
_FEWEST_FIELDS = 2
_MOST_TEXTS = 100
_NOTHING: tuple[object, ...] = (None, "", [], {})

Plan = dict[str, tuple[str, ...]]
"""For each field the keys of a record that may hold it, the best first."""


def paper_of(record: Mapping[str, object], line: int = 0) -> ParsedPaper | None:
    r"""Return the paper in ``record``; None if it has no title.

    >>> one = paper_of({"Title": "A\n  Title", "arXiv ID": "2401.01234v2", "year": 2024})
    >>> one.title, one.arxiv_id, one.version, one.date.year, one.date_precision.name
    ('A Title', '2401.01234', 2, 2024, 'YEAR')
    """
    daily = record.get(_DAILY)
    if isinstance(daily, dict):
        record = flattened(record, daily)
    plan = plan_of(tuple(record))

    def read(field: str, reader: Callable[[object], T]) -> T | None:
        """The first value that is not empty; a count may be 0."""
        for key in plan.get(field, ()):
            value = reader(record[key])
            if value or value == 0:
                return value
        return None

    title = read("title", line_of)
    if not title:
        return None
    if (more := read("subtitle", line_of)) and more.casefold() not in title.casefold():
        title = f"{title.removesuffix(':')}: {more}"
    authors = read("authors", people_of) or ()
    known = _ids(record, plan)
    version, revised, first = known.version, None, None
    if known.arxiv_id and "versions" in plan:
        last, revised, first = _versions(record[plan["versions"][0]])
        version = last or version
    day = first or _with_month(read("date", day_of), read("month", line_of), read("day", line_of))
    if revised is None and version:
        revised = read("updated", day_of)
    comment_count = read("comment_count", count_of)
    comments = read("comments", _remark) or ""
    if comment_count is None and not comments:
        comment_count = read("comments", count_of)
    categories = read("categories", words_of) or ()
    if primary := read("primary", name_of):
        categories = tuple(dict.fromkeys((primary, *categories)))
    found = known.arxiv_id or known.doi
    return ParsedPaper(
        title=title,
        abstract=_without_heading(read("abstract", text_of) or ""),
        authors=authors,
        author_count=read("author_count", count_of) or _number_of_authors(record, plan, authors),
        organization=read("organization", full_name_of),
        submitted_by=read("submitted_by", full_name_of),
        date=day.date if day else None,
        date_precision=day.precision if day else Precision.DAY,
        comment_count=comment_count,
        arxiv_id=known.arxiv_id,
        doi=known.doi,
        version=version,
        revised=revised.date if revised else None,
        categories=categories,
        comments=comments,
        journal=read("journal", place_of),
        upvotes=read("upvotes", count_of),
        keywords=read("keywords", words_of) or (),
        ai_summary=read("ai_summary", text_of) or "",
        page=None if found else read("addresses", address_of) or read("ids", address_of),
        code=read("code", repository_of),
        project=read("project", address_of),
        line=line,
    )


def digest_of_file(
    source: Source, found: Iterable[PaperOrWarning], broken: ParseWarning | None
) -> ParsedDigest:
    """Return the digest with all of ``found``, named and dated by the name of its file."""
    day = source.date or dates.in_name(source.name)
    return gather(found, day, of_file(source.name), broken)


def flattened(row: Mapping[str, object], paper: Mapping[str, object]) -> dict[str, object]:
    """Return a row of Daily Papers as one record; the values of the paper come first."""
    return {**row, **{key: value for key, value in paper.items() if value not in _NOTHING}}


@lru_cache(maxsize=32)
def plan_of(keys: tuple[object, ...]) -> Plan:
    """Return which of ``keys`` hold which field."""
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    for place, key in enumerate(keys):
        # A dict printed by Python may have keys of any type.
        if isinstance(key, str) and len(key) <= _LONGEST_NAME:
            for rank, field in _FIELDS.get(_NOT_NAME.sub("", key).lower(), ()):
                ranked.setdefault(field, []).append((rank, place, key))
    return {field: tuple(key for _, _, key in sorted(found)) for field, found in ranked.items()}


def is_titled(keys: tuple[object, ...]) -> bool:
    """Return whether one of ``keys`` is that of a title; a name may be that of anything."""
    titles = {_NOT_NAME.sub("", key).lower() for key in plan_of(keys).get("title", ())}
    return bool(titles - {"name"})


def likeness(keys: tuple[object, ...]) -> float:
    """Return how likely records with such ``keys`` are papers, from 0 to 1.

    >>> likeness(("title", "abstract", "authors")), likeness(("name", "description", "url"))
    (0.8, 0.0)
    """
    fields = len(plan_of(keys))
    if fields < _FEWEST_FIELDS or not is_titled(keys):
        return 0.0
    return 0.8 if fields > _FEWEST_FIELDS else 0.5


def _without_heading(abstract: str) -> str:
    heading, _, below = abstract[:_LONGEST_NAME].partition("\n\n")
    return abstract[len(heading) :].lstrip() if below and heading.lower() in _HEADINGS else abstract


def _remark(value: object) -> str:
    """A comment of the authors; a number is a number of discussion comments."""
    return "" if count_of(value) is not None else line_of(value)


def _with_month(day: LooseDay | None, month: str | None, of_month: str | None) -> LooseDay | None:
    """``day`` with a month and a day that are beside its year: ``4``, ``MAR``, ``MAR 4``."""
    if day is None or day.precision is not Precision.YEAR or not month:
        return day
    name, _, rest = month.replace("-", " ").partition(" ")
    return dates.from_parts(f"{day.date.year:04}", name, of_month or rest) or day


def _number_of_authors(
    record: Mapping[str, object], plan: Plan, authors: tuple[str, ...]
) -> int | None:
    """The number of authors, if all of them are listed, or a text says how many there are."""
    for key in plan.get("authors", ()):
        value = record[key]
        if isinstance(value, list | tuple):
            people = read_listed([one for one in value if isinstance(one, str)])
            return people.total if people.cut else len(authors) or None
        if isinstance(value, str) and _HAS_NUMBER.search(value):
            return read_people(value).total
    return None


def _ids(record: Mapping[str, object], plan: Plan) -> PaperIds:
    """The ids in ids, addresses, DOIs and numbers, in this order."""
    arxiv_id = version = doi = None
    for field in ("ids", "addresses", "doi", "numbers"):
        for key in plan.get(field, ()):
            for text in _numbers(record, key) if field == "numbers" else _texts(record[key]):
                if arxiv_id is None and (arxiv_id := identity.arxiv_id(text)):
                    version = identity.arxiv_version(text)
                elif doi is None:
                    doi = identity.doi(text)
        if arxiv_id and doi:
            break
    return PaperIds(arxiv_id, version, doi)


def _texts(value: object) -> Iterable[str]:
    """The texts that may be an id: one or several, the first of several DOIs, those of a dict."""
    if isinstance(value, str):
        bare = clean_line(value).replace("\\_", "_")
        return (bare.split(None, 1)[0],) if bare.startswith("10.") else (bare,)
    if isinstance(value, dict):
        named = {key.lower(): id_ for key, id_ in value.items() if isinstance(key, str)}
        return [line for key in ("arxiv", "doi", "url") if (line := line_of(named.get(key)))]
    if isinstance(value, list):
        return [clean_line(one) for one in value[:_MOST_TEXTS] if isinstance(one, str)]
    return ()


def _numbers(record: Mapping[str, object], key: str) -> Iterable[str]:
    """The number of arXiv as citation processors keep it: ``arXiv:2401.01234 [cs]``."""
    text = line_of(record[key])
    if found := _ARXIV_NUMBER.match(text):
        return (found[1],)
    in_arxiv = (line_of(record.get(name)).lower() for name in ("archive", "publisher", "source"))
    return (text,) if any(name.startswith("arxiv") for name in in_arxiv) else ()


def _versions(value: object) -> tuple[int | None, LooseDay | None, LooseDay | None]:
    """The last version, its day, and the day of the first, from a dump of arXiv."""
    if not isinstance(value, list) or not value:
        return None, None, None
    first, last = (
        day_of(one.get("created")) if isinstance(one, dict) else None
        for one in (value[0], value[-1])
    )
    return len(value), last, first
