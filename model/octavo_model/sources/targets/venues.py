"""Targets at OpenReview (``openreview:ICLR.cc/2026/Conference``) and the ACL Anthology.

A target of the Anthology is a collection, ``acl:2024.acl`` or ``acl:P19``, or an event,
``acl:acl-2024``: https://aclanthology.org/info/ids/.
"""

from __future__ import annotations

import re

from octavo_model.core.errors import OctavoError

OPENREVIEW = "openreview:"
ACL = "acl:"

_VENUE = re.compile(r"[A-Za-z0-9][\w.~&+-]*(?:/[\w.~&+-]+)*", re.ASCII)
_COLLECTION = re.compile(r"(?:19|20)\d\d\.[a-z0-9_]+|[A-Z]\d\d", re.ASCII)
_EVENT = re.compile(r"([a-z0-9_]+)-((?:19|20)\d\d)", re.ASCII)
_LETTERS = {
    name: letter
    for letter, name in zip(
        "ACDEHIJKLMNOPQRSUY",
        (
            *("anlp", "coling", "emnlp", "eacl", "hlt", "ijcnlp", "cl", "conll", "lrec", "muc"),
            *("naacl", "rocling", "acl", "tacl", "ranlp", "semeval", "alta", "paclic"),
        ),
        strict=True,
    )
}
"""The letters of collections until 2019, by their venues."""


def is_openreview(text: str) -> bool:
    """Whether ``text`` names a venue of OpenReview."""
    return text.lower().startswith(OPENREVIEW)


def spell_openreview(text: str) -> str:
    """Return the target with the id of a venue, which has capital letters.

    >>> spell_openreview("OpenReview: ICLR.cc/2026/Conference/")
    'openreview:ICLR.cc/2026/Conference'
    """
    venue = text.partition(":")[2].strip().strip("/")
    if not is_openreview(text) or not _VENUE.fullmatch(venue):
        hint = f"e.g. {OPENREVIEW}ICLR.cc/2026/Conference"
        raise OctavoError(text or "''", "is not the id of a venue of OpenReview", hint)
    return OPENREVIEW + venue


def is_acl(text: str) -> bool:
    """Whether ``text`` names a collection or an event of the ACL Anthology."""
    return text.lower().startswith(ACL)


def spell_acl(text: str) -> str:
    """Return the target with a collection or an event as the Anthology writes them.

    >>> spell_acl("acl:2024.ACL"), spell_acl("ACL:p19"), spell_acl("acl:emnlp-2023")
    ('acl:2024.acl', 'acl:P19', 'acl:emnlp-2023')
    """
    name = text.partition(":")[2].strip()
    spelled = name.upper() if len(name) == len("P19") else name.lower()
    is_known = _COLLECTION.fullmatch(spelled) or _EVENT.fullmatch(spelled)
    if not is_acl(text) or not is_known:
        why = "is neither a collection nor an event of the ACL Anthology"
        raise OctavoError(text or "''", why, f"e.g. {ACL}2024.acl or {ACL}acl-2024")
    if _EVENT.fullmatch(spelled):
        collection_of(spelled)
    return ACL + spelled


def collection_of(name: str) -> str:
    """Return the collection ``name``, or that of the event ``name``.

    >>> collection_of("acl-2024"), collection_of("acl-2019"), collection_of("2022.lrec")
    ('2024.acl', 'P19', '2022.lrec')
    """
    found = _EVENT.fullmatch(name)
    if found is None:
        return name
    venue, year = found.groups()
    if int(year) >= 2020:
        return f"{year}.{venue}"
    if venue in _LETTERS:
        return f"{_LETTERS[venue]}{year[2:]}"
    why = "which collection has this event is not known"
    raise OctavoError(name, why, "name its collection: see the address of a paper, e.g. W19")
