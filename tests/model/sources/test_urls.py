"""Addresses: which are fetched, and how messages show them: without secrets, and short."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.errors import OctavoError
from octavo_model.sources.spec import make
from octavo_model.sources.urls import check_redirect, check_url, redacted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("//a:b/c@d//e@f", "//…@f"),
        ("///a:b/c@//d:12/@", "///…@"),
        ("ftp://ana:pw@a.org/x", "ftp://…@a.org/x"),
        ("//a:b@c //d:e@f", "//…@c //…@f"),
        ("http://a.org:80/k@2", "http://a.org:80/k@2"),
        ("http://a.org/@ana", "http://a.org/@ana"),
        ("http://a:1/b@c", "http://a:1/b@c"),
        ("//u@h:p@x", "//…@x"),
        ("//a\n//b@c", "//a\n//…@c"),
        ("//a:b//c@d", "//…@d"),
        ("a:b@c", "a:b@c"),
        ("//@", "//…@"),
    ],
)
def test_users_and_passwords_are_redacted_anywhere(text: str, shown: str) -> None:
    assert redacted(text) == shown


@given(st.text("ab:/?#", min_size=1, max_size=9), st.sampled_from(["", "/", "/b?c=d@e"]))
def test_no_password_is_shown(password: str, path: str) -> None:
    text = f"see https://ana:x{password}@a.example{path} and ask"
    assert redacted(text).startswith(("see https://…@a.example", "see https://…@e and"))


def test_a_long_password_is_redacted_before_an_address_is_cut() -> None:
    url = f"ftp://ana:{'hunter2' * 500}@a.example/"

    with pytest.raises(OctavoError) as given:
        check_url(url)
    with pytest.raises(OctavoError) as redirected:
        check_redirect("https://a.example/", url)

    for caught in (given, redirected):
        assert "hunter2" not in str(caught.value)
        assert "ftp://…@a.example/" in str(caught.value)


@pytest.mark.parametrize(
    "piece",
    ["//a:", "//", "//a@", "//a:b", ":", "@", "?key=", "&token=a", "a.", "//a:1/", "//a:@/"],
)
def test_the_target_of_a_redirect_is_shown_in_linear_time_and_short(piece: str) -> None:
    def seconds(size: int) -> float:
        location = f"ftp:{piece * (size // len(piece))}"
        start = time.process_time()
        with pytest.raises(OctavoError) as caught:
            check_redirect("https://a.example/", location)
        took = time.process_time() - start
        assert len(str(caught.value)) < 500
        return took

    short = min(seconds(7_500) for _ in range(3))
    long = min(seconds(60_000) for _ in range(3))
    # Eight times as long takes eight times as long; squared it would be 64 times.
    assert long < 24 * short + 0.02


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
def test_no_error_about_an_address_shows_its_password(url: str) -> None:
    for call in (
        lambda: check_url(url),
        lambda: make("a", url, kind="feed"),
        lambda: check_redirect("https://a.example/", url),
    ):
        with pytest.raises(OctavoError) as caught:
            call()
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["https://a.example/@ana/feed?page=2", "http://a.example:80/k=1@2"])
def test_other_parts_of_an_address_are_shown(url: str) -> None:
    assert redacted(url) == url


@pytest.mark.parametrize(
    ("url", "target", "error"),
    [
        ("https://a.org/", "http://a.org/", "from https to plain http"),
        ("http://a.org/", "file:///etc/passwd", "address that cannot be fetched"),
        ("http://a.org/", "http://me:pw@b.org/", "address that cannot be fetched"),
        ("http://a.org/", "http://[::1/", "address that cannot be fetched"),
    ],
)
def test_redirects_that_are_refused(url: str, target: str, error: str) -> None:
    with pytest.raises(OctavoError, match=error):
        check_redirect(url, target)


def test_redirects_that_are_followed() -> None:
    check_redirect("http://a.org/", "https://a.org/")
    check_redirect("https://a.org/", "https://b.org/x")
