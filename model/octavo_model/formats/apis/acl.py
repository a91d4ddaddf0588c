"""The data of the ACL Anthology: https://github.com/acl-org/acl-anthology, ``data/xml``.

A file is a ``collection`` of ``volume`` elements with ``meta`` and ``paper``, and perhaps of
``event`` elements that name volumes of other collections. Titles and abstracts hold markup:
``fixed-case``, ``i``, ``b``, ``tex-math``, ``url``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from octavo_model.core.dates import MONTHS
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import address, find_ids, gather, rationed, slug, with_ids
from octavo_model.formats.feeds.entries import dated
from octavo_model.formats.feeds.xml import decode_xml, root_name
from octavo_model.formats.records.values import repository_of
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_SITE = "https://aclanthology.org"
_SNIFFED = 1 << 16
_VOLUME = re.compile(r"<volume[\s>]")
_MARKS = re.compile(r"<(?:meta|frontmatter|booktitle|bibkey|fixed-case|author)[\s>/]|aclanthology")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WORD = re.compile(r"[A-Za-z]{3,12}")
_ID = re.compile(r"[\w.-]{1,60}", re.ASCII)
_FIELDS = frozenset(
    (
        *("title", "abstract", "url", "doi", "year", "month", "award", "retracted", "removed"),
        *("booktitle", "journal-title", "volume-id"),
    )
)
_MOST_DEPTH = 100
_Found = list[ParsedPaper | ParseWarning]


@dataclass(slots=True)
class Collection:
    """What a file of the Anthology holds.

    Attributes:
        id: Its name, e.g. ``2024.acl``.
        found: Its papers, and warnings.
        papers: How many of its elements are papers, with a title or without.
        is_whole: Whether the file is well-formed to its end.
        events: The volumes of other collections that an event names, by its name.
    """

    id: str = ""
    found: _Found = field(default_factory=list)
    papers: int = 0
    is_whole: bool = False
    events: dict[str, tuple[str, ...]] = field(default_factory=dict)


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such a file, judging by its root and beginning."""
    text, _ = decode_xml(source.data[:_SNIFFED])
    try:
        name, start = root_name(text)
    except NotADigestError:
        return 0.0
    if name != "collection" or not _VOLUME.search(text, start):
        return 0.0
    return 0.97 if _MARKS.search(text, start) else 0.5


def parse(source: Source) -> ParsedDigest:
    """Return the papers of all volumes; where the file is cut off, those before."""
    collection = read_collection(source.data, source.name)
    name = slug(f"acl {collection.id}")
    digest = gather(rationed(collection.found), None, name)
    named = source.date or dates.in_name(source.name)
    return dated(digest, dates.LooseDay(named) if named else dates.newest(digest.papers))


def read_collection(data: bytes, name: str) -> Collection:
    """Return the collection in ``data``; ``name`` is its file, for errors."""
    text, broken = decode_xml(data)
    root, start = root_name(text, name)
    if root != "collection":
        raise NotADigestError(name, "no file of the ACL Anthology")
    reader = _Reader()
    if broken:
        reader.collection.found.append(broken)
    reader.read(_NOT_XML.sub("", text[start:]), text.count("\n", 0, start))
    return reader.collection


def only_volumes(data: bytes, volumes: frozenset[str]) -> bytes:
    """Return the collection in ``data`` with these volumes alone, each as it is."""
    text, _ = decode_xml(data)
    root = re.search(r"<collection\b[^>]*>", text)
    parts = [root[0] if root else "<collection>"]
    for found in re.finditer(r'<volume\b[^>]*?\sid\s*=\s*["\']([^"\']*)["\'][^>]*>', text):
        if found[1] in volumes:
            end = text.find("</volume>", found.end())
            parts.append(text[found.start() : end + len("</volume>") if end >= 0 else len(text)])
    return "\n".join([*parts, "</collection>\n"]).encode("utf-8", "replace")


def split_volume(volume: str) -> tuple[str, str]:
    """Return the collection and the number of a volume.

    >>> split_volume("2024.findings-acl"), split_volume("W19-10")
    (('2024.findings', 'acl'), ('W19', '10'))
    """
    collection, _, number = volume.partition("-")
    return collection, number


def paper_id(collection: str, volume: str, paper: str) -> str:
    """Return the id of a paper, whose form depends on the age of its collection.

    >>> paper_id("2024.acl", "long", "1"), paper_id("P19", "1", "7"), paper_id("W19", "3", "12")
    ('2024.acl-long.1', 'P19-1007', 'W19-0312')
    """
    if "." in collection:
        return f"{collection}-{volume}.{paper}"
    two_digits = collection[:1] == "W" or collection == "C69"
    two_digits = two_digits or (collection == "D19" and volume.isdigit() and int(volume) >= 5)
    width = 2 if two_digits else 1
    return f"{collection}-{volume:0>{width}}{paper:0>{4 - width}}"


class _Reader:
    """Reads a collection once from beginning to end; only the current paper is in memory."""

    def __init__(self) -> None:
        self.collection = Collection()
        self._path: list[str] = []
        self._volume: dict[str, str] = {}
        self._paper: dict[str, str] = {}
        self._authors: list[str] = []
        self._name: dict[str, str] = {}
        self._event = ""
        self._text: list[str] | None = None
        self._field_depth = 0
        self._line = 0

    def read(self, text: str, lines_before: int) -> None:
        parser = expat.ParserCreate(encoding="utf-8")
        parser.buffer_text = True

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "paper":
                self._line = lines_before + parser.CurrentLineNumber
            self._start(name, attributes)

        parser.StartElementHandler = start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)
            self.collection.is_whole = True
        except expat.ExpatError as error:
            why = expat.ErrorString(error.code) or "broken"
            message = f"not well-formed XML: {why}; the papers before were read"
            self.collection.found.append(ParseWarning(lines_before + error.lineno, message))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(name if len(self._path) < _MOST_DEPTH else "")
        if self._text is not None:
            if name == "tex-math":
                self._text.append("$")
            return
        if name == "collection":
            self.collection.id = _known_id(attributes)
        elif name == "volume":
            self._volume = {"id": _known_id(attributes)}
        elif name == "paper":
            self._paper, self._authors = {"id": _known_id(attributes)}, []
            self.collection.papers += 1
        elif name == "event":
            self._event = _known_id(attributes)
        elif name == "author" and parent == "paper":
            self._name = {}
        elif name == "pwccode" and parent == "paper":
            self._paper["code"] = attributes.get("url", "")
        elif (name in {"first", "last"} and parent == "author") or (
            name in _FIELDS and parent in {"paper", "meta", "colocated"}
        ):
            self._text, self._field_depth = [], len(self._path)

    def _add(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if self._text is not None:
            if depth == self._field_depth:
                self._keep(name, parent, "".join(self._text))
                self._text = None
            elif name == "tex-math":
                self._text.append("$")
            elif name in {"p", "par", "br"}:
                self._text.append("\n\n")
        elif name == "author" and parent == "paper":
            names = (self._name.get("first"), self._name.get("last"))
            self._authors.append(" ".join(filter(None, names)))
        elif name == "paper" and parent == "volume":
            paper = self._finished()
            what = clean_line(self._paper.get("id", ""))[:60]
            untitled = ParseWarning(self._line, f"paper {what} has no title and is left out")
            self.collection.found.append(paper or untitled)

    def _keep(self, name: str, parent: str, text: str) -> None:
        if parent == "author":
            self._name[name] = clean_line(text)
        elif parent == "paper":
            self._paper.setdefault(name, text)
        elif parent == "meta" and "volume" in self._path:
            self._volume.setdefault(name, text)
        elif name == "volume-id" and self._event:
            known = self.collection.events.get(self._event, ())
            self.collection.events[self._event] = (*known, clean_line(text))

    def _finished(self) -> ParsedPaper | None:
        """The paper that ends here; None without a title."""
        paper, volume = self._paper, self._volume
        title = clean_line(paper.get("title", ""))
        if not title:
            return None
        year = clean_line(paper.get("year") or volume.get("year", ""))
        day = dates.from_parts(year, _month(paper.get("month") or volume.get("month", "")))
        number = paper_id(self.collection.id, volume.get("id", ""), paper.get("id", ""))
        page = _page(paper.get("url", ""), number)
        journal = paper.get("booktitle") or volume.get("journal-title") or volume.get("booktitle")
        remarks = [clean_line(paper.get("award", ""))]
        remarks += [
            f"{name}: {why}" if (why := clean_line(paper[name])) else name
            for name in ("retracted", "removed")
            if name in paper
        ]
        parsed = ParsedPaper(
            title,
            clean_text(paper.get("abstract", "")),
            authors=tuple(filter(None, self._authors)),
            journal=clean_line(journal or "") or None,
            comments="; ".join(filter(None, remarks)),
            code=repository_of(paper.get("code")),
            line=self._line,
        )
        return with_ids(parsed, find_ids([paper.get("doi", "")]), day, [page])


def _known_id(attributes: dict[str, str]) -> str:
    name = attributes.get("id", "")
    return name if _ID.fullmatch(name) else ""


def _page(url: str, number: str) -> str:
    """The page of a paper, from its ``url``, which is an id or an address, else from its id."""
    url = clean_line(url)
    if "://" in url:
        return address(url) or ""
    return f"{_SITE}/{url if _ID.fullmatch(url) else number}"


def _month(text: str) -> str | None:
    """The first month in ``text``, e.g. ``July`` in ``28 July--2 August``."""
    words = (word for word in _WORD.findall(text[:100]) if word[:3].lower() in MONTHS)
    return next(words, text.strip() or None)
