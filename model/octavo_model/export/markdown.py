r"""Papers in Markdown, https://spec.commonmark.org, and citations in plain text.

LaTeX is written as the reader shows it. Characters with a meaning in Markdown or HTML are escaped,
except in formulas that are left, without others than ``\``, ``_``, ``^`` and braces. Some programs
pass these on to LaTeX, as in `is_formula`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.links import best_link, links_of_paper
from octavo_model.export.latex import is_formula
from octavo_model.text.clean import clean_line
from octavo_model.text.latex import person, plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Link, Paper

_MATHS = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$<>`\[\]&!|*~#@:]{1,2000}(?<=[^\s\\])\$(?![\d$])")
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&$^]")
_DAILY_PAPERS = "HF"
"""The badge of papers that are in Daily Papers."""
_LEADING_NUMBER = re.compile(r"^(\d{1,9})([.)])")


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a section for each paper, separated by blank lines."""
    before = ""
    for paper in papers:
        yield before + section(paper)
        before = "\n"


def section(paper: Paper) -> str:
    """Return one paper: its title as a link, authors and source, abstract, links."""
    blocks = [f"## {link(paper)}", escape(cite_source(paper))]
    blocks += [escape(part) for part in plainly(paper.abstract).split("\n\n")]
    _, *others = links_of_paper(paper)
    if _DAILY_PAPERS not in paper.badges:
        others = [one for one in others if one.role != "discussion"]  # it may be empty
    named = [f"[{escape(one.role or one.label)}]({_address(one)})" for one in others]
    blocks += [" · ".join(named), _of_user(paper)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _of_user(paper: Paper) -> str:
    """Return tags and note as a quotation, which `octavo_model.formats.lists` leaves out."""
    tags = f"**My tags:** {', '.join(map(escape, paper.tags))}" if paper.tags else ""
    note = f"**My note:**\n\n{paper.note}" if paper.note else ""  # Markdown already
    text = "\n\n".join(filter(None, (tags, note)))
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""


def link(paper: Paper) -> str:
    """Return the title as a link to the best address."""
    return f"[{escape(paper.shown)}]({_address(best_link(paper))})"


def escape(text: str) -> str:
    r"""Return ``text`` on one line, escaped for Markdown.

    >>> escape("*[x](y)* <b> a_b $\\ell_1$ $5"), escape("1. one"), escape("- two")
    ('\\*\\[x\\](y)\\* \\<b\\> a\\_b $\\ell_1$ \\$5', '1\\. one', '\\- two')
    """
    text = clean_line(text)
    parts: list[str] = []
    here = 0
    for formula in _MATHS.finditer(text):
        if is_formula(formula[0][1:-1]):
            parts += escape_signs(text[here : formula.start()]), formula[0]
            here = formula.end()
    parts.append(escape_signs(text[here:]))
    whole = "".join(parts)
    if whole[:1] in {"-", "+", "="}:
        return f"\\{whole}"
    return _LEADING_NUMBER.sub(r"\1\\\2", whole)


def escape_signs(text: str) -> str:
    r"""Return ``text`` with the signs of Markdown and HTML escaped, and formulas too.

    >>> escape_signs("a_b $5")
    'a\\_b \\$5'
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


def _address(one: Link) -> str:
    return one.url.replace("(", "%28").replace(")", "%29")


def cite(paper: Paper) -> str:
    """Return a citation on one line of plain text: authors (of many the first), title, source."""
    return _sentences(_who(paper), f"“{paper.shown}”", *_where(paper))


def cite_source(paper: Paper) -> str:
    """Return a citation with all authors and without the title; may be empty."""
    return _sentences(", ".join(map(person, paper.authors)) or _who(paper), *_where(paper))


def _who(paper: Paper) -> str:
    if len(paper.authors) > 3:
        return f"{person(paper.authors[0])} et al."
    return ", ".join(map(person, paper.authors)) or paper.organization or ""


def _where(paper: Paper) -> tuple[str, str, str]:
    by_doi = f"doi:{paper.doi}" if paper.doi else ""
    where = f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else by_doi
    return paper.journal or "", str(paper.date.year) if paper.date else "", where


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "." if any(parts) else ""
