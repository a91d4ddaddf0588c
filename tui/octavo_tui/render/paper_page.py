"""A paper as the text of the detail pane."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from textual.content import Content, Span
from textual.style import Style

from octavo_model.text.clean import visible_lines
from octavo_model.text.latex import is_plain, readable
from octavo_tui.render.labels import SUMMARY_HEADING, byline, facts, names, origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Link, Paper, PaperRow

LINK_META = "octavo_link"
"""The key of a link's address in the metadata of its style."""

_ASCII = "".join(map(chr, range(0x21, 0x7F)))

_MOST_AUTHORS = 8
"""The number of authors before the abstract."""


class PageStyles(NamedTuple):
    """The styles of a page's parts."""

    title: Style
    meta: Style
    link: Style


class PaperPage:
    """The lines of ``paper`` in ``width`` columns, with the reason of a suggestion.

    Little comes before the abstract, so that its start is visible. LaTeX is rendered, unless
    ``raw``.
    """

    def __init__(
        self,
        paper: Paper,
        width: int,
        styles: PageStyles,
        digest_label: Callable[[str], str] = str,
        why: str = "",
        *,
        raw: bool = False,
    ) -> None:
        meta = styles.meta
        most = _MOST_AUTHORS if len(paper.authors) > _MOST_AUTHORS + 1 else None
        authors = byline(paper, most, raw=raw)
        before = [_read(paper.title, styles, raw=raw).stylize_before(styles.title)]
        before += [Content.styled(line, meta) for line in (why and f"≈ {why}", authors) if line]
        after = [Content.styled(line, meta) for line in facts(paper, raw=raw)]
        for link in paper.links:
            arrow = f"→ {link.role} " if link.role else "→ "
            after.append(
                Content.assemble((arrow, meta), (link.label, styles.link + _link_style(link)))
            )
        if paper.same_title:
            number = len(paper.same_title)
            others = "another paper has" if number == 1 else f"{number} other papers have"
            after.append(Content.styled(f"? {others} this title; M: the same one", meta))
        after += [Content(""), *_abstract(paper, styles, raw=raw)]
        if paper.keywords:
            after += [Content(""), Content.styled(f"Keywords: {', '.join(paper.keywords)}", meta)]
        if paper.ai_summary:
            summary = (_read(part, styles, raw=raw) for part in paper.ai_summary.split("\n\n"))
            after += [Content(""), Content.styled(SUMMARY_HEADING, meta), *summary]
        if most:
            everyone = f"All authors: {', '.join(names(paper.authors, raw=raw))}"
            after += [Content(""), Content.styled(everyone, meta)]
        digests = "; ".join(_unbroken(digest_label(name)) for name in paper.digests)
        self._origin = _unbroken(origin(paper)), digests
        self._width, self._meta = width, meta
        self._before, self._after = self._wrapped(before), self._wrapped(after)

    def lines(self, marks: Paper | PaperRow) -> list[Content]:
        """Return the lines with these ``marks``; nothing else is rendered again."""
        signs = (
            ("★ starred", marks.starred),
            ("● unread", not marks.read),
            ("↻ updated", marks.updated),
        )
        shown = " · ".join(word for word, on in signs if on)
        # Lines break only between marks, origin and digests.
        state = "   ".join(filter(None, (_unbroken(shown), *self._origin)))
        middle = [Content.styled(state, self._meta)] if state else []
        return [*self._before, *self._wrapped(middle), *self._after]

    def _wrapped(self, blocks: list[Content]) -> list[Content]:
        return [line for block in blocks for line in _wrap(block, self._width)]


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


def _read(text: str, styles: PageStyles, *, raw: bool) -> Content:
    """Return a text with its LaTeX rendered, its italics and its links."""
    if raw or is_plain(text):
        return Content(text)
    written, spans = readable(text)
    return Content(
        written,
        [
            Span(start, end, styles.link if face == "link" else face.value)
            for start, end, face in spans
        ],
    )


def _abstract(paper: Paper, styles: PageStyles, *, raw: bool) -> list[Content]:
    if not paper.abstract:
        return [Content.styled("No abstract in this digest.", styles.meta)]
    blocks: list[Content] = []
    for paragraph in paper.abstract.split("\n\n"):
        if blocks:
            blocks.append(Content(""))
        blocks.append(_read(paragraph, styles, raw=raw))
    return blocks
