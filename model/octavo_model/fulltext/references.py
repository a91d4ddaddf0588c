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
_AUTHORS_END = re.compile(r"(?<=[^\W\d_]{2})\. |,? (?=\(?(?:18|19|20)\d\d[a-z]?\b)")
_BETWEEN_AUTHORS = re.compile(r"[,;] and |[,;] | and | & ")
_SMALL = frozenset(("al", "da", "de", "der", "den", "di", "du", "el", "et", "la", "van", "von"))
_LONGEST_NAMES, _LONGEST_NAME, _SHORTEST_REST = 1_500, 5, 15
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


def brief(reference: Reference) -> str:
    """Return an entry with its first author, so that its title is near the start of a line.

    >>> from octavo_model.fulltext.document import Reference
    >>> brief(Reference("b1", "1", "Ada Strix, Bo J. Tyto, and N. Quill. Owls hear. 2024."))
    'Ada Strix et al. Owls hear. 2024.'
    """
    text = reference.text
    end = _AUTHORS_END.search(text, 0, _LONGEST_NAMES)
    if end is None:
        return text
    first, *others = [one.split() for one in _BETWEEN_AUTHORS.split(text[: end.start()])]
    # A single word before a full stop is as likely the start of a journal: Phys. Rev.
    is_sure = end[0] != ". " or (others and len(others[-1]) > 1)
    rest = text[end.end() :]
    if not others or not is_sure or not all(map(_is_name, (first, *others))):
        return text
    return text if len(rest) < _SHORTEST_REST else f"{' '.join(first)} et al. {rest}"


def _is_name(words: list[str]) -> bool:
    """Return whether a part of an entry can be the name of an author."""
    are_names = all(word[0].isupper() or word.rstrip(".") in _SMALL for word in words)
    return 0 < len(words) <= _LONGEST_NAME and are_names


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
