"""Addresses without what lets somebody in, for messages and logs. In linear time."""

from __future__ import annotations

import re

from octavo_model.text.clean import clean_line, cut

_WORD = re.compile(r"\S+")
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r"\d{1,5}(?:[/?#]|\Z)")
_SECRET = re.compile(
    r"([?&;#](?:[\w.-]{0,40}(?:token|key|secret|passw(?:or)?d|pwd|auth|sig(?:nature)?|session"
    r"|credential)s?)=)[^&#;\s]+",
    re.IGNORECASE | re.ASCII,
)
_SHOWN = 120


def masked(text: str) -> str:
    """``text`` with an ellipsis for user names, passwords and the values of secret parameters.

    >>> masked("ftp://ana:pass/word@example.org/a"), masked("https://a.org/f?api_key=1&b=2")
    ('ftp://…@example.org/a', 'https://a.org/f?api_key=…&b=2')
    """
    if "@" in text:
        text = _WORD.sub(_without_users, text)
    return _SECRET.sub(r"\1…", text)


def shown(url: str) -> str:
    """``url`` as a message shows it: on one line, without secrets, cut where it is long."""
    # Cut at the end: before, a password might lose the sign that tells that it is one.
    return cut(masked(clean_line(url)), _SHOWN)


def _without_users(found: re.Match[str]) -> str:
    """A word without what stands between ``//`` and the last @ of the authority there.

    A password with a slash in it reaches further than that: to the last @ of the word.
    """
    word = found[0]
    kept: list[str] = []
    done, last = 0, word.rfind("@")
    slashes = word.find("//")
    while 0 <= slashes < last:
        start = slashes + 2
        authority = _AUTHORITY.match(word, start)
        end = authority.end() if authority else start
        at = word.rfind("@", start, end)
        if at < 0:
            colon = word.find(":", start, end)
            if colon >= 0 and last > colon and not _PORT.match(word, colon + 1):
                at = last
        if at < 0:
            slashes = word.find("//", slashes + 1)
        else:
            kept += (word[done:start], "…@")
            done = at + 1
            slashes = word.find("//", done)
    return "".join([*kept, word[done:]])
