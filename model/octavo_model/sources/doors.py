"""Who it is that we really talk to: by the address of the connection, not by a name.

A name may lead to one address when it is looked up to be judged, and to another when it is looked
up to be asked; who owns the name decides. The connection has only one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from octavo_model.sources.errors import FetchError
from octavo_model.sources.redirects import shown

if TYPE_CHECKING:
    from collections.abc import Callable


class Door:
    """The way to the server of one request.

    Where a proxy is set in the environment, it makes the connections, and its word is taken.

    Attributes:
        is_outside: Whether the server that answered is not in our neighbourhood.

    Args:
        url: What is asked.
        is_private: Whether a host, by name or number, is in our neighbourhood.
        barred: Whether it must not be.
    """

    def __init__(self, url: str, is_private: Callable[[str], bool], *, barred: bool) -> None:
        self._url = url
        self._is_private = is_private
        self._barred = barred
        self._direct = not getproxies()
        self.is_outside = False

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Learn of a connection, before anything is sent; see ``trace`` of httpx.

        Raises:
            FetchError: It leads where it must not.
        """
        if not (self._barred and self._direct and name.endswith(".connect_tcp.complete")):
            return
        stream = info.get("return_value")
        peer = _peer(stream)
        if stream is not None and peer and self._is_private(peer):
            stream.close()
            why = "redirects into a private network, by a name that seemed to be public"
            raise FetchError(shown(self._url), why)

    def came_from(self, stream: Any) -> None:
        """Learn who answered."""
        peer = _peer(stream) if self._direct else ""
        self.is_outside = not self._is_private(peer or urlsplit(self._url).hostname or "")


def _peer(stream: Any) -> str:
    """The address at the other end; empty where it is not known."""
    address = stream.get_extra_info("server_addr") if stream is not None else None
    return str(address[0]) if isinstance(address, tuple) and address else ""
