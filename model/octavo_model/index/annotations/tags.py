"""Tags of papers. A paper has the tags of all of its keys.

In the journal, a tag is a property whose key is that of the paper and the name of the tag, joined
by a space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.changes import split_tag
from octavo_model.core.views import TagCount
from octavo_model.index import keys, meta
from octavo_model.index.papers import TAGS, tags_of
from octavo_model.text.tags import tag_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

_ADD = f"INSERT OR IGNORE INTO tags SELECT keys.id, ? FROM {keys.ASKED}"
_REMOVE = f"DELETE FROM tags WHERE name = ? AND key IN (SELECT keys.id FROM {keys.ASKED})"
_TO_ADD = (
    "SELECT keys.key, papers.title FROM json_each(?1) CROSS JOIN papers"
    " ON papers.id = json_each.value CROSS JOIN keys ON keys.id = papers.key"
    " WHERE NOT EXISTS (SELECT 1 FROM keys AS one CROSS JOIN tags ON tags.key = one.id"
    " WHERE one.paper = papers.id AND tags.name = ?2)"
)
_TO_REMOVE = (
    "SELECT keys.key, papers.title FROM json_each(?1) CROSS JOIN papers"
    " ON papers.id = json_each.value CROSS JOIN keys ON keys.paper = papers.id"
    " CROSS JOIN tags ON tags.key = keys.id AND tags.name = ?2"
)
_WITH = (
    "SELECT keys.key, coalesce(papers.title, '') FROM tags CROSS JOIN keys ON keys.id = tags.key"
    " LEFT JOIN papers ON papers.id = keys.paper WHERE tags.name = ?"
)
_OF = f"SELECT id, {TAGS} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
TAGGED = (
    "SELECT keys.paper FROM tags CROSS JOIN keys ON keys.id = tags.key WHERE keys.paper IS NOT NULL"
)
"""The papers with a tag; for each of their tags once."""
_COUNTS = (
    "SELECT tags.name, count(DISTINCT keys.paper) AS papers FROM tags"
    " CROSS JOIN keys ON keys.id = tags.key WHERE keys.paper IS NOT NULL GROUP BY tags.name"
)
FREQUENT_TAGS = f"SELECT name FROM ({_COUNTS}) ORDER BY papers DESC, name"
"""The names of the tags that papers have, the most frequent first."""


def put(db: sqlite3.Connection, changed: Mapping[str, bool | None]) -> None:
    """Give keys tags, or take them away, by their properties; a damaged one does nothing."""
    alike: dict[tuple[str, bool], list[str]] = {}
    for property_key, is_set in changed.items():
        key, name = split_tag(property_key)
        alike.setdefault((name, bool(is_set)), []).append(key)
    for (name, is_set), tagged in alike.items():
        if name and tag_name(name) == name:
            asked = keys.asked(db, tagged)
            if is_set:
                db.execute(keys.ADD_KEYS, (asked,))
            db.execute(_ADD if is_set else _REMOVE, (name, asked))


def to_change(
    db: sqlite3.Connection, papers: Sequence[int], name: str, is_set: bool
) -> dict[str, str]:
    """Return the properties that must change so that ``papers`` have a tag or not, with titles.

    To add it, the present key of a paper gets it; to remove it, every key that has it loses it.
    """
    found = db.execute(_TO_ADD if is_set else _TO_REMOVE, (meta.as_set(papers), name))
    return {f"{key} {name}": meta.text(title) for key, title in found}


def having(db: sqlite3.Connection, name: str) -> dict[str, str]:
    """Return the keys with a tag, also of papers that were removed, and the titles of papers."""
    return {meta.text(key): meta.text(title) for key, title in db.execute(_WITH, (name,))}


def of(db: sqlite3.Connection, papers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the tags of ``papers``, each sorted, without papers that have none."""
    found = db.execute(_OF, (meta.as_set(papers),))
    return {paper: tags for paper, names in found if (tags := tags_of(names))}


def counts(db: sqlite3.Connection) -> list[TagCount]:
    """Return all tags that papers have, by name."""
    return [TagCount(meta.text(name), papers) for name, papers in db.execute(_COUNTS)]
