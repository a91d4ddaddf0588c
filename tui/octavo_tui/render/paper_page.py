"""A paper as the text of the detail pane."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from textual.content import Content, Span
from textual.style import Style

from octavo_model.text.clean import visible_lines
from octavo_model.text.latex import is_plain, readable
from octavo_tui.render.columns import state_sign
from octavo_tui.render.decisions import verdict_words
from octavo_tui.render.geometry import FOLLOWED, LATER, NO, NOTE, STAR
from octavo_tui.render.labels import (
    SUMMARY_HEADING,
    facts,
    more_people,
    names,
    notice,
    output_heading,
    particulars,
    people,
)
from octavo_tui.render.rows import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from octavo_model import Link, Paper, PaperRow
    from octavo_model.library.outputs import Output
    from octavo_tui.render.reasons import PageHighlights, Ranges

LINK_META = "octavo_link"
"""The key of a link's address in the metadata of its style."""

_ASCII = "".join(map(chr, range(0x21, 0x7F)))

_MOST_AUTHORS, _FEW_AUTHORS = 4, 2
"""The number of authors before the abstract, and on a low page."""


class PageStyles(NamedTuple):
    """The styles of a page's parts."""

    title: Style
    meta: Style
    link: Style
    match: Style
    score: Style


class Beside(NamedTuple):
    """What is shown of a paper where there is much room: related papers, and what changed."""

    paper: int
    related: Sequence[PaperRow] = ()
    changed: str = ""  # "v2 changed the abstract of v1"


class PaperPage:
    """The lines of ``paper`` in ``width`` columns.

    Little comes before the summary and the abstract, so that their start is visible: on a ``low``
    page few authors are on one line with what else is known. LaTeX is rendered, unless ``raw``.
    What a query ``found`` in the paper is highlighted. Related papers and
    other versions, if they were looked up, are at the end. ``merges`` says which key merges
    duplicates.
    """

    def __init__(
        self,
        paper: Paper,
        width: int,
        styles: PageStyles,
        digest_label: Callable[[str], str] = str,
        *,
        found: PageHighlights | None = None,
        outputs: Sequence[Output] = (),
        beside: Beside | None = None,
        raw: bool = False,
        low: bool = False,
        merges: str = "",
    ) -> None:
        meta, match = styles.meta, styles.match
        shown = _FEW_AUTHORS if low else _MOST_AUTHORS
        most = shown if len(paper.authors) > shown + 1 else None
        title = _read(paper.title, styles, raw=raw).stylize_before(styles.title)
        authors = Content.styled(people(paper, most, raw=raw), meta)
        everyone = names(paper.authors, raw=raw)
        abstract = _abstract(paper, styles, raw=raw)
        if found is not None:
            title = _marked(title, found.in_title(title.plain), match)
            authors = _marked(authors, found.in_names(everyone[:most]), match)
            abstract = [_marked(block, found.in_text(block.plain), match) for block in abstract]
        known = Content.styled(particulars(paper), meta)
        lines = [line for line in (authors, known) if line.plain]
        before = [Content.styled(" · ", meta).join(lines)] if low and lines else lines
        details = [Content.styled(line, meta) for line in facts(paper, raw=raw)]
        remarks = notice(paper), " ".join(f"#{one}" for one in paper.tags)
        after = [Content.styled(remark, meta) for remark in remarks if remark]
        after += _note(paper.note, meta) if paper.note else []
        after += [] if low else details
        if paper.same_title:
            number = len(paper.same_title)
            others = "another paper has" if number == 1 else f"{number} other papers have"
            key = f"; {merges}" if merges else ""
            after.append(Content.styled(f"? {others} this title{key}", meta))
        if paper.ai_summary:
            first, *rest = (_read(part, styles, raw=raw) for part in paper.ai_summary.split("\n\n"))
            after += [Content(""), Content.styled(f"{SUMMARY_HEADING} ", meta) + first, *rest]
        # The label of the summary shows where it ends.
        after += abstract if low and paper.ai_summary else [Content(""), *abstract]
        if low and details:
            after += [Content(""), *details]
        if paper.keywords:
            after += [Content(""), Content.styled(f"Keywords: {', '.join(paper.keywords)}", meta)]
        if paper.links:
            after.append(Content(""))
        for link in paper.links:
            arrow = f"→ {link.role} " if link.role else "→ "
            after.append(
                Content.assemble((arrow, meta), (link.label, styles.link + _link_style(link)))
            )
        if beside is not None:
            after += _related(beside, width, styles, raw=raw)
        if most:
            ranges = found.in_names(everyone) if found is not None else ()
            listed = _marked(Content.styled(", ".join(everyone), meta), ranges, match)
            more = more_people(paper, len(everyone))
            unnamed = Content.styled(f" and {more} more" if more else "", meta)
            after += [Content(""), Content.styled("All authors: ", meta) + listed + unnamed]
        digests = "; ".join(_unbroken(digest_label(name)) for name in paper.digests)
        self._digests = digests
        self._width, self._meta, self._match, self._score = width, meta, match, styles.score
        self._title = self._wrapped([title])
        self._before, self._after = self._wrapped(before), self._wrapped(after)
        self._outputs = self._wrapped(output_blocks(outputs, meta))

    @property
    def title_lines(self) -> int:
        """The number of lines of the title, which are the first ones."""
        return len(self._title)

    @property
    def output_lines(self) -> int:
        """The number of lines at the end of the page with what commands printed."""
        return len(self._outputs)

    def lines(self, marks: Paper | PaperRow, why: str = "") -> list[Content]:
        """Return the lines with these ``marks``, and ``why`` the paper is listed, below its title.

        Nothing else is rendered again.
        """
        verdict = marks.verdict
        signs = (
            ("★ starred", marks.starred),
            (f"{LATER if verdict and verdict.until else NO} {verdict_words(verdict)}", verdict),
            ("● unread", not marks.read),
            ("↻ updated", marks.updated),
        )
        shown = " · ".join(word for word, on in signs if on) or "read"
        # Lines break only between marks and digests.
        state = "   ".join(filter(None, (_unbroken(shown), self._digests)))
        reasons = self._wrapped([Content.styled(f"≈ {why}", self._score)]) if why else ()
        marked = self._wrapped(self._broken(state))
        return [*self._title, *reasons, *self._before, *marked, *self._after, *self._outputs]

    def _broken(self, state: str) -> list[Content]:
        """Return the lines of a text that keeps its unbroken parts; Textual would break them."""
        lines = textwrap.wrap(visible_lines(state), self._width, break_on_hyphens=False)
        return [Content.styled(line, self._meta) for line in lines]

    def _wrapped(self, blocks: list[Content]) -> list[Content]:
        return [line for block in blocks for line in _wrap(block, self._width, self._match)]


# ---- what the user's own commands printed


def output_blocks(outputs: Iterable[Output], meta: Style) -> list[Content]:
    """Return the lines of outputs, each output below its label."""
    blocks: list[Content] = []
    for one in outputs:
        lines = map(Content, one.text.split("\n"))
        blocks += [Content(""), Content.styled(output_heading(one), meta), *lines]
    return blocks


def _related(beside: Beside, width: int, styles: PageStyles, *, raw: bool) -> list[Content]:
    """Return the lines about related papers and other versions, after an empty one each."""
    lines: list[Content] = []
    if beside.related:
        lines += [Content(""), Content.styled("≈ More like this", styles.meta)]
    for row in beside.related:
        sign = f"{state_sign(read=row.read, updated=row.updated)}{STAR if row.starred else ' '}"
        day = row.day_or_listed or ""
        year = f"  {day[:4]}" if day else ""
        shown = row.title if raw else row.shown
        followed = f"{FOLLOWED} " if row.followed else ""
        title = fit(f"{followed}{shown}", max(1, width - 5 - len(year)))
        # Spaces that may not be broken keep the columns.
        lines.append(Content(_unbroken(f"  {sign} {title}{year}")))
    if beside.changed:
        lines += [Content(""), Content.styled(f"= {beside.changed}", styles.meta)]
    return lines


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


def _wrap(block: Content, width: int, match: Style) -> list[Content]:
    """Return the lines of ``block``; the fast way for plain ASCII, as most abstracts are."""
    text = visible_lines(block.plain)
    if text != block.plain:
        block = Content(text)  # unsafe text loses its styles, whose positions have changed
    if not text:
        return [block]
    is_plain = text.isascii() and all(span.style is match for span in block.spans)
    # With other white space, which is replaced, styles would be somewhere else.
    if is_plain and (not block.spans or " ".join(text.split()) == text):
        lines = textwrap.wrap(text, width, break_on_hyphens=False)
        return _with_spans(lines, block) if block.spans else list(map(Content, lines))
    return block.wrap(width)


def _with_spans(lines: list[str], block: Content) -> list[Content]:
    """Return the ``lines`` of ``block`` with its styles."""
    contents: list[Content] = []
    end = 0
    for line in lines:
        start = block.plain.index(line, end)
        end = start + len(line)
        here = [one for one in block.spans if one.start < end and one.end > start]
        spans = [
            Span(max(one.start - start, 0), min(one.end, end) - start, one.style) for one in here
        ]
        contents.append(Content(line, spans))
    return contents


def _marked(block: Content, ranges: Ranges, match: Style) -> Content:
    """Return ``block`` with the parts ``ranges`` highlighted."""
    if not ranges:
        return block
    return Content(block.plain, [*block.spans, *(Span(*one, match) for one in ranges)])


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


def _note(note: str, meta: Style) -> list[Content]:
    """Return the lines of the user's note, as it was written."""
    first, *others = note.split("\n")
    return [Content.styled(f"{NOTE} ", meta) + Content(first), *map(Content, others)]


def _abstract(paper: Paper, styles: PageStyles, *, raw: bool) -> list[Content]:
    if not paper.abstract:
        return [Content.styled("No abstract in this digest.", styles.meta)]
    blocks: list[Content] = []
    for paragraph in paper.abstract.split("\n\n"):
        if blocks:
            blocks.append(Content(""))
        blocks.append(_read(paragraph, styles, raw=raw))
    return blocks
