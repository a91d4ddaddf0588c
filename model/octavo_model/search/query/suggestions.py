"""Did you mean: the known name that is nearest to an unknown one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.search.query.field_types import FieldKind
from octavo_model.search.query.fields import BY_NAME, FIELDS
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

_SYNONYMS: dict[str, str] = {
    "ti:": "titles name",
    "abs:": "abstracts text fulltext full summary body words",
    "is:starred": "star stars fav favorite favourite favorites favourites",
    "is:unread": "new",
    "has:code": "github repo repository",
    "au:": "auth writer writers wrote",
    "cat:": "topic topics subject subjects class",
    "tag:": "tags label labels keyword keywords",
    "note:": "notes annote remark remarks",
    "date:": "day days month since after before when time published submitted age",
    "up:": "vote votes like likes ups score points",
    "sort:": "order orderby sortby",
    "source:": "feed origin",
    "venue:": "journal journals conference conf booktitle publication proceedings",
    "org:": "organisation affiliation affiliations institution institute lab company",
    "id:": "arxivid key paper link url",
}
"""What others call fields: by what to write here."""

_FIELD_LIKE = re.compile(r"([A-Za-z]{2,16}):(?!//)\S", re.ASCII)
_MIN_LETTERS = 3
"""Letters of a field for which there are near ones: two letters are near nearly anything."""
_FIELD_CUTOFF = 0.8
"""The least similarity of a near field; ``data`` and ``date`` have 0.75."""
_NAME_CUTOFF = 0.5
_MAX_COMPARED = 64
"""Letters of a name that are compared: more are not a slip, and take long."""


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Return the name of ``known`` that ``name`` most likely means; empty if none is near."""
    lowered = {other.lower(): other for other in reversed(list(known))}
    name = name.lower()
    if name and (longer := [other for other in lowered if other.startswith(name)]):
        return lowered[min(longer, key=len)]
    near = nearest(name[:_MAX_COMPARED], lowered, _NAME_CUTOFF)
    return lowered[near] if near else ""


def possible_field(text: str) -> str:
    """Return the field that ``text`` seems to start with; empty if it does not.

    >>> possible_field("cats:cs.LG"), possible_field("SVFR:"), possible_field("https://example.org")
    ('cats', '', '')
    """
    match = _FIELD_LIKE.match(text)
    return match[1] if match else ""


@lru_cache(maxsize=256)
def nearest_field(name: str) -> str:
    """Return what to write instead of the unknown field ``name``; empty if nothing is near.

    >>> nearest_field("cats"), nearest_field("athor"), nearest_field("unread")
    ('cat:', 'author:', 'is:unread')
    >>> nearest_field("foo")
    ''
    """
    name = name.lower()
    known = _known_names()
    if name in known:
        return known[name]
    if len(name) < _MIN_LETTERS:
        return ""
    candidates = [other for other in known if len(other) >= _MIN_LETTERS]
    # Two swapped letters are one slip, though the similarity is low then.
    swapped = (
        other for other in candidates if other[0] == name[0] and sorted(other) == sorted(name)
    )
    near = next(swapped, None) or nearest(name, candidates, _FIELD_CUTOFF)
    return known[near] if near else ""


@lru_cache(maxsize=1)
def _known_names() -> dict[str, str]:
    """Return names, and what to write for each: fields, synonyms, choices."""
    known = {name: f"{name}:" for name in BY_NAME}
    for written, names in _SYNONYMS.items():
        for name in names.split():
            known.setdefault(name, written)
    for spec in FIELDS:
        if spec.kind is FieldKind.CHOICE:
            for value in spec.values:
                known.setdefault(value, f"{spec.name}:{value}")
    return known
