"""Pages in Markdown as documents: Hugging Face, and what programs make of TeX and PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from octavo_model.formats.lists.parts import parts_of, references_of, without_front_matter
from octavo_model.fulltext.document import Block, BlockKind, Run, RunKind, Runs
from octavo_model.fulltext.pages.builder import TOO_LONG
from octavo_model.fulltext.pages.latexml.inline import InlineReader, PageIndex
from octavo_model.fulltext.pages.latexml.parsing import parse
from octavo_model.fulltext.pages.latexml.tables import read_table
from octavo_model.fulltext.pages.markdown.dollars import MARK, Cutting, cut_out
from octavo_model.fulltext.pages.markdown.inline import MarkdownInline, parser
from octavo_model.fulltext.pages.markdown.joining import cited, join_captions, with_notes
from octavo_model.fulltext.pages.references import reference
from octavo_model.fulltext.pages.runs import flat, tidy, web_address
from octavo_model.text.clean import clean_line, clean_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from octavo_model.fulltext.pages.builder import DocumentBuilder
    from octavo_model.fulltext.pages.latexml.tree import Kid

_COMMENT = re.compile(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL)
_FIELD = re.compile(r"^(title|authors?):[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE)
_AUTHOR = re.compile(r"^[ \t]*-[ \t]+(.+)$", re.MULTILINE)
_NUMBERED = re.compile(
    r"(?:(?P<word>Appendix|Section|Chapter)\s+)?"
    r"(?P<label>\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z](?:\.\d{1,2}){0,4}|[IVX]{1,5})"
    r"(?:[.:)](?!\d)\s*|\s+)(?=\S)"
)
_ABSTRACT = re.compile(r"abstract", re.IGNORECASE)
_REFERENCES = re.compile(r"(?:references|bibliography|literature cited|works cited)", re.IGNORECASE)
_ENTRY = re.compile(r"\n(?=\\?\[\d{1,4}\\?\])")
_ENTRY_LABEL = re.compile(r"\[(\w[^\[\]]{0,30})\]\s*|(\d{1,3})\.\s+(?=[A-Z])")
_MOST_CELLS, _MOST_LINES = 20_000, 100_000
# Addresses of links, which are read before the text.
_DEFINITION = re.compile(
    r"^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*<?[^\s<>]{1,2000}>?[ \t]*(?:\"[^\"\n]{0,300}\")?[ \t]*$",
    re.MULTILINE,
)
_FEWEST_NUMBERED_NOTES = 5
_LABEL_BREAK = re.compile(r"[^\w]+")


class _Level(NamedTuple):
    level: int
    is_quote: bool
    item: str


def read_markdown(text: str, url: str, builder: DocumentBuilder) -> None:
    """Read the page ``text`` into ``builder``. Takes linear time."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", _MOST_LINES)
    if len(lines) > _MOST_LINES:
        builder.miss(TOO_LONG)
    front, text = without_front_matter("\n".join(lines[:_MOST_LINES]))
    _MarkdownReader(text, url, builder).read(front)


class _MarkdownReader:
    def __init__(self, text: str, url: str, builder: DocumentBuilder) -> None:
        self._cut = cut_out(_COMMENT.sub(" ", text))
        self._env = {"references": references_of(self._cut.text)}
        self._inline = MarkdownInline(self._cut, self._env["references"])
        self._builder = builder
        self._url = url
        self._is_bibliography = False
        self._has_text = False
        self._body: list[Block] = builder.blocks
        self._levels: list[_Level] = [_Level(0, is_quote=False, item="")]
        self._cells = 0
        self._notes: dict[str, str] = {}

    def read(self, front: str) -> None:
        """Read the whole page, whose metadata are ``front``."""
        for name, value in _FIELD.findall(front):
            if name.lower() == "title":
                self._builder.title = clean_line(value.strip().strip("\"'"))
        if "author" in front:
            names = _AUTHOR.findall(front)
            self._builder.authors = [clean_line(name.strip().strip("\"'")) for name in names]
        for _, part in parts_of(_DEFINITION.sub("", self._cut.text)):
            if self._builder.is_full or self._cells > _MOST_CELLS:
                break
            self._blocks(parser().parse(part, self._env))
        self._builder.blocks = self._body
        notes = self._footnotes()
        self._body[:] = join_captions(self._body, self._builder.rename)
        for blocks in (self._body, self._builder.abstract):
            blocks[:] = cited(blocks, self._builder.references, self._notes)
            blocks[:] = with_notes(blocks, notes)
        self._body += notes.values()

    def _blocks(self, tokens: Sequence[Token]) -> None:
        rows: list[list[Runs]] = []
        heads = 0
        for at, token in enumerate(tokens):
            kind = token.type
            if kind == "list_item_open":
                self._enter(f"{token.info}{token.markup}" if token.info else "•")
            elif kind == "blockquote_open":
                self._enter("", is_quote=True)
            elif kind in ("list_item_close", "blockquote_close"):
                del self._levels[max(1, len(self._levels) - 1) :]
            elif kind == "tr_open":
                rows.append([])
            elif kind == "thead_close":
                heads = len(rows)
            elif kind == "table_close":
                cells = tuple(map(tuple, rows))
                self._put(
                    Block(BlockKind.TABLE, rows=cells, heads=heads if len(rows) > heads else 0)
                )
                rows, heads = [], 0
            elif kind == "inline" and rows:
                self._cells += 1
                rows[-1].append(self._inline.runs(token.content))
            elif kind == "inline" and at and tokens[at - 1].type == "heading_open":
                self._heading(self._inline.runs(token.content), int(tokens[at - 1].tag[1]))
            elif kind == "inline":
                self._text(token.content)
            elif kind in ("fence", "code_block"):
                self._code(token)
            elif kind == "html_block":
                self._html(token.content)

    def _enter(self, item: str, *, is_quote: bool = False) -> None:
        last = self._levels[-1]
        self._levels.append(_Level(last.level + 1, last.is_quote or is_quote, item))

    def _put(self, block: Block) -> None:
        self._builder.waiting += self._inline.anchors
        self._inline.anchors.clear()
        self._builder.put(block)

    # ---- headings

    def _heading(self, runs: Runs, level: int) -> None:
        self._builder.waiting += self._inline.anchors
        self._inline.anchors.clear()
        runs = tidy(Run(run.kind, run.text, run.targets) for run in runs)
        title = flat(runs)
        self._builder.blocks = self._body
        self._is_bibliography = False
        number = _NUMBERED.match(title) if runs and runs[0].kind is RunKind.TEXT else None
        if number and number[0] == "A " and not self._builder.references:
            number = None  # an article; the letters of appendices follow the references
        name = title[number.end() :] if number else title
        is_first = not self._has_text and not self._builder.title
        if not title or (level == 1 and title == self._builder.title):
            return
        if _ABSTRACT.fullmatch(name):
            self._builder.blocks = self._builder.abstract
            self._has_text = True
        elif _REFERENCES.fullmatch(name.strip(" :.")):
            self._is_bibliography = True
        elif not self._builder.title and (is_first or level == 1):
            self._builder.title = title
        else:
            self._section(runs, title, number, level)

    def _section(self, runs: Runs, title: str, number: re.Match[str] | None, level: int) -> None:
        label = ""
        first = runs[0].text if runs else ""
        if number and number.end() < len(first):
            label = " ".join(filter(None, (number["word"], number["label"])))
            runs = (Run(RunKind.TEXT, first[number.end() :]), *runs[1:])
            level = 2 + number["label"].count(".")
        slug = _LABEL_BREAK.sub("-", title.lower()).strip("-")
        self._has_text = True
        block = Block(BlockKind.HEADING, runs, slug, max(2, level), label)
        self._put(block)

    # ---- text

    def _text(self, content: str) -> None:
        if self._is_bibliography:
            for entry in _ENTRY.split(content):
                self._entry(entry)
            return
        at = 0
        for mark in MARK.finditer(content):
            if self._builder.is_full:
                return
            number = int(mark[1])
            if number < len(self._cut.cuttings) and self._cut.cuttings[number].is_display:
                self._paragraph(content[at : mark.start()])
                self._formula(self._cut.cuttings[number])
                at = mark.end()
        self._paragraph(content[at:])

    def _paragraph(self, content: str) -> None:
        runs = self._inline.runs(content)
        around = self._levels[-1]
        kind = BlockKind.QUOTE if around.is_quote else BlockKind.PARAGRAPH
        if around.item and runs:
            kind = BlockKind.ITEM
            self._levels[-1] = around._replace(item="")
        label = around.item if kind is BlockKind.ITEM else ""
        self._put(Block(kind, runs, level=around.level, label=label))
        self._has_text = self._has_text or bool(runs)
        images, self._inline.images = self._inline.images, []
        addresses = tuple(filter(None, map(self._image, images)))
        if addresses:
            self._put(Block(BlockKind.FIGURE, images=addresses))

    def _image(self, address: str) -> str:
        try:
            return web_address(urljoin(self._url, address))
        except ValueError:
            return ""

    def _formula(self, cutting: Cutting) -> None:
        rows = (((Run(RunKind.MATH, cutting.tex),),),)
        self._put(Block(BlockKind.EQUATION, label=cutting.label, rows=rows))

    def _code(self, token: Token) -> None:
        text = clean_lines(MARK.sub(self._as_written, token.content))
        if token.info.strip() == "math":
            self._formula(Cutting(clean_line(text), is_display=True))
        elif text:
            self._put(Block(BlockKind.CODE, (Run(RunKind.TEXT, text),)))

    def _as_written(self, mark: re.Match[str]) -> str:
        number = int(mark[1])
        known = number < len(self._cut.cuttings)
        return f"${self._cut.cuttings[number].tex}$" if known else ""

    def _html(self, content: str) -> None:
        root, nodes, _ = parse(content)
        page = PageIndex.of(nodes, self._url)
        inline = InlineReader(page, self._builder)
        self._builder.waiting += [node.id for node in nodes if node.id]

        def read(kids: Sequence[Kid]) -> Runs:
            return tidy(one for run in inline.runs(kids) for one in self._inline.marks(run))

        tables = [one for one in root.elements() if one.tag == "table"]
        for table in tables:
            rows, heads = read_table(table, read)
            self._put(Block(BlockKind.TABLE, rows=rows, heads=heads))
        marked = read([kid for kid in root.kids if kid not in tables])
        images = tuple(inline.images)
        if self._is_bibliography and marked:
            self._add_entry("", flat(marked), marked)
        else:
            self._put(Block(BlockKind.PARAGRAPH, marked))
        if images:
            self._put(Block(BlockKind.FIGURE, images=images))

    # ---- references and footnotes

    def _entry(self, content: str) -> None:
        runs = self._inline.runs(content)
        text = flat(runs)
        found = _ENTRY_LABEL.match(text)
        item = self._levels[-1].item.rstrip(".)")
        label = (found[1] or found[2]) if found else item if item.isdigit() else ""
        if text:
            self._add_entry(label, text[found.end() :] if found else text, runs)

    def _add_entry(self, label: str, text: str, runs: Runs) -> None:
        anchors, self._inline.anchors = self._inline.anchors, []
        links = [one for run in runs if run.kind is RunKind.LINK for one in run.targets]
        name = anchors[0] if anchors else f"bib.{label or len(self._builder.references) + 1}"
        self._builder.add_reference(reference(name, label, text, links))
        for anchor in anchors[1:]:
            self._builder.rename(anchor, self._builder.references[-1].id)

    def _footnotes(self) -> dict[str, Block]:
        """Return the footnotes by id; numbered ones are the references if it has no others."""
        notes: dict[str, Block] = {}
        numbered = [name for name in self._cut.notes if name.isdigit()]
        are_references = len(numbered) >= _FEWEST_NUMBERED_NOTES and not self._builder.references
        for name, text in self._cut.notes.items():
            runs = self._inline.runs(text)
            if are_references and name.isdigit():
                self._builder.add_reference(reference(f"bib.{name}", name, flat(runs)))
                self._notes[name] = self._builder.references[-1].id
            elif runs:
                own = self._builder.free_id(name)
                self._notes[name] = own
                label = name.removeprefix("fn")
                notes[own] = Block(BlockKind.NOTE, runs, own, label=label)
        return notes
