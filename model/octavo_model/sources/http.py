"""Asking the web, with manners and with bounds."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import responses
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import httpx

from octavo_model import __version__
from octavo_model.sources import urls, ways
from octavo_model.sources.bodies import ENCODINGS, too_large, unpack
from octavo_model.sources.cutting import Cutter
from octavo_model.sources.doors import Door
from octavo_model.sources.environment import Answer, Limits
from octavo_model.sources.events import FetchError, StoppedError
from octavo_model.sources.state import Validators
from octavo_model.sources.urls import shown
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from octavo_model.sources.environment import Caller, Pacer, Timing

USER_AGENT = f"Octavo/{__version__} (terminal reader for digests of research papers)"
"""What servers are told about us."""

_PASSING = {429, 500, 502, 503, 504}
_REDIRECT = {301, 302, 303, 307, 308}
_HINTS = {
    401: "it wants a login",
    403: "it refuses us",
    404: "has the address changed?",
    410: "it is gone for good; octavo sources remove",
    429: "it was asked too often",
}
_FIRST_WAIT = 1.0
_LONGEST_VALIDATOR = 1_000


@dataclass(slots=True)
class Web:
    """The web, as one fetch of several sources sees it. Any thread may use it; close it.

    Attributes:
        timing: Tells the time and waits.
        pacer: Knows whom to ask slowly.
        limits: How much we put up with.
        is_private: Whether a host is one that redirects must not lead to; see `redirects`.
    """

    timing: Timing
    pacer: Pacer
    limits: Limits = field(default_factory=Limits)
    is_private: Callable[[str], bool] = urls.is_private
    _client: httpx.Client | None = None
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _cutter: Cutter = field(init=False)

    def __post_init__(self) -> None:
        self._cutter = Cutter(self.timing.monotonic)

    def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            self._client.close()

    def oversee(self, cancel: threading.Event) -> None:
        """End requests that take too long, or all once ``cancel`` is set. To be called often."""
        if cancel.is_set():
            self._cutter.cut_all()
        else:
            self._cutter.cut_late()

    def get(self, url: str, accept: str, known: Validators, caller: Caller) -> Answer:
        """What is at ``url``, asked again where it fails in a way that may pass.

        Args:
            url: An address that `check_url` has seen.
            accept: Media types, as in the header of this name.
            known: Of the page that we have, if we have one.
            caller: Who wants to know.

        Raises:
            FetchError: It cannot be had.
            StoppedError: The caller does not want it any more.
        """
        attempt = 1
        while True:
            try:
                return self._follow(url, accept, known, caller)
            except FetchError as error:
                if error.after is not None and error.after > self.limits.patience:
                    raise self._put_off(error, error.after) from None
                if not error.passing or attempt == self.limits.tries:
                    raise
                # From the double of the last wait down to half of that, by chance.
                longest = _FIRST_WAIT * 2.0**attempt
                wait = longest * (0.5 + self.timing.chance() / 2)
                self._wait(max(wait, error.after or 0.0), error.why, caller)
            attempt += 1

    def _put_off(self, error: FetchError, seconds: float) -> FetchError:
        until = self.timing.now() + dt.timedelta(seconds=min(seconds, 7 * 86_400.0))
        hint = f"not before {until:%Y-%m-%d %H:%M} UTC, as it asks"
        return FetchError(error.what, error.why, hint, status=error.status, until=until)

    def _follow(self, url: str, accept: str, known: Validators, caller: Caller) -> Answer:
        seen = {url}
        current = url
        outside = False
        for _ in range(self.limits.redirects + 1):
            door = Door(current, self.is_private, barred=outside)
            answer = self._once(current, accept, known, caller, door)
            if isinstance(answer, Answer):
                return answer
            # Once somebody out there has had a say, no way leads back inside.
            outside = outside or door.is_outside
            current = urls.follow(current, answer, self.is_private, from_outside=outside)
            if current in seen:
                raise FetchError(shown(url), "redirects in a circle", "does it want a login?")
            seen.add(current)
        raise FetchError(shown(url), f"redirects more than {self.limits.redirects} times")

    def _once(
        self, url: str, accept: str, known: Validators, caller: Caller, door: Door
    ) -> Answer | str:
        """The answer to one request, or where it redirects to."""
        turn = self.pacer.delay(urlsplit(url).hostname or "")
        self._wait(turn, "arXiv wants three seconds between requests", caller)
        headers = {"Accept": accept}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
        caller.requests += 1

        def trace(name: str, info: dict[str, Any]) -> None:
            self._cutter.trace(name, info)
            door.trace(name, info)

        with self._cutter.request(self.limits.whole):
            try:
                with self._the_client().stream(
                    "GET", url, headers=headers, extensions={"trace": trace, ways.DOOR: door}
                ) as response:
                    door.came_from(response.extensions.get("network_stream"))
                    return self._read(url, response, caller)
            except httpx.TransportError as error:
                raise self._explained(url, error, caller) from error
            except (httpx.InvalidURL, httpx.StreamError, ValueError) as error:
                why = f"cannot be asked: {clean_line(str(error))[:200]}"
                raise FetchError(shown(url), why) from error

    def _read(self, url: str, response: httpx.Response, caller: Caller) -> Answer | str:
        status, headers = response.status_code, response.headers
        if status in _REDIRECT and "location" in headers:
            return urljoin(url, headers["location"])
        validators = Validators(_kept(headers, "etag"), _kept(headers, "last-modified"))
        if status == 304:
            caller.not_modified += 1
            return Answer(url, b"", validators, not_modified=True)
        if not 200 <= status < 300:
            raise self._refusal(url, status, headers)
        largest = self.limits.size
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > largest:
            raise too_large(shown(url), largest)
        chunks = self._chunks(url, response, caller)
        with closing(chunks):
            encoding = headers.get("content-encoding", "")
            body = unpack(chunks, encoding, largest, shown(url))
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return Answer(url, body, validators, kind)

    def _chunks(self, url: str, response: httpx.Response, caller: Caller) -> Generator[bytes]:
        for chunk in response.iter_raw():
            caller.bytes += len(chunk)
            if caller.cancel.is_set():
                raise StoppedError
            if self._cutter.is_late:
                raise self._late(url)
            yield chunk

    def _refusal(self, url: str, status: int, headers: Mapping[str, str]) -> FetchError:
        phrase = responses.get(status, "")
        after = headers.get("retry-after") if status in _PASSING else None
        return FetchError(
            shown(url),
            f"answers {status} {phrase}".strip(),
            _HINTS.get(status, ""),
            status=status,
            passing=status in _PASSING,
            after=None if after is None else seconds_of(after, self.timing.now()),
        )

    def _explained(
        self, url: str, error: httpx.TransportError, caller: Caller
    ) -> FetchError | StoppedError:
        if caller.cancel.is_set():
            return StoppedError()
        if self._cutter.is_late:
            return self._late(url)
        what = shown(url)
        reason = _reason(error)
        if isinstance(reason, ssl.SSLCertVerificationError):
            why = f"its certificate is not valid: {clean_line(reason.verify_message)}"
            return FetchError(what, why)
        if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            why = f"cannot be reached within {self.limits.connect:g} seconds"
        elif isinstance(error, httpx.TimeoutException):
            why = f"was silent for {self.limits.read:g} seconds"
        elif isinstance(error, httpx.ConnectError):
            told = getattr(reason, "strerror", None) or "no connection"
            why = f"cannot be reached: {clean_line(str(told)).lower()}"
        elif isinstance(error, httpx.ProxyError | httpx.UnsupportedProtocol):
            return FetchError(what, f"cannot be asked: {clean_line(str(error))[:200]}")
        else:
            why = "its answer ends too soon"
        return FetchError(what, why, passing=True)

    def _late(self, url: str) -> FetchError:
        return FetchError(shown(url), f"took longer than {self.limits.whole:g} seconds")

    def _wait(self, seconds: float, why: str, caller: Caller) -> None:
        if seconds > 0:
            caller.waits(seconds, why)
            self.timing.pause(caller.cancel, seconds)
        if caller.cancel.is_set():
            raise StoppedError

    def _the_client(self) -> httpx.Client:
        with self._guard:
            if self._client is None:
                limits = self.limits
                context = httpx.create_ssl_context()
                self._client = httpx.Client(
                    transport=ways.Straight(context),
                    mounts=ways.of_environment(context),
                    headers={"User-Agent": USER_AGENT, "Accept-Encoding": ENCODINGS},
                    timeout=httpx.Timeout(limits.read, connect=limits.connect),
                    # No site shall know us again.
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                    follow_redirects=False,
                )
            return self._client


def seconds_of(text: str, now: dt.datetime) -> float | None:
    """How many seconds from ``now`` a ``Retry-After`` names: in seconds, or as a date.

    None where it names nothing. See RFC 9110, section 10.2.3.
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


def _kept(headers: Mapping[str, str], name: str) -> str:
    """A header worth keeping; one that cannot be sent back as it is, or is long, is not."""
    value = headers.get(name, "")
    good = value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR
    return value if good else ""


def _reason(error: BaseException) -> BaseException | None:
    """The error of the system below ``error``."""
    below = error.__cause__ or error.__context__
    seen = 0
    while below is not None and not isinstance(below, OSError) and seen < 10:
        below = below.__cause__ or below.__context__
        seen += 1
    return below
