"""The text of a block of Markdown as runs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from octavo_model.formats.common.html import unescape
from octavo_model.fulltext.document import Run, RunKind, Runs, RunStyle
from octavo_model.fulltext.pages.markdown.dollars import MARK, Cut
from octavo_model.fulltext.pages.runs import tidy, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MARKED = re.compile(r"[\[<*_`\\&!~]")
_LONGEST_PIECE, _MOST_SIGNS = 20_000, 1_000
_SIGNS = re.compile(r"[\[*_`<!\\]")
_ID = re.compile(r"""\b(?:id|name)\s*=\s*["']([^"'<>]{1,200})["']""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_STYLES = {"strong": RunStyle.BOLD, "b": RunStyle.BOLD, "em": RunStyle.ITALIC, "i": RunStyle.ITALIC}


@cache
def parser() -> MarkdownIt:
    """Return the parser of blocks; texts in them are read by `MarkdownInline`."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(["inline", "reference"])


class MarkdownInline:
    """Reads the texts of one page.

    Attributes:
        anchors: The ids that were met, until somebody takes them.
        images: The addresses of images that were met, until somebody takes them.
    """

    def __init__(self, cut: Cut, references: dict[str, Any]) -> None:
        self.anchors: list[str] = []
        self.images: list[str] = []
        self._cut = cut
        self._references = references

    def runs(self, text: str) -> Runs:
        """Return ``text``, which is one line or paragraph, as runs."""
        return tidy(self._runs(text))

    def _runs(self, text: str) -> Iterator[Run]:
        # All breaks of lines are spaces here.
        text = text.replace("\\\n", " ").replace("\n", " ")
        if not _MARKED.search(text):
            yield from self._marks(text, RunKind.TEXT, (), RunStyle.PLAIN)
            return
        for piece in _pieces(text):
            tokens: list[Token] = []
            if len(_SIGNS.findall(piece)) > _MOST_SIGNS:
                yield from self._marks(piece, RunKind.TEXT, (), RunStyle.PLAIN)
                continue
            md = parser()
            md.inline.parse(piece, md, {"references": self._references}, tokens)
            yield from self._tokens(tokens)
            yield Run(RunKind.TEXT, " ")

    def _tokens(self, tokens: list[Token]) -> Iterator[Run]:
        kind, targets = RunKind.TEXT, tuple[str, ...]()
        styles: list[RunStyle] = []
        for token in tokens:
            name, _, change = token.type.partition("_")
            if token.type == "link_open":
                kind, targets = _leads_to(str(token.attrs.get("href", "")))
            elif token.type == "link_close":
                kind, targets = RunKind.TEXT, ()
            elif name in _STYLES and change == "open":
                styles.append(_STYLES[name])
            elif name in _STYLES and change == "close":
                del styles[-1:]
            elif token.type == "html_inline":
                found = _TAG.match(token.content)
                tag = found[2].lower() if found else ""
                self.anchors += _ID.findall(token.content)
                if href := _HREF.search(token.content):
                    kind, targets = _leads_to(unescape(href[1]))
                elif tag == "a" and found and found[1]:
                    kind, targets = RunKind.TEXT, ()
                elif tag in _STYLES and found:
                    styles = styles[:-1] if found[1] else [*styles, _STYLES[tag]]
                elif tag in ("br", "p", "div", "li"):
                    yield Run(kind, " ", targets)
            elif token.type == "image":
                self.images.append(str(token.attrs.get("src", "")))
            elif token.type in ("softbreak", "hardbreak"):
                yield Run(kind, " ", targets, styles[-1] if styles else RunStyle.PLAIN)
            elif token.content:
                style = (
                    RunStyle.CODE
                    if token.type == "code_inline"
                    else (styles or [RunStyle.PLAIN])[-1]
                )
                yield from self._marks(token.content, kind, targets, style)

    def marks(self, run: Run) -> Iterator[Run]:
        """Yield ``run`` with formulas and marks of footnotes where they were."""
        if run.kind is RunKind.MATH:
            yield run
        else:
            yield from self._marks(run.text, run.kind, run.targets, run.style)

    def _marks(
        self, text: str, kind: RunKind, targets: tuple[str, ...], style: RunStyle
    ) -> Iterator[Run]:
        """``text`` with formulas and marks of footnotes where they were."""
        at = 0
        for mark in MARK.finditer(text):
            if mark.start() > at:
                yield Run(kind, text[at : mark.start()], targets, style)
            at = mark.end()
            number = int(mark[1])
            if number >= len(self._cut.cuttings):
                continue
            cutting = self._cut.cuttings[number]
            if cutting.note:
                yield Run(RunKind.NOTE, cutting.note, (cutting.note,))
            else:
                yield Run(RunKind.MATH, cutting.tex)
        if at < len(text):
            yield Run(kind, text[at:], targets, style)


def _leads_to(href: str) -> tuple[RunKind, tuple[str, ...]]:
    if href.startswith("#"):
        return RunKind.REF, (href[1:],)
    web = web_address(href)
    return (RunKind.LINK, (web,)) if web else (RunKind.TEXT, ())


def _pieces(text: str) -> Iterator[str]:
    """Yield ``text``, parted between words if it is too long to be parsed as a whole."""
    at = 0
    while len(text) - at > _LONGEST_PIECE:
        end = text.rfind(" ", at, at + _LONGEST_PIECE)
        end = end if end > at else at + _LONGEST_PIECE
        yield text[at:end]
        at = end
    yield text[at:]
