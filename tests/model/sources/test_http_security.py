"""Connections: TLS is always verified, proxies of the environment are used, secrets hidden."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import World
from tests.model.sources.server import Reply, redirect

import octavo_model
from octavo_model.sources.environment import Environment, RateLimiter
from octavo_model.sources.events import Outcome
from octavo_model.sources.http import HttpClient

PAGE = Desk.page("Behind a Proxy")


@pytest.fixture(autouse=True)
def unset_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy"])
def test_a_proxy_is_used(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, world.server.url.removeprefix("http://"))
    for path, answer in (("/feed", redirect("/page")), ("/page", Reply(PAGE))):
        world.server.serve(f"http://a.example{path}", answer)

    report = world.fetch_one(world.source("blog", "http://a.example/feed"))

    assert (report.error, report.papers) == ("", 1)


@pytest.mark.parametrize("hosts", ["127.0.0.1", "*", "localhost, 127.0.0.1"])
def test_no_proxy_is_respected(world: World, monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", hosts)

    assert world.fetch_one(world.source("blog", world.server.serve("/feed", Reply(PAGE)))).ok


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("gopher://ana:hunter2@a.example", "proxy: its settings in the environment are not valid"),
        ("http://ana:hunter2@a.example:port", "proxy: its settings in the environment are not"),
        pytest.param(
            "socks5://ana:hunter2@a.example",
            "proxy: a SOCKS proxy needs the package socksio",
            marks=pytest.mark.skipif(find_spec("socksio") is not None, reason="it is installed"),
        ),
    ],
)
def test_a_proxy_that_cannot_be_used_is_reported_without_its_password(
    world: World, monkeypatch: pytest.MonkeyPatch, proxy: str, why: str
) -> None:
    monkeypatch.setenv("https_proxy", proxy)

    report = world.fetch_one(world.source("other", "https://a.example/feed"))

    assert report.error.startswith(why)
    assert "hunter2" not in report.error


@pytest.mark.parametrize(
    "name", ["token", "api_key", "X-Amz-Signature", "access-token", "PASSWORD"]
)
def test_no_message_shows_the_key_in_an_address(world: World, name: str) -> None:
    world.server.serve(f"/feed?{name}=hunter2&b=1", Reply(b"", 404))
    report = world.fetch_one(world.source("blog", f"{world.server.url}/feed?{name}=hunter2&b=1"))

    assert "server answered 404" in report.error
    assert "hunter2" not in report.error
    assert "b=1" in report.error


class Secure:
    """A server with a self-signed certificate."""

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


def test_a_self_signed_certificate_is_refused(world: World, secure: Secure) -> None:
    report = world.fetch_one(world.source("blog", secure.url))

    assert report.outcome is Outcome.FAILED
    assert "invalid certificate" in report.error
    assert secure.asked == []


def test_the_client_verifies_names_and_certificates(tmp_path: Path) -> None:
    async def context() -> ssl.SSLContext:
        environment = Environment()
        limiter = RateLimiter({}, tmp_path, environment.timing.now)
        async with HttpClient(environment, limiter, lambda _event: None) as http:
            client: Any = await http._open()
            found: ssl.SSLContext = client._transport._pool._ssl_context
            return found

    found = asyncio.run(context())
    assert found.verify_mode is ssl.CERT_REQUIRED
    assert found.check_hostname
    assert found.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_nothing_turns_verification_off() -> None:
    off = r"verify\s*=\s*False|CERT_NONE|_create_unverified|check_hostname\s*=\s*F"
    for path in Path(octavo_model.__file__).parent.rglob("*.py"):
        assert re.search(off, path.read_text()) is None, path
