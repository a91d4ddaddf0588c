"""The network: no way into the neighbourhood, no secrets in messages, TLS always verified."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import World
from tests.model.sources.server import Reply, redirect

import octavo_model
from octavo_model.core.errors import OctavoError
from octavo_model.sources.doors import Door
from octavo_model.sources.environment import Answer, Caller, Limits, Pacer
from octavo_model.sources.events import FetchError, Outcome
from octavo_model.sources.http import Web
from octavo_model.sources.spec import check_url, make
from octavo_model.sources.state import Validators
from octavo_model.sources.urls import follow, is_private, masked

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


def door_to(url: str, *, barred: bool) -> Door:
    """A door that a request without a proxy goes through."""
    door = Door(url, private, barred=barred)
    door.is_direct = True
    return door


@pytest.fixture(autouse=True)
def unset_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


# ---- private addresses


def test_a_name_that_leads_inside_only_when_it_is_asked_is_not_asked() -> None:
    stream = Stream("10.0.0.7")
    door = door_to("https://rebinding.example/", barred=True)

    with pytest.raises(FetchError, match="private network"):
        door.trace("connection.connect_tcp.complete", {"return_value": stream})
    assert stream.closed


def test_nobody_inside_is_heard_over_a_connection_that_was_there() -> None:
    """Of one that is kept no trace is told; who answers is looked at all the same."""
    stream = Stream("10.0.0.7")
    with pytest.raises(FetchError, match="private network"):
        door_to("https://rebinding.example/", barred=True).came_from(stream)
    assert stream.closed


def test_who_left_before_it_was_known_is_not_let_in() -> None:
    class Gone(Stream):
        def get_extra_info(self, name: str) -> object:
            raise OSError(107, "Transport endpoint is not connected")

    door_to("https://a.example/", barred=False).came_from(Gone("8.8.8.8"))
    with pytest.raises(FetchError, match="private network"):
        door_to("https://a.example/", barred=True).came_from(Gone("8.8.8.8"))


@pytest.mark.parametrize(("address", "barred"), [("10.0.0.7", False), ("8.8.8.8", True)])
def test_other_connections_are_made(address: str, barred: bool) -> None:
    stream = Stream(address)
    door = door_to("https://a.example/", barred=barred)

    door.trace("connection.connect_tcp.complete", {"return_value": stream})
    door.came_from(stream)

    assert not stream.closed
    assert door.is_outside is (address == "8.8.8.8")


def test_who_answers_from_outside_cannot_call_itself_private() -> None:
    # Its name leads inside as well, as the owner of a name can make it.
    door = door_to("https://inside.example/", barred=False)
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


class Rebinding:
    """Judges hosts as if 127.0.0.1 were public to begin with, and inside from then on.

    Args:
        first: How many connections were made while it was public.
    """

    def __init__(self, first: int) -> None:
        self._left = first

    def __call__(self, host: str) -> bool:
        if host != "127.0.0.1":
            return False
        self._left -= 1
        return self._left < 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("", ""),
        ("no_proxy", "localhost"),
        ("https_proxy", "http://127.0.0.1:9"),
        ("http_proxy", ""),
        ("ftp_proxy", "http://127.0.0.1:9"),
    ],
)
def test_a_rebinding_name_is_met_at_the_connection(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The name is public when it is judged; the connection that is made is not."""
    if name:
        monkeypatch.setenv(name, value)
    world.server.serve("/secret", Reply(PAGE))
    # A new connection for each request, so that there is one to be judged.
    away = Reply(b"", 302, {"Location": "/secret", "Connection": "close"})
    spec = world.source("blog", world.server.serve("/feed", away))
    around = world.surroundings(is_private=Rebinding(1))

    report = world.fetch_one(spec, surroundings=around)

    assert "by a name that seemed to be public" in report.error
    assert [asked.path for asked in world.server.taken()] == ["/feed"]


@pytest.mark.parametrize(
    "spared", ["127.0.0.1", "*", "10.0.0.0/8, 127.0.0.1", "[::1], a b, 127.0.0.1", "127.0.0.1/8"]
)
def test_a_proxy_that_is_passed_by_judges_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, spared: str
) -> None:
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", spared)
    world.server.serve("/secret", Reply(PAGE))
    spec = world.source("blog", world.server.serve("/feed", redirect("/secret")))
    around = world.surroundings(is_private=Rebinding(1))

    report = world.fetch_one(spec, surroundings=around)

    assert "by a name that seemed to be public" in report.error
    assert [asked.path for asked in world.server.taken()] == ["/feed"]


def test_a_connection_that_is_kept_is_no_way_in(world: World) -> None:
    """Made for a source inside, it is there for the name to which a stranger redirects."""
    inside = f"http://localhost:{world.server.port}"
    for path in ("/own", "/secret"):
        world.server.serve(path, Reply(PAGE))
    feed = world.server.serve("/feed", redirect(f"{inside}/secret"))
    pacer = Pacer((), world.paths.data, lambda: world.time.moment)
    # Once for each of the two that are asked by right.
    web = Web(world.time.timing(), pacer, is_private=Rebinding(2))

    def get(url: str) -> Answer:
        caller = Caller(threading.Event(), lambda *_: None)
        return web.get(url, "*/*", Validators(), caller)

    with closing(web):
        assert get(f"{inside}/own").body == PAGE
        with pytest.raises(FetchError, match="by a name that seemed to be public"):
            get(feed)
    assert [asked.path for asked in world.server.taken()] == ["/own", "/feed"]


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy"])
def test_a_proxy_is_used_and_trusted(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It is in the neighbourhood itself, as most are, and that bars nobody's redirects."""
    monkeypatch.setenv(name, world.server.url.removeprefix("http://"))
    for path, answer in (("/feed", redirect("/page")), ("/page", Reply(PAGE))):
        world.server.serve(f"http://a.example{path}", answer)
    around = world.surroundings(is_private=lambda host: host == "127.0.0.1")

    report = world.fetch_one(world.source("blog", "http://a.example/feed"), surroundings=around)

    assert (report.error, report.papers) == ("", 1)


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("gopher://ana:hunter2@a.example", "the proxy of the environment is none we know"),
        ("http://ana:hunter2@a.example:port", "the proxy of the environment is none we know"),
        pytest.param(
            "socks5://ana:hunter2@a.example",
            "a SOCKS proxy wants the package socksio",
            marks=pytest.mark.skipif(find_spec("socksio") is not None, reason="it is there"),
        ),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_where_it_is_wanted(
    world: World, monkeypatch: pytest.MonkeyPatch, proxy: str, why: str
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    spec = world.source("blog", world.server.serve("/feed", Reply(PAGE)))
    assert world.fetch_one(spec).ok

    report = world.fetch_one(world.source("other", "https://a.example/feed"))

    assert report.error.endswith(f"cannot be asked: {why}")


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"http_proxy": "proxy.example:1"},
        {"https_proxy": "http://proxy.example:1", "no_proxy": "*"},
        {"https_proxy": "http://proxy.example:1", "no_proxy": "http://b.net,c.org:8080"},
        {
            "all_proxy": "http://proxy.example:1",
            "no_proxy": "localhost, .a.example,b.net,10.0.0.1,::1",
        },
    ],
)
def test_the_ways_are_those_that_httpx_would_take(
    world: World, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    web = Web(world.time.timing(), Pacer((), world.paths.data, lambda: world.time.moment))
    with closing(web), httpx.Client() as usual:
        ours: Any = web._the_client()
        for host in (
            "localhost", "a.example", "x.a.example", "b.net", "x.b.net", "xb.net", "c.org",
            "c.org:8080", "10.0.0.1", "10.0.0.2", "[::1]", "[::2]",
        ):  # fmt: skip
            for url in (httpx.URL(f"http://{host}/"), httpx.URL(f"https://{host}/")):
                straight = ours._transport_for_url(url) is ours._transport
                assert straight is (usual._transport_for_url(url) is usual._transport), url


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:10.0.0.1",
        "::ffff:100.64.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "100::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "3fff::1",
        "4000::1",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_an_address_is_private_that_is_no_single_host_of_the_internet(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2001:4860:4860::8888",
        "2002:808:808::1",
        "2606:4700::1111",
        "2a00:1450:4001::2003",
    ],
)
def test_an_address_of_the_internet_is_not_private(address: str) -> None:
    assert not is_private(address)


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
    context = client._transport._kept._pool._ssl_context
    web.close()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_nothing_turns_verification_off() -> None:
    off = r"verify\s*=\s*False|CERT_NONE|_create_unverified|check_hostname\s*=\s*F"
    for path in Path(octavo_model.__file__).parent.rglob("*.py"):
        assert re.search(off, path.read_text()) is None, path
