"""The authors of a page: their names, and what is written about them."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from octavo_model.fulltext.document import RunKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.fulltext.document import Runs
    from octavo_model.fulltext.pages.latexml.inline import InlineReader
    from octavo_model.fulltext.pages.latexml.tree import Kid, Node

_AROUND_NAMES = " ,;&*†‡§¶"
_LONGEST_NAME = 100


def authors_of(node: Node) -> Iterator[Node]:
    """Yield the elements of the authors in ``node``; itself if they are not marked."""
    found = False
    waiting = [node.elements()]
    while waiting:
        one = next(waiting[-1], None)
        if one is None:
            waiting.pop()
        elif one.has("ltx_creator"):
            found = True
            yield one
        else:
            waiting.append(one.elements())
    if not found:
        yield node


def notes_of_author(creator: Node, inline: InlineReader) -> tuple[str, Runs]:
    """Return the name of an author, and the whole text about them if there is more.

    The name ends at a line break: behind it are affiliations, or other authors.
    """
    person = creator.find("ltx_personname") or creator
    kids = [kid for kid in takewhile(_is_on_line, _from_first_text(person.kids)) if _is_name(kid)]
    name = inline.plain(kids).strip(_AROUND_NAMES)
    runs = inline.runs(creator.kids)
    text = "".join(run.text for run in runs if run.kind is not RunKind.NOTE).strip(_AROUND_NAMES)
    return name if len(name) <= _LONGEST_NAME else "", () if text == name else runs


def _from_first_text(kids: list[Kid]) -> list[Kid]:
    """``kids`` without the line breaks and errors in front."""
    for at, kid in enumerate(kids):
        if (isinstance(kid, str) and kid.strip()) or (
            not isinstance(kid, str) and kid.tag != "br" and not kid.has("ltx_ERROR")
        ):
            return kids[at:]
    return kids


def _is_on_line(kid: Kid) -> bool:
    return isinstance(kid, str) or kid.tag != "br"


def _is_name(kid: Kid) -> bool:
    return isinstance(kid, str) or (kid.tag not in ("math", "sup") and not kid.has("ltx_note"))
