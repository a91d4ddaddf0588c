"""What can be asked for: the one table that parser, completion, help and README are made from."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What stands behind the colon of a field."""

    CHOICE = "choice"
    """One of a few words."""
    NAME = "name"
    """A name, or the beginning of one."""
    DAY = "day"
    """A day, month or year, a range of them, or an age."""
    ID = "id"
    """An arXiv id or a DOI, or an address that holds one."""
    NUMBER = "number"
    """A number, a range, or a bound."""
    PLACE = "place"
    """Where the words that follow are looked for."""
    ORDER = "order"
    """What the list is sorted by."""


class Example(NamedTuple):
    """A query, and what it finds, in words."""

    query: str
    finds: str


class FieldSpec(NamedTuple):
    """A field of the language.

    Attributes:
        name: As it is written before the colon.
        kind: What stands behind it.
        help: What it asks for.
        examples: At least one; the first is the one to show where there is room for one.
        values: The words it takes, where they are few.
        aliases: Other names of it.
        hint: What its values look like, for a message.
    """

    name: str
    kind: Kind
    help: str
    examples: tuple[Example, ...]
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    hint: str = ""


# Short enough to stand in a line of 80 columns, beside what is typed.
_DAY_HINT = "2026-08, 2026-08-14, 2026-08.. or <7d"
_NUMBER_HINT = "such as >20, >=3, 5..10 or 7"

FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec(
        "is",
        Kind.CHOICE,
        "how a paper is marked",
        (
            Example("is:unread", "what is unread; also read, starred, and updated (revised since)"),
            Example("!is:starred", "what has no star: ! or - before any part turns it round"),
        ),
        ("unread", "read", "starred", "updated"),
    ),
    FieldSpec(
        "has",
        Kind.CHOICE,
        "what is known of it",
        (Example("has:code", "papers that tell of code; also project, comments, abstract"),),
        ("code", "project", "comments", "abstract"),
    ),
    FieldSpec(
        "digest",
        Kind.NAME,
        "the digests it stands in",
        (Example("digest:daily-papers", "papers of the digests whose names begin so"),),
        aliases=("from",),
        hint="the name of a digest, or its beginning",
    ),
    FieldSpec(
        "source",
        Kind.NAME,
        "where it came from",
        (
            Example(
                "source:mail", "papers of that source (octavo sources) or kind: HF, arXiv, mail"
            ),
        ),
        hint="the name of a source, or its beginning",
    ),
    FieldSpec(
        "au",
        Kind.NAME,
        "who wrote it",
        (
            Example("au:andre", "an author with a name that begins so, accents aside: André"),
            Example('au:"nora quill"', "one author with both names"),
        ),
        aliases=("author", "by"),
        hint="the beginning of a name",
    ),
    FieldSpec(
        "cat",
        Kind.NAME,
        "its categories",
        (Example("cat:cs.LG", "papers of a category; cat:cs those of all that begin so"),),
        aliases=("category",),
        hint="a category, or its beginning",
    ),
    FieldSpec(
        "id",
        Kind.ID,
        "the one paper with it",
        (
            Example("id:2401.01234", "the paper with this arXiv id or DOI"),
            Example(
                "arxiv.org/abs/2401.01234",
                "the same: an id needs no field, and its address does too",
            ),
        ),
        aliases=("arxiv", "doi"),
        hint="such as 2401.01234 or 10.1000/xyz",
    ),
    FieldSpec(
        "in",
        Kind.PLACE,
        "where the words after it are looked for",
        (
            Example(
                "in:abstract tidal basin",
                "abstracts with words that begin so, best first; up to the next field",
            ),
        ),
        ("abstract", "title"),
    ),
    FieldSpec(
        "date",
        Kind.DAY,
        "its day",
        (
            Example("date:2025-05..", "from May 2025 on; also ..2025-05, or both ends"),
            Example("date:2025-03", "of March 2025; also a year, or a day"),
            Example("date:<7d", "younger than seven days; also w, m, y, and > for older"),
        ),
        hint=_DAY_HINT,
    ),
    FieldSpec(
        "year",
        Kind.NUMBER,
        "its year",
        (Example("year:2024", "of 2024; also 2020..2024 or >=2023"),),
        hint="such as 2024, 2020..2024 or >=2023",
    ),
    FieldSpec(
        "up",
        Kind.NUMBER,
        "how many upvotes it has",
        (Example("up:>20", "more than 20 upvotes; also >=, <, <=, 5..10, or a number"),),
        aliases=("upvotes",),
        hint=_NUMBER_HINT,
    ),
    FieldSpec(
        "comments",
        Kind.NUMBER,
        "how many comments it has",
        (Example("comments:>=3", "at least three comments"),),
        hint=_NUMBER_HINT,
    ),
    FieldSpec(
        "authors",
        Kind.NUMBER,
        "how many authors it has",
        (Example("authors:>10", "more than ten authors"),),
        hint=_NUMBER_HINT,
    ),
    FieldSpec(
        "sort",
        Kind.ORDER,
        "the order of the list",
        (
            Example("sort:up", "most upvotes first; also date, title, comments, relevance, added"),
            Example("-sort:date", "the other way round: oldest first"),
        ),
        ("date", "title", "up", "comments", "relevance", "added"),
    ),
)

OPERATORS: tuple[Example, ...] = (
    Example("nural clok", "titles with words like these, best first: slips do not matter"),
    Example("'tide", "titles that hold exactly this"),
    Example('"tidal basin"', "titles that hold exactly these words, one after the other"),
    Example("^on", "titles that begin so"),
    Example("owls$", "titles that end so"),
    Example("!tide", "titles that do not hold this; !^on and !owls$ too"),
    Example("'tide | 'owl", "either; it binds closer than the space between parts"),
    Example("~basin", "abstracts with a word that begins so: short for in:abstract"),
)
"""Everything but fields."""

BY_NAME: dict[str, FieldSpec] = {
    name: spec for spec in FIELDS for name in (spec.name, *spec.aliases)
}
"""Fields by names and aliases."""

SYNONYMS: dict[str, str] = {
    "in:title": "title titles ti name",
    "in:abstract": "abstract abstracts abs text fulltext full summary body words",
    "is:starred": "star stars fav favorite favourite favorites favourites",
    "is:unread": "new",
    "has:code": "github repo repository",
    "au:": "auth writer writers wrote",
    "cat:": "tag tags topic topics subject subjects class",
    "date:": "day days month since after before when time published submitted age",
    "up:": "vote votes like likes ups score points",
    "sort:": "order orderby sortby",
    "source:": "feed origin",
    "id:": "arxivid key paper link url",
}
"""What others call fields, as one may write in haste: by what to write here."""


def examples() -> tuple[Example, ...]:
    """Every example of the language, operators first: what help and README show."""
    return (*OPERATORS, *(one for spec in FIELDS for one in spec.examples))


_FIELD_LIKE = re.compile(r"([A-Za-z]{2,16}):(?!//)\S", re.ASCII)
_LEAST = 3
"""Letters of a name for which there are near ones: two letters are near nearly anything."""
_CUTOFF = 0.8
"""Likeness from which on a name is near; `data` and `date` are no likelier than 0.75."""


def field_like(text: str) -> str:
    """The name of a field that ``text`` looks like having; empty where it looks like none.

    >>> field_like("cats:cs.LG"), field_like("SVFR:"), field_like("https://example.org")
    ('cats', '', '')
    """
    found = _FIELD_LIKE.match(text)
    return found[1] if found else ""


@lru_cache(maxsize=256)
def meant_by(name: str) -> str:
    """What to write in place of the unknown field ``name``; empty where nothing is near.

    >>> meant_by("cats"), meant_by("athor"), meant_by("abstract"), meant_by("unread")
    ('cat:', 'author:', 'in:abstract', 'is:unread')
    >>> meant_by("foo")
    ''
    """
    name = name.lower()
    known = _known()
    if name in known:
        return known[name]
    if len(name) < _LEAST:
        return ""
    from difflib import get_close_matches

    candidates = [one for one in known if len(one) >= _LEAST]
    # Two letters in each other's place are one slip, though little is alike then.
    swapped = [one for one in candidates if one[0] == name[0] and sorted(one) == sorted(name)]
    near = swapped or get_close_matches(name, candidates, n=1, cutoff=_CUTOFF)
    return known[near[0]] if near else ""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Names, and what to write for each: fields, words that some of them take, synonyms."""
    known = {name: f"{name}:" for name in BY_NAME}
    for meant, names in SYNONYMS.items():
        for name in names.split():
            known.setdefault(name, meant)
    for spec in FIELDS:
        if spec.name in {"is", "has"}:
            for value in spec.values:
                known.setdefault(value, f"{spec.name}:{value}")
    return known
