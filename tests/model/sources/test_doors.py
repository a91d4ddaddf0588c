"""The network: no way into the neighbourhood, no secrets in messages, TLS always verified."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import World
from tests.model.sources.server import Reply, redirect

import octavo_model
from octavo_model.errors import OctavoError
from octavo_model.sources.asking import Limits
from octavo_model.sources.doors import Door
from octavo_model.sources.errors import FetchError
from octavo_model.sources.events import Outcome
from octavo_model.sources.masking import masked
from octavo_model.sources.pacing import Pacer
from octavo_model.sources.redirects import follow
from octavo_model.sources.source import check_url, make
from octavo_model.sources.web import Web

PAGE = Desk.page("Behind a Door")


class Stream:
    """A connection to an address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.closed = False

    def get_extra_info(self, name: str) -> object:
        return (self.address, 443) if name == "server_addr" else None

    def close(self) -> None:
        self.closed = True


def private(host: str) -> bool:
    return host.startswith("10.") or host == "inside.example"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


# ---- private addresses


def test_a_name_that_leads_inside_only_when_it_is_asked_is_not_asked() -> None:
    stream = Stream("10.0.0.7")
    door = Door("https://rebinding.example/", private, barred=True)

    with pytest.raises(FetchError, match="private network"):
        door.trace("connection.connect_tcp.complete", {"return_value": stream})
    assert stream.closed


@pytest.mark.parametrize(("address", "barred"), [("10.0.0.7", False), ("8.8.8.8", True)])
def test_other_connections_are_made(address: str, barred: bool) -> None:
    stream = Stream(address)
    door = Door("https://a.example/", private, barred=barred)

    door.trace("connection.connect_tcp.complete", {"return_value": stream})
    door.came_from(stream)

    assert not stream.closed
    assert door.is_outside is (address == "8.8.8.8")


def test_who_answers_from_outside_cannot_call_itself_private() -> None:
    # Its name leads inside as well, as the owner of a name can make it.
    door = Door("https://inside.example/", private, barred=False)
    door.came_from(Stream("8.8.8.8"))

    assert door.is_outside
    with pytest.raises(FetchError, match="private network"):
        follow("https://inside.example/", "https://10.0.0.1/", private, from_outside=True)


def test_a_chain_that_was_outside_once_stays_outside(world: World) -> None:
    # 127.0.0.1 stands for the world outside, and its other name for a house in it.
    world.server.serve("/secret", Reply(PAGE))
    world.server.serve("/again", redirect(f"http://localhost:{world.server.port}/secret"))
    spec = world.source("blog", world.server.serve("/feed", redirect("/again")))

    report = world.fetch_one(spec)

    assert report.outcome is Outcome.FAILED
    assert "redirects into a private network" in report.error
    assert [asked.path for asked in world.server.taken()] == ["/feed", "/again"]


def test_a_rebinding_name_is_met_at_the_connection(world: World) -> None:
    """The name is public when it is judged; the connection that is made is not."""
    world.server.serve("/secret", Reply(PAGE))
    spec = world.source("blog", world.server.serve("/feed", redirect("/secret", 302)))
    calls: list[str] = []

    def is_private(host: str) -> bool:
        calls.append(host)
        # As if the first connection had been to a public address, and any other were not.
        return host == "127.0.0.1" and len(calls) > 1

    # A new connection for each request, so that there is one to be judged.
    world.server.serve("/feed", Reply(b"", 302, {"Location": "/secret", "Connection": "close"}))
    report = world.fetch_one(spec, surroundings=world.surroundings(is_private=is_private))

    assert "by a name that seemed to be public" in report.error
    assert [asked.path for asked in world.server.taken()] == ["/feed"]


# ---- secrets


@pytest.mark.parametrize(
    "url",
    [
        "http://ana:hunter2@a.example/",
        "ftp://ana:hunter2@a.example/",
        "http://ana:hunter2@[::1/",
        "http://ana:hun/hunter2@a.example/",
        "http://hunter2@a.example/",
        "http://a.example:hunter2@b.example:80/",
        "//hunter2@a.example/ ",
    ],
)
def test_no_error_about_an_address_tells_its_password(url: str) -> None:
    for call in (
        lambda: check_url(url),
        lambda: make("a", url, kind="feed"),
        lambda: follow("https://a.example/", url, lambda _: False),
    ):
        with pytest.raises(OctavoError) as caught:
            call()
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["token", "api_key", "X-Amz-Signature", "access-token", "PASSWORD"]
)
def test_no_message_tells_the_key_in_an_address(world: World, name: str) -> None:
    world.server.serve(f"/feed?{name}=hunter2&b=1", Reply(b"", 404))
    report = world.fetch_one(world.source("blog", f"{world.server.url}/feed?{name}=hunter2&b=1"))

    assert "answers 404" in report.error
    assert "hunter2" not in report.error
    assert "b=1" in report.error


@pytest.mark.parametrize("url", ["https://a.example/@ana/feed?page=2", "http://a.example:80/k=1@2"])
def test_what_is_no_secret_is_told(url: str) -> None:
    assert masked(url) == url


# ---- bounds


def test_redirects_are_bounded(world: World) -> None:
    for number in range(20):
        world.server.serve(f"/{number}", redirect(f"/{number + 1}"))
    report = world.fetch_one(world.source("blog", f"{world.server.url}/0"))

    assert f"redirects more than {Limits().redirects} times" in report.error
    assert len(world.server.taken()) == Limits().redirects + 1


# ---- TLS


class Secure:
    """A server with a certificate that nobody has signed but itself."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]
        self._http.socket = context.wrap_socket(
            self._http.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"https://127.0.0.1:{self._http.server_address[1]}/feed"

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def secure() -> Iterator[Secure]:
    server = Secure()
    yield server
    server.close()


def test_a_certificate_that_nobody_signed_is_refused(world: World, secure: Secure) -> None:
    report = world.fetch_one(world.source("blog", secure.url))

    assert report.outcome is Outcome.FAILED
    assert "its certificate is not valid" in report.error
    assert secure.asked == []


def test_the_client_verifies_names_and_certificates(world: World) -> None:
    web = Web(world.time.timing(), Pacer((), world.paths.data, lambda: world.time.moment))
    client: Any = web._the_client()
    context = client._transport._pool._ssl_context
    web.close()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_nothing_turns_verification_off() -> None:
    off = r"verify\s*=\s*False|CERT_NONE|_create_unverified|check_hostname\s*=\s*F"
    for path in Path(octavo_model.__file__).parent.rglob("*.py"):
        assert re.search(off, path.read_text()) is None, path
