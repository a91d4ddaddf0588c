r"""The formulas of real papers, and what of their TeX is left in what they become.

OCTAVO_CORPUS=… python -m tests.model.text.latex.mathematics.real_formulas
"""

from __future__ import annotations

import html
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from octavo_model.text.latex import symbols
from octavo_model.text.latex.mathematics import inline

_ALTTEXT = re.compile(r'<math\b[^>]*\balttext="([^"]*)"', re.IGNORECASE)
_DOLLARS = re.compile(r"(?<![\\$])(\$\$?)([^$]+?)(?<!\\)\1(?!\$)")
_TEX = re.compile(r"[\\^_{]")
_NAME = re.compile(r"\\([A-Za-z@]{3,})")
_WORD = re.compile(r"[A-Za-z@]+")
_MEANT = frozenset({"choose", "mod", "hat", "bar", "tilde", "vec", "dim", "bmod", "log", "TeX"})
"""Names of commands that are also words of our notation."""


def formulas_of(folder: Path) -> Iterator[tuple[str, str]]:
    """The formulas of every page below ``folder``, each with the name of its file."""
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".html":
            for found in _ALTTEXT.finditer(text):
                yield path.name, html.unescape(found[1])
        elif path.suffix == ".md":
            for found in _DOLLARS.finditer(text):
                if _TEX.search(found[2]):
                    yield path.name, found[2]


def left(tex: str, written: str) -> str:
    r"""What of the TeX is left: a sign, the name of a command, or ``nothing`` where none shows.

    >>> left(r"\mathrm{x}", "mathrm x"), left(r"\alpha", "α")
    ('mathrm', '')
    """
    if not written:
        return "nothing"
    if sign := next((char for char in "\\$" if char in written), ""):
        return sign
    words = set(_WORD.findall(_NAME.sub(" ", tex)))
    shown = set(_WORD.findall(written))
    names = {name for name in _NAME.findall(tex) if name not in symbols.FUNCTIONS} - _MEANT
    return next(iter((names & shown) - words), "")


def main() -> int:
    """Print the share of formulas of each page that read, and all others."""
    counts: dict[str, list[int]] = {}
    for name, tex in formulas_of(Path(os.environ["OCTAVO_CORPUS"]).parent / "fulltext"):
        written = inline(tex)
        problem = left(tex, written)
        count = counts.setdefault(name, [0, 0])
        count[0] += 1
        count[1] += bool(problem)
        if problem:
            print(f"{name}: {problem}: {tex!r}: {written!r}")
    for name, (total, bad) in counts.items():
        print(f"{name}: {total} formulas, {100 - 100 * bad / total:.1f} % read")
    return 0


if __name__ == "__main__":
    sys.exit(main())
