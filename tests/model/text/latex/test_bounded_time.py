"""LaTeX made to take time: so much a character at worst, and so many characters of a text."""

from __future__ import annotations

import time

import pytest

from octavo_model.text.latex import LONGEST, plainly, readable

pytestmark = pytest.mark.clock

MOST_STEPS = 300
"""Steps of a loop of Python that a character may take; the worst took 110 (four microseconds)."""
WORST = (
    "$^a", "$_a", "$x^2$", "$a_1$", "{$", "$x$ ", "$x^{", "$'", "$x", "a$", "{a}", "~", "}", "{",
    "$x $y", "x_{", "\\'e", "\\c{h}", "\\a", "$a\\leq b$", "\\url{a}", "\\href{a}{b}", "\\'", "--",
    "{a \\over ", "\\hat{\\hat{", "$\\frac12", "\u0301\\'", "\\(", "\\sqrt[", "``",
)  # fmt: skip


def a_step() -> float:
    """Seconds that a step of a loop takes here and now."""
    start, value = time.process_time(), 0
    for number in range(500_000):
        value += number & 3
    return (time.process_time() - start) / 500_000


@pytest.mark.parametrize("piece", WORST)
def test_a_character_takes_no_more_than_some_steps(piece: str) -> None:
    plainly("$x_1$")  # tables are read
    size = LONGEST // 2
    steps = []
    for attempt in range(5):
        text = f"{(piece * size)[:size]}{attempt}"  # one that is not known from before
        step = a_step()
        start = time.process_time()
        readable(text)
        steps.append((time.process_time() - start) / step / size)
        if steps[-1] < MOST_STEPS:
            return
    pytest.fail(f"{min(steps):.0f} steps a character")


@pytest.mark.parametrize("piece", ["$x_1$ ", "\\alpha ", "{a}", "é\\'e "])
def test_of_a_text_without_end_the_beginning_reads_and_the_rest_stays(piece: str) -> None:
    beginning, rest = piece * (LONGEST // len(piece) - 1), piece * 50_000
    beginning = beginning.ljust(LONGEST, ".")

    assert plainly(beginning + rest) == (plainly(beginning) + rest).strip()
    written, spans = readable(f"\\textit{{a}} {beginning}{rest}")
    assert written.startswith("a ")
    assert (spans[0].start, spans[0].end) == (0, 1)
    assert spans[-1].end <= len(written)
