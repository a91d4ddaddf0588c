"""What somebody may have meant by a field that there is not."""

from __future__ import annotations

import re
from functools import lru_cache

from octavo_model.search.query.fields import BY_NAME, FIELDS, SYNONYMS

_FIELD_LIKE = re.compile(r"([A-Za-z]{2,16}):(?!//)\S", re.ASCII)
_LEAST = 3
"""Letters of a name for which there are near ones: two letters are near nearly anything."""
_CUTOFF = 0.8
"""Likeness from which on a name is near; `data` and `date` are no likelier than 0.75."""


def field_like(text: str) -> str:
    """The name of a field that ``text`` looks like having; empty where it looks like none.

    >>> field_like("cats:cs.LG"), field_like("SVFR:"), field_like("https://example.org")
    ('cats', '', '')
    """
    found = _FIELD_LIKE.match(text)
    return found[1] if found else ""


@lru_cache(maxsize=256)
def meant_by(name: str) -> str:
    """What to write in place of the unknown field ``name``; empty where nothing is near.

    >>> meant_by("cats"), meant_by("athor"), meant_by("abstract"), meant_by("unread")
    ('cat:', 'author:', 'in:abstract', 'is:unread')
    >>> meant_by("foo")
    ''
    """
    name = name.lower()
    known = _known()
    if name in known:
        return known[name]
    if len(name) < _LEAST:
        return ""
    from difflib import get_close_matches

    candidates = [one for one in known if len(one) >= _LEAST]
    # Two letters in each other's place are one slip, though little is alike then.
    swapped = [one for one in candidates if one[0] == name[0] and sorted(one) == sorted(name)]
    near = swapped or get_close_matches(name, candidates, n=1, cutoff=_CUTOFF)
    return known[near[0]] if near else ""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Names, and what to write for each: fields, words that some of them take, synonyms."""
    known = {name: f"{name}:" for name in BY_NAME}
    for meant, names in SYNONYMS.items():
        for name in names.split():
            known.setdefault(name, meant)
    for spec in FIELDS:
        if spec.name in {"is", "has"}:
            for value in spec.values:
                known.setdefault(value, f"{spec.name}:{value}")
    return known
