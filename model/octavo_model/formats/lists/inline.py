"""The text of a line of Markdown as pieces: words, links and breaks. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.ids import mentions
from octavo_model.formats.common.html import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token


class InlineRun(NamedTuple):
    """A run of text in one style, or a link with its text, or a break of the line."""

    text: str
    href: str = ""
    is_strong: bool = False
    is_emphasized: bool = False
    is_break: bool = False


BREAK = InlineRun("\n", is_break=True)
WRAP = InlineRun(" ", is_break=True)
"""Where a line of the file ends, which is a space in the text."""
_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_STRONG, _EMPHASIS = frozenset({"b", "strong"}), frozenset({"i", "em"})
_WIKI_LINK = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")


class _RunReader:
    """Collects the pieces of one line of tokens."""

    def __init__(self) -> None:
        self.pieces: list[InlineRun] = []
        self._strong = 0
        self._emphasis = 0
        self._href = ""
        self._label: list[str] = []
        self._is_strong_link = self._is_emphasized_link = False
        self._is_hidden = False

    def read(self, tokens: Iterable[Token]) -> list[InlineRun]:
        for token in tokens:
            self._read_one(token)
        self._close_link()
        return list(_with_addresses(self.pieces))

    def _read_one(self, token: Token) -> None:
        kind = token.type
        if kind == "text" or kind == "code_inline":
            self._add(token.content)
        elif kind in ("softbreak", "hardbreak"):
            self._break(is_hard=kind == "hardbreak")
        elif kind == "strong_open":
            self._strong += 1
        elif kind == "strong_close":
            self._strong -= 1
        elif kind == "em_open":
            self._emphasis += 1
        elif kind == "em_close":
            self._emphasis -= 1
        elif kind == "link_open":
            self._open_link(str(token.attrs.get("href", "")))
        elif kind == "link_close":
            self._close_link()
        elif kind == "image":
            self._add_image(token.content)
        elif kind == "html_inline":
            self._tag(token.content)

    def _add(self, text: str) -> None:
        if self._is_hidden:
            return
        if self._href:
            self._label.append(text)
            self._is_strong_link |= self._strong > 0
            self._is_emphasized_link |= self._emphasis > 0
        elif text:
            self.pieces.append(
                InlineRun(text, "", self._strong > 0, self._emphasis > 0),
            )

    def _add_image(self, description: str) -> None:
        # A badge says what it links to; a picture beside the text says nothing.
        if self._href:
            self._label.append(description)

    def _break(self, *, is_hard: bool) -> None:
        if self._href:
            self._label.append(" ")
        else:
            self.pieces.append(BREAK if is_hard else WRAP)

    def _open_link(self, href: str) -> None:
        self._close_link()
        self._href = href.strip() or "#"
        self._is_strong_link = self._strong > 0
        self._is_emphasized_link = self._emphasis > 0

    def _close_link(self) -> None:
        if not self._href:
            return
        label, href = "".join(self._label).strip(), self._href
        self.pieces.append(InlineRun(label, href, self._is_strong_link, self._is_emphasized_link))
        self._href, self._label = "", []

    def _tag(self, tag: str) -> None:
        found = _TAG.match(tag)
        if found is None:
            return
        closes, name = bool(found[1]), found[2].lower()
        if name == "summary":
            # The words to click on, in front of what they show.
            self._is_hidden = not closes
        elif name in ("p", "div", "details"):
            self._add(" ")
        elif name == "br":
            self._break(is_hard=True)
        elif name in _STRONG:
            self._strong = max(0, self._strong + (-1 if closes else 1))
        elif name in _EMPHASIS:
            self._emphasis = max(0, self._emphasis + (-1 if closes else 1))
        elif name == "a" and closes:
            self._close_link()
        elif name == "a":
            href = _HREF.search(tag)
            if href:
                self._open_link(unescape(href[1] or href[2] or href[3] or ""))
        elif name == "img" and self._href:
            alt = _ALT.search(tag)
            self._add_image(alt[1] or alt[2] or "" if alt else "")


def pieces_of(tokens: Iterable[Token]) -> list[InlineRun]:
    """Return the pieces of the tokens of one block."""
    return _RunReader().read(tokens)


def _with_addresses(pieces: Iterable[InlineRun]) -> Iterator[InlineRun]:
    """``pieces``, in which addresses in the text are links; they have no text of their own."""
    for piece in pieces:
        if piece.href or piece.is_break:
            yield piece
            continue
        text = _WIKI_LINK.sub(lambda found: found[2] or found[1], piece.text)
        at = 0
        for found in mentions(text) if ":" in text or "/" in text else ():
            if not found.text.lower().startswith(("http", "arxiv", "doi")):
                continue
            if found.start > at:
                yield piece._replace(text=text[at : found.start])
            yield piece._replace(text="", href=found.text)
            at = found.end
        if at < len(text):
            yield piece._replace(text=text[at:])


def text_of(pieces: Iterable[InlineRun]) -> str:
    """Return the words of ``pieces``, in their order."""
    return "".join(piece.text for piece in pieces)


def lines_of(pieces: Iterable[InlineRun], *, is_wrapped: bool = True) -> list[list[InlineRun]]:
    """Return ``pieces`` parted at breaks; where lines are wrapped, only at those that are meant."""
    lines: list[list[InlineRun]] = [[]]
    for piece in pieces:
        if piece.is_break and not (is_wrapped and piece is WRAP):
            lines.append([])
        else:
            lines[-1].append(piece._replace(is_break=False))
    return [line for line in lines if any(piece.href or piece.text.strip() for piece in line)]
