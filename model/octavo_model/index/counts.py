"""How many papers lists have, and how many of them are undecided or have a star.

Counters hold the papers that are unread. The undecided ones are these, without those that have a
star or a verdict, and with those whose day for later has come: both are few, and have an index.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.views import Counts, Digest, Totals, ViewKind
from octavo_model.index import meta, window

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from octavo_model.index.queries import Shown

_DECIDED = "SELECT {} FROM papers INDEXED BY papers_decided WHERE NOT read AND (starred OR verdict)"
_DUE = (
    "SELECT {} FROM papers INDEXED BY papers_verdict WHERE verdict > 0 AND verdict BETWEEN 2 AND {}"
)
_LATER = (
    "SELECT count(*), coalesce(sum(starred), 0) FROM papers INDEXED BY papers_verdict"
    " WHERE verdict > 0 AND verdict > ?"
)
_OF_DIGESTS = (
    f"SELECT digest, sum(number) FROM ({_DECIDED.format('id, -1 AS number')} UNION ALL"
    f" {_DUE.format('id, 1', '?')}) AS moved CROSS JOIN entries ON entries.paper = moved.id"
)
_LEFT_OUT = (
    "SELECT count(*), coalesce(sum({1}), 0) FROM papers INDEXED BY papers_listing"
    " WHERE listing AND listing IN ({0}) AND NOT starred"
)
_LEFT_OUT_OF_DIGESTS = (
    "SELECT digest, count(*), sum({1}) FROM papers INDEXED BY papers_listing"
    " CROSS JOIN entries ON entries.paper = papers.id"
    " WHERE listing AND listing IN ({0}) AND NOT starred GROUP BY digest"
)
_LEFT_OUT_OF_DIGEST = (
    "SELECT count(*), coalesce(sum({1}), 0) FROM entries"
    " CROSS JOIN papers ON papers.id = entries.paper"
    " WHERE digest = ? AND listing IN ({0}) AND NOT starred"
)
_TALLY = "SELECT count(*), coalesce(sum({}), 0), coalesce(sum(papers.starred), 0) FROM {}"
_GIVEN = "papers WHERE id IN (SELECT value FROM json_each(?))"
_DIGESTS_OF = (
    "SELECT DISTINCT digest FROM json_each(?) CROSS JOIN entries ON entries.paper = json_each.value"
)
_COUNTS_OF_DIGEST = "SELECT total, unread, starred FROM digests WHERE id = ?"
_DIGESTS = (
    "SELECT id, name, format, date, date_inferred, total, unread, coalesce(inbox, 0) > ?"
    " FROM digests WHERE total ORDER BY base"
)
_ONLY_IN = (
    "SELECT count(*), coalesce(sum({}), 0), coalesce(sum(papers.starred), 0) FROM entries"
    " CROSS JOIN papers ON papers.id = entries.paper WHERE digest = ? AND NOT EXISTS"
    " (SELECT 1 FROM entries AS other WHERE other.paper = papers.id AND other.digest != ?)"
)
_DECIDED_SINCE = (
    "SELECT count(DISTINCT paper) FROM keys WHERE paper IS NOT NULL AND {0} AND {0}_time >= ?"
)
_NEVER = 1 << 62
_MARKS = ("read", "starred", "verdict")
_FIRST = ", ".join(f"CASE WHEN {one} THEN {one}_time ELSE {_NEVER} END" for one in _MARKS)
_DECISIONS = (
    f"SELECT paper, min({_FIRST}), starred * starred_time, (verdict = 1) * verdict_time,"
    " (verdict > 1) * verdict_time FROM keys WHERE paper IS NOT NULL"
    " AND (read OR starred OR verdict)"
)
_WITHOUT_ABSTRACT = (
    "SELECT count(*) FROM entries CROSS JOIN papers ON papers.id = entries.paper"
    " WHERE digest = ? AND NOT abstract_length"
)
_BY_SOURCE = (
    "SELECT coalesce(origin, badge), paper FROM json_each(?)"
    " CROSS JOIN entries ON entries.paper = json_each.value"
    " CROSS JOIN digests ON digests.id = entries.digest"
)


class DecisionTimes(NamedTuple):
    """When a paper was decided, in microseconds since 1970; 0 without such a mark.

    Attributes:
        paper: The paper.
        seen: When it got the first of its marks.
        starred: When it got its star.
        dismissed: When it got its verdict, if that is no.
        later: The same, if it was put off, also if that day has come.
    """

    paper: int
    seen: int
    starred: int
    dismissed: int
    later: int


def counts(db: sqlite3.Connection, kind: ViewKind, of: int | str | None, shown: Shown) -> Counts:
    """Return the counts of a view, mostly from counters.

    ``of`` is the number of the digest or the name of the tag, for its view.
    """
    if kind is ViewKind.TAG:
        _, _, where = window.source(kind, shown.today, shown.days)
        sql = _TALLY.format(window.undecided(shown.today), where)
        return Counts(*db.execute(sql, {"of": of}).fetchone())
    if kind is ViewKind.INBOX:
        return _inbox(db, shown)
    if kind is ViewKind.LATER:
        total, starred = db.execute(_LATER, (shown.today,)).fetchone()
        return Counts(total, 0, starred)
    if kind is ViewKind.STARRED:
        starred = meta.get(db, "starred")
        due = f"{_DUE.format('count(*)', '?')} AND starred"
        return Counts(starred, _number(db, due, shown.today), starred)
    if of is not None:
        total, unread, starred = db.execute(_COUNTS_OF_DIGEST, (of,)).fetchone()
        of_digest = db.execute(f"{_OF_DIGESTS} WHERE digest = ?", (shown.today, of))
        known = Counts(total, unread + (of_digest.fetchone()[1] or 0), starred)
    else:
        total, unread, starred = (meta.get(db, name) for name in ("papers", "unread", "starred"))
        unread -= _number(db, _DECIDED.format("count(*)"))
        unread += _number(db, _DUE.format("count(*)", "?"), shown.today)
        known = Counts(total, unread, starred)
    if not shown.without:
        return known
    sql, values = (_LEFT_OUT, ()) if of is None else (_LEFT_OUT_OF_DIGEST, (of,))
    sql = sql.format(shown.without, window.undecided(shown.today))
    papers, undecided = db.execute(sql, values).fetchone()
    return Counts(known.total - papers, known.undecided - undecided, known.starred)


def _inbox(db: sqlite3.Connection, shown: Shown) -> Counts:
    where = window.in_inbox(shown.today, shown.days) + window.shown("inbox", shown.without)
    return Counts(*db.execute(_TALLY.format("1", where)).fetchone())


def _number(db: sqlite3.Connection, sql: str, *values: int) -> int:
    (number,) = db.execute(sql, values).fetchone()
    return int(number)


def totals(db: sqlite3.Connection, papers: Sequence[int], shown: Shown) -> Totals:
    """Return what lists hold after a mark of ``papers``."""
    digests = chain.from_iterable(db.execute(_DIGESTS_OF, (meta.as_set(papers),)).fetchall())
    return Totals(
        counts(db, ViewKind.ALL, None, shown),
        counts(db, ViewKind.STARRED, None, shown),
        {digest: counts(db, ViewKind.DIGEST, digest, shown) for digest in digests},
    )


def tally(db: sqlite3.Connection, papers: Sequence[int], today: int) -> Counts:
    """Return the counts of ``papers``."""
    sql = _TALLY.format(window.undecided(today), _GIVEN)
    return Counts(*db.execute(sql, (meta.as_set(papers),)).fetchone())


def digests(db: sqlite3.Connection, shown: Shown) -> list[Digest]:
    """Return all digests with their counts, newest first, those without a date last."""
    more = dict(db.execute(f"{_OF_DIGESTS} GROUP BY digest", (shown.today,)))
    sql = _LEFT_OUT_OF_DIGESTS.format(shown.without, window.undecided(shown.today))
    left_out = db.execute(sql) if shown.without else ()
    less = {digest: (papers, undecided) for digest, papers, undecided in left_out}
    nothing = (0, 0)
    return [
        Digest(
            number,
            meta.text(name),
            meta.text(format_),
            meta.day(date),
            bool(inferred),
            total - less.get(number, nothing)[0],
            unread + more.get(number, 0) - less.get(number, nothing)[1],
            bool(in_inbox),
        )
        for number, name, format_, date, inferred, total, unread, in_inbox in db.execute(
            _DIGESTS, (shown.today - shown.days,)
        )
    ]


def only_in(db: sqlite3.Connection, digest: int, today: int) -> Counts:
    """Return the counts of the papers that no other digest lists."""
    sql = _ONLY_IN.format(window.undecided(today))
    return Counts(*db.execute(sql, (digest, digest)).fetchone())


def decided_since(db: sqlite3.Connection, time: int) -> tuple[int, int]:
    """Return how many papers became read, and how many got a star, since a time.

    It is in microseconds since 1970.
    """
    read, starred = (_number(db, _DECIDED_SINCE.format(one), time) for one in ("read", "starred"))
    return read, starred


def decisions(db: sqlite3.Connection) -> list[DecisionTimes]:
    """Return all papers with a mark, and when they got those that they have."""
    found = list(map(DecisionTimes._make, db.execute(_DECISIONS)))
    by_paper = {one.paper: one for one in found}
    if len(by_paper) < len(found):
        for one in found:
            by_paper[one.paper] = _joined(one, by_paper[one.paper])
    return list(by_paper.values())


def _joined(one: DecisionTimes, other: DecisionTimes) -> DecisionTimes:
    """Return both, of a paper that is marked by two keys, as one; the latest verdict counts."""
    _, _, starred, dismissed, later = map(max, one, other)
    is_later = later > dismissed
    seen = min(one.seen, other.seen)
    return DecisionTimes(
        one.paper, seen, starred, 0 if is_later else dismissed, later if is_later else 0
    )


def without_abstract(db: sqlite3.Connection, digest: int) -> int:
    """Return how many papers of a digest have no abstract."""
    return _number(db, _WITHOUT_ABSTRACT, digest)


def by_source(db: sqlite3.Connection, papers: Iterable[int]) -> dict[str, set[int]]:
    """Return the papers of each source that has some of ``papers``.

    It is the name of the source that they were fetched from; of others the kind of digest.
    """
    found: dict[str, set[int]] = {}
    for name, paper in db.execute(_BY_SOURCE, (meta.as_set(papers),)):
        found.setdefault(meta.text(name), set()).add(paper)
    return found
