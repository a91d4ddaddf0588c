r"""Papers in Markdown, https://spec.commonmark.org: a heading, who and where, the abstract, links.

Whatever means something to Markdown or HTML is escaped, but for formulas: those that hold
nothing of it but ``\``, ``_``, ``^`` and braces stay for the many programs that show them. Some of
these hand formulas on to LaTeX, so the rules of BibTeX's hold here too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.links import best_link, cite_source, links_of_paper
from octavo_model.export.latex import is_formula
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Link, Paper

_MATHS = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$<>`\[\]&!|*~#@:]{1,2000}(?<=[^\s\\])\$(?![\d$])")
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&$^]")
_LEADING_NUMBER = re.compile(r"^(\d{1,9})([.)])")


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """A section for each paper, a blank line between two."""
    before = ""
    for paper in papers:
        yield before + section(paper)
        before = "\n"


def section(paper: Paper) -> str:
    """One paper: its title as a link, authors and source, abstract, links."""
    blocks = [f"## {link(paper)}", escape(cite_source(paper))]
    blocks += [escape(part) for part in paper.abstract.split("\n\n")]
    _, *others = links_of_paper(paper)
    blocks.append(" · ".join(f"[{escape(_called(one))}]({_address(one)})" for one in others))
    return "\n\n".join(filter(None, blocks)) + "\n"


def link(paper: Paper) -> str:
    """The title, as a link to the best address there is."""
    return f"[{escape(paper.title)}]({_address(best_link(paper))})"


def escape(text: str) -> str:
    r"""``text`` on one line, as Markdown that shows it and obeys nothing in it.

    >>> escape("*[x](y)* <b> a_b $\\ell_1$ $5"), escape("1. one"), escape("- two")
    ('\\*\\[x\\](y)\\* \\<b\\> a\\_b $\\ell_1$ \\$5', '1\\. one', '\\- two')
    """
    text = clean_line(text)
    parts: list[str] = []
    here = 0
    for formula in _MATHS.finditer(text):
        if not is_formula(formula[0][1:-1]):
            continue
        parts += _plain(text[here : formula.start()]), formula[0]
        here = formula.end()
    parts.append(_plain(text[here:]))
    whole = "".join(parts)
    if whole[:1] in {"-", "+", "="}:
        return f"\\{whole}"
    return _LEADING_NUMBER.sub(r"\1\\\2", whole)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _called(one: Link) -> str:
    return one.role or one.label


def _address(one: Link) -> str:
    return one.url.replace("(", "%28").replace(")", "%29")
