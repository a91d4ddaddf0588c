r"""Formulas of whole papers as readable text. Pure, in linear time.

The source is parsed into a tree, from which one of two writers makes text. Both keep the meaning:

- A fraction on a line has its parts in brackets where they are more than a factor, and is in
  brackets itself beside other factors: ``a/(bc)``, ``(a/b)c``.
- A script is in small letters, else after ``^`` or ``_``: one sign, one name, or more in brackets:
  ``x²ᵢ``, ``x^q``, ``T_eff``, ``x_(i,j)``. Primes come first, then what is below: ``f′ᵢ²``. A space
  ends a script of letters: ``e^x y``.
- A mark over a letter is a combining character: ``x̄``. Over more it is a word before brackets:
  ``bar(ab)``, ``hat(AB)``, ``underbar(x + y)``.
- A root has brackets around more than a sign: ``√x``, ``√(2π)``, ``∛x``, ``ⁿ√(a + b)``.
- Matrices, cases and rows: ``(a b; c d)``, ``{ 1 if x > 0; 0 otherwise }``, ``a = b; c = d``.
- ``(n choose k)``; ``(a + b)⏟_n`` for a brace below; ``—f→`` for a labelled arrow; ``=^def`` for
  a sign above a relation; ``(A with ∗ above)`` for one above anything else.
- Letters in bold, script and other alphabets are those of Unicode.

When displayed, fractions, roots, matrices, cases and limits are tall.
"""

from __future__ import annotations

from functools import lru_cache

from octavo_model.text.clean import clean_line, visible
from octavo_model.text.latex.mathematics.parsing import parse
from octavo_model.text.latex.mathematics.writing import broken_display, line
from octavo_model.text.latex.mathematics.writing.breaking import broken

LONGEST = 20_000
"""The most characters that are rendered; the rest of a formula is kept as source."""
_CACHED = 4096


@lru_cache(maxsize=_CACHED)
def inline(tex: str) -> str:
    r"""Return a formula on one line.

    >>> inline(r"\frac{a^2 + b}{2c} \leq \sqrt{x_{i,j}}")
    '(a² + b)/(2c) ≤ √(x_(i,j))'
    """
    if len(tex) == 1 and tex.isalnum():
        return clean_line(tex)
    return clean_line(line.whole(parse(tex[:LONGEST])) + tex[LONGEST:])


@lru_cache(maxsize=_CACHED)
def display(tex: str, width: int) -> tuple[str, ...]:
    r"""Return a formula on lines of its own, each of at most ``width`` cells where possible.

    >>> display(r"\frac{a + b}{2}", 40)
    (' a + b', '───────', '   2')
    """
    if len(tex) > LONGEST:
        return broken(inline(tex), width)
    found = broken_display.lines_of(parse(tex), width)
    return tuple(visible(text.rstrip()) for text in found)
