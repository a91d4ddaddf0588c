"""Who it is that we really talk to: by the address of the connection, not by a name.

A name may lead to one address when it is looked up to be judged, and to another when it is looked
up to be asked; who owns the name decides. The connection has only one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from octavo_model.sources.events import FetchError
from octavo_model.sources.urls import shown

if TYPE_CHECKING:
    from collections.abc import Callable


class Door:
    """The way to the server of one request.

    Attributes:
        barred: Whether the server must not be in our neighbourhood.
        is_direct: Whether the connection is ours; else a proxy makes it, and its word is taken.
            Known as soon as the request has taken its way; see `ways`.
        is_outside: Whether the server that answered is not in our neighbourhood.

    Args:
        url: What is asked.
        is_private: Whether a host, by name or number, is in our neighbourhood.
        barred: As above.
    """

    def __init__(self, url: str, is_private: Callable[[str], bool], *, barred: bool) -> None:
        self._url = url
        self._is_private = is_private
        self.barred = barred
        self.is_direct = False
        self.is_outside = False

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Learn of a connection, before anything is sent; see ``trace`` of httpx.

        Raises:
            FetchError: It leads where it must not.
        """
        if name.endswith(".connect_tcp.complete"):
            self._judge(info.get("return_value"))

    def came_from(self, stream: Any) -> None:
        """Learn who answered.

        Raises:
            FetchError: Somebody who should not have been asked, over a connection that was there.
        """
        self._judge(stream)
        peer = _peer(stream) if self.is_direct else ""
        self.is_outside = not self._is_private(peer or urlsplit(self._url).hostname or "")

    def _judge(self, stream: Any) -> None:
        if not (self.barred and self.is_direct) or stream is None:
            return
        peer = _peer(stream)
        if not peer or self._is_private(peer):
            stream.close()
            why = "redirects into a private network, by a name that seemed to be public"
            raise FetchError(shown(self._url), why)


def _peer(stream: Any) -> str:
    """The address at the other end; empty where it is not known."""
    try:
        address = stream.get_extra_info("server_addr") if stream is not None else None
    except OSError:
        return ""  # they have left already
    return str(address[0]) if isinstance(address, tuple) and address else ""
