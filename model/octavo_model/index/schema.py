"""The tables, and opening, recognising and creating an index."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from octavo_model.storage.files import PRIVATE_FILE, quoted
from octavo_model.storage.versions import APPLICATION_ID, MOST_DIGESTS, SCHEMA

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

# `place` orders lists: newest digest first, and the papers of a digest in its order. From the
# highest bits down, it holds the day counted backwards, the number of the import counted
# backwards, and the position: 22, 19 and 22 bits of the 63.
MOST_PAPERS = 1 << 22
# Bytes: of an abstract's size, several fit a page of twice the usual size with less left over.
_PAGE = 8192
# Pages, 32 MB, as an import writes some of them many times. `octavo_model.index.store` moves the
# log into the file before it gets so long.
_CHECKPOINT = 4000
_LAST_DAY = (1 << 22) - 1

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE digests (
    id INTEGER PRIMARY KEY,          -- number in the order of imports, as archived
    source TEXT NOT NULL UNIQUE,     -- name in the archive
    name TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    badge TEXT NOT NULL,             -- where its papers come from, for people
    origin TEXT,                     -- the source it was fetched from
    series TEXT,                     -- what a later state of the same page or file has, too
    date TEXT,
    date_inferred INTEGER NOT NULL,
    recorded TEXT NOT NULL,          -- JSON: name, date and date_inferred in the archive
    imported INTEGER NOT NULL DEFAULT 0, -- the day, counted from the year 1, as the next column
    inbox INTEGER,                   -- of its papers in the Inbox, if any; the last day: always
    base INTEGER NOT NULL,           -- place of its first paper
    done INTEGER NOT NULL DEFAULT 0, -- how many of its entries are in
    complete INTEGER NOT NULL DEFAULT 0,
    clean INTEGER NOT NULL DEFAULT 0, -- whether it is known to have been read without a warning
    added INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX digests_base ON digests (base);
CREATE INDEX digests_origin ON digests (origin, date) WHERE origin IS NOT NULL;
CREATE INDEX digests_series ON digests (series) WHERE series IS NOT NULL;
CREATE INDEX digests_inbox ON digests (inbox) WHERE inbox IS NOT NULL;
CREATE INDEX digests_unfinished ON digests (id) WHERE NOT complete;

CREATE TABLE papers (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,            -- the present one of its keys
    title TEXT NOT NULL,
    authors TEXT,                    -- JSON
    author_count INTEGER,
    organization TEXT,
    submitted_by TEXT,
    date TEXT,
    dating INTEGER NOT NULL,         -- how the date is known: `octavo_model.core.dates.encoded`
    comment_count INTEGER,
    upvotes INTEGER,
    version INTEGER NOT NULL,        -- the latest known one; 0 if unknown
    text_version INTEGER NOT NULL,   -- the one whose abstract this is
    edition INTEGER,                 -- key of the latest known revision
    listing INTEGER NOT NULL,        -- 0 new, 1 only ever cross-listed, 2 only ever replaced
    abstract_length INTEGER NOT NULL,
    read INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    place INTEGER NOT NULL,
    verdict INTEGER NOT NULL DEFAULT 0, -- 1 no, or the day up to which it is put off
    readable TEXT                    -- the title without its LaTeX, where it has some
);
CREATE INDEX papers_place ON papers (place);
CREATE INDEX papers_unread ON papers (place, read) WHERE NOT read;
CREATE INDEX papers_starred ON papers (place, starred, read) WHERE starred;
-- Small, for counts: papers that are unread and decided, and those with a verdict.
CREATE INDEX papers_decided ON papers (starred, verdict, read)
    WHERE NOT read AND (starred OR verdict);
CREATE INDEX papers_verdict ON papers (verdict, starred) WHERE verdict > 0;
CREATE INDEX papers_listing ON papers (listing, starred, read) WHERE listing;

-- What few digests say, and no list shows.
CREATE TABLE details (
    id INTEGER PRIMARY KEY REFERENCES papers,
    doi TEXT,
    revised TEXT,
    categories TEXT,                 -- JSON
    comments TEXT,
    journal TEXT,
    keywords TEXT,                   -- JSON
    ai_summary TEXT,
    page TEXT,
    code TEXT,
    project TEXT
);

-- Apart from the papers, so that marking and listing do not move a page per abstract.
CREATE TABLE abstracts (id INTEGER PRIMARY KEY REFERENCES papers, text TEXT NOT NULL);
-- What the abstract was in other versions, where it reads differently.
CREATE TABLE editions (
    paper INTEGER REFERENCES papers, version INTEGER, text TEXT NOT NULL,
    PRIMARY KEY (paper, version)
) WITHOUT ROWID;

-- Every key ever given, and every one ever marked: marks may come before their paper.
CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,               -- no two are the same
    hash INTEGER NOT NULL,
    paper INTEGER REFERENCES papers,
    why TEXT,                        -- how it came to the paper: by ids, title or user
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    verdict INTEGER NOT NULL DEFAULT 0,
    read_time INTEGER NOT NULL DEFAULT 0,    -- of the last change, in microseconds since 1970
    starred_time INTEGER NOT NULL DEFAULT 0,
    verdict_time INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX keys_hash ON keys (hash);
CREATE INDEX keys_paper ON keys (paper);
-- The hash of every folded title ever borne, unless the key made of the title leads to the paper.
-- Never asked for by paper: a foreign key would need an index for that.
CREATE TABLE folds (hash INTEGER, paper INTEGER, PRIMARY KEY (hash, paper)) WITHOUT ROWID;

CREATE TABLE entries (
    digest INTEGER REFERENCES digests,
    position INTEGER,
    paper INTEGER NOT NULL REFERENCES papers,
    date TEXT,                       -- of the paper, as this digest says
    dating INTEGER NOT NULL,
    PRIMARY KEY (digest, position)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entries_paper ON entries (paper, digest);

-- What can be undone. A batch is numbered by the byte of the journal at which it starts. Its undo
-- may be read before the batch itself: then only its name and the last three columns are known.
CREATE TABLE batches (
    name TEXT PRIMARY KEY,
    instance TEXT,
    time INTEGER,
    start INTEGER,
    undone INTEGER NOT NULL DEFAULT 0,
    last INTEGER,                    -- number of its last undo or redo
    last_time INTEGER
) WITHOUT ROWID;
CREATE INDEX batches_time ON batches (instance, undone, time, start);
CREATE INDEX batches_last ON batches (instance, undone, last_time, last);
CREATE TABLE changes (
    batch INTEGER, field TEXT, key INTEGER REFERENCES keys,
    before INTEGER NOT NULL, after INTEGER NOT NULL,
    PRIMARY KEY (batch, field, key)
) WITHOUT ROWID;

-- What the user decided beside marks: saved views, names of digests, and so on. Values are JSON; a
-- property that was unset stays, so that an older change of it does not count.
CREATE TABLE properties (
    name TEXT,
    key TEXT,
    value TEXT NOT NULL,
    time INTEGER NOT NULL,           -- of the last change, in microseconds since 1970
    PRIMARY KEY (name, key)
) WITHOUT ROWID;
CREATE TABLE property_changes (      -- as `changes`
    batch INTEGER, name TEXT, key TEXT, title TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL,
    PRIMARY KEY (batch, name, key)
) WITHOUT ROWID;
-- Tags and notes, by what the properties say; keys lead to their papers.
CREATE TABLE tags (key INTEGER REFERENCES keys, name TEXT, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE INDEX tags_name ON tags (name);
CREATE TABLE notes (key INTEGER PRIMARY KEY REFERENCES keys, text TEXT NOT NULL);
-- Digests that have a paper, by a key of it, and do not list it: the user removed it, or the digest
-- is an answer about ids.
CREATE TABLE skipped (key TEXT, digest INTEGER, PRIMARY KEY (key, digest)) WITHOUT ROWID;
-- The homes of the library that have imported the views of their settings.
CREATE TABLE view_imports (home TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE VIEW texts AS
    SELECT papers.id, title, text AS abstract FROM papers LEFT JOIN abstracts USING (id);
CREATE VIRTUAL TABLE words USING fts5 (
    title, abstract, content='texts', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'
);
-- Merging less often than every four segments makes imports faster, and searches hardly slower.
INSERT INTO words (words, rank) VALUES ('automerge', 8);

INSERT INTO meta VALUES
    ('papers', 0), ('unread', 0), ('starred', 0), ('next_paper', 1), ('archive', 0),
    ('journal_offset', 0), ('journal_check', 0),
    -- The latest time of any line of the journal, in microseconds since 1970.
    ('journal_time', 0),
    -- How often anything was changed, and how often anything but marks.
    ('changes', 0), ('content', 0),
    -- Bytes of the decisions that have been followed.
    ('decisions', 0),
    -- No other index has it: ids are valid in one index only.
    ('uid', random() & 0x7FFFFFFFFFFFFFFF),
    -- Between 2 ** 60 and 2 ** 61, see `hashes`.
    ('modulus', (random() & 0x0FFFFFFFFFFFFFFF) | 0x1000000000000001);
"""


def place_base(date: dt.date | None, seq: int) -> int:
    """Return the place of the first paper of a digest.

    Digests of no ``date`` come after all others. Of equal days, the latest import comes first:
    ``seq`` is its number.
    """
    day = date.toordinal() if date else 0
    return ((_LAST_DAY - day) << 41) | ((MOST_DIGESTS - seq) << 22)


def connect(path: Path, how: str = "mode=rw") -> sqlite3.Connection:
    """Return a connection to the existing index at ``path``; ``how`` is the query of a URI."""
    connection = sqlite3.connect(
        f"file:{quoted(str(path.absolute()))}?{how}",
        uri=True,
        timeout=5.0,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        # NORMAL: what a power cut takes is read again from journal and archive.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16000")
        set_checkpoint(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def set_checkpoint(connection: sqlite3.Connection) -> None:
    """Let SQLite move its log into its file when it is too long."""
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")


def create(path: Path) -> sqlite3.Connection:
    """Return a new, empty index at ``path``, fast to fill and not safe until `finish`."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
    connection = connect(path)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


def finish(connection: sqlite3.Connection) -> None:
    """Make what `create` returned an index like any other, all of it in its one file."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
