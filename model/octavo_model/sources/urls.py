"""Addresses: which may be fetched, where redirects may lead, how messages show them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.sources.events import FetchError
from octavo_model.text.clean import clean_line, cut

# A password that contains a slash reaches further than its authority: to the last @ of the word.
_USER = re.compile(r"(?<=//)(?:[^/?#\s]*|[^/?#\s:]*:(?!\d{1,5}(?:[/?#\s]|\Z))\S*)@")
_SECRET = re.compile(
    r"([?&;#](?:[\w.-]{0,40}(?:token|key|secret|passw(?:or)?d|pwd|auth|sig(?:nature)?|session"
    r"|credential)s?)=)[^&#;\s]+",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_SHOWN = 120
_LONGEST_READ = 4_000
"""The time to redact a text may grow with its square."""


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
    return _SECRET.sub(r"\1…", _USER.sub("…@", text))


def display_url(url: str) -> str:
    """Return ``url`` for a message: on one line, without secrets, cut where it is long."""
    # Much is read and little shown: a password that lost its @ would not be recognized as one.
    return cut(redacted(clean_line(url)[:_LONGEST_READ]), _LONGEST_SHOWN)
