"""References as BibTeX: what an entry says, and nothing that it does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.export.latex import latex
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.fulltext.document import Reference

_BRACES = re.compile("[{}]")
"""BibTeX counts them, also where it reads verbatim."""
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


def bibtex(reference: Reference) -> str:
    r"""Return a ``@misc`` entry with the whole text of a reference as its note.

    Where its title ends cannot be known, so it has no title.

    >>> from octavo_model.fulltext.document import Reference
    >>> print(bibtex(Reference("b1", "1", "N. Quill. Owls & time. 2024.", "2401.01234")))
    @misc{quill2024,
      note = {N. Quill. Owls \& time. 2024.},
      eprint = {2401.01234},
      archivePrefix = {arXiv},
      year = {2024},
    }
    <BLANKLINE>
    """
    lines = [f"  {name} = {{{text}}},\n" for name, text in _fields(reference) if text]
    return "".join([f"@misc{{{_key(reference)},\n", *lines, "}\n"])


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "note", latex(reference.text)
    if reference.arxiv:
        yield "eprint", reference.arxiv
        yield "archivePrefix", "arXiv"
    yield "doi", _BRACES.sub("", reference.doi)
    url = "" if reference.arxiv or reference.doi else next(iter(reference.links), "")
    yield "url", _BRACES.sub("", url)
    yield "year", _year(reference)


def _year(reference: Reference) -> str:
    """Return the last year that an entry names, as pages and ids come before it."""
    years = _YEAR.findall(reference.text)
    return years[-1] if years else ""


def _key(reference: Reference) -> str:
    words = (word for word in fold_title(reference.text).split() if len(word) > 1)
    name = next((word for word in words if word.isascii() and word.isalpha()), "reference")
    return f"{name}{_year(reference)}"
