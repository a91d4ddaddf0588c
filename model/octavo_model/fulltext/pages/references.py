"""Entries of bibliographies, with the ids and addresses that they name. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.ids import ids_of, mentions
from octavo_model.fulltext.document import Reference
from octavo_model.fulltext.pages.runs import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable

_CORR = re.compile(
    r"\b(?:abs/|arxiv(?: preprint)?[ :,]+(?:arxiv[ :]+)?)(?=\d{4}\.\d|[a-z-]+/\d)", re.IGNORECASE
)
_LONGEST = 20_000


def reference(name: str, label: str, text: str, links: Iterable[str] = ()) -> Reference:
    """Return the entry with ``text``, and the arXiv id and DOI that it or its links name."""
    addresses = dict.fromkeys(link for link in links if link)
    named = [*addresses]
    for mention in mentions(_CORR.sub("arXiv:", text[:_LONGEST])):
        named.append(mention.text)
        if address := web_address(mention.text):
            addresses[address] = None
    found = [ids_of(one) for one in named]
    arxiv = next((one.arxiv_id for one in found if one.arxiv_id), "")
    doi = next((one.doi for one in found if one.doi), "")
    return Reference(name, label, text, arxiv, doi, tuple(addresses))
