"""The meanings of LaTeX commands, by name: those in `symbols.txt`, and more."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

from octavo_model.text.latex.spans import Style


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Symbols for which people write another character than TeX does, names that authors define, and
# those of more than one character.
_OWN = {
    "epsilon": "ε", "phi": "φ", "bullet": "•", "star": "*", "ast": "*", "sim": "∼", "neg": "¬",
    "ne": "≠", "mid": "|", "vert": "|", "lvert": "|", "rvert": "|", "colon": ":", "prime": "′",
    "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "land": "∧", "lor": "∨",
    "gets": "←", "iff": "⟺", "implies": "⟹", "Box": "□", "Diamond": "◇", "leadsto": "⇝",
    "models": "⊨", "owns": "∋", "Re": "Re", "Im": "Im", "S": "§", "pounds": "£",
    "copyright": "©", "degree": "°", "checkmark": "✓", "cmark": "✓", "xmark": "✗", "slash": "/",
    "backslash": "\\", "textbackslash": "\\", "textasciitilde": "~", "textunderscore": "_",
    "textbar": "|", "textless": "<", "textgreater": ">", "textdollar": "$", "lt": "<", "gt": ">",
    "eps": "ε", "veps": "ε", "vareps": "ε", "R": "ℝ", "RR": "ℝ", "reals": "ℝ", "N": "ℕ",
    "NN": "ℕ", "Z": "ℤ", "ZZ": "ℤ", "Q": "ℚ", "QQ": "ℚ", "C": "ℂ", "CC": "ℂ", "F": "𝔽",
    "FF": "𝔽", "E": "𝔼", "EE": "𝔼", "bbR": "ℝ", "bbE": "𝔼", "Oh": "O", "bigO": "O", "bigo": "O",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "NP": "NP", "bmod": "mod", "sOB": "OB",
}  # fmt: skip
_ONLY_IN_MATH = frozenset({"R", "N", "Z", "Q", "C", "F", "E", "lt", "gt"})
"""Those of them that mean something else, or nothing, in text."""

FUNCTIONS = _names("""
    log ln lg exp min max lim sup inf det dim ker deg gcd arg Pr sin cos tan cot sec csc
    sinh cosh tanh coth arcsin arccos arctan limsup liminf hom mod argmin argmax poly
    polylog rank tr diag sgn sign softmax
""")
"""Names that are written as they are, separated from their neighbours."""

ABBREVIATIONS = {
    "ie": "i.e.", "eg": "e.g.", "etal": "et al.", "etc": "etc.", "cf": "cf.", "wrt": "w.r.t.",
    "vs": "vs.", "aka": "a.k.a.", "viz": "viz.", "iid": "i.i.d.", "resp": "resp.", "Ie": "I.e.",
    "Eg": "E.g.", "dof": "d.o.f.", "st": "s.t.", "adhoc": "ad hoc",
}  # fmt: skip
"""Abbreviations of conference templates."""

LETTERS = _names("o O l L i j ss ae AE oe OE aa AA dh DH th TH dj DJ ng NG")
"""Letters; a space after one only ends its name."""

STYLED: dict[str, Style | None] = {
    "textit": Style.ITALIC, "emph": Style.ITALIC, "textsl": Style.ITALIC, "textbf": Style.BOLD,
    "mathbf": Style.BOLD, "boldsymbol": Style.BOLD, "bm": Style.BOLD, "pmb": Style.BOLD,
    "mathit": Style.ITALIC, "strong": Style.BOLD,
    **dict.fromkeys(_names("""
        text textrm textsf texttt textsc textup textmd textnormal textsubscript textsuperscript
        mathrm mathsf mathtt mathnormal mathop mathbin mathrel mathord mbox hbox fbox makebox
        operatorname underline uline ensuremath protect lowercase uppercase mathchoice phantom
        underbrace overbrace smash textcolor mathstrut centerline title section subsection
        paragraph textquote enquote thanks math
    """)),
}  # fmt: skip
"""Commands that style their argument; None for a style that a terminal lacks."""

SWITCHES: dict[str, Style | None] = {
    "em": Style.ITALIC, "it": Style.ITALIC, "sl": Style.ITALIC, "itshape": Style.ITALIC,
    "bf": Style.BOLD, "bfseries": Style.BOLD, "boldmath": Style.BOLD,
    **dict.fromkeys(_names("""
        rm sc sf tt scshape ttfamily sffamily rmfamily normalfont unboldmath displaystyle
        textstyle scriptstyle tiny scriptsize footnotesize small normalsize large Large LARGE
        huge Huge centering raggedright limits nolimits nonumber notag left right middle big Big
        bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm noindent indent
        maketitle xspace allowbreak nobreak break sloppy selectfont relax null strut newline
        linebreak par nolinebreak newpage smallskip medskip bigskip hfill vfill
    """)),
}  # fmt: skip
"""Commands that style the rest of their group; None where nothing of it shows."""
SPACES = _names("quad qquad enspace thinspace space newline par linebreak break hfill")

FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"})
INFIX = {"over": "/", "atop": "/", "choose": " choose ", "brack": "/", "brace": "/"}
CITATIONS = _names("""
    cite citep citet citealp citealt citeauthor citeyear autocite parencite textcite
    footcite Citet Citep ref eqref cref Cref autoref pageref label
""")
AROUND = {
    "norm": ("‖", "‖"), "abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"),
    "set": ("{", "}"), "tup": ("(", ")"), "ket": ("|", "⟩"), "bra": ("⟨", "|"),
    "pmod": ("(mod ", ")"), "pod": ("(", ")"),
}  # fmt: skip
"""Commands that put signs around their argument."""


@cache
def _symbols() -> dict[str, str]:
    path = Path(__file__).with_name("symbols.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: char for name, _, char in (line.partition(" ") for line in lines)} | _OWN


def symbol(name: str, *, math: bool) -> str | None:
    r"""Return the characters of the command ``name``; None if it is not a symbol.

    >>> symbol("leq", math=True), symbol("overfeat", math=False)
    ('≤', None)
    """
    if not math and name in _ONLY_IN_MATH:
        return None
    return _symbols().get(name)


def is_known(name: str) -> bool:
    """Return whether ``name`` is a known command."""
    tables = (STYLED, SWITCHES, ABBREVIATIONS, FRACTIONS, CITATIONS, AROUND, _symbols())
    return any(name in table for table in tables)


_COMPOUND = re.compile(r"[\s+\-−±·×/<>=≤≥≠,∪∩∖∘|]")
ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "H": "\u030b", "v": "\u030c", "u": "\u0306", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "b": "\u0331", "d": "\u0323", "t": "\u0361",
}  # fmt: skip
"""The combining character of each accent, in text."""
MATH_ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303",
    "bar": "\u0304", "overline": "\u0305", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
    "mathring": "\u030a", "overrightarrow": "\u20d7",
}  # fmt: skip
"""The same in mathematics, by the names of commands."""

ALPHABETS = {
    **dict.fromkeys(_names("mathbb Bbb mathds mathbbm bb"), "DOUBLE-STRUCK"),
    **dict.fromkeys(_names("mathcal mathscr cal scr"), "SCRIPT"),
    **dict.fromkeys(_names("mathfrak frak"), "FRAKTUR"),
}
"""The commands that change the alphabet, which is named as in Unicode."""

WITH_ARGUMENT = frozenset(STYLED) | frozenset(ALPHABETS) | frozenset(MATH_ACCENTS)
"""Commands with one argument, so that ``^\\mathbf x`` reads two tokens."""

_ABOVE = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′″*∗∘⊤†‡",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′″**°ᵀ†‡",
)
_BELOW = str.maketrans(
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"
)


def accented(letter: str, accent: str) -> str:
    """Return ``letter`` with a combining ``accent``, as one character if Unicode has it.

    >>> accented("e", ACCENTS["'"]), accented("ı", ACCENTS["'"])
    ('é', 'í')
    """
    letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", letter + accent)


def in_alphabet(text: str, command: str) -> str:
    """Return a single Latin letter in the alphabet of ``command``; other text as it is.

    Words in script can hardly be read on a terminal.

    >>> in_alphabet("O", "mathcal"), in_alphabet("R", "mathbb"), in_alphabet("ALC", "mathcal")
    ('𝒪', 'ℝ', 'ALC')
    """
    if len(text) != 1 or not text.isascii() or not text.isalpha():
        return text
    name = f"{ALPHABETS[command]} {'CAPITAL' if text.isupper() else 'SMALL'} {text.upper()}"
    try:
        return unicodedata.lookup(f"MATHEMATICAL {name}")
    except KeyError:  # a letter that Unicode had before
        return unicodedata.lookup(name.replace("FRAKTUR", "BLACK-LETTER"))


def raised(text: str, mark: str) -> str | None:
    """Return ``text`` in superscript (``^``) or subscript letters; None where one is missing.

    >>> raised("n+1", "^"), raised("q", "^")
    ('ⁿ⁺¹', None)
    """
    table = _ABOVE if mark == "^" else _BELOW
    return text.translate(table) if all(ord(char) in table for char in text) else None


def script(text: str, mark: str, *, glued: bool) -> str:
    """Return ``text`` as a superscript (``^``) or subscript (``_``), else after ``mark``.

    With ``glued``, a letter or digit follows directly.

    >>> [script(one, "^", glued=False) for one in ("2", "n+1", "q", "2.75", "n/2")]
    ['²', 'ⁿ⁺¹', '^q', '^2.75', '^(n/2)']
    """
    text = text.strip()
    raised_text = raised(text.replace(" ", ""), mark)
    if raised_text is not None:
        return raised_text
    bare = text.replace(".", "").isalnum() and unicodedata.is_normalized("NFKC", text)
    if len(text) == 1 or (bare and not glued):
        return mark + text
    return f"{mark}({text})"


def whole(text: str) -> str:
    """Return ``text`` as one part of a fraction, in parentheses if it is a sum or the like.

    >>> whole("2n"), whole("n+1"), whole("(n+1)")
    ('2n', '(n+1)', '(n+1)')
    """
    text = text.strip()
    if len(text) > 1 and _COMPOUND.search(text) and not _is_wrapped(text):
        return f"({text})"
    return text


def _is_wrapped(text: str) -> bool:
    depths = accumulate((char == "(") - (char == ")") for char in text)
    return text[0] == "(" and text[-1] == ")" and 0 not in islice(depths, len(text) - 1)
