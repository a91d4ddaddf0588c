"""The fields of the query language: a table for parser, completion, search, help and README.

A new field is a new row, with the SQL that selects its papers. Only a field that needs more than
SQL has a function in `octavo_model.search.filters`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.index.window import UPDATED

if TYPE_CHECKING:
    from collections.abc import Mapping


class FieldKind(StrEnum):
    """What follows the colon of a field."""

    CHOICE = "choice"  # one of a few words
    NAME = "name"  # a name, or the start of one
    DAY = "day"  # a day, month or year, a range of them, or an age
    ID = "id"  # an arXiv id or a DOI, or an address that contains one
    NUMBER = "number"  # a number, a range, or a bound
    SCOPE = "scope"  # where the words that follow are searched
    ORDER = "order"  # the order of the list


class Example(NamedTuple):
    """A query, and what it finds, in words."""

    query: str
    finds: str


class FieldSpec(NamedTuple):
    """A field, as it is written before the colon, and what follows.

    SQL selects ids of papers; for an order, ids and the numbers to sort by. It may use ``:low`` and
    ``:high``, the bounds of numbers or of days in ISO format, and ``:prefix``, a pattern for LIKE
    with a backslash as the escape character. Where it is empty, `octavo_model.search.filters` has
    a function.
    """

    name: str
    kind: FieldKind
    help: str
    examples: tuple[Example, ...]
    """At least one; the first is shown where there is room for one."""
    values: Mapping[str, str] = MappingProxyType({})
    """The words it takes, if they are few, each with its SQL."""
    sql: str = ""
    """The SQL of all other values."""
    names: str = ""
    """SQL that lists the names it may have, the most frequent first, for completion."""
    aliases: tuple[str, ...] = ()
    """Other names of it. A message calls a NAME by the first, if there is one."""
    hint: str = ""
    """What its values look like, for a message."""
    uses_marks: bool = False
    """Whether marks change the result."""


# Short enough for a line of 80 columns, beside what is typed.
_DAY_HINT = "2026-08, 2026-08-14, 2026-08.. or <7d"
_NUMBER_HINT = "such as >20, >=3, 5..10 or 7"

_LINKED = (
    "SELECT id FROM details WHERE {0} IS NOT NULL"
    " UNION ALL SELECT rowid FROM words WHERE words MATCH 'abstract : ({1})'"
)
# If only the month or the year is known, all of it must be within the bounds.
_DATED = (
    "SELECT id FROM papers WHERE date BETWEEN :low AND :high AND (dating < 4 OR"
    " CASE WHEN dating >= 6 THEN substr(date, 1, 4) || '-12-31'"
    " ELSE coalesce(date(date, '+1 month', '-1 day'), date) END <= :high)"
)
_OF_YEARS = (
    "SELECT id FROM papers WHERE date BETWEEN"
    " CASE WHEN :low > 9999 THEN '~' ELSE printf('%04d-01-01', max(:low, 0)) END"
    " AND printf('%04d-12-31', min(:high, 9999))"
)

FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec(
        "is",
        FieldKind.CHOICE,
        "marks",
        (
            Example("is:unread", "unread papers; also read, starred, and updated (revised since)"),
            Example("!is:starred", "not starred; ! or - negates any term"),
        ),
        {
            "unread": "SELECT id FROM papers INDEXED BY papers_unread WHERE NOT read",
            "read": "",  # all others: that has no index, and a scan would take much longer
            "starred": "SELECT id FROM papers INDEXED BY papers_starred WHERE starred",
            "updated": "SELECT id FROM papers WHERE " + UPDATED,  # noqa: S608 - a constant
        },
        uses_marks=True,
    ),
    FieldSpec(
        "has",
        FieldKind.CHOICE,
        "what is known of a paper",
        (Example("has:code", "has a code link; also project, comments, abstract"),),
        {
            "code": _LINKED.format("code", '"github com" OR "gitlab com" OR "bitbucket org"'),
            "project": _LINKED.format("project", '"github io" OR "gitlab io"'),
            "comments": "SELECT id FROM papers WHERE comment_count > 0",
            "abstract": "SELECT id FROM papers WHERE abstract_length > 0",
        },
    ),
    FieldSpec(
        "digest",
        FieldKind.NAME,
        "digests that list it",
        (Example("digest:daily-papers", "papers of digests whose names start with this"),),
        aliases=("from",),
        hint="the name of a digest, or its start",
    ),
    FieldSpec(
        "source",
        FieldKind.NAME,
        "where it came from",
        (Example("source:mail", "papers of a source (octavo sources) or kind: HF, arXiv, mail"),),
        hint="the name of a source, or its start",
    ),
    FieldSpec(
        "au",
        FieldKind.NAME,
        "authors",
        (
            Example("au:andre", "an author with a name that starts with this, also André"),
            Example('au:"nora quill"', "one author with both names"),
        ),
        aliases=("author", "by"),
        hint="the start of a name",
    ),
    FieldSpec(
        "cat",
        FieldKind.NAME,
        "categories",
        (Example("cat:cs.LG", "papers of a category; cat:cs of all that start with cs"),),
        sql=r"""SELECT id FROM details WHERE categories LIKE '%"' || :prefix ESCAPE '\'""",
        names="SELECT listed.value FROM details CROSS JOIN json_each(categories) AS listed"
        " WHERE categories IS NOT NULL"
        " GROUP BY listed.value ORDER BY count(*) DESC, listed.value",
        aliases=("category",),
        hint="a category, or its start",
    ),
    FieldSpec(
        "id",
        FieldKind.ID,
        "the paper with this id",
        (
            Example("id:2401.01234", "the paper with this arXiv id or DOI"),
            Example("arxiv.org/abs/2401.01234", "the same: ids and addresses need no field"),
        ),
        aliases=("arxiv", "doi"),
        hint="such as 2401.01234 or 10.1000/xyz",
    ),
    FieldSpec(
        "in",
        FieldKind.SCOPE,
        "where to search the words after it",
        (Example("in:abstract tidal basin", "abstracts with these words, up to the next field"),),
        {"abstract": "", "title": ""},
    ),
    FieldSpec(
        "date",
        FieldKind.DAY,
        "its day",
        (
            Example("date:2025-05..", "from May 2025 on; also ..2025-05, or both ends"),
            Example("date:2025-03", "of March 2025; also a year, or a day"),
            Example("date:<7d", "younger than seven days; also w, m, y, and > for older"),
        ),
        sql=_DATED,
        hint=_DAY_HINT,
    ),
    FieldSpec(
        "year",
        FieldKind.NUMBER,
        "its year",
        (Example("year:2024", "of 2024; also 2020..2024 or >=2023"),),
        sql=_OF_YEARS,
        hint="such as 2024, 2020..2024 or >=2023",
    ),
    FieldSpec(
        "up",
        FieldKind.NUMBER,
        "upvotes",
        (Example("up:>20", "more than 20 upvotes; also >=, <, <=, 5..10, or a number"),),
        sql="SELECT id FROM papers WHERE upvotes BETWEEN :low AND :high",
        aliases=("upvotes",),
        hint=_NUMBER_HINT,
    ),
    FieldSpec(
        "comments",
        FieldKind.NUMBER,
        "number of comments",
        (Example("comments:>=3", "at least three comments"),),
        sql="SELECT id FROM papers WHERE comment_count BETWEEN :low AND :high",
        hint=_NUMBER_HINT,
    ),
    FieldSpec(
        "authors",
        FieldKind.NUMBER,
        "number of authors",
        (Example("authors:>10", "more than ten authors"),),
        sql="SELECT id FROM papers WHERE"
        " coalesce(author_count, json_array_length(authors)) BETWEEN :low AND :high",
        hint=_NUMBER_HINT,
    ),
    FieldSpec(
        "sort",
        FieldKind.ORDER,
        "the order of the list",
        (
            Example("sort:up", "most upvotes first; also date, title, comments, relevance, added"),
            Example("-sort:date", "reversed: oldest first"),
        ),
        {
            "date": "SELECT id, CAST(replace(date, '-', '') AS INTEGER) FROM papers"
            " WHERE date IS NOT NULL",
            "title": "",
            "up": "SELECT id, upvotes FROM papers WHERE upvotes IS NOT NULL",
            "comments": "SELECT id, comment_count FROM papers WHERE comment_count IS NOT NULL",
            "relevance": "",
            "added": "",
        },
    ),
)

OPERATORS: tuple[Example, ...] = (
    Example("nural cloks", "titles with similar words, best first; typos are allowed"),
    Example("'tide", "titles that contain exactly this"),
    Example('"tidal basin"', "titles that contain exactly these words, one after the other"),
    Example("^on", "titles starting with “on”"),
    Example("owls$", "titles ending with “owls”"),
    Example("!tide", "titles that do not contain this; also !^on and !owls$"),
    Example("'tide | 'owl", "either; it binds closer than the space between terms"),
    Example("~basin", "abstracts with a word starting with this: short for in:abstract"),
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
"""What others call fields: by what to write here."""


def examples() -> tuple[Example, ...]:
    """Return every example of the language, operators first: for help and README."""
    return (*OPERATORS, *(example for spec in FIELDS for example in spec.examples))
