"""Rows of Daily Papers, as its API answers them and its page holds them. Pure.

A row holds ``paper`` (id, title, summary, authors, publishedAt, submittedOnDailyAt, upvotes,
ai_summary, ai_keywords, projectPage, githubRepo, organization) and around it numComments,
submittedBy, organization, and once more title, summary and publishedAt. There is no
specification, and rows of 2023 have less than those of 2026. Some archives hold each row as
text, as Python or JSON would print it, and some a dict around the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import gather, quoted, rationed
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.json import Salvage, load, read_literal, salvage
from octavo_model.formats.records.record import paper_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source

_DEEPEST_WRAPPER = 4
_WIDEST_WRAPPER = 100
_DATES = ("date", "dateString", "day", "currentDate", "publishedDate")
_SHOWN = 200


def read(text: str) -> Salvage:
    """The value of JSON that may be cut or broken.

    Raises:
        ValueError: It is no JSON.
    """
    try:
        return Salvage(load(text))
    except ValueError:
        return salvage(text)


def digest_of(got: Salvage, source: Source) -> ParsedDigest | None:
    """The digest whose rows stand in ``got``; None where no list of rows is there."""
    found = _rows_in(got.value, _DEEPEST_WRAPPER)
    if found is None:
        return None
    listed, around = found
    rows = [_row(one) for one in listed]
    date, inferred = _day(rows, around, source)
    digest = gather(rationed(_all_of(rows, got)), date)
    undated = ParseWarning(0, "the digest does not tell its day; taken from its latest paper")
    warnings = (*digest.warnings, undated) if inferred else digest.warnings
    return replace(digest, date_inferred=inferred, warnings=warnings)


def looks_like_row(value: object) -> bool:
    """Whether ``value`` is a row of a paper, or the text of one."""
    row = _row(value)
    return row is not None and (isinstance(row.get("paper"), dict) or "title" in row)


def _all_of(
    rows: list[dict[str, object] | None], got: Salvage
) -> Iterator[ParsedPaper | ParseWarning]:
    for number, row in enumerate(rows, 1):
        paper = None if row is None else paper_of(row)
        if paper is not None:
            yield paper
        elif row is None:
            yield ParseWarning(0, f"row {number} is not a paper; left out")
        else:
            yield ParseWarning(0, f"row {number}{_called(row)} has no title; left out")
    for part in got.broken:
        if part.kind == "whole":
            shown = quoted(clean_line(part.text[:_SHOWN]))
            yield ParseWarning(part.line, f"a row that is broken JSON; left out: {shown}")
        elif part.kind == "stray":
            shown = quoted(clean_line(part.text[:_SHOWN]))
            yield ParseWarning(part.line, f"not a row; left out: {shown}")
    if got.cut:
        line = got.broken[-1].line if got.broken else 0
        yield ParseWarning(line, "cut off here; the whole rows before were read")


def _called(row: dict[str, object]) -> str:
    paper = row.get("paper")
    name = (paper if isinstance(paper, dict) else row).get("id")
    return f" ({quoted(clean_line(name[:_SHOWN]))})" if isinstance(name, str) else ""


def _row(value: object) -> dict[str, object] | None:
    """The row that ``value`` is, or that it is the text of."""
    if isinstance(value, str):
        value = _printed(value)
    return value if isinstance(value, dict) else None


def _printed(text: str) -> object:
    if text.lstrip().startswith("{"):
        for reader in (load, read_literal):
            try:
                return reader(text)
            except ValueError:
                continue
    return None


def _rows_in(value: object, depth: int) -> tuple[list[object], list[dict[str, object]]] | None:
    """The list of rows in ``value``, and the dicts around it; of several the longest."""
    if isinstance(value, list):
        return (value, []) if not value or any(map(looks_like_row, value)) else None
    if not isinstance(value, dict) or not depth:
        return None
    if isinstance(value.get("paper"), dict):
        return [value], []
    best = None
    for one in list(value.values())[:_WIDEST_WRAPPER]:
        found = _rows_in(one, depth - 1)
        if found and (best is None or len(found[0]) > len(best[0])):
            best = found
    return (best[0], [value, *best[1]]) if best else None


def _day(
    rows: list[dict[str, object] | None], around: Iterable[dict[str, object]], source: Source
) -> tuple[dt.date | None, bool]:
    """The day of the digest, and whether it was concluded.

    What its papers were submitted for says most; ``publishedAt`` is, of late, that of arXiv,
    and may be weeks older.
    """
    if source.date:
        return source.date, False
    whole = [row for row in rows if row is not None]
    submitted = Counter(_days_of(whole, "submittedOnDailyAt"))
    if submitted:
        most = max(submitted.values())
        return max(day for day, times in submitted.items() if times == most), False
    for wrapper in around:
        for key in _DATES:
            if day := _iso(wrapper.get(key)):
                return day, False
    if day := dates.in_name(source.name):
        return day, False
    day = max(_days_of(whole, "publishedAt"), default=None)
    return day, day is not None


def _days_of(rows: Iterable[dict[str, object]], key: str) -> Iterator[dt.date]:
    for row in rows:
        paper = row.get("paper")
        for holder in (row, paper):
            if isinstance(holder, dict) and (day := _iso(holder.get(key))):
                yield day
                break


def _iso(value: object) -> dt.date | None:
    return dates.from_iso(value) if isinstance(value, str) else None


_SNIFFED = 1 << 16
_EMPTY = re.compile(r"\s*\[\s*\]\s*")
# A row begins so, whether it stands there as it is or as text, printed by Python or as JSON.
_ROW = re.compile(r"""\\?["']paper\\?["']\s*:\s*\{\s*\\?["']\w+\\?["']\s*:""")
_ERROR = re.compile(r"""\s*\{\s*"(?:error|message)"\s*:\s*"[^"\\]{1,500}"\s*[,}]""")
_LONGEST_ANSWER = 200


class DailyPapersJson:
    """Reads the answer, whole or cut off, and what archives have made of it.

    Attributes:
        name: On the command line.
        title: For people.
        badge: For the papers.
        example: How one comes by one.
    """

    name = "daily-papers-json"
    title = "Daily Papers, as its API answers"
    badge = "HF"
    example = "curl 'https://huggingface.co/api/daily_papers?date=2026-08-21' | octavo import -"

    def sniff(self, source: Source) -> float:
        """How sure it is that ``source`` is such an answer, by its beginning."""
        text, _ = decode(source.data[:_SNIFFED])
        if not text.lstrip().startswith(("[", "{")):
            return 0.0
        if _ROW.search(text):
            return 0.0 if _is_row_alone(source.data) else 0.95
        if _EMPTY.fullmatch(text):
            return 0.5
        return 0.3 if _ERROR.match(text) else 0.0

    def parse(self, source: Source) -> ParsedDigest:
        """Read ``source``; rows that are no papers become warnings.

        Raises:
            NotADigestError: It is no JSON, or JSON without a list of papers, such as the API's
                word that there is no such day.
        """
        text, broken = decode(source.data)
        try:
            got = read(text)
        except ValueError:
            raise NotADigestError(source.name, "not JSON") from None
        digest = digest_of(got, source)
        if digest is None:
            raise NotADigestError(source.name, _why(got))
        return replace(digest, warnings=(broken, *digest.warnings)) if broken else digest


def _is_row_alone(data: bytes) -> bool:
    """Whether ``data`` has a row on each line, which are JSON Lines."""
    if not data.lstrip().startswith(b"{"):
        return False
    try:
        value = load(decode(data.lstrip().partition(b"\n")[0])[0])
    except ValueError:
        return False
    return isinstance(value, dict) and "paper" in value


def _why(got: Salvage) -> str:
    """Why there is no digest in what was read."""
    value = got.value
    told = value.get("error") or value.get("message") if isinstance(value, dict) else None
    if isinstance(told, str):
        return f"the answer is an error: {clean_line(told[:_LONGEST_ANSWER])}"
    return "JSON, but no list of papers is in it"
