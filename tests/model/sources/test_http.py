"""One feed on a server with all kinds of faults: what failed is reported, the rest is kept."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import socket
from http.server import BaseHTTPRequestHandler

import httpx
import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import WEDNESDAY, World
from tests.model.sources.server import (
    Answer,
    Reply,
    dated,
    dripping,
    packed,
    redirect,
    send,
    tagged,
    truncated,
)

from octavo_model.sources.environment import Limits
from octavo_model.sources.events import FetchReport, Outcome, Started, Waiting
from octavo_model.sources.http import USER_AGENT, parse_retry_after
from octavo_model.sources.spec import SourceSpec

PAGE = Desk.page("A Feed of One's Own")
NEXT = Desk.page("A Feed of One's Own", "And Another")
OFFLINE = socket.gaierror(socket.EAI_AGAIN, "Temporary failure")


def feed(world: World, *answers: Answer) -> SourceSpec:
    return world.source("blog", world.server.serve("/feed", *answers))


def refused(world: World, *answers: Answer) -> FetchReport:
    """The report of a fetch that fails, after one that found a paper."""
    spec = feed(world, Reply(PAGE), *answers)
    assert world.fetch_one(spec).ok
    world.server.taken()
    report = world.fetch_one(spec)
    assert report.outcome is Outcome.FAILED
    assert world.titles() == {"A Feed of One's Own"}
    assert world.state(spec).error == report.error
    world.desk.check()
    return report


def test_a_feed_is_imported_with_the_name_of_its_source(world: World) -> None:
    report = world.fetch_one(feed(world, Reply(PAGE)))

    assert (report.outcome, report.new, report.papers) == (Outcome.DONE, 1, 1)
    assert (report.requests, report.bytes, report.error) == (1, len(PAGE), "")
    assert report.digests == [world.library.catalog.digests()[0].name]
    assert world.importer.origins == ["blog"]


def test_the_server_gets_a_user_agent_and_no_cookie(world: World) -> None:
    spec = feed(world, Reply(PAGE, headers={"Set-Cookie": "id=1"}))
    world.fetch_one(spec)
    world.fetch_one(spec)

    for asked in world.server.taken():
        assert asked.headers["user-agent"] == USER_AGENT
        assert asked.headers["accept-encoding"] == "gzip"
        assert "cookie" not in asked.headers


@pytest.mark.parametrize(
    "page", [tagged(PAGE, '"one"'), dated(PAGE, "Wed, 12 Mar 2025 06:00:00 GMT")]
)
def test_what_has_not_changed_is_not_sent_again(world: World, page: Answer) -> None:
    spec = feed(world, page)
    world.fetch_one(spec)

    again = world.fetch_one(spec)

    assert (again.ok, again.requests, again.bytes, again.not_modified) == (True, 1, 0, 1)
    assert again.new == 0


def test_what_has_changed_is_sent_in_full(world: World) -> None:
    spec = feed(world, tagged(PAGE, '"one"'), tagged(NEXT, '"two"'))
    world.fetch_one(spec)

    assert world.fetch_one(spec).new == 1
    assert world.fetch_one(spec).not_modified == 1
    tags = [asked.headers.get("if-none-match") for asked in world.server.taken()]
    assert tags == [None, '"one"', '"two"']


def test_a_page_that_could_not_be_read_is_asked_for_in_full_again(world: World) -> None:
    spec = feed(world, tagged(b"what is this?", '"one"'), tagged(PAGE, '"one"'))

    assert world.fetch_one(spec).outcome is Outcome.FAILED
    assert world.fetch_one(spec).new == 1


def test_a_compressed_page_is_unpacked_and_counted_as_it_came(world: World) -> None:
    report = world.fetch_one(feed(world, packed(PAGE)))

    assert (report.new, report.bytes) == (1, len(gzip.compress(PAGE)))


@pytest.mark.parametrize(
    "bad",
    [Reply(status=500), Reply(status=502), Reply(status=504), truncated(PAGE)],
)
def test_a_failure_that_may_pass_is_tried_again(world: World, bad: Answer) -> None:
    report = world.fetch_one(feed(world, bad, bad, Reply(PAGE)))

    assert (report.ok, report.new, report.requests) == (True, 1, 3)
    assert world.clock.waits == [1.0, 2.0]
    assert [one.seconds for one in world.events if isinstance(one, Waiting)] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (Reply(status=502), "server answered 502 Bad Gateway"),
        (truncated(NEXT), "the answer was cut off"),
    ],
)
def test_after_three_tries_it_is_left_for_later(world: World, bad: Answer, error: str) -> None:
    report = refused(world, bad)

    assert report.error == f"{world.server.url}/feed: {error}"
    assert report.requests == 3
    assert report.next_due == world.clock.moment + dt.timedelta(minutes=15)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_refuses_without_a_time_is_left_alone(world: World, status: int) -> None:
    report = refused(world, Reply(status=status))

    assert report.requests == 1
    assert report.next_due == world.clock.moment + dt.timedelta(minutes=15)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_other_failures_are_not_tried_again(world: World, status: int) -> None:
    report = refused(world, Reply(b"no", status))

    assert f"server answered {status}" in report.error
    assert report.requests == 1


def test_a_short_wait_is_granted_to_a_server_that_asks_for_it(world: World) -> None:
    busy = Reply(status=429, headers={"Retry-After": "40"})
    report = world.fetch_one(feed(world, busy, Reply(PAGE)))

    assert (report.ok, world.clock.waits) == (True, [40.0])


@pytest.mark.parametrize("after", ["7200", "Wed, 12 Mar 2025 11:00:00 GMT"])
def test_a_source_whose_server_asks_for_a_long_wait_is_deferred(world: World, after: str) -> None:
    spec = feed(world, Reply(status=429, headers={"Retry-After": after}), Reply(PAGE))
    report = world.fetch_one(spec)
    until = WEDNESDAY + dt.timedelta(hours=2)

    assert (report.outcome, report.requests) == (Outcome.FAILED, 1)
    assert report.error.endswith("(not before 2025-03-12 11:00 UTC, as the server asks)")
    assert report.next_due == until

    early = world.fetch_one(spec)
    assert (early.outcome, early.requests) == (Outcome.SKIPPED, 0)
    assert early.error == "rate-limited by the server until 2025-03-12 11:00 UTC"

    world.clock.moment = until
    assert world.fetch_one(spec).new == 1


def test_a_deferral_can_be_ignored(world: World) -> None:
    spec = feed(world, Reply(status=503, headers={"Retry-After": "7200"}), Reply(PAGE))
    world.fetch_one(spec)

    assert world.fetch_one(spec, ignore_deferral=True).new == 1


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Wed, 12 Mar 2025 09:01:30 GMT", 90.0),
        ("Wed, 12 Mar 2025 08:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("Wed, 99 Mar 2025 08:00:00 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(text: str, seconds: float | None) -> None:
    assert parse_retry_after(text, WEDNESDAY) == seconds


def test_redirects_are_followed(world: World) -> None:
    world.server.serve("/there", redirect("/feed", 308))
    world.server.serve("/feed", Reply(PAGE))
    spec = world.source("blog", world.server.serve("/here", redirect("there", 301)))

    assert world.fetch_one(spec).requests == 3
    assert world.titles() == {"A Feed of One's Own"}


def test_a_circle_of_redirects_is_an_error(world: World) -> None:
    world.server.serve("/login", redirect("/feed"))
    report = refused(world, redirect("/login"))

    assert report.error.endswith("redirects in a circle (is a login needed?)")
    assert report.requests == 2


def test_five_redirects_are_enough(world: World) -> None:
    for number in range(9):
        world.server.serve(f"/{number}", redirect(f"/{number + 1}"))
    report = refused(world, redirect("/0"))

    assert report.error.endswith("redirects more than 5 times")
    assert report.requests == 6


def test_redirects_from_https_to_http_and_to_other_schemes_are_refused(world: World) -> None:
    assert "redirects to an address that cannot be" in refused(world, redirect("ftp://x/")).error


def test_a_redirect_from_https_to_plain_http_is_refused(world: World) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https"
        return httpx.Response(302, headers={"Location": "http://a.example/feed"})

    world.transport = httpx.MockTransport(answer)
    report = world.fetch_one(world.source("blog", "https://a.example/feed"))

    assert report.reason == "redirects from https to plain http: http://a.example/feed"
    assert report.requests == 1


@pytest.mark.parametrize(
    ("cause", "reason", "requests"),
    [
        (OFFLINE, "no network (DNS)", 1),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "unknown host", 1),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no network", 1),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "no route to host", 3),
        (OSError("All connection attempts failed"), "no connection", 3),
    ],
)
def test_why_there_is_no_connection_is_said(
    world: World, cause: OSError, reason: str, requests: int
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(str(cause), request=request) from cause

    world.transport = httpx.MockTransport(fail)
    report = world.fetch_one(world.source("ml", "https://a.example/feed"))

    assert (report.reason, report.requests) == (reason, requests)


def failing(cause: OSError, asked: list[str], *hosts: str) -> httpx.MockTransport:
    """A network in which a request to one of ``hosts``, or to any, fails."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if not hosts or request.url.host in hosts:
            raise httpx.ConnectError(str(cause), request=request) from cause
        return httpx.Response(200, stream=httpx.ByteStream(PAGE))

    return httpx.MockTransport(answer)


def test_without_a_network_one_request_is_sent_and_every_source_says_why(world: World) -> None:
    asked: list[str] = []
    world.transport = failing(OFFLINE, asked)
    daily = world.source("hf", "daily-papers")
    sources = [daily, *(world.source(name, f"https://one.example/{name}") for name in "abc")]
    reports = world.fetch(*sources)

    assert {one.reason for one in reports} == {"no network (DNS)"}
    assert len(asked) <= 2  # two hosts, which are asked at the same time


def test_days_of_arxiv_can_be_asked_for_at_once_when_the_network_is_back(world: World) -> None:
    asked: list[str] = []
    world.transport = failing(OFFLINE, asked)
    arxiv = world.source("ml", "cs.LG")
    for _ in range(2):
        assert world.fetch_one(arxiv).reason == "no network (DNS)"
    assert len(asked) == 2
    state = world.state(arxiv)
    assert state.due == world.clock.moment + dt.timedelta(minutes=30)


def test_a_host_without_a_name_does_not_stop_the_others(world: World) -> None:
    asked: list[str] = []
    cause = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    world.transport = failing(cause, asked, "gone.example")
    gone = [world.source(name, f"https://gone.example/{name}") for name in "ab"]
    good = world.source("good", "https://good.example/feed")
    reports = world.fetch(*gone, good)

    assert [one.reason for one in reports] == ["unknown host", "unknown host", ""]
    assert sorted(asked) == ["gone.example", "good.example"]


def test_a_body_without_end_is_not_taken(world: World) -> None:
    world.limits = Limits(size=4_000)
    report = refused(world, dripping)

    assert report.error.endswith("the answer is larger than 4000 bytes")
    assert report.bytes < 100_000


def test_a_body_that_is_declared_too_large_is_not_read(world: World) -> None:
    report = refused(world, Reply(b"x", headers={"Content-Length": str(2 << 20)}))

    assert report.error.endswith("the answer is larger than 1 MB")
    assert report.bytes == 0


def test_a_small_body_that_unpacks_to_a_large_one_is_not_taken(world: World) -> None:
    report = refused(world, packed(bytes(20 << 20)))

    assert report.error.endswith("the answer is larger than 1 MB")


def test_a_body_that_drips_is_given_up(world: World) -> None:
    world.limits = Limits(total=0.3)

    report = world.fetch_one(feed(world, dripping))

    assert report.error == f"{world.server.url}/feed: took longer than 0.3 seconds"


@pytest.mark.parametrize("keep", [0.5, 0.99])
def test_a_gzip_body_without_length_that_is_cut_off_is_tried_again(
    world: World, keep: float
) -> None:
    packed_page = gzip.compress(PAGE)

    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(packed_page[: int(len(packed_page) * keep)])
        handler.close_connection = True

    report = world.fetch_one(feed(world, cut, packed(PAGE)))

    assert (report.new, report.requests) == (1, 2)


def test_a_server_that_says_nothing_is_given_up(world: World) -> None:
    world.limits = Limits(read=0.5, tries=1)
    report = refused(world, world.server.silent)

    assert report.error.endswith("no data for 0.5 seconds")


def test_a_refused_connection_is_reported(world: World) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    report = world.fetch_one(world.source("gone", f"http://127.0.0.1:{port}/feed"))

    assert report.error == f"http://127.0.0.1:{port}/feed: connection refused"
    assert report.requests == 3


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><title>Log in", b"\n\xef\xbb\xbf<html lang=en>"])
def test_a_login_page_is_refused(world: World, page: bytes) -> None:
    report = refused(world, Reply(page, headers={"Content-Type": "text/html"}))

    assert report.error.endswith("the answer is a web page, not a digest (is a login needed?)")


def test_an_empty_feed_is_no_fault(world: World) -> None:
    report = world.fetch_one(feed(world, Reply(b"\n")))

    assert (report.ok, report.papers) == (True, 0)


def test_text_from_a_server_cannot_paint_the_screen(world: World) -> None:
    report = refused(world, redirect("ftp://x/\x1b[31m"))

    assert report.error.isprintable()


def test_a_request_that_hangs_ends_within_a_second_when_cancelled(world: World) -> None:
    spec, later = feed(world, world.server.silent), world.source("later", world.server.url)
    reports = world.fetch(spec, later, stop_at=world.server.reached)

    assert world.seconds_to_stop < 1
    assert [one.outcome for one in reports] == [Outcome.CANCELLED, Outcome.CANCELLED]
    assert world.state(spec).error == ""
    assert len(world.server.taken()) == 1


def test_a_body_that_hangs_ends_when_cancelled(world: World) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 200, b" ", {"Content-Length": "100"})
        world.server.silent(handler)

    report = world.fetch_one(feed(world, half), stop_at=world.server.reached)

    assert report.outcome is Outcome.CANCELLED


def test_a_wait_ends_when_cancelled(world: World) -> None:
    report = world.fetch_one(
        feed(world, Reply(status=502)), stop_when=lambda event: isinstance(event, Waiting)
    )

    assert (report.outcome, report.requests) == (Outcome.CANCELLED, 1)


def test_a_fetch_that_is_cancelled_at_its_start_sends_nothing(world: World) -> None:
    spec, later = feed(world, Reply(PAGE)), world.source("later", world.server.url)
    reports = world.fetch(spec, later, stop_when=lambda event: isinstance(event, Started))

    assert [one.outcome for one in reports] == [Outcome.CANCELLED, Outcome.CANCELLED]
    assert world.server.taken() == []
    assert [one.name for one in world.events if isinstance(one, Started)] == ["blog"]
