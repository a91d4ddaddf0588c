"""Bytes to text: marks decide, then UTF-8, then what the bytes give away."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.encoding import DecodedLines, decode

TEXT = "Naïve • 汉字 — “so” 😀\nand a line"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_mark_decides_and_is_not_part_of_the_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == (TEXT, None)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_with_a_warning(encoding: str) -> None:
    text, warning = decode("Daily Papers • Mar 12".encode(encoding))
    assert text == "Daily Papers • Mar 12"
    assert warning is not None
    assert encoding.upper() in warning.message


def test_what_is_not_utf_8_is_read_as_windows_1252_with_a_warning() -> None:
    text, warning = decode("  • 7 authors\n·\nnaïve “quotes”".encode("cp1252"))
    assert text == "  • 7 authors\n·\nnaïve “quotes”"
    assert warning is not None
    assert "Windows-1252" in warning.message


def test_bytes_without_meaning_in_windows_1252_fall_to_latin_1() -> None:
    text, warning = decode(b"na\xefve \x81")
    assert text.startswith("naïve")
    assert warning is not None
    assert "Latin-1" in warning.message


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_last_character_that_is_cut_costs_itself_alone(kept: int) -> None:
    text, warning = decode("naïve\n".encode() + "😀".encode()[:kept])
    assert text == "naïve\n"
    assert warning is not None
    assert (warning.line, "middle of a character" in warning.message) == (2, True)


def test_a_few_broken_bytes_do_not_make_it_another_encoding() -> None:
    text, warning = decode("汉字之间\n".encode() + b"\xff\n")
    assert text == "汉字之间\n\ufffd\n"
    assert warning is not None
    assert warning.line == 2


def test_a_mark_that_lies_is_reported() -> None:
    text, warning = decode(codecs.BOM_UTF8 + b"na\xefve")
    assert text == "na\ufffdve"
    assert warning is not None
    assert "broken at byte 3" in warning.message


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    decoded, warning = decode(codecs.BOM_UTF8 + text.encode("utf-8", "replace"))
    expected = text.encode("utf-8", "replace").decode()
    assert decoded == (expected if "\n" in text else expected.replace("\r", "\n"))
    assert warning is None


@given(st.binary())
def test_any_bytes_become_text(data: bytes) -> None:
    text, _ = decode(data)
    assert isinstance(text, str)


def test_lines_of_old_macs_are_lines() -> None:
    assert decode(b"one\rtwo\r") == ("one\ntwo\n", None)
    assert decode(b"one\r\ntwo\r") == ("one\r\ntwo\r", None)
    assert list(DecodedLines([b"one\rtwo\r\r"])) == ["one\r", "two\r", "\r"]
    assert list(DecodedLines([b"one\r\n", b"two\rthree\n"])) == ["one\r\n", "two\rthree\n"]
