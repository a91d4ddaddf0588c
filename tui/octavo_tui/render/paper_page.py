"""A paper as the text of the detail pane."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from textual.content import Content, Span
from textual.style import Style

from octavo_model.text.clean import visible_lines
from octavo_model.text.latex import is_plain, readable
from octavo_tui.render.labels import SUMMARY_HEADING, byline, facts, names, origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Link, Paper

LINK_META = "octavo_link"
"""The key of a link's address in the metadata of its style."""

_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_MOST_AUTHORS = 8  # before the abstract


class PageStyles(NamedTuple):
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
    *,
    raw: bool = False,
) -> list[Content]:
    """Return the lines of ``paper`` in ``width`` columns, with the reason of a suggestion.

    Little comes before the abstract, so that its start is visible. LaTeX is rendered, unless
    ``raw``.
    """
    meta = styles.meta
    read = Content if raw else partial(_read, link_style=styles.link)
    most = _MOST_AUTHORS if len(paper.authors) > _MOST_AUTHORS + 1 else None
    head = [byline(paper, most, raw=raw), _state(paper, digest_label), *facts(paper, raw=raw)]
    blocks = [read(paper.title).stylize_before(styles.title)]
    if why:
        blocks.append(Content.styled(f"≈ {why}", meta))
    blocks += [Content.styled(line, meta) for line in head if line]
    for link in paper.links:
        arrow = f"→ {link.role} " if link.role else "→ "
        blocks.append(
            Content.assemble((arrow, meta), (link.label, styles.link + _link_style(link)))
        )
    if paper.same_title:
        number = len(paper.same_title)
        others = "another paper has" if number == 1 else f"{number} other papers have"
        blocks.append(Content.styled(f"? {others} this title; M: the same one", meta))
    if paper.abstract:
        for paragraph in paper.abstract.split("\n\n"):
            blocks += [Content(""), read(paragraph)]
    else:
        blocks += [Content(""), Content.styled("No abstract in this digest.", meta)]
    if paper.keywords:
        blocks += [Content(""), Content.styled(f"Keywords: {', '.join(paper.keywords)}", meta)]
    if paper.ai_summary:
        blocks += [Content(""), Content.styled(SUMMARY_HEADING, meta)]
        blocks += map(read, paper.ai_summary.split("\n\n"))
    if most:
        everyone = ", ".join(names(paper.authors, raw=raw))
        blocks += [Content(""), Content.styled(f"All authors: {everyone}", meta)]
    return [row for block in blocks for row in _wrap(block, width)]


def _link_style(link: Link) -> Style:
    """Return the style of a hyperlink, for the terminal and for clicks.

    It is empty unless the label is the address itself, and `link_to` accepts it.
    """
    # Imported here, as the first paint needs no links.
    from octavo_model.core.links import link_to

    known = link_to(link.url)
    if known is None or known.label != link.label:
        return Style()
    # OSC 8 allows only ASCII.
    address = quote(known.url, safe=_ASCII)
    return Style(link=address) + Style.from_meta({LINK_META: known.url})


def _state(paper: Paper, digest_label: Callable[[str], str]) -> str:
    """Return marks, origin and digests; lines break only between these."""
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
    """Return the lines of ``block``; the fast way for plain ASCII, as most abstracts are."""
    text = visible_lines(block.plain)
    if text != block.plain:
        block = Content(text)  # unsafe text loses its styles, whose positions have changed
    if not text:
        return [block]
    if text.isascii() and not block.spans:
        return [Content(line) for line in textwrap.wrap(text, width, break_on_hyphens=False)]
    return block.wrap(width)


def _read(text: str, link_style: Style) -> Content:
    """Return a text with its LaTeX rendered, its italics and its links."""
    if is_plain(text):
        return Content(text)
    written, spans = readable(text)
    styles = {"link": link_style}
    return Content(
        written, [Span(start, end, styles.get(face, face.value)) for start, end, face in spans]
    )
