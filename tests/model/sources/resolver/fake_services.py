"""arXiv, Crossref, DataCite and Hugging Face with invented papers, without a network."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote

import httpx

_ENTRY = """<entry><id>http://arxiv.org/abs/{id}v1</id><title>{title}</title>
<updated>2024-01-02T00:00:00Z</updated><published>2024-01-02T00:00:00Z</published>
<summary>On {title}.</summary><author><name>Dora Kelp</name></author></entry>"""
_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/abc</id>
<title type="html">ArXiv Query</title><updated>2026-11-30T00:00:00-05:00</updated>{}</feed>"""
_ERROR = """<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_x</id>
<title>Error</title><summary>incorrect id format for x</summary></entry>"""


@dataclass
class FakeServices(httpx.AsyncBaseTransport):
    """What each service knows: titles by id. ``down`` are hosts that answer with a status."""

    arxiv: dict[str, str] = field(default_factory=dict)
    crossref: dict[str, str] = field(default_factory=dict)
    datacite: dict[str, str] = field(default_factory=dict)
    hugging_face: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Ids for which arXiv refuses the whole request."""
    down: dict[str, int] = field(default_factory=dict)
    """The status that a host answers; 0 for no connection."""
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append(url)
        status = self.down.get(request.url.host)
        if status == 0:
            raise httpx.ConnectError("no network")
        if status:
            return httpx.Response(status, stream=httpx.ByteStream(b""))
        body = self._body(request)
        if body is None:
            return httpx.Response(404, stream=httpx.ByteStream(b"not found"))
        return httpx.Response(200, stream=httpx.ByteStream(body))

    def to(self, host: str) -> list[str]:
        """The requests to a host since this was called last."""
        found = [url for url in self.asked if f"//{host}/" in url]
        self.asked = [url for url in self.asked if url not in found]
        return found

    def _body(self, request: httpx.Request) -> bytes | None:
        host, path = request.url.host, request.url.path
        query = {name: one for name, (one,) in parse_qs(request.url.query.decode()).items()}
        if str(request.url) in self.pages:
            return self.pages[str(request.url)]
        if host == "export.arxiv.org":
            return self._feed(query)
        if host == "api.crossref.org":
            return self._works(unquote(path), query)
        if host == "api.datacite.org":
            return self._records(unquote(path), query)
        title = self.hugging_face.get(path.removeprefix("/api/papers/"))
        fields = {"id": path.rpartition("/")[2], "title": title, "summary": f"On {title}."}
        return json.dumps(fields).encode() if title else None

    def _feed(self, query: dict[str, str]) -> bytes:
        if "id_list" in query:
            ids = query["id_list"].split(",")
            assert len(ids) <= int(query["max_results"])
            if self.refused.intersection(ids):
                return _FEED.format(_ERROR).encode()
        else:
            words = set(re.findall(r"\w+", query["search_query"].replace("ti:", " ").lower()))
            is_phrase = '"' in query["search_query"]
            ids = [
                one
                for one, title in self.arxiv.items()
                if (words <= set(title.lower().split()) if is_phrase
                    else words & set(title.lower().split()))
            ]  # fmt: skip
        known = [_ENTRY.format(id=one, title=self.arxiv[one]) for one in ids if one in self.arxiv]
        return _FEED.format("".join(known)).encode()

    def _works(self, path: str, query: dict[str, str]) -> bytes | None:
        if path != "/works":
            doi = path.removeprefix("/works/")
            known = self.crossref.get(doi)
            answer = {"status": "ok", "message": _work(doi, known or "")}
            return json.dumps(answer).encode() if known else None
        dois = [one.removeprefix("doi:") for one in query["filter"].split(",")]
        found = [_work(doi, self.crossref[doi]) for doi in dois if doi in self.crossref]
        message = {"total-results": len(found), "items": found}
        return json.dumps({"status": "ok", "message": message}).encode()

    def _records(self, path: str, query: dict[str, str]) -> bytes | None:
        if path != "/dois":
            doi = path.removeprefix("/dois/")
            known = self.datacite.get(doi)
            return json.dumps({"data": _record(doi, known or "")}).encode() if known else None
        dois = re.findall(r'"([^"]+)"', query["query"])
        found = [_record(doi, self.datacite[doi]) for doi in dois if doi in self.datacite]
        return json.dumps({"data": found, "meta": {"total": len(found)}}).encode()


def _work(doi: str, title: str) -> dict[str, object]:
    return {
        "DOI": doi.upper(),
        "title": [title],
        "author": [{"given": "Dora", "family": "Kelp"}],
        "issued": {"date-parts": [[2024, 3, 1]]},
        "container-title": ["Journal of Tides"],
        "type": "journal-article",
    }


def _record(doi: str, title: str) -> dict[str, object]:
    attributes = {
        "doi": doi,
        "titles": [{"title": title}],
        "creators": [{"name": "Kelp, Dora", "givenName": "Dora", "familyName": "Kelp"}],
        "publicationYear": 2023,
    }
    return {"id": doi, "type": "dois", "attributes": attributes}
