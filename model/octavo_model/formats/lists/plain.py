"""Plain lists: arXiv ids, DOIs, addresses of papers or titles, one a line; or ids in a text.

Words behind ``#`` or ``//`` are a comment. A paper that is known by its id alone gets the id
as its title, until another digest has the title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.ids import mentions, month_of, placeholder_title
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import gather, of_file
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.targets import target_of
from octavo_model.formats.common.titles import title_of
from octavo_model.formats.lists.citations import citation_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.formats.common.targets import Target

_BEGINNING = 1 << 16
_LONGEST_LINE = 4_000
# Data, markup, programs, bibliographies, mails: others read them.
_OTHER = re.compile(
    r"\s*(?:<[!?a-zA-Z]|[\[{]\s*[\"'{\[\]}]|#!|%PDF|@\w+\s*[{(]|TY  -|From \S+@|\"\"\"|[ru]\"\"\""
    r"|(?:import|package|using|#include|module|def|class|function) [\w.\"<{*]|from \w[\w.]* import"
    r"|[A-Z][\w-]*:[ \t]\S.*\n[A-Z][\w-]*:[ \t])"
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_COMMENT = re.compile(r"(?:^|\s)(?:#+|//|%|;;?|--)(?:\s.*)?$|(?:^|\s)(?:#|//)\S.*$")
_BULLET = re.compile(r"^\s*(?:[-*+•·>]+\s+|\d{1,4}[.)]\s+|\[[ xX]?\]\s+)+")
_REPEATED = re.compile(r"(?<=.)[ \t]\[\x1f\](?=[ \t])")
_BETWEEN = ("|", ":", "-", "–", "—")
_AROUND = " \t,;|.()[]<>\"'`"
# Texts in which people write: in others an id may be a constant.
_OF_TEXTS = (
    ".txt", ".text", ".list", ".lst", ".ids", ".md", ".markdown", ".org", ".rst", ".log", ".url",
    ".urls", ".eml", ".html", ".htm",
)  # fmt: skip
_FEWEST_WORDS = 4
_SURE_OF_LIST, _SURE_OF_TEXT, _SURE_OF_TITLE = 0.6, 0.12, 0.1
_MOST_OTHERS = 0.2


class _ListLine(NamedTuple):
    """A line of a list: the papers that it names, and its other words."""

    number: int
    targets: tuple[Target, ...]
    title: str
    rest: str
    authors: tuple[str, ...] = ()


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a list: nearly all its lines are ids, or some are in it."""
    text = source.beginning(_BEGINNING)
    if _OTHER.match(text) or _BINARY.search(text):
        return 0.0
    lines = list(_lines(text))
    if _is_list(lines):
        return _SURE_OF_LIST
    _, dot, ending = source.name.rpartition(".")
    if dot and f".{ending.lower()}" not in _OF_TEXTS:
        return 0.0
    if any(line.targets for line in lines):
        return _SURE_OF_TEXT
    is_one = (
        len(text.strip().splitlines()) == 1 and source.name == "-" and len(text) < _LONGEST_LINE
    )
    title = title_of(text) if is_one else ""
    return _SURE_OF_TITLE if len(title.split()) >= _FEWEST_WORDS else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers whose ids are in ``source``; without any, one for each line, its title."""
    text, broken = decode(source.data)
    lines = list(_lines(text))
    named = any(line.targets for line in lines)
    papers = list(_with_ids(lines, is_list=_is_list(lines)) if named else _with_titles(lines))
    if not any(isinstance(one, ParsedPaper) for one in papers):
        raise NotADigestError(source.name, "no arXiv id, DOI, address or title of a paper")
    day = source.date or dates.in_name(source.name)
    return gather(papers, day, of_file(source.name), broken)


def _is_list(lines: Sequence[_ListLine]) -> bool:
    """Whether nearly all ``lines`` are ids, with or without a title."""
    others = sum(1 for line in lines if not line.targets or (line.rest and not line.title))
    return len(lines) > others and others <= len(lines) * _MOST_OTHERS


def _lines(text: str) -> Iterator[_ListLine]:
    """The lines of ``text`` that are not empty and not a comment."""
    for number, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        line = _BULLET.sub("", written[:_LONGEST_LINE])
        found = [(one.start, one.end, target_of(one.text)) for one in mentions(line)]
        targets = tuple({target.name: target for _, _, target in found if target}.values())
        rest = line
        for start, end, target in reversed(found):
            if target is not None:
                rest = f"{rest[:start]}\x1f{rest[end:]}"
        bare = _COMMENT.sub("", rest)
        words = clean_line(bare.replace("\x1f", " ")).strip(_AROUND)
        if len(targets) == 1 and (cited := citation_of(bare.partition("\x1f")[0])):
            yield _ListLine(number, targets, cited.title, words, cited.authors)
        elif targets or words:
            # A browser writes the id of a paper in the title of its page, too.
            beside = _REPEATED.sub(" ", bare) if len(targets) == 1 else bare
            yield _ListLine(number, targets, _title_beside(beside), words)


def _title_beside(rest: str) -> str:
    """The title beside the only id of a line, of which ``rest`` is what is before and behind."""
    before, mark, behind = rest.partition("\x1f")
    if not mark or "\x1f" in behind or bool(before.strip(_AROUND)) == bool(behind.strip(_AROUND)):
        return ""
    is_before = bool(before.strip(_AROUND))
    words = before if is_before else behind
    # Words after one space are a remark.
    gap = words[len(words.rstrip()) :] if is_before else words[: -len(words.lstrip())]
    mark = words.rstrip()[-1:] if is_before else words.lstrip()[:1]
    is_apart = len(gap) > 1 or "\t" in gap or mark in _BETWEEN
    return title_of(words.strip(_AROUND)) if is_apart else ""


def _with_ids(lines: Iterable[_ListLine], *, is_list: bool) -> Iterator[ParsedPaper | ParseWarning]:
    seen: set[str] = set()
    without: list[int] = []
    for line in lines:
        if not line.targets:
            without.append(line.number)
        for target in line.targets:
            if target.name not in seen:
                seen.add(target.name)
                title = line.title or placeholder_title(target.ids, target.page)
                arxiv_id = None if line.title else target.ids.arxiv_id
                month = month_of(arxiv_id) if arxiv_id else None
                yield ParsedPaper(
                    title,
                    authors=line.authors,
                    **target.ids._asdict(),
                    page=target.page,
                    line=line.number,
                    date=month,
                    date_inferred=month is not None,
                    date_precision=Precision.MONTH if month else Precision.DAY,
                )
    if without and is_list:
        few = ", ".join(map(str, without[:3])) + (" …" if len(without) > 3 else "")
        what = "1 line has" if len(without) == 1 else f"{len(without):,} lines have"
        where = f"line {few}" if len(without) == 1 else f"lines {few}"
        yield ParseWarning(0, f"{what} no id of a paper: {where}")


def _with_titles(lines: Iterable[_ListLine]) -> Iterator[ParsedPaper]:
    for line in lines:
        if title := title_of(line.rest, is_marked=True):
            yield ParsedPaper(title, line=line.number)
