"""The fields of the query language: a table for parser, completion, search, help and its page.

A new field is a new row, with the SQL that selects its papers. Only a field that needs more than
SQL has a function in `octavo_model.search.filters`.
"""

from __future__ import annotations

from octavo_model.index.annotations.notes import NOTED
from octavo_model.index.annotations.tags import FREQUENT_TAGS, TAGGED
from octavo_model.index.conditions import (
    BY_DATE,
    DATED,
    DUE,
    LINKED,
    OF_YEARS,
    READ,
    STARRED,
    UNREAD,
)
from octavo_model.index.window import UPDATED
from octavo_model.search.query.field_types import SCORE, Example, FieldKind, FieldSpec

# Short enough for a line of 80 columns, beside what is typed.
_DAY_HINT = "2026-08, 2026-08-14, 2026-08.. or <7d"
_NUMBER_HINT = "e.g. >20, >=3, 5..10 or 7"

FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec(
        "is",
        FieldKind.CHOICE,
        "marks",
        (
            Example("is:unread", "unread papers; also read, starred, and updated (revised since)"),
            Example("is:undecided", "unread without a star; also no (not for you) and later"),
            Example("!is:starred", "not starred; ! or - negates any term"),
            Example("is:withdrawn", "withdrawn, by its comments or abstract"),
        ),
        {
            "undecided": f"{UNREAD} AND NOT starred AND NOT verdict UNION ALL {DUE}",
            "unread": f"{UNREAD} UNION ALL {DUE}",
            "read": "",  # all others: that has no index, and a scan would take much longer
            "starred": "SELECT id FROM papers INDEXED BY papers_starred WHERE starred",
            "no": "SELECT id FROM papers WHERE verdict > 0 AND verdict = 1",
            "later": "SELECT id FROM papers WHERE verdict > 0 AND verdict > :today",
            "updated": "SELECT id FROM papers WHERE " + UPDATED,  # noqa: S608 - a constant
            "withdrawn": "",
        },
        hint="undecided, starred, no, later, …",
        uses_marks=True,
    ),
    FieldSpec(
        "has",
        FieldKind.CHOICE,
        "what is known of a paper",
        (Example("has:code", "has a code link; also project, comments, abstract, tag, note"),),
        {
            "code": LINKED.format("code", '"github com" OR "gitlab com" OR "bitbucket org"'),
            "project": LINKED.format("project", '"github io" OR "gitlab io"'),
            "comments": "SELECT id FROM papers WHERE comment_count > 0",
            "abstract": "SELECT id FROM papers WHERE abstract_length > 0",
            "tag": TAGGED,
            "note": NOTED,
        },
        marked=frozenset(("tag", "note")),
    ),
    FieldSpec(
        "tag",
        FieldKind.NAME,
        "your tags",
        (Example("tag:agents", "papers with a tag whose name starts with this"),),
        names=FREQUENT_TAGS,
        hint="a tag, or its start",
        uses_marks=True,
    ),
    FieldSpec(
        "note",
        FieldKind.NAME,
        "words in your notes",
        (Example("note:replicate", "papers with a note in which a word starts with this"),),
        hint="a word, or words in quotes",
        uses_marks=True,
    ),
    FieldSpec(
        "digest",
        FieldKind.NAME,
        "digests that list it",
        (
            Example("digest:daily-papers", "papers of digests whose names start with this"),
            Example("digest:today", "papers of the digests of today; also yesterday"),
        ),
        aliases=("from",),
        hint="the name of a digest, or its start, or today",
    ),
    FieldSpec(
        "source",
        FieldKind.NAME,
        "where it came from",
        (Example("source:mail", "papers of a source (octavo source) or kind: HF, arXiv, mail"),),
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
        "ti",
        FieldKind.TEXT,
        "words in the title",
        (
            Example("ti:clocks", "titles with a similar word; authors do not count"),
            Example('ti:"tidal basin"', "titles that contain exactly this"),
        ),
        aliases=("title",),
        hint="a word, or words in quotes",
    ),
    FieldSpec(
        "abs",
        FieldKind.TEXT,
        "words in the abstract",
        (
            Example("abs:basin", "abstracts with a word starting with this; also !~basin"),
            Example('abs:"tidal basin"', "abstracts with exactly these words"),
        ),
        aliases=("abstract",),
        hint="a word, or words in quotes",
    ),
    FieldSpec(
        "full",
        FieldKind.NAME,
        "words in full texts",
        (Example("full:ablation", "papers whose full text, once opened, has this word"),),
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
        aliases=("arxiv",),
        hint="e.g. 2401.01234 or 10.1000/xyz",
    ),
    FieldSpec(
        "doi",
        FieldKind.NAME,
        "its DOI",
        (Example("doi:10.1000", "a DOI that starts with this: of one publisher or journal"),),
        hint="a DOI, or its start",
    ),
    FieldSpec(
        "venue",
        FieldKind.NAME,
        "where it was published",
        (Example("venue:estuaries", "its journal, or its comments, name this"),),
        sql=r"SELECT id FROM details WHERE journal LIKE '%' || :prefix ESCAPE '\'"
        r" OR comments LIKE '%' || :prefix ESCAPE '\'",
        hint="a part of the name of a journal or conference",
    ),
    FieldSpec(
        "org",
        FieldKind.NAME,
        "organizations",
        (Example("org:harbour", "an organization whose name contains this"),),
        sql=r"SELECT id FROM papers WHERE organization LIKE '%' || :prefix ESCAPE '\'",
        names="SELECT organization FROM papers WHERE organization IS NOT NULL"
        " GROUP BY organization ORDER BY count(*) DESC, organization",
        aliases=("organization",),
    ),
    FieldSpec(
        "in",
        FieldKind.SCOPE,
        "where to search the words after it",
        (
            Example("in:abstract tidal basin", "abstracts with these words, up to the next field"),
            Example("in:title neural clocks", "titles with these words; in:any ends it"),
        ),
        {"abstract": "", "title": "", "any": ""},
    ),
    FieldSpec(
        "date",
        FieldKind.DAY,
        "its day, or that of its digest",
        (
            Example("date:2025-05..", "from May 2025 on; also ..2025-05, or both ends"),
            Example("date:2025-03", "of March 2025; also a year, or a day"),
            Example("date:<7d", "younger than seven days; also w, m, y, and > for older"),
        ),
        sql=DATED,
        hint=_DAY_HINT,
    ),
    FieldSpec(
        "year",
        FieldKind.NUMBER,
        "its year, or that of its digest",
        (Example("year:2024", "of 2024; also 2020..2024 or >=2023"),),
        sql=OF_YEARS,
        hint="e.g. 2024, 2020..2024 or >=2023",
    ),
    FieldSpec(
        "starred",
        FieldKind.DAY,
        "when it was starred",
        (Example("starred:<90d", "starred in the last 90 days; also a day, month, year or range"),),
        sql=STARRED,
        hint=_DAY_HINT,
        uses_marks=True,
    ),
    FieldSpec(
        "read",
        FieldKind.DAY,
        "when it was marked read",
        (Example("read:today", "marked read today; also as for starred:"),),
        sql=READ,
        hint=_DAY_HINT,
        uses_marks=True,
    ),
    FieldSpec(
        "later",
        FieldKind.DAY,
        "the day on which it comes back",
        (Example("later:2026-08-14", "put off to this day; also a month, or a range"),),
        sql="SELECT id FROM papers WHERE verdict > 0 AND verdict > :today"
        " AND verdict BETWEEN :first AND :last",
        hint=_DAY_HINT,
        uses_marks=True,
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
            Example("sort:up", "most upvotes first; also date, title, comments, starred, added"),
            Example("sort:score", "most like your stars first, least like what you refused"),
            Example("-sort:date", "reversed: oldest first"),
        ),
        {
            "date": BY_DATE,
            "title": "",
            "up": "SELECT id, upvotes FROM papers WHERE upvotes IS NOT NULL",
            "comments": "SELECT id, comment_count FROM papers WHERE comment_count IS NOT NULL",
            "starred": "SELECT id, (SELECT max(starred_time) FROM keys"
            " WHERE keys.paper = papers.id AND keys.starred)"
            " FROM papers INDEXED BY papers_starred WHERE starred",
            "relevance": "",
            "added": "",
            SCORE: "",
        },
        hint="e.g. date, up, starred or title",
    ),
)

BY_NAME = {name: spec for spec in FIELDS for name in (spec.name, *spec.aliases)}
"""Fields by names and aliases."""
