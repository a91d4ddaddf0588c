"""Entities of HTML decoded, whatever strangers put into them. Pure."""

from __future__ import annotations

import html
import re

# The largest code there is has seven digits, and Python makes no number of more than some thousand.
_LONG = re.compile(r"&#([0-9]{8,})")


def unescape(text: str) -> str:
    """Like `html.unescape`, which raises ValueError for a code of thousands of digits.

    A code that no character has becomes U+FFFD, however many digits it is told in.

    >>> unescape("Fish &amp; chips &#0000000065;"), unescape(f"&#{'9' * 5000};")
    ('Fish & chips A', '�')
    """
    return html.unescape(_LONG.sub(_shorter, text) if "&#" in text else text)


def _shorter(found: re.Match[str]) -> str:
    digits = found[1].lstrip("0")
    return f"&#{digits or '0'}" if len(digits) < 8 else "&#9999999"
