"""Names of digests, made from what digests call themselves. Pure."""

from __future__ import annotations

import re

from octavo_model.formats.common import days
from octavo_model.text.clean import fold

LONGEST = 40
"""So many characters a slug has at most."""

# A title's beginning says what it is; the rest is not looked at.
_LOOKED_AT = 400
_WORD = re.compile(r"[a-z0-9]+")


def slug(text: str) -> str:
    """``text`` as lower-case ASCII words joined by hyphens, at most `LONGEST` characters.

    Accents are dropped, as are letters of other scripts. It ends with a whole word unless the
    first one alone is too long; empty where nothing is left.

    >>> slug("Nature Machine Intelligence: Current Issue"), slug("Café № 5"), slug("深度学习")
    ('nature-machine-intelligence-current', 'cafe-no-5', '')
    """
    made = ""
    for word in _WORD.findall(fold(text[:_LOOKED_AT])):
        longer = f"{made}-{word}" if made else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        made = longer
    return made


def of_file(name: str) -> str:
    """What a file's name calls a digest, without its ending and any day in it.

    >>> of_file("Owls and Bats 2026-08-21.csv"), of_file("-"), of_file("2026-08-21.jsonl")
    ('owls-and-bats', '', '')
    """
    stem = name.rpartition(".")[0] or name
    return slug(days.IN_NAME.sub(" ", stem))
