"""The paper of one entry of a listing mail of arXiv. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core import identity
from octavo_model.core.parsed import Announcement, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.author_styles import NameOrder
from octavo_model.formats.common.authors import read_people
from octavo_model.formats.common.digest import quoted
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.formats.arxiv.listing import ListingEntry, ListingLine

_FIELD = re.compile(
    r"(Paper|arXiv|Date|From|Title|Authors?|Categor(?:y|ies)|Subj-class|Comments?|Report-no"
    r"|Journal(?:-ref)?|DOI|MSC-class|ACM-class|Proxy|License|Note)"
    r"((?: ?\([^()]{0,40}\))?):(.*)",
    re.IGNORECASE | re.DOTALL,
)
_REPLACED = re.compile(r"(replaced) with (?:revised )?version\b()(.*)", re.IGNORECASE | re.DOTALL)
_VERSION = re.compile(r"\bv(\d{1,4})\b")
_SEPARATOR = re.compile(r"[\s,;]+")
_CROSS_LISTED = "(*cross-listing*)"


class _Field(NamedTuple):
    """A field of the header, with its note in parentheses and the number of its first line."""

    name: str
    note: str
    text: str
    line: int


def _fields(header: Iterable[ListingLine]) -> Iterator[_Field]:
    """Yield the fields of a header; a line that starts none continues the one before."""
    name, note, number = "", "", 0
    parts: list[str] = []
    for line in header:
        found = _FIELD.match(line.text) or _REPLACED.match(line.text)
        # Only the first field is the id; below it, such a line is text of an author.
        if found is None or (name and found[1].lower() in ("arxiv", "paper")):
            parts.append(line.text)
            continue
        yield _Field(name, note, clean_line(" ".join(parts)), number)
        name = _SAME.get(found[1].lower(), found[1].lower())
        note, parts, number = found[2], [found[3]], line.number
    yield _Field(name, note, clean_line(" ".join(parts)), number)


_SAME = {
    "arxiv": "id",
    "paper": "id",
    "author": "authors",
    "category": "categories",
    "comment": "comments",
    "journal": "journal-ref",
}


def read_entry(entry: ListingEntry) -> tuple[ParsedPaper | None, list[ParseWarning]]:
    """Return the paper of ``entry`` with warnings; None if it has no title."""
    fields = list(_fields(entry.header))
    # The first text of each name counts.
    texts = defaultdict(str, {field.name: field.text for field in fields[::-1] if field.text})
    title = texts["title"]
    line = next((field.line for field in fields if field.name == "title"), entry.line)
    arxiv_id, version = _id(texts["id"], entry.closing)
    if not title:
        name = f" of arXiv:{arxiv_id}" if arxiv_id else ""
        return None, [ParseWarning(entry.line, f"an entry without a title{name}: left out")]
    warnings = list(_odd(entry, texts["id"], arxiv_id, title, line))
    first, revised, revision = _dates(fields, warnings)
    abstract = _abstract(entry.abstract)
    announced = _announced(entry.section, fields)
    if not abstract and entry.closing and announced in (Announcement.NEW, Announcement.CROSS):
        warnings.append(ParseWarning(line, f"no abstract: {quoted(title)}"))
    people = read_people(texts["authors"], NameOrder.GIVEN_FIRST)
    return ParsedPaper(
        title=title,
        abstract=abstract,
        authors=people.names,
        author_count=people.total,
        date=first,
        arxiv_id=arxiv_id,
        doi=next(filter(None, map(identity.doi, _SEPARATOR.split(texts["doi"]))), None),
        version=version or revision,
        revised=revised,
        announced=announced,
        categories=_categories(texts["categories"], texts["subj-class"]),
        comments=texts["comments"],
        journal=texts["journal-ref"] or None,
        line=line,
    ), warnings


def _may_be_address(word: str) -> bool:
    """Whether it has a dot and, not right behind it nor at the end, a slash."""
    return 0 <= word.find(".") < word.rfind("/", 0, -1) - 1


def _id(first: str, closing: str) -> tuple[str | None, int | None]:
    """The arXiv id and version in the first line of an entry, else in its address."""
    address = next(filter(_may_be_address, closing.split()), "")
    for text in (f"arXiv:{first.partition(' ')[0]}", address.rstrip(",)")):
        if found := identity.arxiv_id(text):
            return found, identity.arxiv_version(text)
    return None, None


def _odd(
    entry: ListingEntry, id_field: str, arxiv_id: str | None, title: str, line: int
) -> Iterator[ParseWarning]:
    if arxiv_id is None:
        yield ParseWarning(entry.line, f"no arXiv id; known by its title: {quoted(title)}")
    elif _id(id_field, "")[0] is None:
        yield ParseWarning(entry.line, f"the id is from its address: {quoted(title)}")
    if not entry.opened:
        yield ParseWarning(entry.line, f"the mark above it is missing: {quoted(title)}")
    if not entry.closing:
        where = "in its abstract" if entry.has_abstract else "before its abstract"
        yield ParseWarning(line, f"cut off {where}: {quoted(title)}")


def _dates(
    fields: Sequence[_Field], warnings: list[ParseWarning]
) -> tuple[dt.date | None, dt.date | None, int | None]:
    """The days of the first version and of the last one, and the number of the last."""
    first: dt.date | None = None
    revised: dt.date | None = None
    version = 0
    for field in (field for field in fields if field.name == "date"):
        day = _day(field, warnings)
        found = _VERSION.search(field.note)
        number = int(found[1]) if found else 0
        if not field.note.strip() or number == 1:
            first = first or day
        else:
            revised, version = day or revised, max(version, number)
    for field in (field for field in fields if field.name == "replaced"):
        revised = _day(field, warnings)
        found = _VERSION.match(field.text)
        version = int(found[1]) if found else version
    return first, revised, version or None


def _day(field: _Field, warnings: list[ParseWarning]) -> dt.date | None:
    """The day of ``Wed, 15 Mar 2023 17:48:42 GMT   (1340kb,D)``."""
    moment = _VERSION.sub("", field.text.partition("(")[0]).strip()
    day = dates.from_mail(moment)
    if day is None:
        warnings.append(ParseWarning(field.line, f"not a date: {quoted(moment)}"))
    return day


def _announced(section: Announcement, fields: Sequence[_Field]) -> Announcement:
    """The kind given by the entry, else that of its section."""
    ids = (f"{field.note} {field.text}" for field in fields if field.name == "id")
    cross = any(_CROSS_LISTED in text.lower() for text in ids)
    if section is Announcement.REPLACE or any(field.name == "replaced" for field in fields):
        return Announcement.REPLACE_CROSS if cross else Announcement.REPLACE
    return Announcement.CROSS if cross else section


def _categories(codes: str, subjects: str) -> tuple[str, ...]:
    """Codes, e.g. ``cs.LG``; the oldest listings name subjects instead."""
    names = _SEPARATOR.split(codes) if codes else map(str.strip, subjects.split(";"))
    return tuple(dict.fromkeys(filter(None, names)))


def _abstract(lines: Sequence[ListingLine]) -> str:
    """Paragraphs: one starts at each indented line, unless every line is indented."""
    has_indents = any(line.text.strip() and not line.text[0].isspace() for line in lines)
    parts: list[str] = []
    for line in lines:
        if has_indents and line.text[:1].isspace():
            parts.append("")
        parts.append(line.text)
    return clean_text("\n".join(parts))
