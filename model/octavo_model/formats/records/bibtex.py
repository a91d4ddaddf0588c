"""Bibliographies in BibTeX and BibLaTeX, split into blocks by bibtexparser.

See https://www.ctan.org/pkg/bibtex and https://www.ctan.org/pkg/biblatex.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from octavo_model.core.dates import MONTHS
from octavo_model.core.errors import NotADigestError
from octavo_model.core.identity import (
    LETTERS,
    arxiv_key,
    doi_key,
    letters_of,
    page_key,
    title_key,
)
from octavo_model.core.matching import distinction, fold_for_matching
from octavo_model.core.paper import read_author_count
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import PaperIds, address, find_ids, with_ids
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.records.bibtex_values import evaluate, people, without_braces
from octavo_model.formats.records.journal_macros import JOURNALS, journal_of
from octavo_model.formats.records.record import digest_of_file
from octavo_model.text.clean import clean_line, clean_text
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bibtexparser.library import Library
    from bibtexparser.model import Block, Entry

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_TYPES = (
    "article|book|booklet|collection|conference|dataset|inbook|incollection|inproceedings|manual"
    "|mastersthesis|misc|online|patent|phdthesis|preprint|proceedings|report|software|string"
    "|techreport|thesis|unpublished|comment|preamble|electronic|www"
)
_FIRST = re.compile(rf"(?:\s|%.*\n)*@(?:{_TYPES})\s*[{{(]", re.IGNORECASE)
_SOME = re.compile(rf"^[ \t]*@(?:{_TYPES})\s*\{{\s*[^\s,{{}}]{{1,200}}\s*,", re.I | re.M)
# A backslash before the brace that closes a value: ``file = {C:\papers\},``.
_ESCAPED_END = re.compile(r"\\\}(?=\s*,\s*[\w-]+\s*=|\s*,?\s*\}?\s*\Z)")
_LOST_BLOCK = re.compile(r"^[ \t]*@\w", re.MULTILINE)
_JOURNAL_ID = re.compile(r"(?:arxiv(?: e-?prints?| preprint)?,?\s+)?(arxiv:\S+).*", re.IGNORECASE)
_OLD_NUMBER = re.compile(r"\d{7}")
# The volume of CoRR at DBLP; the pages and the eid of a preprint at ADS.
_IN_ARCHIVE = re.compile(r"(?:abs/|arxiv:)(\S+)", re.IGNORECASE)
# ``10 # "~" # oct`` and ``oct # " 10"``.
_DAY_AND_MONTH = re.compile(
    r"(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]{3,9})\.?"
    r"|(?P<then>[A-Za-z]{3,9})\.? (?P<first>\d{1,2}),?"
)
# The end of a name of ours: see `octavo_model.export.bibtex.entry_key`.
_OWN_LETTERS = re.compile(rf"(?:^|-)([a-z2-7]{{{LETTERS},}}=*)$")
_CATEGORY = re.compile(r"[A-Za-z-]+(?:\.[A-Za-z-]+)?")
_LONGEST_QUOTE = 60
_LONGEST_REASON = 160
# Entries that are broken or have no title: a file with more of them is no bibliography.
_MOST_LEFT_OUT = 10_000


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a bibliography, by its first entries."""
    text = source.beginning()
    if _FIRST.match(text):
        return 0.95
    return 0.45 if not text.lstrip().startswith(("<", "{", "[")) and _SOME.search(text) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers of the entries; one that is broken or has no title becomes a warning."""
    text, broken = decode(source.data)
    # bibtexparser takes a brace behind a line break of LaTeX for an escaped one.
    found = list(_read(_split(text.replace("\\\\}", "\\\\ }"), source.name)))
    if not found:
        raise NotADigestError(source.name, "no BibTeX: it holds no entry")
    return digest_of_file(source, found, broken)


def _read(library: Library) -> Iterator[ParsedPaper | ParseWarning]:
    from bibtexparser.model import String

    # Every style defines the months; those of astronomy the journals.
    strings = {**JOURNALS, **dict(zip(MONTHS, MONTHS, strict=True))}
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        entry, reason = _entry_of(block)
        if reason:
            yield ParseWarning(line, reason)
        if isinstance(block, String):
            strings[block.key.lower()] = evaluate(block.value, strings)
        if entry:
            what = clean_line(entry.key)[:_LONGEST_QUOTE]
            said = f"an entry without a title is left out: {what}"
            untitled = ParseWarning(line, said, "entries have no title")
            yield _paper(_fields(entry, strings), line, entry.key) or untitled


def _split(text: str, name: str) -> Library:
    """The blocks of ``text``, with unchanged values."""
    from bibtexparser.exceptions import BlockAbortedException, ParserStateException
    from bibtexparser.model import Entry, ParsingFailedBlock
    from bibtexparser.splitter import Splitter

    class Bounded(Splitter):
        """Stops at too many broken entries; drops tracebacks, which take most of the memory."""

        _left_out = 0

        def _handle_entry(self, m: re.Match[str], m_val: str) -> Entry | ParsingFailedBlock:
            line = self._current_line
            try:
                block = super()._handle_entry(m, m_val)
            except BlockAbortedException as error:
                raw = self.bibstr[m.start() : error.end_index]
                block = _repaired(raw, line) or ParsingFailedBlock(
                    error.with_traceback(None), line, raw
                )
            entry = block if isinstance(block, Entry) else block.ignore_error_block
            fields = entry.fields if isinstance(entry, Entry) else []
            if any(field.key.lower() == "title" for field in fields):
                return block
            self._left_out += 1
            if self._left_out > _MOST_LEFT_OUT:
                raise NotADigestError(
                    name, f"more than {_MOST_LEFT_OUT:,} of its entries are broken or have no title"
                )
            return block

    # It logs each broken block, which would go to the screen and takes longer than reading it.
    logger = logging.getLogger("bibtexparser")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.setLevel(logging.CRITICAL)
    try:
        return Bounded(text).split()
    except ParserStateException as error:
        reason = clean_line(str(error))[:_LONGEST_REASON]
        raise NotADigestError(name, f"BibTeX that cannot be read: {reason}") from None


def _repaired(raw: str, line: int) -> Entry | None:
    """The entry in ``raw`` if it is broken only by a backslash before a brace that closes a value.

    BibTeX itself does not take such a brace for an escaped one, but bibtexparser does.
    """
    from bibtexparser.model import Entry
    from bibtexparser.splitter import Splitter

    fixed, count = _ESCAPED_END.subn(r"\\ }", raw)
    entry = next(iter(Splitter(fixed).split().blocks), None) if count else None
    if not isinstance(entry, Entry):
        return None
    return Entry(entry.entry_type, entry.key, entry.fields, start_line=line, raw=raw)


def _entry_of(block: Block) -> tuple[Entry | None, str]:
    """The entry of ``block``, and what is wrong with it; None for comments and strings."""
    from bibtexparser.model import (
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        Entry,
        ImplicitComment,
        ParsingFailedBlock,
    )

    if isinstance(block, Entry):
        return block, ""
    if isinstance(block, ImplicitComment):
        lost = _LOST_BLOCK.search(block.comment)
        return None, "text that looks like an entry, but is not one, is left out" if lost else ""
    if not isinstance(block, ParsingFailedBlock):
        return None, ""
    inside = block.ignore_error_block
    entry = inside if isinstance(inside, Entry) else None
    if isinstance(block, DuplicateFieldKeyBlock):
        names = clean_line(", ".join(sorted(block.duplicate_keys)))[:_LONGEST_QUOTE]
        return entry, f"repeated fields, of which the first is read: {names}"
    if isinstance(block, DuplicateBlockKeyBlock):
        return entry, f"a repeated key: {clean_line(block.key)[:_LONGEST_QUOTE]}"
    reason = clean_line(getattr(block.error, "abort_reason", "") or str(block.error))
    return None, f"a broken entry is left out: {reason[:_LONGEST_REASON]}"


def _fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    """Values by names in lower case; of a repeated field the first that is not empty."""
    fields: dict[str, str] = {}
    for field in entry.fields:
        name = field.key.lower()
        if not fields.get(name):
            fields[name] = evaluate(str(field.value), strings)
    return fields


def _paper(fields: dict[str, str], line: int, name: str) -> ParsedPaper | None:
    def text(*names: str) -> str:
        found = next((fields[name] for name in names if fields.get(name, "").strip()), "")
        return clean_line(without_braces(found))

    title = text("title")
    if not title:
        return None
    if subtitle := text("subtitle"):
        title = f"{title}: {subtitle}"
    note = text("note", "howpublished")
    journal = journal_of(text("journal", "journaltitle", "booktitle", "series"))
    id_in_journal = _JOURNAL_ID.fullmatch(journal)
    url = text("url")
    candidates = [_eprint(fields), id_in_journal[1] if id_in_journal else "", text("doi"), url]
    candidates += [_number_in_archive(one) for one in map(text, ("eid", "pages", "volume"))]
    candidates += [note, text("howpublished"), text("ee", "bdsk-url-1")]
    ids = find_ids(filter(None, candidates))
    month = _DAY_AND_MONTH.fullmatch(text("month"))
    date = dates.read(text("date")) or dates.from_parts(
        text("year"),
        (month["month"] or month["then"]) if month else text("month"),
        (month["day"] or month["first"]) if month else text("day"),
    )
    count = read_author_count(note)
    category = text("primaryclass", "eprintclass") if ids.arxiv_id else ""
    keywords = re.split(r"[,;]", text("keywords", "keyword"))
    paper = ParsedPaper(
        title,
        clean_text(without_braces(fields.get("abstract", ""))),
        authors=people(fields.get("author", "") or fields.get("editor", "")),
        author_count=count,
        categories=(category,) if _CATEGORY.fullmatch(category) else (),
        comments="" if count or address(note) or find_ids([note]) != PaperIds() else note,
        journal=None if id_in_journal else journal or None,
        keywords=tuple(dict.fromkeys(filter(None, map(str.strip, keywords)))),
        line=line,
    )
    paper = with_ids(paper, ids, date, [url])
    # In our own exports keywords are the user's tags.
    return paper._replace(keywords=()) if keywords and _is_ours(name, paper) else paper


def _is_ours(name: str, paper: ParsedPaper) -> bool:
    """Return whether an entry of this name was exported by Octavo."""
    own = _OWN_LETTERS.search(name)
    if own is None:
        return False
    year = paper.date.year if paper.date else None
    distinct = distinction(paper.authors, year, paper.page)
    title = title_key(fold_title(paper.title))
    keys = [
        arxiv_key(paper.arxiv_id or ""),
        doi_key(paper.doi or ""),
        page_key(paper.page or ""),
        title,
        title_key(fold_for_matching(paper.title)),
        f"{title}@{distinct}",
    ]
    return any(letters_of(key).startswith(own[1]) for key in keys if key)


def _number_in_archive(text: str) -> str:
    found = _IN_ARCHIVE.fullmatch(text)
    return f"arXiv:{found[1]}" if found else ""


def _eprint(fields: dict[str, str]) -> str:
    """The arXiv id in ``eprint``, in the ways of BibTeX and BibLaTeX."""
    archive = fields.get("archiveprefix", fields.get("eprinttype", "arxiv")).strip(" {}").lower()
    eprint = fields.get("eprint", fields.get("arxivid", "")).strip(" {}")
    if archive not in {"arxiv", ""}:
        return ""
    # An old number has no archive if the class names it.
    if _OLD_NUMBER.fullmatch(eprint):
        primary = fields.get("primaryclass", fields.get("eprintclass", ""))
        return f"{primary.strip(' {}').partition('.')[0]}/{eprint}"
    return eprint
