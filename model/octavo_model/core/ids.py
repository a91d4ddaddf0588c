"""The arXiv id or DOI in a text, as people, pages and mails write it. Pure, in linear time.

Every format and the search field recognise ids by these functions. A text is either an id, or an
address that has one: of arXiv and its mirrors, of a publisher, or of a redirect to them.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from octavo_model.core.addresses import LONGEST, address_of, normal, target_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.core.addresses import Address

_ID = r"(\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})(?:v(\d{1,4}))?"
_BARE = re.compile(r"\d{4}\.\d{4,5}", re.ASCII)
_ARXIV_ID = re.compile(
    rf"""(?:arxiv:\s*
        |(?:https?://)?(?:[a-z-]+\.)?(?:arxiv\.org|alphaxiv\.org)/(?:abs|pdf|html|format|e-print)/
        |(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/)?10\.48550/arxiv\.
        |(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/papers/)?
    {_ID}(?:\.pdf)?/?(?:[?#]\S*)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# Mirrors of arXiv, and sites with a page for each of its papers.
_OF_ARXIV = re.compile(
    r"(?:[a-z0-9-]{1,20}\.){0,2}arxiv\.org|(?:[a-z-]{1,10}\.)?(?:ar5iv\.org|alphaxiv\.org"
    r"|arxiv-vanity\.com|arxiv-sanity-lite\.com|arxivxplorer\.com|lanl\.gov|itp\.ac\.cn"
    r"|huggingface\.co|hf\.co|semanticscholar\.org|emergentmind\.com|papers\.cool|scirate\.com"
    r"|paperswithcode\.(?:com|co)|bytez\.com|adsabs\.harvard\.edu|inspirehep\.net|doi\.org"
    r"|connectedpapers\.com|scholar\.archive\.org)",
    re.IGNORECASE,
)
_ARXIV_PATH = re.compile(
    r"(?:^|/)(?:abs|pdf|html?|format|e-print|src|ps|overview|resources|papers?|docs|arxiv|eprints?"
    rf"|main|ftp/arxiv/papers/\d{{4}}|10\.48550)[/:.]*(?:arxiv[:./]*)?{_ID}(?![\d.]*\d)",
    re.IGNORECASE | re.ASCII,
)
_ARXIV_NAMED = re.compile(rf"(?:^|[/:=])arxiv[:/.]{_ID}(?![\d.]*\d)", re.IGNORECASE | re.ASCII)
_BIBCODE = re.compile(
    r"/abs/(?:19|20)\d\darxiv(\d{4})\.?(\d{4,5})[a-z]\b", re.IGNORECASE | re.ASCII
)

_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/[^\s\x00-\x1f]{1,300})", re.IGNORECASE | re.ASCII)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
_RESOLVERS = frozenset({"doi.org", "dx.doi.org", "doi.acm.org", "hdl.handle.net"})
_IN_PATH = re.compile(r"(?:^|[/:])(10\.\d{4,9}(?:/|%2f)\S{1,300})", re.IGNORECASE | re.ASCII)
_IN_QUERY = re.compile(
    r"(?:^|&)(?:id|doi|rft_id|query|uri|articleid)=(?:(?:info|https?)(?::|%3a)\W{0,4}doi\S{0,4}?)?"
    r"(10\.\d{4,9}(?:/|%2f)[^&\s]{1,300})",
    re.IGNORECASE | re.ASCII,
)
# What publishers write behind a DOI: which form of the paper it is.
_FORM = re.compile(
    r"(?:(?:/|\.)(?:full(?:[.-]?text)?(?:\.(?:html?|pdf))?|abstract|pdf|epub|epdf|meta|html?|xml"
    r"|summary|references|citations?|figures?(?:/\d+)?|tables?(?:/\d+)?|metrics|tab-[\w-]+|bibtex"
    r"|supplementary-material|article-info|core-reader|fulltext\.html|full\.print|long|short))+/?$"
    r"|/$",
    re.IGNORECASE,
)
_PREPRINT_VERSION = re.compile(r"(10\.(?:1101|64898)/[\d.]+\d)v\d+\S*", re.IGNORECASE)
# Hosts of Silverchair write a number of their own behind it.
_BEFORE_NUMBER = {
    "academic.oup.com": re.compile(r"(10\.1093/\w+/\w+)/\d+(?:/\S*)?", re.IGNORECASE),
    "direct.mit.edu": re.compile(r"(10\.1162/[\w.-]+)/\d+(?:/\S*)?", re.IGNORECASE),
}


class PaperIds(NamedTuple):
    """The ids of a paper: the arXiv id without its version, the DOI never one of arXiv."""

    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None


_NONE = PaperIds()


def ids_of(text: str) -> PaperIds:
    """Return the arXiv id, else the DOI, that is all of ``text``, or in the address that it is.

    >>> ids_of("https://ar5iv.labs.arxiv.org/html/2401.01234v2#S3")
    PaperIds(arxiv_id='2401.01234', version=2, doi=None)
    >>> ids_of("https://www.biorxiv.org/content/10.1101/2024.06.03.599999v1.full.pdf").doi
    '10.1101/2024.06.03.599999'
    >>> ids_of("Chapter 2401.01234 of many")
    PaperIds(arxiv_id=None, version=None, doi=None)
    """
    text = text.strip()
    if _BARE.fullmatch(text):
        return PaperIds(text)
    if found := _ARXIV_ID.fullmatch(text):
        return _arxiv(found)
    if found := _DOI.fullmatch(text):
        return _of_doi(found[1])
    if "." not in text or ("/" not in text and "%2" not in text):
        return _NONE
    address = address_of(text)
    return _in_address(address) if address is not None else _NONE


def arxiv_id(text: str) -> str | None:
    """Return the arXiv id in ``text``, without version; None if ``text`` is anything else.

    It may be bare, after ``arXiv:``, or in an address of arXiv or a site that mirrors it.

    >>> arxiv_id("https://arxiv.org/abs/2401.01234v2"), arxiv_id("math.GT/0309136")
    ('2401.01234', 'math/0309136')
    >>> arxiv_id("Chapter 2401.01234 of many")
    """
    return ids_of(text).arxiv_id


def arxiv_version(text: str) -> int | None:
    """Return the version in the arXiv id ``text``; None without one.

    >>> arxiv_version("arXiv:2401.01234v2"), arxiv_version("2401.01234")
    (2, None)
    """
    return ids_of(text).version


def doi(text: str) -> str | None:
    """Return the DOI in ``text``, in lower case; None if ``text`` is anything else.

    It may be bare, after ``doi:``, or in an address of a resolver or a publisher. DOIs of arXiv
    (``10.48550/arXiv.…``) do not count: see `arxiv_id`.

    >>> doi("https://doi.org/10.1000/XYZ.1"), doi("10.48550/arXiv.2401.01234")
    ('10.1000/xyz.1', None)
    >>> doi("https://doi.org/10.1000/x%1b]0;y%07")
    """
    return ids_of(text).doi


def _arxiv(found: re.Match[str]) -> PaperIds:
    name: str = found[1].lower()
    archive, slash, number = name.partition("/")
    # The subject class (math.GT) is no part of an old id: the archive alone is unambiguous.
    name = archive.partition(".")[0] + slash + number if slash else name
    return PaperIds(name, int(found[2] or 0) or None)


def _of_doi(text: str) -> PaperIds:
    name = text.lower()
    if _ARXIV_DOI.match(name):
        found = _ARXIV_ID.fullmatch(name)
        return _arxiv(found) if found else _NONE
    # It is shown, so nothing unsafe may appear in it by decoding.
    if len(name) > LONGEST or name.split() != [name] or clean_line(name) != name:
        return _NONE
    return PaperIds(doi=name)


def _in_address(address: Address) -> PaperIds:
    host, path = address.host, address.path
    if _OF_ARXIV.fullmatch(host):
        if found := _ARXIV_PATH.search(path) or _ARXIV_NAMED.search(path):
            return _arxiv(found)
        if found := _BIBCODE.search(path):
            return PaperIds(f"{found[1]}.{found[2]}")
    elif found := _ARXIV_NAMED.search(path):
        return _arxiv(found)
    if found := _IN_PATH.search(path) or _IN_QUERY.search(address.query):
        name = unquote(found[1])
        return _of_doi(name if host in _RESOLVERS else _without_form(name, host))
    target = target_of(address)
    return _of_doi(target) if target and target.startswith("10.") else _NONE


def page_of(text: str) -> str | None:
    """Return the address of the paper's own page, if ``text`` is an address of a known kind.

    PDF and abstract have the same page. An address with an arXiv id or a DOI needs none.

    >>> page_of("https://www.aclweb.org/anthology/P19-1001.pdf")
    'https://aclanthology.org/P19-1001'
    >>> page_of("https://example.org/blog/")
    """
    address = address_of(text)
    if address is None or _in_address(address) is not _NONE:
        return None
    target = target_of(address)
    return normal(text) if target == "-" else target


def _without_form(name: str, host: str) -> str:
    """The DOI ``name`` without what a publisher writes behind it."""
    if found := _PREPRINT_VERSION.fullmatch(name):
        return found[1]
    if host in _BEFORE_NUMBER and (found := _BEFORE_NUMBER[host].fullmatch(name)):
        return found[1]
    return _FORM.sub("", name)


_MONTH = r"(?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])"
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_MENTION = re.compile(
    r"https?://[^\s<>\"“”{}|\\^`]{4,2000}"
    r"|\b(?:(?:arxiv|doi):\s?(?!https?:)|(?:arxiv\.org|doi\.org|huggingface\.co/papers)/)[^\s<>\"“”]{6,300}"
    rf"|(?<![\w./-]){_MONTH}\.\d{{4,5}}(?:v\d{{1,3}})?(?![\w/-]|\.\d)"
    rf"|(?<![\w./-])(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/\d{{7}}(?:v\d{{1,3}})?(?!\w)"
    r"|(?<![\w./-])10\.\d{4,9}/[^\s<>\"“”]{1,300}",
    re.IGNORECASE | re.ASCII,
)
_CLOSING = {")": "(", "]": "["}


class Mention(NamedTuple):
    """A place in a text where an id or an address is written."""

    start: int
    end: int
    text: str


def mentions(text: str) -> Iterator[Mention]:
    """Yield the ids and web addresses in ``text``, without the punctuation around them.

    >>> [one.text for one in mentions("see arXiv:2401.01234, (10.1000/x(1)) and 1234.5 or 2.5")]
    ['arXiv:2401.01234', '10.1000/x(1)']
    """
    for found in _MENTION.finditer(text):
        written = found[0]
        while written[-1] in ".,;:!?'*_>)]" and (
            written[-1] not in _CLOSING
            or written.count(written[-1]) > written.count(_CLOSING[written[-1]])
        ):
            written = written[:-1]
        yield Mention(found.start(), found.start() + len(written), written)


_PLACEHOLDER = re.compile(
    rf"arXiv:{_ID}|doi:10\.\d{{4,9}}/\S+|https?://\S+", re.IGNORECASE | re.ASCII
)


def placeholder_title(ids: PaperIds, page: str | None = None) -> str:
    """Return what a paper is named by until its title is known; empty without id and page.

    >>> placeholder_title(PaperIds("2401.01234")), placeholder_title(PaperIds(doi="10.1000/x"))
    ('arXiv:2401.01234', 'doi:10.1000/x')
    """
    if ids.arxiv_id:
        return f"arXiv:{ids.arxiv_id}"
    return f"doi:{ids.doi}" if ids.doi else page or ""


def month_of(arxiv_id: str) -> dt.date | None:
    """Return the first day of the month in which arXiv gave an id.

    >>> str(month_of("2401.01234")), str(month_of("hep-th/9912001")), month_of("2499.00001")
    ('2024-01-01', '1999-12-01', None)
    """
    found = _GIVEN.search(arxiv_id)
    if found is None:
        return None
    year, month = map(int, found.groups())
    is_old = "/" in arxiv_id and year > _YOUNGEST_OLD
    return dt.date(year + (1900 if is_old else 2000), month, 1)


_GIVEN = re.compile(r"(?:^|/)(\d\d)(0[1-9]|1[0-2])(?:\.|\d{3}$)")
_YOUNGEST_OLD = 7
"""The year of this century in which ids with a slash ended."""


def is_placeholder_title(title: str) -> bool:
    """Return whether ``title`` is an id or an address, in place of a title that is not known.

    >>> is_placeholder_title("arXiv:2401.01234"), is_placeholder_title("A Comment on arXiv:1")
    (True, False)
    """
    return title[:4].lower() in ("arxi", "doi:", "http") and bool(_PLACEHOLDER.fullmatch(title))
