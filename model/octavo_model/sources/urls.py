"""Whither a server may send us."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.sources.errors import FetchError
from octavo_model.sources.masking import shown
from octavo_model.sources.spec import check_url

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
