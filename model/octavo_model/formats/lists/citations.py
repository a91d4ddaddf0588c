"""References as bibliographies print them: ``Kelp, D. (2024). Title. Journal, 3(2).`` Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from octavo_model.formats.common.titles import authors_of, first_sentence, title_of
from octavo_model.text.clean import clean_line

_LONGEST = 2_000
_SHORTEST = 20
# APA and Harvard have the year behind the authors; MLA, Chicago and IEEE have the title in quotes.
_YEAR_FIRST = re.compile(
    r"(?P<people>[^\W\d_].{2,600}?),?\s\((?P<year>(?:19|20)\d\d)[a-z]?"
    r"(?:, [A-Z][a-z]{2,8}(?: \d{1,2})?)?\)[.:,]?\s+(?P<rest>\S.+)"
)
_QUOTED = re.compile(
    r"(?P<people>[^\W\d_].{2,600}?)[.,:]\s[\"“](?P<title>[^\"“”]{8,400}?)[.,]?[\"”](?P<rest>.*)"
)
_SENTENCE_END = re.compile(r"(?<=\S[?!])\s")


class Citation(NamedTuple):
    """What a reference says: the title, the authors, and what follows the title."""

    title: str
    authors: tuple[str, ...]
    rest: str


def citation_of(text: str) -> Citation | None:
    """Return what the reference ``text`` says; None if it is none.

    >>> citation_of("Kelp, D. & Quill, A. (2024). Owls on bicycles. Wheels, 3(2), 4-9.")
    Citation(title='Owls on bicycles', authors=('D. Kelp', 'A. Quill'), rest='Wheels, 3(2), 4-9.')
    >>> citation_of("D. Kelp, “Owls Without End,” in Proc. OWLS, 2024").title
    'Owls Without End'
    """
    if not _SHORTEST < len(text) < _LONGEST or not ("(" in text or '"' in text or "“" in text):
        return None
    text = clean_line(text)
    if found := _YEAR_FIRST.match(text):
        end = _SENTENCE_END.search(found["rest"])
        title, _, rest = first_sentence(found["rest"])
        if end and end.start() < len(title):
            title, rest = found["rest"][: end.start()], found["rest"][end.end() :]
    elif found := _QUOTED.match(text):
        title, rest = found["title"], found["rest"]
    else:
        return None
    authors = authors_of(found["people"], is_marked=True)
    title = title_of(title, is_marked=True) if authors else ""
    return Citation(title, authors, rest.strip()) if title else None
