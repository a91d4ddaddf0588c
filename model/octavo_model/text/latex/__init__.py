r"""LaTeX as a person would write it: ``$\ell_1$`` is ℓ₁. Pure, in linear time.

Titles and abstracts come as their authors wrote them, in LaTeX, or as a feed left it. What is
not understood stays: a price, an unclosed ``$``, a command that nobody knows, a path of Windows.

pylatexenc's reader is not used: it takes a bare ``%`` for a comment, fails on deep braces, drops
commands it does not know, and takes fifty milliseconds to import. Its table of symbols is: see
`symbols.txt`, which ``docs/symbols.py`` makes anew.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from octavo_model.text.latex.spans import Span

_HINTS = ("\\", "$", "``", "--")
# What a feed left of commands when it took away their backslashes.
_EATEN = re.compile(
    r"(?<![\\A-Za-z])(?=(?:math(?:cal|bb|bf|rm|frak|scr|sf|it|tt)|text(?:bf|it|rm|sc|sf|tt)"
    r"|operatorname|boldsymbol)\{)"
)
_NAMED = re.compile(r"\\[^\W\d_]{2,}")
_LETTER_AT_START = re.compile(r"\\(?:dj|DJ|ss|ae|AE|oe|OE|aa|AA|[oOlLijvHckurbd])(?=[^\W\d_])")
_CACHED = 512
LONGEST = 20_000
"""Characters of a text that are written anew, ten times those of an abstract; the rest stays.

Four microseconds a character is what the worst LaTeX takes, and it is read where a screen waits.
"""


class Readable(NamedTuple):
    """A text as a person would write it.

    Attributes:
        text: Safe to print, never markup.
        spans: Its ranges in italics, in bold, and those that are addresses.
    """

    text: str
    spans: tuple[Span, ...] = ()


def is_plain(text: str) -> bool:
    """Whether ``text`` reads as it stands, as most does: then nothing else here is needed."""
    for hint in _HINTS:
        if hint in text:
            return False
    return "{" not in text or _EATEN.search(text) is None


def readable(text: str) -> Readable:
    r"""``text`` as a person would write it. Paragraphs, parted by blank lines, stay.

    >>> written, spans = readable(r"$\mathcal{O}(n \log n)$ by \textit{SF(DA)$^2$}")
    >>> written, [(start, end, str(style)) for start, end, style in spans]
    ('𝒪(n log n) by SF(DA)²', [(14, 21, 'italic')])
    """
    return Readable(text) if is_plain(text) else _rendered(text)


def plainly(text: str) -> str:
    r"""The text alone, for who has no styles.

    >>> plainly(r"Fr\'echet \& $x^{n+1} \leq \frac{1}{2}$"), plainly("from $5 to $10")
    ('Fréchet & xⁿ⁺¹ ≤ 1/2', 'from $5 to $10')
    """
    return text if is_plain(text) else _rendered(text).text


def person(name: str) -> str:
    r"""A name as its bearer would write it, also where a feed ate the space of an accent.

    >>> person(r"Stanis\law Er\Hos"), person("J{é}r{é}my Strix")
    ('Stanisław Erős', 'Jérémy Strix')
    """
    if "\\" not in name and "{" not in name:
        return name
    from octavo_model.text.latex.symbols import is_known

    def parted(found: re.Match[str]) -> str:
        if is_known(found[0][1:]):
            return found[0]
        letter = _LETTER_AT_START.match(found[0])
        return f"{letter[0]} {found[0][letter.end() :]}" if letter else found[0]

    return _rendered(_NAMED.sub(parted, name)).text


@lru_cache(maxsize=_CACHED)
def _rendered(text: str) -> Readable:
    from octavo_model.text.clean import clean_text
    from octavo_model.text.latex.renderer import render
    from octavo_model.text.latex.spans import Span

    source = clean_text(text)
    line = render(_EATEN.sub(r"\\", source[:LONGEST]))
    written = line.text.rstrip() if len(source) <= LONGEST else line.text + source[LONGEST:]
    safe = clean_text(written)
    if safe != written:
        # Accents on accents, say: rare enough to go without styles.
        return Readable(safe)
    spans = (Span(one.start, min(one.end, len(safe)), one.style) for one in line.spans)
    return Readable(safe, tuple(sorted(one for one in spans if one.start < one.end)))
