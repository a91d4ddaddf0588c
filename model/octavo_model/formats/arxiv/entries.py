"""The paper of one entry of a listing mail of arXiv. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core import identity
from octavo_model.core.parsed import Announcement, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import not_shown, split_people
from octavo_model.formats.common.digest import quoted
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from octavo_model.formats.arxiv.listing import ListingEntry, ListingLine

_FIELD = re.compile(
    r"(Paper|arXiv|Date|From|Title|Authors?|Categor(?:y|ies)|Subj-class|Comments?|Report-no"
    r"|Journal(?:-ref)?|DOI|MSC-class|ACM-class|Proxy|License|Note)"
    r"((?: ?\([^()]{0,40}\))?):(.*)",
    re.IGNORECASE | re.DOTALL,
)
_REPLACED = re.compile(r"replaced with (?:revised )?version\b(.*)", re.IGNORECASE | re.DOTALL)
_VERSION = re.compile(r"\bv(\d{1,4})\b")
_CROSS_LISTED = "(*cross-listing*)"


class _Fields:
    """The fields in the header of an entry, by name."""

    def __init__(self, header: Sequence[ListingLine]) -> None:
        self.texts: dict[str, str] = {}
        self.title_line = 0
        self.dates: list[tuple[str, str, int]] = []
        self.replaced: tuple[str, int] | None = None
        self.cross = False
        parts: list[str] = []
        name, note, number = "", "", 0
        for line in header:
            found = None if line.text[:1].isspace() else self._start(line.text, name)
            if found is None:
                parts.append(line.text)
                continue
            self._add(name, note, " ".join(parts), number)
            name, note, text = found
            parts, number = [text], line.number
        self._add(name, note, " ".join(parts), number)

    def _start(self, line: str, name: str) -> tuple[str, str, str] | None:
        """Name, note and text of the field that starts on ``line``, if one does."""
        if found := _REPLACED.match(line):
            return "replaced", "", found[1]
        found = _FIELD.match(line)
        # Only the first field is the id; below it, such a line is text of an author.
        if found is None or (found[1].lower() in ("arxiv", "paper") and name):
            return None
        return found[1].lower(), found[2], found[3]

    def _add(self, name: str, note: str, text: str, number: int) -> None:
        text = clean_line(text)
        if name == "date":
            self.dates.append((clean_line(note), text, number))
        elif name == "replaced":
            self.replaced = (text, number)
        elif name:
            name = _SAME.get(name, name)
            if name == "id":
                self.cross = _CROSS_LISTED in f"{note} {text}".lower()
            elif name == "title" and not self.title_line:
                self.title_line = number
            if text:
                self.texts.setdefault(name, text)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")


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
    fields = _Fields(entry.header)
    title = fields["title"]
    line = fields.title_line or entry.line
    arxiv_id, version = _id(fields["id"], entry.closing)
    if not title:
        name = f" of arXiv:{arxiv_id}" if arxiv_id else ""
        return None, [ParseWarning(entry.line, f"an entry without a title{name}: left out")]
    warnings = list(_odd(entry, fields, arxiv_id, title, line))
    first, revised, revision = _dates(fields, warnings)
    abstract = _abstract(entry.abstract)
    announced = _announced(entry.section, fields)
    if not abstract and entry.closed and announced in (Announcement.NEW, Announcement.CROSS):
        warnings.append(ParseWarning(line, f"no abstract: {quoted(title)}"))
    authors = split_people(fields["authors"])
    hidden = not_shown(fields["authors"])
    return ParsedPaper(
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=len(authors) + hidden if hidden else None,
        date=first,
        arxiv_id=arxiv_id,
        doi=next(filter(None, map(identity.doi, re.split(r"[\s,;]+", fields["doi"]))), None),
        version=version or revision,
        revised=revised,
        announced=announced,
        categories=_categories(fields),
        comments=fields["comments"],
        journal=fields["journal-ref"] or None,
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
    entry: ListingEntry, fields: _Fields, arxiv_id: str | None, title: str, line: int
) -> Iterator[ParseWarning]:
    if arxiv_id is None:
        yield ParseWarning(entry.line, f"no arXiv id; kept by its title: {quoted(title)}")
    elif identity.arxiv_id(f"arXiv:{fields['id'].partition(' ')[0]}") is None:
        yield ParseWarning(entry.line, f"the id is from its address: {quoted(title)}")
    if not entry.opened:
        yield ParseWarning(entry.line, f"the mark above it is missing: {quoted(title)}")
    if not entry.closed:
        where = "in its abstract" if entry.has_abstract else "before its abstract"
        yield ParseWarning(line, f"cut off {where}: {quoted(title)}")


def _dates(
    fields: _Fields, warnings: list[ParseWarning]
) -> tuple[dt.date | None, dt.date | None, int | None]:
    """The days of the first version and of the last one, and the number of the last."""
    first: dt.date | None = None
    revised: dt.date | None = None
    version: int | None = None
    for note, text, number in fields.dates:
        day = _day(text, number, warnings)
        found = _VERSION.search(note)
        if not note or (found and int(found[1]) == 1):
            first = first or day
            continue
        revised = day or revised
        if found:
            version = max(version or 0, int(found[1])) or None
    if fields.replaced:
        text, number = fields.replaced
        revised = _day(text, number, warnings)
        if found := _VERSION.match(text):
            version = int(found[1]) or None
    return first, revised, version


def _day(text: str, number: int, warnings: list[ParseWarning]) -> dt.date | None:
    """The day of ``Wed, 15 Mar 2023 17:48:42 GMT   (1340kb,D)``."""
    moment = _VERSION.sub("", text.partition("(")[0]).strip()
    day = dates.from_mail(moment)
    if day is None:
        warnings.append(ParseWarning(number, f"not a date: {quoted(moment)}"))
    return day


def _announced(section: Announcement, fields: _Fields) -> Announcement:
    """The kind given by the entry, else that of its section."""
    if fields.replaced or section is Announcement.REPLACE:
        return Announcement.REPLACE_CROSS if fields.cross else Announcement.REPLACE
    return Announcement.CROSS if fields.cross else section


def _categories(fields: _Fields) -> tuple[str, ...]:
    """Codes such as ``cs.LG``; the oldest listings name subjects instead."""
    if codes := fields["categories"]:
        return tuple(dict.fromkeys(filter(None, re.split(r"[\s,;]+", codes))))
    names = map(str.strip, fields["subj-class"].split(";"))
    return tuple(dict.fromkeys(filter(None, names)))


def _abstract(lines: Sequence[ListingLine]) -> str:
    """Paragraphs: one starts at each indented line, unless every line is indented."""
    filled = [line.text for line in lines if line.text.strip()]
    has_indents = any(not text[0].isspace() for text in filled)
    parts: list[str] = []
    for line in lines:
        if has_indents and line.text[:1].isspace():
            parts.append("")
        parts.append(line.text)
    return clean_text("\n".join(parts))
