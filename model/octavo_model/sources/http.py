"""An HTTP client for feeds and APIs: polite to servers, bounded, and without cookies."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import io
import ssl
import zlib
from contextlib import suppress
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import responses
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Self

import httpx

from octavo_model.sources.environment import Response
from octavo_model.sources.events import (
    UNKNOWN_HOST,
    Event,
    FetchError,
    FetchReport,
    UnreachableError,
    Waiting,
)
from octavo_model.sources.state import Validators
from octavo_model.sources.threads import look_up_in_daemon_threads, no_connection, system_error
from octavo_model.sources.urls import check_redirect, display_url
from octavo_model.storage.versions import __version__
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from octavo_model.sources.environment import Environment, RateLimiter

USER_AGENT = f"Octavo/{__version__} (terminal reader for digests of research papers)"

_RETRYABLE = {429, 500, 502, 503, 504}
_REFUSED = {429, 503}  # left alone until the next fetch, unless the answer has a time
_HINTS = {
    401: "it requires a login",
    403: "access refused",
    404: "has the address changed?",
    410: "gone for good: octavo source remove",
    429: "rate-limited",
}
_PERMANENT = {301, 308}
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_LONGEST_VALIDATOR = 1_000
_LONGEST_DEFERRAL = dt.timedelta(days=7)


class HttpClient:
    """Sends the requests of one fetch, once entered; ``on_event`` is called before each pause."""

    def __init__(
        self, environment: Environment, limiter: RateLimiter, on_event: Callable[[Event], None]
    ) -> None:
        self._timing = environment.timing
        self._limits = environment.limits
        self._transport = environment.transport
        self._limiter = limiter
        self._on_event = on_event
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()
        self._unreachable: dict[str, str] = {}
        """Why hosts cannot be reached; the reason of the empty name counts for all."""
        self._has_answer = False
        self.check_redirect = check_redirect
        """Called with both addresses of each redirect; it refuses some by a `FetchError`."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def get(self, url: str, accept: str, known: Validators, report: FetchReport) -> Response:
        """Return what is at ``url``, with retries where a failure may pass.

        ``known`` are the validators of the page we have; ``report`` counts what is sent. A host
        that could not be reached is not asked again.
        """
        attempt = 1
        while True:
            try:
                return await self._get_once(url, accept, known, report)
            except FetchError as error:
                if error.retry_after is not None and error.retry_after > self._limits.wait:
                    raise self._deferred(error, error.retry_after) from None
                is_lost = isinstance(error, UnreachableError) or not error.retryable
                if is_lost or attempt == self._limits.tries:
                    raise
                backoff = 2.0**attempt * (0.5 + self._timing.random() / 2)
                await self._pause(max(backoff, error.retry_after or 0.0), error.why, report)
            attempt += 1

    async def _get_once(
        self, url: str, accept: str, known: Validators, report: FetchReport
    ) -> Response:
        """Send one request and follow its redirects."""
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers = {"Accept": accept} | {name: text for name, text in conditions.items() if text}
        client = await self._open()
        request = client.build_request("GET", url, headers=headers)
        visited, moved, is_moved = {str(request.url)}, "", True
        for _ in range(self._limits.redirects + 1):
            self._refuse_unreachable(url, request.url.host)
            await self._limiter.wait(request.url.host, partial(self._pause, report=report))
            report.requests += 1
            answer = await self._send(client, request, report)
            if isinstance(answer, Response):
                return answer._replace(moved=moved)
            self.check_redirect(str(request.url), str(answer[0].url))
            request, is_moved = answer[0], is_moved and answer[1]
            if str(request.url) in visited:
                raise FetchError(display_url(url), "redirects in a circle", "is a login needed?")
            visited.add(str(request.url))
            moved = str(request.url) if is_moved else moved
        raise FetchError(display_url(url), f"redirects more than {self._limits.redirects} times")

    def _refuse_unreachable(self, url: str, host: str) -> None:
        """Raise the error of an earlier request if this one would fail alike."""
        for name in (host, host if self._has_answer or host in _LOCAL else ""):
            if why := self._unreachable.get(name):
                raise UnreachableError(display_url(url), why)

    async def _send(
        self, client: httpx.AsyncClient, request: httpx.Request, report: FetchReport
    ) -> Response | tuple[httpx.Request, bool]:
        """Return the answer to one request, or where it redirects to, and whether for good."""
        url = str(request.url)
        try:
            async with asyncio.timeout(self._limits.total):
                response = await client.send(request, stream=True)
                self._has_answer = True
                try:
                    if response.next_request is None:
                        return await self._read(url, response, report)
                    return response.next_request, response.status_code in _PERMANENT
                finally:
                    await response.aclose()
        except TimeoutError:
            why = f"took longer than {self._limits.total:g} seconds"
            raise FetchError(display_url(url), why) from None
        except httpx.TransportError as error:
            raise self._explain(url, error) from error
        except (httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            why = f"cannot be fetched: {clean_line(str(error))[:200]}"
            raise FetchError(display_url(url), why) from error

    async def _read(self, url: str, response: httpx.Response, report: FetchReport) -> Response:
        headers, what = response.headers, display_url(url)
        validators = Validators(_validator(headers, "etag"), _validator(headers, "last-modified"))
        if response.status_code == 304:
            report.not_modified += 1
            return Response(url, b"", validators, not_modified=True)
        if not response.is_success:
            raise self._refusal(url, response.status_code, headers)
        # Only one layer of compression: with two, ten bytes can mean any number.
        encoding = headers.get("content-encoding", "").strip().lower()
        if encoding not in {"", "identity", "gzip"}:
            raise FetchError(what, "the answer has a compression that was not requested")
        limit = self._limits.size
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > limit:
            raise _too_large(what, limit)
        body = bytearray()
        async for chunk in response.aiter_raw():
            report.bytes += len(chunk)
            body += chunk
            if len(body) > limit:
                raise _too_large(what, limit)
        data = bytes(body)
        if encoding == "gzip":
            data = await asyncio.to_thread(decompress, data, limit, what)
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        return Response(url, data, validators, media_type)

    def _refusal(self, url: str, status: int, headers: Mapping[str, str]) -> FetchError:
        why = f"server answered {status} {responses.get(status, '')}".strip()
        error = FetchError(display_url(url), why, _HINTS.get(status, ""), status=status)
        if status in _RETRYABLE:
            now = self._timing.now()
            error.retry_after = parse_retry_after(headers.get("retry-after", ""), now)
            error.retryable = error.retry_after is not None or status not in _REFUSED
        return error

    def _deferred(self, error: FetchError, seconds: float) -> FetchError:
        until = self._timing.now() + min(dt.timedelta(seconds=seconds), _LONGEST_DEFERRAL)
        hint = f"not before {until:%Y-%m-%d %H:%M} UTC, as the server asks"
        return FetchError(error.what, error.why, hint, status=error.status, not_before=until)

    def _explain(self, url: str, error: httpx.TransportError) -> FetchError:
        what, cause = display_url(url), system_error(error)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError(what, f"invalid certificate: {clean_line(cause.verify_message)}")
        if isinstance(error, httpx.ProxyError | httpx.UnsupportedProtocol):
            return FetchError(what, f"cannot be fetched: {clean_line(str(error))[:200]}")
        if isinstance(error.__context__, httpx.InvalidURL):
            return FetchError(what, "redirects to an invalid address")
        if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            why = f"no connection within {self._limits.connect:g} seconds"
        elif isinstance(error, httpx.TimeoutException):
            why = f"no data for {self._limits.read:g} seconds"
        elif isinstance(error, httpx.ConnectError):
            why, is_unreachable = no_connection(cause)
            if is_unreachable:
                self._unreachable[httpx.URL(url).host] = why
                if why != UNKNOWN_HOST:
                    self._unreachable[""] = why
                return UnreachableError(what, why)
        else:
            why = "the answer was cut off"
        return FetchError(what, why, retryable=True)

    async def _pause(self, seconds: float, why: str, report: FetchReport) -> None:
        if seconds > 0:
            self._on_event(Waiting(report.name, seconds, why))
            await self._timing.sleep(seconds)

    async def _open(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                look_up_in_daemon_threads(asyncio.get_running_loop())
                # In a thread: reading the certificates takes a while.
                self._client = await asyncio.to_thread(self._new_client)
            return self._client

    def _new_client(self) -> httpx.AsyncClient:
        try:
            context = httpx.create_ssl_context()
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            return httpx.AsyncClient(
                transport=self._transport,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
                timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                verify=context,
            )
        except ImportError:
            why = "a SOCKS proxy needs the package socksio"
        except (httpx.InvalidURL, ValueError):
            why = "its settings in the environment are not valid"  # httpx would show a password
        raise FetchError("proxy", why, "see HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY")


def decompress(data: bytes, limit: int, what: str) -> bytes:
    """Return the content of gzip ``data``."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            content = file.read(limit + 1)
    except EOFError:
        raise FetchError(what, "the answer was cut off", retryable=True) from None
    except (OSError, zlib.error):
        raise FetchError(what, "the answer is damaged: it cannot be decompressed") from None
    if len(content) > limit:
        raise _too_large(what, limit)
    return content


def parse_retry_after(text: str, now: dt.datetime) -> float | None:
    """Return how many seconds from ``now`` a ``Retry-After`` means: a number or a date.

    None if it means nothing. See RFC 9110, section 10.2.3.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, OverflowError, TypeError, IndexError):
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return max(0.0, (moment - now).total_seconds())
    return None


def _too_large(what: str, limit: int) -> FetchError:
    bound = f"{limit >> 20} MB" if limit >> 20 else f"{limit} bytes"
    return FetchError(what, f"the answer is larger than {bound}")


def _validator(headers: Mapping[str, str], name: str) -> str:
    """Return a header that can be sent back unchanged, else nothing."""
    value = headers.get(name, "")
    good = value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR
    return value if good else ""
