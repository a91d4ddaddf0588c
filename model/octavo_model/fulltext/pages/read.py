"""The page of a paper as a document, after a check that it is one. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.formats.common.encoding import decode
from octavo_model.fulltext.document import BlockKind
from octavo_model.fulltext.pages import refusals
from octavo_model.fulltext.pages.builder import TOO_LONG, DocumentBuilder
from octavo_model.fulltext.pages.latexml.inline import PageIndex
from octavo_model.fulltext.pages.latexml.parsing import parse
from octavo_model.fulltext.pages.latexml.reader import read_latexml
from octavo_model.fulltext.pages.markdown.reader import read_markdown
from octavo_model.fulltext.pages.refusals import NotAPaperError
from octavo_model.text.clean import clean_line, cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.fulltext.document import Document
    from octavo_model.fulltext.pages.latexml.tree import Node

_NAMES = {
    "arxiv": "arxiv.org",
    "huggingface": "huggingface.co",
    "ar5iv": "ar5iv.labs.arxiv.org",
}
_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|article|meta|title|section|div\s[^<>]{0,200}\bltx_)",
    re.IGNORECASE | re.DOTALL,
)
_FAILED = re.compile(r"failed:\s*([\w.-]{1,40})", re.IGNORECASE)
_NO_TITLE = frozenset({"", "untitled document"})
_LONGEST_TITLE = 500


def read_page(data: bytes, *, source: str, url: str) -> Document:
    """Return the paper in the page ``data``: HTML of LaTeXML, or Markdown.

    Args:
        data: The page, in any encoding.
        source: Where it is from: ``arxiv``, ``huggingface``, ``ar5iv``, ``file``.
        url: Its address, or the path of its file; images are relative to it.

    Raises:
        NotAPaperError: It is no paper, or too little of it could be converted.
    """
    where = _NAMES.get(source, source)
    if data.startswith(b"%PDF"):
        raise NotAPaperError(where, "a PDF, not a page")
    text, _ = decode(data)
    builder = DocumentBuilder()
    if _HTML.match(text):
        article = _read_html(text, url, builder)
    else:
        article = True
        read_markdown(text, url, builder)
    document = builder.document(source=source, url=clean_line(url))
    words = _words(document)
    has_sections = any(block.kind is BlockKind.HEADING for block in document.blocks)
    fewest = refusals.FEWEST_WITH_SECTIONS if has_sections else refusals.FEWEST_WORDS
    if not article or words < fewest:
        missing = "".join(f"; {one}" for one in document.missing[:3])
        counted = f"only {words} words of text{missing}" if article else "no page of a paper"
        raise NotAPaperError(where, refusals.reason(text) or counted)
    if not has_sections and not document.references and words < refusals.WORDS_WITHOUT_SECTIONS:
        return replace(document, missing=(*document.missing, refusals.NO_SECTIONS))
    return document


def _read_html(text: str, url: str, builder: DocumentBuilder) -> bool:
    """Read a page of LaTeXML; return whether it is one."""
    _, nodes, is_whole = parse(text)
    page = PageIndex.of(nodes, url)
    article = _article(nodes)
    if article is None:
        return False
    alerts = (one for one in nodes if one.has("package-alerts"))
    for item in (one for alert in alerts for one in alert.walk() if one.tag == "li"):
        for name in _FAILED.findall(item.text()):
            builder.miss(f"The package {clean_line(name)} is not supported by the converter")
    if not is_whole:
        builder.miss(TOO_LONG)
    if refusals.broke_off(text):
        builder.miss(refusals.BROKEN_OFF)
    read_latexml(article, page, builder)
    title = next((one for one in nodes if one.tag == "title"), None)
    if not builder.title and title is not None:
        written = cut(clean_line(title.text()), _LONGEST_TITLE)
        builder.title = "" if written.lower() in _NO_TITLE else written
    return True


def _article(nodes: Sequence[Node]) -> Node | None:
    """Return the element with the paper: arXiv's alerts and footer have the same class."""
    found = None
    for node in nodes:
        if node.tag == "article" and node.has("ltx_document"):
            return node
        if found is None and node.has("ltx_document", "ltx_page_content", "ltx_page_main"):
            is_chrome = node.has("package-alerts") or node.tag in ("footer", "header", "nav")
            found = None if is_chrome else node
    return found


def _words(document: Document) -> int:
    return sum(
        len(run.text.split())
        for block in document.walk()
        if block.kind is not BlockKind.CODE
        for run in block.runs
    )
