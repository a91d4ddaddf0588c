"""Papers as JSON, https://www.rfc-editor.org/rfc/rfc8259: as ``octavo list --json`` prints them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from octavo_model.text.clean import harmless_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Paper


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield one array of papers."""
    return array(map(fields_of, papers))


def array(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield one array of ``objects``, one on each line; never all in memory at once."""
    before = "["
    for one in objects:
        yield f"{before}\n  {_json(one)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def lines(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield one object on each line (https://jsonlines.org)."""
    for one in objects:
        yield _json(one) + "\n"


def _json(one: dict[str, Any]) -> str:
    return harmless_json(json.dumps(one, ensure_ascii=False))


def fields_of(paper: Paper) -> dict[str, Any]:
    """Return a paper as JSON; unknown values are null."""
    verdict = paper.verdict
    return {
        "key": paper.key,
        "title": paper.title,
        "readable_title": paper.readable,
        "abstract": paper.abstract or None,
        "authors": list(paper.authors) or None,
        "author_count": paper.author_count,
        "organization": paper.organization,
        "date": paper.day,
        "date_inferred": paper.date_inferred if paper.date else None,
        "comment_count": paper.comment_count,
        "arxiv_id": paper.arxiv_id,
        "links": [link.url for link in paper.links],
        "digests": list(paper.digests),
        "read": paper.read,
        "starred": paper.starred,
        "updated": paper.updated,
        "verdict": verdict and ("later" if verdict.until else "no"),
        "later_until": verdict.until.isoformat() if verdict and verdict.until else None,
        "followed": paper.followed or None,
        "muted": paper.muted or None,
        "badges": list(paper.badges),
        "doi": paper.doi,
        "version": paper.version,
        "revised": paper.revised.isoformat() if paper.revised else None,
        "categories": list(paper.categories) or None,
        "comments": paper.comments or None,
        "journal": paper.journal,
        "upvotes": paper.upvotes,
        "keywords": list(paper.keywords) or None,
        "ai_summary": paper.ai_summary or None,
        "page": paper.page,
        "code": paper.code,
        "project": paper.project,
        "tags": list(paper.tags),
        "note": paper.note or None,
    }
