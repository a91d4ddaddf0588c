r"""LaTeX as a person would write it: ``$\ell_1$`` is ℓ₁. Pure, in linear time.

Titles and abstracts are in LaTeX as their authors wrote it, or as a feed left it. What is not
understood is kept: a price, an unclosed ``$``, an unknown command, a Windows path.

pylatexenc's parser is not used: it reads a bare ``%`` as a comment, fails on deep braces, drops
unknown commands, and takes fifty milliseconds to import. Its table of symbols is used: see
`symbols.txt`, which ``docs/symbols.py`` writes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from octavo_model.text.latex.spans import StyledRange

_HINTS = ("\\", "$", "``", "--")
# Commands from which a feed removed the backslash.
_LOST_BACKSLASH = re.compile(
    r"(?<![\\A-Za-z])(?=(?:math(?:cal|bb|bf|rm|frak|scr|sf|it|tt)|text(?:bf|it|rm|sc|sf|tt)"
    r"|operatorname|boldsymbol)\{)"
)
_NAMED = re.compile(r"\\[^\W\d_]{2,}")
_LETTER_AT_START = re.compile(r"\\(?:dj|DJ|ss|ae|AE|oe|OE|aa|AA|[oOlLijvHckurbd])(?=[^\W\d_])")
_CACHED = 512
LONGEST = 20_000
"""The most characters that are rendered; the worst LaTeX takes four microseconds for each."""


class RenderedText(NamedTuple):
    """A text as a person would write it, safe to print, with its styled ranges and addresses."""

    text: str
    spans: tuple[StyledRange, ...] = ()


def is_plain(text: str) -> bool:
    """Return whether ``text`` needs no rendering, as most texts do."""
    for hint in _HINTS:
        if hint in text:
            return False
    return "{" not in text or _LOST_BACKSLASH.search(text) is None


def readable(text: str) -> RenderedText:
    r"""Return ``text`` as a person would write it, with its paragraphs.

    >>> written, spans = readable(r"$\mathcal{O}(n \log n)$ by \textit{SF(DA)$^2$}")
    >>> written, [(start, end, str(style)) for start, end, style in spans]
    ('𝒪(n log n) by SF(DA)²', [(14, 21, 'italic')])
    """
    return RenderedText(text) if is_plain(text) else _rendered(text)


def plainly(text: str) -> str:
    r"""Return ``text`` as a person would write it, without styles.

    >>> plainly(r"Fr\'echet \& $x^{n+1} \leq \frac{1}{2}$"), plainly("from $5 to $10")
    ('Fréchet & xⁿ⁺¹ ≤ 1/2', 'from $5 to $10')
    """
    return text if is_plain(text) else _rendered(text).text


def person(name: str) -> str:
    r"""Return a name as its owner would write it, even if a feed removed the space of an accent.

    >>> person(r"Stanis\law Er\Hos"), person("J{é}r{é}my Strix")
    ('Stanisław Erős', 'Jérémy Strix')
    """
    if "\\" not in name and "{" not in name:
        return name
    from octavo_model.text.latex.symbols import is_known

    def separated(command: re.Match[str]) -> str:
        is_whole = is_known(command[0][1:])
        return command[0] if is_whole else _LETTER_AT_START.sub(r"\g<0> ", command[0])

    return _rendered(_NAMED.sub(separated, name)).text


@lru_cache(maxsize=_CACHED)
def _rendered(text: str) -> RenderedText:
    from octavo_model.text.clean import clean_text
    from octavo_model.text.latex.renderer import render

    source = clean_text(text)
    rendered = render(_LOST_BACKSLASH.sub(r"\\", source[:LONGEST]))
    is_whole = len(source) <= LONGEST
    text = rendered.text.rstrip() if is_whole else rendered.text + source[LONGEST:]
    safe = clean_text(text)
    if safe != text:
        # Stacked accents, for example: rare enough to do without styles.
        return RenderedText(safe)
    spans = (span._replace(end=min(span.end, len(safe))) for span in rendered.spans)
    return RenderedText(safe, tuple(sorted(span for span in spans if span.start < span.end)))
