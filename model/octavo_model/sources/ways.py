"""Which way a request goes: straight to its server, or by a proxy that the environment names.

httpx reads the environment by itself, but does not say which way it took, and that is to be known
of each request: a proxy may be set for one scheme only, and not for the hosts of ``NO_PROXY``.
So the ways are made here, by the same rules, and the straight one tells the request's `Door`.
"""

from __future__ import annotations

import ipaddress
import threading
from typing import TYPE_CHECKING
from urllib.request import getproxies

import httpx

if TYPE_CHECKING:
    import ssl

    from octavo_model.sources.doors import Door

DOOR = "door"
"""The extension of a request that holds its `Door`."""


class Straight(httpx.BaseTransport):
    """Straight to the server.

    A request that must not lead into our neighbourhood gets a connection of its own, which is
    judged as it is made, before anything is sent: one that is kept was made for somebody else.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        unkept = httpx.Limits(max_connections=100, max_keepalive_connections=0)
        self._kept = httpx.HTTPTransport(verify=context)
        self._fresh = httpx.HTTPTransport(verify=context, limits=unkept)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` and tell its door of the way."""
        door: Door = request.extensions[DOOR]
        door.is_direct = True
        return (self._fresh if door.barred else self._kept).handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        self._kept.close()
        self._fresh.close()


class Proxied(httpx.BaseTransport):
    """By a proxy, made when it is wanted first: not each one that is named is used, or usable."""

    def __init__(self, proxy: str, context: ssl.SSLContext) -> None:
        self._proxy = proxy
        self._context = context
        self._way: httpx.HTTPTransport | None = None
        self._guard = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request``.

        Raises:
            httpx.ProxyError: This kind of proxy is not known.
        """
        with self._guard:
            if self._way is None:
                self._way = self._made()
        return self._way.handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        if self._way is not None:
            self._way.close()

    def _made(self) -> httpx.HTTPTransport:
        try:
            return httpx.HTTPTransport(verify=self._context, proxy=self._proxy)
        except ImportError:
            raise httpx.ProxyError("a SOCKS proxy wants the package socksio") from None
        except (httpx.InvalidURL, ValueError):
            # Its words would tell the proxy's password.
            raise httpx.ProxyError("the proxy of the environment is none we know") from None


def of_environment(context: ssl.SSLContext) -> dict[str, httpx.BaseTransport | None]:
    """The ways that are not straight, as ``mounts`` of httpx: None for what goes straight anyway.

    The rules are those of httpx (its page on environment variables): ``HTTP_PROXY``,
    ``HTTPS_PROXY`` and ``ALL_PROXY``, or what the system has, but not for ``NO_PROXY``: hosts,
    each with all below it, with commas between them, or ``*``.
    """
    told = getproxies()
    spared = [host for one in told.get("no", "").split(",") if (host := one.strip())]
    if "*" in spared:
        return {}
    ways: dict[str, httpx.BaseTransport | None] = {}
    for scheme in ("http", "https", "all"):
        if proxy := told.get(scheme):
            full = proxy if "://" in proxy else f"http://{proxy}"
            ways[f"{scheme}://"] = Proxied(full, context)
    return {**ways, **dict.fromkeys(filter(_is_sound, map(_pattern, spared)))} if ways else {}


def _pattern(host: str) -> str:
    """What stands for ``host`` and all below it; see "Routing" in httpx's page on transports."""
    if "://" in host:
        return host
    try:
        # Of a block the first address alone, as httpx has it: hosts are compared as they are told.
        number = ipaddress.ip_address(host.partition("/")[0].strip("[]"))
    except ValueError:
        return f"all://{host}" if host.lower() == "localhost" else f"all://*{host}"
    return f"all://[{number}]" if number.version == 6 else f"all://{number}"


def _is_sound(pattern: str) -> bool:
    """Whether httpx can read ``pattern``; one slip in ``NO_PROXY`` is to stop nothing else."""
    try:
        httpx.URL(pattern)
    except (httpx.InvalidURL, ValueError):
        return False
    return True
