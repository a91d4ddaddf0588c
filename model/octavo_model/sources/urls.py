"""Addresses: which may be fetched, where redirects may lead, how messages show them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.sources.events import FetchError
from octavo_model.text.clean import clean_line, cut

_WORD = re.compile(r"\S+")
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r"\d{1,5}(?:[/?#]|\Z)")
_SECRET = re.compile(
    r"([?&;#](?:[\w.-]{0,40}(?:token|key|secret|passw(?:or)?d|pwd|auth|sig(?:nature)?|session"
    r"|credential)s?)=)[^&#;\s]+",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_SHOWN = 120


def check_url(url: str) -> str:
    """Return ``url`` if it is an http(s) address without a user name or password."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise OctavoError(display_url(url), "is not a valid address") from None
    if parts.scheme not in {"http", "https"}:
        raise OctavoError(display_url(url), "only http and https addresses can be fetched")
    if "@" in parts.netloc:
        why = "an address must not hold a user name or password"
        raise OctavoError(display_url(url), why, "they would be saved unprotected")
    if not host or not url.isprintable() or " " in url:
        raise OctavoError(display_url(url), "is not a valid address")
    return url


def check_redirect(url: str, target: str) -> None:
    """Refuse a redirect from ``url`` to a ``target`` that is not http(s), or drops encryption."""
    try:
        check_url(target)
    except OctavoError:
        why = f"redirects to an address that cannot be fetched: {display_url(target)}"
        raise FetchError(display_url(url), why) from None
    if url.startswith("https:") and target.startswith("http:"):
        why = f"redirects from https to plain http: {display_url(target)}"
        raise FetchError(display_url(url), why)


def redacted(text: str) -> str:
    """Return ``text`` with an ellipsis for user names, passwords and secret parameters.

    >>> redacted("ftp://ana:pass/word@example.org/a"), redacted("https://a.org/f?api_key=1&b=2")
    ('ftp://…@example.org/a', 'https://a.org/f?api_key=…&b=2')
    """
    if "@" in text:
        text = _WORD.sub(_without_users, text)
    return _SECRET.sub(r"\1…", text)


def display_url(url: str) -> str:
    """Return ``url`` for a message: on one line, without secrets, cut where it is long."""
    # Cut last: a password that lost its @ would no longer be recognized as one.
    return cut(redacted(clean_line(url)), _LONGEST_SHOWN)


def _without_users(match: re.Match[str]) -> str:
    """Drop the text between ``//`` and the last @ of the authority from a word.

    A password that contains a slash reaches further: to the last @ of the word.
    """
    word = match[0]
    parts: list[str] = []
    done, last = 0, word.rfind("@")
    slashes = word.find("//")
    while 0 <= slashes < last:
        start = slashes + 2
        authority = _AUTHORITY.match(word, start)
        end = authority.end() if authority else start
        at = word.rfind("@", start, end)
        if at < 0:
            colon = word.find(":", start, end)
            if colon >= 0 and last > colon and not _PORT.match(word, colon + 1):
                at = last
        if at < 0:
            slashes = word.find("//", slashes + 1)
        else:
            parts += (word[done:start], "…@")
            done = at + 1
            slashes = word.find("//", done)
    return "".join([*parts, word[done:]])
