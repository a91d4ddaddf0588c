"""The address of a paper, without what leads to it and what says who follows it. Pure, linear.

Links in mails go through trackers and redirects, in which the address of the paper is a part of
another one, often quoted. The same page of a publisher is linked as abstract, PDF and full text.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from octavo_model.text.clean import clean_line

LONGEST = 2_000
"""Characters of an address; longer ones lead to no paper."""

_WEB = re.compile(
    r"(?:https?:)?//(?:[^\s/?#@]{0,100}@)?([a-z0-9][a-z0-9.-]{0,253})(?::\d{1,5})?(?=[/?#]|$)"
    r"|((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,10})(?=/)",
    re.IGNORECASE | re.ASCII,
)
_NESTED = re.compile(r"https?:(?://|/(?=\w)|%2f%2f|%252f%252f|-3A__)", re.IGNORECASE)
_QUOTED_SLASHES = re.compile(r"https?:%2f%2f|https?%3a", re.IGNORECASE)
_IN_QUERY = re.compile(r"[?&]\w{1,30}=(https?(?::|%3a|%253a|-3A)[^&#]*)", re.IGNORECASE)
_SUBSTACK = re.compile(r"/redirect/2/([\w-]{8,2000})", re.ASCII)
_PROOFPOINT = re.compile(r"-([0-9A-F]{2})")
# Pages that share an address, and are not the page at that address.
_SHARING = re.compile(
    r"/(?:intent/(?:tweet|post)|share(?:r|Article)?\b|sharing/|scholar_share|submit\b|compose\b|save\b"
    r"|pin/create|bookmarklets?\b|login\b|sign[io]n\b|shareArticle)",
    re.IGNORECASE,
)
_START = re.compile(r"(https?:)?(?://)?(www\.)?", re.IGNORECASE)
_DEEPEST = 3


class Address(NamedTuple):
    """A web address in its parts."""

    host: str
    """In lower case, without ``www.``."""
    path: str
    """From its first slash, as it is written; may be empty."""
    query: str
    """Without its question mark."""


def address_of(text: str) -> Address | None:
    """Return the address that is all of ``text``, unwrapped; None if ``text`` is anything else.

    The scheme may be missing if there is a path.

    >>> address_of("https://track.example.org/c?u=https%3A%2F%2Fwww.arxiv.org%2Fabs%2F2401.01234&n=7")
    Address(host='arxiv.org', path='/abs/2401.01234', query='')
    """
    return _split(unwrapped(text))


def unwrapped(text: str) -> str:
    """Return the address to which ``text`` redirects, or ``text`` if it leads nowhere else.

    >>> unwrapped("https://www.google.com/url?q=https://example.org/a&sa=D")
    'https://example.org/a'
    """
    text = text.strip()
    for _ in range(_DEEPEST):
        inner = _inner(text) if len(text) <= LONGEST else None
        if inner is None:
            break
        text = inner
    return text


def _split(text: str) -> Address | None:
    found = _WEB.match(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    rest = text[found.end() :]
    if not rest.isprintable() or " " in rest:
        return None
    rest = rest.partition("#")[0]
    path, _, query = rest.partition("?")
    host = (found[1] or found[2]).lower().rstrip(".")
    return Address(host.removeprefix("www."), path, query)


def _inner(text: str) -> str | None:
    """The address inside of ``text``, if that is a redirect."""
    start = _WEB.match(text)
    if start is None or _SHARING.search(text):
        return None
    if found := _IN_QUERY.search(text):
        return _decoded(found[1])
    if found := _SUBSTACK.search(text):
        return _from_json(found[1])
    found = _NESTED.search(text, start.end())
    if found is None or text[found.start() - 1] not in "/=_~":
        return None
    inner = text[found.start() :]
    if _QUOTED_SLASHES.match(inner):
        return _decoded(inner.partition("/")[0])
    return re.sub(r"^(https?):/+", r"\1://", inner.partition("__;")[0])


def _decoded(text: str) -> str | None:
    if "-3a__" in text[:10].lower():
        text = _PROOFPOINT.sub(r"%\1", text).replace("_", "/")
    text = unquote(text)
    if "%3a" in text[:9].lower():
        text = unquote(text)
    return text if clean_line(text) == text else None


def _from_json(text: str) -> str | None:
    """The address in a link of Substack: JSON in Base64."""
    try:
        value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    inner = value.get("e") if isinstance(value, dict) else None
    return inner if isinstance(inner, str) and clean_line(inner) == inner else None


@lru_cache(1)
def _known_pages() -> dict[str, list[tuple[str, str]]]:
    """For each host the paths of papers, and the DOI or the page of the paper that is there."""
    table: dict[str, list[tuple[str, str]]] = {}
    for line in Path(__file__).with_name("paper_pages.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            hosts, path, target = line.split(" ")
            for host in hosts.split(","):
                table.setdefault(host, []).append((path, target))
    return table


def target_of(address: Address) -> str | None:
    """Return the DOI or the page of the paper at ``address``, ``-`` if it is that page itself.

    None if it is not of a known kind.

    Addresses with an arXiv id or a DOI in them are not known here.
    """
    for path, target in _known_pages().get(address.host, ()):
        whole = f"{address.path}?{address.query}" if r"\?" in path else address.path
        if found := re.fullmatch(path, whole, re.IGNORECASE | re.ASCII):
            return found.expand(target) if target != "-" else target
    return None


# Parts of a query that say where a reader came from, and not what is read.
_OF_READERS = re.compile(
    r"(?:^|&)(?:utm_\w+|ref|referrer|source|src|fbclid|gclid|mc_\w+|via|hl|af|download|needAccess"
    r"|s|t|_hs\w+|trk|cmpid)=[^&]*",
    re.IGNORECASE,
)


def normal(text: str) -> str | None:
    """Return ``text``, an address, unwrapped and without what says where a reader came from.

    >>> normal("http://WWW.Example.org/a/?utm_source=x&id=7#top"), normal("no address")
    ('http://www.example.org/a/?id=7', None)
    """
    inner = unwrapped(text)
    address = _split(inner)
    if address is None or "." not in address.host:
        return None
    scheme, www = _START.match(inner).groups("")  # type: ignore[union-attr]  # it may be empty
    return _joined(address, scheme.lower() or "https:", www.lower())


def _joined(address: Address, scheme: str = "https:", www: str = "") -> str:
    query = _OF_READERS.sub("", address.query).strip("&")
    path = address.path or "/"
    return f"{scheme}//{www}{address.host}{path}{f'?{query}' if query else ''}"
