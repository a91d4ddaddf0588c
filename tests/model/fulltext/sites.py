"""A loopback double of the sites that have full texts, reached by their real names."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
from tests.model.sources.conftest import FakeClock
from tests.model.sources.server import Reply, Server

from octavo_model.sources.environment import Environment, Limits

if TYPE_CHECKING:
    from tests.model.sources.server import Answer

ARXIV, FACE, AR5IV = "arxiv.org", "huggingface.co", "ar5iv.labs.arxiv.org"
TEXT = "The foam rises when the tide does, and sinks with it. " * 30
HTML = {"Content-Type": "text/html; charset=utf-8"}
MARKDOWN = {"Content-Type": "text/markdown; charset=utf-8"}


def page(title: str = "Foam and Tides", text: str = TEXT) -> bytes:
    """A page of a paper as LaTeXML writes it, invented."""
    return f"""<!DOCTYPE html><html><head><title>{title}</title></head><body>
<article class="ltx_document"><h1 class="ltx_title ltx_title_document">{title}</h1>
<section id="S1" class="ltx_section"><h2 class="ltx_title ltx_title_section">
<span class="ltx_tag ltx_tag_section">1 </span>Introduction</h2>
<div id="S1.p1" class="ltx_para"><p class="ltx_p">{text}</p></div></section>
<section id="S2" class="ltx_section"><h2 class="ltx_title ltx_title_section">
<span class="ltx_tag ltx_tag_section">2 </span>Method</h2>
<div id="S2.p1" class="ltx_para"><p class="ltx_p">We watch the foam.</p></div></section>
</article></body></html>""".encode()


def markdown(title: str = "Foam and Tides") -> bytes:
    """The same in Markdown."""
    return f"# {title}\n\n## 1 Introduction\n\n{TEXT}\n\n## 2 Method\n\nWe watch it.\n".encode()


def html_reply(body: bytes) -> Reply:
    """A page as the two sites of arXiv send it."""
    return Reply(body, headers=HTML)


class Sites(httpx.AsyncBaseTransport):
    """The three sites, and any other: what is not served is not found.

    Attributes:
        clock: What moves only by waiting.
        asked: The address of each request, and its time.
        down: Hosts to which no connection can be made, and the error.
    """

    def __init__(self) -> None:
        self.clock = FakeClock(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))
        self.server = Server()
        self.asked: list[tuple[str, dt.datetime]] = []
        self.down: dict[str, OSError] = {}
        self._inner: httpx.AsyncHTTPTransport | None = None

    def serve(self, address: str, *answers: Answer) -> None:
        """Answer requests for ``address``, without its scheme, with ``answers`` in turn."""
        self.server.serve(f"/{address}", *answers)

    def environment(self, **limits: float) -> Environment:
        """The outside world, with the real addresses and pauses."""
        bounds = replace(Limits(read=5.0), **limits)  # type: ignore[arg-type]
        return Environment(self.clock.timing(), limits=bounds, transport=self)

    def addresses(self) -> list[str]:
        """What was asked since this was called last."""
        asked, self.asked = self.asked, []
        return [address for address, _ in asked]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on to the loopback device."""
        url = request.url
        self.asked.append((f"{url.host}{url.raw_path.decode()}", self.clock.moment))
        if url.host in self.down:
            raise httpx.ConnectError("no connection") from self.down[url.host]
        self._inner = self._inner or httpx.AsyncHTTPTransport()
        there = httpx.URL(f"{self.server.url}/{url.host}{url.raw_path.decode()}")
        inner = httpx.Request(request.method, there, headers=request.headers)
        return await self._inner.handle_async_request(inner)

    async def aclose(self) -> None:
        """Close the connections; a new client opens new ones."""
        if self._inner is not None:
            await self._inner.aclose()
        self._inner = None
