"""Papers written as JSON Lines, CSV, BibTeX, RIS, nbib and CSL-JSON, for tests that read them.

Every writer follows its format's own rules for names, and knows nothing of Octavo's parsers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections.abc import Callable, Iterable
from typing import NamedTuple

_PARTICLES = frozenset(("van", "von", "der", "den", "de", "la", "del", "di", "da", "dos", "du"))
_SUFFIXES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PLACE = re.compile(r"Universit|Institut|Corporation|^(?:for )?the\s|Authors", re.IGNORECASE)


class Record(NamedTuple):
    """One paper, with what every format has a field for."""

    arxiv_id: str
    doi: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    date: str  # as 2024-03-01


class Name(NamedTuple):
    """The parts of a name, each as it is written."""

    given: str
    family: str
    suffix: str


def name_of(whole: str) -> Name:
    """Return the parts of a name whose given names come first.

    An institution among the people is one name.

    >>> name_of("Jan van der Zee III")
    Name(given='Jan', family='van der Zee', suffix='III')
    """
    if _PLACE.search(whole):
        return Name("", whole, "")
    words = whole.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else ""
    at = len(words) - 1
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    return Name(" ".join(words[:at]), " ".join(words[at:]), suffix)


def json_lines(records: Iterable[Record]) -> str:
    """An object on each line."""
    return "".join(
        json.dumps(
            {
                "id": one.arxiv_id,
                "doi": one.doi or None,
                "title": one.title,
                "abstract": one.abstract,
                "authors": one.authors,
                "date": one.date,
            }
        )
        + "\n"
        for one in records
    )


def csv_table(records: Iterable[Record], between: str = "; ") -> str:
    """A table with the names of its columns, and names of people with given names first."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("arxiv_id", "doi", "title", "abstract", "authors", "date"))
    for one in records:
        people = between.join(one.authors)
        rows.writerow((one.arxiv_id, one.doi, one.title, one.abstract, people, one.date))
    return text.getvalue()


def csv_with_commas(records: Iterable[Record]) -> str:
    """As `csv_table`, with commas between people."""
    return csv_table(records, ", ")


def csv_inverted(records: Iterable[Record]) -> str:
    """As `csv_table`, with family names first."""
    return csv_table(
        one._replace(authors=tuple(_with_commas(name_of(name)) for name in one.authors))
        for one in records
    )


def _with_commas(name: Name) -> str:
    return ", ".join(filter(None, (name.family, name.given, name.suffix)))


def bibtex(records: Iterable[Record], *, inverted: bool = False) -> str:
    """An entry for each paper, with the fields of arXiv."""
    return "\n".join(_entry(number, one, inverted) for number, one in enumerate(records))


def bibtex_inverted(records: Iterable[Record]) -> str:
    """As `bibtex`, with family names first."""
    return bibtex(records, inverted=True)


def _entry(number: int, one: Record, inverted: bool) -> str:
    year, month, day = one.date.split("-")
    people = " and ".join(_bibtex_name(name, inverted) for name in one.authors)
    fields = {
        "title": f"{{{_balanced(one.title)}}}",
        "author": f"{{{people}}}",
        "abstract": f"{{{_balanced(one.abstract)}}}",
        "year": year,
        "month": _MONTHS[int(month) - 1],
        "day": str(int(day)),
        "eprint": f"{{{one.arxiv_id}}}",
        "archiveprefix": "{arXiv}",
        "doi": f"{{{one.doi}}}" if one.doi else "",
    }
    lines = "".join(f"  {key} = {value},\n" for key, value in fields.items() if value)
    return f"@article{{paper{number},\n{lines}}}\n"


def _bibtex_name(whole: str, inverted: bool) -> str:
    whole = _balanced(whole)
    if re.search(r",|(?:^|\s)and(?:\s|$)", whole, re.IGNORECASE):
        return f"{{{whole}}}"
    name = name_of(whole)
    if inverted and name.given:
        return ", ".join(filter(None, (name.family, name.suffix, name.given)))
    return whole


def _balanced(text: str) -> str:
    """``text`` without its braces if one of them lacks another, which BibTeX cannot hold.

    A backslash at its end would hide the brace behind it.
    """
    text = text.rstrip("\\")
    depth = 0
    for mark in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            break
    return re.sub(r"(?<!\\)[{}]", "", text) if depth else text


def ris(records: Iterable[Record]) -> str:
    """A record for each paper, with family names first, one on each line."""
    return ris_of(records, lambda whole: _with_commas(name_of(whole)))


def ris_given_first(records: Iterable[Record]) -> str:
    """As `ris`, with given names first."""
    return ris_of(records, lambda whole: whole)


def ris_of(records: Iterable[Record], written: Callable[[str], str]) -> str:
    """As `ris`, with names as ``written``."""
    lines: list[str] = []
    for one in records:
        lines += ["TY  - JOUR", f"TI  - {_line(one.title)}"]
        lines += [f"AU  - {_line(written(name))}" for name in one.authors]
        lines += [f"AB  - {_line(one.abstract)}", f"DA  - {one.date.replace('-', '/')}"]
        lines += [f"UR  - http://arxiv.org/abs/{one.arxiv_id}"]
        lines += [f"DO  - {one.doi}"] if one.doi else []
        lines += ["ER  - ", ""]
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def nbib(records: Iterable[Record]) -> str:
    """A citation for each paper, as PubMed writes them: with folded lines and full names."""
    return "\n".join(_citation(number, one) for number, one in enumerate(records, 1))


def _citation(number: int, one: Record) -> str:
    year, month, day = one.date.split("-")
    title = _line(one.title)
    fields = [("PMID", str(number)), ("OWN", "NLM"), ("STAT", "PubMed-not-MEDLINE")]
    fields += [("DP", f"{year} {_MONTHS[int(month) - 1].title()} {int(day)}")]
    fields += [("TI", title if title.endswith((".", "?", "!")) else f"{title}.")]
    fields += [("LID", f"{one.doi} [doi]")] if one.doi else []
    fields += [("AB", _line(one.abstract))]
    for whole in one.authors:
        name = name_of(_line(whole))
        if not name.given:
            fields += [("CN", name.family)]
            continue
        given = f"{name.given} {name.suffix}".rstrip()
        initials = "".join(word[0] for word in name.given.split())
        fields += [("FAU", f"{name.family}, {given}"), ("AU", f"{name.family} {initials}")]
    fields += [("AID", f"arXiv:{one.arxiv_id} [pii]")]
    return "".join(map(_folded, *zip(*fields, strict=True)))


def _folded(tag: str, value: str) -> str:
    """A field whose lines are as long as those of PubMed."""
    lines = textwrap.wrap(value, 82, break_long_words=False, break_on_hyphens=False) or [""]
    return f"{tag:4}- " + "\n      ".join(lines) + "\n"


def csl_json(records: Iterable[Record]) -> str:
    """A list of items, https://docs.citationstyles.org/en/stable/specification.html."""
    return json.dumps([_item(number, one) for number, one in enumerate(records)], indent=1)


def _item(number: int, one: Record) -> dict[str, object]:
    item: dict[str, object] = {
        "id": f"paper-{number}",
        "type": "article",
        "title": one.title,
        "abstract": one.abstract,
        "author": [_csl_name(name) for name in one.authors],
        "issued": {"date-parts": [[int(part) for part in one.date.split("-")]]},
        "URL": f"https://arxiv.org/abs/{one.arxiv_id}",
    }
    return item | ({"DOI": one.doi} if one.doi else {})


def _csl_name(whole: str) -> dict[str, str]:
    name = name_of(whole)
    if not name.given:
        return {"literal": whole}
    parts = {"family": name.family, "given": name.given}
    return parts | ({"suffix": name.suffix} if name.suffix else {})
