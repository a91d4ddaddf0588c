"""The papers in a table of Markdown, whose columns may be in any order. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.formats.common import dates
from octavo_model.formats.common.targets import LinkRole, link_of
from octavo_model.formats.common.titles import authors_of, bare_title, day_of, title_of
from octavo_model.formats.lists.entries import ListEntry, entries_of
from octavo_model.formats.lists.inline import text_of
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from octavo_model.formats.lists.inline import InlineRun

_ROLES = {
    "title": "title papertitle titleofpaper titles titlelink papername titlepaperlink "
    "标题 论文标题 题目 論文標題 タイトル 제목 titre titel título",
    "paper": "paper papers name method model approach work algorithm publication article topic "
    "methodname modelname paperlink 论文 論文 논문",
    "authors": "authors author firstauthor authorlist authorsaffiliation 作者 著者 저자 "
    "auteurs autoren autores",
    "date": "date publishdate published publicationdate time year publish day month releasedate "
    "日期 发布日期 发表日期 时间 年份 日付 날짜",
    "venue": "venue conference journal pub publicationvenue publisher proceedings conf from source "
    "会议 期刊 来源 会議",
    "abstract": "abstract summary tldr description contribution overview keyidea notes note "
    "摘要 概要 要旨 초록 简介",
    "link": "link links pdf url arxiv abs arxivlink pdflink doi openreview resources 链接 论文链接 "
    "リンク 링크",
    "code": "code github repo codelink repository implementation project projectpage website "
    "代码 コード 코드",
}
_COLUMNS = {name: role for role, names in _ROLES.items() for name in names.split()}
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"^\s*\(?\d{1,3}[.)]\s*")


def columns_of(header: Sequence[str]) -> dict[int, str]:
    """Return what each column has, by its heading; columns that are not known are left out.

    >>> columns_of(["Publish Date", "**Title**", "Stars"])
    {0: 'date', 1: 'title'}
    """
    found: dict[int, str] = {}
    for at, text in enumerate(header):
        name = _NOT_WORD.sub("", text).lower()
        role = _COLUMNS.get(name) or _COLUMNS.get(name.removesuffix("s"))
        if role == "title" and "title" in found.values():
            continue
        if role:
            found[at] = role
    return found


def rows_of(
    header: Sequence[str], rows: Iterable[tuple[int, list[Callable[[], list[InlineRun]]]]]
) -> Iterator[ListEntry]:
    """Yield an entry for each row; a row is its line and what reads its cells."""
    columns = columns_of(header)
    has_title = "title" in columns.values()
    is_list = has_title and len(columns) > 1
    for line, cells in rows:
        entry = ListEntry(line=line)
        titles: list[list[InlineRun]] = []
        for at, read in enumerate(cells):
            role = columns.get(at, "")
            pieces = read()
            entry.links += [link_of(one.href, clean_line(one.text)) for one in pieces if one.href]
            if role == "title":
                titles.insert(0, pieces)
            elif role == "paper" or not columns:
                titles.append(pieces)
            else:
                _fill(entry, role, text_of(pieces))
        _name(entry, titles)
        if (entry.title and (entry.target is not None or is_list)) or entry.target is not None:
            yield entry


def _fill(entry: ListEntry, role: str, text: str) -> None:
    text = clean_line(text).strip(" *_")
    if not text or text.lower() in ("null", "none", "-", "n/a"):
        return
    if role == "authors":
        entry.authors = entry.authors or authors_of(text, is_marked=True)
    elif role == "date":
        entry.day = entry.day or dates.read(text) or day_of(text)
    elif role == "venue":
        is_archive = text.lower().startswith(("arxiv", "preprint"))
        entry.venue = entry.venue or ("" if is_archive else text)
    elif role == "abstract" and " " in text:
        entry.summary.append(text)


def _name(entry: ListEntry, cells: list[list[InlineRun]]) -> None:
    """Set the title of ``entry`` from the cells that may have it, the best first."""
    titled = next((one for one in entry.links if one.role is LinkRole.TITLE), None)
    for pieces in cells:
        for inner in entries_of(pieces, entry.line, is_item=True)[:1]:
            if not inner.title:
                continue
            # A link is its own mark: a short name in another column does not replace it.
            entry.title = inner.title
            entry.authors = entry.authors or inner.authors
            entry.venue = entry.venue or inner.venue
            entry.day = entry.day or inner.day
            entry.summary = inner.summary + entry.summary
            if titled is None or len(inner.title) >= len(titled.label) or pieces is cells[0]:
                return
    if titled is not None and not entry.title:
        entry.title = title_of(titled.label, is_marked=True)
    if not entry.title and cells:
        text = _NUMBERED.sub("", clean_line(text_of(cells[0])))
        entry.title = title_of(bare_title(text), is_marked=True)
