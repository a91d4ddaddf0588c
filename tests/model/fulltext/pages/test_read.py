"""Pages are papers or refused with a reason, in time that is linear in their length."""

from __future__ import annotations

import contextlib
import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fuzz.safety import check_address, dangers
from tests.model.fulltext.pages.reading import FIXTURES, URL, fixture

from octavo_model.fulltext.document import BlockKind, Document, Run, RunKind
from octavo_model.fulltext.encoding import decode, encode
from octavo_model.fulltext.pages.latexml.parsing import parse
from octavo_model.fulltext.pages.latexml.tree import Node
from octavo_model.fulltext.pages.read import read_page
from octavo_model.fulltext.pages.refusals import NotAPaperError

# ---- refusals


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b"", "only 0 words of text"),
        (b"%PDF-1.5 abc", "a PDF, not a page"),
        (b"# Title\n\nFew words.", "only 2 words of text"),
        (b"<!DOCTYPE html><p>" + b"word " * 300, "no page of a paper"),
        (
            b"<html><article class='ltx_document'>No content available</article>",
            "the page has no content",
        ),
        (
            b"<html><p>HTML is not available for the source.</p>",
            "no HTML of this paper is available",
        ),
        (
            b"<html><div class='ltx_page_main'>Conversion to HTML had a Fatal error</div>",
            "the conversion of the paper failed",
        ),
        (
            b"<html><title>Just a moment...</title><p>Enable JavaScript",
            "the server asks whether a person reads this",
        ),
        (
            b'<html><div id="abs"><blockquote class="abstract mathjax">' + b"word " * 300,
            "the page has the abstract only",
        ),
        (
            b"<html><article class='ltx_document'><p>a <b class='ltx_ERROR'>\\reed</b>",
            r"only 1 words of text; The command \reed could not be converted",
        ),
    ],
)
def test_what_is_no_paper_is_refused(page: bytes, why: str) -> None:
    with pytest.raises(NotAPaperError) as found:
        read_page(page, source="ar5iv", url=URL)
    assert (found.value.what, found.value.why) == ("ar5iv.labs.arxiv.org", why)


def test_a_page_without_content() -> None:
    with pytest.raises(NotAPaperError, match="the page has no content"):
        fixture("ar5iv-no-content.html")


def test_a_paper_whose_conversion_broke_off_is_kept_and_says_so() -> None:
    paper = fixture("ar5iv-broken-off.html")
    assert paper.missing == (
        "The conversion broke off: the end of the text is missing",
        r"The command \weigh could not be converted",
    )
    assert paper.blocks[-1].runs == (
        Run(RunKind.TEXT, "Then the fog "),
        Run(RunKind.MATH, "f(x"),
    )


def test_a_short_text_without_sections_may_have_broken_off() -> None:
    page = b"<html><article class='ltx_document'><p>" + b"word " * 300
    (sentence,) = read_page(page, source="arxiv", url=URL).missing
    assert sentence.startswith("The page has no sections and no references")


def test_any_encoding() -> None:
    page = (FIXTURES / "latexml-owls.html").read_text("utf-8")
    for encoding in ("utf-8-sig", "utf-16", "utf-8"):
        paper = read_page(page.encode(encoding), source="arxiv", url=URL)
        assert paper.references[0].text.startswith("M. Fall and P. Moss. On α-owls")


# ---- hostile pages

HTML = "<!DOCTYPE html><article class='ltx_document'><h2 class='ltx_title_section'>A</h2><p>"
WORDS = "word " * 210
COUNT = 100_000
HOSTILE = {
    "nested divisions": f"{HTML}{WORDS}{'<div>' * COUNT}",
    "nested spans": f"{HTML}{WORDS}{'<span>' * COUNT}x{'</span>' * COUNT}",
    "nested tables": f"{HTML}{WORDS}{'<table><tr><td>' * COUNT}",
    "nested lists": f"{HTML}{WORDS}{'<ul><li>' * COUNT}",
    "nested figures": f"{HTML}{WORDS}{'<figure>' * COUNT}",
    "nested notes": HTML + WORDS + "<b class='ltx_note'>" * COUNT,
    "nested formulas": f"{HTML}{WORDS}{'<math>' * COUNT}",
    "formulas that end once": f"{HTML}{WORDS}{'<math><math>x</math>' * COUNT}",
    "ends of nothing": f"{HTML}{WORDS}{'<div>' * 500}{'</p>' * COUNT}",
    "tags in attributes": HTML + WORDS + '<a href="<a href="' * COUNT,
    "open quotes": HTML + WORDS + "<a b='" * COUNT + '<a b="' * COUNT,
    "a long attribute": f"{HTML}{WORDS}<p title='{'a' * 1_000_000}'>x",
    "comments": f"{HTML}{WORDS}{'<!--' * COUNT}",
    "open tags": f"{HTML}{WORDS}{'<a ' * COUNT}",
    "entities": f"{HTML}{WORDS}{'&' * COUNT}{'&#x' * COUNT}&#{'9' * 10_000};",
    "controls": f"{HTML}{WORDS}" + "\u202e\x1b[31m\u0301" * COUNT,
    "paragraphs": f"{HTML}{WORDS}{'<p>some words here' * COUNT}",
    "spans of cells": f"{HTML}{WORDS}" + "<table><tr><td colspan=60 rowspan=200>x" * 20_000,
    "small tables": f"{HTML}{WORDS}{'<table><tr><td>a</td></tr></table>' * 30_000}",
    "cells": f"{HTML}{WORDS}{'<td>' * 250_000}",
    "rows": f"{HTML}{WORDS}{'<tr><td>a<td>b' * 70_000}",
    "styles": f"{HTML}{WORDS}{'<i>a</i>' * 120_000}",
    "ends of lines": f"{HTML}{WORDS}{'<br>' * 250_000}",
    "formulas in Markdown": f"{WORDS}{'$a$ ' * 250_000}",
    "lines": WORDS + "a\n" * 500_000,
    "dollars": f"{WORDS}{'$' * COUNT}",
    "dollars and letters": f"{WORDS}{'$ a ' * COUNT}",
    "open formulas": WORDS + r"\[ " * COUNT + r"\( " * COUNT,
    "ticks": WORDS + "".join("`" * (at % 50 + 1) + " " for at in range(COUNT // 10)),
    "nested quotes": f"{WORDS}\n\n{'> ' * COUNT}x",
    "quotes in lines": f"{WORDS}\n\n" + f"{'> ' * 500}x\n" * 300,
    "deeper and deeper lists": WORDS + "".join(f"\n{'  ' * at}- a" for at in range(700)),
    "nested items": f"{WORDS}\n\n{'- ' * COUNT}",
    "brackets": WORDS + "[a](" * COUNT + "![" * COUNT,
    "stars": f"{WORDS}{'*a_b' * COUNT}",
    "tags in Markdown": f"{WORDS}{'<a ' * COUNT}{'<b>' * COUNT}",
    "definitions": WORDS + "\n\n" + "[a]: x\n" * COUNT,
    "footnotes": WORDS + "[^a]" * COUNT,
}


def read(data: bytes) -> Document | None:
    """The document of ``data``, checked; None if it is refused."""
    document: Document | None = None
    reason = ""
    try:
        document = read_page(data, source="arxiv", url=URL)
    except NotAPaperError as error:
        reason = str(error)
    assert not dangers(reason)
    if document is not None:
        check(document)
    return document


def check(document: Document) -> None:
    """See that everything in ``document`` can be shown, and leads to what is there."""
    ids = [block.id for block in document.walk() if block.id]
    ids += [one.id for one in document.references]
    assert len(ids) == len(set(ids))
    known = frozenset(ids)
    for block in document.walk():
        is_code = block.kind is BlockKind.CODE
        for text in (block.id, block.label, *block.images):
            assert not dangers(text), text
        for run in itertools.chain(block.runs, *(cell for row in block.rows for cell in row)):
            assert run.text
            assert not dangers(run.text, lines=is_code), run
            if run.kind is RunKind.LINK:
                check_address(run.targets[0])
            else:
                assert known.issuperset(run.targets), run
        for image in block.images:
            check_address(image)
    for one in document.references:
        assert not dangers("".join((one.id, one.label, one.text, one.arxiv, one.doi)))
        for link in one.links:
            check_address(link)
    for text in (document.title, *document.authors, *document.missing):
        assert not dangers(text), text


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages(name: str) -> None:
    read(HOSTILE[name].encode("utf-8", "surrogatepass"))


@pytest.mark.clock
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_no_more_than_a_second_for_each_megabyte(name: str) -> None:
    data = HOSTILE[name].encode("utf-8", "surrogatepass")
    start = time.process_time()
    with contextlib.suppress(NotAPaperError):
        read_page(data, source="arxiv", url=URL)
    assert time.process_time() - start <= max(1.0, len(data) / 1_000_000)


PIECES = (
    *HTML.split("><"),
    "<p>", "</p>", "<table>", "<tr>", "<td rowspan=3>", "<ul><li>", "<dl><dt>", "<dd>",
    "<figure id='f'>", "<figcaption>", "<math alttext='x'>", "</math>",
    "<span class='ltx_ERROR'>", "<span class='ltx_note' id='n'>", "<cite>", "<a href='#f'>",
    "<a href='https://a.example/'>", "<li class='ltx_bibitem' id='f'>",
    "<table class='ltx_equation'>", "<img src='//['>", "</span>", "<div class='ltx_authors'>",
    "<div class='ltx_abstract'>", "\x1b[1m", "\u202e", "&#27;", "$x$", "$$", "\n\n", "# A\n\n",
    "## References\n\n", "- ", "> ", "|a|b|\n|-|-|\n|c|d|\n", "[^1]", "[^1]: a\n", "![](a.png)",
    "[1]", "Figure 1: ", "```\n", "\\[", "\\]", "\ue0000\ue001", "<!--", "-->",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=30),
    st.sampled_from([HTML, ""]),
    st.binary(max_size=30),
)
@example([], HTML, b"")
def test_any_bytes_are_a_document_or_refused(pieces: list[str], start: str, rest: bytes) -> None:
    data = f"{start}{WORDS}{'<p>' if start else ' '}{''.join(pieces)}".encode() + rest
    document = read(data)
    assert document is None or decode(encode(document)) == document


@given(st.binary(max_size=300))
def test_any_short_bytes_are_refused(data: bytes) -> None:
    assert read(data) is None


# ---- real pages, and pages converted from real papers

_WORD = re.compile(r"[^\W_]+")
_CHROME = frozenset(
    [
        "package-alerts",
        "ltx_ERROR",
        "ltx_TOC",
        "ltx_listing_data",
        "ltx_note_type",
        "ltx_page_footer",
        "ltx_page_navbar",
        "ltx_pagination",
        "ltx_rdf",
        "ltx_role_pagerange",
        "ltx_role_pubyear",
        "tikz-overlay",
    ]
)
_NO_TEXT = frozenset({"math", "script", "style", "nav", "footer", "header", "head", "svg"})
FEWEST_SHARE = 0.995


def real_pages(corpus: Path) -> list[Path]:
    """The real pages, in both forms."""
    folder = corpus.parent / "fulltext"
    found = [path for path in sorted(folder.glob("*.*")) if path.name != "SOURCES.md"]
    if not found:
        pytest.skip("no folder of full texts is beside the real digests")
    return found


def words_of_page(nodes: Iterator[Node | str], *, is_in_note: bool = False) -> Iterator[str]:
    """The text of a page without formulas and what is around papers."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag not in _NO_TEXT and not node.classes & _CHROME:
            is_repeated = is_in_note and node.has("ltx_note_mark")
            if is_repeated:
                continue
            space = " " if node.is_block or node.tag == "br" else ""
            yield space
            yield from words_of_page(
                iter(node.kids), is_in_note=is_in_note or node.has("ltx_note_content")
            )
            yield space


def words_of_document(document: Document) -> Iterator[str]:
    """The text of a document without formulas."""
    yield document.title
    yield from document.authors
    for block in document.walk():
        yield block.label
        for runs in (block.runs, *(cell for row in block.rows for cell in row)):
            yield "".join(" " if run.kind is RunKind.MATH else run.text for run in runs)
    for one in document.references:
        yield f"{one.label} {one.text}"


def count(text: str) -> Counter[str]:
    """The words of ``text``."""
    return Counter(_WORD.findall(text.lower()))


@pytest.mark.slow
def test_real_pages_keep_words_sections_references_and_citations(corpus: Path) -> None:
    for path in real_pages(corpus):
        if path.suffix != ".html":
            continue
        document = read(path.read_bytes())
        if document is None:
            assert "-empty-" in path.name or "-broken-off-" in path.name, path.name
            continue
        root, nodes, _ = parse(path.read_text("utf-8"))
        page = count("".join(words_of_page(iter(root.kids))))
        lost = page - count("\n".join(words_of_document(document)))
        # Heads that are no words of the paper, and the title of the page.
        lost -= Counter(["abstract", "references", "bibliography"])
        share = 1 - lost.total() / page.total()
        assert share >= FEWEST_SHARE, (path.name, share, lost.most_common(20))
        titles = [one for one in nodes if one.has("ltx_title_section", "ltx_title_subsection")]
        headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
        assert len(headings) >= len(titles), path.name
        entries = [one.id for one in nodes if one.has("ltx_bibitem")]
        assert len(document.references) == len(entries), path.name
        linked = sum(
            run.kind is RunKind.CITE and bool(run.targets)
            for block in document.walk()
            for runs in (block.runs, *(cell for row in block.rows for cell in row))
            for run in runs
        )
        assert linked >= 0.99 * len(citations(root, frozenset(entries))), path.name


def citations(root: Node, entries: frozenset[str]) -> list[Node]:
    """The citations in the text whose target exists."""
    inside = {id(node) for one in root.walk() if one.has("ltx_bibitem") for node in one.walk()}
    return [
        node
        for node in root.walk()
        if node.tag == "cite" and id(node) not in inside
        if any(one.attributes.get("href", "").rpartition("#")[2] in entries for one in node.walk())
    ]


def test_real_pages_in_markdown(corpus: Path) -> None:
    for path in real_pages(corpus):
        if path.suffix != ".md":
            continue
        document = read(path.read_bytes())
        assert document is not None, path.name
        assert document.title
        text = re.sub(r"<!--.*?-->|^\|[-| :]+\|$", "", path.read_text("utf-8"), flags=re.M | re.S)
        text = re.sub(
            r"\A---\n.*?\n---\n|\$\$.*?\$\$|\]\([^)]*\)|</?[a-z][^<>]*>", " ", text, flags=re.S
        )
        text = re.sub(r"(?<!\\)\$[^$\n]+\$|&[a-z]+;|\[\^fn\d\]", " ", text)
        page = count(text.replace("\\", ""))
        lost = page - count("\n".join(words_of_document(document)))
        share = 1 - lost.total() / page.total()
        assert share >= FEWEST_SHARE, (path.name, share, lost.most_common(20))
