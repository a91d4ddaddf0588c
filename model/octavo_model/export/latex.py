r"""Text as LaTeX and BibTeX take it. Pure.

Titles and names come half as plain text, half as LaTeX. What is surely LaTeX stays: formulas,
accents, ``\emph{…}``; all else is text, and its signs are escaped. Accented letters stay UTF-8,
which BibTeX passes on and LaTeX reads.

Braces must balance in the way of BibTeX, to which an escaped one is a brace like any other: see
https://www.ctan.org/pkg/tamethebeast. So none that stands alone is ever written.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
}
"""What stands for the signs that mean something to LaTeX."""

_SPECIAL = re.compile(r"[\\{}~^&%$#_]")
_ACCENT = (
    r"\\[`'^\"~=.](?:\{\\?[A-Za-z]\}|\\[ij](?![A-Za-z])|[A-Za-z])"
    r"|\\[uvHtcdbrk](?:\{\\?[A-Za-z]\}|\ +[A-Za-z](?![A-Za-z]))"
    r"|\\(?:ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?:\{\}|(?=\}))"
)
_LATEX = re.compile(
    r"(?P<maths>\$(?=[^\s$])(?:[^$\\]|\\.){1,2000}(?<=\S)\$(?!\d))"
    rf"|(?P<accent>\{{(?:{_ACCENT})\}}|(?:{_ACCENT}))"
    r"|(?P<dress>\\(?:emph|text(?:bf|it|rm|sc|sf|tt|sl|up|md|normal))\{)(?P<dressed>[^{}\\$]*)\}"
    r"|(?P<name>\\(?:La|Bib)?TeX\{\})"
    r"|(?P<escaped>\\[&%$#_{}])",
    re.ASCII | re.DOTALL,
)
_COMMENT = re.compile(r"(?<!\\)[%#]")
_BRACES = re.compile(r"\\?[{}]")
_WORD = re.compile(r"[^\W_]+")
_MINOR = 3
"""Words of up to so many letters say nothing on how a title is written."""


def escape(text: str) -> str:
    r"""``text`` with nothing in it that LaTeX would obey.

    >>> escape("100% {A_b} & C:\\x")
    '100\\% \\textbraceleft{}A\\_b\\textbraceright{} \\& C:\\textbackslash{}x'
    """
    return _SPECIAL.sub(lambda sign: ESCAPES[sign[0]], text)


def latex(text: str) -> str:
    r"""``text`` as LaTeX: escaped, but for what is LaTeX already.

    >>> latex(r"Andr\'e's $\ell_1$ for $5 & \foo")
    "Andr\\'e's $\\ell_1$ for \\$5 \\& \\textbackslash{}foo"
    """
    return "".join(escape(part) if kind is _Kind.PLAIN else part for kind, part, _ in _parts(text))


def latex_title(title: str) -> str:
    r"""``title`` as LaTeX whose capitals stay, where a style would write it all small.

    A capital inside a word is protected, as is one that stands alone. In a title that begins
    most of its words small, any other capital is a name's and protected too.

    >>> latex_title("BERT for $\\Gamma$-Models"), latex_title("How gulls cross the Baltic in fog")
    ('{BERT} for {$\\Gamma$}-Models', 'How gulls cross the {Baltic} in fog')
    """
    words = list(_WORD.finditer(title))
    major = [word[0] for word in words[1:] if len(word[0]) > _MINOR]
    is_sentence = sum(word[0].islower() for word in major) * 2 > len(major)
    written: list[str] = []
    for kind, part, start in _parts(title):
        if kind is _Kind.PLAIN:
            done = 0
            for word in _WORD.finditer(part):
                is_first = start + word.start() == words[0].start()
                keeps = _has_capital(word[0], names=is_sentence and not is_first)
                written.append(escape(part[done : word.start()]))
                written.append(f"{{{word[0]}}}" if keeps else word[0])
                done = word.end()
            written.append(escape(part[done:]))
        elif kind is _Kind.MATHS and part != part.lower():
            # A style would make a \gamma of \Gamma.
            written.append(f"{{{part}}}")
        else:
            written.append(part)
    return "".join(written)


class _Kind(Enum):
    PLAIN, MATHS, LATEX = range(3)


def _parts(text: str) -> Iterator[tuple[_Kind, str, int]]:
    """The parts of ``text`` with their places: plain ones as they are, others as LaTeX."""
    here = 0
    for found in _LATEX.finditer(text):
        if found["maths"] is not None:
            # A sign of comment would take the rest of the line with it.
            kind, part = _Kind.MATHS, _COMMENT.sub(r"\\\g<0>", found[0])
            if not _is_balanced(part):
                continue
        elif found["dress"] is not None:
            kind, part = _Kind.LATEX, f"{found['dress']}{escape(found['dressed'])}}}"
        elif found["escaped"] is not None:
            kind, part = _Kind.LATEX, ESCAPES[found["escaped"][1]]
        else:
            kind, part = _Kind.LATEX, found[0]
        yield _Kind.PLAIN, text[here : found.start()], here
        yield kind, part, found.start()
        here = found.end()
    yield _Kind.PLAIN, text[here:], here


def _has_capital(word: str, *, names: bool) -> bool:
    """Whether ``word`` has a capital to protect; with ``names`` that it begins with one counts."""
    if len(word) == 1:
        return word.isupper() and word != "A"
    return any(map(str.isupper, word[1:])) or (names and word[0].isupper())


def _is_balanced(formula: str) -> bool:
    """Whether the braces of ``formula`` balance, counted as BibTeX and as LaTeX count them."""
    braces = [brace[0] for brace in _BRACES.finditer(formula)]
    for counted in (braces, [brace for brace in braces if len(brace) == 1]):
        depths = list(accumulate(1 if brace[-1] == "{" else -1 for brace in counted))
        if depths and (min(depths) < 0 or depths[-1]):
            return False
    return True
