"""Ids of papers among the links and identifiers that feeds and bibliographies give. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin

from octavo_model.core import identity
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.text.clean import clean_line, fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

_LONGEST = 2000
_PREFIX = re.compile(r"(?:oai:arxiv\.org|info:doi|urn:doi)[:/]\s*", re.IGNORECASE)
# Publishers' pages: https://pubs.example.org/doi/abs/10.1000/xyz?af=R
_DOI_IN_PAGE = re.compile(
    r"https?://[^\s/]+/(?:[\w-]+/)?doi/(?:[a-z]+/)?(10\.\d{4,9}/[^\s?#]{1,300})",
    re.IGNORECASE | re.ASCII,
)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


class PaperIds(NamedTuple):
    """What is known of which paper it is.

    Attributes:
        arxiv_id: Without version.
        version: Of the arXiv paper.
        doi: In lower case; never one that arXiv gives out.
    """

    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None


def find_ids(candidates: Iterable[str]) -> PaperIds:
    """The first arXiv id, with its version wherever that is told, and the first DOI.

    >>> find_ids(["oai:arXiv.org:2508.12345v2", "https://doi.org/10.1000/XYZ"])
    PaperIds(arxiv_id='2508.12345', version=2, doi='10.1000/xyz')
    """
    arxiv_id = version = doi = None
    for candidate in candidates:
        text = _PREFIX.sub("", clean_line(candidate[:_LONGEST]), count=1)
        found = identity.arxiv_id(text)
        if found and arxiv_id in (None, found):
            arxiv_id = found
            version = version or identity.arxiv_version(text)
        if doi is None and not found:
            page = _DOI_IN_PAGE.fullmatch(text.partition("?")[0].partition("#")[0])
            doi = identity.doi(unquote(page[1]) if page else text)
    return PaperIds(arxiv_id, version, doi)


def joined(site: str, link: str) -> str:
    """``link`` as it is meant on ``site``; empty where it is no address.

    >>> joined("https://example.org/blog/", "../a"), joined("https://example.org/", "//[b")
    ('https://example.org/a', '')
    """
    try:
        return urljoin(site, link)
    except ValueError:
        return ""


def address(text: str) -> str | None:
    """``text`` where it is an address in the web that can be opened; else None.

    >>> address("https://example.org/a?b=c"), address("javascript:alert(1)")
    ('https://example.org/a?b=c', None)
    """
    if len(text) > _LONGEST:
        return None
    text = clean_line(text)
    return text if _ADDRESS.fullmatch(text) else None


LONGEST = 40
"""So many characters a slug has at most."""

# A title's beginning says what it is; the rest is not looked at.
_LOOKED_AT = 400
_WORD = re.compile(r"[a-z0-9]+")


def slug(text: str) -> str:
    """``text`` as lower-case ASCII words joined by hyphens, at most `LONGEST` characters.

    Accents are dropped, as are letters of other scripts. It ends with a whole word unless the
    first one alone is too long; empty where nothing is left.

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
    """What a file's name calls a digest, without its ending and any day in it.

    >>> of_file("Owls and Bats 2026-08-21.csv"), of_file("-"), of_file("2026-08-21.jsonl")
    ('owls-and-bats', '', '')
    """
    stem = name.rpartition(".")[0] or name
    return slug(dates.IN_NAME.sub(" ", stem))


MOST_WARNINGS = 100
"""How many warnings of a digest are told one by one."""

_LONGEST_QUOTE = 60


def quoted(text: str) -> str:
    """``text``, which must be clean, in quotation marks and cut where it is long."""
    short = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return f"“{short}”"


def rationed(
    found: Iterable[ParsedPaper | ParseWarning], most: int = MOST_WARNINGS
) -> Iterator[ParsedPaper | ParseWarning]:
    """``found``, but of its warnings the first ``most``; a last one says how many more there are.

    >>> told = rationed([ParseWarning(1, "odd"), ParseWarning(2, "odd")], most=1)
    >>> [str(one) for one in told]
    ['line 1: odd', '1 more warning']
    """
    warned = 0
    for one in found:
        if isinstance(one, ParseWarning):
            warned += 1
            if warned > most:
                continue
        yield one
    if more := max(0, warned - most):
        yield ParseWarning(0, f"{more:,} more warning{'s' if more > 1 else ''}")


def gather(
    found: Iterable[ParsedPaper | ParseWarning], date: dt.date | None, name: str = ""
) -> ParsedDigest:
    """The digest of a day that holds all of ``found``, called ``name`` before its day."""
    papers: list[ParsedPaper] = []
    warnings: list[ParseWarning] = []
    for one in found:
        if isinstance(one, ParsedPaper):
            papers.append(one)
        else:
            warnings.append(one)
    return ParsedDigest(date, False, tuple(papers), tuple(warnings), name)
