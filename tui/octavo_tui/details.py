"""A paper as a page: the one place where a `Paper` becomes the text of the detail pane."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from octavo_tui.labels import byline

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.style import Style

    from octavo_model import Paper


@dataclass(frozen=True, slots=True)
class PageStyles:
    """The styles of a page's parts."""

    title: Style
    meta: Style
    link: Style


def page(
    paper: Paper, width: int, styles: PageStyles, digest_label: Callable[[str], str] = str
) -> list[Content]:
    """The lines of ``paper`` in ``width`` columns: title, byline, digests, links, abstract."""
    meta = styles.meta
    blocks: list[Content] = [Content.styled(paper.title, styles.title)]
    line = byline(paper)
    if line:
        blocks.append(Content.styled(line, meta))
    marks = " · ".join(
        word for word, on in (("★ starred", paper.starred), ("● unread", not paper.read)) if on
    )
    # A line breaks between two digests, not inside a name.
    digests = "; ".join(digest_label(name).replace(" ", "\u00a0") for name in paper.digests)
    blocks.append(Content.styled("   ".join(filter(None, (marks, digests))), meta))
    blocks += [Content.assemble(("→ ", meta), (one.label, styles.link)) for one in paper.links]
    blocks += [Content(""), *_abstract(paper, meta)]
    return [row for block in blocks for row in _wrap(block, width)]


def _wrap(block: Content, width: int) -> list[Content]:
    """The lines of ``block``; plain text of ASCII, as most abstracts are, takes the short way."""
    text = block.plain
    if not text:
        return [block]
    if text.isascii() and not block.spans:
        return [Content(line) for line in textwrap.wrap(text, width, break_on_hyphens=False)]
    return block.wrap(width)


def _abstract(paper: Paper, meta: Style) -> list[Content]:
    if not paper.abstract:
        return [Content.styled("No abstract in this digest.", meta)]
    blocks: list[Content] = []
    for paragraph in paper.abstract.split("\n\n"):
        if blocks:
            blocks.append(Content(""))
        blocks.append(Content(paragraph))
    return blocks
