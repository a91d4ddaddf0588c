"""Answers of the API of bioRxiv and medRxiv: https://api.biorxiv.org.

``/details`` lists postings, ``/pubs`` preprints that a journal published. Both hold ``messages``
(status, interval, cursor, count, total) and ``collection``. Numbers may be texts. A new version of
a preprint is a posting of its own, with the date of that version. A saved ``collection`` alone is
read too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import Announcement, ParsedPaper
from octavo_model.formats.apis.answer import read_answer
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import split_people
from octavo_model.formats.common.dates import LooseDay
from octavo_model.formats.common.digest import find_ids, gather, rationed, slug, with_ids
from octavo_model.formats.common.html import unescape
from octavo_model.formats.feeds.entries import dated, plain, plain_line
from octavo_model.formats.records.values import count_of, line_of
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_START = re.compile(r'[\s\ufeff]*\{\s*"(?:messages|collection)"\s*:\s*\[')
_LISTED = re.compile(r'[\s\ufeff]*\[\s*\{\s*"')
_MARKS = re.compile(
    r'"(?:biorxiv_|medrxiv_|preprint_)?doi"\s*:\s*"|"status"\s*:\s*"(?:ok|no \w+ found)"'
)
_OF_SERVER = re.compile(
    r'"(?:jatsxml|preprint_platform|biorxiv_doi)"\s*:|"server"\s*:\s*"\w+[Rr]xiv"'
)
_NOTHING_FOUND = re.compile(r"no \w{1,20} found", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST_INTERVAL = 100
_NAMES = {"biorxiv": "bioRxiv", "medrxiv": "medRxiv"}


class PostingsPage(NamedTuple):
    """An answer: what its message says, and its records.

    Attributes:
        status: ``ok``, or what is wrong; empty without a message.
        days: The days that it names as its interval.
        total: How many records the interval has on all pages; None if that is not stated.
        records: The postings on this page.
    """

    status: str
    days: tuple[str, ...]
    total: int | None
    records: tuple[dict[str, object], ...]


def page_of(value: object) -> PostingsPage | None:
    """Return the page in the JSON ``value``; None if it is something else.

    An interval without postings has the status ``no posts found``, and is a page with a total of 0.
    """
    fields = value if isinstance(value, dict) else {}
    messages, listed = fields.get("messages"), fields.get("collection", [])
    if not isinstance(messages, list) or not isinstance(listed, list):
        return None
    message = messages[0] if messages and isinstance(messages[0], dict) else {}
    status = line_of(message.get("status"))
    if _NOTHING_FOUND.fullmatch(status):
        return PostingsPage("ok", (), 0, ())
    interval = line_of(message.get("interval"))[:_LONGEST_INTERVAL]
    records = tuple(one for one in listed if isinstance(one, dict))
    return PostingsPage(
        status, tuple(_DAY.findall(interval)), count_of(message.get("total")), records
    )


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such an answer, judging by its beginning."""
    text = source.beginning()
    if _START.match(text) and _MARKS.search(text):
        return 0.97
    return 0.95 if _LISTED.match(text) and _OF_SERVER.search(text) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the preprints; a record without a title is left out with a warning."""
    answer = read_answer(source)
    records = answer.records("collection")
    page = page_of(answer.got.value)
    if records is None:
        status = f" ({page.status})" if page and page.status else ""
        raise NotADigestError(source.name, f"JSON, but no list of preprints is in it{status}")
    if page and page.status not in {"", "ok"} and not records:
        raise NotADigestError(source.name, f"the server answers: {page.status}")
    found = rationed(answer.gather(records, paper_of))
    digest = gather(found, None, slug(_server(records)), answer.broken)
    return dated(digest, _day(source, page.days if page else (), digest.papers))


def paper_of(record: dict[str, object]) -> ParsedPaper | None:
    """Return the preprint in ``record``; None if it has no title."""
    title = _line(record, "title", "preprint_title")
    if not title:
        return None
    doi = _line(record, "doi", "biorxiv_doi", "medrxiv_doi", "preprint_doi")
    version = count_of(record.get("version")) or None
    day = dates.read(_line(record, "date", "preprint_date"))
    ids = find_ids([doi])._replace(version=version)
    page = _page(_server([record]), ids.doi, version)
    category = _line(record, "category", "preprint_category")
    paper = ParsedPaper(
        title,
        readable(_text(record, "abstract", "preprint_abstract")),
        authors=_people(_line(record, "authors", "preprint_authors")),
        categories=(category.lower(),) if category else (),
        journal=_known(_line(record, "published_journal")) or None,
        comments=_comments(record),
    )
    if version is None:
        return with_ids(paper, ids, day, [page])
    if version == 1:
        return with_ids(paper, ids, day, [page])._replace(announced=Announcement.NEW)
    # The date is that of the version, and the preprint itself is older.
    revised = day.date if day else None
    paper = paper._replace(announced=Announcement.REPLACE, revised=revised)
    return with_ids(paper, ids, None, [page])


_FIGURE = re.compile(r"([OC]_(?:FIG|TBL))(?![A-Z_])")
_NO_FIGURE = re.compile(r"(?:graphical abstract|toc graphic)[:.]?\Z", re.IGNORECASE)
_HEADING = re.compile(r"O_ST_ABS(.{0,200}?)C_ST_ABS")
_ITEM = re.compile(r"[OC]_LI(?!NK)")
_SMALL_CAPITALS = re.compile(r"[OC]_(?:SCPLOW|SCPCAP|TEXTBOX|ST_ABS|QD)")
_NAMED = re.compile(r"\{([A-Za-z]{2,7}|middle dot|degrees|\+/-)\}")
_BRACKETED = re.compile(r"\[(&[a-z]{2,6};|[~≥≤≠≈→±×÷∞∼])\]")
_ABSTRACT = re.compile(r"(?:ABSTRACT|Abstract)(?:\s*[:.]\s*|\s*(?=[A-Z])|\n)")
_GREEK_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi"),
    *("chi", "psi", "omega"),
)
_GREEK = dict(zip(_GREEK_NAMES, "αβγδεζηθικλμνξοπρστυφχψω", strict=True))
_SIGNS = {"middle dot": "·", "degrees": "°", "+/-": "±", "micro": "µ"}


def readable(text: str) -> str:
    r"""Return an abstract of this API without the codes of its typesetting.

    >>> readable("AO_SCPLOWBSTRACTC_SCPLOWWe count {beta}-cells, O_LIowlsC_LI and bats.")
    'We count β-cells,\n\nowls\n\nand bats.'
    """
    whole, text = text, _without_figures(text)
    text = _ITEM.sub("\n\n", _SMALL_CAPITALS.sub("", _HEADING.sub(r"\n\n\1: ", text)))
    text = _BRACKETED.sub(lambda found: unescape(found[1]), _NAMED.sub(_sign, text))
    text = plain(text)
    start = _ABSTRACT.match(text)
    text = text[start.end() :] if start else text
    return clean_text(_NO_FIGURE.sub("", text) if "_FIG" in whole else text)


def _without_figures(text: str) -> str:
    """Return ``text`` without figures and tables, of which only their names are left.

    One that does not end, as the text is cut off, reaches to the end.
    """
    kept: list[str] = []
    inside: list[str] = []
    opened = ""
    for piece in _FIGURE.split(text):
        if not opened and piece in {"O_FIG", "O_TBL"}:
            opened = piece
        elif opened and piece == f"C{opened[1:]}":
            kept.append("\n\n")
            opened = ""
            inside.clear()
        else:
            (inside if opened else kept).append(piece)
    rest = "".join(inside)
    return "".join(kept) + ("" if rest.lstrip().startswith(("O_LINK", "View this")) else rest)


def _sign(found: re.Match[str]) -> str:
    name = found[1]
    letter = _GREEK.get(name.lower())
    if letter:
        return letter.upper() if name[0].isupper() else letter
    return _SIGNS.get(name, found[0])


def _text(record: dict[str, object], *names: str) -> str:
    """The first of the fields ``names`` with text."""
    values = (record.get(name) for name in names)
    return next((one for one in values if isinstance(one, str) and one.strip()), "")


def _line(record: dict[str, object], *names: str) -> str:
    return _NAMED.sub(_sign, plain_line(_text(record, *names)))


def _known(text: str) -> str:
    return "" if text.upper() in {"NA", "N/A", "NONE", "NULL"} else text


def _people(text: str) -> tuple[str, ...]:
    """The names of authors, of which each is ``Family, G.``; one alone has no semicolon."""
    is_one = ";" not in text and text.count(",") == 1
    return split_people(f"{text};" if is_one else text)


def _comments(record: dict[str, object]) -> str:
    """What became of the preprint."""
    withdrawn = "withdrawn" if _line(record, "type").lower() == "withdrawn" else ""
    published = _known(_line(record, "published", "published_doi"))
    known = find_ids([published]).doi if published else None
    return "; ".join(filter(None, (withdrawn, known and f"published as doi:{known}")))


def _server(records: Iterable[object]) -> str:
    """The name of the server of the first record."""
    for record in records:
        if isinstance(record, dict):
            name = clean_line(_text(record, "server", "preprint_platform")).lower()
            return _NAMES.get(name, _NAMES["medrxiv" if "medrxiv_doi" in record else "biorxiv"])
    return _NAMES["biorxiv"]


def _page(server: str, doi: str | None, version: int | None) -> str:
    if doi is None:
        return ""
    suffix = f"v{version}" if version else ""
    return f"https://www.{server.lower()}.org/content/{doi}{suffix}"


def _day(source: Source, days: tuple[str, ...], papers: tuple[ParsedPaper, ...]) -> LooseDay | None:
    """The day of the digest: one given, that of the interval, or the newest posting."""
    if source.date:
        return LooseDay(source.date)
    if days and len(set(days)) == 1 and (day := dates.from_iso(days[0])):
        return LooseDay(day)
    posted = [one for paper in papers if (one := paper.date or paper.revised)]
    named = dates.in_name(source.name)
    return LooseDay(max(posted)) if posted else LooseDay(named) if named else None
