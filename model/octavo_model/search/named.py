"""Papers by names and words that need more than the SQL of their field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.identity import arxiv_key, doi
from octavo_model.index import conditions, keys
from octavo_model.index.annotations import notes, tags
from octavo_model.search.evaluation import parameters
from octavo_model.search.query.nodes import Name
from octavo_model.text.fold import fold_title
from octavo_model.text.tags import tag_name

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model.index.repository import Repository
    from octavo_model.search.text_filter import Ids

_TAGGED = rf"{tags.TAGGED} AND name LIKE :prefix ESCAPE '\'"
_DOI = r"SELECT id FROM details WHERE doi LIKE :prefix ESCAPE '\'"


def with_doi(repository: Repository, name: str, today: dt.date) -> Ids:
    """Return the papers whose DOI starts with ``name``, which may be an address."""
    known = doi(name) or name.lower().removeprefix("doi:")
    values = parameters(Name(known), today)
    ids = repository.read(partial(conditions.papers, sql=_DOI, values=values))
    paper = repository.read(lambda db: keys.by_key(db, f"doi:{known}"))
    return ids if paper is None else [*ids, paper]


def with_tag(repository: Repository, name: str, today: dt.date) -> Ids:
    """Return the papers with a tag whose name starts with ``name``."""
    values = parameters(Name(tag_name(name) or name), today)
    return repository.read(partial(conditions.papers, sql=_TAGGED, values=values))


def with_note(repository: Repository, words: str) -> Ids:
    """Return the papers whose note has these words, the last one perhaps its start."""
    wanted = f" {fold_title(words)}"
    found = repository.read(notes.every)
    return [paper for paper, text in found if wanted in f" {fold_title(text)}"]


def with_full_text(repository: Repository, words: str) -> Ids:
    """Return the papers whose kept full text has these words."""
    # Texts are named by arXiv ids, as file names: those of old ids have no slash.
    found = (arxiv_key(one.replace("_", "/")) for one in repository.words.find(words))
    papers = repository.read(lambda db: keys.by_keys(db, filter(None, found)))
    return list(papers.values())
