"""A paper as a page: the one place where a `Paper` becomes the text of the detail pane."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from octavo_tui.labels import SUMMARY_HEADING, byline, facts, origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.style import Style

    from octavo_model import Paper


_MOST_AUTHORS = 8
"""How many are named before the abstract."""


@dataclass(frozen=True, slots=True)
class PageStyles:
    """The styles of a page's parts."""

    title: Style
    meta: Style
    link: Style


def page(
    paper: Paper,
    width: int,
    styles: PageStyles,
    digest_label: Callable[[str], str] = str,
    why: str = "",
) -> list[Content]:
    """The lines of ``paper`` in ``width`` columns; ``why`` it is suggested, if it is.

    What leads to the abstract is short, so that it begins in sight; what can wait comes after it.
    """
    meta = styles.meta
    most = _MOST_AUTHORS if len(paper.authors) > _MOST_AUTHORS + 1 else None
    head = [byline(paper, most), _standing(paper, digest_label), *facts(paper)]
    blocks = [Content.styled(paper.title, styles.title)]
    if why:
        blocks.append(Content.styled(f"≈ {why}", meta))
    blocks += [Content.styled(line, meta) for line in head if line]
    for link in paper.links:
        arrow = f"→ {link.role} " if link.role else "→ "
        blocks.append(Content.assemble((arrow, meta), (link.label, styles.link)))
    if paper.namesakes:
        number = len(paper.namesakes)
        others = "another paper has" if number == 1 else f"{number} other papers have"
        blocks.append(Content.styled(f"? {others} this title; M: the same one", meta))
    blocks += [Content(""), *_abstract(paper, meta)]
    if paper.keywords:
        blocks += [Content(""), Content.styled(f"Keywords: {', '.join(paper.keywords)}", meta)]
    if paper.ai_summary:
        summary = (Content(part) for part in paper.ai_summary.split("\n\n"))
        blocks += [Content(""), Content.styled(SUMMARY_HEADING, meta), *summary]
    if most:
        blocks += [Content(""), Content.styled(f"All authors: {', '.join(paper.authors)}", meta)]
    return [row for block in blocks for row in _wrap(block, width)]


def _standing(paper: Paper, digest_label: Callable[[str], str]) -> str:
    """Marks, badges and digests; a line breaks between two of these, not inside a name."""
    signs = (
        ("★ starred", paper.starred),
        ("● unread", not paper.read),
        ("↻ updated", paper.updated),
    )
    marks = " · ".join(word for word, on in signs if on)
    digests = "; ".join(_unbroken(digest_label(name)) for name in paper.digests)
    return "   ".join(filter(None, (_unbroken(marks), _unbroken(origin(paper)), digests)))


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


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
