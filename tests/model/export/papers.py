"""Papers for the tests of exports: invented ones, and any at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from octavo_model import Link, Paper
from octavo_model.core.dates import Precision
from octavo_model.text.clean import clean_line, clean_lines, clean_text

BARE = Paper(
    id=1,
    key="title:on-lemons",
    title="On Lemons",
    abstract="",
    authors=(),
    author_count=None,
    organization=None,
    submitted_by=None,
    date=None,
    date_inferred=False,
    comment_count=None,
    arxiv_id=None,
    links=(),
    digests=("daily",),
    read=False,
    starred=False,
)
OWLS = replace(
    BARE,
    id=2,
    key="arxiv:2511.00047",
    title="Owls Hear in Two Dimensions: BERT & Friends",
    abstract="Owls find mice.\n\nAt *night*.",
    authors=("Ada Strix", "Bo van der Tyto"),
    author_count=2,
    date=dt.date(2025, 11, 2),
    arxiv_id="2511.00047",
    links=(Link("https://github.com/noctua/owls", "github.com/noctua/owls", "code"),),
    doi="10.1000/owls_1",
    categories=("cs.SD", "cs.LG"),
    starred=True,
)

NASTY = (
    "}, author = {Mallory}, x = {", "} @article{evil, title = {Mine}", "@string{a = {b}}", "\\",
    "50% of C:\\new_{x}^2 ~ # & $5", "$", "$$", "$\\frac{1}{2}$", "$a\\}$", "${$", "\\{", "\\}",
    "{", "}", "=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "[x](javascript:alert(1))",
    "<script>", "`x`", "Andr\\'e", "\\emph{A}", "\\textbf{}}", "a and b", "others", "B, Jr", '"',
    '","', "'; --", "é", "\u4e2d\u6587", "\u202e", "\x1b]8;;x\x07", "\u2028@misc{a,", "{\\o}",
)  # fmt: skip

text = st.lists(
    st.one_of(st.sampled_from(NASTY), st.sampled_from([" ", "A", "of", "BERT"]), st.text()),
    max_size=6,
).map("".join)
lines = text.map(clean_line)
"""As in a library: safe for a terminal, and nothing else."""


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    title = draw(lines.filter(bool))
    arxiv = draw(st.none() | st.sampled_from(["2401.01234", "2511.00047", "math/0309136"]))
    fields: dict[str, Any] = {
        "key": f"arxiv:{arxiv}" if arxiv else f"title:{title}",
        "title": title,
        "arxiv_id": arxiv,
        "abstract": clean_text(draw(text)),
        "authors": tuple(draw(st.lists(lines.filter(bool), max_size=4))),
        "author_count": draw(st.none() | st.integers(1, 9)),
        "organization": draw(st.none() | lines),
        "journal": draw(st.none() | lines),
        "date": draw(st.none() | st.dates()),
        "date_precision": draw(st.sampled_from(Precision)),
        "doi": draw(st.none() | st.sampled_from(["10.1000/a_b", "10.1000/a{b", "10.1000/<c>;2#3"])),
        "page": draw(st.none() | st.sampled_from(["https://a.example/x_y", "javascript:x"]) | text),
        "tags": tuple(
            draw(st.lists(st.sampled_from(["agents", "to-do", "a_b/c", "é"]), max_size=2))
        ),
        "note": clean_lines(draw(text)),
        "keywords": tuple(draw(st.lists(lines.filter(bool), max_size=2))),
        "categories": tuple(draw(st.lists(st.sampled_from(["cs.LG", "q-fin", "a{b"]), max_size=2))),
    }
    return replace(BARE, **fields)
