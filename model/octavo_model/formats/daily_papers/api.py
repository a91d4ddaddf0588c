"""Rows of Daily Papers, as in the answers of its API and in its page. Pure.

A row holds ``paper`` (id, title, summary, authors, publishedAt, submittedOnDailyAt, upvotes,
ai_summary, ai_keywords, projectPage, githubRepo, organization) and around it numComments,
submittedBy, organization, and once more title, summary and publishedAt. They have
no specification, and rows of 2023 have fewer fields than those of 2026. Some archives have each row
as text, printed by Python or as JSON, and some a dict around the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import gather, quoted
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
_LEFT_OUT = {"whole": "a row that is broken JSON", "stray": "not a row"}


def read(text: str) -> Salvage:
    """Return the value of JSON that may be cut or broken; raises ValueError for other text."""
    try:
        return Salvage(load(text))
    except ValueError:
        return salvage(text)


def digest_of(got: Salvage, source: Source) -> ParsedDigest | None:
    """Return the digest of the rows in ``got``; None without a list of rows."""
    found = _rows_in(got.value, _DEEPEST_WRAPPER)
    if found is None:
        return None
    listed, around = found
    rows = [_row(one) for one in listed]
    date, inferred = _day(rows, around, source)
    digest = gather(_all_of(rows, got), date)
    undated = ParseWarning(0, "no date in the digest; guessed from its latest paper")
    warnings = (*digest.warnings, undated) if inferred else digest.warnings
    return replace(digest, date_inferred=inferred, warnings=warnings)


def looks_like_row(value: object) -> bool:
    """Return whether ``value`` is a row of a paper, or the text of one."""
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
            yield ParseWarning(0, f"row {number} is not a paper; left out", "rows are not papers")
        else:
            said = f"row {number}{_id_of(row)} has no title; left out"
            yield ParseWarning(0, said, "rows have no title")
    for part in got.broken:
        if what := _LEFT_OUT.get(part.kind):
            shown = quoted(clean_line(part.text[:_SHOWN]))
            yield ParseWarning(part.line, f"{what}; left out: {shown}")
    if got.cut:
        line = got.broken[-1].line if got.broken else 0
        yield ParseWarning(line, "cut off here; the whole rows before were read")


def _id_of(row: dict[str, object]) -> str:
    paper = row.get("paper")
    name = (paper if isinstance(paper, dict) else row).get("id")
    return f" ({quoted(clean_line(name[:_SHOWN]))})" if isinstance(name, str) else ""


def _row(value: object) -> dict[str, object] | None:
    """The row in ``value``, or in its text."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        text = value
        for reader in (load, read_literal):
            with suppress(ValueError):
                value = reader(text)
                break
    return value if isinstance(value, dict) else None


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
    """The day of the digest, and whether it was inferred.

    The day its papers were submitted for is best; ``publishedAt`` is now that of arXiv, and may be
    weeks older.
    """
    if source.date:
        return source.date, False
    whole = [row for row in rows if row is not None]
    submitted = Counter(_days_of(whole, "submittedOnDailyAt"))
    if submitted:
        return max(submitted, key=lambda day: (submitted[day], day)), False
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


_EMPTY = re.compile(r"\s*\[\s*\]\s*")
# The beginning of a row, also of one in a text, printed by Python or as JSON.
_ROW = re.compile(r"""\\?["']paper\\?["']\s*:\s*\{\s*\\?["']\w+\\?["']\s*:""")
_ERROR = re.compile(r"""\s*\{\s*"(?:error|message)"\s*:\s*"[^"\\]{1,500}"\s*[,}]""")
_LONGEST_ANSWER = 200


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such an answer, judging by its beginning."""
    text = source.beginning()
    if not text.lstrip().startswith(("[", "{")):
        return 0.0
    if _ROW.search(text):
        return 0.0 if _is_row_alone(source.data) else 0.95
    if _EMPTY.fullmatch(text):
        return 0.5
    return 0.3 if _ERROR.match(text) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers in ``source``; rows that are not papers become warnings."""
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
    """Whether ``data`` is JSON Lines, with a row on each line."""
    if not data.lstrip().startswith(b"{"):
        return False
    try:
        value = load(decode(data.lstrip().partition(b"\n")[0])[0])
    except ValueError:
        return False
    return isinstance(value, dict) and "paper" in value


def _why(got: Salvage) -> str:
    """Why the value is not a digest."""
    value = got.value
    error = value.get("error") or value.get("message") if isinstance(value, dict) else None
    if isinstance(error, str):
        return f"the answer is an error: {clean_line(error[:_LONGEST_ANSWER])}"
    return "JSON, but no list of papers is in it"
