"""A paper from a record: a JSON object or a row of a table whose names of columns are known. Pure.

Names are compared without case, spaces and punctuation, so that ``arXiv ID`` is ``arxiv_id``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.dates import Precision
from octavo_model.core.ids import ids_of
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import read_listed, read_people
from octavo_model.formats.common.digest import PaperIds, gather, of_file
from octavo_model.formats.records.columns import Plan, bare, plan_of_names
from octavo_model.formats.records.names import (
    full_name_of,
    name_of,
    people_of,
    place_of,
    plain_people_of,
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

_HAS_NUMBER = re.compile(r"\d")
_LONGEST_HEADING = 40
_HEADINGS = ("abstract", "summary")
_ARXIV_NUMBER = re.compile(r"arxiv:\s*([^\s\[]{1,40})", re.IGNORECASE)
_DAILY = "paper"
_FEWEST_FIELDS = 2
_MOST_TEXTS = 100
_NOTHING: tuple[object, ...] = (None, "", [], {})


class _FieldReading(NamedTuple):
    """How records with the same keys are read; ``simple`` are fields that depend on no others."""

    plan: Plan
    simple: tuple[tuple[str, Callable[[object], object], tuple[str, ...]], ...]


_readings: dict[tuple[object, ...], _FieldReading] = {}
_MOST_READINGS, _LONGEST_KEYS = 512, 2_000


def paper_of(record: Mapping[str, object], line: int = 0) -> ParsedPaper | None:
    r"""Return the paper in ``record``; None if it has no title.

    >>> one = paper_of({"Title": "A\n  Title", "arXiv ID": "2401.01234v2", "year": 2024})
    >>> one.title, one.arxiv_id, one.version, one.date.year, one.date_precision.name
    ('A Title', '2401.01234', 2, 2024, 'YEAR')
    """
    daily = record.get(_DAILY)
    if isinstance(daily, dict):
        record = flattened(record, daily)
    plan, simple = _reading_of(tuple(record))
    title = _read(record, plan, "title", line_of)
    if not title:
        return None
    fields: dict[str, Any] = {}
    for field, reader, keys in simple:
        for key in keys:
            value = reader(record[key])
            if value or value == 0:  # a count may be 0
                fields[field] = value
                break
    if (more := fields.pop("subtitle", "")) and more.casefold() not in title.casefold():
        title = f"{title.removesuffix(':')}: {more}"
    if primary := fields.pop("primary", ""):
        fields["categories"] = tuple(dict.fromkeys((primary, *fields.get("categories", ()))))
    if "comments" in plan and "comments" not in fields and "comment_count" not in fields:
        fields["comment_count"] = _read(record, plan, "comments", count_of)
    authors, number = _people(record, plan)
    known = _ids(record, plan)
    version, revised, first = known.version, None, None
    if known.arxiv_id and "versions" in plan:
        last, revised, first = _versions(record[plan["versions"][0]])
        version = last or version
    day = first or _day(record, plan)
    if revised is None and version:
        revised = _read(record, plan, "updated", day_of)
    page = None
    if not (known.arxiv_id or known.doi):
        page = _read(record, plan, "addresses", address_of) or _read(
            record, plan, "ids", address_of
        )
    return ParsedPaper(
        title,
        authors=authors,
        author_count=fields.pop("author_count", None) or number,
        date=day.date if day else None,
        date_precision=day.precision if day else Precision.DAY,
        arxiv_id=known.arxiv_id,
        doi=known.doi,
        version=version,
        revised=revised.date if revised else None,
        page=page,
        line=line,
        **fields,
    )


def _read(
    record: Mapping[str, object], plan: Plan, field: str, reader: Callable[[object], T]
) -> T | None:
    """The first value of a field that is not empty."""
    for key in plan.get(field, ()):
        value = reader(record[key])
        if value or value == 0:
            return value
    return None


def digest_of_file(
    source: Source, found: Iterable[PaperOrWarning], broken: ParseWarning | None
) -> ParsedDigest:
    """Return the digest with all of ``found``, named and dated by the name of its file."""
    day = source.date or dates.in_name(source.name)
    return gather(found, day, of_file(source.name), broken)


def flattened(row: Mapping[str, object], paper: Mapping[str, object]) -> dict[str, object]:
    """Return a row of Daily Papers as one record; the values of the paper come first."""
    return {**row, **{key: value for key, value in paper.items() if value not in _NOTHING}}


def plan_of(keys: tuple[object, ...]) -> Plan:
    """Return which of ``keys`` hold which field."""
    return _reading_of(keys).plan


def _reading_of(keys: tuple[object, ...]) -> _FieldReading:
    known = _readings.get(keys)
    if known is None:
        plan = plan_of_names(keys)
        simple = [(field, _READERS[field], plan[field]) for field in plan if field in _READERS]
        known = _FieldReading(plan, tuple(simple))
        if len(str(keys)) < _LONGEST_KEYS:
            if len(_readings) >= _MOST_READINGS:
                _readings.clear()
            _readings[keys] = known
    return known


def is_titled(keys: tuple[object, ...]) -> bool:
    """Return whether one of ``keys`` is that of a title; a name may be that of anything."""
    titles = {bare(key) for key in plan_of(keys).get("title", ())}
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


def _abstract_of(value: object) -> str:
    abstract = text_of(value)
    heading, _, below = abstract[:_LONGEST_HEADING].partition("\n\n")
    return abstract[len(heading) :].lstrip() if below and heading.lower() in _HEADINGS else abstract


def _remark(value: object) -> str:
    """A comment of the authors; a number is a number of discussion comments."""
    return "" if count_of(value) is not None else line_of(value)


_READERS: dict[str, Callable[[object], object]] = {
    "subtitle": line_of,
    "abstract": _abstract_of,
    "author_count": count_of,
    "organization": full_name_of,
    "submitted_by": full_name_of,
    "comment_count": count_of,
    "comments": _remark,
    "primary": name_of,
    "categories": words_of,
    "keywords": words_of,
    "journal": place_of,
    "upvotes": count_of,
    "ai_summary": text_of,
    "code": repository_of,
    "project": address_of,
}


def _day(record: Mapping[str, object], plan: Plan) -> LooseDay | None:
    """The day, with a month and a day that are beside its year: ``4``, ``MAR``, ``MAR 4``."""
    day = _read(record, plan, "date", day_of)
    if day is None or day.precision is not Precision.YEAR:
        return day
    month = _read(record, plan, "month", line_of)
    if not month:
        return day
    name, _, rest = month.replace("-", " ").partition(" ")
    of_month = _read(record, plan, "day", line_of) or rest
    return dates.from_parts(f"{day.date.year:04}", name, of_month) or day


def _people(record: Mapping[str, object], plan: Plan) -> tuple[tuple[str, ...], int | None]:
    """The authors, and their number if all of them are listed or a text says it."""
    keys = plan.get("authors", ())
    if keys and (plain := plain_people_of(record[keys[0]])) is not None:
        return plain, len(plain)
    authors = _read(record, plan, "authors", people_of) or ()
    for key in keys:
        value = record[key]
        if isinstance(value, list | tuple):
            people = read_listed([one for one in value if isinstance(one, str)])
            return authors, people.total if people.cut else len(authors) or None
        if isinstance(value, str) and _HAS_NUMBER.search(value):
            return authors, read_people(value).total
    return authors, None


_FIELDS_OF_IDS = ("ids", "addresses", "doi", "numbers")


def _ids(record: Mapping[str, object], plan: Plan) -> PaperIds:
    """The ids in ids, addresses, DOIs and numbers, in this order."""
    arxiv_id = version = doi = None
    for field in _FIELDS_OF_IDS:
        if field not in plan:
            continue
        for key in plan[field]:
            for text in _numbers(record, key) if field == "numbers" else _texts(record[key]):
                found = ids_of(text)
                if arxiv_id is None and found.arxiv_id:
                    arxiv_id, version = found.arxiv_id, found.version
                elif doi is None:
                    doi = found.doi
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
