"""Fixtures read as documents, and their blocks as short texts."""

from __future__ import annotations

from pathlib import Path

from octavo_model.fulltext.document import Block, Document, RunKind, Runs
from octavo_model.fulltext.pages.read import read_page

FIXTURES = Path(__file__).parents[4] / "fixtures" / "fulltext"
URL = "https://arxiv.org/html/2511.04321v2"
_AROUND = {
    RunKind.TEXT: "{}",
    RunKind.MATH: "${}$",
    RunKind.CITE: "<{}>",
    RunKind.REF: "‹{}›",
    RunKind.NOTE: "^{}^",
    RunKind.LINK: "«{}»",
}


def fixture(name: str, source: str = "arxiv", url: str = URL) -> Document:
    """The fixture ``name`` as a document."""
    return read_page((FIXTURES / name).read_bytes(), source=source, url=url)


def article(body: str) -> Document:
    """The document of a page of LaTeXML with ``body``, behind a section that is long enough."""
    filler = "<h2 class='ltx_title_section'>Filler</h2><p>" + "word " * 200 + "</p>"
    page = f"<!DOCTYPE html><article class='ltx_document'>{filler}{body}</article>"
    return read_page(page.encode(), source="arxiv", url=URL)


def blocks(body: str) -> list[str]:
    """The blocks of `article` behind the first section."""
    return [shown(block) for block in article(body).blocks[2:]]


def marked(runs: Runs) -> str:
    """The text of ``runs`` with a sign around each one that is not text."""
    return "".join(_AROUND[run.kind].format(run.text) for run in runs)


def shown(block: Block) -> str:
    """The kind, level, label, id and text of a block, and its rows."""
    label = f" [{block.label}]" if block.label else ""
    name = f" #{block.id}" if block.id else ""
    level = f" {block.level}" if block.level else ""
    text = f": {marked(block.runs)}" if block.runs else ""
    rows = "".join(f" | {' ; '.join(map(marked, row))}" for row in block.rows)
    return f"{block.kind}{level}{label}{name}{text}{rows}"
