"""What formulas become: the table beside this file, each line reviewed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from octavo_model.text.latex.mathematics import LONGEST, display, inline

FOLDER = Path(__file__).parent
ON_A_LINE = [
    line.replace("⏎", "\n").split("\t")
    for line in (FOLDER / "formulas.txt").read_text(encoding="utf-8").splitlines()
]


def displays() -> list[tuple[str, tuple[str, ...]]]:
    """Each formula of `displays.txt` with its lines."""
    text = (FOLDER / "displays.txt").read_text(encoding="utf-8")
    entries = [entry.splitlines() for entry in text.removeprefix("> ").split("\n> ")]
    return [(tex, tuple(line.removeprefix("|") for line in lines)) for tex, *lines in entries]


@pytest.mark.parametrize(("tex", "written"), ON_A_LINE)
def test_a_formula_on_a_line(tex: str, written: str) -> None:
    assert inline(tex) == written


@pytest.mark.parametrize(("tex", "lines"), displays())
def test_a_formula_in_two_dimensions(tex: str, lines: tuple[str, ...]) -> None:
    assert display(tex, 60) == lines


def test_formulas_that_differ_are_written_differently() -> None:
    """Groups of formulas that are easily written alike."""
    for group in (
        (r"\frac{a}{b}c", r"\frac{a}{bc}", r"\frac{ac}{b}"),
        (r"\sqrt{x}^2", r"\sqrt{x^2}"),
        (r"\sqrt{2}\pi", r"\sqrt{2\pi}"),
        (r"x^3\sqrt{y}", r"x\sqrt[3]{y}", r"x\sqrt[n]{y}", r"x^n\sqrt{y}"),
        (r"x^qy", r"x^{qy}", r"x_qy", r"x_{qy}"),
        (r"\bar{x}_i", r"\bar{x_i}"),
        (r"x'_i", r"x_{i'}", r"x_i{}'"),
        (r"x_{i_j}", r"x_{ij}", r"x_i{}_j", r"x_{i,j}"),
        (r"x^{y^z}", r"{x^y}^z", r"x^yz", r"x^{yz}"),
        (r"f\left(\frac{a}{b}\right)", r"f\frac{a}{b}"),
        (r"\overline{a}\,\overline{b}", r"\overline{ab}"),
        (r"x^*", r"x*", r"x\cdot"),
        (r"a-b", r"a(-b)", r"a^{-b}", r"a_{-b}"),
        (r"\mathbf{x}", r"\boldsymbol{x}", r"x", r"\mathcal{x}"),
        (r"\binom{n}{k}", r"\frac{n}{k}", r"\begin{pmatrix}n\\k\end{pmatrix}"),
        (r"(ab)^c", r"ab^c", r"a^bc"),
        (r"\log\frac{a}{b}", r"\frac{\log a}{b}"),
        (r"\sum_i\frac{a}{b}", r"\frac{\sum_i a}{b}"),
        (r"1{}^2", r"12", r"1^2"),
    ):
        assert len({inline(tex) for tex in group}) == len(group), [inline(tex) for tex in group]


def test_a_wide_formula_is_broken_before_relations_and_operators() -> None:
    tex = r"f(x) = a_1 + a_2 + a_3 + a_4 = b_1 + b_2 + b_3"
    assert display(tex, 26) == (
        "f(x) = a₁ + a₂ + a₃ + a₄",
        "  = b₁ + b₂ + b₃",
    )
    assert display(r"x = \frac{a+b}{c} + \frac{d+e}{f}", 16) == (
        "     a + b",
        "x = ───────",
        "       c",
        "",
        "     d + e",
        "  + ───────",
        "       f",
    )
    assert display(r"a+b+c+d+e+f\,|g=h|+i+j", 32) == (
        "a + b + c + d + e + f |g = h|",
        "  + i + j",
    )
    assert display(r"\frac{a+b+c+d}{e}", 8) == ("(a + b", "  + c", "  + d)/e")


def test_rows_that_are_too_wide_together_are_written_one_by_one() -> None:
    tex = r"\begin{aligned}a &= b + c + d + e + f + g\\ h &= \frac{i}{j}\end{aligned}"
    assert display(tex, 16) == (
        "a = b + c + d",
        "  + e + f + g",
        "",
        "     i",
        "h = ───",
        "     j",
    )


def test_a_row_without_a_left_side_is_indented() -> None:
    tex = r"\begin{aligned}a+b &= c+d+e\\ &\le f+g+h+i+j\end{aligned}"
    assert display(tex, 16) == ("a + b = c + d", "  + e", "", "  ≤ f + g + h", "    + i + j")


def test_brackets_at_the_start_of_a_row_are_no_height() -> None:
    assert inline("a&=b\\\\ [c]&=d\\\\[2pt] e&=f") == "a = b; [c] = d; e = f"


def test_of_a_formula_without_end_the_rest_stays_as_source() -> None:
    tex = r"\alpha " * LONGEST
    assert inline(tex).startswith("ααα")
    assert inline(tex).endswith(r"\alpha")
    assert display(tex, 80)[0].startswith("ααα")


@pytest.mark.parametrize(
    "tex", ["", " ", "{}", r"\left.\right.", r"{\ \quad}", r"\begin{matrix}\end{matrix}", "&"]
)
def test_of_nothing_nothing_shows(tex: str) -> None:
    assert inline(tex) == ""
    assert display(tex, 40) == ("",)
