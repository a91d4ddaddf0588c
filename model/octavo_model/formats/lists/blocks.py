"""The entries of a text in Markdown, in the order of its blocks."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from octavo_model.formats.common.paper_links import links_in_html
from octavo_model.formats.common.targets import link_of
from octavo_model.formats.common.titles import title_of
from octavo_model.formats.lists.entries import ListEntry, entries_of
from octavo_model.formats.lists.inline import InlineRun, pieces_of, text_of
from octavo_model.formats.lists.parts import (
    parts_of,
    pieces_of_block,
    references_of,
    without_front_matter,
    without_notes,
)
from octavo_model.formats.lists.tables import rows_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    Cells = list[Callable[[], list[InlineRun]]]

_MARKED = re.compile(r"[\[<*_`\\&]|https?://|arxiv:|doi:", re.IGNORECASE)
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9._~/?=&#-]*)?")
_GENERIC = re.compile(
    r"(?:the )?(?:papers?(?: list)?|table of contents|contents?|toc|references?|publications?"
    r"|(?:19|20)\d\d|reading list|list|arxiv|updates?|news|introduction|overview|others?|misc\w*"
    r"|to read|read|[\d\s./-]+)",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.common.normalize_url import normalizeLink

    class Reader(MarkdownIt):
        """Leaves plain addresses as they are: normalizing them takes a fifth of the time."""

        def normalizeLink(self, url: str) -> str:  # noqa: N802
            return url if _PLAIN_ADDRESS.fullmatch(url) else normalizeLink(url)

    return Reader("commonmark").enable("table").disable("inline")


class BlockReader:
    """Reads the entries of one text, a block at a time.

    ``_last`` is an entry with title and link, to which the next blocks may belong. ``_pending`` is
    one with a title only: the link may be in the next block.
    """

    def __init__(self, text: str) -> None:
        front, text = without_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
        self._text = without_notes(text)
        self._first_line = 1 + front.count("\n")
        self._env: dict[str, Any] = {"references": references_of(self._text)}
        self._heading = ""
        self._pending: ListEntry | None = None
        self._last: ListEntry | None = None

    def entries(self) -> Iterator[ListEntry]:
        """Yield the entries that have a link to a paper, in order; some have no title."""
        for line, part in parts_of(self._text):
            yield from self._blocks(_markdown().parse(part, self._env), self._first_line + line)
        yield from self._finish()

    def _inline(self, text: str) -> list[InlineRun]:
        text = next(pieces_of_block(text))
        if not _MARKED.search(text):
            return [InlineRun(text.replace("\n", " "))]
        tokens: list[Token] = []
        parser = _markdown()
        parser.inline.parse(text, parser, self._env, tokens)
        return pieces_of(tokens)

    def _blocks(self, tokens: Sequence[Token], first: int) -> Iterator[ListEntry]:
        depth = 0
        table: list[Token] | None = None
        for at, token in enumerate(tokens):
            if token.type == "table_open":
                table = []
            elif token.type == "table_close":
                yield from self._finish()
                yield from self._table(table or (), first)
                table = None
            elif table is not None:
                table.append(token)
            elif token.type in ("list_item_open", "list_item_close"):
                depth += token.nesting
            elif token.type == "html_block":
                yield from self._html(token.content)
            elif token.type == "inline":
                line = first + (token.map[0] if token.map else 0)
                if tokens[at - 1].type == "heading_open":
                    yield from self._section(self._inline(token.content), line)
                    continue
                is_item = at > 1 and tokens[at - 2].type == "list_item_open"
                for text in pieces_of_block(token.content):
                    yield from self._block(self._inline(text), line, depth, is_item=is_item)
                    line += text.count("\n") + 1

    def _section(self, pieces: list[InlineRun], line: int) -> Iterator[ListEntry]:
        """A heading: a paper itself, or the title for a link below, or the name of a section."""
        yield from self._finish()
        text = clean_line(text_of(pieces)).strip(" #*_:")
        is_named = 1 < len(text) <= _LONGEST_HEADING and not _GENERIC.fullmatch(text)
        self._pending = None
        (entry, *_) = entries_of(pieces, line, is_item=True) or [ListEntry()]
        if entry.target is not None and entry.title:
            self._last = entry
            return
        # The title of the whole text is no title of a paper.
        title = title_of(text) if self._heading else ""
        self._heading = text if is_named and any(map(str.isalpha, text)) else self._heading or " "
        if title:
            self._pending = ListEntry(title, line=line, depth=-1)

    def _block(
        self, pieces: list[InlineRun], line: int, depth: int, *, is_item: bool
    ) -> Iterator[ListEntry]:
        found = entries_of(pieces, line, is_item=is_item)
        for entry in found:
            entry.depth, entry.heading = depth, self._heading.strip()
        papers = [one for one in found if one.target is not None]
        last = self._last
        is_below = last is not None and (
            depth > last.depth or (depth == last.depth and not is_item)
        )
        pending = self._pending
        is_more = pending is not None and (depth > pending.depth or not is_item)
        if pending is not None and not any(one.is_labelled for one in papers):
            pending = None
        if papers and pending and is_more and not any(one.is_linked for one in papers):
            yield from self._take_pending(pieces)
        elif any(one.title for one in papers):
            yield from self._finish()
            yield from papers[:-1]
            self._last, self._pending = papers[-1], None
        elif papers and pending is not None:
            yield from self._take_pending(pieces)
        elif papers and is_below and last is not None and all(map(last.may_have, papers)):
            last.add(pieces)
        elif papers:
            yield from papers
        elif self._pending is not None and is_more and not any(one.title for one in found):
            # What is known of it before its link: ``- Authors: …``.
            self._pending.add(pieces)
        elif is_below and last is not None and (depth or last.is_open):
            last.add(pieces)
            last.is_open = False
        else:
            yield from self._finish()
            is_label = text_of(pieces).rstrip().endswith(":")
            self._pending = None if is_label else next((one for one in found if one.title), None)

    def _take_pending(self, pieces: list[InlineRun]) -> Iterator[ListEntry]:
        """The title was above; ``pieces`` have the link to the paper, and maybe its authors."""
        entry, self._pending = self._pending, None
        yield from self._finish()
        if entry is not None:
            entry.heading = self._heading.strip()
            entry.add(pieces)
            self._last = entry

    def _finish(self) -> Iterator[ListEntry]:
        if self._last is not None:
            last, self._last = self._last, None
            yield last

    def _html(self, html: str) -> Iterator[ListEntry]:
        for link in links_in_html(html).titled:
            yield from self._finish()
            found = link_of(link.address, link.title)
            yield ListEntry(link.title, [found], heading=self._heading.strip())

    def _table(self, tokens: Sequence[Token], first: int) -> Iterator[ListEntry]:
        header: list[str] = []
        rows: list[tuple[int, Cells]] = []
        in_head = True
        for token in tokens:
            if token.type == "thead_close":
                in_head = False
            elif token.type == "tr_open" and not in_head:
                rows.append((first + (token.map[0] if token.map else 0), []))
            elif token.type == "inline" and in_head:
                header.append(text_of(self._inline(token.content)))
            elif token.type == "inline" and rows:
                rows[-1][1].append(partial(self._inline, token.content))
        for entry in rows_of(header, rows):
            entry.heading = self._heading.strip()
            yield entry
