"""The bibliography of a page of LaTeXML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.fulltext.document import Reference, RunKind
from octavo_model.fulltext.pages.references import reference
from octavo_model.fulltext.pages.runs import flat, web_address

if TYPE_CHECKING:
    from octavo_model.fulltext.pages.latexml.inline import InlineReader
    from octavo_model.fulltext.pages.latexml.tree import Node

_TAGS = ("ltx_tag_bibitem", "ltx_bibtag", "ltx_tag")
# What the styles of journals write before a DOI when they are converted without its macro.
_MACRO = re.compile(r"\A(?:%5C|\\)doibase(?:%20|\s)+(?=10\.)", re.IGNORECASE)


def reference_of(node: Node, inline: InlineReader) -> Reference:
    """Return the entry of a bibliography that the element ``node`` is."""
    tag = node.find(*_TAGS)
    label = inline.plain(tag.kids).strip(" []") if tag else ""
    runs = inline.runs(node.kids, without=[tag] if tag else [])
    links = [target for run in runs if run.kind is RunKind.LINK for target in run.targets]
    hidden = (
        _MACRO.sub("https://doi.org/", one.attributes["href"].strip())
        for one in node.walk()
        if one.tag == "a" and _MACRO.match(one.attributes.get("href", "").strip())
    )
    text = flat(runs)
    if tag and tag.has("ltx_bib_author-year"):
        text = f"{label} {text}"  # this style names authors and year nowhere else
    return reference(node.id, label, text, [*links, *map(web_address, hidden)])
