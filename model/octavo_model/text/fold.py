"""Text folded for identity and for search, and the nearest of some known words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Latin, Greek and Cyrillic diacritics. The vowel signs of other scripts are letters.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_TEX_ACCENT = re.compile(
    r"\\(?:[`'^\"~=.]|[uvHtcdbrk](?=[{\s]))\s*(?:\{\s*\\?([^\W\d_])\s*\}|\\?([^\W\d_]))"
)
_TEX_COMMAND = re.compile(
    r"\\(?:text(?:bf|it|rm|sc|sf|tt|up|normal)?|math(?:bb|bf|cal|frak|it|rm|scr|sf|tt)?"
    r"|emph|mbox|bm|boldsymbol|operatorname|left|right|rm|bf|it)(?![a-zA-Z])"
)
# Letters that NFKD does not decompose, although people type them plain.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Return ``text`` without case and accents, as search and identity compare it.

    >>> fold("Naïve Ørsted ＡＢＣ")
    'naive orsted abc'
    """
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFKC", bare).casefold().translate(_PLAIN_LETTERS)


_TEX_LETTER = re.compile(r"\\(o|O|l|L|i|j|ae|AE|oe|OE|ss|aa|AA|dj|DJ)(?![a-zA-Z])\s*")

# What feeds leave of ``Erd\H{o}s``.
_BARE_ACCENT = re.compile(r"\\[uvHtcdbrk]([^\W\d_])")


def fold_name(name: str) -> str:
    r"""Return the name of a person as search compares it: like `fold`, and without TeX.

    >>> fold_name(r"Andr\'e {\O}rsted"), fold_name("André Ørsted"), fold_name(r"Milo\v{s}")
    ('andre orsted', 'andre orsted', 'milos')
    >>> fold_name(r"Erd\H{o}s"), fold_name(r"Erd\Hos")
    ('erdos', 'erdos')
    """
    if "\\" in name:
        name = _TEX_ACCENT.sub(r"\1\2", _TEX_LETTER.sub(r"\1", name))
        name = _BARE_ACCENT.sub(r"\1", name)
    return fold(name.replace("{", "").replace("}", ""))


_ASCII_WORDS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


def is_word(char: str) -> bool:
    """Return whether ``char`` is part of a word: a letter, a digit, or a vowel sign."""
    return char.isalnum() or (char > "\x7f" and unicodedata.category(char).startswith("M"))


def fold_words(text: str) -> list[str]:
    """Return the words of a text, folded, without signs."""
    folded = fold(text)
    if folded.isascii():
        folded = folded.translate(_ASCII_WORDS)
    else:
        folded = "".join(char if is_word(char) else " " for char in folded)
    return folded.split()


def fold_title(title: str) -> str:
    r"""Return the letters and digits of a title, in words, as identity compares them.

    Case, accents, punctuation, TeX marks and extra white space are dropped; the letters of every
    script are kept. Two spellings of one title fold to the same text.

    >>> fold_title("SF(DA)$^2$: Source-free") == fold_title("SF(DA)^2: Source-Free")
    True
    >>> fold_title(r"Na{\"i}ve \textbf{Bayes}"), fold_title("深度学习")
    ('naive bayes', '深度学习')
    """
    if "\\" in title:
        title = _TEX_COMMAND.sub(" ", _TEX_ACCENT.sub(r"\1\2", title))
        title = title.replace("{", "").replace("}", "")
    folded = " ".join(fold_words(title))
    # A title of symbols alone is still a title.
    return folded or " ".join(title.split()).casefold()


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the one of ``known`` that ``word`` is most like; None if none is close.

    >>> nearest("bibtx", ["bibtex", "csv"]), nearest("owl", ["bibtex", "csv"])
    ('bibtex', None)
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=cutoff)), None)
