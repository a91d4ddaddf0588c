r"""Text as LaTeX and BibTeX take it. Pure.

Titles and names come half as plain text, half as LaTeX. What is surely LaTeX stays: formulas,
accents, ``\emph{…}``; all else is text, and its signs are escaped, but not accented letters.

A title comes from a stranger. So a formula stays only if it contains nothing but known commands,
each with all its arguments: it cannot read a file, define a command or leave a group open.

Braces must balance in the way of BibTeX, to which an escaped one is a brace like any other: see
https://www.ctan.org/pkg/tamethebeast. So none without its partner is ever written.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING

from octavo_model.text.latex import symbols

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPES = str.maketrans(
    {
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
)
_ACCENT = (
    r"\\[`'^\"~=.](?:\{(?:\\[ij]|[A-Za-z])\}|\\[ij](?![A-Za-z])|[A-Za-z])"
    r"|\\[uvHtcdbrk](?:\{(?:\\[ij]|[A-Za-z])\}|\ +[A-Za-z](?![A-Za-z]))"
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
_TOKEN = re.compile(
    # Some engines of TeX take any letter of Unicode into a command's name.
    r"\\(?:operatorname\*|[^\W\d_]+|.)|\s+|.",
    re.DOTALL,
)
_ROOT_DEGREE = re.compile(r"(\\sqrt) *\[[^\W_]*\]")
_BARE_SIGN = re.compile(r"(\\.)|[%#&]", re.DOTALL)
_ONE_ARGUMENT = """
    sqrt operatorname operatorname* mathbf mathit mathrm mathsf mathtt mathnormal boldsymbol bm pmb
    text textbf textit textrm textsf texttt textsc textup textnormal emph mbox rm bf it sf tt
    mathop mathbin mathrel mathord mathopen mathclose not mod pmod pod
    underline underbrace overbrace overleftarrow phantom left right middle
    big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr biggm Biggl Biggr Biggm
"""
_TWO_ARGUMENTS = "frac dfrac tfrac binom dbinom tbinom overset underset stackrel"
_NO_ARGUMENT = "limits nolimits displaystyle textstyle scriptstyle quad qquad"
_ARGUMENTS = {
    **dict.fromkeys([*_ONE_ARGUMENT.split(), *symbols.MATH_ACCENTS, *symbols.ALPHABETS], 1),
    **dict.fromkeys(_TWO_ARGUMENTS.split(), 2),
}
"""How many arguments the commands of mathematics take. A font like ``\\cal`` counts as one."""
_PRINTING = symbols.FUNCTIONS.union(_NO_ARGUMENT.split(), ",;:!|{} %#&_$/")
_SCRIPTS = frozenset("^_")
_INFIX = _SCRIPTS | {r"\over", r"\atop", r"\choose"}
_WORD = re.compile(r"[^\W_]+")
_WORD_OR_REST = re.compile(r"[^\W_]+|[\W_]+")
# Words of up to so many letters do not show how a title is written.
_MINOR = 3


def escape(text: str) -> str:
    r"""``text`` with nothing in it that LaTeX would obey.

    >>> escape("100% {A_b} & C:\\x")
    '100\\% \\textbraceleft{}A\\_b\\textbraceright{} \\& C:\\textbackslash{}x'
    """
    return text.translate(_ESCAPES)


def latex(text: str) -> str:
    r"""``text`` as LaTeX: escaped, but for what is LaTeX already.

    >>> latex(r"Andr\'e's $\ell_1$ for $5 & \foo")
    "Andr\\'e's $\\ell_1$ for \\$5 \\& \\textbackslash{}foo"
    """
    return "".join(escape(part) if kind is _Kind.PLAIN else part for kind, part, _ in _parts(text))


def latex_title(title: str) -> str:
    r"""``title`` as LaTeX whose capitals stay, where a style would write it all small.

    A capital inside a word is protected, as is a word of one. In a title that begins most of its
    words small, any other capital is a name's and protected too.

    >>> latex_title("BERT for $\\Gamma$-Models"), latex_title("How gulls cross the Baltic in fog")
    ('{BERT} for {$\\Gamma$}-Models', 'How gulls cross the {Baltic} in fog')
    """
    words = list(_WORD.finditer(title))
    major = [word[0] for word in words[1:] if len(word[0]) > _MINOR]
    is_sentence = sum(word[0].islower() for word in major) * 2 > len(major)
    written: list[str] = []
    for kind, part, start in _parts(title):
        if kind is _Kind.PLAIN:
            for piece in _WORD_OR_REST.finditer(part):
                is_later = bool(words) and start + piece.start() > words[0].start()
                keeps = _has_capital(piece[0], names=is_sentence and is_later)
                written.append(f"{{{piece[0]}}}" if keeps else escape(piece[0]))
        else:
            # A style would make a \gamma of \Gamma.
            keeps = kind is _Kind.MATHS and part != part.lower()
            written.append(f"{{{part}}}" if keeps else part)
    return "".join(written)


class _Kind(Enum):
    PLAIN, MATHS, LATEX = range(3)


def _parts(text: str) -> Iterator[tuple[_Kind, str, int]]:
    """The parts of ``text`` with their places: plain ones as they are, others as LaTeX."""
    here = 0
    for found in _LATEX.finditer(text):
        kind, part = _Kind.LATEX, found[0]
        if found["maths"] is not None:
            # A bare % would comment out the rest of the line.
            kind, part = _Kind.MATHS, _BARE_SIGN.sub(lambda sign: sign[1] or f"\\{sign[0]}", part)
            if not is_formula(part[1:-1]):
                continue
        elif found["dress"] is not None:
            part = f"{found['dress']}{escape(found['dressed'])}}}"
        elif found["escaped"] is not None:
            part = escape(part[1])
        yield _Kind.PLAIN, text[here : found.start()], here
        yield kind, part, found.start()
        here = found.end()
    yield _Kind.PLAIN, text[here:], here


def _has_capital(word: str, *, names: bool) -> bool:
    """Whether ``word`` has a capital to protect; with ``names`` that it begins with one counts."""
    if len(word) == 1:
        return word.isupper() and word != "A"
    return any(map(str.isupper, word[1:])) or (names and word[0].isupper())


def is_formula(text: str) -> bool:
    r"""Whether ``text``, between two ``$``, is mathematics and does nothing but print.

    Every command is known and has its arguments, and every group is closed.

    >>> is_formula(r"\frac{1}{n} \sum_i x_i"), is_formula(r"\input{x}"), is_formula(r"\sqrt")
    (True, False, False)
    """
    missing = lefts = 0  # in the open group: arguments to come, and \left without \right
    outer: list[tuple[int, int]] = []
    before = ""
    for part in _TOKEN.findall(_ROOT_DEGREE.sub(r"\1 ", text)):
        if part.isspace():
            continue
        if part == "{":
            outer.append((missing, lefts))
            missing = lefts = 0
        elif part == "}":
            if missing or lefts or not outer:
                return False
            missing, lefts = outer.pop()
            missing = max(missing - 1, 0)
        elif part in _INFIX:
            if missing:
                return False
            missing = int(part in _SCRIPTS)
        elif part.startswith("\\") and part[1:] in _ARGUMENTS:
            lefts += (part == r"\left") - (part == r"\right")
            # Only ^ and _ take a command without braces, as in x^\mathrm{T}.
            if lefts < 0 or (missing and before not in _SCRIPTS):
                return False
            missing = _ARGUMENTS[part[1:]]
        elif not _is_sign(part) or (part == "[" and before == r"\sqrt"):
            return False
        else:
            missing = max(missing - 1, 0)
        before = part
    return not (missing or lefts or outer) and _is_balanced(text)


def _is_sign(part: str) -> bool:
    """Whether ``part`` is a character that prints, or a known command without arguments."""
    if not part.startswith("\\"):
        return part not in {"%", "#", "&", "$"}
    return part[1:] in _PRINTING or symbols.symbol(part[1:], math=True) is not None


def _is_balanced(formula: str) -> bool:
    """Whether the braces of ``formula`` balance as BibTeX counts them: escaped ones too."""
    depths = list(accumulate(1 if sign == "{" else -1 for sign in formula if sign in "{}"))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)
