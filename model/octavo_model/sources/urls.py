"""Whither a server may send us."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.sources.events import FetchError
from octavo_model.text.clean import clean_line, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# All that IANA has given out to single hosts of the internet. Beyond it lie the addresses of links,
# sites and groups, forms that were given up, and the translators of single networks, 64:ff9b:1::.
_UNICAST = ipaddress.IPv6Network("2000::/3")
# RFC 9637: newer than some Pythons.
_DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")
# RFC 6052: how the IPv4 internet looks in a network without IPv4.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def follow(
    url: str,
    location: str,
    is_private: Callable[[str], bool],
    *,
    from_outside: bool | None = None,
) -> str:
    """The address that ``url`` redirects to with ``location``.

    Args:
        url: What was asked.
        location: What the answer's header says, perhaps relative to ``url``.
        is_private: Whether a host is on this machine or in its neighbourhood, where what
            strangers say must not send us: there are doors that only neighbours can open.
        from_outside: Whether a server that is not there has had a say; None to go by the name of
            the one that was asked, which is its own word.

    Raises:
        FetchError: It must not be followed; the error says why.
    """
    from octavo_model.sources.spec import check_url

    try:
        target = urldefrag(urljoin(url, location.strip())).url
        check_url(target)
        old, new = urlsplit(url), urlsplit(target)
    except (ValueError, OctavoError):
        why = f"redirects to what cannot be fetched: {shown(location)}"
        raise FetchError(shown(url), why) from None
    if (old.scheme, new.scheme) == ("https", "http"):
        raise FetchError(shown(url), f"redirects from https to plain http: {shown(target)}")
    ours, theirs = old.hostname or "", new.hostname or ""
    if from_outside is None:
        from_outside = not is_private(ours)
    if ours != theirs and from_outside and is_private(theirs):
        raise FetchError(shown(url), f"redirects into a private network: {shown(target)}")
    return target


def is_private(host: str) -> bool:
    """Whether ``host``, a name or a number, is not on the public internet.

    A name that cannot be looked up here (behind a proxy, for instance) is not found private.

    >>> [is_private(one) for one in ("127.0.0.1", "::ffff:10.0.0.1", "localhost", "8.8.8.8")]
    [True, True, True, False]
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return _is_private_number(name)
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(_is_private_number(str(address[0])) for *_, address in found)


def _is_private_number(text: str) -> bool:
    number = ipaddress.ip_address(text.partition("%")[0])
    return not (_is_public(number) and all(map(_is_public, _carried_by(number))))


def _is_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it is a single host's (unicast), and routed everywhere."""
    if isinstance(number, ipaddress.IPv4Address):
        return number.is_global and not number.is_multicast
    if number.ipv4_mapped or number in _NAT64:
        return True  # what they carry decides
    return number.is_global and number in _UNICAST and number not in _DOCUMENTATION


def _carried_by(
    number: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses to which a gateway or the system would carry on what is sent there."""
    if isinstance(number, ipaddress.IPv4Address):
        return
    if number.ipv4_mapped:
        yield number.ipv4_mapped
    if number in _NAT64:
        yield ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF)
    if number.sixtofour:
        yield number.sixtofour


_WORD = re.compile(r"\S+")
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r"\d{1,5}(?:[/?#]|\Z)")
_SECRET = re.compile(
    r"([?&;#](?:[\w.-]{0,40}(?:token|key|secret|passw(?:or)?d|pwd|auth|sig(?:nature)?|session"
    r"|credential)s?)=)[^&#;\s]+",
    re.IGNORECASE | re.ASCII,
)
_SHOWN = 120


def masked(text: str) -> str:
    """``text`` with an ellipsis for user names, passwords and the values of secret parameters.

    >>> masked("ftp://ana:pass/word@example.org/a"), masked("https://a.org/f?api_key=1&b=2")
    ('ftp://…@example.org/a', 'https://a.org/f?api_key=…&b=2')
    """
    if "@" in text:
        text = _WORD.sub(_without_users, text)
    return _SECRET.sub(r"\1…", text)


def shown(url: str) -> str:
    """``url`` as a message shows it: on one line, without secrets, cut where it is long."""
    # Cut at the end: before, a password might lose the sign that tells that it is one.
    return cut(masked(clean_line(url)), _SHOWN)


def _without_users(found: re.Match[str]) -> str:
    """A word without what stands between ``//`` and the last @ of the authority there.

    A password with a slash in it reaches further than that: to the last @ of the word.
    """
    word = found[0]
    kept: list[str] = []
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
            kept += (word[done:start], "…@")
            done = at + 1
            slashes = word.find("//", done)
    return "".join([*kept, word[done:]])
