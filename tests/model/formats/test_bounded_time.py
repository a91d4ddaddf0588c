"""Quadratic inputs: no digest takes more than two seconds of processor time a megabyte.

Lines and entries of a few bytes cost some twenty microseconds each beside that; how many of them a
digest may have is bounded.

Every format reads its own fixtures with something repeated put into their middle, of twice the
length each time: what is quadratic grows fourfold. The long run (`make fuzz`, or OCTAVO_LONG=1)
has a megabyte, and all places.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from tests.timing import took

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import Source
from octavo_model.formats.registry import FORMATS

pytestmark = pytest.mark.clock

FIXTURES = Path(__file__).parents[3] / "fixtures"
LONG = bool(os.environ.get("OCTAVO_LONG"))
SIZE = 1 << (20 if LONG else 14)
SECONDS_A_MEGABYTE = 2.0
SECONDS_A_LINE = 40e-6
GENEROUS = 1.5
"""So much of a second more is allowed, for a machine on which others work."""
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)

CHARACTERS = " a0-.\n<\\{(\"'&;,\tAé@:/[])}=#*_$·>|^~`!?%+"
PIECES = (
    "a ", "a,", " \n", "a.", "0-", "a@", "<a ", "&a", "](", "{\\", "a/", ") (", "\n ", "\r\n",
    "- ", "a\n", "a;", "A. ", "<a href=", "\\a", '\\"{a}', "(a) ", "[a](", "10.1/", "arXiv:",
    "https://a/", "https://a.", "2024-", "1,", "and ", "a: ", "\n\n", "> ", "'a'", '"a"', "$a$",
    "·a", "<![CDATA[", "<!--", "<p>", "</p>", "&#", "--a\n", "@a{", "a = {", "TY  - ", "a,a,\n",
    '{"a":', '[{"a":1},', "[[", "{{", "((", "\\\\\n", "------\n", "View paper\n", "Upvote\n1\n",
    "From a 1:01 2024\n", "\n\nFrom ", ">From \n", "Submitted by\n", "=\n", "=3D", "\x00",
    "e\u0301", "@a{b,", "@a(b,", "@a{b}", "@a{", "\n@string{", "\n@comment{", "\n@preamble{",
    "@a{b,c={", "@a{b,title=a}", "TY  - JOUR\nER  - \n", "TI  - a\n", '"a,', '"\n', '{"a"\n',
    '{"title":"a"}\n', "=?utf-8?q?a?=", "--\n", "Content-Type: multipart/mixed; boundary=a\n",
    "Subject: a\n",
)  # fmt: skip


def read(number: int, data: bytes) -> None:
    form = FORMATS[number]
    source = Source(data, "a.file", NOW)
    form.sniff(source)
    with suppress(NotADigestError):
        form.parse(source)


def cases(folder: str, piece: str) -> Iterator[Callable[[int], bytes]]:
    """Digests of a format that grow by ``piece``."""
    fixtures = sorted((FIXTURES / folder).iterdir())
    for path in fixtures if LONG else fixtures[:1]:
        data = path.read_bytes()[:20_000]
        for place in (0, len(data) // 3, len(data) // 2, len(data)) if LONG else (len(data) // 2,):
            yield (
                lambda size, data=data, place=place: (  # type: ignore[misc]
                    data[:place] + (piece.encode() * (size // len(piece.encode()))) + data[place:]
                )
            )


@pytest.mark.parametrize("number", range(len(FORMATS)), ids=[one.name for one in FORMATS])
def test_no_repetition_takes_more_than_two_seconds_a_megabyte(number: int) -> None:
    slow: list[str] = []
    read(number, next(cases(FORMATS[number].name, " "))(10))  # imports what it needs
    for piece in (*CHARACTERS, *PIECES):
        for made in cases(FORMATS[number].name, piece):
            data, double = made(SIZE), made(2 * SIZE)
            # Some milliseconds for what does not depend on the size.
            most = 0.02 + SECONDS_A_MEGABYTE * len(data) / (1 << 20)
            most += SECONDS_A_LINE * max(data.count(b"\n"), data.count(b"@"))
            if took(partial(read, number, data)) <= most:
                continue
            # Again: another program may have been running.
            again = min(took(partial(read, number, data)) for _ in range(3))
            twice = min(took(partial(read, number, double)) for _ in range(2))
            if again > most * GENEROUS or (again > most and twice > 3 * again):
                slow.append(f"{piece!r}: {again:.2f} s, twice as much {twice:.2f} s")
    assert slow == []
