"""The fields of services for papers under the names of `octavo_model.formats.records.record`. Pure.

A service is a row of `SERVICES`: keys that only its records have, and where each field is. A
service whose fields have names that `octavo_model.formats.records.record` knows, e.g. Semantic
Scholar or Crossref, needs no row.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.formats.records.values import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Record = dict[str, object]

_MOST_WORDS = 20_000
_NUMBER_OF_NAME = re.compile(r" \d{4}$")


class Service(NamedTuple):
    """A service for papers.

    Attributes:
        keys: A record with one of these keys is from this service; ``a+b`` are two keys together.
        fields: For each field the paths to its values, the best first, separated by spaces. A path
            is keys separated by full stops; of a list the rest is taken from each element.
        finish: Changes the fields that were found.
    """

    keys: str
    fields: Mapping[str, str]
    finish: Callable[[Record, Record], None] = lambda _record, _fields: None


def _words_in_order(_record: Record, fields: Record) -> None:
    """An abstract of OpenAlex: for each word its places."""
    index = fields.get("abstract")
    if isinstance(index, dict):
        placed = [
            (place, word)
            for word, places in index.items()
            if isinstance(places, list)
            for place in places[:_MOST_WORDS]
            if isinstance(place, int)
        ]
        fields["abstract"] = " ".join(word for _, word in sorted(placed)[:_MOST_WORDS])


def _without_numbers(_record: Record, fields: Record) -> None:
    """Names of DBLP without the number that distinguishes people of one name."""
    people = fields.get("authors")
    listed = people if isinstance(people, list) else [people]
    fields["authors"] = [_NUMBER_OF_NAME.sub("", line_of(one)) for one in listed]
    _without_full_stop(_record, fields)


def _without_full_stop(_record: Record, fields: Record) -> None:
    title = line_of(fields.get("title"))
    if title.endswith(".") and not title.endswith(".."):
        fields["title"] = title[:-1]


def _abstract_of_several(record: Record, fields: Record) -> None:
    """The description of DataCite that is the abstract; the day of publication of several."""
    for field, key, kind, wanted in (
        ("abstract", "description", "descriptionType", ("Abstract",)),
        ("date", "date", "dateType", ("Issued", "Submitted", "Available", "Created")),
    ):
        several = record.get(f"{key}s")
        by_kind = {
            one.get(kind): one[key]
            for one in (several if isinstance(several, list) else [])
            if isinstance(one, dict) and isinstance(one.get(kind), str) and one.get(key)
        }
        if found := next((by_kind[name] for name in wanted if name in by_kind), None):
            fields[field] = found


SERVICES = (
    # OpenAlex: https://docs.openalex.org/api-entities/works/work-object
    Service(
        "authorships abstract_inverted_index",
        {
            "title": "title display_name",
            "authors": "authorships.author.display_name authorships.raw_author_name",
            "authorcount": "authors_count",
            "abstract": "abstract_inverted_index abstract",
            "date": "publication_date publication_year",
            "doi": "doi ids.doi",
            "url": "locations.landing_page_url primary_location.landing_page_url id",
            "pdf": "locations.pdf_url",
            "journal": "primary_location.source.display_name host_venue.display_name",
            "keywords": "keywords.display_name",
        },
        finish=_words_in_order,
    ),
    # DBLP: https://dblp.org/faq/How+to+use+the+dblp+search+API.html
    Service(
        "ee key+type+venue+year",
        {
            "title": "title",
            "abstract": "abstract",
            "authors": "authors.author.text authors.author authors",
            "date": "year",
            "doi": "doi",
            "url": "ee url",
            "journal": "venue",
        },
        finish=_without_numbers,
    ),
    # DataCite: https://support.datacite.org/docs/datacite-metadata-schema-44
    Service(
        "titles+creators",
        {
            "title": "titles.title",
            "authors": "creators",
            "date": "published publicationYear",
            "doi": "doi",
            "url": "url",
            "journal": "container.title publisher.name publisher",
            "keywords": "subjects.subject",
        },
        finish=_abstract_of_several,
    ),
    # INSPIRE: https://github.com/inspirehep/rest-api-doc
    Service(
        "titles+control_number titles+arxiv_eprints titles+abstracts titles+document_type",
        {
            "title": "titles.title",
            "subtitle": "titles.subtitle",
            "authors": "authors.full_name collaborations.value corporate_author",
            "authorcount": "author_count",
            "abstract": "abstracts.value",
            "date": "preprint_date earliest_date imprints.date publication_info.year",
            "arxiv": "arxiv_eprints.value",
            "doi": "dois.value",
            "url": "urls.value",
            "journal": "publication_info.journal_title",
            "categories": "arxiv_eprints.categories",
        },
    ),
    # HAL: https://api.archives-ouvertes.fr/docs/search/?schema=fields
    Service(
        "title_s",
        {
            "title": "title_s en_title_s",
            "subtitle": "subTitle_s",
            "authors": "authFullName_s",
            "abstract": "abstract_s en_abstract_s",
            "date": "publicationDate_s producedDate_s submittedDate_s publicationDateY_i "
            "producedDateY_i",
            "arxiv": "arxivId_s",
            "doi": "doiId_s",
            "url": "uri_s",
            "journal": "journalTitle_s conferenceTitle_s bookTitle_s",
            "keywords": "keyword_s",
        },
    ),
    # Europe PMC: https://europepmc.org/RestfulWebService
    Service(
        "authorString authorList+pubYear firstPublicationDate+pubYear",
        {
            "title": "title",
            "authors": "authorList.author authorString authors",
            "abstract": "abstractText",
            "date": "firstPublicationDate pubYear",
            "doi": "doi",
            "url": "fullTextUrlList.fullTextUrl.url",
            "journal": "journalTitle journalInfo.journal.title bookOrReportDetails.publisher",
            "keywords": "keywordList.keyword",
        },
        finish=_without_full_stop,
    ),
)

_FIRST_KEYS = frozenset(
    together.partition("+")[0] for service in SERVICES for together in service.keys.split()
)


def translated(record: Record) -> Record:
    """Return the fields of ``record`` under known names, if it is of a known service; else itself.

    >>> found = translated({"titles": [{"title": "Salt"}], "creators": [{"name": "Kelp, Dora"}]})
    >>> found["title"], found["authors"]
    (['Salt'], [{'name': 'Kelp, Dora'}])
    """
    if _FIRST_KEYS.isdisjoint(record):
        return record
    service = _service_of(tuple(record))
    if service is None:
        return record
    fields: Record = {}
    for field, paths in service.fields.items():
        for path in paths.split():
            value = _at(record, path.split("."))
            if value not in (None, "", [], {}):
                fields[field] = value
                break
    service.finish(record, fields)
    return fields


@lru_cache(maxsize=64)
def _service_of(keys: tuple[object, ...]) -> Service | None:
    for service in SERVICES:
        for together in service.keys.split():
            if all(key in keys for key in together.split("+")):
                return service
    return None


def _at(value: object, path: list[str]) -> object:
    """The value at ``path``; of a list those of all its elements, in one list."""
    for place, key in enumerate(path):
        if isinstance(value, list):
            found: list[object] = []
            for one in value:
                inner = _at(one, path[place:])
                found += inner if isinstance(inner, list) else [] if inner is None else [inner]
            return found
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
