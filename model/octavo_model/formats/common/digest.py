"""Parts of a digest that parsers share: ids, slugs, quotes, bounded warnings. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from octavo_model.core.dates import Precision
from octavo_model.core.ids import PaperIds as PaperIds  # noqa: PLC0414
from octavo_model.core.ids import ids_of
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

_LONGEST = 2000
_PREFIX = re.compile(r"(?:oai:arxiv\.org|info:doi|urn:doi)[:/]\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def find_ids(candidates: Iterable[str]) -> PaperIds:
    """Return the first arXiv id, with its version from any candidate, and the first DOI.

    >>> find_ids(["oai:arXiv.org:2508.12345v2", "https://doi.org/10.1000/XYZ"])
    PaperIds(arxiv_id='2508.12345', version=2, doi='10.1000/xyz')
    """
    arxiv_id = version = doi = None
    for candidate in candidates:
        text = _PREFIX.sub("", clean_line(candidate[:_LONGEST]), count=1)
        found = ids_of(text)
        if found.arxiv_id and arxiv_id in (None, found.arxiv_id):
            arxiv_id, version = found.arxiv_id, version or found.version
        doi = doi or found.doi
    return PaperIds(arxiv_id, version, doi)


def with_ids(
    paper: ParsedPaper, ids: PaperIds, day: dates.LooseDay | None, links: Iterable[str] = ()
) -> ParsedPaper:
    """Return ``paper`` with its ids and its day.

    If no arXiv id leads to its page, the first web address in ``links`` does.
    """
    return paper._replace(
        **ids._asdict(),
        date=day.date if day else None,
        date_inferred=bool(day and day.inferred),
        date_precision=day.precision if day else Precision.DAY,
        page=None if ids.arxiv_id else next(filter(None, map(address, links)), None),
    )


def joined(site: str, link: str) -> str:
    """Return the address of ``link`` on ``site``; empty if it is not valid.

    >>> joined("https://example.org/blog/", "../a"), joined("https://example.org/", "//[b")
    ('https://example.org/a', '')
    """
    try:
        return urljoin(site, link)
    except ValueError:
        return ""


def address(text: str) -> str | None:
    """Return ``text`` if it is a web address that can be opened; else None.

    >>> address("https://example.org/a?b=c"), address("javascript:alert(1)")
    ('https://example.org/a?b=c', None)
    """
    if len(text) > _LONGEST:
        return None
    text = clean_line(text)
    return text if _ADDRESS.fullmatch(text) else None


LONGEST = 40
"""The most characters of a slug."""

# The beginning of a title is enough.
_LOOKED_AT = 400
_WORD = re.compile(r"[a-z0-9]+")


def slug(text: str) -> str:
    """Return ``text`` as lower-case ASCII words joined by hyphens, at most `LONGEST` characters.

    Accents are dropped, as are letters of other scripts. Only a first word that is too long is
    cut; the result may be empty.

    >>> slug("Nature Machine Intelligence: Current Issue"), slug("Café № 5"), slug("深度学习")
    ('nature-machine-intelligence-current', 'cafe-no-5', '')
    """
    made = ""
    for word in _WORD.findall(fold(text[:_LOOKED_AT])):
        longer = f"{made}-{word}" if made else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        made = longer
    return made


def of_file(name: str) -> str:
    """Return the slug of a file's name, without its suffix and any date.

    >>> of_file("Owls and Bats 2026-08-21.csv"), of_file("-"), of_file("2026-08-21.jsonl")
    ('owls-and-bats', '', '')
    """
    stem = name.rpartition(".")[0] or name
    return slug(dates.IN_NAME.sub(" ", stem))


MOST_WARNINGS = 100
"""How many kinds of warnings of a digest are kept; the rest is counted."""

_LONGEST_QUOTE = 60
_EXAMPLES = 3
_QUOTE = re.compile("“[^”]*”")
_NUMBERED = re.compile(r"(?:item|record|row) ([\d,]+)")


def quoted(text: str) -> str:
    """Return the clean ``text`` in quotation marks, shortened if it is long."""
    short = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return f"“{short}”"


def without_title(links: Sequence[tuple[int, str]]) -> list[ParseWarning]:
    """Return the warning about ``links``, lines and addresses, to papers without a title.

    >>> str(without_title([(3, "https://arxiv.org/abs/2401.01234")])[0])
    'line 3: 1 link looks like a paper but has no title: “https://arxiv.org/abs/2401.01234”'
    """
    if not links:
        return []
    few = ", ".join(quoted(clean_line(address)) for _, address in links[:_EXAMPLES])
    more = f" and {len(links) - _EXAMPLES:,} more" if len(links) > _EXAMPLES else ""
    look = (
        "link looks like a paper but has" if len(links) == 1 else "links look like papers but have"
    )
    message = f"{len(links):,} {look} no title: {few}{more}"
    return [ParseWarning(links[0][0], message)]


class _KindOfWarning:
    """Warnings of one kind: the first of them, their number, and where the first few are."""

    __slots__ = ("count", "first", "lines", "numbers")

    def __init__(self, first: ParseWarning) -> None:
        self.first = first
        self.count = 0
        self.lines: list[str] = []
        self.numbers: list[str] = []

    def add(self, one: ParseWarning) -> None:
        self.count += 1
        if one.line and len(self.lines) <= _EXAMPLES:
            self.lines.append(f"{one.line:,}")
        elif not one.line and len(self.numbers) <= _EXAMPLES:
            self.numbers += _NUMBERED.findall(one.message)[:1]

    def warning(self) -> ParseWarning:
        """One warning about all of them."""
        if self.count == 1:
            return self.first
        if several := self.first.several:
            return ParseWarning(0, f"{self.count:,} {several}{self._where(0)}", several)
        more = f"{self.count - 1:,} more{self._where(1)}"
        return ParseWarning(self.first.line, f"{self.first.message} (and {more})")

    def _where(self, skipped: int) -> str:
        """Where the first few are, after those that are ``skipped``."""
        all_of_them = self.count - skipped
        shown = (self.lines or self.numbers)[skipped : skipped + _EXAMPLES]
        if not shown:
            return ""
        lines = ("lines " if all_of_them > 1 else "line ") if self.lines else ""
        return f": {lines}{', '.join(shown)}{' …' if all_of_them > len(shown) else ''}"


def rationed(
    found: Iterable[ParsedPaper | ParseWarning], most: int = MOST_WARNINGS
) -> Iterator[ParsedPaper | ParseWarning]:
    """Yield the papers in ``found`` at once, then one warning for each kind, with examples.

    Warnings are of one kind if they say the same of many, or differ only in what they quote. After
    ``most`` kinds the warnings of other kinds are counted.

    >>> [str(one) for one in rationed([ParseWarning(n, "odd", "are odd") for n in range(4, 9)])]
    ['5 are odd: lines 4, 5, 6 …']
    """
    kinds: dict[str, _KindOfWarning] = {}
    more = 0
    for one in found:
        if isinstance(one, ParsedPaper):
            yield one
            continue
        key = one.several or _QUOTE.sub("", one.message)
        if key not in kinds and len(kinds) >= most:
            more += 1
            continue
        kinds.setdefault(key, _KindOfWarning(one)).add(one)
    yield from (kind.warning() for kind in kinds.values())
    if more:
        yield ParseWarning(0, f"{more:,} more warning{'s' if more > 1 else ''}")


def gather(
    found: Iterable[ParsedPaper | ParseWarning],
    date: dt.date | None,
    name: str = "",
    broken: ParseWarning | None = None,
) -> ParsedDigest:
    """Return the digest with all of ``found``, of the day ``date`` and with the slug ``name``.

    ``broken`` is the warning about its encoding, which comes first; see `rationed` for the others.
    """
    parts = [broken, *rationed(found)]
    papers = tuple(one for one in parts if isinstance(one, ParsedPaper))
    warnings = tuple(one for one in parts if isinstance(one, ParseWarning))
    return ParsedDigest(date, False, papers, warnings, name)
