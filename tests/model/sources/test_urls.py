"""Addresses in messages: without secrets, short, and made so in linear time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from octavo_model.core.errors import OctavoError
from octavo_model.sources.spec import check_url
from octavo_model.sources.urls import follow, masked

# What it was before it took linear time.
_USER = re.compile(r"(?<=//)[^/?#\s]*@|(?<=//)[^/?#\s:]*:(?!\d{1,5}(?:[/?#\s]|$))[^\s]*@")


@given(st.text(st.sampled_from("/@:a1?# \n"), max_size=30))
@example("//a:b/c@d//e@f")
@example("///a:b/c@//d:12/@")
def test_users_and_passwords_are_masked_wherever_they_stand(text: str) -> None:
    assert masked(text) == _USER.sub("…@", text)


def test_a_long_password_is_masked_before_an_address_is_cut() -> None:
    url = f"ftp://ana:{'hunter2' * 500}@a.example/"

    with pytest.raises(OctavoError) as given:
        check_url(url)
    with pytest.raises(OctavoError) as redirected:
        follow("https://a.example/", url, lambda _: False)

    for caught in (given, redirected):
        assert "hunter2" not in str(caught.value)
        assert "ftp://…@a.example/" in str(caught.value)


@pytest.mark.parametrize(
    "piece",
    ["//a:", "//", "//a@", "//a:b", ":", "@", "?key=", "&token=a", "a.", "//a:1/", "//a:@/"],
)
def test_whither_a_server_sends_us_is_told_in_linear_time_and_briefly(piece: str) -> None:
    def seconds(size: int) -> float:
        location = f"ftp:{piece * (size // len(piece))}"
        start = time.process_time()
        with pytest.raises(OctavoError) as caught:
            follow("https://a.example/", location, lambda _: False)
        took = time.process_time() - start
        assert len(str(caught.value)) < 500
        return took

    short = min(seconds(7_500) for _ in range(3))
    long = min(seconds(60_000) for _ in range(3))
    # Eight times as long takes eight times as long; squared it would be 64 times.
    assert long < 24 * short + 0.02
