"""Letters in other dress: accents, alphabets, and what stands above or below the line."""

from __future__ import annotations

import re
import unicodedata

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

_DOUBLE = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_SCRIPT = dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True))
_FRAKTUR = dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True))
# Where capital letters and small ones begin, and the few that Unicode had before.
_ALPHABETS = {
    "double": (0x1D538, 0x1D552, _DOUBLE),
    "script": (0x1D49C, 0x1D4B6, _SCRIPT),
    "fraktur": (0x1D504, 0x1D51E, _FRAKTUR),
}
ALPHABETS = {
    "mathbb": "double", "Bbb": "double", "mathds": "double", "mathbbm": "double", "bb": "double",
    "mathcal": "script", "mathscr": "script", "cal": "script", "scr": "script",
    "mathfrak": "fraktur", "frak": "fraktur",
}  # fmt: skip
"""The commands that change the alphabet."""

_ABOVE = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′″*∗∘⊤†‡",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′″**°ᵀ†‡",
        strict=True,
    )
)
_BELOW = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)


def accented(letter: str, accent: str) -> str:
    """``letter`` with a combining ``accent``, as one character where there is one.

    >>> accented("e", ACCENTS["'"]), accented("ı", ACCENTS["'"])
    ('é', 'í')
    """
    letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", letter + accent)


def in_alphabet(text: str, command: str) -> str:
    """A single Latin letter in the alphabet of ``command``; other text as it is.

    Words in script can hardly be read on a terminal.

    >>> in_alphabet("O", "mathcal"), in_alphabet("R", "mathbb"), in_alphabet("ALC", "mathcal")
    ('𝒪', 'ℝ', 'ALC')
    """
    if len(text) != 1 or not text.isascii() or not text.isalpha():
        return text
    capitals, small, early = _ALPHABETS[ALPHABETS[command]]
    start, first = (capitals, "A") if text.isupper() else (small, "a")
    return early.get(text) or chr(start + ord(text) - ord(first))


def script(text: str, mark: str, *, glued: bool) -> str:
    """``text`` above (``^``) or below (``_``) the line; where Unicode cannot, it says so.

    Args:
        text: What stands there.
        mark: ``^`` or ``_``.
        glued: Whether a letter or digit follows at once.

    >>> [script(one, "^", glued=False) for one in ("2", "n+1", "q", "2.75", "n/2")]
    ['²', 'ⁿ⁺¹', '^q', '^2.75', '^(n/2)']
    """
    text = text.strip()
    table = _ABOVE if mark == "^" else _BELOW
    found = [table.get(char) for char in text if char != " "]
    if None not in found:
        return "".join(filter(None, found))
    bare = text.replace(".", "").isalnum() and unicodedata.is_normalized("NFKC", text)
    if len(text) == 1 or (bare and not glued):
        return mark + text
    return f"{mark}({text})"


def whole(text: str) -> str:
    """``text`` as one part of a fraction: in parentheses, where it has parts of its own.

    >>> whole("2n"), whole("n+1"), whole("(n+1)")
    ('2n', '(n+1)', '(n+1)')
    """
    text = text.strip()
    if len(text) > 1 and _COMPOUND.search(text) and not _is_wrapped(text):
        return f"({text})"
    return text


def _is_wrapped(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if not depth and place < len(text) - 1:
            return False
    return True
