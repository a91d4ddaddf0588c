"""Addresses without what lets somebody in, for messages and logs."""

from __future__ import annotations

import re

# Before the last @ of an authority; a password with a slash in it reaches further than that.
_USER = re.compile(r"(?<=//)[^/?#\s]*@|(?<=//)[^/?#\s:]*:(?!\d{1,5}(?:[/?#\s]|$))[^\s]*@")
_SECRET = re.compile(
    r"([?&;#](?:[\w.-]{0,40}(?:token|key|secret|passw(?:or)?d|pwd|auth|sig(?:nature)?|session"
    r"|credential)s?)=)[^&#;\s]+",
    re.IGNORECASE | re.ASCII,
)


def masked(text: str) -> str:
    """``text`` with an ellipsis for user names, passwords and the values of secret parameters.

    >>> masked("ftp://ana:pass/word@example.org/a"), masked("https://a.org/f?api_key=1&b=2")
    ('ftp://…@example.org/a', 'https://a.org/f?api_key=…&b=2')
    """
    return _SECRET.sub(r"\1…", _USER.sub("…@", text))
