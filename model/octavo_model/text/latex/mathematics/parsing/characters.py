"""The kinds of characters and of symbols, and letters in other alphabets."""

from __future__ import annotations

import unicodedata
from functools import cache

from octavo_model.text.latex import symbols
from octavo_model.text.latex.mathematics.tree import Atom, AtomKind

_BINARY = frozenset("+−-±∓×÷·∗*⋆∘∙•⊕⊖⊗⊘⊙⊚⊛⊝∩∪⋒⋓⊓⊔∧∨⊎∖≀⨿†‡◁▷⊲⊳⋄⊞⊟⊠⊡⋉⋊⋋⋌⋎⋏⊼⊻∔⋅⨯⋇⊺∸△▽")
_LARGE = frozenset("∑∏∐∫∬∭⨌∮∯∰⋃⋂⨆⨅⋁⋀⨁⨂⨀⨄⨃⨉")
_ORDINARY_SIGNS = frozenset("∀∃∄¬∂∇∞∅∠∡√⊤⊥∁∆′″‴…⋯⋮⋱/|‖∎ℓ%♯♭♮⌢⌣∴∵□◇")
_OPEN, _CLOSE = frozenset("([{⟨⌈⌊⟦⟮⦃"), frozenset(")]}⟩⌉⌋⟧⟯⦄")

INTEGRALS = frozenset("∫∬∭⨌∮∯∰")

_SIGNS = {"-": "−", "`": "‘"}
_KINDS = {
    **dict.fromkeys(
        ("perp", "mid", "leadsto", "propto", "therefore", "because", "frown", "smile", "And"),
        AtomKind.RELATION,
    ),
    **dict.fromkeys(("bmod", "bigtriangleup", "bigcirc"), AtomKind.BINARY),
    **dict.fromkeys(("lvert", "lVert", "ulcorner"), AtomKind.OPEN),
    **dict.fromkeys(("rvert", "rVert", "urcorner"), AtomKind.CLOSE),
    **dict.fromkeys(("mathellipsis", "triangle", "square"), AtomKind.ORDINARY),
    "colon": AtomKind.COMMA,
    "smallint": AtomKind.LARGE,
}
# What a paper may use beside its variant, and symbols that its titles rarely have.
_OWN = {
    "phi": "ϕ", "epsilon": "ϵ", "star": "⋆", "ast": "∗", "bot": "⊥", "mid": "|", "Re": "Re",
    "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀", "bigvee": "⋁", "bigwedge": "⋀",
    "bigsqcup": "⨆", "bigsqcap": "⨅", "biguplus": "⨄", "sun": "☉", "astrosun": "☉", "triangle": "△",
    "imath": "ı", "jmath": "ȷ", "llbracket": "⟦", "rrbracket": "⟧", "coloneqq": "≔", "lhd": "⊲",
    "coloneq": "≔", "eqqcolon": "≕", "vcentcolon": ":", "rhd": "⊳", "unlhd": "⊴", "unrhd": "⊵",
    "qed": "∎", "diamond": "⋄",
    "restriction": "↾", "And": "&", "earth": "⊕", "oiint": "∯", "iiiint": "⨌",
    "square": "□", "blacksquare": "■", "bigtriangleup": "△", "bigtriangledown": "▽",
    "bigstar": "★", "bigcirc": "◯", "dotsc": "…", "dotso": "…", "dotsb": "⋯", "dotsm": "⋯",
    "dotsi": "⋯", "lq": "‘", "rq": "’", "lbag": "⟅", "rbag": "⟆", "ulcorner": "⌜",
    "urcorner": "⌝", "llcorner": "⌞", "lrcorner": "⌟", "lgroup": "⟮", "rgroup": "⟯",
    "lmoustache": "⎰", "rmoustache": "⎱", "thickapprox": "≈", "thicksim": "∼", "varpropto": "∝",
    "shortmid": "|", "shortparallel": "∥", "nmid": "∤", "nparallel": "∦", "centerdot": "·",
    "doublecap": "⋒", "doublecup": "⋓", "hslash": "ℏ", "Bbbk": "𝕜", "complement": "∁",
    "diagup": "╱", "diagdown": "╲", "eth": "ð", "iddots": "⋰", "adots": "⋰", "arrowvert": "|",
    "Arrowvert": "‖", "bracevert": "|", "vartriangle": "△", "mathdollar": "$", "ldotp": ".",
    "cdotp": "·", "intop": "∫", "ointop": "∮", "smallint": "∫", "varsubsetneq": "⊊",
    "varsupsetneq": "⊋", "joinrel": "", "relbar": "−", "Relbar": "=", "mathsection": "§",
    "mathparagraph": "¶", "mathsterling": "£", "aa": "å", "lneq": "⪇", "gneq": "⪈",
    "hookrightarrow": "↪", "hookleftarrow": "↩", "dashrightarrow": "⇢", "dashleftarrow": "⇠",
    "xspace": "", "trianglelefteqslant": "⊴", "trianglerighteqslant": "⊵", "lightning": "↯",
    "upmu": "μ", "textmu": "μ", "micro": "µ", "ohm": "Ω", "female": "♀", "male": "♂",
    "textdegree": "°", "textquotesingle": "'", "textasciicircum": "^", "textellipsis": "…",
    "textendash": "–", "textemdash": "—", "textperiodcentered": "·", "texttimes": "×",
    "AND": "&", "rightleftharpoons": "⇌", "multimap": "⊸", "rightsquigarrow": "⇝",
    "lparen": "(", "rparen": ")", "backslash": "∖", "mathbackslash": "∖", "textbackslash": "∖",
    "heartsuit": "♡", "diamondsuit": "♢", "clubsuit": "♣", "spadesuit": "♠", "lll": "⋘",
    "ggg": "⋙", "Mapsto": "⤇", "mapsfrom": "↤", "Longmapsto": "⟾", "longmapsfrom": "⟻",
    "nequiv": "≢", "ncong": "≇", "napprox": "≉", "nsimeq": "≄", "sqsubsetneq": "⋤",
    "sqsupsetneq": "⋥", "divides": "∣", "Join": "⨝", "fint": "⨍", "Coloneqq": "⩴",
    "dblcolon": "∷", "ordinarycolon": ":", "bigtimes": "⨉", "Finv": "Ⅎ", "Game": "⅁",
    "given": "|", "apprge": "≳", "apprle": "≲", "ddagger": "‡", "diameter": "⌀", "boxslash": "⧄",
    "interleave": "⫴", "fatsemi": "⨟", "sslash": "⫽", "corresponds": "≙", "lhook": "⸦",
    "differentialD": "d", "dd": "d", "diff": "d", "varGamma": "𝛤", "varDelta": "𝛥",
    "varTheta": "𝛩", "varLambda": "𝛬", "varXi": "𝛯", "varPi": "𝛱", "varSigma": "𝛴",
    "varUpsilon": "𝛶", "varPhi": "𝛷", "varPsi": "𝛹", "varOmega": "𝛺", "omicron": "ο",
}  # fmt: skip
_FUNCTIONS = {
    "limsup": "lim sup", "liminf": "lim inf", "injlim": "inj lim", "projlim": "proj lim",
    "varlimsup": "lim sup", "varliminf": "lim inf", "varinjlim": "inj lim",
    "varprojlim": "proj lim", "argmin": "arg min", "argmax": "arg max", "Tr": "Tr", "th": "th",
    "ctg": "ctg", "tg": "tg", "arctg": "arctg", "plim": "plim", "Pr": "Pr", "arccot": "arccot",
    "csch": "csch", "sech": "sech", "res": "Res", "Res": "Res", "rank": "rank", "erf": "erf",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "arcsec": "arcsec", "arccsc": "arccsc",
}  # fmt: skip
LIMITS = frozenset({"max", "min", "sup", "inf", "det", "gcd", "Pr", "arg max", "arg min", "plim"})
"""Functions with limits below them, besides those whose name has ``lim``."""


def kind_of_character(char: str) -> AtomKind:
    """Return what a character is to its neighbours.

    >>> kind_of_character("≤").name, kind_of_character("⊕").name
    ('RELATION', 'BINARY')
    """
    if char in _BINARY:
        return AtomKind.BINARY
    if char in _LARGE:
        return AtomKind.LARGE
    if char in _OPEN:
        return AtomKind.OPEN
    if char in _CLOSE:
        return AtomKind.CLOSE
    if char in ",;":
        return AtomKind.COMMA
    category = unicodedata.category(char)
    is_arrow = "\u2190" <= char <= "\u21ff" or "\u27f0" <= char <= "\u297f"
    if char == ":" or ((category == "Sm" or is_arrow) and char not in _ORDINARY_SIGNS):
        return AtomKind.RELATION
    return AtomKind.ORDINARY


def _is_upright_sign(char: str) -> bool:
    return unicodedata.category(char) == "Sm" and ord(char) >= 0x1D400


@cache
def character(char: str) -> Atom:
    """Return a character of the source as an atom; a hyphen is a minus sign."""
    if len(char) != 1:  # with marks of the author's
        return Atom(char)
    if char == ".":  # the end of a sentence, more often than a factor
        return Atom(char, AtomKind.TEXT)
    char = _SIGNS.get(char, char)
    kind = AtomKind.ORDINARY if _is_upright_sign(char) else kind_of_character(char)
    return Atom(char, kind)


@cache
def symbol(name: str) -> Atom | None:
    r"""Return the atom of the command ``name``; None if it is no symbol.

    >>> symbol("leq").text, symbol("log").kind.name, symbol("foo")
    ('≤', 'FUNCTION', None)
    """
    if name in _FUNCTIONS or name in symbols.FUNCTIONS:
        if name == "mod":
            return Atom("mod", AtomKind.BINARY)
        return Atom(_FUNCTIONS.get(name, name), AtomKind.FUNCTION)
    text = _OWN.get(name)
    if text is None:
        text = symbols.symbol(name, math=True)
    if text is None:
        return None
    if len(text) != 1:
        return Atom(text, _KINDS.get(name, AtomKind.WORD if text.isalpha() else AtomKind.ORDINARY))
    return Atom(text, _KINDS.get(name) or kind_of_character(text))


_ALPHABETS = {
    "bold": "BOLD", "bold italic": "BOLD ITALIC", "sans": "SANS-SERIF", "mono": "MONOSPACE",
    "double": "DOUBLE-STRUCK", "script": "SCRIPT", "fraktur": "FRAKTUR",
}  # fmt: skip


@cache
def in_alphabet(char: str, alphabet: str) -> str:
    """Return a letter or digit in an alphabet, as itself where Unicode has none.

    >>> [in_alphabet("x", "bold"), in_alphabet("1", "double"), in_alphabet("θ", "bold italic")]
    ['𝐱', '𝟙', '𝜽']
    """
    if len(char) != 1:
        return char
    if alphabet in {"double", "script", "fraktur"} and char.isalpha():
        return symbols.in_alphabet(char, _COMMANDS[alphabet])
    words = unicodedata.name(char, "").replace("LUNATE ", "").split()
    if words[-1:] == ["SYMBOL"] and words[0] == "GREEK":
        words = ["GREEK", "LETTER", *words[1:]]
    if words[:1] in (["LATIN"], ["GREEK"]):
        words = words[1:]
        if "LETTER" not in words or (char not in "ı" and len(words) > 3):
            return char
        words.remove("LETTER")
    elif words[:1] != ["DIGIT"] and char not in "∂∇":
        return char
    style = _ALPHABETS[alphabet]
    for name in (style, style.removesuffix(" ITALIC")):
        found = _look_up(f"MATHEMATICAL {name} {' '.join(words)}")
        if found:
            return found
    return char


_COMMANDS = {"double": "mathbb", "script": "mathcal", "fraktur": "mathfrak"}


def _look_up(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""
