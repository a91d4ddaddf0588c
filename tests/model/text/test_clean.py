from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.safety import dangers

from octavo_model.text.clean import (
    clean_line,
    clean_lines,
    clean_output,
    clean_text,
    harmless_json,
    visible,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  a \t b\n", "a b"),
        ("a\xa0b\u3000c", "a b c"),
        ("\x1b]52;c;aGk=\x07title\x1b[31m", "]52;c;aGk=title[31m"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("\x9b31mC1", "31mC1"),
        ("\U000e0041tag", "tag"),
        ("Z" + "\u0335" * 40, "Z" + "\u0335" * 4),
        ("[Re] [/] {x}", "[Re] [/] {x}"),
        ("naïve 深度学习 नमस्ते", "naïve 深度学习 नमस्ते"),
    ],
)
def test_a_line_is_made_safe(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


@given(st.text())
def test_nothing_a_terminal_obeys_gets_through(raw: str) -> None:
    for line in (clean_line(raw), *clean_text(raw).split("\n"), *clean_lines(raw).split("\n")):
        assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in line)
        assert not any(unicodedata.bidirectional(char) in {"RLO", "LRO", "RLI"} for char in line)


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean_line(clean_line(raw)) == clean_line(raw)
    assert clean_text(clean_text(raw)) == clean_text(raw)
    assert clean_lines(clean_lines(raw)) == clean_lines(raw)


@given(st.text(st.characters(whitelist_categories=["Lu", "Ll", "Lo", "Nd"])))
def test_letters_and_digits_are_kept(raw: str) -> None:
    assert clean_line(raw) == raw or any(char in raw for char in "\u115f\u1160\u3164\uffa0")


@given(st.text())
def test_what_is_shown_is_safe_and_is_not_changed_again(raw: str) -> None:
    shown = visible(raw)
    assert dangers(shown) == []
    assert visible(shown) == shown


def test_common_characters_are_shown_as_they_are() -> None:
    common = "naïve ÷ Ω й ● ★ ─ ▌ → ∞ ₂ “深度学习”、カナ ﾊﾝ 한국어 नमस्ते é\u0301 ❤️ a\u00a0b\u3000c"
    assert visible(common) == common


@pytest.mark.slow
def test_every_character_is_shown_safely_by_itself() -> None:
    for plane in range(0, 0x110000, 0x1000):
        text = " ".join(map(chr, range(plane, plane + 0x1000)))
        assert dangers(visible(text)) == [], hex(plane)


@given(st.text())
def test_json_keeps_its_meaning(raw: str) -> None:
    text = json.dumps(raw, ensure_ascii=False)
    assert json.loads(harmless_json(text)) == raw
    assert dangers(harmless_json(text)) == []


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\n\n one\r\n\ttwo  \r\n\n", " one\n    two"),
        ("\x1b[1;31mred\x1b[0m \x1b(B\x1b]0;title\x07x", "red (Bx"),
        ("\x1b]8;;https://a.example\x1b\\here\x1b]8;;\x1b\\", "here"),
        ("\x1b]52;c;UFdORUQ= without an end", "]52;c;UFdORUQ= without an end"),
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
        ("10%\r50%\rdone", "10%\n50%\ndone"),
    ],
)
def test_output_of_programs_has_its_lines_and_no_commands(raw: str, shown: str) -> None:
    assert clean_output(raw) == shown


@given(st.text() | st.text("\x1b[]()0;m\x07\\\tP \n\x9b"))
def test_output_of_programs_is_safe_and_not_changed_again(raw: str) -> None:
    shown = clean_output(raw)
    assert dangers(shown, lines=True) == []
    assert clean_output(shown) == shown
