"""Numbers of thousands of digits: Python refuses to make an integer of them, and raises.

Wherever a digest has a number, and anywhere in its text, no format may fail because of it. Every
fixture and more places of each: OCTAVO_LONG=1.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo_model.core.errors import NotADigestError
from octavo_model.formats import Format, LineFormat, Source
from octavo_model.formats.common.html import unescape
from octavo_model.formats.registry import FORMATS, choose

FIXTURES = Path(__file__).parents[3] / "fixtures"
NOW = dt.datetime(2025, 11, 12, 9, 30, tzinfo=dt.UTC)
LONG = "9" * 5_000
PIECES = (
    LONG, f"-{LONG}", f"{LONG}.5", "1e999", "9" * 20, "٩" * 5_000, "²", f"{'0' * 5_000}1",
    f"&#{LONG};", f"&#x{LONG};", f"<p>&#{LONG};</p>", f"&lt;p&gt;&#{LONG};&lt;/p&gt;",
    "99999-99-99", "0000-00-00",
)  # fmt: skip
EVERYWHERE = bool(os.environ.get("OCTAVO_LONG"))
MOST_NUMBERS, TEXTS, FILES = (99, 20, 99) if EVERYWHERE else (8, 4, 2)
_LARGEST = 8_000


def places(data: bytes) -> Iterator[tuple[int, int]]:
    """The positions of numbers, one of each kind, and some between."""
    seen: set[bytes] = set()
    for found in re.finditer(rb"\d+", data):
        around = data[max(0, found.start() - 12) : found.start()]
        kind = re.sub(rb"\d", b"", around) + data[found.end() : found.end() + 1]
        if kind not in seen and len(seen) < MOST_NUMBERS:
            seen.add(kind)
            yield found.span()
    words = list(re.finditer(rb"[A-Za-z]{4,}", data))
    for word in words[:: len(words) // TEXTS + 1]:
        yield word.span()


def read(form: Format, data: bytes) -> None:
    source = Source(data, "a.file", NOW)
    assert 0.0 <= form.sniff(source) <= 1.0
    try:
        form.parse(source)
        if isinstance(form, LineFormat):
            list(form.stream(io.BytesIO(data), source))
    except NotADigestError:
        pass


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(FORMATS)), ids=[one.name for one in FORMATS])
def test_no_number_is_too_long_for_a_format(number: int) -> None:
    form = FORMATS[number]
    for path in sorted((FIXTURES / form.name).iterdir())[:FILES]:
        data = path.read_bytes()[:_LARGEST]
        for start, end in places(data):
            for piece in PIECES:
                read(form, data[:start] + piece.encode() + data[end:])


LINK = "".join(
    f'<p><a href="https://arxiv.org/abs/2501.0123{number}">A Title of Paper {number}</a></p>'
    for number in range(4)
)
MAIL = "From: a@b.org\nSubject: x\nContent-Type: text/html\n\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{MAIL}<p>&#{LONG};</p>{LINK}",
        f"{MAIL}{LINK}<a href='https://a.org/&#{LONG};'>here</a>",
        f"<html><body><p>&#{LONG};</p>{LINK}</body></html>",
        json.dumps({
            "version": "https://jsonfeed.org/version/1.1", "title": "a",
            "items": [{"id": "1", "url": "https://arxiv.org/abs/2501.01230",
                       "title": "A Title of Paper 0", "content_html": f"<p>&#{LONG};</p>"}],
        }),
        f'title,abstract,arxiv_id\nA Title of Paper 0,"<p>&#{LONG};</p>",2501.01230\n',
    ],
    ids=["mail", "address in a mail", "page", "JSON feed", "CSV"],
)  # fmt: skip
def test_one_entity_of_many_digits_leaves_the_paper(text: str) -> None:
    source = Source(text.encode(), "a.file", NOW)

    first, *_ = choose(source).parse(source).papers

    assert (first.title, first.arxiv_id) == ("A Title of Paper 0", "2501.01230")


@pytest.mark.parametrize(
    "entity",
    ["&amp;", "&#65;", "&#x41;", "&#0000000000065;", "&#1114111;", "&#1114112;", "&#99999999",
     "&#0;", "&#00000000000;", "&#128;", "&#55296;", "&#12345678x", "&notit;", "&#", "&#;"],
)  # fmt: skip
def test_what_the_standard_library_decodes_is_decoded_as_there(entity: str) -> None:
    assert unescape(f"a{entity}b") == html.unescape(f"a{entity}b")


def test_codes_of_any_length_are_decoded() -> None:
    assert unescape(f"a&#{LONG};b&#{'0' * 5_000}65;") == "a\ufffdbA"
    with pytest.raises(ValueError, match="Exceeds the limit"):
        html.unescape(f"&#{LONG};")
    assert sys.get_int_max_str_digits() < len(LONG)
