"""Any text is written without an exception, safely, in linear time and within its width."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.text.clean import clean_line, visible
from octavo_model.text.latex.mathematics import LONGEST, display, inline
from octavo_model.text.latex.mathematics.parsing.parser import HANDLERS
from octavo_model.text.widths import width

PIECES = (
    "{", "}", "a", "B", "12", "x^2", "_", "^", "'", "+", "-", "=", "(", ")", "|", "&", r"\\", " ",
    r"\frac", r"\frac{a}{b}", r"\sqrt", r"\sqrt[", "]", r"\left(", r"\right)", r"\left.", r"\over ",
    r"\begin{cases}", r"\end{cases}", r"\begin{array}{c|c}", r"\end{array}", r"\hat", r"\text{",
    "$", r"\sum_{i=1}^{n}", r"\foo", r"\mathbf", r"\char", r"\xrightarrow[", r"\underbrace{",
    r"\not", r"\rm ", r"\kern", r"\cases{", r"\cr", "%", "\n", "é", "\u0301", "鳥", "𝐱", "\x1b[1m",
    r"\dv", r"\SI{1}{", r"\substack{", r"\operatorname*{", r"\,", "~", r"\matrix{", r"\tag{",
)  # fmt: skip
commands = st.sampled_from(sorted(HANDLERS)).map("\\{}".format)
pieces = st.one_of(st.sampled_from(PIECES), commands)
texts = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=30).map("".join))


@given(texts)
def test_a_line_is_safe(tex: str) -> None:
    assert clean_line(inline(tex)) == inline(tex)


@given(texts, st.integers(min_value=4, max_value=120))
def test_displayed_lines_are_safe_and_fit(tex: str, room: int) -> None:
    for text in display(tex, room):
        assert visible(text) == text == text.rstrip()
        assert width(text) <= room or " " not in text.strip()


@pytest.mark.parametrize("piece", PIECES)
def test_the_longest_formula_of_one_piece(piece: str) -> None:
    tex = (piece * LONGEST)[:2_000]
    assert clean_line(inline(tex)) == inline(tex)
    assert display(tex, 60)


@pytest.mark.clock
@pytest.mark.parametrize(
    "piece", ["{", r"\frac{", "a+b", "%", r"\left(", "x^", r"\dv[", "a&", r"a\\"]
)
def test_time_is_linear_in_length(piece: str) -> None:
    def seconds(size: int) -> float:
        best = 9.0
        for attempt in range(3):
            tex = f"{(piece * size)[:size]}{attempt}"
            start = time.process_time()
            inline(tex)
            display(tex, 80)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(LONGEST - 1) < 12 * seconds(LONGEST // 5) + 0.01


def test_deep_nesting_is_read() -> None:
    assert inline("{" * 100_000 + "x" + "}" * 100_000).count("x") <= 1
    assert inline(r"\sqrt{" * 20 + "x" + "}" * 20).count("√") == 20
